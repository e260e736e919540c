package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var proposalCases = []testCase{
	{"a proposal is ended once, and not after its time", proposalsEnd},
}

func proposalsEnd(h *house) {
	until := h.now() + care.Millis(time.Hour.Milliseconds())
	make := func(person care.ID) store.Proposal {
		return put(h, (*store.Tx).InsertProposal, store.Proposal{ID: h.id(), Kind: "appoint", Person: person, Unit: h.id(), Role: care.PsychologyLead,
			ByPost: h.id(), ByPerson: h.id(), At: h.now(), ExpiresAt: until, State: "open"})
	}
	one, other := make(h.id()), make(h.id())
	id := func(p store.Proposal) care.ID { return p.ID }
	h.same("a proposal", get1(h, (*store.Tx).Proposal, one.ID), one)
	h.same("open ones", pick(get1(h, (*store.Tx).ProposalsOpen, care.ID(0)), id), []care.ID{one.ID, other.ID})
	h.same("about one person", pick(get1(h, (*store.Tx).ProposalsOpen, other.Person), id), []care.ID{other.ID})

	h.write(func(tx *store.Tx) error { return tx.EndProposal(one.ID, "confirmed", 1, 2) })
	h.same("what became of it", get1(h, (*store.Tx).Proposal, one.ID).State, "confirmed")
	h.refused("ending twice", care.Conflict, func(tx *store.Tx) error { return tx.EndProposal(one.ID, "refused", 1, 2) })
	h.same("open ones left", pick(get1(h, (*store.Tx).ProposalsOpen, care.ID(0)), id), []care.ID{other.ID})

	h.pass(time.Hour)
	h.refused("ending after its time", care.Conflict, func(tx *store.Tx) error { return tx.EndProposal(other.ID, "confirmed", 1, 2) })
	h.same("none open after their time", len(get1(h, (*store.Tx).ProposalsOpen, care.ID(0))), 0)
}
