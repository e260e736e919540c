package storetest

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var importCases = []testCase{
	{"an import is staged, applied school by school, and emptied", importsAreApplied},
	{"a cancelled import forgets what it staged", importsAreForgotten},
	{"faults come with errors first, in pages", faultsArePaged},
}

func (h *house) imported(change ...func(*store.ImportRow)) store.ImportRow {
	return changed(store.ImportRow{ID: h.id(), Kind: "pupils", Unit: h.id(), State: "staged", CreatedBy: h.id(), CreatedAt: h.now(), Tallies: "{}"}, change)
}

func importsAreApplied(h *house) {
	i := put(h, (*store.Tx).InsertImport, h.imported())
	h.same("staged", get1(h, (*store.Tx).Import, i.ID), i)
	h.write(func(tx *store.Tx) error {
		for n := range 3 {
			if err := tx.InsertChunk(i.ID, store.ImportChunk{N: n, School: h.id(), Key: far, Sealed: []byte{byte(n)}}); err != nil {
				return err
			}
		}
		return nil
	})

	var order []int
	h.write(func(tx *store.Tx) error {
		return tx.EachChunk(i.ID, func(c store.ImportChunk) error {
			order = append(order, c.N)
			_, err := tx.Import(i.ID) // walking must leave the transaction free to ask
			return err
		})
	})
	h.same("chunks in order", order, []int{0, 1, 2})

	for _, n := range []int{1, 0, 2} {
		h.write(func(tx *store.Tx) error { return tx.ChunkApplied(i.ID, n) })
	}
	h.refused("applying a chunk twice", care.Conflict, func(tx *store.Tx) error { return tx.ChunkApplied(i.ID, 1) })
	h.write(func(tx *store.Tx) error {
		return tx.EachChunk(i.ID, func(c store.ImportChunk) error {
			h.same("an applied chunk", []any{c.Applied, len(c.Sealed)}, []any{true, 0})
			return nil
		})
	})

	i.State, i.Rows, i.Applied, i.Errors, i.Warnings, i.Tallies, i.EndedAt = "applied", 3, 3, 0, 1, `{"new":3}`, h.now()
	h.write(func(tx *store.Tx) error { return tx.UpdateImport(i) })
	h.same("applied", get1(h, (*store.Tx).Import, i.ID), i)
	h.refused("updating nothing", care.Conflict, func(tx *store.Tx) error { return tx.UpdateImport(h.imported()) })
}

func importsAreForgotten(h *house) {
	first := put(h, (*store.Tx).InsertImport, h.imported())
	second := put(h, (*store.Tx).InsertImport, h.imported())
	h.write(func(tx *store.Tx) error {
		return tx.InsertChunk(first.ID, store.ImportChunk{School: 1, Key: 1, Sealed: []byte{1}})
	})
	h.write(func(tx *store.Tx) error { return tx.DropChunks(first.ID) })
	h.refused("a dropped chunk", care.NotFound, func(tx *store.Tx) error {
		_, err := tx.Chunk(first.ID, 0)
		return err
	})
	h.same("newest import", get1(h, (*store.Tx).Imports, 1), []store.ImportRow{second})
	h.same("imports", pick(get1(h, (*store.Tx).Imports, 10), func(i store.ImportRow) care.ID { return i.ID }), []care.ID{second.ID, first.ID})
	h.same("staged", pick(get1(h, (*store.Tx).ImportsIn, "staged"), func(i store.ImportRow) care.ID { return i.ID }), []care.ID{second.ID, first.ID})
	h.same("applied", len(get1(h, (*store.Tx).ImportsIn, "applied")), 0)
	missing(h, "no such import", (*store.Tx).Import, care.ID(far))
}

func faultsArePaged(h *house) {
	i := put(h, (*store.Tx).InsertImport, h.imported())
	text := care.Text{Zh: "缺少姓名", En: "the name is missing"}
	faults := []store.ImportFault{
		{N: 1, Severity: "warning", Sheet: "一年级", Row: 2, Column: "C", Header: "班级", Code: "class_new", Text: text},
		{N: 2, Severity: "error", Sheet: "一年级", Row: 9, Column: "D, F", Header: "姓名", Code: "required", Text: text},
		{N: 3, Severity: "error", Sheet: "二年级", Row: 4, Header: "姓名", Code: "required", Text: text},
	}
	h.write(func(tx *store.Tx) error {
		for _, f := range faults {
			if err := tx.InsertFault(i.ID, f); err != nil {
				return err
			}
		}
		return nil
	})
	h.same("all faults", get3(h, (*store.Tx).Faults, i.ID, 10, 0), []store.ImportFault{faults[2], faults[1], faults[0]})
	h.same("number of faults", get1(h, (*store.Tx).CountFaults, i.ID), 3)
	h.same("the second page", get3(h, (*store.Tx).Faults, i.ID, 2, 2), []store.ImportFault{faults[0]})
}
