package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var recordCases = []testCase{
	{"records are kept in order and never twice", recordsAreKept},
}

func recordsAreKept(h *house) {
	person, ref := h.id(), h.id()
	record := func(change ...func(*store.RecordRow)) store.RecordRow {
		return put(h, (*store.Tx).InsertRecord, changed(store.RecordRow{ID: h.id(), Person: person, Form: "interview", FormHash: "f1",
			Ref: "flag", RefID: ref, AuthorPost: h.id(), Author: h.id(), At: h.now()}, change))
	}
	first := record()
	h.pass(time.Second)
	amended := record(func(r *store.RecordRow) { r.Amends = first.ID })
	free := record(func(r *store.RecordRow) { r.Ref, r.RefID = "", 0 })
	h.same("a record", get1(h, (*store.Tx).Record, first.ID), first)
	h.same("newest first", get1(h, (*store.Tx).RecordsOf, person), []store.RecordRow{free, amended, first})
	h.same("about the flag, oldest first", get2(h, (*store.Tx).RecordsFor, "flag", ref), []store.RecordRow{first, amended})
	h.refused("the same record again", care.Internal, func(tx *store.Tx) error { return tx.InsertRecord(first) })
	missing(h, "no such record", (*store.Tx).Record, care.ID(far))

	parts := []store.RecordPart{{ID: h.id(), Class: "contacts", Sealed: []byte{1}}, {ID: h.id(), Class: "protection", Sealed: []byte{2}}}
	for _, p := range parts {
		h.write(func(tx *store.Tx) error { return tx.InsertRecordPart(first.ID, p) })
	}
	h.same("parts", get1(h, (*store.Tx).RecordParts, first.ID), parts)
	h.same("parts of another record", len(get1(h, (*store.Tx).RecordParts, free.ID)), 0)
}
