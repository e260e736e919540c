package demo

import (
	"sync"
	"time"

	"xinhuan/internal/care"
)

// Diary is what a simulated year's people remember of it: which units there were,
// what each of them did, and what happened to whom when. Nothing in it is read from
// the database, so that it can be held against the database.
type Diary struct {
	Units   []care.Unit
	Deeds   []Deed
	Rounds  []Deed // closed
	Courses map[care.ID][]Moment
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
