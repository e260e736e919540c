package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var personCases = []testCase{
	{"a changed identity keeps the past one", identitiesChange},
	{"people are found where they are tied now", tiesPlacePeople},
	{"a whole name or number finds its people", indexesFind},
	{"guardians come in the order they are asked", guardiansAreOrdered},
}

func (h *house) person(change ...func(*store.PersonRow)) store.PersonRow {
	return changed(store.PersonRow{ID: h.id(), Kind: care.PupilPerson, Identity: []byte{1, 0, 255}}, change)
}

func (h *house) tie(person, unit care.ID, change ...func(*care.Tie)) care.Tie {
	return changed(care.Tie{ID: h.id(), Person: person, Unit: unit, Kind: care.Enrolled, FromOn: "2026-09-01"}, change)
}

// pupil makes a person enrolled in a class.
func (h *house) pupil(class care.ID) care.ID {
	h.Helper()
	p := put(h, (*store.Tx).InsertPerson, h.person())
	put(h, (*store.Tx).InsertTie, h.tie(p.ID, class))
	return p.ID
}

func personID(p store.PersonRow) care.ID { return p.ID }

func identitiesChange(h *house) {
	p := put(h, (*store.Tx).InsertPerson, h.person())
	h.same("a person", get1(h, (*store.Tx).Person, p.ID), p)
	for _, next := range [][]byte{{2}, {3}} {
		h.pass(time.Second)
		h.write(func(tx *store.Tx) error { return tx.UpdateIdentity(p.ID, next) })
	}
	h.same("identity now", get1(h, (*store.Tx).Person, p.ID).Identity, []byte{3})
	h.refused("the same person again", care.Internal, func(tx *store.Tx) error { return tx.InsertPerson(p) })
	h.refused("the identity of nobody", care.Conflict, func(tx *store.Tx) error { return tx.UpdateIdentity(far, []byte{1}) })
	missing(h, "nobody", (*store.Tx).Person, care.ID(far))
	h.refused("a person without identity", care.Internal, func(tx *store.Tx) error {
		return tx.InsertPerson(h.person(func(p *store.PersonRow) { p.Identity = nil }))
	})
}

func tiesPlacePeople(h *house) {
	t := h.tree()
	first, second := h.pupil(t.class.ID), h.pupil(t.class.ID)
	third := h.pupil(t.other.ID)
	put(h, (*store.Tx).InsertTie, h.tie(first, t.village.ID, func(v *care.Tie) { v.Kind = care.Resident }))
	h.same("class of a pupil", get1(h, (*store.Tx).ClassIDOf, first), t.class.ID)
	h.same("pupils of a class", pick(get2(h, (*store.Tx).PersonsIn, t.class.ID, care.Enrolled), personID), []care.ID{first, second})
	h.same("pupils of the district", get2(h, (*store.Tx).CountIn, t.district.ID, care.Enrolled), 3)
	h.same("residents of the district", get2(h, (*store.Tx).CountIn, t.district.ID, care.Resident), 1)

	ties := get1(h, (*store.Tx).TiesOf, second)
	h.pass(24 * time.Hour)
	h.write(func(tx *store.Tx) error { return tx.EndTie(ties[0].ID) })
	moved := put(h, (*store.Tx).InsertTie, h.tie(second, t.other.ID, func(v *care.Tie) { v.FromOn = h.today() }))
	ties[0].UntilOn = h.today()
	h.same("ties, the current one first", get1(h, (*store.Tx).TiesOf, second), []care.Tie{moved, ties[0]})
	h.same("class after moving", get1(h, (*store.Tx).ClassIDOf, second), t.other.ID)
	h.refused("ending a tie twice", care.Conflict, func(tx *store.Tx) error { return tx.EndTie(ties[0].ID) })
	missing(h, "the class of nobody", (*store.Tx).ClassIDOf, care.ID(far))
	h.write(func(tx *store.Tx) error { return tx.EndTie(moved.ID) })
	missing(h, "the class of a leaver", (*store.Tx).ClassIDOf, second)
	h.same("the last class of a leaver", get1(h, (*store.Tx).LastClassOf, second), t.other.ID)
	missing(h, "the last class of nobody", (*store.Tx).LastClassOf, care.ID(far))
	h.same("nothing is open about him", get1(h, (*store.Tx).HasOpenWork, second), false)
	put(h, (*store.Tx).InsertTie, h.tie(second, t.other.ID, func(v *care.Tie) { v.FromOn = h.today() }))

	var seen []care.ID
	h.write(func(tx *store.Tx) error {
		return tx.EachMember(t.school.ID, care.Enrolled, func(m store.Member) error {
			seen = append(seen, m.Unit, m.ID)
			_, err := tx.ClassIDOf(m.ID) // walking must leave the transaction free to ask
			return err
		})
	})
	h.same("members by class", seen, []care.ID{t.class.ID, first, t.other.ID, second, t.other.ID, third})
}

func indexesFind(h *house) {
	name, number := []byte("n-digest"), []byte{0, 1, 2}
	a, b := put(h, (*store.Tx).InsertPerson, h.person()), put(h, (*store.Tx).InsertPerson, h.person())
	h.write(func(tx *store.Tx) error { return tx.AddIndex(a.ID, map[string][]byte{"name": name, "id_no": number}) })
	h.write(func(tx *store.Tx) error { return tx.AddIndex(b.ID, map[string][]byte{"name": name}) })
	h.same("two of one name", get2(h, (*store.Tx).ByIndex, "name", name), []care.ID{a.ID, b.ID})
	h.same("one number", get2(h, (*store.Tx).ByIndex, "id_no", number), []care.ID{a.ID})

	h.write(func(tx *store.Tx) error { return tx.PutIndex(a.ID, map[string][]byte{"name": []byte("new")}) })
	h.same("after renaming", get2(h, (*store.Tx).ByIndex, "name", name), []care.ID{b.ID})
	h.same("the old number", len(get2(h, (*store.Tx).ByIndex, "id_no", number)), 0)
	h.region++
	h.same("the name in another region", len(get2(h, (*store.Tx).ByIndex, "name", name)), 0)
}

func guardiansAreOrdered(h *house) {
	child := put(h, (*store.Tx).InsertPerson, h.person()).ID
	second := put(h, (*store.Tx).InsertGuardian, store.GuardianRow{ID: h.id(), Child: child, Rank: 2, Sealed: []byte{2}})
	first := put(h, (*store.Tx).InsertGuardian, store.GuardianRow{ID: h.id(), Child: child, Rank: 1, Sealed: []byte{1}})
	h.write(func(tx *store.Tx) error { return tx.UpdateGuardian(first.ID, []byte{9}) })
	first.Sealed = []byte{9}
	h.same("guardians", get1(h, (*store.Tx).Guardians, child), []store.GuardianRow{first, second})
	h.same("a guardian", get1(h, (*store.Tx).Guardian, second.ID), second)
	missing(h, "no such guardian", (*store.Tx).Guardian, care.ID(far))
	h.refused("changing nobody", care.Conflict, func(tx *store.Tx) error { return tx.UpdateGuardian(far, []byte{1}) })
}
