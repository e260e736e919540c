package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/measure"
	"xinhuan/internal/store"
)

// Count is a figure, or the mark that it is not shown.
type Count struct {
	N      int
	Hidden bool
}

// SchoolFigures is where the loop stands in one school.
type SchoolFigures struct {
	School    care.Unit
	Due       Count
	Submitted Count
	Valid     Count
	Flagged   Count
	Waiting   Count
	Met       Count
	Ended     Count
	Late      Count    // waiting for an interview longer than allowed
	Levels    [4]Count // watch to major
	Duties    int
	LateWork  int // duties past their time; work, not children
}

// Overview is a district's or a school's loop in figures. What is hidden is
// hidden from everybody who may not open the children behind it.
type Overview struct {
	Unit    care.Unit
	Year    int // the school year whose rounds are counted
	Rounds  int // rounds of the year that concern the unit
	Schools []SchoolFigures
	Total   SchoolFigures
	Open    bool // the reader sees small figures: psychology staff of the school
	Lists   bool // the reader may open the lists behind the figures
	Waits   []Wait
	At      care.Millis
}

// Wait is a school in which pupils wait for an interview longer than allowed.
type Wait struct {
	School care.Unit
	Count  Count
}

// Overview reads the figures of a unit.
func (r Room) Overview(ctx context.Context, who act.Who, unit care.ID) (Overview, error) {
	var o Overview
	err := r.View(ctx, who, func(t *act.Tx) error {
		o = Overview{At: t.Now}
		id, err := within(t, unit)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Counts, id); err != nil {
			return err
		}
		if o.Unit, err = t.Unit(id); err != nil {
			return err
		}
		if o.Open, err = mayUnit(t, access.Read, access.Suggestion, id); err != nil {
			return err
		}
		o.Lists = o.Open
		f, err := readFigures(t, &o)
		if err != nil {
			return err
		}
		o.fill(f)
		if id == f.whole {
			return nil
		}
		return o.narrow(t)
	})
	return o, err
}

// narrow keeps the schools of the unit asked for. What is hidden was decided for the
// whole region: decided anew for each part or reader, one would be shown what
// covers a small figure of another, and two who compare could subtract.
func (o *Overview) narrow(t *act.Tx) error {
	part, err := t.Below(o.Unit.ID, care.School)
	if err != nil {
		return err
	}
	outside := func(school care.ID) bool {
		return !slices.ContainsFunc(part, func(u care.Unit) bool { return u.ID == school })
	}
	o.Schools = slices.DeleteFunc(o.Schools, func(s SchoolFigures) bool { return outside(s.School.ID) })
	o.Waits = slices.DeleteFunc(o.Waits, func(w Wait) bool { return outside(w.School.ID) })
	o.Total = SchoolFigures{}
	for _, s := range o.Schools {
		sum := &o.Total
		sum.Due, sum.Submitted, sum.Valid = sumOf(sum.Due, s.Due), sumOf(sum.Submitted, s.Submitted), sumOf(sum.Valid, s.Valid)
		sum.Duties, sum.LateWork = sum.Duties+s.Duties, sum.LateWork+s.LateWork
		sum.Flagged, sum.Waiting, sum.Met = sumOf(sum.Flagged, s.Flagged), sumOf(sum.Waiting, s.Waiting), sumOf(sum.Met, s.Met)
		sum.Ended, sum.Late = sumOf(sum.Ended, s.Ended), sumOf(sum.Late, s.Late)
		for k := range sum.Levels {
			sum.Levels[k] = sumOf(sum.Levels[k], s.Levels[k])
		}
	}
	return nil
}

// mayUnit asks about all children of a unit without refusing.
func mayUnit(t *act.Tx, verb access.Verb, data access.Data, unit care.ID) (bool, error) {
	above, err := t.Ancestors(unit)
	if err != nil {
		return false, err
	}
	var s access.Subject
	for _, u := range above {
		s.Units = append(s.Units, u.ID)
	}
	return t.Access.Check(t.Who.Actor, verb, data, s).Allow, nil
}

// figures are the true counts, kept apart from what is shown.
type figures struct {
	whole    care.ID // the unit they are of
	schools  []care.Unit
	enrolled map[care.ID]int
	flags    map[care.ID]store.FlagCount
	levels   map[care.ID][4]int
	duties   map[care.ID]store.DutyCount
	tallies  map[care.ID]store.ClassTally
}

// readFigures reads the rounds of the unit asked for, and what may be hidden for the
// whole region, whoever asks: a published figure is shown to everybody without a
// right to the children behind it, or to nobody. Who has that right needs no more
// than his own unit.
func readFigures(t *act.Tx, o *Overview) (figures, error) {
	f := figures{enrolled: map[care.ID]int{}, flags: map[care.ID]store.FlagCount{}, levels: map[care.ID][4]int{}, duties: map[care.ID]store.DutyCount{}, tallies: map[care.ID]store.ClassTally{}}
	root, err := t.Root()
	if err != nil {
		return f, err
	}
	unit := root.ID
	if o.Open {
		unit = t.Who.Unit
	}
	f.whole = unit
	if o.Unit.Kind == care.Class {
		return f, care.Fail(care.NotFound, "overview", "班级没有汇总数字", "there are no figures of a class")
	}
	if f.schools, err = t.Below(unit, care.School); err != nil {
		return f, err
	}
	pupils, err := t.PupilCounts(unit)
	if err != nil {
		return f, err
	}
	for _, c := range pupils {
		f.enrolled[c.School] = c.N
	}
	if err := f.readRounds(t, o); err != nil {
		return f, err
	}
	flags, err := t.FlagCounts(unit, 0)
	if err != nil {
		return f, err
	}
	for _, c := range flags {
		f.flags[c.School] = c
	}
	levels, err := t.LevelCounts(unit)
	if err != nil {
		return f, err
	}
	for _, c := range levels {
		l := f.levels[c.School]
		if c.Level >= care.LevelWatch && c.Level <= care.LevelMajor {
			l[c.Level-care.LevelWatch] += c.N
		}
		f.levels[c.School] = l
	}
	return f, f.readDuties(t, unit)
}

// readDuties counts a school's work with that of its classes, such as their lessons.
func (f *figures) readDuties(t *act.Tx, unit care.ID) error {
	classes, err := t.Below(unit, care.Class)
	if err != nil {
		return err
	}
	school := map[care.ID]care.ID{}
	for _, c := range classes {
		school[c.ID] = c.Parent
	}
	duties, err := t.DutyCounts(unit)
	for _, c := range duties {
		at := c.Unit
		if s, ok := school[at]; ok {
			at = s
		}
		sum := f.duties[at]
		f.duties[at] = store.DutyCount{Unit: at, Open: sum.Open + c.Open, Late: sum.Late + c.Late}
	}
	return err
}

// fill writes the figures down and hides what must not be shown. Each table is
// completed to a whole by its rest (pupils without a flag, without a level), so
// that a rest too small to show is covered like any other cell.
func (o *Overview) fill(f figures) {
	flags, levels := make([][]int, len(f.schools)), make([][]int, len(f.schools))
	for i, u := range f.schools {
		c, l := f.flags[u.ID], f.levels[u.ID]
		flags[i] = []int{c.Waiting, c.Met, c.Ended, max(0, f.enrolled[u.ID]-c.Waiting-c.Met-c.Ended)}
		levels[i] = []int{l[0], l[1], l[2], l[3], max(0, f.enrolled[u.ID]-l[0]-l[1]-l[2]-l[3])}
	}
	hide := func(cells [][]int) measure.Hidden {
		if o.Open || len(cells) == 0 {
			return measure.Hidden{}
		}
		return measure.Suppress(cells, len(f.schools) > 1)
	}
	hFlags, hLevels := hide(flags), hide(levels)
	o.Schools = o.answered(f)
	late, row := o.lateTable(f, flags, hFlags)
	hLate := hide(late)
	for i, u := range f.schools {
		s := &o.Schools[i]
		s.School, s.Duties, s.LateWork = u, f.duties[u.ID].Open, f.duties[u.ID].Late
		s.Waiting, s.Met, s.Ended = cell(flags, hFlags, i, 0), cell(flags, hFlags, i, 1), cell(flags, hFlags, i, 2)
		s.Flagged = sumOf(s.Waiting, s.Met, s.Ended)
		for k := range s.Levels {
			s.Levels[k] = cell(levels, hLevels, i, k)
		}
		if k, ok := row[i]; ok {
			s.Late = cell(late, hLate, k, 0)
		}
		if s.Late.Hidden || s.Late.N > 0 { // covers are named too: who is missing from a list is known
			o.Waits = append(o.Waits, Wait{u, s.Late})
		}
	}
	o.total(flags, hFlags, levels, hLevels, late, hLate)
}

// lateTable counts those who wait too long, of the schools where somebody may be
// waiting, with each one's row. Where nobody is shown to wait nobody waits too
// long: everybody sees that, so such a school can't cover for another.
func (o *Overview) lateTable(f figures, flags [][]int, h measure.Hidden) (late [][]int, row map[int]int) {
	row = map[int]int{}
	for i, u := range f.schools {
		if w := cell(flags, h, i, 0); w.Hidden || w.N > 0 {
			n := f.flags[u.ID].Late
			row[i] = len(late)
			late = append(late, []int{n, max(0, f.enrolled[u.ID]-n)})
		}
	}
	return late, row
}

func cell(cells [][]int, h measure.Hidden, i, j int) Count {
	if h.Cells != nil && h.Cells[i][j] {
		return Count{Hidden: true}
	}
	return Count{N: cells[i][j]}
}

// sumOf adds shown figures; a sum with a hidden part would give it away.
func sumOf(list ...Count) Count {
	sum := Count{}
	for _, c := range list {
		if c.Hidden {
			return Count{Hidden: true}
		}
		sum.N += c.N
	}
	return sum
}

// total adds up the columns. Suppress took them for shown; those that are small
// themselves are hidden all the same, since hiding more tells nobody anything. A
// single school's totals are its own figures.
func (o *Overview) total(flags [][]int, hFlags measure.Hidden, levels [][]int, hLevels measure.Hidden, late [][]int, hLate measure.Hidden) {
	for _, s := range o.Schools {
		o.Total.Duties, o.Total.LateWork = o.Total.Duties+s.Duties, o.Total.LateWork+s.LateWork
	}
	if len(o.Schools) == 1 {
		one := o.Schools[0]
		o.Total.Due, o.Total.Submitted, o.Total.Valid = one.Due, one.Submitted, one.Valid
		o.Total.Waiting, o.Total.Met, o.Total.Ended, o.Total.Flagged, o.Total.Late, o.Total.Levels = one.Waiting, one.Met, one.Ended, one.Flagged, one.Late, one.Levels
		return
	}
	column := func(cells [][]int, h measure.Hidden, j int) Count {
		c := column(cells, h, j)
		if !o.Open && c.N > 0 && c.N < measure.Least {
			return Count{Hidden: true}
		}
		return c
	}
	o.Total.Waiting, o.Total.Met, o.Total.Ended = column(flags, hFlags, 0), column(flags, hFlags, 1), column(flags, hFlags, 2)
	o.Total.Flagged = sumOf(o.Total.Waiting, o.Total.Met, o.Total.Ended)
	for k := range o.Total.Levels {
		o.Total.Levels[k] = column(levels, hLevels, k)
	}
	o.Total.Late = column(late, hLate, 0)
}

func column(cells [][]int, h measure.Hidden, j int) Count {
	if h.Cols != nil && h.Cols[j] {
		return Count{Hidden: true}
	}
	sum := 0
	for _, row := range cells {
		sum += row[j]
	}
	return Count{N: sum}
}

// Worst are the schools in which most pupils wait too long, for the words above
// the table; at most three (ours).
func (o Overview) Worst() []Wait {
	list := slices.Clone(o.Waits)
	slices.SortStableFunc(list, func(a, b Wait) int { return b.Count.N - a.Count.N })
	return list[:min(3, len(list))]
}
