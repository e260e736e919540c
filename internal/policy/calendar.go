package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Calendar knows a region's days: terms, holidays, hours and blocked periods.
// It implements duty.Calendar. All civil times are care.China.
type Calendar struct {
	school, work span
	lastPeriod   int // minutes before school closes
	makeupSchool bool
	holiday      map[care.Date]bool
	makeup       map[care.Date]bool
	terms        []Term
	termYears    map[int]bool // school years with terms of their own
	yearlyTerms  []yearlyTerm
	blocked      []Blocked
	holidays     []Holiday
}

var (
	_ duty.Calendar = (*Calendar)(nil)
	_ duty.Terms    = (*Calendar)(nil)
)

type calendarDoc struct {
	Hours             []hoursRow   `yaml:"hours"`
	LastPeriodMinutes *int         `yaml:"last_period_minutes"`         // ours
	MakeupSchool      *bool        `yaml:"makeup_days_are_school_days"` // ours
	Terms             []Term       `yaml:"terms"`
	YearlyTerms       []yearlyTerm `yaml:"yearly_terms"`
	Holidays          []Holiday    `yaml:"holidays"`
	Blocked           []Blocked    `yaml:"blocked"`
	Seasons           []Season     `yaml:"seasons"`
}

type hoursRow struct {
	ID     string `yaml:"id"` // school or work
	Open   string `yaml:"open"`
	Close  string `yaml:"close"`
	Source `yaml:",inline"`
}

// Term is a term of one school year, both days included.
type Term struct {
	ID     string    `yaml:"id"`
	From   care.Date `yaml:"from"`
	To     care.Date `yaml:"to"`
	Source `yaml:",inline"`
}

// yearlyTerm holds for school years without terms of their own, as month-day.
type yearlyTerm struct {
	ID     string `yaml:"id"`
	From   string `yaml:"from"`
	To     string `yaml:"to"`
	Source `yaml:",inline"`
}

// Holiday is a stretch of days off and the weekend days worked for it.
type Holiday struct {
	ID        string      `yaml:"id"`
	Text      care.Text   `yaml:"text"`
	From      care.Date   `yaml:"from"`
	To        care.Date   `yaml:"to"`
	Makeup    []care.Date `yaml:"makeup"`
	Published bool        `yaml:"published"` // the State Council has announced it; else a setting to be replaced
	Source    `yaml:",inline"`
}

// Blocked is a stretch of days in which no round may open, such as exams.
type Blocked struct {
	ID     string    `yaml:"id"`
	Text   care.Text `yaml:"text"`
	From   care.Date `yaml:"from"`
	To     care.Date `yaml:"to"`
	Source `yaml:",inline"`
}

var (
	hoursShape  = shape[hoursRow]{list: "hours", key: func(r *hoursRow) string { return r.ID }, source: func(r *hoursRow) *Source { return &r.Source }}
	termShape   = shape[Term]{list: "terms", key: func(r *Term) string { return r.ID }, source: func(r *Term) *Source { return &r.Source }}
	yearlyShape = shape[yearlyTerm]{list: "yearly_terms", key: func(r *yearlyTerm) string { return r.ID },
		source: func(r *yearlyTerm) *Source { return &r.Source }}
	holidayShape = shape[Holiday]{list: "holidays", key: func(r *Holiday) string { return r.ID }, source: func(r *Holiday) *Source { return &r.Source }}
	blockedShape = shape[Blocked]{list: "blocked", key: func(r *Blocked) string { return r.ID }, source: func(r *Blocked) *Source { return &r.Source }}
)

func checkHours(f *file, i int, r *hoursRow) {
	f.oneOf(at("hours", i, "id"), "id", r.ID, []string{"school", "work"})
	s, err := parseSpan(r.Open, r.Close)
	if err != nil || s.from >= s.to {
		f.fault(at("hours", i), "请写 open: \"08:00\" 和 close: \"17:30\"，且 open 早于 close", "write open: \"08:00\" and close: \"17:30\", open before close")
	}
}

func checkTerm(f *file, i int, r *Term) { f.days(at("terms", i), r.From, r.To) }

func checkYearly(f *file, i int, r *yearlyTerm) {
	f.date(at("yearly_terms", i, "from"), care.Date("2024-"+r.From))
	f.date(at("yearly_terms", i, "to"), care.Date("2024-"+r.To))
}

func checkHoliday(f *file, i int, r *Holiday) {
	f.complete(at("holidays", i, "text"), "text", r.Text)
	f.days(at("holidays", i), r.From, r.To)
	for j, d := range r.Makeup {
		f.date(at("holidays", i, "makeup", j), d)
		if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday {
			f.fault(at("holidays", i, "makeup", j), "调休上班日 %s 不是周末：请核对", "the make-up day %s is no weekend day: check it", string(d))
		}
	}
}

func checkBlocked(f *file, i int, r *Blocked) {
	f.complete(at("blocked", i, "text"), "text", r.Text)
	f.days(at("blocked", i), r.From, r.To)
}

func (f *file) days(place []any, from, to care.Date) { f.span(place, "from", "to", from, to) }

func (f *file) span(place []any, fromKey, toKey string, from, to care.Date) {
	f.date(append(slices.Clone(place), fromKey), from)
	f.date(append(slices.Clone(place), toKey), to)
	if to < from {
		f.fault(place, "结束日 %[2]s 早于开始日 %[1]s：请更正", "it ends on %[2]s before it begins on %[1]s: correct it", string(from), string(to))
	}
}

// span is a stretch of a day in minutes since midnight; to may pass midnight.
type span struct{ from, to int }

func parseSpan(from, to string) (span, error) {
	a, err := minuteOf(from)
	if err != nil {
		return span{}, err
	}
	b, err := minuteOf(to)
	return span{a, b}, err
}

func minuteOf(s string) (int, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("policy: the time %q is not written as 08:00", s)
	}
	return t.Hour()*60 + t.Minute(), nil
}

// IsSchoolDay tells whether there is school: a working day inside a term.
func (c *Calendar) IsSchoolDay(d care.Date) bool {
	if c.makeup[d] && !c.makeupSchool {
		return false
	}
	return c.IsWorkingDay(d) && c.InTerm(d)
}

// IsWorkingDay tells whether offices work: weekdays and make-up days, without
// holidays.
func (c *Calendar) IsWorkingDay(d care.Date) bool {
	if c.makeup[d] {
		return true
	}
	w := d.Time().Weekday()
	return w != time.Saturday && w != time.Sunday && !c.holiday[d]
}

// InTerm tells whether the day lies in a term.
func (c *Calendar) InTerm(d care.Date) bool {
	if c.termYears[care.SchoolYear(d)] {
		return slices.ContainsFunc(c.terms, func(t Term) bool { return t.From <= d && d <= t.To })
	}
	if len(d) < len(time.DateOnly) {
		return false
	}
	day := string(d[5:])
	return slices.ContainsFunc(c.yearlyTerms, func(t yearlyTerm) bool {
		if t.From <= t.To {
			return t.From <= day && day <= t.To
		}
		return t.From <= day || day <= t.To
	})
}

// TermOn is the term that contains the day, else the next one: the year its school
// year began, its number in that year and its first and last day.
func (c *Calendar) TermOn(d care.Date) (year, number int, from, to care.Date) {
	for y := care.SchoolYear(d); ; y++ {
		for i, t := range c.termsOf(y) {
			if d <= t.To {
				return y, i + 1, t.From, t.To
			}
		}
		if y > care.SchoolYear(d)+1 { // a calendar without terms: the school year is one term
			y = care.SchoolYear(d)
			return y, 1, care.Date(fmt.Sprintf("%d-09-01", y)), care.Date(fmt.Sprintf("%d-08-31", y+1))
		}
	}
}

// termsOf lists the terms of a school year in order.
func (c *Calendar) termsOf(year int) []Term {
	var out []Term
	if c.termYears[year] {
		for _, t := range c.terms {
			if care.SchoolYear(t.From) == year {
				out = append(out, t)
			}
		}
	} else {
		for _, t := range c.yearlyTerms {
			from := care.Date(fmt.Sprintf("%d-%s", year, t.From))
			if care.SchoolYear(from) != year {
				from = care.Date(fmt.Sprintf("%d-%s", year+1, t.From))
			}
			to := care.Date(string(from[:5]) + t.To)
			if to < from {
				to = care.Date(fmt.Sprintf("%d-%s", from.Time().Year()+1, t.To))
			}
			out = append(out, Term{ID: t.ID, From: from, To: to})
		}
	}
	slices.SortFunc(out, func(a, b Term) int { return strings.Compare(string(a.From), string(b.From)) })
	return out
}

// AtSchool is when school opens and closes on a day.
func (c *Calendar) AtSchool(d care.Date) (open, close care.Millis) { return c.school.on(d) }

// AtWork is when offices open and close on a day.
func (c *Calendar) AtWork(d care.Date) (open, close care.Millis) { return c.work.on(d) }

func (s span) on(d care.Date) (open, close care.Millis) {
	midnight := care.MillisOf(d.Time())
	return midnight + care.Millis(s.from)*60_000, midnight + care.Millis(s.to)*60_000
}

// SchoolHours tells whether the instant lies in the hours of a school day.
func (c *Calendar) SchoolHours(t time.Time) bool {
	d, m := care.DateOf(t), care.MillisOf(t)
	open, close := c.AtSchool(d)
	return c.IsSchoolDay(d) && open <= m && m < close
}

// LastPeriodBeforeBreak tells whether the instant lies in the last period of a
// school day that no school day follows at once: a child worried then would go
// home for days before anybody meets it.
func (c *Calendar) LastPeriodBeforeBreak(t time.Time) bool {
	d, m := care.DateOf(t), care.MillisOf(t)
	_, close := c.AtSchool(d)
	return c.IsSchoolDay(d) && !c.IsSchoolDay(d.AddDays(1)) && close-care.Millis(c.lastPeriod)*60_000 <= m && m < close
}

// BlockedOn tells whether rounds are blocked on the day, and why.
func (c *Calendar) BlockedOn(d care.Date) (care.Text, bool) {
	for _, b := range c.blocked {
		if b.From <= d && d <= b.To {
			return b.Text, true
		}
	}
	return care.Text{}, false
}

// IsTeachingDay tells whether lessons are given: a school day on which nothing else,
// such as an examination, is held.
func (c *Calendar) IsTeachingDay(d care.Date) bool {
	_, blocked := c.BlockedOn(d)
	return !blocked && c.IsSchoolDay(d)
}

// Holidays lists the holidays in the order of the pack.
func (c *Calendar) Holidays() []Holiday { return slices.Clone(c.holidays) }

// Terms lists the terms that are set for a school year of their own.
func (c *Calendar) Terms() []Term { return slices.Clone(c.terms) }

// Calendar is the calendar of the stack.
func (s *Stack) Calendar() *Calendar { return s.calendar }

func (s *Stack) buildCalendar(f *file) {
	c := &Calendar{lastPeriod: s.lastPeriod, makeupSchool: s.makeupSchool, terms: s.terms, yearlyTerms: s.yearlyTerms, blocked: s.blockedDays,
		holidays: s.holidays, holiday: map[care.Date]bool{}, makeup: map[care.Date]bool{}, termYears: map[int]bool{}}
	for _, h := range s.hours {
		sp, _ := parseSpan(h.Open, h.Close)
		if h.ID == "school" {
			c.school = sp
		} else {
			c.work = sp
		}
	}
	if c.school == (span{}) || c.work == (span{}) {
		f.fault(nil, "日历缺少 hours：请写 school 和 work 两行", "the calendar needs hours for school and work")
	}
	for _, h := range s.holidays {
		for d := h.From; d <= h.To; d = d.AddDays(1) {
			c.holiday[d] = true
		}
		for _, d := range h.Makeup {
			c.makeup[d] = true
		}
	}
	for _, t := range s.terms {
		c.termYears[care.SchoolYear(t.From)] = true
	}
	s.calendar = c
}
