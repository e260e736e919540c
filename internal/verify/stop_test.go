package verify_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/fixture"
	"xinhuan/internal/verify"
)

// A check that dies of what it finds is named with what stopped it; every other check
// still runs, also on an engine that refuses everything after an error.
func TestACheckThatDiesStopsNoOther(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		f.Work(t)
		whole := run(t, f)
		damage(t, f.Target, "ALTER TABLE level_change RENAME COLUMN review_on TO gone_on")
		r := run(t, f)
		names := func(r verify.Report) (out []string) {
			for _, c := range r.Checks {
				out = append(out, c.Name)
			}
			return out
		}
		if got, want := names(r), names(whole); !slices.Equal(got, want) {
			t.Fatalf("checks that ran:\n got %v\nwant %v", got, want)
		}
		for _, c := range r.Checks {
			said := strings.Join(c.Violations, "\n")
			switch c.Name {
			case "level_history":
				if c.OK || !strings.Contains(said, "stopped before its end") {
					t.Errorf("level_history: got %q", said)
				}
			case "audit_log", "tallies", "sheets", "durability":
				if !c.OK || c.Checked == 0 {
					t.Errorf("%s: %d checked, got %q; want it whole", c.Name, c.Checked, said)
				}
			}
		}
	})
}

// One case that can't be understood hides no other.
func TestACaseThatCannotBeUnderstoodHidesNoOther(t *testing.T) {
	f := fixture.SQLite(t)
	live(t, f)
	damage(t, f.Target, "UPDATE episode SET level = 9 WHERE id = (SELECT min(id) FROM episode WHERE state = 'open')")
	damage(t, f.Target, "UPDATE episode SET next_on = '2030-01-01' WHERE id = (SELECT max(id) FROM episode WHERE state = 'open')")
	for _, c := range run(t, f).Checks {
		if said := strings.Join(c.Violations, "\n"); c.Name == "programme_duties" &&
			(!strings.Contains(said, "can't be looked through") || !strings.Contains(said, "next date")) {
			t.Errorf("got %q, want both faults", said)
		}
	}
}

func TestAReportIsAlwaysAList(t *testing.T) {
	out, err := json.Marshal(verify.Unopened(errors.New("no such pack")))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"ok":false,"checks":[{"name":"region","ok":false,"checked":0,"violations":["the region can't be opened: no such pack"]}]}`
	if string(out) != want {
		t.Errorf("got %s, want %s", out, want)
	}
}
