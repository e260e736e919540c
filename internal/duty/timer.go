package duty

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"xinhuan/internal/care"
)

// Unit is what a timer counts.
type Unit string

// The units. Minutes and Hours run by the clock, day and night; WorkingHours
// only inside working days. SchoolDays and WorkingDays don't count the day a
// duty was opened. Days and longer units are rolling: they end with the civil
// day.
const (
	Minutes      Unit = "minutes"
	Hours        Unit = "hours"
	WorkingHours Unit = "working_hours"
	SchoolDays   Unit = "school_days"
	WorkingDays  Unit = "working_days"
	Days         Unit = "days"
	Weeks        Unit = "weeks"
	Months       Unit = "months"
	Quarters     Unit = "quarters"
	HalfYears    Unit = "half_years"
	Years        Unit = "years"
)

// SameSchoolDay is how "zero school days" is written: before the pupil goes home.
const SameSchoolDay = "same_school_day"

var unitNames = map[Unit]care.Text{
	Minutes:      {Zh: "分钟", En: "minutes"},
	Hours:        {Zh: "小时", En: "hours"},
	WorkingHours: {Zh: "个工作小时", En: "working hours"},
	SchoolDays:   {Zh: "个教学日", En: "school days"},
	WorkingDays:  {Zh: "个工作日", En: "working days"},
	Days:         {Zh: "天", En: "days"},
	Weeks:        {Zh: "周", En: "weeks"},
	Months:       {Zh: "个月", En: "months"},
	Quarters:     {Zh: "个季度", En: "quarters"},
	HalfYears:    {Zh: "个半年", En: "half-years"},
	Years:        {Zh: "年", En: "years"},
}

// Timer is a stretch of time: N of a unit.
type Timer struct {
	N    int
	Unit Unit
}

// ParseTimer reads "5 school_days" or "same_school_day".
func ParseTimer(s string) (Timer, error) {
	if s == SameSchoolDay {
		return Timer{0, SchoolDays}, nil
	}
	number, unit, ok := strings.Cut(strings.TrimSpace(s), " ")
	n, err := strconv.Atoi(number)
	t := Timer{n, Unit(strings.TrimSpace(unit))}
	if _, known := unitNames[t.Unit]; !ok || err != nil || n < 1 || n > 10000 || !known {
		return Timer{}, care.Invalidf("timer",
			fmt.Sprintf("时限“%s”无法识别：请写成 5 school_days 或 same_school_day，单位可用 %s", s, units()),
			fmt.Sprintf("the timer %q can't be read: write 5 school_days or same_school_day; units: %s", s, units()))
	}
	return t, nil
}

func units() string {
	return "minutes, hours, working_hours, school_days, working_days, days, weeks, months, quarters, half_years, years"
}

// UnmarshalText reads what ParseTimer reads.
func (t *Timer) UnmarshalText(b []byte) (err error) {
	*t, err = ParseTimer(string(b))
	return err
}

// UnmarshalYAML reads the same. Before it calls UnmarshalText the YAML decoder
// writes out the rest of the file, for every timer in it.
func (t *Timer) UnmarshalYAML(decode func(any) error) error {
	var s string
	if err := decode(&s); err != nil {
		return err
	}
	return t.UnmarshalText([]byte(s))
}

// MarshalText writes what ParseTimer reads.
func (t Timer) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

func (t Timer) String() string {
	if t == (Timer{0, SchoolDays}) {
		return SameSchoolDay
	}
	return fmt.Sprintf("%d %s", t.N, t.Unit)
}

// Text is the timer in words.
func (t Timer) Text() care.Text {
	if t == (Timer{0, SchoolDays}) {
		return care.Text{Zh: "当天放学前", En: "the same school day"}
	}
	name := unitNames[t.Unit]
	en := name.En
	if t.N == 1 {
		en = strings.TrimSuffix(en, "s")
	}
	return care.Text{Zh: fmt.Sprintf("%d %s", t.N, name.Zh), En: fmt.Sprintf("%d %s", t.N, en)}
}

// IsZero tells whether no timer was given.
func (t Timer) IsZero() bool { return t == Timer{} }

// Duration is the timer's length for units that are hours at bottom (minutes,
// hours, working hours); false for the others, whose length depends on a calendar.
func (t Timer) Duration() (time.Duration, bool) {
	switch t.Unit {
	case Minutes:
		return time.Duration(t.N) * time.Minute, true
	case Hours, WorkingHours:
		return time.Duration(t.N) * time.Hour, true
	}
	return 0, false
}
