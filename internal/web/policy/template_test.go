package policyweb

import (
	"testing"

	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
	"xinhuan/policies"
)

func TestTemplatesAreSound(t *testing.T) {
	ui.Check(t, pageTemplate, rulesPage{})
	ui.Check(t, clauseTemplate, clausePage{})
}

var stackIDs = []string{"national", "changzhou", "chongqing", "youyang", "nanan"}

func stack(t *testing.T, id string) *policy.Stack {
	t.Helper()
	s, err := policy.Load(policies.FS, id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEveryCodeHasWords: what packs write as codes, people read as words.
func TestEveryCodeHasWords(t *testing.T) {
	for _, id := range stackIDs {
		s := stack(t, id)
		for _, c := range s.Clauses() {
			if c.Kind != "" && kindWords[c.Kind].IsZero() {
				t.Errorf("%s: the matter %s has no words", c.ID, c.Kind)
			}
		}
		for _, r := range s.Ratios() {
			if countedWords[r.For].IsZero() || postWords[r.Post].IsZero() {
				t.Errorf("%s: %s or %s has no words", r.ID, r.For, r.Post)
			}
		}
		for _, r := range s.Access() {
			if dataWords[r.Data].IsZero() || r.Scope != policy.ScopeNone && scopeWords[r.Scope].IsZero() {
				t.Errorf("%s: %s or %s has no words", r.Role, r.Data, r.Scope)
			}
		}
		for _, r := range s.Retention() {
			if dataWords[r.Data].IsZero() || startWords[r.After].IsZero() {
				t.Errorf("retention of %s has no words", r.Data)
			}
		}
		for _, d := range documents(s) {
			if forceWords[d.Force].IsZero() {
				t.Errorf("%s: the force %s has no words", d.ID, d.Force)
			}
		}
		for _, r := range s.Rows() {
			if partOf[kindOf(r.Ref)] == "" || refWords[kindOf(r.Ref)].IsZero() {
				t.Errorf("%s stands nowhere or has no words", r.Ref)
			}
		}
	}
	for _, n := range policy.ActivityNeeds {
		if needWords[n].IsZero() {
			t.Errorf("the need %s has no words", n)
		}
	}
}
