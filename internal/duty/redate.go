package duty

import "xinhuan/internal/care"

// Redate is when open work is due after its rule changed. was and now are when the
// former rule and the new one would have it done, had each held from the beginning;
// looser tells that the new rule gives more time; least is the last instant of the
// day on which the new rule begins: nothing is late on the day it is first asked for.
//
// Work is never due later than before unless the rule became looser, whatever the
// calendar makes of it; and under a looser rule only what the former one had dated:
// a date that a person chose earlier stays.
func Redate(due, was, now care.Millis, looser bool, least care.Millis) care.Millis {
	switch {
	case was == now:
		return due
	case looser && due == was:
		return max(now, due)
	case looser:
		return due
	}
	return min(due, max(now, least))
}

// spanDays and unitDays are how long spans and units are on the average, to tell
// which of two rules gives more time. Ours.
var (
	spanDays = map[Span]float64{HalfMonth: 15.2, TwoWeeks: 14, CalendarMonth: 30.4, CalendarQuarter: 91.3, CalendarHalfYear: 182.6, CalendarYear: 365.2, SchoolTerm: 182.6, SchoolYearSpan: 365.2}
	unitDays = map[Unit]float64{Minutes: 1.0 / 1440, Hours: 1.0 / 24, WorkingHours: 1.4 / 8, SchoolDays: 1.4, WorkingDays: 1.4, Days: 1, Weeks: 7, Months: 30.4, Quarters: 91.3, HalfYears: 182.6, Years: 365.2}
)

// Days is about how long somebody has.
func (r Repeated) Days() float64 {
	if r.Span != "" {
		return spanDays[r.Span]
	}
	return float64(r.Within.N) * unitDays[r.Within.Unit]
}
