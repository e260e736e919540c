package supervision

import (
	"math"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// taught counts the lessons of a class in a stretch of days: the timetable's, and
// records typed in. A school has as many as the class that has fewest, because each
// class is owed its own.
func taught(t *act.Tx, u care.Unit, from, to care.Date) (lesson.Tally, error) {
	plans, err := plansBelow(t, u.ID, from, to)
	if err != nil || u.Kind == care.Class {
		return plans[u.ID].count(t.Today, from, to), err
	}
	classes, err := classesOf(t, u.ID)
	if err != nil {
		return lesson.Tally{}, err
	}
	least := lesson.Tally{}
	for i, class := range classes {
		has := plans[class.ID].count(t.Today, from, to)
		if i == 0 {
			least = has
			continue
		}
		held, given := min(least.Held, has.Held), min(least.Held+least.Waiting, has.Held+has.Waiting)
		least = lesson.Tally{Held: held, Waiting: given - held, Coming: min(least.All(), has.All()) - given}
	}
	return least.Plus(plans[u.ID].count(t.Today, from, to)), nil
}

// classesOf lists the classes below a unit that are in school now.
func classesOf(t *act.Tx, unit care.ID) (list []care.Unit, err error) {
	all, err := t.Below(unit, care.Class)
	for _, c := range all {
		if !leftSchool(c, t.Today) && c.OpenedOn <= t.Today && (c.ClosedOn == "" || c.ClosedOn >= t.Today) {
			list = append(list, c)
		}
	}
	return list, err
}

// plan is what is known of one class's lessons in a stretch of days.
type plan struct {
	slots   []care.LessonSlot
	signed  []care.LessonMonth
	lessons []lesson.Lesson
	records []care.Date // days of lessons that somebody typed in as activity records
}

func (p *plan) count(today, from, to care.Date) lesson.Tally {
	if p == nil {
		return lesson.Tally{}
	}
	n := lesson.Count(p.lessons, p.signed, today, from, to)
	for _, d := range p.records {
		if from <= d && d <= to {
			n.Held++
		}
	}
	return n
}

// plansBelow reads the lessons of all classes of a unit in four questions,
// whatever its size.
func plansBelow(t *act.Tx, unit care.ID, from, to care.Date) (map[care.ID]*plan, error) {
	slots, err := t.SlotsBelow(unit, from, to)
	if err != nil {
		return nil, err
	}
	changes, err := t.ChangesBelow(unit, from, to)
	if err != nil {
		return nil, err
	}
	signed, err := t.MonthsBelow(unit, from.Month(), to.Month())
	if err != nil {
		return nil, err
	}
	records, err := lessonRecords(t, unit, from, to)
	if err != nil {
		return nil, err
	}
	plans := map[care.ID]*plan{}
	of := func(class care.ID) *plan {
		if plans[class] == nil {
			plans[class] = &plan{}
		}
		return plans[class]
	}
	for _, s := range slots {
		of(s.Class).slots = append(of(s.Class).slots, s)
	}
	for _, m := range signed {
		of(m.Class).signed = append(of(m.Class).signed, m)
	}
	for _, a := range records {
		of(a.Unit).records = append(of(a.Unit).records, a.On)
	}
	changed := map[care.ID][]care.LessonChange{}
	for _, c := range changes {
		of(c.Class)
		changed[c.Class] = append(changed[c.Class], c)
	}
	for class, p := range plans {
		p.lessons = lesson.Of(p.slots, changed[class], from, to, t.Policy.Calendar())
	}
	return plans, nil
}

// lessonRecords are the lessons that were typed in one by one.
func lessonRecords(t *act.Tx, unit care.ID, from, to care.Date) (out []care.Activity, err error) {
	for _, a := range t.Policy.Activities() {
		if !a.Timetable {
			continue
		}
		list, err := t.ActivitiesBelow(unit, store.ActivityFilter{Kind: a.ID, From: from, To: to}, math.MaxInt32, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// timetabled are the cadences that lessons of the timetable count for.
func timetabled(t *act.Tx) (out []policy.Cadence, err error) {
	for _, a := range t.Policy.Activities() {
		if !a.Timetable {
			continue
		}
		list, err := counting(t, a.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// settleLessons settles the duties of a class and its school that the lessons of a
// stretch of days count for.
func settleLessons(t *act.Tx, class care.Unit, from, to care.Date) error {
	units, err := wholes(t, class)
	if err != nil {
		return err
	}
	cadences, err := timetabled(t)
	if err != nil {
		return err
	}
	cal := t.Policy.Calendar()
	for _, c := range cadences {
		for _, u := range units {
			if !c.Binds(u.Kind, u.Stage) {
				continue
			}
			r := c.Recurrence()
			for p := r.On(from, cal); p.Name != "" && p.First <= to; p = r.Next(p, cal) {
				d, err := t.DutyOf(policy.CadencePrefix+c.ID, refUnit, u.ID, p.Name)
				if care.KindOf(err) == care.NotFound {
					continue
				}
				if err != nil {
					return err
				}
				if err := settle(t, d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
