package duty

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
)

func TestDueAt(t *testing.T) {
	for _, c := range []struct{ name, timer, from, want string }{
		{"minutes run through the night", "2 minutes", "2026-11-21 23:59", "2026-11-22 00:01"},
		{"hours run through the weekend", "24 hours", "2026-11-21 10:00", "2026-11-22 10:00"},
		{"same school day ends with school", "same_school_day", "2026-09-30 10:00", "2026-09-30 17:30"},
		{"after school the evening", "same_school_day", "2026-09-30 17:30", "2026-09-30 20:00"},
		{"on a holiday the evening", "same_school_day", "2026-10-03 09:00", "2026-10-03 20:00"},
		{"late in the evening an hour", "same_school_day", "2026-09-30 23:30", "2026-10-01 00:30"},
		{"before school opens", "same_school_day", "2026-09-30 06:00", "2026-09-30 17:30"},
		{"one school day", "1 school_days", "2026-11-17 10:00", "2026-11-18 17:30"},
		{"over a weekend", "5 school_days", "2026-11-19 16:00", "2026-11-26 17:30"},
		{"opened on a Saturday", "1 school_days", "2026-11-21 10:00", "2026-11-23 17:30"},
		{"over National Day, Saturday made up", "3 school_days", "2026-09-30 10:00", "2026-10-10 17:30"},
		{"a Sunday made up counts", "1 school_days", "2026-09-19 10:00", "2026-09-20 17:30"},
		{"working days end with the office", "3 working_days", "2026-09-30 10:00", "2026-10-10 18:00"},
		{"working hours inside a day", "4 working_hours", "2026-11-18 10:30", "2026-11-18 14:30"},
		{"working hours over the night", "4 working_hours", "2026-11-18 16:00", "2026-11-19 11:00"},
		{"working hours from before work", "1 working_hours", "2026-11-18 03:00", "2026-11-18 10:00"},
		{"working hours over the holiday", "2 working_hours", "2026-09-30 17:00", "2026-10-08 10:00"},
		{"exactly to the close", "9 working_hours", "2026-11-18 09:00", "2026-11-18 18:00"},
		{"days end with the day", "14 days", "2026-11-18 10:00", "2026-12-02 23:59"},
		{"weeks", "2 weeks", "2026-11-18 10:00", "2026-12-02 23:59"},
		{"month from the 31st", "1 months", "2026-01-31 10:00", "2026-02-28 23:59"},
		{"quarter over New Year", "1 quarters", "2026-11-30 10:00", "2027-02-28 23:59"},
		{"half year", "1 half_years", "2026-08-31 10:00", "2027-02-28 23:59"},
		{"year from a leap day", "1 years", "2028-02-29 10:00", "2029-02-28 23:59"},
		{"midnight belongs to the new day", "1 days", "2026-11-18 00:00", "2026-11-19 23:59"},
	} {
		timer, err := ParseTimer(c.timer)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock(DueAt(timer, at(c.from), national)); got != c.want {
			t.Errorf("%s: %s from %s: got %s, want %s", c.name, c.timer, c.from, got, c.want)
		}
	}
}

func TestUrgent(t *testing.T) {
	same := Timer{0, SchoolDays}
	for from, want := range map[string]bool{
		"2026-09-30 10:00": false, "2026-09-30 06:00": false, "2026-09-30 17:30": true, "2026-10-03 10:00": true,
	} {
		if got := Urgent(same, at(from), national); got != want {
			t.Errorf("Urgent at %s: got %v, want %v", from, got, want)
		}
	}
	if Urgent(Timer{1, SchoolDays}, at("2026-10-03 10:00"), national) {
		t.Error("a timer of a school day is urgent: got true, want false")
	}
}

type never struct{ autumn }

func (never) IsSchoolDay(care.Date) bool  { return false }
func (never) IsWorkingDay(care.Date) bool { return false }

func TestCalendarWithoutDaysEnds(t *testing.T) {
	from := at("2026-11-18 10:00")
	for _, timer := range []Timer{{5, SchoolDays}, {5, WorkingDays}, {5, WorkingHours}} {
		got := DueAt(timer, from, never{})
		if got < from || got > from+2*365*dayMillis {
			t.Errorf("%v in a calendar without days: got %s, want within two years", timer, clock(got))
		}
	}
}

func TestParseTimer(t *testing.T) {
	for _, s := range []string{"", "5", "5 moons", "0 days", "-1 days", "x days", "99999 days", "school_days 5"} {
		if got, err := ParseTimer(s); err == nil {
			t.Errorf("ParseTimer(%q): got %v, want an error", s, got)
		}
	}
	if got, want := (Timer{1, SchoolDays}).Text(), (care.Text{Zh: "1 个教学日", En: "1 school day"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	for unit, name := range unitNames {
		if name.Zh == "" || name.En == "" {
			t.Errorf("unit %s has no name", unit)
		}
	}
}

func TestStatus(t *testing.T) {
	due := at("2026-11-20 17:30")
	for _, c := range []struct {
		name string
		d    Duty
		now  string
		want Standing
	}{
		{"far", Duty{Due: due, State: Open}, "2026-11-16 23:59", Standing{State: Waiting}},
		{"soon begins three days before", Duty{Due: due, State: Open}, "2026-11-17 00:00", Standing{State: Soon}},
		{"the evening before is soon", Duty{Due: due, State: Open}, "2026-11-19 23:59", Standing{State: Soon}},
		{"the day", Duty{Due: due, State: Open}, "2026-11-20 00:00", Standing{State: Today}},
		{"the last instant is in time", Duty{Due: due, State: Open}, "2026-11-20 17:30", Standing{State: Today}},
		{"late", Duty{Due: due, State: Open}, "2026-11-20 18:00", Standing{Late, 30 * time.Minute}},
		{"done in time", Duty{Due: due, Closed: due, State: Done}, "2026-12-01 00:00", Standing{State: Done}},
		{"done late", Duty{Due: due, Closed: at("2026-11-21 17:30"), State: Done}, "2026-12-01 00:00", Standing{Done, 24 * time.Hour}},
		{"void", Duty{Due: due, State: Void}, "2026-12-01 00:00", Standing{State: Void}},
		{"no due instant is late", Duty{State: Open}, "2026-11-20 00:00", Standing{Late, time.Duration(at("2026-11-20 00:00")) * time.Millisecond}},
		{"an unknown state is open", Duty{Due: due, State: "lost"}, "2026-11-20 00:00", Standing{State: Today}},
	} {
		if got := Status(c.d, at(c.now)); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	for _, s := range []State{Open, Waiting, Soon, Today, Late, Done, Void} {
		if s.Name().IsZero() {
			t.Errorf("state %s has no name", s)
		}
	}
}

func TestClimb(t *testing.T) {
	steps := []Step{{2 * time.Minute, care.PsychologyTeacher}, {4 * time.Minute, care.PsychologyLead}}
	from := at("2026-11-18 10:00")
	for _, c := range []struct {
		now  string
		rung int
		next string
	}{{"2026-11-18 10:00", 0, "2026-11-18 10:02"}, {"2026-11-18 10:02", 1, "2026-11-18 10:04"}, {"2026-11-18 10:05", 2, ""}} {
		rung, next := Climb(steps, from, at(c.now))
		want := care.Millis(0)
		if c.next != "" {
			want = at(c.next)
		}
		if rung != c.rung || next != want {
			t.Errorf("Climb at %s: got %d, %d, want %d, %d", c.now, rung, next, c.rung, want)
		}
	}
}

// instants from 2024 to 2030, on any millisecond.
func instants() *rapid.Generator[care.Millis] {
	return rapid.Map(rapid.Int64Range(1704067200000, 1893456000000), func(n int64) care.Millis { return care.Millis(n) })
}

func timers() *rapid.Generator[Timer] {
	return rapid.Custom(func(t *rapid.T) Timer {
		unit := rapid.SampledFrom([]Unit{Minutes, Hours, WorkingHours, SchoolDays, WorkingDays, Days, Weeks, Months, Quarters, HalfYears, Years}).Draw(t, "unit")
		low := 1
		if unit == SchoolDays {
			low = 0
		}
		return Timer{rapid.IntRange(low, 40).Draw(t, "n"), unit}
	})
}

// calendars take any weekdays away and any weekend days in.
func calendars() *rapid.Generator[autumn] {
	return rapid.Custom(func(t *rapid.T) autumn {
		c := autumn{off: map[care.Date]bool{}, on: map[care.Date]bool{}}
		start := care.DateOf(instants().Draw(t, "around").Time())
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, 2), 0, 60).Draw(t, "days") {
			switch d := start.AddDays(i); n {
			case 1:
				c.off[d] = true
			case 2:
				c.on[d] = true
			}
		}
		return c
	})
}

func TestDueIsNeverBeforeOpened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timer, from, cal := timers().Draw(t, "timer"), instants().Draw(t, "from"), calendars().Draw(t, "calendar")
		if due := DueAt(timer, from, cal); due < from {
			t.Fatalf("got due %s before opened %s", clock(due), clock(from))
		}
	})
}

func TestTighterTimerIsNeverLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timer, from, cal := timers().Draw(t, "timer"), instants().Draw(t, "from"), calendars().Draw(t, "calendar")
		tight := timer
		tight.N = rapid.IntRange(0, timer.N).Draw(t, "tighter")
		if a, b := DueAt(tight, from, cal), DueAt(timer, from, cal); a > b {
			t.Fatalf("%v: got %s, want not after %v: %s", tight, clock(a), timer, clock(b))
		}
	})
}

func TestLaterOpenedIsNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timer, from, cal := timers().Draw(t, "timer"), instants().Draw(t, "from"), calendars().Draw(t, "calendar")
		later := from + care.Millis(rapid.Int64Range(0, 40*dayMillis).Draw(t, "later"))
		if a, b := DueAt(timer, from, cal), DueAt(timer, later, cal); a > b {
			t.Fatalf("opened %s: got due %s, opened later %s: %s", clock(from), clock(a), clock(later), clock(b))
		}
	})
}

func TestStatusPartitionsAndIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Duty{Opened: instants().Draw(t, "opened"), Due: instants().Draw(t, "due"), State: Open}
		now := d.Due + care.Millis(rapid.Int64Range(-10*dayMillis, 10*dayMillis).Draw(t, "from due"))
		later := now + care.Millis(rapid.Int64Range(0, 5*dayMillis).Draw(t, "later"))
		a, b := Status(d, now), Status(d, later)
		if a.State.Ending() || a.State == Open {
			t.Fatalf("an open duty stands at %q", a.State)
		}
		if a.State.Urgency() > b.State.Urgency() || a.LateBy > b.LateBy {
			t.Fatalf("got %v at %s and then %v at %s", a, clock(now), b, clock(later))
		}
		if (a.State == Late) != (now > d.Due) || (a.LateBy > 0) != (now > d.Due) {
			t.Fatalf("got %v with due %s at %s", a, clock(d.Due), clock(now))
		}
		if a.State == Today && care.DateOf(now.Time()) != care.DateOf(d.Due.Time()) {
			t.Fatalf("today on %s with due %s", clock(now), clock(d.Due))
		}
	})
}

func TestClimbNeverGoesDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var steps []Step
		var sum time.Duration
		for _, m := range rapid.SliceOfN(rapid.IntRange(1, 90), 0, 6).Draw(t, "minutes") {
			sum += time.Duration(m) * time.Minute
			steps = append(steps, Step{After: sum, To: care.Principal})
		}
		from := instants().Draw(t, "from")
		now := from + care.Millis(rapid.Int64Range(-dayMillis, dayMillis).Draw(t, "after"))
		rung, next := Climb(steps, from, now)
		if next != 0 && next <= now {
			t.Fatalf("next %s is not after now %s", clock(next), clock(now))
		}
		if next == 0 && rung != len(steps) {
			t.Fatalf("got rung %d without a next of %d steps", rung, len(steps))
		}
		if higher, _ := Climb(steps, from, now+care.Millis(rapid.Int64Range(0, dayMillis).Draw(t, "later"))); higher < rung {
			t.Fatalf("went down from %d to %d", rung, higher)
		}
	})
}
