package store

import "xinhuan/internal/care"

// RecordDraft is an unfinished form of one author about one thing; its content
// is sealed and ends when the form is filed.
type RecordDraft struct {
	ID      care.ID
	Author  care.ID
	Form    string
	Ref     string
	RefID   care.ID
	SavedAt care.Millis
	Sealed  []byte
}

// RecordDraft reads an author's draft.
func (tx *Tx) RecordDraft(author care.ID, form, ref string, id care.ID) (RecordDraft, error) {
	return one(tx, "read record draft", func(r row) (d RecordDraft, err error) {
		err = r.Scan(&d.ID, &d.Author, &d.Form, &d.Ref, &d.RefID, &d.SavedAt, &d.Sealed)
		return d, err
	}, `SELECT id, author, form, ref, ref_id, saved_at, sealed FROM record_draft
		WHERE region = $1 AND author = $2 AND form = $3 AND ref = $4 AND ref_id = $5`, tx.Region, author, form, ref, id)
}

// PutRecordDraft keeps a draft in place of the author's former one.
func (tx *Tx) PutRecordDraft(d RecordDraft) error {
	if err := tx.DropRecordDraft(d.Author, d.Form, d.Ref, d.RefID); err != nil {
		return err
	}
	return tx.exec("INSERT INTO record_draft (region, id, author, form, ref, ref_id, saved_at, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		tx.Region, d.ID, d.Author, d.Form, d.Ref, d.RefID, tx.Now, d.Sealed)
}

// DropRecordDraft forgets a draft, if there is one.
func (tx *Tx) DropRecordDraft(author care.ID, form, ref string, id care.ID) error {
	return tx.exec("DELETE FROM record_draft WHERE region = $1 AND author = $2 AND form = $3 AND ref = $4 AND ref_id = $5",
		tx.Region, author, form, ref, id)
}

// DraftsAbout lists an author's drafts about one thing, without their content.
func (tx *Tx) DraftsAbout(author care.ID, ref string, id care.ID) ([]RecordDraft, error) {
	return all(tx, "list record drafts", func(r row) (d RecordDraft, err error) {
		err = r.Scan(&d.ID, &d.Author, &d.Form, &d.Ref, &d.RefID, &d.SavedAt)
		return d, err
	}, "SELECT id, author, form, ref, ref_id, saved_at FROM record_draft WHERE region = $1 AND author = $2 AND ref = $3 AND ref_id = $4 ORDER BY form",
		tx.Region, author, ref, id)
}
