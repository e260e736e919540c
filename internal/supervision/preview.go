package supervision

import (
	"context"
	"maps"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/policy"
)

// DutyChange is how many units get or lose a duty of one rule.
type DutyChange struct {
	Rule          string
	Begins, Ends  int
	Before, After policy.Cadence // zero where the pack does not have it
}

// UnitsUnder works out what another pack would ask of units from today on: what
// Generate does after the switch.
func (r Room) UnitsUnder(ctx context.Context, who act.Who, pack *policy.Stack) ([]DutyChange, error) {
	by := map[string]*DutyChange{}
	of := func(t *act.Tx, rule string) *DutyChange {
		c, known := by[rule]
		if !known {
			c = &DutyChange{Rule: rule}
			c.Before, _ = r.Policy().Cadence(rule[len(policy.CadencePrefix):])
			c.After, _ = t.Policy.Cadence(rule[len(policy.CadencePrefix):])
			by[rule] = c
		}
		return c
	}
	err := r.Under(ctx, who, pack, func(t *act.Tx) error {
		clear(by)
		root, err := t.Root()
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Packs, root.ID); err != nil {
			return err
		}
		p, err := look(t)
		for _, d := range p.missing {
			of(t, d.Rule).Begins++
		}
		for _, d := range p.gone {
			of(t, d.Rule).Ends++
		}
		return err
	})
	var out []DutyChange
	for _, rule := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[rule])
	}
	return out, err
}
