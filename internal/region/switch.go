package region

import (
	"context"
	"errors"
	"maps"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// SwitchDue takes up the packs that were agreed to and whose day has come, and
// brings to its end what was interrupted. It may run at any time and as often as
// anybody likes: the clock runs it every hour and when the program starts.
func (r Room) SwitchDue(ctx context.Context) error {
	for {
		a, next, err := r.nextDue(ctx)
		if err != nil || next == nil {
			return err
		}
		if a.SwitchedAt == 0 {
			if err := r.switchTo(ctx, a, next); err != nil {
				return err
			}
			continue // read again from when it holds
		}
		if err := r.settlePack(ctx, a); err != nil {
			return err
		}
	}
}

func (r Room) nextDue(ctx context.Context) (a store.Adoption, next *policy.Stack, err error) {
	err = r.View(ctx, act.System, func(t *act.Tx) error {
		if a, err = t.AdoptionDue(); err != nil {
			return err
		}
		next, err = act.StoredPack(t.Tx, a.Pack, a.Hash)
		return err
	})
	if care.KindOf(err) == care.NotFound && a.ID == 0 {
		return a, nil, nil
	}
	return a, next, err
}

// switchTo is the one instant of the switch. Another process may have been first.
func (r Room) switchTo(ctx context.Context, a store.Adoption, next *policy.Stack) error {
	err := r.SwitchTo(ctx, next, func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		t.About("region", root.ID, 0)
		t.Detail(a.ID, t.Policy.Hash(), a.Hash)
		if err := carries(t, next); err != nil {
			return err
		}
		return t.AdoptionSwitched(a.ID, t.Policy.Hash())
	})
	if care.KindOf(err) == care.Conflict {
		return r.Follow(ctx)
	}
	return err
}

// settleMost is how many duties or notices one act of the switch brings in order. Ours.
const settleMost = 200

// settlePack brings everything open under the pack, each episode in an act of its
// own: it may stop anywhere and is taken up again where it stopped.
func (r Room) settlePack(ctx context.Context, a store.Adoption) error {
	if err := r.Follow(ctx); err != nil {
		return err
	}
	w := act.Switch{At: a.SwitchedAt}
	var changes []act.Change
	err := r.View(ctx, act.System, func(t *act.Tx) (err error) {
		changes = nil
		if w.From, err = act.PackOf(t.Tx, a.FromHash); err != nil {
			return err
		}
		return t.EachChange(w, func(c act.Change) error {
			if !c.Empty() {
				changes = append(changes, c)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	told, err := r.carryAll(ctx, w, changes)
	if err != nil {
		return err
	}
	if err := r.Reassign(ctx); err != nil {
		return err
	}
	err = r.Do(ctx, act.System, "region.SettlePack", func(t *act.Tx) error {
		t.About("adoption", a.ID, 0)
		t.Detail(len(changes))
		for _, post := range told {
			if err := t.Send("duty", post, 0, a.ID); err != nil {
				return err
			}
		}
		return t.AdoptionSettled(a.ID)
	})
	if care.KindOf(err) == care.Conflict {
		return nil
	}
	return err
}

// carryAll writes the changes and answers which posts got something new or earlier.
func (r Room) carryAll(ctx context.Context, w act.Switch, changes []act.Change) ([]care.ID, error) {
	told := map[care.ID]bool{}
	var loose []act.Change
	var failed []error
	for _, c := range changes {
		for _, d := range c.Opened {
			told[d.Post] = true
		}
		for _, m := range c.Redated {
			if m.Note.ID == 0 && m.Duty.DueAt < m.Was {
				told[m.Duty.Post] = true
			}
		}
		if c.Episode.ID == 0 {
			loose = append(loose, c)
			continue
		}
		failed = append(failed, r.Do(ctx, act.System, "region.AdoptEpisode", func(t *act.Tx) error { return t.AdoptEpisode(c.Episode.ID, w) }))
	}
	for some := range slices.Chunk(loose, settleMost) {
		failed = append(failed, r.Do(ctx, act.System, "region.AdoptDuties", func(t *act.Tx) error {
			t.Detail(len(some))
			for _, c := range some {
				if err := t.CarryAgain(c, w); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return slices.Sorted(maps.Keys(told)), errors.Join(failed...)
}
