package supervision

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Line is one duty of a unit with its evidence.
type Line struct {
	Duty     care.Duty
	Cadence  policy.Cadence
	Era      act.Era     // the pack whose cadence it is
	Have     int         // evidence in its period so far
	Grades   []care.Unit // one class of each grade that no closed round covered yet
	Waiting  int         // lessons that were given and whose month nobody has signed
	From, To care.Date
	Stands   duty.Standing
	Owner    care.Role
	Planned  bool // not opened yet: its period has not begun
	May      bool // file evidence of it
}

// Missing is how much evidence is still to come.
func (l Line) Missing() int { return max(0, l.Cadence.Count-l.Have) }

// Board is a unit's duties of a school year.
type Board struct {
	Unit   care.Unit
	Year   int // the school year began in this year
	Lines  []Line
	Below  []BelowRow // the units in its care that have duties of their own
	May    bool       // file activity records of some kind
	Folder bool       // gather the evidence for an inspection
	Rounds bool       // open the screening rounds
	Today  care.Date
}

// BelowRow is a unit below with the count of its duties.
type BelowRow struct {
	Unit care.Unit
	store.UnitDutyCount
}

// LateBelow counts what is late in the units below.
func (b Board) LateBelow() (late int) {
	for _, row := range b.Below {
		late += row.Late
	}
	return late
}

// Count adds up the standings of the unit's own duties. List, badge and digest
// all read these lines.
func (b Board) Count() (open, late, done int) {
	for _, l := range b.Lines {
		switch l.Stands.State {
		case duty.Late:
			late++
		case duty.Done:
			done++
		default:
			open++
		}
	}
	return open, late, done
}

// Year is the school year's first and last instant.
func yearSpan(year int) (from, to care.Millis) {
	first, next := day(year, 9, 1), day(year+1, 9, 1)
	return care.MillisOf(first.Time()), care.MillisOf(next.Time()) - 1
}

func day(y, m, d int) care.Date {
	return care.Date(strings.Join([]string{pad(y, 4), pad(m, 2), pad(d, 2)}, "-"))
}

func pad(n, width int) string {
	s := ""
	for ; n > 0 || s == ""; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// Board reads a unit's duties of a school year: what is late or due next first,
// what is done last.
func (r Room) Board(ctx context.Context, who act.Who, unit care.ID, year int) (b Board, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		b, err = board(t, unit, year)
		return err
	})
	return b, err
}

// ExportBoard is Board for a file that leaves the house; it is logged.
func (r Room) ExportBoard(ctx context.Context, who act.Who, unit care.ID, year int) (b Board, err error) {
	err = r.Look(ctx, who, "supervision.ExportBoard", func(t *act.Tx) error {
		b, err = board(t, unit, year)
		t.About("export", unit, 0) // duties of units, nobody's name
		return err
	})
	return b, err
}

func board(t *act.Tx, unit care.ID, year int) (b Board, err error) {
	b = Board{Today: care.DateOf(t.Now.Time()), Year: year}
	if err := t.DecideUnit(access.Read, access.Activities, unit); err != nil {
		return b, err
	}
	if b.Unit, err = t.Unit(unit); err != nil {
		return b, err
	}
	from, to := yearSpan(year)
	duties, err := t.DutiesOfUnit(unit, from, to)
	if err != nil {
		return b, err
	}
	for _, d := range duties {
		if d.State == care.DutyVoid {
			continue // nobody asks for it any more: it is no duty
		}
		l, err := lineOf(t, b.Unit, d)
		if err != nil {
			return b, err
		}
		b.Lines = append(b.Lines, l)
	}
	slices.SortStableFunc(b.Lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(y.Stands.State.Urgency(), x.Stands.State.Urgency()), cmp.Compare(x.Duty.DueAt, y.Duty.DueAt))
	})
	if err := b.mayRecord(t); err != nil {
		return b, err
	}
	b.Folder = t.MayUnit(access.Read, access.Inspection, unit)
	b.Rounds = t.MayUnit(access.Read, access.Round, unit)
	b.Below, err = below(t, unit, from, to)
	return b, err
}

func lineOf(t *act.Tx, u care.Unit, d care.Duty) (Line, error) {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	era, err := t.EraOfDuty(d)
	if err != nil {
		return Line{}, err
	}
	list, err := t.CadencesOf(era)
	if err != nil {
		return Line{}, err
	}
	l := Line{Duty: d, Cadence: policy.Cadence{Text: care.Text{Zh: id, En: id}}, Era: era, Stands: t.Standing(d)}
	i := slices.IndexFunc(list, func(c policy.Cadence) bool { return c.ID == id })
	if i >= 0 {
		l.Cadence = list[i]
	}
	post, err := t.Post(d.Post)
	if err != nil {
		return l, err
	}
	l.Owner = post.Role
	if i < 0 {
		return l, nil
	}
	l.From, l.To = window(l.Cadence, d, era.Pack.Calendar())
	n, err := have(t, l.Cadence, u, l.From, l.To, judgedOn(t, d))
	l.Have, l.Waiting = n.Held, n.Waiting
	if err != nil || u.Kind != care.School || l.Stands.State.Ending() {
		return l, err
	}
	l.Grades, err = unscreened(t, l.Cadence, u.ID, Days{l.From, l.To}, t.Today)
	return l, err
}

func below(t *act.Tx, unit care.ID, from, to care.Millis) ([]BelowRow, error) {
	counts, err := t.UnitDutyCounts(unit, from, to)
	if err != nil {
		return nil, err
	}
	var out []BelowRow
	reads := readable(t)
	for _, c := range counts {
		if c.Unit == unit || !reads(c.Unit) {
			continue
		}
		u, err := t.Unit(c.Unit)
		if err != nil {
			return nil, err
		}
		out = append(out, BelowRow{u, c})
	}
	slices.SortStableFunc(out, func(a, b BelowRow) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Open, a.Open), cmp.Compare(a.Unit.Name, b.Unit.Name))
	})
	return out, nil
}

// mayRecord marks what the reader may file: in a school its own people everything, a
// post outside only what a duty of the school that lies with it asks for.
func (b *Board) mayRecord(t *act.Tx) error {
	if !t.MayUnit(access.Write, access.Activities, b.Unit.ID) {
		return nil
	}
	ours, err := ofTheHouse(t, b.Unit, "")
	b.May = ours
	for i, l := range b.Lines {
		b.Lines[i].May = ours || l.Duty.State == care.DutyOpen && l.Duty.Post == t.Who.Post
		b.May = b.May || b.Lines[i].May
	}
	return err
}
