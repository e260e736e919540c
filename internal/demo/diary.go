package demo

import (
	"sync"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

// Diary is what a simulated year's people remember of it: which units there were,
// what each of them did, and what happened to whom when. Nothing in it is read from
// the database, so that it can be held against the database.
type Diary struct {
	Units   []care.Unit
	Deeds   []Deed
	Rounds  []Deed // closed
	Courses map[care.ID][]Moment
	Events  map[care.ID][]Event
	Moves   int // of homes and of schools
	Left    int // pupils who left every school
	Seats   int // emptied and filled again
	Waited  int // work that somebody let grow late

	mu sync.Mutex
}

// Deed is something a unit did on a day.
type Deed struct {
	Unit care.ID
	Kind string
	On   care.Date
}

// Moment is something that happened about a child.
type Moment struct {
	At    time.Time
	What  string
	Kind  string     // of a contact; "care" of the plan of a child in hardship
	Level care.Level // entered at, or set to
	On    care.Date  // when the level is to be looked at again
}

// What happens about a child.
const (
	Entered  = "entered"  // into a programme of the townships
	Graded   = "graded"   // its level was looked at and kept, raised or lowered
	Proposed = "proposed" // to lower it; a second person judges
	Levelled = "levelled" // the same in pupil care; none: the episode ended
	Reached  = "reached"  // a contact
	Planned  = "planned"
	Left     = "left" // the programme
)

// Event is something that happened in a round about a pupil, or came of it.
type Event struct {
	At       time.Time
	What     string
	Sitting  care.ID           // of an answer
	Sheet    screening.Answers // as handed in
	Spared   bool              // the family agreed to a round without the items about self-harm
	Class    care.ID           // of an absence, with the round's number of its school
	Round    care.ID
	Kind     string     // why somebody was absent
	Level    care.Level // decided
	Guardian bool       // the roster knows one
	On       care.Date  // when the police are asked what came of it
}

// What happens in a round and after it.
const (
	Danger   = "danger"   // a danger answer was given
	Handed   = "handed"   // a sheet was handed in
	Stopped  = "stopped"  // and was not handed in
	Absent   = "absent"   // a class teacher said why
	Urgent   = "urgent"   // the safety form of a talk said so
	Decided  = "decided"  // a flag ended; at no level: without care
	Reviewed = "reviewed" // the level of who is in care was decided anew; none: the care ended
	Released = "released" // the wide notices of his level went out
	Withheld = "withheld" // two people agreed that home is not safe
	Police   = "police"   // they were told, and will be asked on a day
)

// happened writes down an event about a pupil.
func (b *builder) happened(p *pupil, e Event) {
	e.At, e.Guardian = b.now(), len(p.Guardians) > 0
	b.note(func(d *Diary) { d.Events[p.id] = append(d.Events[p.id], e) })
}

func (b *builder) note(write func(*Diary)) {
	if d := b.o.Year; d != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		write(d)
	}
}

func (b *builder) remember(person care.ID, m Moment) {
	m.At = b.now()
	b.note(func(d *Diary) { d.Courses[person] = append(d.Courses[person], m) })
}
