package duty

import (
	"time"

	"xinhuan/internal/care"
)

// Calendar is what the due date needs to know of a region's days. Package
// policy implements it from a pack's calendar.yaml. The hours of a day are asked
// for any day, also for one without school or work.
type Calendar interface {
	IsSchoolDay(care.Date) bool
	IsWorkingDay(care.Date) bool
	// AtSchool is when school opens and closes on the day.
	AtSchool(care.Date) (open, close care.Millis)
	// AtWork is when offices open and close on the day.
	AtWork(care.Date) (open, close care.Millis)
}

// After school is out, a same-school-day duty stays due that evening. ours:
// YY2023 says only "promptly".
const (
	eveningHour = 20        // by 20:00 of the civil day
	leastTime   = time.Hour // but nobody is given less than an hour after school
)

// searchDays bounds the search in a calendar that has no school days at all:
// the duty falls due then, instead of never.
const searchDays = 400

// DueAt is the last instant at which a duty opened at from is in time. It is
// never before from.
//
// School days end when school closes, working days when offices close, days and
// longer units at the end of the civil day; the opening day isn't counted. Zero
// school days is the same day: before school closes, or, if it has closed or
// there is no school, by 20:00, at least an hour after from (see Urgent).
// An unknown unit falls due at once: a wrong timer must be seen, not slept on.
func DueAt(t Timer, from care.Millis, cal Calendar) care.Millis {
	switch t.Unit {
	case Minutes, Hours:
		length, _ := t.Duration()
		return from + care.Millis(length.Milliseconds())
	case WorkingHours:
		return afterWorkingHours(from, care.Millis(t.N)*3600*1000, cal)
	case SchoolDays:
		if t.N <= 0 {
			return sameDay(from, cal)
		}
		return nthDay(t.N, from, cal.IsSchoolDay, cal.AtSchool)
	case WorkingDays:
		return nthDay(t.N, from, cal.IsWorkingDay, cal.AtWork)
	case Days:
		return endOfDay(from, 0, t.N)
	case Weeks:
		return endOfDay(from, 0, 7*t.N)
	case Months:
		return endOfDay(from, t.N, 0)
	case Quarters:
		return endOfDay(from, 3*t.N, 0)
	case HalfYears:
		return endOfDay(from, 6*t.N, 0)
	case Years:
		return endOfDay(from, 12*t.N, 0)
	}
	return from
}

// Urgent tells whether a same-school-day duty was opened outside school hours,
// so that the pupil has to be reached at home, and waits for the evening.
func Urgent(t Timer, from care.Millis, cal Calendar) bool {
	return t.Unit == SchoolDays && t.N <= 0 && !inSchool(from, cal)
}

func inSchool(at care.Millis, cal Calendar) bool {
	day := dateOf(at)
	_, close := cal.AtSchool(day)
	return cal.IsSchoolDay(day) && at < close
}

func sameDay(from care.Millis, cal Calendar) care.Millis {
	if inSchool(from, cal) {
		_, close := cal.AtSchool(dateOf(from))
		return close
	}
	evening := dayStart(civilDay(from)) + eveningHour*3600*1000
	return max(evening, from+care.Millis(leastTime.Milliseconds()))
}

// nthDay is the close of the nth counted day after the day of from.
func nthDay(n int, from care.Millis, counts func(care.Date) bool, hours func(care.Date) (care.Millis, care.Millis)) care.Millis {
	day := dateOf(from)
	for range searchDays + 7*n {
		if n <= 0 {
			break
		}
		day = day.AddDays(1)
		if counts(day) {
			n--
		}
	}
	_, close := hours(day)
	return max(close, from)
}

// afterWorkingHours spends a length of time inside offices' hours only.
func afterWorkingHours(from, length care.Millis, cal Calendar) care.Millis {
	at, day := from, dateOf(from)
	for range searchDays + int(length/(3600*1000)) {
		if open, close := cal.AtWork(day); cal.IsWorkingDay(day) && at < close {
			at = max(at, open)
			if at+length <= close {
				return at + length
			}
			length -= close - at
		}
		day = day.AddDays(1)
		at = max(at, care.MillisOf(day.Time()))
	}
	return at
}

// endOfDay is the last millisecond of the civil day some months and days later.
// The 31st of a month becomes the last day of a shorter one.
func endOfDay(from care.Millis, months, days int) care.Millis {
	t := from.Time().In(care.China)
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, care.China)
	last := first.AddDate(0, 1, -1).Day()
	end := time.Date(first.Year(), first.Month(), min(t.Day(), last)+days+1, 0, 0, 0, 0, care.China)
	return max(care.MillisOf(end)-1, from)
}
