package policy

import (
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"xinhuan/policies"
)

// Where the rows of a reference stand, and what of them a case must notice.
var placesOf = map[string]struct{ file, list, key string }{
	"level":     {"levels.yaml", "levels", "level"},
	"notice":    {"notices.yaml", "notices", "level"},
	"timer":     {"duties.yaml", "timers", "id"},
	"cadence":   {"duties.yaml", "cadences", "id"},
	"network":   {"network.yaml", "networks", "kind"},
	"programme": {"programmes.yaml", "programmes", "id"},
	"rule":      {"rules.yaml", "rules", "id"},
	"ratio":     {"ratios.yaml", "ratios", "id"},
	"measure":   {"measures.yaml", "measures", "id"},
	"group":     {"groups.yaml", "groups", "id"},
	"hotline":   {"hotlines.yaml", "hotlines", "number"},
	"access":    {"access.yaml", "access", "role"},
	"retention": {"retention.yaml", "retention", "data"},
	"activity":  {"activities.yaml", "activities", "id"},
	"conflict":  {"conflicts.yaml", "conflicts", "id"},
}

// bench is a copy of the packs to break things in.
type bench struct{ fstest.MapFS }

func newBench(t *testing.T) bench {
	t.Helper()
	b := bench{fstest.MapFS{}}
	err := fs.WalkDir(policies.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := policies.FS.ReadFile(name)
		b.MapFS[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// edit changes the rows of one list of a file; JSON is YAML too. It tells whether
// anything was changed.
func (b bench) edit(t *testing.T, name, list string, change func(row map[string]any) (keep, changed bool)) bool {
	t.Helper()
	f := b.MapFS[name]
	if f == nil {
		return false
	}
	var doc map[string]any
	if err := yaml.Unmarshal(f.Data, &doc); err != nil {
		t.Fatal(err)
	}
	rows, _ := doc[list].([]any)
	var kept []any
	touched := false
	for _, r := range rows {
		keep, changed := change(r.(map[string]any))
		touched = touched || changed
		if keep {
			kept = append(kept, r)
		}
	}
	if touched {
		doc[list] = kept
		data, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		b.MapFS[name] = &fstest.MapFile{Data: data}
	}
	return touched
}

// deleteRow takes the rows of a reference away in every pack of the stack.
func (b bench) deleteRow(t *testing.T, s *Stack, ref string) bool {
	kind, id, _ := strings.Cut(ref, "/")
	place, ok := placesOf[kind]
	found := false
	for _, p := range s.Packs() {
		found = b.edit(t, p.ID+"/"+place.file, place.list, func(row map[string]any) (bool, bool) {
			hit := row[place.key] == id
			return !hit, hit
		}) || found
	}
	return ok && found
}

// changeNumber changes what counts of a row in the topmost pack that has it.
func (b bench) changeNumber(t *testing.T, s *Stack, ref string) bool {
	kind, id, _ := strings.Cut(ref, "/")
	place, ok := placesOf[kind]
	packs := s.Packs()
	for _, p := range slices.Backward(packs) {
		if ok && b.edit(t, p.ID+"/"+place.file, place.list, func(row map[string]any) (bool, bool) {
			return true, row[place.key] == id && worsen(kind, row)
		}) {
			return true
		}
	}
	return false
}

// worsen changes the number or a member of a row; false where it has none.
func worsen(kind string, row map[string]any) bool {
	add := func(key string) bool {
		switch n := row[key].(type) {
		case uint64:
			row[key] = n + 1
			return true
		case float64:
			row[key] = n + 1
			return true
		}
		return false
	}
	drop := func(list any, key string) bool {
		in, _ := list.(map[string]any)
		members, _ := in[key].([]any)
		if len(members) > 0 {
			in[key] = members[:len(members)-1]
		}
		return len(members) > 0
	}
	switch kind {
	case "level":
		row["label"].(map[string]any)["zh"] = "另一个词"
		return true
	case "notice":
		row["off"] = true // one recipient less, or a fault because a clause demands it
		return true
	case "timer", "retention":
		key := map[string]string{"timer": "within", "retention": "keep"}[kind]
		if row["period"] != nil {
			row["period"] = map[bool]string{true: "calendar_year", false: "calendar_month"}[row["period"] == "calendar_month"]
			return true
		}
		number, unit, ok := strings.Cut(row[key].(string), " ")
		row[key] = number + "1 " + unit
		if !ok {
			row[key] = "1 school_days"
		}
		return true
	case "cadence":
		return add("count")
	case "network":
		return drop(row, "tiers")
	case "programme":
		levels := row["levels"].([]any)
		return drop(levels[len(levels)-1], "timers")
	case "rule":
		if row["level"] == nil {
			return false
		}
		row["level"] = map[bool]string{true: "general", false: "watch"}[row["level"] == "watch"]
		return true
	case "ratio":
		return add("at_least") || add("staff")
	case "measure":
		if row["target"] == nil || row["target_kind"] == "trend" {
			return false
		}
		return add("target")
	case "hotline":
		hours, _ := row["hours"].([]any)
		if len(hours) == 0 {
			return false
		}
		hours[0].(map[string]any)["from"] = "11:11"
		return true
	case "access":
		return row["clause"] != Ours && row["scope"] != "none" && drop(row, "data")
	}
	return false
}

// removeProof takes away the cases and tests that exercise a reference.
func (b bench) removeProof(t *testing.T, s *Stack, ref string) bool {
	found := false
	for _, p := range s.Packs() {
		var names []string
		for _, n := range s.Exercised()[ref] {
			if pack, name, _ := strings.Cut(n, "/"); pack == p.ID {
				names = append(names, name)
			}
		}
		found = b.edit(t, p.ID+"/tests.yaml", "cases", func(row map[string]any) (bool, bool) {
			hit := slices.Contains(names, row["name"].(string))
			return !hit, hit
		}) || found
	}
	kind, id, _ := strings.Cut(ref, "/")
	if kind == "product" {
		return b.edit(t, productFile, "capabilities", func(row map[string]any) (bool, bool) {
			if row["id"] == id {
				delete(row, "tests")
			}
			return true, row["id"] == id
		})
	}
	return b.edit(t, productFile, "rows", func(row map[string]any) (bool, bool) {
		hit := row["rows"] == kind+"/*" || row["rows"] == ref
		return !hit, hit
	}) || found
}

// noticed tells whether the loader refuses the packs, or coverage names the
// clause.
func (b bench) noticed(id string, clause Clause, ref string) bool {
	s, err := Load(b.MapFS, id)
	if err != nil {
		return len(FaultsOf(err)) > 0
	}
	cover := Cover(s)
	return slices.Contains(cover.Unbound, clause.ID) || slices.Contains(cover.Unproven, clause.ID+": "+ref)
}

// Whatever a clause rests on can't be taken away or changed unseen. Each seed
// breaks each stack in another way.
func TestABrokenBindingIsFound(t *testing.T) {
	t.Parallel()
	ways := []struct {
		what string
		do   func(bench, *testing.T, *Stack, string) bool
	}{{"the row was deleted", bench.deleteRow}, {"its number was changed", bench.changeNumber}, {"its proof was removed", bench.removeProof}}
	for seed := range 3 {
		for i, id := range allPacks[1:] {
			way, random := ways[(seed+i)%len(ways)], rand.New(rand.NewPCG(uint64(seed), uint64(i)))
			s := shipped(t, id)
			served := slices.DeleteFunc(s.Clauses(), func(c Clause) bool { return c.Standing() != ClauseServed || c.Pack() == "national" })
			b, clause, ref := newBench(t), Clause{}, ""
			for tries := 0; ; tries++ { // until something proven could be broken in this way
				if tries > 500 {
					t.Fatalf("%s: found nothing to break: %s", id, way.what)
				}
				clause = served[random.IntN(len(served))]
				ref = clause.ServedBy[random.IntN(len(clause.ServedBy))]
				if len(s.Proof(ref)) > 0 && way.do(b, t, s, ref) {
					break
				}
			}
			if !b.noticed(id, clause, ref) {
				t.Errorf("seed %d, %s: clause %s rests on %s; %s and nobody noticed", seed, id, clause.ID, ref, way.what)
			}
		}
	}
	s := shipped(t, "nanan")
	for _, c := range s.Clauses() {
		if b := newBench(t); c.Standing() == ClauseServed && len(s.Proof(c.ServedBy[0])) > 0 {
			if b.noticed("nanan", c, c.ServedBy[0]) {
				t.Errorf("clause %s of packs left as they are raises an alarm", c.ID)
			}
			break
		}
	}
}

// A parent's case ran against the parent's row; what a pack changes needs a case of
// its own.
func TestAParentsCaseProvesNothingOfAChangedRow(t *testing.T) {
	files := map[string]string{
		"town/duties.yaml": "timers:\n  - {id: safety_check, " + words + ", within: same_school_day, climb: [{after: 1 hours, to: principal}], clause: ours}\n",
	}
	national := shipped(t, "national")
	if len(national.Proof("timer/safety_check")) == 0 || len(national.Proof("hotline/12356")) == 0 {
		t.Fatal("the national pack proves neither row")
	}
	s, err := Load(withFiles(files), "town")
	if err != nil {
		t.Fatal(FaultsOf(err))
	}
	if got := s.Proof("timer/safety_check"); len(got) > 0 {
		t.Errorf("the changed row counts as proven by %v", got)
	}
	if got, want := s.Proof("hotline/12356"), national.Proof("hotline/12356"); !slices.Equal(got, want) {
		t.Errorf("got %v, want the parent's %v for the line that stayed", got, want)
	}
	files["town/tests.yaml"] = "cases:\n  - {name: before school ends, timer: safety_check, from: 2026-11-20 15:00, due: 2026-11-20 17:30}\n"
	if s, err = Load(withFiles(files), "town"); err != nil || !slices.Equal(s.Proof("timer/safety_check"), []string{"town/before school ends"}) {
		t.Errorf("got %v (%v), want the pack's own case", s.Proof("timer/safety_check"), err)
	}
}
