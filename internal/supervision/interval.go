package supervision

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Regular is a duty of units whose interval the documents leave open.
type Regular struct {
	Row     policy.Cadence    // as the pack proposes it
	Now     policy.Cadence    // as it holds
	History []policy.Interval // of the region, oldest first
	By      map[care.ID]string
}

// Regulars lists what documents call regular with what the region has settled.
func (r Room) Regulars(ctx context.Context, who act.Who) (list []Regular, may bool, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		list = nil
		root, err := t.Root()
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Intervals, root.ID); err != nil {
			return err
		}
		may = t.MayUnit(access.Write, access.Intervals, root.ID)
		set, err := t.Intervals()
		if err != nil {
			return err
		}
		for _, row := range t.Policy.Unsettled() {
			if !row.InForce(t.Today) {
				continue
			}
			now, _, err := t.Cadence(row.ID)
			if err != nil {
				return err
			}
			g := Regular{Row: row, Now: now, History: set[row.ID], By: map[care.ID]string{}}
			for _, i := range g.History {
				if g.By[i.Person], err = t.NameOf(i.Person); err != nil {
					return err
				}
			}
			list = append(list, g)
		}
		return nil
	})
	return list, may, err
}

// SettleIntervals sets the region's own intervals. From today on they take the place
// of the packs' proposals. Generate then ends what is owed at another interval and
// opens what is owed at the new one.
func (r Room) SettleIntervals(ctx context.Context, who act.Who, set map[string]policy.Interval) error {
	return r.Do(ctx, who, "supervision.SettleIntervals", func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		t.About("intervals", root.ID, 0)
		if err := t.DecideUnit(access.Write, access.Intervals, root.ID); err != nil {
			return err
		}
		if len(set) == 0 {
			return care.Invalidf("period", "请选择间隔", "choose the interval")
		}
		for _, row := range t.Policy.Unsettled() {
			i, given := set[row.ID]
			if !given {
				continue
			}
			if err := i.Check(); err != nil {
				return err
			}
			i.Since, i.Post, i.Person, i.At = t.Today, who.Post, who.Person, t.Now
			if err := t.SetInterval(row.ID, i); err != nil {
				return err
			}
			t.Detail(row.ID, i.Period, i.Count)
			if err := met(t, row.ID); err != nil {
				return err
			}
			if err := settleRule(t, row.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// Proposals are the packs' own intervals for everything that is not settled.
func (r Room) Proposals(ctx context.Context) (set map[string]policy.Interval, err error) {
	err = r.View(ctx, act.System, func(t *act.Tx) error {
		open, err := t.OpenIntervals()
		set = map[string]policy.Interval{}
		for _, c := range open {
			set[c.ID] = policy.Interval{Period: c.Period, Count: c.Count}
		}
		return err
	})
	return set, err
}

// settleRule judges the open duties of a rule again: fewer times may be enough now.
func settleRule(t *act.Tx, cadence string) error {
	list, err := t.UnitDutiesSince(t.Now)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(d care.Duty) bool { return d.Rule != policy.CadencePrefix+cadence || d.State != care.DutyOpen })
	for _, d := range list {
		u, err := t.Unit(d.RefID)
		if err != nil {
			return err
		}
		over, err := reasonEnded(t, d, u)
		if err != nil {
			return err
		}
		if over {
			continue // Generate ends it
		}
		if err := settle(t, d); err != nil {
			return err
		}
	}
	return nil
}
