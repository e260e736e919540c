package policy

import (
	"slices"
	"testing"
)

// Where the documents of a stack differ there is a row to switch. Read off the
// documents by hand: which of the 23 conflicts arise between those of each stack.
func TestEveryConflictThatArisesHasARow(t *testing.T) {
	arise := map[string][]string{
		"national":  {},
		"chongqing": {"K9", "K11", "K17", "K20", "K21"},
		"youyang":   {"K1", "K2", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11", "K12", "K13", "K16", "K17", "K19", "K20", "K21", "K22"},
		"nanan":     {"K4", "K5", "K9", "K11", "K14", "K17", "K18", "K19", "K20", "K21", "K22"},
		"changzhou": {"K9", "K23"},
	}
	for _, id := range allPacks {
		s := shipped(t, id)
		var got []string
		for _, c := range s.Conflicts() {
			if !s.Arises(c) {
				continue
			}
			got = append(got, c.ID)
			if len(c.Rows()) == 0 {
				t.Errorf("%s: the documents differ in %s, and there is no row to switch", id, c.ID)
			}
		}
		if want := arise[id]; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
		if len(s.Conflicts()) != 23 {
			t.Errorf("%s: got %d conflicts, want 23", id, len(s.Conflicts()))
		}
	}
}

// A side of a conflict is a clause of a document, and of a document in the stack it
// is there.
func TestSidesOfConflictsAreClauses(t *testing.T) {
	for _, id := range allPacks {
		s := shipped(t, id)
		for _, c := range s.Conflicts() {
			for _, side := range c.Clauses {
				k := Clause{ID: side}
				if _, here := s.Document(k.DocumentID()); !here {
					continue
				}
				if _, ok := s.Clause(side); !ok {
					t.Errorf("%s: %s names the clause %s, which is not there", id, c.ID, side)
				}
			}
		}
	}
}
