package policy

import (
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// written are the kinds of reference that prove nothing by being there: somebody
// writes a record or fills in a form, and the clause it counts for is the binding
// itself. A case of the clause's own pack has to name it; the Go tests of
// product.yaml show that records and forms as such work.
var written = []string{"activity", "form"}

// bonded tells whether a case of a clause's own pack names what the clause rests on.
func (s *Stack) bonded(k Clause, ref string) bool {
	if kind, _, _ := strings.Cut(ref, "/"); !slices.Contains(written, kind) {
		return true
	}
	return slices.ContainsFunc(s.exercised[ref], func(name string) bool { return strings.HasPrefix(name, k.pack+"/") })
}

// runServes answers for which clauses of the case's pack a record or a form counts,
// and what is asked of it.
func (s *Stack) runServes(c caseRow) (refs []string, got, want string) {
	kind, id, _ := strings.Cut(c.Serves, "/")
	var a Activity
	known := false
	switch kind {
	case "activity":
		a, known = s.Activity(id)
	case "form":
		known = s.forms[id] != nil
	}
	if !known {
		return nil, "an unknown kind of record or form", "serves: activity/ or form/ with an id"
	}
	var clauses []string
	for _, k := range s.clauses {
		if k.pack == c.pack && slices.Contains(k.ServedBy, c.Serves) {
			clauses = append(clauses, k.ID)
		}
	}
	return only(c.Serves), asked(clauses, a.Needs, a.Standing, a.Units), asked(c.Clauses, c.Asks, c.Standing, c.By)
}

func asked(clauses, needs []string, standing bool, units []care.UnitKind) string {
	return fmt.Sprintf("for [%s], asks [%s], standing %v, by [%s]", sorted(clauses), sorted(needs), standing, sorted(asStrings(units)))
}
