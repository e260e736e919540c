package store_test

import (
	"context"
	"database/sql"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xinhuan/docs"
	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

func TestEveryColumnIsRegisteredAsClearOrSealed(t *testing.T) {
	why, class := docs.Registered(docs.Clear), docs.Registered(docs.Sealed)
	want := slices.Sorted(maps.Keys(docs.Columns()))

	folder := t.TempDir()
	for engine, target := range map[string]string{"SQLite": folder, "PostgreSQL": testpg.URL(t)} {
		got, err := openAt(t, target).Columns(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: schema + docs/security.md -: say there why a column may be clear, or seal it\n%s", engine, diff)
		}
	}
	for name, row := range why {
		if slices.Contains(row, "") || len(row) != 1 {
			t.Errorf("%s: got %q, want a reason why it may be clear", name, row)
		}
	}
	for name, row := range class {
		if slices.Contains(row, "") || len(row) != 2 {
			t.Errorf("%s: got %q, want its class of entries and what it holds", name, row)
		}
	}

	bytes := binary(t, folder)
	for name := range class {
		if !bytes[name] {
			t.Errorf("%s is registered as sealed and is not BYTEA", name)
		}
	}
}

// TestTheSealedRegisterIsWhatVerifyOpens: keys are opened one by one, chunks of
// an import are emptied; verify opens all the rest.
func TestTheSealedRegisterIsWhatVerifyOpens(t *testing.T) {
	want := slices.Sorted(maps.Keys(docs.Registered(docs.Sealed)))
	got := []string{"data_key.sealed", "identity_past.identity", "import_chunk.sealed", "key_wrap.sealed"}
	for _, c := range store.SealedColumns() {
		got = append(got, c.Table+"."+c.Column)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("store.SealedColumns + docs/security.md -\n%s", diff)
	}
}

// binary lists the columns that are declared BYTEA.
func binary(t *testing.T, folder string) map[string]bool {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "xinhuan.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'BYTEA'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		found[name] = true
	}
	return found
}
