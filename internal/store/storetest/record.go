package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var recordCases = []testCase{
	{"records are kept in order and never twice", recordsAreKept},
	{"an author has one draft of a form about one thing", draftsAreReplaced},
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

func draftsAreReplaced(h *house) {
	d := store.RecordDraft{ID: h.id(), Author: h.id(), Form: "f5_interview", Ref: "flag", RefID: h.id(), SavedAt: h.now(), Sealed: []byte{1}}
	read := func(author care.ID) func(*store.Tx) (store.RecordDraft, error) {
		return func(tx *store.Tx) (store.RecordDraft, error) { return tx.RecordDraft(author, d.Form, d.Ref, d.RefID) }
	}
	gone := func(what string, author care.ID) {
		h.Helper()
		h.refused(what, care.NotFound, func(tx *store.Tx) error { _, err := read(author)(tx); return err })
	}
	gone("a draft nobody wrote", d.Author)
	put(h, (*store.Tx).PutRecordDraft, d)
	d.ID, d.SavedAt, d.Sealed = h.id(), h.pass(time.Minute), []byte{2}
	put(h, (*store.Tx).PutRecordDraft, d)
	h.same("the later draft", get(h, read(d.Author)), d)
	gone("a colleague's draft", h.id())
	for range 2 {
		h.write(func(tx *store.Tx) error { return tx.DropRecordDraft(d.Author, d.Form, d.Ref, d.RefID) })
	}
	gone("a dropped draft", d.Author)
}
