package lesson

import (
	"cmp"
	"slices"

	"xinhuan/internal/care"
)

// Calendar knows a region's days. Package policy implements it.
type Calendar interface {
	// IsTeachingDay tells of school days on which lessons are given.
	IsTeachingDay(care.Date) bool
	TermOn(care.Date) (year, number int, from, to care.Date)
}

// Lesson is one lesson of a class.
type Lesson struct {
	On      care.Date
	Period  int
	Teacher care.ID
	Added   bool              // given beside the timetable
	Out     care.LessonReason // why it fell out; "" while it counts
	Change  care.ID           // what made it Added or Out
}

// Counts tells that it is held as far as anybody knows.
func (l Lesson) Counts() bool { return l.Out == "" }

// Of lists the lessons of one class in a stretch of days, by day and period.
// Holidays, days outside a term and blocked days have none.
func Of(slots []care.LessonSlot, changes []care.LessonChange, from, to care.Date, cal Calendar) []Lesson {
	var out []Lesson
	for d := from; d <= to && len(slots) > 0; d = d.AddDays(1) {
		day := weekday(d)
		if !slices.ContainsFunc(slots, func(s care.LessonSlot) bool { return s.Weekday == day && holds(s, d) }) || !cal.IsTeachingDay(d) {
			continue
		}
		for _, s := range slots {
			if s.Weekday == day && holds(s, d) && fits(s.Weeks, Week(d, cal)) {
				out = append(out, Lesson{On: d, Period: s.Period, Teacher: s.Teacher})
			}
		}
	}
	for _, c := range changes {
		if c.On < from || c.On > to {
			continue
		}
		i := slices.IndexFunc(out, func(l Lesson) bool { return l.On == c.On && l.Period == c.Period })
		switch {
		case c.Added() && i < 0:
			out = append(out, Lesson{On: c.On, Period: c.Period, Added: true, Change: c.ID})
		case !c.Added() && i >= 0:
			out[i].Out, out[i].Change = c.Reason, c.ID
		}
	}
	slices.SortStableFunc(out, func(a, b Lesson) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Period, b.Period)) })
	return out
}

func holds(s care.LessonSlot, d care.Date) bool {
	return s.From <= d && (s.To == "" || d <= s.To)
}

func fits(w care.Weeks, week int) bool {
	return w == care.EveryWeek || (w == care.OddWeeks) == (week%2 == 1)
}

// Week is the number of a day's week in its term. Weeks begin on Monday, and the
// one with the term's first day is the first.
func Week(d care.Date, cal Calendar) int {
	_, _, first, _ := cal.TermOn(d)
	monday := first.AddDays(1 - weekday(first))
	return int(d.Time().Sub(monday.Time()).Hours()/24)/7 + 1
}

// weekday is 1 for Monday to 7 for Sunday.
func weekday(d care.Date) int { return (int(d.Time().Weekday())+6)%7 + 1 }

// Tally is how many lessons of a stretch are proven, wait for the signature of
// their month, and are still to come by the timetable.
type Tally struct{ Held, Waiting, Coming int }

// All is what it comes to if everything goes as planned and is signed.
func (t Tally) All() int { return t.Held + t.Waiting + t.Coming }

// Plus adds two tallies.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Held + o.Held, t.Waiting + o.Waiting, t.Coming + o.Coming}
}

// Count tallies the lessons of a class in a stretch of days. A signed month counts
// as it was signed, whatever the timetable says today.
func Count(lessons []Lesson, signed []care.LessonMonth, today, from, to care.Date) (t Tally) {
	for _, m := range signed {
		for _, d := range m.Days {
			if from <= d && d <= to {
				t.Held++
			}
		}
	}
	for _, l := range lessons {
		switch {
		case l.On < from || l.On > to || !l.Counts() || Signed(signed, l.On.Month()):
		case l.On <= today:
			t.Waiting++
		default:
			t.Coming++
		}
	}
	return t
}

// Signed tells whether a month is among the signed ones.
func Signed(signed []care.LessonMonth, month string) bool {
	return slices.ContainsFunc(signed, func(m care.LessonMonth) bool { return m.Month == month })
}

// Unsigned lists the months that have lessons up to today and no signature.
func Unsigned(lessons []Lesson, signed []care.LessonMonth, today care.Date) (months []string) {
	for _, l := range lessons {
		if m := l.On.Month(); l.On <= today && !Signed(signed, m) && !slices.Contains(months, m) {
			months = append(months, m)
		}
	}
	return months
}

// SignDays is how long after a month its lessons may wait for the signature
// before what they prove is late. Ours.
const SignDays = 7

// SignBy is the last day for signing the month a day lies in.
func SignBy(d care.Date) care.Date { return LastOf(d.Month()).AddDays(SignDays) }

// FirstOf is the first day of a month.
func FirstOf(month string) care.Date { return care.Date(month + "-01") }

// LastOf is the last day of a month.
func LastOf(month string) care.Date {
	return care.Date(FirstOf(month).AddDays(31)[:7] + "-01").AddDays(-1)
}
