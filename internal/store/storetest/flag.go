package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var flagCases = []testCase{
	{"a flag is raised, lifted and ended once", flagsEnd},
	{"flags are found by what raised them", flagsAreFound},
}

func (h *house) flag(person care.ID, change ...func(*care.Flag)) care.Flag {
	return changed(care.Flag{ID: h.id(), Person: person, School: h.id(), Source: care.FromConcern, Suggested: care.LevelGeneral,
		State: care.FlagOpen, PackHash: "p1", OpenedAt: h.now()}, change)
}

func flagsEnd(h *house) {
	f := put(h, (*store.Tx).InsertFlag, h.flag(h.id()))
	h.same("a concern, the rest NULL", get1(h, (*store.Tx).Flag, f.ID), f)
	reasons := []store.SealedRow{{ID: h.id(), Sealed: []byte{1}}, {ID: h.id(), Sealed: []byte{2}}}
	for _, r := range reasons {
		h.write(func(tx *store.Tx) error { return tx.AddFlagReasons(f.ID, r) })
	}
	h.same("reasons, oldest first", get1(h, (*store.Tx).FlagReasons, f.ID), reasons)

	f.Suggested, f.Critical, f.Alert, f.Sitting = care.LevelMajor, true, far, far-1
	h.write(func(tx *store.Tx) error { return tx.RaiseFlag(f.ID, f.Suggested, true, f.Alert, f.Sitting) })
	h.same("nobody proposed its end", get1(h, (*store.Tx).ProposerOf, f.ID), care.ID(0))
	f.Proposed, f.EndBy = care.EndNoConcern, h.id()
	h.write(func(tx *store.Tx) error { return tx.ProposeEnd(f.ID, f.Proposed, f.EndBy, far) })
	h.same("who proposed its end", get1(h, (*store.Tx).ProposerOf, f.ID), care.ID(far))
	h.same("lifted and proposed", get1(h, (*store.Tx).Flag, f.ID), f)

	f.End, f.EndSecond, f.Episode = care.EndNoConcern, h.id(), h.id()
	f.EndedAt, f.State = h.pass(time.Hour), care.FlagEnded
	h.write(func(tx *store.Tx) error { return tx.EndFlag(f) })
	h.same("ended", get1(h, (*store.Tx).Flag, f.ID), f)
	h.refused("ending twice", care.Conflict, func(tx *store.Tx) error { return tx.EndFlag(f) })
	h.refused("lifting an ended flag", care.Conflict, func(tx *store.Tx) error { return tx.RaiseFlag(f.ID, 4, true, 0, 0) })
	h.refused("proposing to end what ended", care.Conflict, func(tx *store.Tx) error { return tx.ProposeEnd(f.ID, care.EndLeft, 1, 1) })
	missing(h, "no such flag", (*store.Tx).Flag, care.ID(far))
}

func flagsAreFound(h *house) {
	person, campaign := h.id(), h.id()
	first := put(h, (*store.Tx).InsertFlag, h.flag(person, func(f *care.Flag) { f.Source, f.Campaign, f.Sitting = care.FromRound, campaign, h.id() }))
	h.pass(time.Minute)
	second := put(h, (*store.Tx).InsertFlag, h.flag(person, func(f *care.Flag) { f.Source, f.Campaign, f.Alert = care.FromAlert, campaign, h.id() }))
	h.same("newest first", get1(h, (*store.Tx).FlagsOf, person), []care.Flag{second, first})
	h.same("by sitting", get1(h, (*store.Tx).FlagOfSitting, first.Sitting), first)
	h.same("by alert", get1(h, (*store.Tx).FlagOfAlert, second.Alert), second)
	class, other, concern := h.id(), h.id(), put(h, (*store.Tx).InsertFlag, h.flag(h.id()))
	join := func(flag, class, before care.ID) {
		h.Helper()
		h.write(func(tx *store.Tx) error {
			got, err := tx.JoinRound(flag, campaign, class)
			h.same("counted in before", got, before)
			return err
		})
	}
	for _, f := range []care.ID{first.ID, second.ID, concern.ID} {
		join(f, class, 0)
	}
	join(concern.ID, class, class)
	join(concern.ID, other, class)
	h.same("open flags the round waits for, a concern's too", get2(h, (*store.Tx).CountFlags, campaign, care.FlagOpen), 3)
	h.same("of another round", get2(h, (*store.Tx).CountFlags, h.id(), care.FlagOpen), 0)
	h.same("ended flags of the round", get2(h, (*store.Tx).CountFlags, campaign, care.FlagEnded), 0)
	missing(h, "the flag of a calm sitting", (*store.Tx).FlagOfSitting, care.ID(far))
	missing(h, "the flag of no alert", (*store.Tx).FlagOfAlert, care.ID(far))
}
