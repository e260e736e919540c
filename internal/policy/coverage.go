package policy

import (
	"cmp"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Coverage counts how far the clauses of documents are served. Excerpts of
// national law that packs cite are not counted: they are no document the pack
// puts to work clause by clause.
type Coverage struct {
	Total     int                       `json:"total"`
	Served    int                       `json:"served"`
	Planned   int                       `json:"planned"`
	Outside   int                       `json:"outside"`
	Unbound   []string                  `json:"unbound"`
	Unproven  []string                  `json:"unproven"` // "clause: reference" of bindings that no case and no test exercises, or that count as serving and do nothing yet
	Idle      map[string]care.Text      `json:"-"`        // of those, the ones that do nothing yet, with the reason
	ByDoc     map[string]map[string]int `json:"by_doc"`
	ByKind    map[string]map[string]int `json:"by_kind"`
	ByBinding map[string]int            `json:"by_binding"`
	clauses   map[string]struct{}       // counted already: packs share parents
}

// Cover counts the clauses of the stacks. A clause of a pack that several stacks
// share counts once.
func Cover(stacks ...*Stack) Coverage {
	c := Coverage{Unbound: []string{}, Unproven: []string{}, Idle: map[string]care.Text{}, ByDoc: map[string]map[string]int{}, ByKind: map[string]map[string]int{}, ByBinding: map[string]int{}, clauses: map[string]struct{}{}}
	for _, s := range stacks {
		for _, k := range s.clauses {
			c.add(s, k)
		}
	}
	slices.Sort(c.Unbound)
	slices.Sort(c.Unproven)
	return c
}

func (c *Coverage) add(s *Stack, k Clause) {
	doc, ok := s.Document(k.DocumentID())
	if _, twice := c.clauses[k.ID]; twice || !ok || doc.Clauses == 0 {
		return
	}
	c.clauses[k.ID] = struct{}{}
	standing := k.Standing()
	c.Total++
	switch standing {
	case ClauseServed:
		c.Served++
	case ClausePlanned:
		c.Planned++
	case ClauseOutside:
		c.Outside++
	default:
		c.Unbound = append(c.Unbound, k.ID)
	}
	for by, key := range map[*map[string]map[string]int]string{&c.ByDoc: doc.ID, &c.ByKind: cmp.Or(k.Kind, "other")} {
		if (*by)[key] == nil {
			(*by)[key] = map[string]int{}
		}
		(*by)[key]["total"]++
		(*by)[key][string(standing)]++
	}
	c.ByBinding[k.Binding()]++
	for _, ref := range k.ServedBy {
		bound, idle := k.ID+": "+ref, s.Idle(ref)
		if standing == ClauseServed && !idle.IsZero() {
			c.Idle[bound] = idle
			c.Unproven = append(c.Unproven, bound)
		} else if len(s.Proof(ref)) == 0 || !s.bonded(k, ref) {
			c.Unproven = append(c.Unproven, bound)
		}
	}
}

// Proof lists what exercises a reference: named cases of the packs, or Go tests.
func (s *Stack) Proof(ref string) []string {
	out := slices.Clone(s.exercised[ref])
	if ref == "rules/triage" || strings.HasPrefix(ref, "rule/") {
		return out
	}
	return append(out, s.product.Proof(ref)...)
}
