package screening

import (
	"slices"
	"strconv"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Count is how far the answering is. It says nothing about anybody's answers.
type Count struct {
	Enrolled int // 0 where only tallies were read
	Decided  int // consents recorded, whatever they say
	Due      int // consents that allow
	Done     int // submitted or stopped, each pupil once
	Absent   int // not done, with a reason
	Late     int // of those done, after the round was closed
}

func (c *Count) add(d Count) {
	c.Enrolled += d.Enrolled
	c.Decided += d.Decided
	c.Due += d.Due
	c.Done += d.Done
	c.Absent += d.Absent
	c.Late += d.Late
}

// ClassState is where a class stands in a round.
type ClassState string

// The states of a class, in the order of the work.
const (
	ClassConsent  ClassState = "consent"  // consents are missing
	ClassTickets  ClassState = "tickets"  // somebody may answer and has no slip for today or later
	ClassReady    ClassState = "ready"    // slips are out, nobody has begun
	ClassRunning  ClassState = "running"  // some have begun
	ClassAbsent   ClassState = "absent"   // all others are done: a make-up session is left
	ClassFinished ClassState = "finished" // everybody who may answer has
	ClassEmpty    ClassState = "empty"    // nobody is enrolled
)

// ClassLine is one class on a round's page.
type ClassLine struct {
	Class     care.Unit
	School    care.Unit
	Count     Count
	Answering int
	Tickets   int       // unused ones for today or later
	TicketDay care.Date // the earliest such day
	State     ClassState
	Run       bool    // the reader runs this class on the day
	Watcher   care.ID // the post that sits with it; 0 = not named
}

// SchoolLine is one school on a district's page, by tallies alone.
type SchoolLine struct {
	School   care.Unit
	Classes  int
	Finished int
	Count    Count
	Drilled  store.Drilled // answers to the test alert
	Wanting  Wanting       // and how many it still needs
}

// readLines counts classes and schools.
func (b *Board) readLines(t *act.Tx, tallies []store.ClassTally, school care.ID, most int) error {
	schools := map[care.ID]int{}
	for _, tally := range tallies {
		i, ok := schools[tally.School]
		if !ok {
			u, err := t.Unit(tally.School)
			if err != nil {
				return err
			}
			i = len(b.Schools)
			schools[tally.School] = i
			b.Schools = append(b.Schools, SchoolLine{School: u})
		}
		line := &b.Schools[i]
		count := tallied(tally)
		line.Classes++
		line.Count.add(count)
		if count.Due > 0 && count.Done == count.Due {
			line.Finished++
		}
		b.Total.add(count)
	}
	if school != 0 {
		tallies = slices.DeleteFunc(tallies, func(c store.ClassTally) bool { return c.School != school })
	}
	if len(tallies) > most {
		return nil
	}
	b.Detailed = true
	var total Count
	for _, tally := range tallies {
		line, err := classLine(t, b.Campaign, tally)
		if err != nil {
			return err
		}
		line.School = b.Schools[schools[tally.School]].School
		b.Classes = append(b.Classes, line)
		total.add(line.Count)
	}
	if school != 0 || len(b.Schools) <= 1 {
		b.Total = total
	}
	return nil
}

// tallied reads a class's counts without opening its rows. A pupil who was
// asked twice was counted twice, so done is held below due.
func tallied(c store.ClassTally) Count {
	return Count{Due: c.Due, Done: min(c.Due, c.Submitted+c.Stopped)}
}

func classLine(t *act.Tx, c care.Campaign, tally store.ClassTally) (ClassLine, error) {
	line := ClassLine{Watcher: tally.Invigilator}
	var err error
	if line.Class, err = t.Unit(tally.Unit); err != nil {
		return line, err
	}
	if line.Count.Enrolled, err = t.CountIn(tally.Unit, care.Enrolled); err != nil {
		return line, err
	}
	consents, err := t.ConsentsIn(c.ID, tally.Unit)
	if err != nil {
		return line, err
	}
	line.Count.Decided = len(consents)
	state, err := sittingStates(t, c.ID, tally.Unit)
	if err != nil {
		return line, err
	}
	absences, err := t.AbsencesIn(c.ID, tally.Unit)
	if err != nil {
		return line, err
	}
	for person, consent := range consents {
		if !consent.Decision.Allows() && state[person] == "" {
			continue
		}
		line.Count.Due++
		switch markOf(consent.Decision, state[person], absences[person]) {
		case Done:
			line.Count.Done++
		case Answering:
			line.Answering++
		case Absent:
			line.Count.Absent++
		}
	}
	tickets, err := t.TicketsIn(c.ID, tally.Unit)
	if err != nil {
		return line, err
	}
	for _, k := range tickets {
		if k.State != "issued" || k.ValidOn < t.Today {
			continue
		}
		line.Tickets++
		if line.TicketDay == "" || k.ValidOn < line.TicketDay {
			line.TicketDay = k.ValidOn
		}
	}
	line.State = line.state()
	return line, nil
}

func (l ClassLine) state() ClassState {
	c := l.Count
	switch {
	case c.Enrolled+c.Due == 0:
		return ClassEmpty
	case c.Due > 0 && c.Done == c.Due && c.Decided >= c.Enrolled:
		return ClassFinished
	case c.Due > 0 && c.Done+c.Absent == c.Due && c.Decided >= c.Enrolled:
		return ClassAbsent
	case c.Done+l.Answering > 0 && l.Tickets > 0:
		return ClassRunning
	case c.Decided < c.Enrolled:
		return ClassConsent
	case c.Due == 0:
		return ClassFinished
	case l.Tickets == 0 && l.Answering == 0:
		return ClassTickets
	case c.Done+l.Answering > 0:
		return ClassRunning
	}
	return ClassReady
}

func sittingStates(t *act.Tx, campaign, class care.ID) (map[care.ID]care.SittingState, error) {
	sittings, err := t.SittingMarks(campaign, class)
	if err != nil {
		return nil, err
	}
	state := make(map[care.ID]care.SittingState, len(sittings))
	for _, s := range sittings {
		if state[s.Person] = s.State; s.State == care.SittingWithdrawn { // in the order of attempts: the last one counts
			delete(state, s.Person)
		}
	}
	return state, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
