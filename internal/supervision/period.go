package supervision

import (
	"fmt"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Period is what a folder or a calendar is about: a school year or one of its terms.
type Period struct {
	Year int // the school year began in this year
	Term int // 0: the whole year
	Days
}

// PeriodOf is a school year, or a term of it: care.Invalid on "period" where the
// year has no such term.
func PeriodOf(cal *policy.Calendar, year, term int) (Period, error) {
	p := Period{Year: year, Term: term, Days: Days{day(year, 9, 1), day(year+1, 8, 31)}}
	if year < 2000 || year > 2200 || term < 0 {
		return p, care.Invalidf("period", "没有这个学年或学期", "there is no such school year or term")
	}
	for on := p.From; term > 0; {
		y, n, from, to := cal.TermOn(on)
		if y != year {
			return p, care.Invalidf("period", "没有这个学期", "there is no such term")
		}
		if n == term {
			p.From, p.To = from, to
			break
		}
		on = to.AddDays(1)
	}
	return p, nil
}

// Terms is how many terms a school year has.
func Terms(cal *policy.Calendar, year int) int {
	n := 0
	for {
		if _, err := PeriodOf(cal, year, n+1); err != nil {
			return n
		}
		n++
	}
}

// reach is the days whose duties belong to the period: for a term also the holidays
// around it, so that every duty of a year belongs to one of its terms.
func (p Period) reach(cal *policy.Calendar) Days {
	d := Days{day(p.Year, 9, 1), day(p.Year+1, 8, 31)}
	if p.Term > 1 {
		d.From = p.From
	}
	if next, err := PeriodOf(cal, p.Year, p.Term+1); p.Term > 0 && err == nil {
		d.To = next.From.AddDays(-1)
	}
	return d
}

// Name is the period in words.
func (p Period) Name() care.Text {
	years := fmt.Sprintf("%d–%d", p.Year, p.Year+1)
	if p.Term == 0 {
		return care.Text{Zh: years + " 学年", En: fmt.Sprintf("School year %d–%d", p.Year, p.Year+1)}
	}
	return care.Text{Zh: fmt.Sprintf("%s 学年第 %d 学期", years, p.Term), En: fmt.Sprintf("Term %d of school year %d–%d", p.Term, p.Year, p.Year+1)}
}

// span is the period's first and last instant.
func (d Days) span() (from, to care.Millis) {
	return care.MillisOf(d.From.Time()), care.MillisOf(d.To.AddDays(1).Time()) - 1
}
