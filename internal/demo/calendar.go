package demo

import (
	"math/rand/v2"
	"time"

	"xinhuan/internal/care"
)

func dateOf(t time.Time) care.Date { return care.DateOf(t) }

// roundsBefore is how far back the rounds of the demonstration reach at most, so
// that a demonstration in spring shows fresh work. Ours.
const roundsBefore = 75

// roundDays lists the school days on which rounds may run: from mid-September
// (or the last weeks, late in the year) until yesterday.
func (b *builder) roundDays() []care.Date {
	today := dateOf(b.o.Now)
	first := care.Date(b.start[:4] + "-09-14")
	if b.year != nil {
		return b.schoolDays(first, care.Date(b.start[:4]+"-12-04"))
	}
	if early := today.AddDays(-roundsBefore); early > first {
		first = early
	}
	days := b.schoolDays(first, today.AddDays(-1))
	if len(days) < 15 { // early in the year: begin with the term
		days = b.schoolDays(care.Date(b.start[:4]+"-09-01"), today.AddDays(-1))
	}
	return days
}

func (b *builder) schoolDays(from, to care.Date) []care.Date {
	var days []care.Date
	for d := from; d <= to; d = d.AddDays(1) {
		if _, blocked := b.Policy().Calendar().BlockedOn(d); !blocked && b.Policy().Calendar().IsSchoolDay(d) {
			days = append(days, d)
		}
	}
	return days
}

// schoolDayAfter is the n-th school day after a day; far in the future when the
// calendar has none.
func (b *builder) schoolDayAfter(d care.Date, n int) care.Date {
	for range 400 {
		if n == 0 {
			return d
		}
		if d = d.AddDays(1); b.Policy().Calendar().IsSchoolDay(d) {
			n--
		}
	}
	return d
}

// Hours in which staff do ordinary work. Ours.
const (
	workFrom  = 8*60 + 20
	workUntil = 17*60 + 10
)

// atWork moves an instant into the hours of a working day, forward.
func (b *builder) atWork(t time.Time, r *rand.Rand) time.Time {
	day := dateOf(t)
	m := int(t.Sub(day.Time()).Minutes())
	if b.Policy().Calendar().IsWorkingDay(day) && m >= workFrom && m <= workUntil {
		return t
	}
	if m > workUntil || !b.Policy().Calendar().IsWorkingDay(day) {
		day = day.AddDays(1)
	}
	for range 30 {
		if b.Policy().Calendar().IsWorkingDay(day) {
			break
		}
		day = day.AddDays(1)
	}
	return day.Time().Add(minutes(between(r, workFrom, workUntil)))
}

// atWorkBefore moves an instant into the hours of a working day, backward, and
// not before another; ok is false when there are no such hours between.
func (b *builder) atWorkBefore(t, after time.Time, r *rand.Rand) (time.Time, bool) {
	for day := dateOf(t); day >= dateOf(after); day = day.AddDays(-1) {
		if !b.Policy().Calendar().IsWorkingDay(day) {
			continue
		}
		from, until := day.Time().Add(minutes(workFrom)), day.Time().Add(minutes(workUntil))
		if until.After(t) {
			until = t
		}
		if from.Before(after) {
			from = after
		}
		if until.Sub(from) > 2*time.Minute {
			return from.Add(time.Duration(r.Int64N(int64(until.Sub(from))))), true
		}
	}
	return t, false
}

// when draws the moment at which a duty is done: nine in ten in time, most of the
// others some days late, a few later still. The shares are ours.
func (b *builder) when(d care.Duty, r *rand.Rand) time.Time {
	if b.neglects(d, r) {
		return b.atWork(d.DueAt.Time().In(care.China).Add(time.Duration(between(r, 4, 70))*24*time.Hour), r)
	}
	opened, due := d.OpenedAt.Time().In(care.China), d.DueAt.Time().In(care.China)
	span := due.Sub(opened)
	x := r.Float64()
	switch {
	case x < .90 && span < 3*time.Hour:
		return opened.Add(time.Duration((.1 + .7*r.Float64()) * float64(span)))
	case x < .90:
		t := b.atWork(opened.Add(time.Duration((.1+.8*r.Float64())*float64(span))), r)
		if t.After(due) {
			if earlier, ok := b.atWorkBefore(due, opened, r); ok {
				return earlier
			}
		}
		return t
	case span < 3*time.Hour:
		return due.Add(minutes(between(r, 5, 90)))
	case x < .97:
		return b.atWork(due.Add(time.Duration(between(r, 2, 50))*time.Hour), r)
	}
	return b.atWork(due.Add(time.Duration(between(r, 60, 160))*time.Hour), r)
}
