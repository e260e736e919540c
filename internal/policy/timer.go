package policy

import (
	"fmt"
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Timer says by when something must be done.
type Timer struct {
	ID        string     // kind, then the level where it differs by level: interview.serious
	Text      care.Text  // what must be done
	Within    duty.Timer // counted from the event that opens the duty
	Cadence   bool       // it comes again after each time
	Climb     []duty.Step
	ClimbFrom ClimbFrom
	Clause    string // id, or ours
}

// ClimbFrom says from when the steps of a ladder count.
type ClimbFrom string

// The two beginnings of a ladder.
const (
	FromOpened ClimbFrom = "opened" // silence: alerts, releases
	FromDue    ClimbFrom = "due"    // lateness: duties
)

type timerRow struct {
	ID        string     `yaml:"id"`
	Text      care.Text  `yaml:"text"`
	Within    duty.Timer `yaml:"within"`
	Cadence   bool       `yaml:"cadence"`
	Climb     []climbRow `yaml:"climb"`
	ClimbFrom ClimbFrom  `yaml:"climb_from"`
	Source    `yaml:",inline"`
}

type climbRow struct {
	After duty.Timer `yaml:"after"`
	To    care.Role  `yaml:"to"`
}

var timerShape = shape[timerRow]{
	list:   "timers",
	key:    func(r *timerRow) string { return r.ID },
	source: func(r *timerRow) *Source { return &r.Source },
	number: func(r *timerRow) (float64, string) { return float64(r.Within.N), string(r.Within.Unit) },
}

func checkTimer(f *file, i int, r *timerRow) {
	f.complete(at("timers", i, "text"), "text", r.Text)
	if r.Within.IsZero() {
		f.fault(at("timers", i), "时限“%s”缺少 within：请写成 within: 5 school_days", "timer %q has no within: write within: 5 school_days", r.ID)
	}
	if r.ClimbFrom == "" {
		r.ClimbFrom = FromDue
	}
	f.oneOf(at("timers", i, "climb_from"), "climb_from", string(r.ClimbFrom), []string{string(FromOpened), string(FromDue)})
	last := time.Duration(-1)
	for j, c := range r.Climb {
		f.role(at("timers", i, "climb", j, "to"), c.To)
		after, ok := clockTime(c.After)
		if !ok {
			f.fault(at("timers", i, "climb", j, "after"), "升级时间只能用 minutes、hours、days", "a climb counts in minutes, hours or days")
		}
		if after <= last {
			f.fault(at("timers", i, "climb", j, "after"), "升级各步必须一步比一步晚", "each step of a climb must come after the one before")
		}
		last = after
	}
}

// clockTime is the length of a timer that runs by the clock.
func clockTime(t duty.Timer) (time.Duration, bool) {
	switch t.Unit {
	case duty.Minutes, duty.Hours:
		return t.Duration()
	case duty.Days:
		return time.Duration(t.N) * 24 * time.Hour, true
	}
	return 0, false
}

func (r timerRow) timer() Timer {
	t := Timer{ID: r.ID, Text: r.Text, Within: r.Within, Cadence: r.Cadence, ClimbFrom: r.ClimbFrom, Clause: r.Clause}
	for _, c := range r.Climb {
		after, _ := clockTime(c.After)
		t.Climb = append(t.Climb, duty.Step{After: after, To: c.To})
	}
	return t
}

// Timer finds a timer by its id, such as retake or interview.serious.
func (s *Stack) Timer(id string) (Timer, bool) {
	t, ok := s.timerByID[id]
	t.Climb = slices.Clone(t.Climb)
	return t, ok
}

// TimerFor finds the timer of a kind at a level: TimerFor("review", care.LevelMajor).
func (s *Stack) TimerFor(kind string, l care.Level) (Timer, bool) {
	return s.Timer(kind + "." + l.String())
}

// Timers lists all timers in the order of the packs.
func (s *Stack) Timers() []Timer {
	out := make([]Timer, len(s.timers))
	for i, r := range s.timers {
		out[i] = r.timer()
	}
	return out
}

// kinds of timers that the product asks for; a stack without one of them is
// refused, because the duty behind it would have no date.
func neededTimers() []string {
	ids := []string{"interview.alert", "interview.raised", "safety_check", "alert_climb", "retake", "wide_release", "home_safe",
		"district_report.serious", "district_report.major"}
	for _, l := range []care.Level{care.LevelWatch, care.LevelGeneral, care.LevelSerious, care.LevelMajor} {
		ids = append(ids, fmt.Sprintf("review.%s", l), fmt.Sprintf("plan.%s", l), fmt.Sprintf("first_contact.%s", l), fmt.Sprintf("contact.%s", l))
		if l != care.LevelMajor {
			ids = append(ids, fmt.Sprintf("interview.%s", l))
		}
		if l != care.LevelWatch {
			ids = append(ids, fmt.Sprintf("guardian_notice.%s", l))
		}
	}
	return ids
}
