package duty

import (
	"time"

	"xinhuan/internal/care"
)

// State is how a duty stands. Open, Done and Void are stored; Status turns Open
// into one of Waiting, Soon, Today and Late.
type State string

// The states of a duty.
const (
	Open    State = "open"
	Waiting State = "waiting"
	Soon    State = "soon"
	Today   State = "today"
	Late    State = "late"
	Done    State = "done"
	Void    State = "void" // the rule no longer applies: the pupil left, the flag was withdrawn
)

// SoonDays is how many civil days before its due day a duty begins to show as
// soon. ours.
const SoonDays = 3

var stateNames = map[State]care.Text{
	Open:    {Zh: "待办", En: "Open"},
	Waiting: {Zh: "待办", En: "Waiting"},
	Soon:    {Zh: "即将到期", En: "Due soon"},
	Today:   {Zh: "今天到期", En: "Due today"},
	Late:    {Zh: "已逾期", En: "Late"},
	Done:    {Zh: "已完成", En: "Done"},
	Void:    {Zh: "已取消", En: "Void"},
}

// Name is the state's word on screen.
func (s State) Name() care.Text { return stateNames[s] }

// Ending tells whether nothing more is to be done.
func (s State) Ending() bool { return s == Done || s == Void }

// urgency orders the states of a list: what must be seen first is greatest.
var urgency = map[State]int{Late: 5, Today: 4, Soon: 3, Waiting: 2, Open: 2, Done: 1, Void: 0}

// Urgency orders states for lists; the greatest comes first.
func (s State) Urgency() int { return urgency[s] }

// Duty is the part of a duty that time acts on. Instants are milliseconds UTC.
type Duty struct {
	Rule   string      // id of the timer or cadence of the pack that asks for it
	Opened care.Millis // when the obligation began
	Due    care.Millis // the last instant at which doing it is in time
	Closed care.Millis // when it was done or became void; 0 while open
	State  State       // Open, Done or Void
}

// Standing is what Status answers.
type Standing struct {
	State  State
	LateBy time.Duration // how long after Due it is (Late) or was done (Done); 0 in time
}

// Status tells how a duty stands at an instant.
//
// Doubtful input is never hidden: an unknown stored state counts as open, and an
// open duty without a due instant is late.
func Status(d Duty, now care.Millis) Standing {
	switch d.State {
	case Void:
		return Standing{State: Void}
	case Done:
		return Standing{State: Done, LateBy: after(d.Closed, d.Due)}
	}
	if late := after(now, d.Due); late > 0 {
		return Standing{State: Late, LateBy: late}
	}
	switch days := civilDay(d.Due) - civilDay(now); {
	case days == 0:
		return Standing{State: Today}
	case days <= SoonDays:
		return Standing{State: Soon}
	}
	return Standing{State: Waiting}
}

func after(at, due care.Millis) time.Duration {
	if at <= due {
		return 0
	}
	return time.Duration(at-due) * time.Millisecond
}

const dayMillis = 24 * 3600 * 1000

// civilDay numbers the days of care.China since 1970; it rounds down for
// instants before 1970 too.
func civilDay(m care.Millis) int64 {
	shifted := int64(m) + 8*3600*1000
	if shifted < 0 {
		return -((-shifted + dayMillis - 1) / dayMillis)
	}
	return shifted / dayMillis
}

func dayStart(day int64) care.Millis { return care.Millis(day*dayMillis - 8*3600*1000) }

// dateOf is the civil date of an instant.
func dateOf(m care.Millis) care.Date { return care.DateOf(m.Time()) }
