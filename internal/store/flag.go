package store

import "xinhuan/internal/care"

const flagColumns = `f.id, f.person, f.school, f.source, f.campaign, f.sitting, f.alert, f.suggested, f.critical, f.state, f.pack_hash,
	f.opened_at, f.ended_at, f.ended_as, f.proposed, f.end_by, f.end_second, f.episode`

func scanFlag(r row) (f care.Flag, err error) {
	err = r.Scan(&f.ID, &f.Person, &f.School, &f.Source, &f.Campaign, &f.Sitting, &f.Alert, &f.Suggested, &f.Critical, &f.State, &f.PackHash,
		&f.OpenedAt, instant{&f.EndedAt}, &f.End, &f.Proposed, &f.EndBy, &f.EndSecond, &f.Episode)
	return f, err
}

// InsertFlag raises a flag.
func (tx *Tx) InsertFlag(f care.Flag) error {
	return tx.exec(`INSERT INTO flag (region, id, person, school, source, campaign, sitting, alert, suggested, critical, state, pack_hash, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.Region, f.ID, f.Person, f.School, f.Source, f.Campaign, f.Sitting, f.Alert, f.Suggested, f.Critical, f.State, f.PackHash, f.OpenedAt)
}

// SealedRow is a sealed value with the id it was sealed for.
type SealedRow struct {
	ID     care.ID
	Sealed []byte
}

// AddFlagReasons appends sealed reasons to a flag.
func (tx *Tx) AddFlagReasons(flag care.ID, r SealedRow) error {
	return tx.exec("INSERT INTO flag_reason (region, id, flag, at, sealed) VALUES ($1, $2, $3, $4, $5)", tx.Region, r.ID, flag, tx.Now, r.Sealed)
}

// Flag reads one flag.
func (tx *Tx) Flag(id care.ID) (care.Flag, error) {
	return one(tx, "read flag", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.id = $2", tx.Region, id)
}

// FlagReasons lists a flag's sealed reasons, oldest first.
func (tx *Tx) FlagReasons(id care.ID) ([]SealedRow, error) {
	return all(tx, "read flag reasons", func(r row) (s SealedRow, err error) {
		err = r.Scan(&s.ID, &s.Sealed)
		return s, err
	}, "SELECT id, sealed FROM flag_reason WHERE region = $1 AND flag = $2 ORDER BY id", tx.Region, id)
}

// RaiseFlag lifts an open flag: a higher suggestion, or a critical answer that
// came after it.
func (tx *Tx) RaiseFlag(id care.ID, suggested care.Level, critical bool, alert, sitting care.ID) error {
	return tx.must("raise flag", `UPDATE flag SET suggested = $3, critical = $4, alert = $5, sitting = $6
		WHERE region = $1 AND id = $2 AND state = 'open'`, tx.Region, id, suggested, critical, alert, sitting)
}

// FlagsOf lists a person's flags, newest first.
func (tx *Tx) FlagsOf(person care.ID) ([]care.Flag, error) {
	return all(tx, "list flags", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.person = $2 ORDER BY f.opened_at DESC, f.id DESC", tx.Region, person)
}

// FlagOfSitting finds the flag a sitting raised.
func (tx *Tx) FlagOfSitting(sitting care.ID) (care.Flag, error) {
	return one(tx, "read flag", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.sitting = $2 ORDER BY f.id LIMIT 1", tx.Region, sitting)
}

// FlagOfAlert finds the flag an alert raised.
func (tx *Tx) FlagOfAlert(alert care.ID) (care.Flag, error) {
	return one(tx, "read flag", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.alert = $2 ORDER BY f.id LIMIT 1", tx.Region, alert)
}

// CountFlags counts a round's flags by state.
func (tx *Tx) CountFlags(campaign care.ID, state care.FlagState) (int, error) {
	return one(tx, "count flags", scalar[int], "SELECT count(*) FROM flag WHERE region = $1 AND campaign = $2 AND state = $3", tx.Region, campaign, state)
}

// ProposeEnd records the first of two persons who end a flag from a critical item.
func (tx *Tx) ProposeEnd(id care.ID, end care.FlagEnd, by care.ID) error {
	return tx.must("propose flag end", "UPDATE flag SET proposed = $3, end_by = $4 WHERE region = $1 AND id = $2 AND state = 'open'", tx.Region, id, end, by)
}

// EndFlag ends a flag.
func (tx *Tx) EndFlag(f care.Flag) error {
	return tx.must("end flag", `UPDATE flag SET state = 'ended', ended_at = $3, ended_as = $4, end_by = $5, end_second = $6, episode = $7
		WHERE region = $1 AND id = $2 AND state = 'open'`, tx.Region, f.ID, tx.Now, f.End, f.EndBy, f.EndSecond, f.Episode)
}

// RecordRow is a filled-in form as stored: sealed, amended by later rows.
type RecordRow struct {
	ID         care.ID
	Person     care.ID
	Form       string
	FormHash   string
	Class      string
	Ref        string
	RefID      care.ID
	Amends     care.ID
	AuthorPost care.ID
	Author     care.ID
	At         care.Millis
	Sealed     []byte
}

const recordColumns = "id, person, form, form_hash, class, ref, ref_id, amends, author_post, author, at, sealed"

func scanRecord(r row) (c RecordRow, err error) {
	err = r.Scan(&c.ID, &c.Person, &c.Form, &c.FormHash, &c.Class, &c.Ref, &c.RefID, &c.Amends, &c.AuthorPost, &c.Author, &c.At, &c.Sealed)
	return c, err
}

// InsertRecord adds a record; nothing ever updates one.
func (tx *Tx) InsertRecord(c RecordRow) error {
	return tx.exec("INSERT INTO record (region, "+recordColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
		tx.Region, c.ID, c.Person, c.Form, c.FormHash, c.Class, c.Ref, c.RefID, c.Amends, c.AuthorPost, c.Author, tx.Now, c.Sealed)
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
