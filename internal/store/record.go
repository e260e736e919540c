package store

import "xinhuan/internal/care"

// RecordRow is a filled-in form as stored; its content is in sealed parts, and
// later rows amend it.
type RecordRow struct {
	ID         care.ID
	Person     care.ID
	Form       string
	FormHash   string
	Ref        string
	RefID      care.ID
	Amends     care.ID
	AuthorPost care.ID
	Author     care.ID
	At         care.Millis
}

const recordColumns = "id, person, form, form_hash, ref, ref_id, amends, author_post, author, at"

func scanRecord(r row) (c RecordRow, err error) {
	err = r.Scan(&c.ID, &c.Person, &c.Form, &c.FormHash, &c.Ref, &c.RefID, &c.Amends, &c.AuthorPost, &c.Author, &c.At)
	return c, err
}

// InsertRecord adds a record; nothing ever updates one.
func (tx *Tx) InsertRecord(c RecordRow) error {
	return tx.exec("INSERT INTO record (region, "+recordColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		tx.Region, c.ID, c.Person, c.Form, c.FormHash, c.Ref, c.RefID, c.Amends, c.AuthorPost, c.Author, tx.Now)
}

// RecordPart is the part of a record that belongs to one class of entries.
type RecordPart struct {
	ID     care.ID
	Class  string
	Sealed []byte
}

// InsertRecordPart adds a part.
func (tx *Tx) InsertRecordPart(record care.ID, p RecordPart) error {
	return tx.exec("INSERT INTO record_part (region, id, record, class, sealed) VALUES ($1, $2, $3, $4, $5)", tx.Region, p.ID, record, p.Class, p.Sealed)
}

// RecordParts lists the parts of a record.
func (tx *Tx) RecordParts(record care.ID) ([]RecordPart, error) {
	return all(tx, "list record parts", func(r row) (p RecordPart, err error) {
		err = r.Scan(&p.ID, &p.Class, &p.Sealed)
		return p, err
	}, "SELECT id, class, sealed FROM record_part WHERE region = $1 AND record = $2 ORDER BY id", tx.Region, record)
}

// Record reads one record.
func (tx *Tx) Record(id care.ID) (RecordRow, error) {
	return one(tx, "read record", scanRecord, "SELECT "+recordColumns+" FROM record WHERE region = $1 AND id = $2", tx.Region, id)
}

// RecordsOf lists a person's records, newest first.
func (tx *Tx) RecordsOf(person care.ID) ([]RecordRow, error) {
	return all(tx, "list records", scanRecord, "SELECT "+recordColumns+" FROM record WHERE region = $1 AND person = $2 ORDER BY at DESC, id DESC", tx.Region, person)
}

// RecordsFor lists the records about one thing, oldest first.
func (tx *Tx) RecordsFor(ref string, id care.ID) ([]RecordRow, error) {
	return all(tx, "list records", scanRecord, "SELECT "+recordColumns+" FROM record WHERE region = $1 AND ref = $2 AND ref_id = $3 ORDER BY at, id", tx.Region, ref, id)
}

// FormsFiled is how many sheets of one form were filed, about how many people.
type FormsFiled struct {
	Form           string
	Sheets, People int
}

// FormsFiledBelow counts by form the sheets about people that posts of a unit and the
// units below it filed in a stretch. An amendment is no further sheet.
func (tx *Tx) FormsFiledBelow(ancestor care.ID, from, to care.Millis) ([]FormsFiled, error) {
	return all(tx, "count records", func(r row) (f FormsFiled, err error) {
		err = r.Scan(&f.Form, &f.Sheets, &f.People)
		return f, err
	}, `SELECT r.form, count(*), count(DISTINCT r.person) FROM unit_path a JOIN post p ON p.region = a.region AND p.unit = a.descendant
		JOIN record r ON r.region = p.region AND r.author_post = p.id
		WHERE a.region = $1 AND a.ancestor = $2 AND r.at >= $3 AND r.at <= $4 AND COALESCE(r.amends, 0) = 0 GROUP BY r.form ORDER BY r.form`, tx.Region, ancestor, from, to)
}
