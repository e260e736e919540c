package policy

import (
	"maps"
	"slices"
	"testing"
)

// The five documents as they were counted before any pack was written: how many
// clauses of each matter each of them has.
var (
	registerDocs  = []string{"CQ2020", "CQ2024", "CZ2021", "YY2023", "NA2024"}
	registerTotal = []int{98, 87, 81, 112, 94} // 472
	registerKinds = map[string][]int{
		"governance":        {11, 7, 8, 10, 10},
		"education":         {10, 4, 7, 19, 3},
		"staffing":          {5, 2, 12, 8, 8},
		"institution":       {6, 3, 8, 4, 11},
		"training":          {3, 7, 4, 6, 8},
		"indicator":         {5, 1, 1, 9, 9},
		"parents":           {5, 7, 4, 5, 2},
		"screening":         {4, 2, 3, 10, 1},
		"hardship_children": {0, 14, 3, 1, 0},
		"facility":          {5, 3, 3, 2, 4},
		"crisis":            {5, 1, 4, 4, 3},
		"publicity":         {7, 3, 1, 3, 1},
		"warning":           {2, 4, 2, 6, 1},
		"key_population":    {4, 2, 2, 2, 3},
		"counselling":       {5, 3, 3, 0, 2},
		"treatment":         {5, 3, 0, 3, 2},
		"referral":          {2, 4, 3, 1, 3},
		"hotline":           {3, 1, 4, 2, 1},
		"archive":           {0, 3, 5, 2, 1},
		"community":         {3, 2, 0, 1, 4},
		"funding":           {2, 2, 1, 2, 2},
		"research":          {2, 2, 3, 2, 0},
		"follow_up":         {0, 3, 0, 3, 2},
		"patients_smi":      {0, 0, 0, 0, 7},
		"privacy":           {1, 2, 0, 1, 2},
		"return_to_school":  {2, 1, 0, 1, 0},
		"peers":             {1, 1, 0, 2, 0},
		"workplace":         {0, 0, 0, 0, 4},
		"other":             {0, 0, 0, 2, 0},
		"interview":         {0, 0, 0, 1, 0},
	}
)

// A clause can't get lost, and none can be moved to a matter where it is easier.
func TestEveryClauseOfTheFiveDocumentsIsThere(t *testing.T) {
	var stacks []*Stack
	for _, id := range allPacks {
		stacks = append(stacks, shipped(t, id))
	}
	got := map[string]map[string]int{}
	seen := map[string]bool{}
	for _, s := range stacks {
		for _, c := range s.Clauses() {
			if !slices.Contains(registerDocs, c.DocumentID()) || seen[c.ID] {
				continue
			}
			seen[c.ID] = true
			if got[c.Kind] == nil {
				got[c.Kind] = map[string]int{}
			}
			got[c.Kind][c.DocumentID()]++
		}
	}
	if len(seen) != 472 {
		t.Errorf("got %d clauses, want 472", len(seen))
	}
	for kind := range got {
		if registerKinds[kind] == nil {
			t.Errorf("the register knows no kind %q (%v)", kind, got[kind])
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(registerKinds)) {
		for i, doc := range registerDocs {
			if n := got[kind][doc]; n != registerKinds[kind][i] {
				t.Errorf("%s of %s: got %d clauses, want %d", kind, doc, n, registerKinds[kind][i])
			}
		}
	}
	cover := Cover(stacks...)
	if cover.Total != 472 || cover.Served+cover.Planned+cover.Outside+len(cover.Unbound) != 472 {
		t.Errorf("coverage counts %d clauses: %d served, %d planned, %d outside, %d unbound", cover.Total, cover.Served, cover.Planned, cover.Outside, len(cover.Unbound))
	}
	for i, doc := range registerDocs {
		if n := cover.ByDoc[doc]["total"]; n != registerTotal[i] {
			t.Errorf("coverage counts %d clauses of %s, want %d", n, doc, registerTotal[i])
		}
	}
}
