package policy

import (
	"slices"
	"testing"
)

// A time limit of the packs that ship is opened by something, or waits for a
// capability that every clause bound to it names as planned; one that neither is
// opened nor bound is a promise that nobody makes.
func TestEveryTimerIsOpenedOrPlanned(t *testing.T) {
	planned, opened := map[string]bool{}, map[string]bool{}
	for _, id := range allPacks {
		s := shipped(t, id)
		for _, timer := range s.Timers() { // the national matrix tells fewer than those that stand on it
			opened[timer.ID] = opened[timer.ID] || s.Opened(timer.ID)
		}
		for _, c := range s.Clauses() {
			for _, ref := range c.ServedBy {
				planned[ref] = planned[ref] || c.Standing() == ClausePlanned
			}
		}
	}
	known := map[string]bool{}
	for _, id := range allPacks {
		s := shipped(t, id)
		for _, timer := range s.Timers() {
			ref := "timer/" + timer.ID
			known[timer.ID] = true
			if s.Opened(timer.ID) {
				continue
			}
			if !planned[ref] && !opened[timer.ID] {
				t.Errorf("%s: nothing opens %s, and no clause is planned with it", id, ref)
			}
			for _, c := range s.ClausesOf(ref) {
				if c.Standing() != ClausePlanned {
					t.Errorf("%s: nothing opens %s, and clause %s counts as %s by it", id, ref, c.ID, c.Standing())
				}
			}
		}
	}
	for _, o := range shipped(t, "national").Product().Opens {
		for _, timer := range o.Timers {
			if !known[timer] {
				t.Errorf("product.yaml says that %s is opened, and no pack has it", timer)
			}
		}
	}
}

// Nothing that does nothing counts as serving: no timer that nothing opens and no
// figure that is not counted.
func TestWhatDoesNothingServesNothing(t *testing.T) {
	var stacks []*Stack
	for _, id := range allPacks {
		stacks = append(stacks, shipped(t, id))
	}
	cover := Cover(stacks...)
	for _, u := range cover.Unproven {
		t.Errorf("unproven: %s (%s)", u, cover.Idle[u].En)
	}
	files := map[string]string{
		"town/pack.yaml":   "id: town\nauthority: {zh: 某地, en: Place}\ntier: district\ndocuments: [{id: DOC, title: {zh: 文件, en: Document}, force: plan, clauses: 4}]\nvalid_from: 2026-01-01\nparent: national\n",
		"town/duties.yaml": "timers:\n  - {id: letter, " + words + ", within: 3 days, clause: DOC-1}\n",
		"town/measures.yaml": "measures:\n  - {id: people, " + words + ", numerator: {zh: 人, en: people}, denominator: {zh: 人, en: people}, figures: people, clause: DOC-2}\n" +
			"  - {id: told, " + words + ", numerator: {zh: 人, en: people}, denominator: {zh: 人, en: people}, figures: reported, clause: DOC-2}\n" +
			"  - {id: rooms, " + words + ", numerator: {zh: 校, en: schools}, denominator: {zh: 校, en: schools}, figures: units, unit: school, having: [activity/facility], clause: DOC-3}\n",
		"town/clauses.yaml": "clauses:\n  - {id: DOC-1, " + words + ", served_by: [timer/letter]}\n  - {id: DOC-2, " + words + ", served_by: [measure/people, measure/told]}\n" +
			"  - {id: DOC-3, " + words + ", served_by: [measure/rooms]}\n  - {id: DOC-4, " + words + ", served_by: [timer/letter, measure/people], planned: [hand_over]}\n",
		"town/tests.yaml": "cases:\n  - {name: a letter, timer: letter, from: 2026-11-20 10:00, due: 2026-11-23 23:59}\n  - {name: people, measure: people, numerator: 1, denominator: 2, value: 50}\n  - {name: told, measure: told, numerator: 1, denominator: 2, value: 50}\n  - {name: rooms, measure: rooms, numerator: 1, denominator: 2, value: 50}\n",
	}
	s, err := Load(withFiles(files), "town")
	if err != nil {
		t.Fatal(FaultsOf(err))
	}
	if got, want := Cover(s).Unproven, []string{"DOC-1: timer/letter", "DOC-2: measure/people", "DOC-2: measure/told"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: what is proven by a case does nothing all the same", got, want)
	}
	files["town/programmes.yaml"] = "programmes:\n  - {id: letters, " + words + ", enters: {zh: 人, en: people}, closes: {zh: 完, en: done}, owner: child_director, data: hardship, clause: ours, levels: [{level: watch, timers: [letter]}]}\n"
	if s, err = Load(withFiles(files), "town"); err != nil {
		t.Fatal(FaultsOf(err))
	}
	if got := Cover(s).Unproven; slices.Contains(got, "DOC-1: timer/letter") {
		t.Errorf("got %v, though a level of a programme opens it", got)
	}
}
