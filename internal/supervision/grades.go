package supervision

import (
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// unscreened lists the grades that a cadence demands, that a school had by a day, and
// that no round closed in a stretch of days covered (K6: a pack says which grades). A
// class founded after that day asks nothing of what was done before.
func unscreened(t *act.Tx, c policy.Cadence, school care.ID, days Days, by care.Date) (list []care.Unit, err error) {
	if len(c.Grades) == 0 {
		return nil, nil
	}
	classes, err := t.Below(school, care.Class)
	if err != nil {
		return nil, err
	}
	first, last := days.instants()
	rounds, err := t.ScreenedIn(school, first, last)
	if err != nil {
		return nil, err
	}
	year := care.SchoolYear(days.From)
	covered := map[store.Screened]bool{} // a vocational year is no senior year
	for _, s := range rounds {
		covered[s] = true
	}
	for _, u := range classes {
		cohort := store.Screened{Stage: u.Stage, Entry: u.Entry, SchoolYear: year}
		if u.OpenedOn > by || !demanded(c, u, days.To) || covered[cohort] {
			continue
		}
		covered[cohort] = true // named once
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b care.Unit) int { return a.Grade(year) - b.Grade(year) })
	return list, nil
}

// demanded tells whether a cadence demands the grade that a class is in on a day.
func demanded(c policy.Cadence, class care.Unit, on care.Date) bool {
	return !leftSchool(class, on) && slices.Contains(c.Grades, class.Grade(care.SchoolYear(on))) && (len(c.Stages) == 0 || slices.Contains(c.Stages, class.Stage))
}

// spared tells whether a school has classes in a stretch of days and none of a grade that
// a cadence demands: a teaching point of grades 1 to 3 owes no assessment of grades 4 to
// 12. A school without any class is not spared: its roster is still to come.
func spared(t *act.Tx, c policy.Cadence, u care.Unit, days Days) (bool, error) {
	if len(c.Grades) == 0 || u.Kind != care.School {
		return false, nil
	}
	classes, err := act.Once(t, func() ([]care.Unit, error) { return t.Below(u.ID, care.Class) }, "classes of", u.ID)
	if err != nil {
		return false, err
	}
	classes = slices.DeleteFunc(slices.Clone(classes), func(k care.Unit) bool { return k.OpenedOn > days.To || leftSchool(k, days.To) })
	return len(classes) > 0 && !slices.ContainsFunc(classes, func(k care.Unit) bool { return demanded(c, k, days.To) }), nil
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
// grade that is demanded is missing. A district's duty needs that of every school that
// has a grade which is demanded: one school screened is not the district (ours).
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
		free, err := spared(t, c, s, days)
		if err != nil {
			return 0, err
		}
		if s.OpenedOn > by || free {
			continue
		}
		n, err := rounds(t, c, s, days, by)
		if err != nil || n == 0 {
			return 0, err
		}
	}
	return 1, nil
}
