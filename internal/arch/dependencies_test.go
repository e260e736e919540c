package arch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// documented reads the tables of docs/dependencies.md whose first two columns
// are a name in backquotes and a version. Every cell must be filled.
func documented(text string) (map[string]string, error) {
	rows := map[string]string{}
	var faults error
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		name := strings.Trim(cells[0], "`")
		if len(cells) != 5 || slices.Contains(cells, "") {
			faults = errors.Join(faults, fmt.Errorf("%s: a row needs name, version, licence, reason and health", name))
			continue
		}
		if _, twice := rows[name]; twice {
			faults = errors.Join(faults, fmt.Errorf("%s stands in the table twice", name))
		}
		rows[name] = cells[1]
	}
	return rows, faults
}

// required lists what go.mod and package.json ask for by name.
func required(t *testing.T, tree fs.FS) map[string]string {
	t.Helper()
	want := map[string]string{}
	b, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", b, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if !r.Indirect {
			want[r.Mod.Path] = r.Mod.Version
		}
	}

	b, err = fs.ReadFile(tree, "package.json")
	if errors.Is(err, fs.ErrNotExist) {
		return want
	}
	if err != nil {
		t.Fatal(err)
	}
	var npm struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(b, &npm); err != nil {
		t.Fatal(err)
	}
	maps.Copy(want, npm.Dependencies)
	maps.Copy(want, npm.DevDependencies)
	return want
}

func compare(documented, required map[string]string) []string {
	var faults []string
	for _, name := range slices.Sorted(maps.Keys(required)) {
		switch got, ok := documented[name]; {
		case !ok:
			faults = append(faults, name+" has no row in docs/dependencies.md: say why we carry it")
		case got != required[name]:
			faults = append(faults, fmt.Sprintf("%s: docs/dependencies.md says %s, the lock says %s", name, got, required[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(documented)) {
		if _, ok := required[name]; !ok {
			faults = append(faults, name+" stands in docs/dependencies.md and is no longer used")
		}
	}
	return faults
}

func TestEveryDependencyIsExplained(t *testing.T) {
	tree := root(t)
	b, err := fs.ReadFile(tree, "docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	have, err := documented(string(b))
	if err != nil {
		t.Error(err)
	}
	for _, f := range compare(have, required(t, tree)) {
		t.Error(f)
	}
}

func TestTheDependencyTableIsReadStrictly(t *testing.T) {
	have, err := documented("| name | version |\n| --- | --- |\n| `a` | v1 | MIT | r | h |\n| `b` | v1 | | r | h |\n| `a` | v1 | MIT | r | h |\n")
	if len(have) != 1 || err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %v, %v, want a alone and two faults", have, err)
	}
	got := compare(map[string]string{"a": "v1", "gone": "v1", "old": "v1"}, map[string]string{"a": "v1", "new": "v1", "old": "v2"})
	if len(got) != 3 {
		t.Errorf("got %v, want faults about new, old and gone", got)
	}
}
