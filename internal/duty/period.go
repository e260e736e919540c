package duty

import (
	"fmt"
	"slices"

	"xinhuan/internal/care"
)

// Span is the kind of stretch in which something must be done so many times.
type Span string

// The spans. A term's days, seasons and fixed dates come from the pack.
const (
	HalfMonth        Span = "half_month"         // 1st to 15th, 16th to the end
	TwoWeeks         Span = "two_weeks"          // two teaching weeks of a term
	CalendarMonth    Span = "calendar_month"     //
	CalendarQuarter  Span = "calendar_quarter"   //
	CalendarHalfYear Span = "calendar_half_year" //
	CalendarYear     Span = "calendar_year"      //
	SchoolTerm       Span = "school_term"        // from the first to the last day of a term
	SchoolYearSpan   Span = "school_year"        // 1 September to 31 August
	SeasonSpan       Span = "season"             // named stretches of a year
	FixedDates       Span = "fixed_dates"        // days of a year
)

// Spans lists all kinds of span.
var Spans = []Span{HalfMonth, TwoWeeks, CalendarMonth, CalendarQuarter, CalendarHalfYear, CalendarYear, SchoolTerm, SchoolYearSpan, SeasonSpan, FixedDates}

var spanNames = map[Span]care.Text{
	HalfMonth:        {Zh: "每半个月", En: "every half month"},
	TwoWeeks:         {Zh: "每两周（按教学周）", En: "every two weeks of teaching"},
	CalendarMonth:    {Zh: "每月", En: "every month"},
	CalendarQuarter:  {Zh: "每季度", En: "every quarter"},
	CalendarHalfYear: {Zh: "每半年", En: "every half-year"},
	CalendarYear:     {Zh: "每年", En: "every year"},
	SchoolTerm:       {Zh: "每学期", En: "every term"},
	SchoolYearSpan:   {Zh: "每学年", En: "every school year"},
	SeasonSpan:       {Zh: "每个重点时段", En: "every season"},
	FixedDates:       {Zh: "每年固定日期", En: "on fixed dates every year"},
}

// Name is the span in words.
func (s Span) Name() care.Text { return spanNames[s] }

// Season is a named stretch of every year, days as "MM-DD"; it may pass New Year.
type Season struct {
	ID       string
	From, To string
}

// Terms knows a region's school terms. Package policy implements it.
type Terms interface {
	// TermOn is the term that contains the day, else the next one: the year its
	// school year began, its number in that year and its first and last day.
	TermOn(care.Date) (year, number int, from, to care.Date)
	// IsTeachingDay tells whether there is school on the day and lessons are given.
	IsTeachingDay(care.Date) bool
}

// Recurrence is how often something comes again, and when.
type Recurrence struct {
	Span    Span
	Seasons []Season // with SeasonSpan
	Dates   []string // with FixedDates: "MM-DD", sorted
}

// Period is one stretch of a recurrence: its name, first and last day.
type Period struct {
	Name        string
	First, Last care.Date
}

// On is the period that contains the day; between two terms, seasons or fixed
// dates it is the next one. A fixed date's period begins LeadDays before it, so
// that it is seen coming.
func (r Recurrence) On(d care.Date, terms Terms) Period {
	t := d.Time()
	year, month := t.Year(), int(t.Month())
	switch r.Span {
	case HalfMonth:
		if t.Day() <= 15 {
			return Period{fmt.Sprintf("%d-%02da", year, month), day(year, month, 1), day(year, month, 15)}
		}
		return Period{fmt.Sprintf("%d-%02db", year, month), day(year, month, 16), day(year, month+1, 1).AddDays(-1)}
	case TwoWeeks:
		return twoWeeks(d, terms)
	case CalendarMonth:
		return months(fmt.Sprintf("%d-%02d", year, month), year, month, 1)
	case CalendarQuarter:
		q := (month - 1) / 3
		return months(fmt.Sprintf("%d-Q%d", year, q+1), year, 3*q+1, 3)
	case CalendarHalfYear:
		h := (month - 1) / 6
		return months(fmt.Sprintf("%d-H%d", year, h+1), year, 6*h+1, 6)
	case SchoolTerm:
		y, n, from, to := terms.TermOn(d)
		return Period{fmt.Sprintf("%d-%d-%d", y, y+1, n), from, to}
	case SchoolYearSpan:
		y := care.SchoolYear(d)
		return months(fmt.Sprintf("%d-%d", y, y+1), y, 9, 12)
	case SeasonSpan:
		return r.season(d)
	case FixedDates:
		return r.fixed(d)
	}
	return months(fmt.Sprintf("%d", year), year, 1, 12)
}

// LeadDays is how long before a fixed date its duty is shown. Ours.
const LeadDays = 30

// Next is the period after one.
func (r Recurrence) Next(p Period, terms Terms) Period { return r.On(p.Last.AddDays(1), terms) }

// Due is the last instant of a period: the end of its last day.
func (p Period) Due() care.Millis { return care.MillisOf(p.Last.AddDays(1).Time()) - 1 }

func day(year, month, d int) care.Date {
	for month > 12 {
		year, month = year+1, month-12
	}
	return care.Date(fmt.Sprintf("%04d-%02d-%02d", year, month, d))
}

func months(name string, year, month, n int) Period {
	return Period{name, day(year, month, 1), day(year, month+n, 1).AddDays(-1)}
}

// season finds the season that ends first on or after the day.
func (r Recurrence) season(d care.Date) (best Period) {
	year := d.Time().Year()
	for _, y := range []int{year - 1, year, year + 1} {
		for _, s := range r.Seasons {
			from, to := care.Date(fmt.Sprintf("%d-%s", y, s.From)), care.Date(fmt.Sprintf("%d-%s", y, s.To))
			if s.To < s.From {
				to = care.Date(fmt.Sprintf("%d-%s", y+1, s.To))
			}
			if to >= d && (best.Last == "" || to < best.Last || to == best.Last && from > best.First) {
				best = Period{fmt.Sprintf("%d-%s", y, s.ID), from, to}
			}
		}
	}
	return best
}

// fixed finds the next fixed date on or after the day.
func (r Recurrence) fixed(d care.Date) Period {
	year := d.Time().Year()
	dates := slices.Sorted(slices.Values(r.Dates))
	for _, y := range []int{year, year + 1} {
		for _, md := range dates {
			if on := care.Date(fmt.Sprintf("%d-%s", y, md)); on >= d {
				return Period{string(on), on.AddDays(-LeadDays), on}
			}
		}
	}
	return Period{}
}

// DueIn is the last instant of the period in which a case's obligation opened at
// from must be met; again tells that it was met in from's own period already, so
// that the next one counts. A tighter span is never later.
func (r Recurrence) DueIn(from care.Millis, again bool, terms Terms) (Period, care.Millis) {
	p := r.On(dateOf(from), terms)
	if again {
		p = r.Next(p, terms)
	}
	return p, max(p.Due(), from)
}
