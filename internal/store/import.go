package store

import "xinhuan/internal/care"

// ImportRow is a staged import: checked whole before anything is applied.
type ImportRow struct {
	ID        care.ID
	Kind      string // "pupils", "staff", "consents"
	Unit      care.ID
	State     string // "staged", "applying", "applied", "cancelled"
	Rows      int
	Applied   int
	Errors    int
	Warnings  int
	Tallies   string // JSON: how many rows are new, moved, left, the same, doubtful
	CreatedBy care.ID
	CreatedAt care.Millis
	EndedAt   care.Millis
}

const importColumns = "id, kind, unit, state, row_count, applied, errors, warnings, tallies, created_by, created_at, ended_at"

func scanImport(r row) (i ImportRow, err error) {
	err = r.Scan(&i.ID, &i.Kind, &i.Unit, &i.State, &i.Rows, &i.Applied, &i.Errors, &i.Warnings, &i.Tallies, &i.CreatedBy, &i.CreatedAt, instant{&i.EndedAt})
	return i, err
}

// InsertImport starts a staged import.
func (tx *Tx) InsertImport(i ImportRow) error {
	return tx.exec(`INSERT INTO import (region, id, kind, unit, state, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.Region, i.ID, i.Kind, i.Unit, i.State, i.CreatedBy, tx.Now)
}

// UpdateImport stores an import's state and counts.
func (tx *Tx) UpdateImport(i ImportRow) error {
	return tx.must("update import", `UPDATE import SET state = $3, row_count = $4, applied = $5, errors = $6, warnings = $7, tallies = $8, ended_at = $9
		WHERE region = $1 AND id = $2`, tx.Region, i.ID, i.State, i.Rows, i.Applied, i.Errors, i.Warnings, i.Tallies, orNull(i.EndedAt))
}

// Import reads one import.
func (tx *Tx) Import(id care.ID) (ImportRow, error) {
	return one(tx, "read import", scanImport, "SELECT "+importColumns+" FROM import WHERE region = $1 AND id = $2", tx.Region, id)
}

// Imports lists the newest imports.
func (tx *Tx) Imports(limit int) ([]ImportRow, error) {
	return all(tx, "list imports", scanImport, "SELECT "+importColumns+" FROM import WHERE region = $1 ORDER BY id DESC LIMIT CAST($2 AS BIGINT)", tx.Region, limit)
}

// ImportChunk is a run of rows of one school, sealed.
type ImportChunk struct {
	N       int
	School  care.ID
	Key     care.ID
	Sealed  []byte
	Applied bool
}

func scanChunk(r row) (c ImportChunk, err error) {
	err = r.Scan(&c.N, &c.School, &c.Key, &c.Sealed, &c.Applied)
	return c, err
}

// InsertChunk stages a chunk.
func (tx *Tx) InsertChunk(imp care.ID, c ImportChunk) error {
	return tx.exec("INSERT INTO import_chunk (region, import, n, school, key_id, sealed) VALUES ($1, $2, $3, $4, $5, $6)",
		tx.Region, imp, c.N, c.School, c.Key, c.Sealed)
}

// Chunk reads one chunk of an import.
func (tx *Tx) Chunk(imp care.ID, n int) (ImportChunk, error) {
	return one(tx, "read chunk", scanChunk, `SELECT n, school, key_id, sealed, applied FROM import_chunk
		WHERE region = $1 AND import = $2 AND n = $3`, tx.Region, imp, n)
}

// EachChunk hands every chunk of an import to fn in order, one in memory at a
// time; fn may ask the same transaction.
func (tx *Tx) EachChunk(imp care.ID, fn func(ImportChunk) error) error {
	for n := -1; ; {
		c, err := one(tx, "read chunks", scanChunk, `SELECT n, school, key_id, sealed, applied FROM import_chunk
			WHERE region = $1 AND import = $2 AND n > $3 ORDER BY n LIMIT 1`, tx.Region, imp, n)
		if care.KindOf(err) == care.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(c); err != nil {
			return err
		}
		n = c.N
	}
}

// ChunkApplied empties a chunk once its rows are people.
func (tx *Tx) ChunkApplied(imp care.ID, n int) error {
	return tx.must("apply chunk", "UPDATE import_chunk SET applied = TRUE, sealed = $4 WHERE region = $1 AND import = $2 AND n = $3 AND NOT applied",
		tx.Region, imp, n, []byte{})
}

// DropChunks forgets what a cancelled import staged.
func (tx *Tx) DropChunks(imp care.ID) error {
	return tx.exec("DELETE FROM import_chunk WHERE region = $1 AND import = $2", tx.Region, imp)
}

// ImportFault is one fault of a staged file; it never quotes a cell.
type ImportFault struct {
	N        int
	Severity string
	Sheet    string
	Row      int
	Column   string // letters, or a number in CSV; "" the whole row
	Header   string
	Code     string
	Text     care.Text
}

// InsertFault keeps a fault.
func (tx *Tx) InsertFault(imp care.ID, f ImportFault) error {
	return tx.exec("INSERT INTO import_fault (region, import, n, severity, sheet, row_no, header, code, zh, en, col) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		tx.Region, imp, f.N, f.Severity, f.Sheet, f.Row, f.Header, f.Code, f.Text.Zh, f.Text.En, f.Column)
}

// Faults lists an import's faults, errors first.
func (tx *Tx) Faults(imp care.ID, limit, offset int) ([]ImportFault, error) {
	return all(tx, "list faults", func(r row) (f ImportFault, err error) {
		err = r.Scan(&f.N, &f.Severity, &f.Sheet, &f.Row, &f.Header, &f.Code, &f.Text.Zh, &f.Text.En, &f.Column)
		return f, err
	}, `SELECT n, severity, sheet, row_no, header, code, zh, en, col FROM import_fault WHERE region = $1 AND import = $2
		ORDER BY severity, row_no, n LIMIT CAST($3 AS BIGINT) OFFSET CAST($4 AS BIGINT)`, tx.Region, imp, limit, offset)
}

// CountFaults counts the faults that were kept.
func (tx *Tx) CountFaults(imp care.ID) (int, error) {
	return one(tx, "count faults", scalar[int], "SELECT count(*) FROM import_fault WHERE region = $1 AND import = $2", tx.Region, imp)
}

// ImportsIn lists the imports in a state, newest first.
func (tx *Tx) ImportsIn(state string) ([]ImportRow, error) {
	return all(tx, "list imports", scanImport, "SELECT "+importColumns+" FROM import WHERE region = $1 AND state = $2 ORDER BY id DESC", tx.Region, state)
}

// DropKey destroys a data key: what was sealed with it is unreadable from then
// on, also in pages the engine has not overwritten yet.
func (tx *Tx) DropKey(id care.ID) error {
	return tx.exec("DELETE FROM data_key WHERE region = $1 AND id = $2", tx.Region, id)
}
