package storetest

import (
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var lookupCases = []testCase{
	{"many people are found at once, more than one statement asks for", manyAreFound},
	{"who has open work is told from who has none", openWorkIsFound},
}

func manyAreFound(h *house) {
	t := h.tree()
	h.same("a region without pupils", get(h, (*store.Tx).AnyPupil), false)
	digest := func(p care.ID) []byte { return []byte("d" + p.String()) }
	var persons []care.ID
	var digests [][]byte
	h.write(func(tx *store.Tx) error {
		for range 1203 {
			p := h.person()
			persons, digests = append(persons, p.ID), append(digests, digest(p.ID))
			if err := tx.InsertPerson(p); err != nil {
				return err
			}
			if err := tx.AddIndex(p.ID, map[string][]byte{"name": digest(p.ID)}); err != nil {
				return err
			}
		}
		return nil
	})
	h.same("a region with pupils", get(h, (*store.Tx).AnyPupil), true)
	tie := put(h, (*store.Tx).InsertTie, h.tie(persons[1], t.class.ID))
	put(h, (*store.Tx).InsertTie, h.tie(persons[2], t.class.ID, func(t *care.Tie) { t.UntilOn = h.today() }))
	put(h, (*store.Tx).InsertTie, h.tie(persons[0], t.village.ID, func(t *care.Tie) { t.Kind = care.Resident }))

	found := pick(get1(h, (*store.Tx).Persons, append(persons, far)), personID)
	slices.Sort(found)
	h.same("persons", found, persons)
	hits := get2(h, (*store.Tx).ByIndexes, "name", append(digests, []byte("nobody")))
	h.same("hits", len(hits), len(persons))
	at := slices.IndexFunc(hits, func(i store.IndexHit) bool { return i.Person == persons[1] })
	h.same("a pupil's hit", hits[at], store.IndexHit{Digest: digest(persons[1]), Person: persons[1], Class: t.class.ID})
	h.same("a hit in no class", hits[at+1].Class, care.ID(0))
	h.same("hits of another kind", len(get2(h, (*store.Tx).ByIndexes, "phone", digests)), 0)

	h.same("enrolled", get1(h, (*store.Tx).EnrolledIn, t.district.ID), []care.Tie{tie})
	h.same("current ties", pick(get1(h, (*store.Tx).CurrentTies, persons), func(t care.Tie) care.ID { return t.Person }), persons[:2])
	second := put(h, (*store.Tx).InsertGuardian, store.GuardianRow{ID: h.id(), Child: persons[7], Rank: 2, Sealed: []byte{2}})
	first := put(h, (*store.Tx).InsertGuardian, store.GuardianRow{ID: h.id(), Child: persons[7], Rank: 1, Sealed: []byte{1}})
	h.same("guardians", get1(h, (*store.Tx).GuardiansOfAll, persons), []store.GuardianRow{first, second})
	h.same("nobody asked", len(get1(h, (*store.Tx).Persons, nil)), 0)
}

func openWorkIsFound(h *house) {
	r := h.round()
	flagged, followed, done, calm := h.pupil(r.class.ID), h.pupil(r.class.ID), h.pupil(r.class.ID), h.pupil(r.class.ID)
	put(h, (*store.Tx).InsertFlag, h.flag(flagged))
	put(h, (*store.Tx).InsertEpisode, h.episode(followed))
	closed := put(h, (*store.Tx).InsertEpisode, h.episode(done))
	h.write(func(tx *store.Tx) error { return tx.CloseEpisode(closed.ID, "stable") })
	owed := h.putDuty(h.duty(func(d *care.Duty) { d.Person = h.pupil(r.class.ID) }))
	called := h.raised(r)

	got := get1(h, (*store.Tx).Worked, []care.ID{flagged, followed, done, calm, owed.Person, called.Person})
	slices.Sort(got)
	h.same("people with open work", got, []care.ID{flagged, followed, owed.Person, called.Person})

	h.same("alert of a sitting", get1(h, (*store.Tx).HasAlert, called.Sitting), true)
	h.same("alert of a calm sitting", get1(h, (*store.Tx).HasAlert, care.ID(far)), false)
	h.same("open alerts", get1(h, (*store.Tx).CountOpenAlerts, r.campaign.ID), 1)
	h.write(func(tx *store.Tx) error { return tx.EndAlert(called.ID, "safe") })
	h.same("open alerts at the end", get1(h, (*store.Tx).CountOpenAlerts, r.campaign.ID), 0)
}
