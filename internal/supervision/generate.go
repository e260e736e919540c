package supervision

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/lesson"
	"xinhuan/internal/policy"
)

// Settings that remember up to which day units' duties were opened, and of what
// region: its rules and intervals, units and closed rounds.
const (
	through = "unit_duties_through"
	seen    = "unit_duties_seen"
)

// dutyKey is what makes a unit's duty one: rule, unit, period.
type dutyKey struct {
	rule   string
	unit   care.ID
	period string
}

// run is what a run found to do.
type run struct {
	today     care.Date
	state     string // what the region is made of
	idle      bool   // looked through today already, and nothing is different
	missing   []care.Duty
	gone      []care.Duty // their reason ended
	evidenced []care.Duty // open, and a round may be their evidence
	given     []care.Duty // open, and somebody else owns them now
	demanded  []string    // cadences whose interval nobody is asked to set yet
}

// Generate opens the duties of every unit for every period that has begun since
// the last time, asks the region for the intervals it has to set, and ends what has no
// reason any more. It may run at any time, twice,
// and after days of outage: the key is rule, unit and period. A second run on the
// same day costs two readings unless rules, units or rounds have changed.
func (r Room) Generate(ctx context.Context) error {
	var p run
	err := r.View(ctx, act.System, func(t *act.Tx) (err error) { p, err = look(t); return err })
	if err != nil || p.idle {
		return err
	}
	for chunk := range slices.Chunk(p.missing, chunkMost) {
		err := r.Do(ctx, act.System, "supervision.OpenDuties", func(t *act.Tx) error {
			t.Detail(len(chunk), p.today)
			for _, d := range chunk {
				if err := open(t, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return r.Do(ctx, act.System, "supervision.SettleDuties", func(t *act.Tx) error {
		for _, d := range p.gone {
			if err := t.EndDuty(d.ID, care.DutyVoid, 0, reasonOver); err != nil && care.KindOf(err) != care.Conflict {
				return err
			}
		}
		for _, id := range p.demanded {
			if err := demand(t, id); err != nil {
				return err
			}
		}
		for _, d := range p.given {
			if err := give(t, d); err != nil {
				return err
			}
		}
		for _, d := range p.evidenced {
			if err := settle(t, d); err != nil {
				return err
			}
		}
		if err := t.PutSetting(seen, p.state, 0); err != nil {
			return err
		}
		return t.PutSetting(through, string(p.today), 0)
	})
}

// look compares the duties there should be with those there are.
func look(t *act.Tx) (p run, err error) {
	p.today = care.DateOf(t.Now.Time())
	last, err := t.Setting(through)
	if err != nil {
		return p, err
	}
	before, err := t.Setting(seen)
	if err != nil {
		return p, err
	}
	if p.state, err = stateOf(t); err != nil {
		return p, err
	}
	if p.idle = last == string(p.today) && before == p.state; p.idle {
		return p, nil
	}
	since := care.Date(last)
	if since == "" || since > p.today {
		since = p.today
	}
	known, err := t.UnitDutiesSince(care.MillisOf(since.Time()))
	if err != nil {
		return p, err
	}
	units, err := unitsByID(t, known)
	if err != nil {
		return p, err
	}
	have := make(map[dutyKey]bool, len(known))
	changed := before != p.state
	for _, d := range known {
		if d.State == care.DutyVoid && d.Outcome == reasonOver {
			continue // asked for again where a pack came back
		}
		have[dutyKey{d.Rule, d.RefID, d.Period}] = true
		if d.State != care.DutyOpen {
			continue
		}
		over, err := reasonEnded(t, d, units[d.RefID])
		if err != nil {
			return p, err
		}
		if over {
			p.gone = append(p.gone, d)
			continue
		}
		if byRound(t.Policy, d.Rule) {
			p.evidenced = append(p.evidenced, d)
		}
		if changed {
			if err := p.owned(t, d); err != nil {
				return p, err
			}
		}
	}
	if p.missing, err = due(t, since, p.today, have); err != nil {
		return p, err
	}
	return p, p.demands(t)
}

// owned notes an open duty that lies elsewhere than with its owner: a seat that was
// empty has somebody again, who inherits what climbed meanwhile.
func (p *run) owned(t *act.Tx, d care.Duty) error {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, _, err := t.Cadence(id)
	if err != nil {
		return err
	}
	owner, err := ownerOf(t, c, d.RefID)
	if err == nil && owner != d.Post {
		d.Post = owner
		p.given = append(p.given, d)
	}
	return err
}

// give gives an open duty to its owner; one that was ended meanwhile stays ended.
func give(t *act.Tx, d care.Duty) error {
	err := t.GiveDuty(d)
	if care.KindOf(err) == care.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	return t.Send("duty", d.Post, 0, d.ID)
}

// stateOf tells apart what the duties of units depend on besides the day: rules,
// units, intervals and who sits where.
func stateOf(t *act.Tx) (string, error) {
	units, err := t.UnitsMark()
	if err != nil {
		return "", err
	}
	seats, err := t.SeatsMark()
	if err != nil {
		return "", err
	}
	set, err := t.Intervals()
	n := 0
	for _, history := range set {
		n += len(history)
	}
	return fmt.Sprint(t.Policy.Hash(), " ", units, " ", n, " ", seats), err
}

// reasonOver is the outcome of a duty that nobody asks for any more.
const reasonOver = "reason_ended"

// unitsByID reads the units of open duties once each.
func unitsByID(t *act.Tx, duties []care.Duty) (map[care.ID]care.Unit, error) {
	out := map[care.ID]care.Unit{}
	for _, d := range duties {
		if _, read := out[d.RefID]; read || d.State != care.DutyOpen {
			continue
		}
		u, err := t.Unit(d.RefID)
		if err != nil {
			return nil, err
		}
		out[d.RefID] = u
	}
	return out, nil
}

// chunkMost is how many duties one act opens. Ours: a page of the log, not a flood.
const chunkMost = 500

// due lists the duties that should exist for periods that touch since..today and
// do not.
func due(t *act.Tx, since, today care.Date, have map[dutyKey]bool) (out []care.Duty, err error) {
	err = eachOwed(t, since, today, func(o owed) error {
		if !have[dutyKey{o.rule(), o.unit.ID, o.period.Name}] {
			out = append(out, care.Duty{Rule: o.rule(), Period: o.period.Name, Unit: o.unit.ID, Ref: refUnit, RefID: o.unit.ID, DueAt: o.period.Due()})
		}
		return nil
	})
	return out, err
}

// owed is what a unit owes for one period.
type owed struct {
	cadence policy.Cadence
	unit    care.Unit
	period  duty.Period
}

func (o owed) rule() string { return policy.CadencePrefix + o.cadence.ID }

// eachOwed goes through everything that units owe for periods that touch
// since..today.
func eachOwed(t *act.Tx, since, today care.Date, fn func(owed) error) error {
	units := map[care.UnitKind][]care.Unit{}
	cadences, err := t.Cadences()
	if err != nil {
		return err
	}
	for _, c := range cadences {
		if !c.InForce(today) || c.Unsettled() {
			continue // a proposal binds nobody
		}
		periods := periodsOf(c, since, today, t.Policy.Calendar())
		for _, kind := range kindsOf(c) {
			list, read := units[kind]
			if !read {
				if list, err = t.UnitsOfKind(kind, today); err != nil {
					return err
				}
				units[kind] = list
			}
			for _, u := range list {
				if !c.Binds(u.Kind, u.Stage) || u.Kind == care.Class && leftSchool(u, today) {
					continue
				}
				for _, p := range periods {
					free, err := spared(t, c, u, Days{p.First, p.Last})
					if err != nil {
						return err
					}
					if free || p.Last < u.OpenedOn {
						continue
					}
					if err := fn(owed{c, u, p}); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// kindsOf are the kinds of unit to look through; a university is a school.
func kindsOf(c policy.Cadence) []care.UnitKind {
	var out []care.UnitKind
	for _, k := range c.Unit {
		if k == care.UniversityUnit {
			k = care.School
		}
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// leftSchool tells whether a class has no grade any more.
func leftSchool(u care.Unit, today care.Date) bool {
	grade := u.Grade(care.SchoolYear(today))
	last := map[care.Stage]int{care.Primary: 6, care.Junior: 9, care.Senior: 12, care.Vocational: 12, care.University: 17}[u.Stage]
	return grade < u.Stage.FirstGrade() || grade > last
}

// periodsOf lists the periods that have begun by today and were not over at since.
// Short stretches without a school day (holidays) ask nothing of schools: ours.
func periodsOf(c policy.Cadence, since, today care.Date, cal *policy.Calendar) []duty.Period {
	var out []duty.Period
	r := c.Recurrence()
	for p := r.On(since, cal); p.Name != "" && p.First <= today; p = r.Next(p, cal) {
		if short(c) && !anySchoolDay(p, cal) {
			continue
		}
		out = append(out, p)
	}
	return out
}

func short(c policy.Cadence) bool {
	school := slices.ContainsFunc(c.Unit, func(k care.UnitKind) bool { return k == care.School || k == care.Class })
	return school && (c.Period == duty.HalfMonth || c.Period == duty.TwoWeeks || c.Period == duty.CalendarMonth)
}

func anySchoolDay(p duty.Period, cal *policy.Calendar) bool {
	for d := p.First; d <= p.Last; d = d.AddDays(1) {
		if cal.IsSchoolDay(d) {
			return true
		}
	}
	return false
}

// reasonEnded tells that nobody asks for an open duty any more: its cadence left the
// pack, is no longer in force, does not bind the unit, demands grades that it does not
// have or has other periods now, or the unit closed.
func reasonEnded(t *act.Tx, d care.Duty, u care.Unit) (bool, error) {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, known, err := t.Cadence(id)
	if err != nil || !known || !c.InForce(t.Today) {
		return err == nil, err
	}
	if u.ClosedOn != "" && u.ClosedOn < t.Today || !c.Binds(u.Kind, u.Stage) {
		return true, nil
	}
	days, err := act.Once(t, func() (Days, error) {
		from, to := window(c, d, t.Policy.Calendar())
		return Days{from, to}, nil
	}, "window", c.ID, d.DueAt, d.Period)
	if err != nil {
		return false, err
	}
	if free, err := spared(t, c, u, days); free || err != nil {
		return free, err
	}
	return act.Once(t, func() (bool, error) { return periodOf(c, d, t.Policy.Calendar()).Name != d.Period, nil }, "no such period", c.ID, d.DueAt, d.Period)
}

func byRound(p *policy.Stack, rule string) bool {
	id, _ := strings.CutPrefix(rule, policy.CadencePrefix)
	c, _ := p.Cadence(id)
	return slices.ContainsFunc(c.DoneBy, func(s string) bool { return strings.HasPrefix(s, "round/") })
}

// open opens one duty of a unit on the post that owns it. No message leaves the
// house: a unit's duties of a year are read on its page, and climb when late.
func open(t *act.Tx, d care.Duty) error {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, ok, err := t.Cadence(id)
	if err != nil || !ok {
		return err
	}
	post, err := ownerOf(t, c, d.Unit)
	if err != nil {
		return err
	}
	d.ID, d.Post, d.OpenedAt, d.State = t.NewID(), post, t.Now, care.DutyOpen
	if steps := c.Ladder(); len(steps) > 0 {
		d.ClimbAt = d.DueAt + care.Millis(steps[0].After.Milliseconds())
	}
	added, err := t.InsertDuty(d)
	if err == nil && !added {
		err = t.ReviveDuty(d, reasonOver)
	}
	if err != nil {
		return err
	}
	return settle(t, d)
}

// settle ends a unit's duty when there is evidence enough, and opens it again when
// evidence was withdrawn.
func settle(t *act.Tx, d care.Duty) error {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, ok, err := t.Cadence(id)
	if err != nil || !ok {
		return err
	}
	now, err := t.DutyOf(d.Rule, refUnit, d.RefID, d.Period)
	if err != nil {
		if care.KindOf(err) == care.NotFound {
			return nil
		}
		return err
	}
	u, err := t.Unit(d.RefID)
	if err != nil {
		return err
	}
	from, to := window(c, now, t.Policy.Calendar())
	n, err := have(t, c, u, from, to, judgedOn(t, now))
	if err != nil {
		return err
	}
	switch enough := n.Held >= c.Count; {
	case enough && now.State == care.DutyOpen:
		return t.EndDuty(now.ID, care.DutyDone, t.Who.Post, "evidence")
	case !enough && now.State == care.DutyOpen:
		return wait(t, c, now, n)
	case !enough && now.State == care.DutyDone && now.Outcome == "evidence":
		climb := care.Millis(0)
		if steps := c.Ladder(); len(steps) > 0 {
			climb = now.DueAt + care.Millis(steps[0].After.Milliseconds())
		}
		if err := t.ReopenDuty(now.ID, climb); err != nil {
			return err
		}
		if now.Post, err = ownerOf(t, c, now.RefID); err != nil {
			return err
		}
		if err := t.GiveDuty(now); err != nil {
			return err
		}
		return wait(t, c, now, n)
	}
	return nil
}

// ownerOf is the post that owns what a unit must do: the one its rule names, where it
// may write down the evidence, else the unit's head.
func ownerOf(t *act.Tx, c policy.Cadence, unit care.ID) (care.ID, error) {
	recorded := slices.ContainsFunc(c.DoneBy, func(s string) bool { return strings.HasPrefix(s, "activity/") })
	return t.SeatFor(act.Matter{Unit: unit, Data: access.Activities, Writes: recorded}, unit, c.Owner, care.UnitHead, care.Principal)
}

// wait moves the day of an open duty that only the signature of a month's lessons
// is missing for: nobody is late before the month can be signed. Once lessons fall
// out it is due on its own day again.
func wait(t *act.Tx, c policy.Cadence, d care.Duty, n lesson.Tally) error {
	due := periodOf(c, d, t.Policy.Calendar()).Due()
	if n.All() > n.Held && n.All() >= c.Count {
		due = care.MillisOf(lesson.SignBy(care.DateOf(due.Time())).AddDays(1).Time()) - 1
	}
	if due == d.DueAt {
		return nil
	}
	d.DueAt, d.Rung, d.ClimbAt = due, 0, 0
	if steps := c.Ladder(); len(steps) > 0 {
		d.ClimbAt = due + care.Millis(steps[0].After.Milliseconds())
	}
	return t.MoveDuty(d)
}

// periodOf is the period a duty is about. It ends on the day the duty is due, or up
// to six weeks before where lessons wait for a signature.
func periodOf(c policy.Cadence, d care.Duty, cal *policy.Calendar) duty.Period {
	last := care.DateOf(d.DueAt.Time())
	r := c.Recurrence()
	for n := range 6 * 7 {
		if p := r.On(last.AddDays(-n), cal); p.Name == d.Period {
			return p
		}
	}
	return r.On(last, cal)
}

// window is the days whose records count for a duty: its period; around a fixed
// date as long after it as before (ours).
func window(c policy.Cadence, d care.Duty, cal *policy.Calendar) (from, to care.Date) {
	p := periodOf(c, d, cal)
	if c.Period == duty.FixedDates {
		return p.First, p.Last.AddDays(duty.LeadDays)
	}
	return p.First, p.Last
}
