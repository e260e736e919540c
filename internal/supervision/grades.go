package supervision

import (
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// unscreened lists the grades that a cadence demands, that a school had by a day, and
// that no round closed in a stretch of days covered (K6: a pack says which grades). A
// class founded after that day asks nothing of what was done before.
func unscreened(t *act.Tx, c policy.Cadence, school care.ID, days Days, by care.Date) (list []care.Unit, err error) {
	if len(c.Grades) == 0 {
		return nil, nil
	}
	year := care.SchoolYear(days.From)
	classes, err := t.Below(school, care.Class)
	if err != nil {
		return nil, err
	}
	first, last := days.instants()
	rounds, err := t.ScreenedIn(school, first, last)
	if err != nil {
		return nil, err
	}
	covered := map[int]bool{}
	for _, s := range rounds {
		if s.SchoolYear == year {
			covered[s.Grade()] = true
		}
	}
	for _, u := range classes {
		grade := u.Grade(year)
		if u.OpenedOn > by || leftSchool(u, days.To) || covered[grade] || !slices.Contains(c.Grades, grade) {
			continue
		}
		covered[grade] = true // named once
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b care.Unit) int { return a.Grade(year) - b.Grade(year) })
	return list, nil
}

// instants are the first and the last instant of the days.
func (d Days) instants() (first, last care.Millis) {
	return care.MillisOf(d.From.Time()), care.MillisOf(d.To.AddDays(1).Time()) - 1
}

// judgedOn is the day as of which a duty's evidence is judged: the day it was done, or
// today.
func judgedOn(t *act.Tx, d care.Duty) care.Date {
	if d.State == care.DutyDone && d.DoneAt > 0 {
		return care.DateOf(d.DoneAt.Time())
	}
	return t.Today
}

// rounds counts closed rounds as evidence: those that cover a unit, and none while a
// grade that is demanded is missing. A district's duty needs that of every school: one
// school screened is not the district (ours).
func rounds(t *act.Tx, c policy.Cadence, u care.Unit, days Days, by care.Date) (int, error) {
	first, last := days.instants()
	if u.Kind != care.District {
		n, err := t.RoundsClosed(u.ID, first, last)
		if err != nil || n == 0 || u.Kind != care.School {
			return n, err
		}
		missing, err := unscreened(t, c, u.ID, days, by)
		if err != nil || len(missing) > 0 {
			return 0, err
		}
		return n, nil
	}
	schools, err := t.Below(u.ID, care.School)
	if err != nil || len(schools) == 0 {
		return 0, err
	}
	for _, s := range schools {
		if s.OpenedOn > by {
			continue
		}
		n, err := rounds(t, c, s, days, by)
		if err != nil || n == 0 {
			return 0, err
		}
	}
	return 1, nil
}
