package store_test

import (
	"context"
	"database/sql"
	_ "embed"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xinhuan/internal/testpg"
)

//go:embed schema.sql
var readable string

// What makes a schema, one line a fact. Column order is left out: a migration
// adds columns at the end, the readable truth puts them where they belong.
const (
	sqliteFacts = `SELECT m.name || '.' || c.name || ' ' || c.type || ' notnull=' || c."notnull" || ' default=' || coalesce(c.dflt_value, '') || ' key=' || c.pk
		FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
		UNION ALL SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY 1`
	postgresFacts = `SELECT table_name || '.' || column_name || ' ' || data_type || ' null=' || is_nullable || ' default=' || coalesce(column_default, '')
		FROM information_schema.columns WHERE table_schema = current_schema()
		UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
		UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
		ORDER BY 1`
)

func TestTheReadableSchemaIsTheLiveOne(t *testing.T) {
	folder, live, written := t.TempDir(), testpg.URL(t), testpg.URL(t)
	openAt(t, folder)
	openAt(t, live)
	for _, c := range []struct{ engine, driver, live, written, facts string }{
		{"SQLite", "sqlite", filepath.Join(folder, "xinhuan.db"), ":memory:", sqliteFacts},
		{"PostgreSQL", "pgx", live, written, postgresFacts},
	} {
		want := facts(t, c.driver, c.live, "", c.facts)
		got := facts(t, c.driver, c.written, readable, c.facts)
		if len(want) < 300 {
			t.Errorf("%s: got %d facts of the live schema, want all", c.engine, len(want))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: schema.sql + live schema -\n%s", c.engine, diff)
		}
	}
}

// Region leads every key and every index: it is tenant, encryption and distribution
// boundary, and PostgreSQL that is spread by region keeps nothing unique without it. The
// few tables that know no region belong to the installation.
func TestRegionLeadsEveryKey(t *testing.T) {
	folder := t.TempDir()
	openAt(t, folder)
	leads := facts(t, "sqlite", filepath.Join(folder, "xinhuan.db"), "", `SELECT m.name || ' ' || i.name || ' ' || coalesce(x.name, 'an expression')
		FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) x WHERE m.type = 'table' AND x.seqno = 0 ORDER BY 1`)
	if len(leads) < 100 {
		t.Fatalf("got %d keys and indexes, want all", len(leads))
	}
	none := map[string]string{
		"migration":   "what was applied to this database",
		"meta":        "what kind of database this is",
		"node_lease":  "a process leases one for all its regions",
		"web_session": "a session is found by its token alone, before anybody knows a region",
	}
	used := map[string]bool{}
	for _, lead := range leads {
		part := strings.SplitN(lead, " ", 3) // table, index, its first column
		if part[2] == "region" {
			continue
		}
		if used[part[0]] = true; none[part[0]] == "" {
			t.Errorf("%s of %s begins with %s, want region", part[1], part[0], part[2])
		}
	}
	for table := range none {
		if !used[table] {
			t.Errorf("%s: no exception is needed", table)
		}
	}
}

// facts reads a schema, after applying a text where there is one.
func facts(t *testing.T, driver, at, apply, query string) (list []string) {
	t.Helper()
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // :memory: belongs to its connection
	for statement := range strings.SplitSeq(apply, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := db.ExecContext(context.Background(), statement); err != nil {
			t.Fatalf("schema.sql: %v in %.80s", err, statement)
		}
	}
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var fact string
		if err := rows.Scan(&fact); err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.Join(strings.Fields(fact), " "))
	}
	return list
}
