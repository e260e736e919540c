package duty

import (
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
)

// Whatever the dates: only a looser rule gives anybody more time, and nothing is
// asked for before the end of the day on which the new rule begins.
func TestATightenedRuleIsNeverLater(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := func(name string) care.Millis { return care.Millis(rapid.Int64Range(1, 1000).Draw(rt, name)) }
		due, was, now, least := at("due"), at("was"), at("now"), at("least")
		if got := Redate(due, was, now, false, least); got > due || got < min(due, least) && got < min(due, now) {
			rt.Errorf("due %d became %d under a rule that is not looser (was %d, now %d, least %d)", due, got, was, now, least)
		}
		if got := Redate(due, was, now, true, least); got < due {
			rt.Errorf("due %d became %d under a looser rule", due, got)
		}
		if again := Redate(Redate(due, was, now, false, least), was, now, false, least); again != Redate(due, was, now, false, least) {
			rt.Error("carried twice, it moved again")
		}
		if got := Redate(due, was, was, true, least); got != due {
			rt.Errorf("the same rule moved %d to %d", due, got)
		}
	})
}

func TestWhichRuleGivesMoreTime(t *testing.T) {
	of := func(n int, u Unit) Repeated { return Repeated{Within: Timer{n, u}} }
	for _, c := range []struct{ more, less Repeated }{{of(14, Days), of(7, Days)}, {of(1, Months), of(2, Weeks)}, {of(10, SchoolDays), of(10, Days)},
		{Repeated{Span: CalendarQuarter}, Repeated{Span: CalendarMonth}}, {Repeated{Span: CalendarMonth}, of(14, Days)}, {of(5, SchoolDays), of(0, SchoolDays)}, {of(2, Days), of(8, WorkingHours)}} {
		if c.more.Days() <= c.less.Days() {
			t.Errorf("%+v has %.1f days, %+v has %.1f", c.more, c.more.Days(), c.less, c.less.Days())
		}
	}
}
