package storetest

import (
	"fmt"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var bulkCases = []testCase{
	{"many rows are written as one by one, in more than one statement", manyAreWritten},
	{"a chunk is read by its number", chunksAreNumbered},
	{"a pupil is due in the rounds still going on that he may answer", dueRoundsAreFound},
}

func manyAreWritten(h *house) {
	t := h.tree()
	var persons []store.PersonRow
	var indexes []store.IndexRow
	var ties []care.Tie
	var guardians []store.GuardianRow
	for n := range 97 {
		p := h.person()
		persons = append(persons, p)
		indexes = append(indexes, store.IndexRow{Kind: "name", Digest: fmt.Append(nil, n), Person: p.ID})
		ties = append(ties, h.tie(p.ID, t.class.ID))
		guardians = append(guardians, store.GuardianRow{ID: h.id(), Child: p.ID, Rank: 1, Sealed: []byte{byte(n), 0, 255}})
	}
	h.write(func(tx *store.Tx) error {
		for _, write := range []func() error{
			func() error { return tx.InsertPersons(persons) },
			func() error { return tx.AddIndexes(append(indexes, indexes[0])) }, // the same index twice is one
			func() error { return tx.InsertTies(ties) },
			func() error { return tx.InsertGuardians(guardians) },
			func() error { return tx.InsertPersons(nil) },
		} {
			if err := write(); err != nil {
				return err
			}
		}
		return nil
	})
	h.same("pupils of the class", get2(h, (*store.Tx).PersonsIn, t.class.ID, care.Enrolled), persons)
	for _, n := range []int{0, 39, 40, 96} {
		h.same("found by index", get2(h, (*store.Tx).ByIndex, "name", fmt.Append(nil, n)), []care.ID{persons[n].ID})
		h.same("ties", get1(h, (*store.Tx).TiesOf, persons[n].ID), []care.Tie{ties[n]})
		h.same("guardians", get1(h, (*store.Tx).Guardians, persons[n].ID), []store.GuardianRow{guardians[n]})
	}
	h.refused("the same persons again", care.Internal, func(tx *store.Tx) error { return tx.InsertPersons(persons) })
}

func chunksAreNumbered(h *house) {
	i := put(h, (*store.Tx).InsertImport, h.imported())
	want := store.ImportChunk{N: 3, School: 7, Key: far, Sealed: []byte{1, 0}}
	h.write(func(tx *store.Tx) error { return tx.InsertChunk(i.ID, want) })
	h.same("the chunk", get2(h, (*store.Tx).Chunk, i.ID, 3), want)
	h.refused("no such chunk", care.NotFound, func(tx *store.Tx) error {
		_, err := tx.Chunk(i.ID, 2)
		return err
	})
}

func dueRoundsAreFound(h *house) {
	t := h.tree()
	p := h.pupil(t.class.ID)
	round := func(state care.CampaignState, decision care.ConsentDecision) care.ID {
		c := put(h, (*store.Tx).InsertCampaign, h.campaign(t.school.ID, func(c *care.Campaign) { c.State = state }))
		put(h, (*store.Tx).InsertConsent, h.consent(c.ID, p, func(k *store.ConsentRow) { k.Decision = decision }))
		return c.ID
	}
	ready, open := round(care.CampaignReady, care.ConsentAgree), round(care.CampaignOpen, care.ConsentNoSelfHarm)
	round(care.CampaignOpen, care.ConsentDecline)
	round(care.CampaignClosed, care.ConsentAgree)
	h.same("rounds", get1(h, (*store.Tx).DueIn, p), []care.ID{ready, open})
	h.same("rounds of another", get1(h, (*store.Tx).DueIn, h.pupil(t.class.ID)), []care.ID(nil))
}
