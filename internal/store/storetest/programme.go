package storetest

import (
	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var programmeCases = []testCase{
	{"a programme lists whom the filter lets through, first due first", programmesAreListed},
	{"a lower level is proposed once and ended once", levelsAreProposed},
	{"an objection outlives the episode it was left in", objectionsOutliveTheirEpisode},
}

func programmesAreListed(h *house) {
	t := h.tree()
	child, other := h.pupil(t.class.ID), h.pupil(t.class.ID)
	tie := put(h, (*store.Tx).InsertTie, h.tie(child, t.village.ID, func(v *care.Tie) { v.Kind = care.Resident }))
	hardship := func(e *care.Episode) { e.Programme, e.Level = care.ChildInHardship, care.LevelWatch }
	put(h, (*store.Tx).InsertEpisode, h.episode(child)) // pupil care is no such programme
	later := put(h, (*store.Tx).InsertEpisode, h.episode(child, hardship))
	first := put(h, (*store.Tx).InsertEpisode, h.episode(other, hardship, func(e *care.Episode) { e.Level, e.NextOn = care.LevelGeneral, h.today() }))
	late := h.putDuty(h.duty(func(d *care.Duty) { d.Person, d.Ref, d.RefID, d.DueAt = other, "episode", first.ID, h.now()-1 }))

	id := func(e care.Episode) care.ID { return e.ID }
	q := store.ProgrammeQuery{Programme: care.ChildInHardship, Level: -1, Limit: 10}
	list := func(f store.Filter, unit care.ID, q store.ProgrammeQuery) []care.ID {
		h.same("count", get3(h, (*store.Tx).CountEpisodesFound, f, unit, q), len(get3(h, (*store.Tx).EpisodesFound, f, unit, q)))
		return pick(get3(h, (*store.Tx).EpisodesFound, f, unit, q), id)
	}
	all := store.Everyone()
	h.same("all, first due first", list(all, t.district.ID, q), []care.ID{first.ID, later.ID})
	h.same("of a village", list(all, t.village.ID, q), []care.ID{later.ID})
	at := q
	at.Level = care.LevelGeneral
	h.same("at a level", list(all, t.district.ID, at), []care.ID{first.ID})
	at = q
	at.Late = true
	h.same("late", list(all, t.district.ID, at), []care.ID{first.ID})
	m := access.NewMatrix([]access.Rule{{Role: care.ChildDirector, Verb: access.Read, Data: access.Hardship, Scopes: []access.Scope{access.Subtree}}}, nil)
	f := store.Visible(m, access.Actor{Person: 1, Post: 2, Unit: t.village.ID, Role: care.ChildDirector}, access.Read, access.Hardship)
	h.same("filtered", list(f, t.district.ID, q), []care.ID{later.ID})
	h.same("nobody", list(store.Visible(m, access.Actor{Unit: t.village.ID, Role: care.Principal}, access.Read, access.Hardship), t.district.ID, q), []care.ID{})

	h.same("pages of all", pick(get2(h, (*store.Tx).OpenEpisodesAfter, care.ID(0), 1), id), []care.ID{later.ID})
	h.same("the page after", pick(get2(h, (*store.Tx).OpenEpisodesAfter, later.ID, 9), id), []care.ID{first.ID})
	n := 0
	h.write(func(tx *store.Tx) error {
		return tx.EachOpenEpisode(func(care.Episode) error { n++; return nil })
	})
	h.same("every open episode", n, 3)
	h.same("of whoever lives there", pick(get1(h, (*store.Tx).EpisodesTied, t.village.ID), id), []care.ID{later.ID})

	var residents []care.ID
	h.write(func(tx *store.Tx) error {
		return tx.EachVisibleTied(all, t.district.ID, care.Resident, func(v store.Member) error { residents = append(residents, v.ID); return nil })
	})
	h.same("residents", residents, []care.ID{child})

	h.write(func(tx *store.Tx) error { return tx.SetTieState(tie.ID, care.Boarding) })
	tie.State = care.Boarding
	h.same("boards", get1(h, (*store.Tx).CurrentTies, []care.ID{child})[1], tie)

	h.write(func(tx *store.Tx) error { return tx.SetContact(later.ID, "2026-10-10") })
	h.write(func(tx *store.Tx) error { return tx.SetContact(later.ID, "2026-10-01") })
	h.same("last contact", get1(h, (*store.Tx).Episode, later.ID).ContactOn, care.Date("2026-10-10"))

	later.ValidTo = "2027-01-31"
	h.write(func(tx *store.Tx) error { return tx.UpdateEpisode(later) })
	h.same("the basis holds until", get1(h, (*store.Tx).Episode, later.ID).ValidTo, later.ValidTo)

	adult := h.pupil(t.class.ID)
	h.write(func(tx *store.Tx) error {
		ties, err := tx.CurrentTies([]care.ID{adult})
		if err == nil {
			err = tx.EndTie(ties[0].ID)
		}
		return err
	})
	put(h, (*store.Tx).InsertTie, h.tie(adult, t.village.ID, func(v *care.Tie) { v.Kind = care.ServedBy }))
	served := put(h, (*store.Tx).InsertEpisode, h.episode(adult, hardship))
	h.same("where an adult is served he is counted", list(all, t.village.ID, q), []care.ID{later.ID, served.ID})
	h.same("and nobody sitting there sees him", list(f, t.district.ID, q), []care.ID{later.ID})
	h.same("nor is he of that unit", get1(h, (*store.Tx).Subject, adult).Units, []care.ID(nil))

	late.Post, late.Unit = h.id(), t.village.ID
	h.write(func(tx *store.Tx) error { return tx.GiveDuty(late) })
	h.same("given", get1(h, (*store.Tx).Duty, late.ID), late)
	late.ID = far
	h.refused("giving what is not there", care.Conflict, func(tx *store.Tx) error { return tx.GiveDuty(late) })
}

func levelsAreProposed(h *house) {
	p := store.LevelProposal{ID: h.id(), Episode: h.id(), Person: h.id(), Level: care.LevelWatch, ByPost: h.id(), ByPerson: h.id(), At: h.now(), Reason: []byte{7}}
	put(h, (*store.Tx).InsertLevelProposal, p)
	h.same("open", get1(h, (*store.Tx).LevelProposal, p.Episode), p)
	twice := p
	twice.ID = h.id()
	h.refused("a second one", care.Conflict, func(tx *store.Tx) error { return tx.InsertLevelProposal(twice) })
	h.write(func(tx *store.Tx) error { return tx.EndLevelProposal(p.Episode, "agreed") })
	missing(h, "an ended one", (*store.Tx).LevelProposal, p.Episode)
	h.write(func(tx *store.Tx) error { return tx.EndLevelProposal(p.Episode, "agreed") })
	put(h, (*store.Tx).InsertLevelProposal, twice)
}

func objectionsOutliveTheirEpisode(h *house) {
	e := put(h, (*store.Tx).InsertEpisode, h.episode(h.id()))
	left := func(of care.Programme) []care.ID {
		return get(h, func(tx *store.Tx) ([]care.ID, error) { return tx.LeftObjecting(e.Person, of) })
	}
	for _, c := range []struct {
		level care.Level
		as    string
	}{{care.LevelWatch, "left"}, {care.LevelNone, "declined"}, {care.LevelNone, "left"}} {
		h.same("before", len(left(e.Programme)), 0)
		put(h, (*store.Tx).InsertLevelProposal, store.LevelProposal{ID: h.id(), Episode: e.ID, Person: e.Person, Level: c.level, ByPost: h.id(), ByPerson: h.id(), At: h.now(), Reason: []byte{7}})
		h.write(func(tx *store.Tx) error { return tx.EndLevelProposal(e.ID, c.as) })
	}
	h.same("left with one open", left(e.Programme), []care.ID{e.ID})
	h.same("of another programme", len(left("another")), 0)
}
