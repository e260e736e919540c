package policy

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// calendarSpans cut the years without a gap; looser spans come later.
var calendarSpans = []duty.Span{duty.HalfMonth, duty.CalendarMonth, duty.CalendarQuarter, duty.CalendarHalfYear, duty.CalendarYear, duty.SchoolYearSpan}

func anyDay() *rapid.Generator[care.Date] {
	return rapid.Custom(func(t *rapid.T) care.Date {
		return care.Date("2024-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "day"))
	})
}

func anyRecurrence(s *Stack) *rapid.Generator[duty.Recurrence] {
	return rapid.Custom(func(t *rapid.T) duty.Recurrence {
		r := duty.Recurrence{Span: rapid.SampledFrom(duty.Spans).Draw(t, "span")}
		switch r.Span {
		case duty.SeasonSpan:
			for _, season := range s.Seasons() {
				if len(r.Seasons) == 0 || rapid.Bool().Draw(t, season.ID) {
					r.Seasons = append(r.Seasons, duty.Season{ID: season.ID, From: season.From, To: season.To})
				}
			}
		case duty.FixedDates:
			for range rapid.IntRange(1, 3).Draw(t, "dates") {
				r.Dates = append(r.Dates, fmt.Sprintf("%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")))
			}
		}
		return r
	})
}

// Whatever comes again has a period for each day, and time goes on.
func TestPeriodsOfADay(t *testing.T) {
	s := shipped(t, "youyang")
	cal := s.Calendar()
	rapid.Check(t, func(t *rapid.T) {
		r, d := anyRecurrence(s).Draw(t, "recurrence"), anyDay().Draw(t, "day")
		p := r.On(d, cal)
		if p.Name == "" || p.Last < p.First || p.Last < d {
			t.Fatalf("%s on %s: got %+v, want a period that is not over", r.Span, d, p)
		}
		if again := r.On(p.Last, cal); again.Last != p.Last {
			t.Fatalf("%s: the last day of %+v lies in %+v", r.Span, p, again)
		}
		next := r.Next(p, cal)
		if next.Last <= p.Last || next.Name == p.Name {
			t.Fatalf("%s: after %+v comes %+v", r.Span, p, next)
		}
		overlap := r.Span == duty.SeasonSpan || r.Span == duty.FixedDates // seasons may overlap; a fixed date is seen coming
		if next.First <= p.Last && !overlap {
			t.Fatalf("%s: %+v begins before %+v ends", r.Span, next, p)
		}
		if due := p.Due(); care.DateOf(due.Time()) != p.Last || care.DateOf((due+1).Time()) != p.Last.AddDays(1) {
			t.Fatalf("%s: %+v is due at %v, not at the end of its last day", r.Span, p, due.Time())
		}
	})
}

func TestCalendarSpansTileTheDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := duty.Recurrence{Span: rapid.SampledFrom(calendarSpans).Draw(t, "span")}
		d := anyDay().Draw(t, "day")
		p := r.On(d, nil)
		if d < p.First || p.Last < d {
			t.Fatalf("%s: %s does not lie in %+v", r.Span, d, p)
		}
		if next := r.Next(p, nil); next.First != p.Last.AddDays(1) {
			t.Fatalf("%s: %+v ends on %s and %+v begins on %s", r.Span, p.Name, p.Last, next.Name, next.First)
		}
		before := r.On(p.First.AddDays(-1), nil)
		if before.Last != p.First.AddDays(-1) {
			t.Fatalf("%s: %+v comes before %+v", r.Span, before, p)
		}
	})
}

// Whoever does something oftener is never later with it.
func TestTighterSpansAreNeverLater(t *testing.T) {
	spans := []duty.Span{duty.HalfMonth, duty.CalendarMonth, duty.CalendarQuarter, duty.CalendarHalfYear, duty.CalendarYear}
	rapid.Check(t, func(t *rapid.T) {
		from := care.MillisOf(anyDay().Draw(t, "day").Time()) + care.Millis(rapid.IntRange(0, 24*3600*1000-1).Draw(t, "time"))
		again := rapid.Bool().Draw(t, "again")
		last := from
		for _, span := range spans {
			p, due := duty.Recurrence{Span: span}.DueIn(from, again, nil)
			if due < last {
				t.Fatalf("%s from %v is due at %v, before the tighter span's %v", span, from.Time(), due.Time(), last.Time())
			}
			if again && p.First <= care.DateOf(from.Time()) {
				t.Fatalf("%s from %v: the next period %+v has begun already", span, from.Time(), p)
			}
			last = due
		}
	})
}

// Each cadence that ships finds its period on any day.
func TestShippedCadencesComeAgain(t *testing.T) {
	for _, id := range allPacks {
		s := shipped(t, id)
		for _, c := range s.Cadences() {
			p := c.Recurrence().On("2026-09-01", s.Calendar())
			for range 5 {
				next := c.Recurrence().Next(p, s.Calendar())
				if next.Last <= p.Last || p.Name == "" {
					t.Errorf("%s: cadence %s: after %+v comes %+v", id, c.ID, p, next)
				}
				p = next
			}
		}
	}
}
