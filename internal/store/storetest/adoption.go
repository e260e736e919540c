package storetest

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// A pack waits for its second person, begins on its day, and is done once; its bytes
// are found by their hash.
func adoptionsBegin(h *house) {
	h.startLog()
	h.write(func(tx *store.Tx) error {
		if err := tx.InsertRegion(store.RegionRow{Region: h.region, Name: "示范区", Pack: "a", PackHash: "h1", KeyPrint: "k"}, "demo"); err != nil {
			return err
		}
		return tx.SetPack("a", "h1")
	})
	id, person := h.id(), h.id()
	today := h.today()
	h.write(func(tx *store.Tx) error {
		if err := tx.InsertPackFile("h2", "b/pack.yaml", []byte("id: b")); err != nil {
			return err
		}
		if err := tx.InsertProposal(store.Proposal{ID: id, Kind: "pack", Person: person, Unit: h.id(), ByPost: h.id(), ByPerson: person, ExpiresAt: h.now() + 1000}); err != nil {
			return err
		}
		return tx.InsertAdoption(store.Adoption{ID: id, Pack: "b", Hash: "h2", EffectiveOn: today})
	})
	h.same("bytes", get(h, func(tx *store.Tx) (map[string][]byte, error) { return tx.PackFiles("h2") }), map[string][]byte{"b/pack.yaml": []byte("id: b")})
	h.same("hashes", get(h, (*store.Tx).PackHashes), []string{"h2"})
	h.refused("nothing is due", care.NotFound, func(tx *store.Tx) error { _, err := tx.AdoptionDue(); return err })
	h.write(func(tx *store.Tx) error { return tx.EndProposal(id, "confirmed", h.id(), h.id()) })
	due := get(h, (*store.Tx).AdoptionDue)
	h.same("due", []any{due.ID, due.Pack, due.Hash, due.EffectiveOn, due.SwitchedAt}, []any{id, "b", "h2", today, care.Millis(0)})
	h.refused("settled before it began", care.Conflict, func(tx *store.Tx) error { return tx.AdoptionSettled(id) })
	h.write(func(tx *store.Tx) error {
		if err := tx.AdoptionSwitched(id, "h1"); err != nil {
			return err
		}
		return tx.SetPack("b", "h2")
	})
	h.refused("begun twice", care.Conflict, func(tx *store.Tx) error { return tx.AdoptionSwitched(id, "h1") })
	h.write(func(tx *store.Tx) error {
		_, _, pack, err := tx.LockAuditHead()
		h.same("the head's pack", pack, "h2")
		return err
	})
	row := get(h, (*store.Tx).RegionRow)
	h.same("the region's pack", []string{row.Pack, row.PackHash}, []string{"b", "h2"})
	h.same("interrupted", get(h, (*store.Tx).AdoptionDue).ID, id)
	h.write(func(tx *store.Tx) error { return tx.AdoptionSettled(id) })
	h.refused("all is done", care.NotFound, func(tx *store.Tx) error { _, err := tx.AdoptionDue(); return err })
	one := get(h, func(tx *store.Tx) (store.Adoption, error) { return tx.Adoption(id) })
	h.same("history", []any{one.FromHash, one.Proposal.ByPerson, one.Proposal.State}, []any{"h1", person, "confirmed"})
	h.same("all", len(get(h, (*store.Tx).Adoptions)), 1)
	named := get(h, (*store.Tx).PacksNamed)
	h.same("named", named, []store.NamedPack{{What: "adoption", ID: id, Hash: "h2"}, {What: "adoption", ID: id, Hash: "h1"}})
	h.same("held", len(get(h, (*store.Tx).HeldByRole)), 0)
	h.same("in use", len(get(h, (*store.Tx).ProgrammesInUse)), 0)
	h.same("dated", len(get(h, func(tx *store.Tx) ([]care.Duty, error) { return tx.DatedDuties(0, 10) })), 0)
	h.same("notices", len(get(h, func(tx *store.Tx) ([]care.Notice, error) { return tx.OpenNotices(0, 10) })), 0)
	unit, post := h.id(), h.id()
	gone := care.Duty{ID: h.id(), Rule: "cadence/x", Period: "2026", Unit: unit, Ref: "unit", RefID: unit, Post: post, OpenedAt: h.now(), DueAt: h.now(), State: care.DutyOpen}
	h.write(func(tx *store.Tx) error {
		if _, err := tx.InsertDuty(gone); err != nil {
			return err
		}
		return tx.EndDuty(gone.ID, care.DutyVoid, 0, "over")
	})
	h.write(func(tx *store.Tx) error { return tx.ReviveDuty(gone, "another reason") })
	h.same("ended otherwise", get(h, func(tx *store.Tx) (care.Duty, error) { return tx.Duty(gone.ID) }).State, care.DutyVoid)
	h.write(func(tx *store.Tx) error { return tx.ReviveDuty(gone, "over") })
	n := 0
	h.read(func(tx *store.Tx) error {
		return tx.EachDuty(func(d care.Duty) error { n++; h.same("asked for again", d.State, care.DutyOpen); return nil })
	})
	h.same("duties", n, 1)
	h.read(func(tx *store.Tx) error { return tx.EachFlag(func(care.Flag) error { n++; return nil }) })
	h.same("flags", n, 1)
}
