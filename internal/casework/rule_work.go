package casework

import (
	"context"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/policy"
)

// RuleWork is the open work that one rule of the packs asked for, as far as the
// reader may know of it.
type RuleWork struct {
	Rule    string
	Mine    int  // on the reader's own post
	Open    int  // in the reader's unit and below, late work included
	Late    int  //
	Hidden  bool // it is about children, whom the reader may not open: its numbers would tell of them
	Counted bool // the reader sees the numbers of his unit at all
}

// OpenByRule counts open work by the rules that asked for it. How much is due
// about children says how many stand at a level: it is told only to those who may
// open them, not even rounded to others, since it would uncover what the overview
// hides.
func (r Room) OpenByRule(ctx context.Context, who act.Who, rules []string) ([]RuleWork, error) {
	out := make([]RuleWork, len(rules))
	err := r.View(ctx, who, func(t *act.Tx) error {
		persons, err := mayUnit(t, access.Read, access.Suggestion, who.Unit)
		if err != nil {
			return err
		}
		units := t.MayUnit(access.Read, access.Activities, who.Unit)
		mine, err := t.DutiesOf(who.Post)
		if err != nil {
			return err
		}
		counts, err := t.RuleCounts(who.Unit)
		if err != nil {
			return err
		}
		for i, rule := range rules {
			out[i] = RuleWork{Rule: rule, Counted: persons || units}
			for _, d := range mine {
				if d.Rule == rule {
					out[i].Mine++
				}
			}
			for _, c := range counts {
				switch {
				case c.Rule != rule || c.Persons && !persons || !c.Persons && !units:
				default:
					out[i].Open, out[i].Late = out[i].Open+c.Open, out[i].Late+c.Late
				}
			}
			// Hidden also where nothing is open: nought and some must look the same.
			out[i].Hidden = !persons && !strings.HasPrefix(rule, policy.CadencePrefix)
		}
		return nil
	})
	return out, err
}
