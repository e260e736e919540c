package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/store"
	"xinhuan/internal/store/storetest"
	"xinhuan/internal/testpg"
)

func openAt(t *testing.T, target string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestStoreOnSQLite(t *testing.T) {
	folder := t.TempDir()
	storetest.Run(t, func(t *testing.T) *store.DB { return openAt(t, folder) })

	faults, rows := wrongTypes(t, folder)
	for _, f := range faults {
		t.Error(f)
	}
	if rows < 1000 {
		t.Errorf("looked at %d rows, want all that the suite left behind", rows)
	}
}

func TestStoreOnPostgreSQL(t *testing.T) {
	url := testpg.URL(t)
	storetest.Run(t, func(t *testing.T) *store.DB { return openAt(t, url) })
}

// affinity is what SQLite has to have stored for a declared type; it would keep
// 'abc' in a BIGINT column without a word.
var affinity = map[string]string{"BIGINT": "integer", "BOOLEAN": "integer", "TEXT": "text", "BYTEA": "blob"}

// wrongTypes looks at every value of every row of a database and names the
// columns that hold something else than they declare. PostgreSQL refuses such
// values itself.
func wrongTypes(t *testing.T, folder string) (faults []string, rows int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "xinhuan.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	columns, err := db.Query(`SELECT m.name, c.name, c.type, c."notnull" FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer columns.Close()
	for columns.Next() {
		var table, column, declared string
		var required bool
		if err := columns.Scan(&table, &column, &declared, &required); err != nil {
			t.Fatal(err)
		}
		want, ok := affinity[declared]
		if !ok {
			faults = append(faults, fmt.Sprintf("%s.%s is declared %s; the two engines share BIGINT, BOOLEAN, TEXT and BYTEA", table, column, declared))
			continue
		}
		var wrong, all int
		var example sql.NullString
		query := fmt.Sprintf(`SELECT count(*), count(*) FILTER (WHERE typeof(%[1]q) NOT IN ('%[2]s', 'null')), max(typeof(%[1]q)) FILTER (WHERE typeof(%[1]q) NOT IN ('%[2]s', 'null')) FROM %[3]q`,
			column, want, table)
		if err := db.QueryRow(query).Scan(&all, &wrong, &example); err != nil {
			t.Fatal(err)
		}
		if wrong > 0 {
			faults = append(faults, fmt.Sprintf("%s.%s is %s, but %d rows hold %s", table, column, declared, wrong, example.String))
		}
		rows += all
	}
	return faults, rows
}

func TestTextInAnIntegerColumnIsCaught(t *testing.T) {
	folder := t.TempDir()
	openAt(t, folder).Close()
	db, err := sql.Open("sqlite", filepath.Join(folder, "xinhuan.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec("INSERT INTO duty (region, id, rule, period, unit, ref, ref_id, post, level, opened_at, due_at, state) VALUES (1, 1, 'r', 'p', 1, 'x', 1, 1, 'general', 1, 1, 'open')")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := wrongTypes(t, folder); len(got) != 1 || !strings.HasPrefix(got[0], "duty.level") {
		t.Errorf("got %v, want duty.level alone", got)
	}
}
