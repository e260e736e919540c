package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

const register = "../../docs/security.md"

// registered reads the tables of docs/security.md under a heading: every
// column named there, as "table.column", and its row.
func registered(text, heading string) (columns []string, rows map[string][]string) {
	_, text, _ = strings.Cut(text, "\n## "+heading+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	rows = map[string][]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "| `") || len(cells) < 3 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for _, column := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(cells[1], -1) {
			name := strings.Trim(cells[0], "`") + "." + column[1]
			columns = append(columns, name)
			rows[name] = cells[2:]
		}
	}
	slices.Sort(columns)
	return columns, rows
}

func TestEveryColumnIsRegisteredAsClearOrSealed(t *testing.T) {
	b, err := os.ReadFile(register)
	if err != nil {
		t.Fatal(err)
	}
	clear, why := registered(string(b), "Clear columns")
	sealed, class := registered(string(b), "Sealed columns")
	want := slices.Sorted(slices.Values(slices.Concat(clear, sealed)))

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
	for _, name := range sealed {
		if !bytes[name] {
			t.Errorf("%s is registered as sealed and is not BYTEA", name)
		}
	}
}

// TestTheSealedRegisterIsWhatVerifyOpens: keys are opened one by one, chunks of
// an import are emptied; verify opens all the rest.
func TestTheSealedRegisterIsWhatVerifyOpens(t *testing.T) {
	b, err := os.ReadFile(register)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := registered(string(b), "Sealed columns")
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

func TestTheRegisterIsReadStrictly(t *testing.T) {
	columns, rows := registered("x\n## Clear columns\n\n| table | columns | why |\n| --- | --- | --- |\n| `a` | `x` `y` | known |\n\n## Sealed columns\n\n| `b` | `z` | plan | body |\n", "Clear columns")
	if want := []string{"a.x", "a.y"}; !slices.Equal(columns, want) || rows["a.x"][0] != "known" {
		t.Errorf("got %v %v, want %v with their reason", columns, rows, want)
	}
}
