package act

import (
	"fmt"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// When a region takes up another pack, what is open is brought under it: dates are
// worked out again, obligations that ended end, new ones begin. What would change is
// worked out by reading only, so that the preview shows what the switch then does.

// Switch is from which pack to the act's own, and from which instant on.
type Switch struct {
	From *policy.Stack
	At   care.Millis
}

// least is the end of the day of the switch.
func (w Switch) least() care.Millis {
	return care.MillisOf(care.DateOf(w.At.Time()).AddDays(1).Time()) - 1
}

// Redated is an open duty or notice as it will stand.
type Redated struct {
	Duty  care.Duty   // with the new dates; zero for a notice
	Note  care.Notice // of a notice
	Was   care.Millis // due until now
	Moved bool        // its day or hour is another; else only its ladder
}

// Due is when it is due then.
func (r Redated) Due() care.Millis {
	if r.Note.ID != 0 {
		return r.Note.DueAt
	}
	return r.Duty.DueAt
}

// Change is what a switch changes about one person's episode, or about one thing
// that belongs to none.
type Change struct {
	Episode care.Episode // zero where it belongs to none
	Unit    care.ID      // the work's unit
	Redated []Redated
	Ended   []care.Duty
	Opened  []care.Duty
	Owner   care.ID // who is responsible then; 0 = as now
	NoticeChange
}

// Empty tells that nothing is to be written.
func (c Change) Empty() bool {
	return len(c.Redated)+len(c.Ended)+len(c.Opened)+len(c.Told)+len(c.Dropped) == 0 && c.Owner == 0
}

// EachChange hands over what a switch changes, thing by thing. t runs under the new pack.
func (t *Tx) EachChange(w Switch, give func(Change) error) error {
	ended := map[care.ID]bool{} // with the notice they asked about
	err := t.EachOpenEpisode(func(e care.Episode) error {
		c, err := t.EpisodeChange(e, w)
		if err != nil || c.Empty() {
			return err
		}
		for _, d := range c.Ended {
			ended[d.ID] = d.Ref == "notice"
		}
		return give(c)
	})
	if err != nil {
		return err
	}
	for after, more := care.ID(0), true; more; {
		list, err := t.DatedDuties(after, settlePage)
		if err != nil {
			return err
		}
		more = len(list) == settlePage
		for _, d := range list {
			after = d.ID
			if r, changed := t.redateDuty(w, d, dueOpened(d)); changed && !ended[d.ID] {
				if err := give(Change{Unit: d.Unit, Redated: []Redated{r}}); err != nil {
					return err
				}
			}
		}
	}
	return t.eachNotice(w, give)
}

func (t *Tx) eachNotice(w Switch, give func(Change) error) error {
	for after, more := care.ID(0), true; more; {
		list, err := t.OpenNotices(after, settlePage)
		if err != nil {
			return err
		}
		more = len(list) == settlePage
		for _, n := range list {
			after = n.ID
			c, err := t.looseNotice(w, n)
			if err != nil {
				return err
			}
			if c.Unit != 0 {
				if err := give(c); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// EpisodeChange is what a switch changes about an episode's duties.
func (t *Tx) EpisodeChange(e care.Episode, w Switch) (Change, error) {
	c := Change{Episode: e}
	s, err := t.readSettled(e)
	if err != nil {
		return c, err
	}
	timers, err := s.Timers(t)
	if err != nil {
		return c, err
	}
	post, unit, err := t.responsibleNow(s)
	if err != nil {
		return c, err
	}
	if c.Unit, s.Unit = unit, unit; post != e.OwnerPost {
		c.Owner = post
	}
	s.Episode.OwnerPost = post
	before := c.endAndRedate(t, &s, w, timers)
	for _, timer := range timers {
		if s.lacks(t, timer) {
			c.Opened = append(c.Opened, s.begin(t, w, timer, timers, before))
		}
	}
	if err := t.changeNotices(&c, &s, w); err != nil {
		return c, err
	}
	if !slices.ContainsFunc(s.Duties, isOpen) && !slices.ContainsFunc(c.Opened, func(d care.Duty) bool { return d.Ref == "episode" }) && e.Programme == care.StudentCare {
		timer, err := t.Timer("contact." + e.Level.String()) // an episode is never without a next step
		if err != nil {
			return c, err
		}
		c.Opened = append(c.Opened, s.begin(t, w, timer, timers, before))
	}
	return c, nil
}

// responsibleNow is the owner of an episode: of pupil care people decide it.
func (t *Tx) responsibleNow(s Settled) (post, unit care.ID, err error) {
	if s.Episode.Programme != care.StudentCare {
		return t.Responsible(s.Episode.Person, s.Programme)
	}
	unit, _, err = t.SchoolOf(s.Episode.Person)
	return s.Episode.OwnerPost, unit, err
}

// endAndRedate goes through an episode's open duties: those nobody asks for any more
// end, the others get their new date. It answers by when ended matters were due.
func (c *Change) endAndRedate(t *Tx, s *Settled, w Switch, timers []policy.Timer) map[string]care.Millis {
	before := map[string]care.Millis{}
	former, _ := w.From.Programme(s.Episode.Programme)
	level, _ := former.At(s.Episode.Level)
	for i, d := range s.Duties {
		if d.State != care.DutyOpen {
			continue
		}
		demanded := slices.ContainsFunc(timers, func(x policy.Timer) bool { return x.ID == d.Rule })
		_, known := t.Policy.Timer(d.Rule)
		if !demanded && slices.Contains(level.Timers, d.Rule) || !known {
			if timer, ok := w.From.Timer(d.Rule); ok {
				if due, had := before[timer.Matter()]; !had || d.DueAt < due {
					before[timer.Matter()] = d.DueAt
				}
			}
			c.Ended = append(c.Ended, d)
			s.Duties[i].State = care.DutyVoid
			continue
		}
		if r, changed := t.redateDuty(w, d, s.dueAgain(t, w, d, timers)); changed {
			c.Redated = append(c.Redated, r)
		}
	}
	return before
}

// dueBy works out when a duty is due by a timer of a pack.
type dueBy func(*policy.Stack, policy.Timer) care.Millis

// dueOpened counts from the instant a duty was opened, as most do.
func dueOpened(d care.Duty) dueBy {
	return func(p *policy.Stack, timer policy.Timer) care.Millis {
		return duty.DueAt(timer.Within, d.OpenedAt, p.Calendar())
	}
}

// dueAgain counts as Settle does: from the level's beginning or from the last time.
func (s *Settled) dueAgain(t *Tx, w Switch, d care.Duty, timers []policy.Timer) dueBy {
	if s.Episode.Programme == care.StudentCare {
		return dueOpened(d)
	}
	return func(p *policy.Stack, timer policy.Timer) care.Millis {
		return s.inBasis(timer, s.dueUnder(t, p, timer, d, timers))
	}
}

func (s *Settled) dueUnder(t *Tx, p *policy.Stack, timer policy.Timer, d care.Duty, timers []policy.Timer) care.Millis {
	cal := p.Calendar()
	switch from := fromOf(d); {
	case !timer.Cadence:
		return duty.DueAt(timer.Within, s.Since, cal)
	case from != "":
		return timer.Repeated().Next(from, cal, cal)
	case d.OpenedAt > s.Since && s.last(d.Rule) != 0: // a stretch of the calendar after the first
		return timer.Repeated().Next(care.DateOf(s.last(d.Rule).Time()), cal, cal)
	}
	under := *t
	under.Policy = p
	return timer.Repeated().First(s.Since, s.met(&under, timer), s.covered(&under, timers), cal, cal)
}

// redateDuty is a duty under the new pack; false where nothing changes.
func (t *Tx) redateDuty(w Switch, d care.Duty, due dueBy) (Redated, bool) {
	was, had := w.From.Timer(d.Rule)
	now, has := t.Policy.Timer(d.Rule)
	if !had || !has {
		return Redated{}, false
	}
	r := Redated{Duty: d, Was: d.DueAt}
	r.Duty.DueAt = duty.Redate(d.DueAt, due(w.From, was), due(t.Policy, now), now.Repeated().Days() > was.Repeated().Days(), w.least())
	r.Moved = r.Duty.DueAt != d.DueAt
	if r.Moved || !slices.Equal(was.Climb, now.Climb) || was.ClimbFrom != now.ClimbFrom {
		r.Duty.ClimbAt = climbAfter(now, r.Duty)
	}
	return r, r.Moved || r.Duty.ClimbAt != d.ClimbAt
}

// climbAfter is when the next step of a duty's ladder comes, after those taken.
func climbAfter(timer policy.Timer, d care.Duty) care.Millis {
	rung := d.Rung
	if timer.Along && len(timer.Climb) > 0 { // it may have more rungs than clocks
		rung = min(rung, len(timer.Climb)-1)
	}
	if rung >= len(timer.Climb) {
		return 0
	}
	from := d.DueAt
	if timer.ClimbFrom == policy.FromOpened {
		from = d.OpenedAt
	}
	return from + care.Millis(timer.Climb[rung].After.Milliseconds())
}

// redateNotice is a notice whose clock runs, under the new pack.
func (t *Tx) redateNotice(w Switch, e care.Episode, n care.Notice) (Redated, bool) {
	was, had := ackOf(w.From, e.Programme, n)
	now, has := ackOf(t.Policy, e.Programme, n)
	if !had || !has {
		return Redated{}, false
	}
	r := Redated{Note: n, Was: n.DueAt}
	by := func(p *policy.Stack, timer policy.Timer) care.Millis {
		return ackBy(p, e.Programme, timer, n, n.SentAt)
	}
	r.Note.DueAt = duty.Redate(n.DueAt, by(w.From, was), by(t.Policy, now), now.Repeated().Days() > was.Repeated().Days(), w.least())
	if r.Moved = r.Note.DueAt != n.DueAt; r.Moved && n.Rung == 0 {
		r.Note.ClimbAt = r.Note.DueAt
	}
	return r, r.Moved
}

func (t *Tx) noticeUnit(e care.Episode) (care.ID, error) {
	if e.Programme == care.StudentCare {
		school, _, err := t.SchoolOf(e.Person)
		return school, err
	}
	return t.Around(e)
}

func ackOf(p *policy.Stack, programme care.Programme, n care.Notice) (policy.Timer, bool) {
	for _, rule := range p.NoticesOf(programme, n.Level) {
		if rule.To == n.ToRole {
			return p.Timer(rule.Ack)
		}
	}
	return policy.Timer{}, false
}

// lacks tells whether a timer of the level has no duty: one that is done once has
// been done since the level began.
func (s *Settled) lacks(t *Tx, timer policy.Timer) bool {
	if s.Episode.Programme != care.StudentCare {
		return s.Owed(t, timer)
	}
	return !slices.ContainsFunc(s.Duties, func(d care.Duty) bool {
		return d.Rule == timer.ID && (d.State == care.DutyOpen || !timer.Cadence && d.OpenedAt >= s.Since && d.State == care.DutyDone)
	})
}

// begin is the duty of a timer that the new pack asks for: counted from the switch,
// or after the last time; never later than what it takes the place of was due.
func (s *Settled) begin(t *Tx, w Switch, timer policy.Timer, timers []policy.Timer, before map[string]care.Millis) care.Duty {
	cal := t.Policy.Calendar()
	d := care.Duty{Rule: timer.ID, Person: s.Episode.Person, Unit: s.Unit, Ref: "episode", RefID: s.Episode.ID, Post: s.Episode.OwnerPost, Level: s.Episode.Level, State: care.DutyOpen, OpenedAt: w.At}
	from, name := care.Date(""), "once"
	last := s.last(timer.ID)
	switch {
	case timer.Cadence && last != 0:
		from = care.DateOf(last.Time())
		d.DueAt = max(timer.Repeated().Next(from, cal, cal), w.least())
	case timer.Cadence:
		d.DueAt = timer.Repeated().First(w.At, false, s.covered(t, timers), cal, cal)
	default:
		d.DueAt = duty.DueAt(timer.Within, w.At, cal)
	}
	if old, had := before[timer.Matter()]; had {
		d.DueAt = min(d.DueAt, old)
	}
	d.DueAt = s.inBasis(timer, d.DueAt)
	if timer.Cadence {
		if name = timer.Repeated().Name(d.DueAt, from, cal); name == "" {
			name = "first"
		}
	}
	d.ClimbAt = firstClimb(timer, d.OpenedAt, d.DueAt)
	d.Period = fmt.Sprintf("%d/%s/%d", s.Turn, name, w.At)
	if s.Episode.Programme == care.StudentCare {
		d.Period = fmt.Sprintf("%s.%d", s.Episode.Level, w.At)
	}
	return d
}

// Carry writes a change; carried again it does nothing.
func (t *Tx) Carry(c Change) error {
	for _, d := range c.Ended {
		if err := t.EndDuty(d.ID, care.DutyVoid, t.Who.Post, "pack_changed"); err != nil {
			return err
		}
	}
	for _, r := range c.Redated {
		if r.Note.ID != 0 {
			if err := t.UpdateNotice(r.Note, care.NoticeSent); err != nil {
				return err
			}
		} else if err := t.MoveDuty(r.Duty); err != nil {
			return err
		}
	}
	for _, d := range c.Opened { // no message each: who got any hears of it once, at the end
		d.ID = t.NewID()
		if _, err := t.InsertDuty(d); err != nil {
			return err
		}
	}
	if err := t.carryNotices(c.NoticeChange); err != nil {
		return err
	}
	if c.Episode.ID == 0 {
		return nil
	}
	if c.Episode.Programme != care.StudentCare {
		_, err := t.Settle(c.Episode) // owner, next date
		return err
	}
	s, err := t.readSettled(c.Episode)
	if err != nil {
		return err
	}
	if next := s.next(); next != "" {
		c.Episode.NextOn = next
	}
	return t.UpdateEpisode(c.Episode)
}

// CarryAgain looks once more at a duty or notice that belongs to no episode and
// writes what changes about it: somebody may have dealt with it meanwhile.
func (t *Tx) CarryAgain(c Change, w Switch) error {
	for _, n := range c.Dropped {
		if err := t.carryNoticeAgain(n.ID, w); err != nil {
			return err
		}
	}
	for _, r := range c.Redated {
		if r.Note.ID != 0 {
			if err := t.carryNoticeAgain(r.Note.ID, w); err != nil {
				return err
			}
			continue
		}
		d, err := t.Duty(r.Duty.ID)
		if err != nil {
			return err
		}
		if again, changed := t.redateDuty(w, d, dueOpened(d)); changed && d.State == care.DutyOpen {
			if err := t.Carry(Change{Unit: d.Unit, Redated: []Redated{again}}); err != nil {
				return err
			}
		}
	}
	return nil
}
