package demo

import (
	"context"
	"slices"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/store"
)

// agree holds what different pages and messages say of the same work equal: of each
// seat the list, the badge, the morning's message and the duties themselves, open and
// late; of a school the figures and the lists; of a list the page and its export.
func (l *loop) agree(rt *rapid.T) {
	ctx := context.Background()
	rows, late, badges := map[care.ID]int{}, map[care.ID]int{}, map[care.ID]int{}
	called := map[[2]care.ID]bool{} // an alert's row stands for its duty in the seat that was called
	for _, w := range l.seats {
		if l.gone[w.Post] {
			continue
		}
		work, err := l.Casework.Work(ctx, w)
		if err != nil {
			rt.Fatal(err)
		}
		for _, row := range slices.Concat(work.Now, work.Week, work.Later) {
			if row.ID == 0 && row.Ref == "alert" {
				called[[2]care.ID{w.Post, row.RefID}] = true
			}
			if row.ID != 0 {
				if rows[row.ID]++; row.Stands.State == duty.Late {
					late[row.ID]++
				}
			}
		}
		badge, err := l.Casework.Badge(ctx, w)
		if err != nil || badge != len(work.Now) {
			rt.Errorf("%s: badge %d, %v; the list shows %d", w.Role, badge, err, len(work.Now))
		}
		badges[w.Person] += badge
	}
	open, overdue := l.digested(rt, rows, late, badges, called)
	l.counted(rt, open, overdue)
	l.exported(rt)
}

// digested holds each seat's rows against the duties, and badges against messages.
func (l *loop) digested(rt *rapid.T, rows, late, badges map[care.ID]int, called map[[2]care.ID]bool) (open, overdue int) {
	l.read(rt, func(tx *act.Tx) error {
		seats := map[care.ID]bool{}
		for _, w := range l.seats {
			seats[w.Post] = seats[w.Post] || !l.gone[w.Post]
		}
		err := tx.EachDuty(func(d care.Duty) error {
			if d.State != care.DutyOpen {
				return nil
			}
			open++
			passed := d.DueAt < tx.Now
			if passed {
				overdue++
			}
			if !seats[d.Post] || d.Ref == "alert" && called[[2]care.ID{d.Post, d.RefID}] && rows[d.ID] == 0 {
				return nil
			}
			if rows[d.ID] != 1 || (late[d.ID] == 1) != (tx.Standing(d).State == duty.Late) || passed != (late[d.ID] == 1) {
				rt.Errorf("%s due %s stands in %d rows of its seat, late in %d", d.Rule, d.DueAt.Time(), rows[d.ID], late[d.ID])
			}
			return nil
		})
		if err != nil {
			return err
		}
		list, err := casework.Digests(tx)
		said := map[care.ID]int{}
		for _, d := range list {
			said[d.Person] = d.N
		}
		for person, n := range badges {
			if said[person] != n {
				rt.Errorf("the morning's message says %d, the badges %d", said[person], n)
			}
		}
		return err
	})
	return open, overdue
}

// counted holds the figures of the overview against the duties of all.
func (l *loop) counted(rt *rapid.T, open, overdue int) {
	o, err := l.Casework.Overview(context.Background(), l.As(care.DistrictOfficer), 0)
	if err != nil {
		rt.Fatal(err)
	}
	if o.Total.Duties != open || o.Total.LateWork != overdue {
		rt.Errorf("the overview says %d open and %d late; there are %d and %d", o.Total.Duties, o.Total.LateWork, open, overdue)
	}
}

// exported holds a list's page against what its export writes.
func (l *loop) exported(rt *rapid.T) {
	ctx, who := context.Background(), l.As(care.PsychologyLead)
	if l.gone[who.Post] {
		return
	}
	shown, err := l.Casework.Flags(ctx, who, 0, store.FlagQuery{Limit: 5000})
	if err != nil {
		rt.Fatal(err)
	}
	file, err := l.Casework.ExportFlags(ctx, who, 0, store.FlagQuery{Limit: 5000})
	same := func(a, b casework.FlagLine) bool {
		return a.Flag.ID == b.Flag.ID && a.Next.Due == b.Next.Due && a.Next.Stands == b.Next.Stands
	}
	if err != nil || shown.Total != len(shown.Lines) || !slices.EqualFunc(shown.Lines, file.Lines, same) {
		rt.Errorf("the list counts %d and shows %d, its export holds %d (%v)", shown.Total, len(shown.Lines), len(file.Lines), err)
	}
}
