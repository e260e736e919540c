package store

import "xinhuan/internal/care"

// Attachment is a file put to a record. Nothing ever updates one; a record that
// amends another names the files it keeps.
type Attachment struct {
	ID     care.ID
	Record care.ID
	Class  string
	Name   []byte // sealed: name and type
	Sealed []byte // the file; not read by Attachments
}

// InsertAttachment adds a file.
func (tx *Tx) InsertAttachment(a Attachment) error {
	return tx.exec("INSERT INTO attachment (region, id, record, class, name, sealed) VALUES ($1, $2, $3, $4, $5, $6)",
		tx.Region, a.ID, a.Record, a.Class, a.Name, a.Sealed)
}

// AttachmentName reads a file's row without the file.
func (tx *Tx) AttachmentName(id care.ID) (Attachment, error) {
	return one(tx, "read attachment", func(r row) (a Attachment, err error) {
		err = r.Scan(&a.ID, &a.Record, &a.Class, &a.Name)
		return a, err
	}, "SELECT id, record, class, name FROM attachment WHERE region = $1 AND id = $2", tx.Region, id)
}

// AttachmentBody reads a file.
func (tx *Tx) AttachmentBody(id care.ID) ([]byte, error) {
	return one(tx, "read attachment", scalar[[]byte], "SELECT sealed FROM attachment WHERE region = $1 AND id = $2", tx.Region, id)
}

// AttachmentsOf lists the files that came with a record, without their content.
func (tx *Tx) AttachmentsOf(record care.ID) ([]Attachment, error) {
	return all(tx, "list attachments", func(r row) (a Attachment, err error) {
		err = r.Scan(&a.ID, &a.Record, &a.Class, &a.Name)
		return a, err
	}, "SELECT id, record, class, name FROM attachment WHERE region = $1 AND record = $2 ORDER BY id", tx.Region, record)
}
