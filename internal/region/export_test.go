package region

import (
	"context"

	"xinhuan/internal/act"
)

// SwitchUntil does the first steps of a switch that is due and stops, as a process
// that dies there: 0 nothing, 1 the switch itself, 2 half of what is open.
func (r Room) SwitchUntil(ctx context.Context, steps int) error {
	a, next, err := r.nextDue(ctx)
	if err != nil || steps == 0 {
		return err
	}
	if err := r.switchTo(ctx, a, next); err != nil || steps == 1 {
		return err
	}
	if a, _, err = r.nextDue(ctx); err != nil {
		return err
	}
	w := act.Switch{At: a.SwitchedAt}
	var changes []act.Change
	err = r.View(ctx, act.System, func(t *act.Tx) (err error) {
		if w.From, err = act.PackOf(t.Tx, a.FromHash); err != nil {
			return err
		}
		return t.EachChange(w, func(c act.Change) error { changes = append(changes, c); return nil })
	})
	if err == nil {
		_, err = r.carryAll(ctx, w, changes[:len(changes)/2])
	}
	return err
}
