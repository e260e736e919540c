package store

import (
	"fmt"
	"strings"

	"xinhuan/internal/care"
)

// bulkRows is how many rows one statement inserts: parsing it then costs less
// than the rows, and its text stays the same from one statement to the next.
// Ours, after the shared measurements of imports (20 to 50 rows a statement).
const bulkRows = 40

// insertMany inserts rows of one shape, a few dozen a statement. Values are
// those after the region, which every row begins with.
func (tx *Tx) insertMany(into, conflict string, rows [][]any) error {
	for len(rows) > 0 {
		some := rows[:min(len(rows), bulkRows)]
		rows = rows[len(some):]
		args := []any{tx.Region}
		var q strings.Builder
		q.WriteString("INSERT INTO " + into + " VALUES ")
		for i, row := range some {
			if i > 0 {
				q.WriteByte(',')
			}
			q.WriteString("($1")
			for _, v := range row {
				args = append(args, v)
				fmt.Fprintf(&q, ",$%d", len(args))
			}
			q.WriteByte(')')
		}
		q.WriteString(conflict)
		if err := tx.exec(q.String(), args...); err != nil {
			return fmt.Errorf("store: insert many: %w", err)
		}
	}
	return nil
}

// InsertPersons is InsertPerson for many.
func (tx *Tx) InsertPersons(list []PersonRow) error {
	rows := make([][]any, len(list))
	for i, p := range list {
		rows[i] = []any{p.ID, p.Kind, p.Identity, tx.Now, tx.Now}
	}
	return tx.insertMany("person (region, id, kind, identity, created_at, changed_at)", "", rows)
}

// IndexRow is one blind index of a person.
type IndexRow struct {
	Kind   string
	Digest []byte
	Person care.ID
}

// AddIndexes is AddIndex for many.
func (tx *Tx) AddIndexes(list []IndexRow) error {
	rows := make([][]any, len(list))
	for i, x := range list {
		rows[i] = []any{x.Kind, x.Digest, x.Person}
	}
	return tx.insertMany("identity_index (region, kind, digest, person)", " ON CONFLICT DO NOTHING", rows)
}

// InsertTies is InsertTie for many.
func (tx *Tx) InsertTies(list []care.Tie) error {
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{t.ID, t.Person, t.Unit, t.Kind, t.FromOn, t.UntilOn, t.State}
	}
	return tx.insertMany("tie (region, id, person, unit, kind, from_on, until_on, state)", "", rows)
}

// InsertGuardians is InsertGuardian for many.
func (tx *Tx) InsertGuardians(list []GuardianRow) error {
	rows := make([][]any, len(list))
	for i, g := range list {
		rows[i] = []any{g.ID, g.Child, g.Rank, g.Sealed}
	}
	return tx.insertMany("guardian (region, id, child, rank, sealed)", "", rows)
}
