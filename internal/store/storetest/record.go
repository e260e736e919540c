package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var recordCases = []testCase{
	{"records are kept in order and never twice", recordsAreKept},
	{"sheets filed below a unit are counted by form", formsAreCounted},
	{"a form is kept once under its hash", formsAreKept},
	{"a slot is signed once", slotsAreSignedOnce},
	{"files belong to their record", filesBelong},
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

func formsAreCounted(h *house) {
	t := h.tree()
	school, _ := h.seat(t.school.ID, care.PsychologyLead)
	class, _ := h.seat(t.class.ID, care.ClassTeacher)
	elsewhere, _ := h.seat(t.village.ID, care.ChildDirector)
	child := h.id()
	file := func(form string, post, person care.ID, amends care.ID) care.ID {
		return put(h, (*store.Tx).InsertRecord, store.RecordRow{ID: h.id(), Person: person, Form: form, FormHash: "f1", Amends: amends, AuthorPost: post, Author: h.id(), At: h.now()}).ID
	}
	before := h.now()
	first := file("f7_case_meeting", school, child, 0)
	file("f7_case_meeting", class, child, 0)
	file("f7_case_meeting", school, child, first)
	file("f9_guardian_contact", school, h.id(), 0)
	file("f9_guardian_contact", elsewhere, h.id(), 0)
	count := func(unit care.ID, from, to care.Millis) []store.FormsFiled {
		return get(h, func(tx *store.Tx) ([]store.FormsFiled, error) { return tx.FormsFiledBelow(unit, from, to) })
	}
	h.same("of the school", count(t.school.ID, before, h.now()), []store.FormsFiled{{Form: "f7_case_meeting", Sheets: 2, People: 1}, {Form: "f9_guardian_contact", Sheets: 1, People: 1}})
	h.same("of the district", count(t.district.ID, before, h.now()), []store.FormsFiled{{Form: "f7_case_meeting", Sheets: 2, People: 1}, {Form: "f9_guardian_contact", Sheets: 2, People: 2}})
	h.same("before", len(count(t.district.ID, 0, before-1)), 0)
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
	line := d
	line.Sealed = nil
	h.same("drafts about the thing", get(h, func(tx *store.Tx) ([]store.RecordDraft, error) { return tx.DraftsAbout(d.Author, d.Ref, d.RefID) }), []store.RecordDraft{line})
	gone("a colleague's draft", h.id())
	for range 2 {
		h.write(func(tx *store.Tx) error { return tx.DropRecordDraft(d.Author, d.Form, d.Ref, d.RefID) })
	}
	gone("a dropped draft", d.Author)
}

func formsAreKept(h *house) {
	for _, body := range []string{"first", "second"} {
		h.write(func(tx *store.Tx) error { return tx.KeepForm("h1", "plan", []byte(body)) })
	}
	h.same("the first body", string(get1(h, (*store.Tx).Form, "h1")), "first")
	missing(h, "no such form", (*store.Tx).Form, "h2")
}

func slotsAreSignedOnce(h *house) {
	first := put(h, (*store.Tx).InsertSignature, store.Signature{ID: h.id(), Record: h.id(), Slot: 1, Post: h.id(), Person: h.id(), At: h.now(), Digest: []byte{1}})
	second := first
	second.ID, second.Slot, second.Person = h.id(), 2, h.id()
	put(h, (*store.Tx).InsertSignature, second)
	late := second
	late.ID = h.id()
	h.refused("the same slot again", care.Conflict, func(tx *store.Tx) error { return tx.InsertSignature(late) })
	h.same("in order", get1(h, (*store.Tx).Signatures, first.Record), []store.Signature{first, second})
	var seen int
	h.write(func(tx *store.Tx) error { return tx.EachSignature(func(store.Signature) error { seen++; return nil }) })
	h.same("all of the region", seen, 2)
}

func filesBelong(h *house) {
	a := put(h, (*store.Tx).InsertAttachment, store.Attachment{ID: h.id(), Record: h.id(), Class: "medical", Name: []byte{1}, Sealed: []byte{2}})
	h.same("the file", get1(h, (*store.Tx).AttachmentBody, a.ID), a.Sealed)
	a.Sealed = nil
	h.same("its row", get1(h, (*store.Tx).AttachmentName, a.ID), a)
	h.same("of its record", get1(h, (*store.Tx).AttachmentsOf, a.Record), []store.Attachment{a})
	h.same("of another record", len(get1(h, (*store.Tx).AttachmentsOf, h.id())), 0)
	missing(h, "no such file", (*store.Tx).AttachmentName, care.ID(far))
	missing(h, "no such file", (*store.Tx).AttachmentBody, care.ID(far))
}
