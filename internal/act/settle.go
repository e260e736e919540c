package act

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// The duties of a programme's episode follow from the obligation, never from the
// last note: each timer of the level has one open duty, from entering on, until it
// was done (once) or for ever again (cadence). Settle opens what is missing, ends
// what has no reason any more, gives all to whoever is responsible now and sets the
// next date. It may run as often as anybody likes; what is right it leaves alone.
//
// A duty's key is its rule, its episode and its period: the number of the level's
// change, then the stretch or day, as 2/2026-10 and 2/2026-10-14; where a new pack
// opened it, then the instant, since the pack before may have ended one like it.

// Settled is an episode with what Settle found of it.
type Settled struct {
	Episode   care.Episode
	Programme policy.Programme
	Unit      care.ID     // the duties' unit
	Turn      int         // which change of level this is, from 1
	Since     care.Millis // the level's beginning
	By        care.ID     // who set it; 0 where no change is written
	Lowered   bool        // it came down from a graver one
	Duties    []care.Duty // of the episode
	Changed   bool
}

// readSettled gathers what Settle needs to know.
func (t *Tx) readSettled(e care.Episode) (Settled, error) {
	lines, err := t.Levels(e.ID)
	if err != nil {
		return Settled{Episode: e}, err
	}
	about, err := t.DutiesAbout(e.Person)
	if err != nil {
		return Settled{Episode: e}, err
	}
	return t.settledOf(e, lines, about)
}

// settledOf puts together the changes of an episode's level and the duties about
// its person.
func (t *Tx) settledOf(e care.Episode, lines []store.LevelLine, about []care.Duty) (Settled, error) {
	s := Settled{Episode: e, Since: e.OpenedAt}
	p, ok := t.Policy.Programme(e.Programme)
	if !ok {
		return s, fmt.Errorf("act: the policy has no programme %q", e.Programme)
	}
	s.Programme = p
	last := care.LevelNone
	for _, l := range lines {
		if l.Level != last {
			s.Turn, s.Since, s.By, s.Lowered = s.Turn+1, l.At, l.ByPerson, l.Level < last
			last = l.Level
		}
	}
	for _, d := range about {
		if d.Ref == "episode" && d.RefID == e.ID {
			s.Duties = append(s.Duties, d)
		}
	}
	return s, nil
}

// turnOf reads the change of level a duty belongs to.
func turnOf(d care.Duty) int {
	n, _, _ := strings.Cut(d.Period, "/")
	turn, _ := strconv.Atoi(n)
	return turn
}

// fromOf reads the day a rolling duty is counted from; "" from the beginning.
func fromOf(d care.Duty) care.Date {
	_, from, _ := strings.Cut(d.Period, "/")
	from, _, _ = strings.Cut(from, "/")
	day, err := care.ParseDate(from)
	if err != nil {
		return ""
	}
	return day
}

// Timers lists the timers of the episode's level.
func (s Settled) Timers(t *Tx) ([]policy.Timer, error) {
	level, ok := s.Programme.At(s.Episode.Level)
	if !ok {
		return nil, fmt.Errorf("act: programme %s has no level %s", s.Programme.ID, s.Episode.Level)
	}
	var list []policy.Timer
	for _, id := range level.Timers {
		timer, err := t.Timer(id)
		if err != nil {
			return nil, err
		}
		list = append(list, timer)
	}
	return list, nil
}

// Owed tells whether a timer's duty is missing: a cadence must always have an open
// one, a single one must be open or have been done since the level began. What was
// done before a level was lowered is not asked for again.
func (s Settled) Owed(t *Tx, timer policy.Timer) bool {
	for _, d := range s.Duties {
		had, known := t.Policy.Timer(d.Rule)
		switch now := turnOf(d) == s.Turn; {
		case now && d.Rule == timer.ID && d.State == care.DutyOpen:
			return false
		case timer.Cadence || d.State != care.DutyDone:
			continue
		case now && d.Rule == timer.ID, s.Lowered && known && had.Matter() == timer.Matter():
			return false
		}
	}
	return true
}

// Settle brings an open episode's duties, owner and next date in order.
func (t *Tx) Settle(e care.Episode) (Settled, error) {
	s, err := t.readSettled(e)
	if err != nil {
		return s, err
	}
	var post care.ID
	if post, s.Unit, err = t.Responsible(e.Person, s.Programme); err != nil {
		return s, err
	}
	s.Changed = post != e.OwnerPost
	s.Episode.OwnerPost = post
	timers, err := s.Timers(t)
	if err != nil {
		return s, err
	}
	before, err := s.endOld(t, timers)
	if err != nil {
		return s, err
	}
	for _, timer := range timers {
		if s.Owed(t, timer) {
			if err := s.open(t, timer, timers, before); err != nil {
				return s, err
			}
		}
	}
	if err := s.hasten(t); err != nil {
		return s, err
	}
	if err := s.give(t); err != nil {
		return s, err
	}
	if next := s.next(); next != s.Episode.NextOn && next != "" {
		s.Episode.NextOn, s.Changed = next, true
	}
	if !s.Changed {
		return s, nil
	}
	return s, t.UpdateEpisode(s.Episode)
}

// endOld ends the open duties of former levels and answers by when each of their
// matters was due: a change of level never gives anybody more time for what was
// owed already.
func (s *Settled) endOld(t *Tx, timers []policy.Timer) (map[string]care.Millis, error) {
	before := map[string]care.Millis{}
	for i, d := range s.Duties {
		demanded := slices.ContainsFunc(timers, func(x policy.Timer) bool { return x.ID == d.Rule })
		if d.State != care.DutyOpen || demanded && turnOf(d) == s.Turn {
			continue
		}
		if timer, ok := t.Policy.Timer(d.Rule); ok {
			if due, had := before[timer.Matter()]; !had || d.DueAt < due {
				before[timer.Matter()] = d.DueAt
			}
		}
		if err := t.EndDuty(d.ID, care.DutyVoid, t.Who.Post, "level_changed"); err != nil {
			return nil, err
		}
		s.Duties[i].State, s.Changed = care.DutyVoid, true
	}
	return before, nil
}

// open opens a timer's duty: for the first time at this level, or, where a cadence
// lost its open one, after the last time.
func (s *Settled) open(t *Tx, timer policy.Timer, timers []policy.Timer, before map[string]care.Millis) error {
	due, from := care.Millis(0), care.Date("")
	if timer.Cadence {
		if last := s.last(timer.ID); last != 0 {
			from = care.DateOf(last.Time())
			due = timer.Repeated().Next(from, t.Policy.Calendar(), t.Policy.Calendar())
		} else {
			due = timer.Repeated().First(s.Since, s.met(t, timer), s.covered(t, timers), t.Policy.Calendar(), t.Policy.Calendar())
		}
	} else {
		due = s.dueOnce(t, timer)
	}
	if old, ok := before[timer.Matter()]; ok {
		due = min(due, old)
	}
	return s.add(t, timer, due, from)
}

func (s *Settled) dueOnce(t *Tx, timer policy.Timer) care.Millis { return dueFrom(t, timer, s.Since) }

// add inserts a duty and remembers it.
func (s *Settled) add(t *Tx, timer policy.Timer, due care.Millis, from care.Date) error {
	due = s.inBasis(timer, due)
	name := "once"
	if timer.Cadence {
		if name = timer.Repeated().Name(due, from, t.Policy.Calendar()); name == "" {
			name = "first"
		}
	}
	d, err := t.OpenDuty(timer.ID, care.Duty{Person: s.Episode.Person, Unit: s.Unit, Ref: "episode", RefID: s.Episode.ID, Post: s.Episode.OwnerPost, Level: s.Episode.Level,
		Period: fmt.Sprintf("%d/%s", s.Turn, name), DueAt: due})
	d.State = care.DutyOpen
	s.Duties, s.Changed = append(s.Duties, d), true
	return err
}

// inBasis keeps the look at the basis on which somebody is in a programme from coming
// after its last instant: no basis runs out in silence.
func (s *Settled) inBasis(timer policy.Timer, due care.Millis) care.Millis {
	if s.Episode.ValidTo == "" || timer.Kind() != policy.BasisReview {
		return due
	}
	return min(due, care.MillisOf(s.Episode.ValidTo.AddDays(1).Time())-1)
}

// hasten brings an open look at the basis forward when the basis was shortened.
func (s *Settled) hasten(t *Tx) error {
	for i, d := range s.Duties {
		timer, ok := t.Policy.Timer(d.Rule)
		if !ok || d.State != care.DutyOpen || s.inBasis(timer, d.DueAt) == d.DueAt {
			continue
		}
		d.DueAt = s.inBasis(timer, d.DueAt)
		d.ClimbAt = climbAfter(timer, d)
		if err := t.MoveDuty(d); err != nil {
			return err
		}
		s.Duties[i], s.Changed = d, true
	}
	return nil
}

// last is when a cadence was done last at this level; 0 = not yet.
func (s *Settled) last(rule string) (at care.Millis) {
	for _, d := range s.Duties {
		if d.Rule == rule && turnOf(d) == s.Turn && d.State == care.DutyDone {
			at = max(at, d.DoneAt)
		}
	}
	return at
}

// met tells whether, when the level was lowered, its matter had been done in the
// stretch already: nobody is asked twice for one visit of the quarter.
func (s *Settled) met(t *Tx, timer policy.Timer) bool {
	if !s.Lowered || timer.Span == "" {
		return false
	}
	terms := t.Policy.Calendar()
	stretch := timer.Recurrence().On(care.DateOf(s.Since.Time()), terms)
	return slices.ContainsFunc(s.Duties, func(d care.Duty) bool {
		had, ok := t.Policy.Timer(d.Rule)
		day := care.DateOf(d.DoneAt.Time())
		return ok && d.State == care.DutyDone && had.Matter() == timer.Matter() && day >= stretch.First && day <= stretch.Last
	})
}

// covered tells whether the level asks for a first contact that has not been made.
func (s *Settled) covered(t *Tx, timers []policy.Timer) bool {
	return slices.ContainsFunc(timers, func(x policy.Timer) bool {
		return x.FirstContact() && (s.Owed(t, x) || slices.ContainsFunc(s.Duties, func(d care.Duty) bool {
			return d.Rule == x.ID && d.State == care.DutyOpen && turnOf(d) == s.Turn
		}))
	})
}

// give moves the open duties to whoever is responsible now, and to his unit.
func (s *Settled) give(t *Tx) error {
	for i, d := range s.Duties {
		if d.State != care.DutyOpen || d.Post == s.Episode.OwnerPost && d.Unit == s.Unit {
			continue
		}
		moved := d.Post != s.Episode.OwnerPost
		d.Post, d.Unit = s.Episode.OwnerPost, s.Unit
		if err := t.GiveDuty(d); err != nil {
			return err
		}
		s.Duties[i], s.Changed = d, true
		if moved {
			if err := t.Send("duty", d.Post, 0, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// next is the day of the first open duty.
func (s Settled) next() care.Date {
	var first care.Millis
	for _, d := range s.Duties {
		if d.State == care.DutyOpen && (first == 0 || d.DueAt < first) {
			first = d.DueAt
		}
	}
	if first == 0 {
		return ""
	}
	return care.DateOf(first.Time())
}
