package demo

import (
	"fmt"
	"time"

	"xinhuan/internal/care"
)

// What is owed to children, played through from what the diary says happened to
// them. The numbers stand beside their clauses; "ours" where a document gives none.

// courseDuties lists every duty that should have been opened about children.
func (d *Diary) courseDuties() (out []string) {
	for child, moments := range d.Courses {
		h, p := &hardship{child: child}, &pupilCare{child: child}
		for _, m := range moments {
			h.live(m)
			p.live(m)
		}
		out = append(append(out, h.out...), p.out...)
	}
	return out
}

// pupilCare is one pupil's episode: each decision on a level asks for all of that
// level anew, each contact for the next one.
type pupilCare struct {
	child care.ID
	level care.Level
	out   []string
}

// All of these are ours (YY2023 says "promptly" and "regularly").
var (
	planDays    = map[care.Level]int{care.LevelWatch: 20, care.LevelGeneral: 10, care.LevelSerious: 5, care.LevelMajor: 1} // school days
	firstDays   = map[care.Level]int{care.LevelWatch: 20, care.LevelGeneral: 10, care.LevelSerious: 5, care.LevelMajor: 0}
	meetingDays = map[care.Level]int{care.LevelSerious: 10, care.LevelMajor: 2}
	contactDays = map[care.Level]int{care.LevelWatch: 60, care.LevelGeneral: 30, care.LevelSerious: 14, care.LevelMajor: 3} // days
	reviewDays  = map[care.Level]int{care.LevelWatch: 180, care.LevelGeneral: 120, care.LevelSerious: 30, care.LevelMajor: 14}
)

func (p *pupilCare) live(m Moment) {
	day := care.DateOf(m.At)
	owe := func(what string, due care.Date) {
		p.out = append(p.out, line(fmt.Sprintf("%s.%s", what, p.level), p.child, due))
	}
	switch {
	case m.What == Levelled:
		if p.level = m.Level; p.level == care.LevelNone {
			return
		}
		owe("plan", schoolDaysAfter(day, planDays[p.level]))
		owe("first_contact", schoolDaysAfter(day, firstDays[p.level]))
		owe("contact", day.AddDays(contactDays[p.level]))
		owe("review", day.AddDays(reviewDays[p.level]))
		if n := meetingDays[p.level]; n > 0 {
			owe("case_meeting", schoolDaysAfter(day, n))
		}
	case m.What == Reached && m.Kind == "" && p.level > care.LevelNone:
		owe("contact", day.AddDays(contactDays[p.level]))
	}
}

// hardship is one child in hardship. Each matter has one open duty at a time, with
// its last day; a rolling one also the day it is counted from.
type hardship struct {
	child    care.ID
	abnormal bool
	lowered  bool
	in       bool
	since    care.Date
	open     map[string]care.Date   // last day by matter
	from     map[string]care.Date   // rolling matters
	done     map[string][]care.Date // days on which a matter was done
	now      map[string]bool        // single matters done since the last change
	out      []string
}

// stretch of the calendar a matter comes again in; none: rolling days.
func (h *hardship) stretch(matter string) (months int) {
	switch {
	case matter == "contact" && !h.abnormal: // CQ2024-2.5-04: every month
		return 1
	case matter == "visit" && !h.abnormal: // CQ2024-2.5-05: every quarter
		return 3
	case matter == "visit": // CQ2024-2.5-07: every month
		return 1
	}
	return 0
}

func (h *hardship) rolling(matter string) int {
	switch {
	case matter == "contact": // CQ2024-2.5-06: every two weeks
		return 14
	case h.abnormal: // review; ours
		return 90
	}
	return 180
}

func endOf(d care.Date, months int) care.Date {
	t := d.Time()
	m := (int(t.Month())-1)/months*months + 1
	return plain(t.Year(), time.Month(m+months), 0)
}

func beginOf(d care.Date, months int) care.Date {
	t := d.Time()
	return plain(t.Year(), time.Month((int(t.Month())-1)/months*months+1), 1)
}

func (h *hardship) owe(matter string, due care.Date) {
	if old := h.open[matter]; old != "" && old < due {
		due = old // a change of level never gives more time
	}
	name := ".hardship_plain"
	if h.abnormal {
		name = ".hardship_abnormal"
	}
	h.open[matter] = due
	h.out = append(h.out, line(matter+name, h.child, due))
}

// begin opens what a level asks for.
func (h *hardship) begin(day care.Date) {
	before := h.open
	h.since, h.now, h.from, h.open = day, map[string]bool{}, map[string]care.Date{}, map[string]care.Date{}
	single := map[string]int{"first_contact": 10, "plan": 30} // ours; that there is a plan for each: CQ2024-2.4-02
	if h.abnormal {
		single = map[string]int{"first_contact": 3, "plan": 14, "guardian_told": 3, "help_advice": 7} // ours; CQ2024-2.5-03 says promptly
	}
	for matter, days := range single {
		if h.lowered && len(h.done[matter]) > 0 {
			continue
		}
		h.open[matter] = before[matter]
		h.owe(matter, day.AddDays(days))
	}
	for _, matter := range []string{"contact", "visit", "review"} {
		h.open[matter] = before[matter]
		months := h.stretch(matter)
		if months == 0 {
			h.owe(matter, day.AddDays(h.rolling(matter)))
			continue
		}
		due := endOf(day, months)
		met := false
		for _, on := range h.done[matter] {
			met = met || h.lowered && on >= beginOf(day, months) && on <= due
		}
		short := h.open["first_contact"] != "" && daysTo(day, due) < 7 // a first meeting covers the week
		if met || short {
			due = endOf(due.AddDays(1), months)
		}
		h.owe(matter, due)
	}
}

func daysTo(a, b care.Date) int { return int(b.Time().Sub(a.Time()).Hours() / 24) }

// did ends what a day's doing ends and opens the next time.
func (h *hardship) did(matter string, on care.Date) {
	due := h.open[matter]
	if due == "" {
		return
	}
	months := h.stretch(matter)
	again := matter == "contact" || matter == "visit" || matter == "review"
	switch {
	case again && months > 0 && beginOf(on, months) < beginOf(due, months), again && months == 0 && on <= h.from[matter]:
		return // done already in that stretch
	}
	delete(h.open, matter)
	h.done[matter] = append(h.done[matter], on)
	switch {
	case !again:
	case months > 0:
		h.owe(matter, endOf(endOf(on, months).AddDays(1), months))
	default:
		h.from[matter] = on
		h.owe(matter, on.AddDays(h.rolling(matter)))
	}
}

func (h *hardship) live(m Moment) {
	day := care.DateOf(m.At)
	switch {
	case m.What == Entered:
		h.in, h.done = true, map[string][]care.Date{}
		h.begin(day)
	case !h.in:
	case m.What == Left:
		h.in = false
	case m.What == Proposed:
		h.out = append(h.out, line("lift_second.hardship", h.child, day.AddDays(7))) // ours
	case m.What == Graded && (m.Level > care.LevelWatch) == h.abnormal:
		h.did("review", day)
	case m.What == Graded:
		if h.lowered = h.abnormal; h.lowered { // by a review; up it goes by whoever saw something
			delete(h.open, "review")
		}
		h.abnormal = !h.abnormal
		h.begin(day)
	case m.What == Planned && m.Kind == "care":
		h.did("plan", day)
	case m.What == Reached && m.Kind != "":
		if m.Kind == "visit" || m.Kind == "meeting" {
			h.did("first_contact", day)
		}
		h.did("contact", day)
		if m.Kind == "visit" {
			h.did("visit", day)
		}
		h.did("guardian_told", day)
		h.did("help_advice", day)
	}
}
