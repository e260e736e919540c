package supervision

import (
	"cmp"
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// Month is the duties of a unit that are due in a month.
type Month struct {
	First care.Date
	Lines []Line
}

// Calendar is a unit's school year in months, from September to August: the duties
// there are, and those that the rules will ask for when their time begins.
func (r Room) Calendar(ctx context.Context, who act.Who, unit care.ID, year int) (b Board, months []Month, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		if b, err = board(t, unit, year); err != nil {
			return err
		}
		later, err := coming(t, b)
		if err != nil {
			return err
		}
		months = monthsOf(year, slices.Concat(b.Lines, later))
		return nil
	})
	return b, months, err
}

func monthsOf(year int, lines []Line) []Month {
	months := make([]Month, 12)
	for i := range months {
		months[i].First = day(year+(8+i)/12, (8+i)%12+1, 1)
	}
	for _, l := range lines {
		due := care.DateOf(l.Duty.DueAt.Time())
		for i := range months {
			if due[:7] == months[i].First[:7] {
				months[i].Lines = append(months[i].Lines, l)
			}
		}
	}
	for _, m := range months {
		slices.SortStableFunc(m.Lines, func(a, b Line) int {
			return cmp.Or(cmp.Compare(a.Duty.DueAt, b.Duty.DueAt), cmp.Compare(a.Duty.Rule, b.Duty.Rule))
		})
	}
	return months
}

// coming lists the duties of later periods of the year, as Generate will open them.
func coming(t *act.Tx, b Board) (out []Line, err error) {
	cal := t.Policy.Calendar()
	first, last := day(b.Year, 9, 1), day(b.Year+1, 8, 31)
	cadences, err := t.Cadences()
	for _, c := range cadences {
		if c.Unsettled() || !c.Binds(b.Unit.Kind, b.Unit.Stage) || b.Unit.Kind == care.Class && leftSchool(b.Unit, b.Today) {
			continue
		}
		for _, p := range periodsOf(c, first, last, cal) {
			free, err := spared(t, c, b.Unit, Days{p.First, p.Last})
			if err != nil {
				return nil, err
			}
			if free || p.First <= b.Today || p.Last > last || !c.InForce(p.First) {
				continue
			}
			d := care.Duty{Rule: policy.CadencePrefix + c.ID, Period: p.Name, Unit: b.Unit.ID, Ref: refUnit, RefID: b.Unit.ID, DueAt: p.Due()}
			out = append(out, Line{Duty: d, Cadence: c, Era: t.K.Era(), From: p.First, To: p.Last, Planned: true, Owner: c.Owner, Stands: duty.Standing{State: duty.Waiting}})
		}
	}
	return out, err
}
