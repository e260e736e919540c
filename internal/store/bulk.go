package store

import (
	"fmt"
	"strings"

	"xinhuan/internal/care"
)

// bulkRows is how many rows one statement inserts at most: parsing it then costs
// less than the rows. Ours, after the shared measurements of imports (20 to 50
// rows a statement).
const bulkRows = 32

// insertMany inserts rows of one shape, a few dozen a statement. Values are
// those after the region, which every row begins with.
func (tx *Tx) insertMany(into, conflict string, rows [][]any) error {
	return tx.someRows(into, conflict, rows, func(query string, args []any) error { return tx.exec(query, args...) })
}

// insertReturning is insertMany that tells the ids of the rows it wrote.
func (tx *Tx) insertReturning(into, conflict string, rows [][]any) (map[care.ID]bool, error) {
	written := make(map[care.ID]bool, len(rows))
	err := tx.someRows(into, conflict+" RETURNING id", rows, func(query string, args []any) error {
		return each(tx, "insert many", scalar[care.ID], func(id care.ID) error { written[id] = true; return nil }, query, args...)
	})
	return written, err
}

// someRows hands out the rows by 32, 16, 8, 4, 2 and 1, so that few statements
// serve every number of rows and all of them are kept prepared.
func (tx *Tx) someRows(into, conflict string, rows [][]any, run func(query string, args []any) error) error {
	for n := bulkRows; len(rows) > 0; {
		if n > len(rows) {
			n /= 2
			continue
		}
		values := len(rows[0])
		args := make([]any, 0, n*(1+values))
		for _, row := range rows[:n] {
			args = append(append(args, tx.Region), row...)
		}
		if err := run(tx.db.insertText(into, conflict, n, 1+values), args); err != nil {
			return fmt.Errorf("store: insert many: %w", err)
		}
		rows = rows[n:]
	}
	return nil
}

// someIDs hands out ids as a list for IN, with the arguments so far before them,
// in as few sizes as someRows does.
func someIDs(ids []care.ID, before []any, run func(in string, args []any) error) error {
	for n := bulkRows; len(ids) > 0; {
		if n > len(ids) {
			n /= 2
			continue
		}
		args := append(make([]any, 0, len(before)+n), before...)
		var in strings.Builder
		for i, id := range ids[:n] {
			args = append(args, id)
			fmt.Fprintf(&in, "%c$%d", "(,"[min(i, 1)], len(args))
		}
		if err := run(in.String()+")", args); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// insertShape is what the text of an insert depends on.
type insertShape struct {
	into, conflict string
	rows, values   int
}

func (db *DB) insertText(into, conflict string, rows, values int) string {
	shape := insertShape{into, conflict, rows, values}
	if made, ok := db.inserts.Load(shape); ok {
		return made.(string)
	}
	var q strings.Builder
	q.WriteString("INSERT INTO " + into + " VALUES ")
	for i := range rows * values {
		switch {
		case i == 0:
			q.WriteByte('(')
		case i%values == 0:
			q.WriteString("),(")
		default:
			q.WriteByte(',')
		}
		q.WriteString(db.placeholder(i + 1))
	}
	q.WriteString(")" + conflict)
	db.inserts.Store(shape, q.String())
	return q.String()
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
