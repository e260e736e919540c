package policy

import (
	"fmt"
	"slices"
	"strings"
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
	Along     bool      // the steps have times and no roles: who is called says the network
	Clause    string    // id, or ours
	Span      duty.Span // with a cadence: once in every such stretch; "" rolling from the last time
	Counts    []string  // kinds of contact that finish it; empty: the form that asks for it does
	Form      string    // that form, where the kind of timer has none in the program
}

// Recurrence is when a cadence timer with a span comes again.
func (t Timer) Recurrence() duty.Recurrence { return duty.Recurrence{Span: t.Span} }

// Repeated is how a cadence timer comes again for one person.
func (t Timer) Repeated() duty.Repeated { return duty.Repeated{Within: t.Within, Span: t.Span} }

// Kind is the timer's id before its level: contact of contact.serious.
func (t Timer) Kind() string {
	kind, _, _ := strings.Cut(t.ID, ".")
	return kind
}

// FirstContact tells whether the timer asks once for a meeting in its own short
// time, which covers the grace of the repeated ones.
func (t Timer) FirstContact() bool { return !t.Cadence && len(t.Counts) > 0 }

// Matter is what timers of different levels have in common, so that one may stand
// in for the other when the level changes: visits, contacts of any kind, else the
// kind.
func (t Timer) Matter() string {
	switch {
	case t.FirstContact() || len(t.Counts) == 0:
		return t.Kind()
	case len(t.Counts) == 1 && t.Counts[0] == "visit":
		return "visit"
	}
	return "contact"
}

// ContactKinds lists the ways of reaching a person.
func ContactKinds() []string { return slices.Clone(contactKinds) }

// contactKinds are the ways of reaching a person. A visit counts as a contact, a
// call never as a visit (CQ2024-2.5-04, -05; ours where it is not said).
var contactKinds = []string{"visit", "meeting", "call", "video"}

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
	Span      duty.Span  `yaml:"period"`
	Counts    []string   `yaml:"counts"`
	Form      string     `yaml:"form"`
	Along     Along      `yaml:"along"`
	Climb     []climbRow `yaml:"climb"`
	ClimbFrom ClimbFrom  `yaml:"climb_from"`
	Source    `yaml:",inline"`
}

// Along says what a ladder follows where it names nobody.
type Along string

// AlongNetwork is the pack's warning network.
const AlongNetwork Along = "network"

type climbRow struct {
	After duty.Timer `yaml:"after"`
	To    care.Role  `yaml:"to"` // along the network: nobody
}

var timerShape = shape[timerRow]{
	list:   "timers",
	key:    func(r *timerRow) string { return r.ID },
	source: func(r *timerRow) *Source { return &r.Source },
	number: func(r *timerRow) (float64, string) { return float64(r.Within.N), string(r.Within.Unit) },
	terms: func(r *timerRow) []term {
		return []term{{"cadence", r.Cadence}, {"period", r.Span}, {"counts", r.Counts}}
	},
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
	if r.Span != "" {
		f.oneOf(at("timers", i, "period"), "period", string(r.Span), asStrings(caseSpans))
		if !r.Cadence {
			f.fault(at("timers", i, "period"), "period 只用于 cadence: true 的时限", "period is for timers with cadence: true")
		}
	}
	for j, c := range r.Counts {
		f.oneOf(at("timers", i, "counts", j), "counts", c, contactKinds)
	}
	checkClimb(f, at("timers", i), r.Along, r.Climb)
}

// caseSpans are the spans a case's obligation may have.
var caseSpans = []duty.Span{duty.HalfMonth, duty.CalendarMonth, duty.CalendarQuarter, duty.CalendarHalfYear, duty.CalendarYear, duty.SchoolTerm, duty.SchoolYearSpan}

func checkClimb(f *file, row []any, along Along, climb []climbRow) {
	if along != "" {
		f.oneOf(append(slices.Clone(row), "along"), "along", string(along), []string{string(AlongNetwork)})
	}
	last := time.Duration(-1)
	for j, c := range climb {
		place := func(key string) []any { return append(slices.Clone(row), "climb", j, key) }
		switch {
		case along == "":
			f.role(place("to"), c.To)
		case c.To != "":
			f.fault(place("to"), "along: network 由预警网络决定叫谁：climb 里只写 after，或去掉 along", "along: network takes whom to call from the network: write only after in climb, or take along away")
		}
		after, ok := clockTime(c.After)
		if !ok {
			f.fault(place("after"), "升级时间只能用 minutes、hours、days", "a climb counts in minutes, hours or days")
		}
		if after <= last {
			f.fault(place("after"), "升级各步必须一步比一步晚", "each step of a climb must come after the one before")
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
	return Timer{ID: r.ID, Text: r.Text, Within: r.Within, Cadence: r.Cadence, Span: r.Span, Counts: r.Counts, Form: r.Form, Climb: clocks(r.Along, r.Climb, caseClocks), ClimbFrom: r.ClimbFrom,
		Along: r.Along != "", Clause: r.Clause}
}

const day = 24 * time.Hour

// The clocks of a ladder along the network that names none, counted from the day
// something was due: of work for somebody as fast as the packs' own ladders, of what
// units owe a week a step. Ours.
var (
	caseClocks = []duty.Step{{After: day}, {After: 3 * day}, {After: 7 * day}, {After: 14 * day}, {After: 21 * day}}
	unitClocks = []duty.Step{{After: 7 * day}, {After: 14 * day}, {After: 21 * day}, {After: 28 * day}, {After: 35 * day}}
)

func clocks(along Along, rows []climbRow, ours []duty.Step) []duty.Step {
	if along != "" && len(rows) == 0 {
		return ours
	}
	return steps(rows)
}

func steps(rows []climbRow) []duty.Step {
	var out []duty.Step
	for _, c := range rows {
		after, _ := clockTime(c.After)
		out = append(out, duty.Step{After: after, To: c.To})
	}
	return out
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

// Obligation is what stands behind a duty: a timer of a case or a cadence of units.
type Obligation struct {
	Text      care.Text
	Clause    string
	Climb     []duty.Step
	ClimbFrom ClimbFrom
	Along     bool
}

// CadencePrefix begins the rule of a unit's duty: cadence/<id>.
const CadencePrefix = "cadence/"

// Obligation finds what stands behind a duty's rule.
func (s *Stack) Obligation(rule string) (Obligation, bool) {
	if id, ok := strings.CutPrefix(rule, CadencePrefix); ok {
		c, known := s.Cadence(id)
		return Obligation{c.Text, c.Clause, c.Ladder(), FromDue, c.AlongNetwork()}, known
	}
	t, known := s.timerByID[rule]
	return Obligation{t.Text, t.Clause, slices.Clone(t.Climb), t.ClimbFrom, t.Along}, known
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
	ids := []string{"interview.alert", "interview.raised", "safety_check", "alert_climb", "retake", "wide_release", "home_safe", "find_guardian", "protection_report", "police_answer", "set_interval",
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
