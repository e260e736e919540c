package supervision

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// Settings that remember up to which day units' duties were opened, and of what
// region: its rules, units and closed rounds.
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

// plan is what a run found to do.
type plan struct {
	today     care.Date
	state     string // what the region is made of
	idle      bool   // looked through today already, and nothing is different
	missing   []care.Duty
	gone      []care.Duty // their reason ended
	evidenced []care.Duty // open, and a round may be their evidence
	given     []care.Duty // open, and somebody else owns them now
}

// Generate opens the duties of every unit for every period that has begun since
// the last time, and ends those whose reason ended. It may run at any time, twice,
// and after days of outage: the key is rule, unit and period. A second run on the
// same day costs two readings unless rules, units or rounds have changed.
func (r Room) Generate(ctx context.Context) error {
	var p plan
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
func look(t *act.Tx) (p plan, err error) {
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
	closed, err := t.UnitsClosedBefore(p.today)
	if err != nil {
		return p, err
	}
	kinds, err := unitsByID(t, known)
	if err != nil {
		return p, err
	}
	have, owners := make(map[dutyKey]bool, len(known)), map[ownerKey]care.ID{}
	for _, d := range known {
		if d.State == care.DutyVoid && d.Outcome == reasonOver {
			continue // asked for again where a pack came back
		}
		have[dutyKey{d.Rule, d.RefID, d.Period}] = true
		switch {
		case d.State != care.DutyOpen:
		case closed[d.RefID] || !asked(t.Policy, d.Rule, p.today) || !fits(t.Policy, kinds[d.RefID], d):
			p.gone = append(p.gone, d)
		default:
			if byRound(t.Policy, d.Rule) {
				p.evidenced = append(p.evidenced, d)
			}
			if err := p.owned(t, owners, d); err != nil {
				return p, err
			}
		}
	}
	p.missing, err = due(t, since, p.today, have)
	return p, err
}

type ownerKey struct {
	unit care.ID
	role care.Role
}

// owned notes an open duty that lies elsewhere than with its owner: a seat that was
// empty has somebody again, who inherits what climbed meanwhile.
func (p *plan) owned(t *act.Tx, owners map[ownerKey]care.ID, d care.Duty) (err error) {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, _ := t.Policy.Cadence(id)
	key := ownerKey{d.RefID, c.Owner}
	if owners[key] == 0 {
		if owners[key], err = ownerOf(t, c, d.RefID); err != nil {
			return err
		}
	}
	if owners[key] != d.Post {
		d.Post = owners[key]
		p.given = append(p.given, d)
	}
	return nil
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

// stateOf tells apart what the duties of units depend on besides the day.
func stateOf(t *act.Tx) (string, error) {
	units, err := t.UnitsMark()
	if err != nil {
		return "", err
	}
	return t.Policy.Hash() + " " + units, nil
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

// fits tells whether a cadence still binds a duty's unit and has the period it is
// for: another pack may bind others, or count in other periods.
func fits(p *policy.Stack, u care.Unit, d care.Duty) bool {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, known := p.Cadence(id)
	if !known || !c.Binds(u.Kind, u.Stage) {
		return false
	}
	r, last, cal := c.Recurrence(), care.DateOf(d.DueAt.Time()), p.Calendar()
	for at := r.On(care.DateOf(d.OpenedAt.Time()), cal); at.Name != "" && at.First <= last; at = r.Next(at, cal) {
		if at.Name == d.Period {
			return true
		}
	}
	return r.On(last, cal).Name == d.Period
}

// chunkMost is how many duties one act opens. Ours: a page of the log, not a flood.
const chunkMost = 500

// due lists the duties that should exist for periods that touch since..today and
// do not.
func due(t *act.Tx, since, today care.Date, have map[dutyKey]bool) ([]care.Duty, error) {
	var out []care.Duty
	units := map[care.UnitKind][]care.Unit{}
	for _, c := range t.Policy.Cadences() {
		if !c.InForce(today) {
			continue
		}
		periods := periodsOf(c, since, today, t.Policy.Calendar())
		for _, kind := range kindsOf(c) {
			list, read := units[kind]
			if !read {
				var err error
				if list, err = t.UnitsOfKind(kind, today); err != nil {
					return nil, err
				}
				units[kind] = list
			}
			for _, u := range list {
				if !c.Binds(u.Kind, u.Stage) || u.Kind == care.Class && leftSchool(u, today) {
					continue
				}
				for _, p := range periods {
					rule := policy.CadencePrefix + c.ID
					if have[dutyKey{rule, u.ID, p.Name}] || p.Last < u.OpenedOn {
						continue
					}
					out = append(out, care.Duty{Rule: rule, Period: p.Name, Unit: u.ID, Ref: refUnit, RefID: u.ID, DueAt: p.Due()})
				}
			}
		}
	}
	return out, nil
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
	return school && (c.Period == duty.HalfMonth || c.Period == duty.CalendarMonth)
}

func anySchoolDay(p duty.Period, cal *policy.Calendar) bool {
	for d := p.First; d <= p.Last; d = d.AddDays(1) {
		if cal.IsSchoolDay(d) {
			return true
		}
	}
	return false
}

// asked tells whether the pack still asks for a duty: its cadence is in it and in
// force.
func asked(p *policy.Stack, rule string, today care.Date) bool {
	id, _ := strings.CutPrefix(rule, policy.CadencePrefix)
	c, known := p.Cadence(id)
	return known && c.InForce(today)
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
	c, ok := t.Policy.Cadence(id)
	if !ok {
		return nil
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
	c, ok := t.Policy.Cadence(id)
	if !ok {
		return nil
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
	n, err := have(t, c, u, from, to)
	if err != nil {
		return err
	}
	switch enough := n >= c.Count; {
	case enough && now.State == care.DutyOpen:
		return t.EndDuty(now.ID, care.DutyDone, t.Who.Post, "evidence")
	case !enough && now.State == care.DutyDone && now.Outcome == "evidence":
		climb := care.Millis(0)
		if steps := c.Ladder(); len(steps) > 0 {
			climb = now.DueAt + care.Millis(steps[0].After.Milliseconds())
		}
		if err := t.ReopenDuty(now.ID, climb); err != nil {
			return err
		}
		return giveAgain(t, c, now)
	}
	return nil
}

// giveAgain gives a duty that is open again to whoever owns it now: whoever had it
// may have left meanwhile.
func giveAgain(t *act.Tx, c policy.Cadence, d care.Duty) error {
	post, err := ownerOf(t, c, d.RefID)
	if err != nil || post == d.Post {
		return err
	}
	d.Post = post
	return t.GiveDuty(d)
}

// ownerOf is the post that owns what a unit must do.
func ownerOf(t *act.Tx, c policy.Cadence, unit care.ID) (care.ID, error) {
	return t.Seat(unit, c.Owner, care.UnitHead, care.Principal)
}

// window is the days whose records count for a duty: its period; around a fixed
// date as long after it as before (ours).
func window(c policy.Cadence, d care.Duty, cal *policy.Calendar) (from, to care.Date) {
	last := care.DateOf(d.DueAt.Time())
	p := c.Recurrence().On(last, cal)
	if c.Period == duty.FixedDates {
		return p.First, p.Last.AddDays(duty.LeadDays)
	}
	return p.First, p.Last
}
