package duty

import (
	"fmt"

	"xinhuan/internal/care"
)

// twoWeeks is the stretch of two teaching weeks that a day lies in; before a term its
// first. Weeks begin on Monday and are counted from that of the term's first day, as
// the weeks of a timetable are, so that a lesson in odd or in even weeks falls once
// into every stretch. A week without a teaching day is no teaching week: it belongs to
// the stretch that goes on after it. What is left at the end of a term belongs to its
// last stretch: a single week owes no lesson of its own.
func twoWeeks(d care.Date, terms Terms) Period {
	year, number, from, to := terms.TermOn(d)
	d = max(d, from)
	var p Period
	next := Period{First: from}
	for monday, week, taught := mondayOf(from), 1, 0; monday <= to; monday, week = monday.AddDays(7), week+1 {
		if next.Name == "" {
			next.Name = fmt.Sprintf("%d-%d-%d-w%02d", year, year+1, number, week)
		}
		next.Last = min(monday.AddDays(6), to)
		if !anyTeaching(max(monday, from), next.Last, terms) {
			continue
		}
		if taught++; taught < 2 {
			continue
		}
		if p.Last >= d && p.Name != "" { // the day's stretch is followed by a full one
			return p
		}
		p, next, taught = next, Period{First: next.Last.AddDays(1)}, 0
	}
	switch {
	case p.Name == "":
		return Period{next.Name, from, to}
	default:
		p.Last = to
		return p
	}
}

func mondayOf(d care.Date) care.Date { return d.AddDays(-((int(d.Time().Weekday()) + 6) % 7)) }

func anyTeaching(from, to care.Date, terms Terms) bool {
	for d := from; d <= to; d = d.AddDays(1) {
		if terms.IsTeachingDay(d) {
			return true
		}
	}
	return false
}
