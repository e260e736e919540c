package duty

import (
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
)

// nested are spans that tile each other, the tightest first.
var nested = []Span{HalfMonth, CalendarMonth, CalendarQuarter, CalendarHalfYear, CalendarYear}

// repeats draws something owed again and again, and the same tightened.
func repeats() *rapid.Generator[[2]Repeated] {
	return rapid.Custom(func(t *rapid.T) [2]Repeated {
		if rapid.Bool().Draw(t, "by calendar") {
			loose := rapid.IntRange(1, len(nested)-1).Draw(t, "loose")
			return [2]Repeated{{Span: nested[rapid.IntRange(0, loose-1).Draw(t, "tight")]}, {Span: nested[loose]}}
		}
		loose := timers().Draw(t, "timer")
		tight := loose
		tight.N = rapid.IntRange(min(1, loose.N), loose.N).Draw(t, "tighter")
		return [2]Repeated{{Within: tight}, {Within: loose}}
	})
}

// Whatever the calendar, whenever somebody entered and whenever it was done: with a
// tightened cadence nobody is ever seen later, nor counted late later.
func TestATightenedCadenceIsNeverLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, pair := calendars().Draw(t, "calendar"), repeats().Draw(t, "cadence")
		since := instants().Draw(t, "since")
		covered := rapid.Bool().Draw(t, "covered")
		var due [2]care.Millis
		var from [2]care.Date
		for i, r := range pair {
			if due[i] = r.First(since, false, covered, cal, nil); due[i] < since {
				t.Fatalf("%+v is due %s before it was owed, %s", r, clock(due[i]), clock(since))
			}
		}
		on := dateOf(since)
		for n := 0; ; n++ {
			if due[0] > due[1] {
				t.Fatalf("after %d times %+v is due %s, later than %+v: %s", n, pair[0], clock(due[0]), pair[1], clock(due[1]))
			}
			if n == 12 {
				return
			}
			on = on.AddDays(rapid.IntRange(0, 100).Draw(t, "days"))
			for i, r := range pair {
				if r.Meets(on, due[i], from[i], nil) {
					due[i], from[i] = r.Next(on, cal, nil), on
				}
			}
		}
	})
}

// Done in time every time, nothing is owed twice in one stretch and no stretch is
// left out; done late, the stretches slept through are not asked for afterwards.
func TestOnceInEveryStretch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Repeated{Span: rapid.SampledFrom(nested).Draw(t, "span")}
		rec := Recurrence{Span: r.Span}
		due := r.First(instants().Draw(t, "since"), false, false, nil, nil)
		for range 10 {
			p := rec.On(dateOf(due), nil)
			days := civilDay(care.MillisOf(p.Last.Time())) - civilDay(care.MillisOf(p.First.Time()))
			on := p.First.AddDays(rapid.IntRange(0, int(days)+200).Draw(t, "day"))
			if r.Meets(p.First.AddDays(-1), due, "", nil) {
				t.Fatalf("the day before %s does what is due %s", p.Name, clock(due))
			}
			if !r.Meets(on, due, "", nil) {
				t.Fatalf("%s does not do what is due %s", on, clock(due))
			}
			next := r.Next(on, nil, nil)
			if want := rec.Next(rec.On(on, nil), nil).Due(); next != want {
				t.Fatalf("done %s: next due %s, want %s", on, clock(next), clock(want))
			}
			due = next
		}
	})
}
