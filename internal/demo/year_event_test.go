package demo

import (
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// What follows from what pupils answered and people decided, counted from the diary's
// events alone. All times are ours (the documents say "promptly"); that they are these
// is written down here by hand.

// eventDuties lists every duty that should have been opened by an event.
func (d *Diary) eventDuties() (out []string) {
	makeups := map[[2]care.ID]care.Date{}
	for pupil, events := range d.Events {
		a := &aftermath{pupil: pupil, called: map[care.ID]bool{}}
		for _, e := range events {
			a.live(e)
			missed := e.What == Absent && e.Kind != "declined" && e.Kind != "suspended"
			class, day := [2]care.ID{e.Round, e.Class}, care.DateOf(e.At)
			if first, ok := makeups[class]; missed && (!ok || day < first) {
				makeups[class] = day
			}
		}
		out = append(out, a.out...)
	}
	for class, day := range makeups { // one make-up session a class and round, within two weeks
		out = append(out, line("makeup_session", class[1], day.AddDays(14)))
	}
	return out
}

// aftermath is what is owed to one pupil because of events.
type aftermath struct {
	pupil  care.ID
	called map[care.ID]bool // sittings that called adults
	talk   string           // the kind of talk that an open flag asks for; "" = no flag
	due    care.Date        // its last day
	level  care.Level       // in care
	out    []string
}

// talkDays are the school days within which a flag asks for its talk, gravest last.
var talkDays = []struct {
	rule string
	days int
}{{"interview.watch", 20}, {"interview.general", 10}, {"interview.serious", 5}, {"interview.alert", 0}}

func (a *aftermath) owe(rule string, due care.Date) { a.out = append(a.out, line(rule, a.pupil, due)) }

// flag asks for a talk: a graver reason replaces the talk that is asked for already, and
// gives nobody more time.
func (a *aftermath) flag(grave int, day care.Date) {
	asks := talkDays[grave]
	had := slices.IndexFunc(talkDays, func(t struct {
		rule string
		days int
	}) bool {
		return t.rule == a.talk
	})
	if had >= grave {
		return
	}
	due := schoolDaysAfter(day, asks.days)
	if had >= 0 && a.due < due {
		due = a.due
	}
	a.talk, a.due = asks.rule, due
	a.owe(a.talk, due)
}

// call is a danger answer: adults come on the same day, once for a sitting.
func (a *aftermath) call(sitting care.ID, day care.Date) {
	if !a.called[sitting] {
		a.called[sitting] = true
		a.owe("safety_check", day)
	}
	a.flag(3, day)
}

func (a *aftermath) live(e Event) {
	day := care.DateOf(e.At)
	switch e.What {
	case Danger:
		a.call(e.Sitting, day)
	case Stopped:
		a.owe("retake", schoolDaysAfter(day, 10))
	case Handed:
		a.sheet(e, day)
	case Urgent: // before a level is decided, a talk is due again that day
		a.flag(3, day)
	case Decided:
		a.talk = ""
		if e.Level > care.LevelNone {
			a.decided(e, day, e.Level == care.LevelMajor)
		}
	case Reviewed:
		a.decided(e, day, true)
	case Released:
		if a.level == care.LevelMajor { // the district goes on to the health authority
			a.owe("district_forward.major", care.DateOf(e.At.Add(2*time.Hour)))
		}
	case Withheld:
		a.owe("protection_report", care.DateOf(e.At.Add(2*time.Hour)))
	case Police: // on the day that the record names, not by a time of the pack
		a.owe("police_answer", e.On)
	}
}

// sheet reads a sheet by the published cut-offs, 10 and 15 of both scales.
func (a *aftermath) sheet(e Event, day care.Date) {
	again, worst := false, 0
	for scale, answers := range e.Sheet.Answers {
		sum, missing := 0, false
		for i, v := range answers {
			switch {
			case v >= 0:
				sum += int(v)
			case scale != "phq9" || i+1 != dangerItem || !e.Spared: // who was not to be asked left nothing out
				missing = true
			}
		}
		again = again || missing || rushed(answers, e.Sheet.Elapsed[scale])
		if !missing {
			worst = max(worst, sum)
		}
	}
	if e.Sheet.Answers["phq9"][dangerItem-1] > 0 {
		a.call(e.Sitting, day)
	}
	switch {
	case worst >= 15:
		a.flag(2, day)
	case worst >= 10:
		a.flag(1, day)
	}
	if again {
		a.owe("retake", schoolDaysAfter(day, 10))
	}
}

// rushed: more than half of the answers came within less than two seconds each.
func rushed(answers questionnaire.Answers, elapsed []int32) bool {
	timed, quick := 0, 0
	for i, ms := range elapsed {
		if ms > 0 && i < len(answers) && answers[i] >= 0 {
			timed++
			if ms < 2000 {
				quick++
			}
		}
	}
	return timed >= 4 && 2*quick > timed
}

// decided is a level: whoever came into care by it, or to a higher one, is talked with
// that day where nobody has (again), and those around him are told.
func (a *aftermath) decided(e Event, day care.Date, again bool) {
	before := a.level
	if a.level = e.Level; a.level == care.LevelNone {
		return
	}
	tomorrow := care.DateOf(e.At.Add(24 * time.Hour))
	switch a.level {
	case care.LevelSerious:
		a.owe("district_report.serious", tomorrow)
	case care.LevelMajor:
		a.owe("district_report.major", care.DateOf(e.At.Add(time.Hour)))
		a.owe("district_report_written.major", tomorrow)
	}
	if a.level <= before {
		return
	}
	if again && before > care.LevelNone {
		a.owe("interview.raised", day)
	}
	if a.level >= care.LevelSerious {
		a.owe("wide_release", care.DateOf(e.At.Add(30*time.Minute)))
	}
	if a.level < care.LevelGeneral {
		return
	}
	soon := map[care.Level]care.Date{care.LevelGeneral: schoolDaysAfter(day, 3), care.LevelSerious: schoolDaysAfter(day, 1), care.LevelMajor: care.DateOf(e.At.Add(time.Hour))}[a.level]
	if !e.Guardian { // the next school day
		a.owe("find_guardian", min(schoolDaysAfter(day, 1), soon))
		return
	}
	a.owe("home_safe", min(tomorrow, soon))
}
