package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Every key begins with the region, and a database holds few regions: the first
// column of an index tells nothing apart. SQLite does not know that. Without
// statistics it takes an equality on any column for a good one and reads a whole
// table in the order of its key where the index of the person would have given
// three rows; a region that was just founded has no statistics, and stale ones
// are worse than none. So the planner is told, at each opening, how a large
// region is shaped (sqlite.org/lang_analyze.html: "manual control"). PostgreSQL
// measures for itself.

// regionRows is how many rows a table of a large region is taken to have, and
// partRows how many an index with a WHERE holds of them. Ours.
const (
	regionRows = 1_000_000
	partRows   = regionRows / 20
)

// values is how many different values a column is taken to have in one region; a
// column that is not listed is one of ids: about as many as rows. Ours.
var values = map[string]int{"region": 1, "kind": 4, "state": 4, "ref": 5, "period": 1, "until_on": 1, "role": 20, "rule": 20, "stage": 4, "entry": 10, "number": 10,
	"campaign": 500, "school": 500, "ancestor": 300, "parent": 5_000, "unit": 20_000, "class": 20_000, "post": 20_000, "to_post": 20_000, "owner_post": 20_000, "valid_on": 100}

// estimate writes the planner's statistics for every index.
func (db *DB) estimate(ctx context.Context) error {
	if db.Engine != SQLite {
		return nil
	}
	indexes, err := listed(ctx, db.write, scanIndex, `SELECT m.name, i.name, i."unique", i.partial, (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c)
		FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`)
	if err != nil {
		return err
	}
	err = db.write.apply(ctx, func(tx *sql.Tx) error {
		for _, statement := range []string{"ANALYZE sqlite_schema", "DELETE FROM sqlite_stat1"} { // the first makes the table
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		for _, i := range indexes {
			if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", i.table, i.name, i.stat()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = db.write.exec(ctx, "ANALYZE sqlite_schema") // lets the connection that writes read them
	return err
}

type index struct {
	table, name     string
	columns         []string
	unique, partial bool
}

func scanIndex(r row) (i index, err error) {
	var columns string
	err = r.Scan(&i.table, &i.name, &i.unique, &i.partial, &columns)
	i.columns = strings.Split(columns, ",")
	return i, err
}

// stat is what sqlite_stat1 holds of an index: its rows, then how many rows share
// the first column, the first two, and so on.
func (i index) stat() string {
	share := regionRows
	if i.partial {
		share = partRows
	}
	var b strings.Builder
	fmt.Fprint(&b, share)
	for n, column := range i.columns {
		distinct, ok := values[column]
		if !ok {
			distinct = regionRows
		}
		share = max(share/distinct, 2)
		if i.unique && n == len(i.columns)-1 {
			share = 1
		}
		fmt.Fprint(&b, " ", share)
	}
	return b.String()
}
