package supervision

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// setInterval is the timer by which the region sets the interval of what its documents
// call regular; RefInterval is what such a duty is about, its period the cadence.
const (
	setInterval = "set_interval"
	RefInterval = "interval"
)

// Demand is an interval that the region still has to set, and by when.
type Demand struct {
	policy.Cadence
	By care.Date // "" until the clock has asked for it
}

// Unsettled lists what the region still has to set, for the check at the start.
func (r Room) Unsettled(ctx context.Context) (list []Demand, err error) {
	err = r.View(ctx, act.System, func(t *act.Tx) error {
		list = nil
		open, err := t.OpenIntervals()
		if err != nil {
			return err
		}
		for _, c := range open {
			d, err := demandOf(t, c.ID)
			if err != nil {
				return err
			}
			by := care.Date("")
			if d.State == care.DutyOpen {
				by = care.DateOf(d.DueAt.Time())
			}
			list = append(list, Demand{c, by})
		}
		return nil
	})
	return list, err
}

// demandOf reads the duty to set an interval; none is no error.
func demandOf(t *act.Tx, cadence string) (care.Duty, error) {
	root, err := t.Root()
	if err != nil {
		return care.Duty{}, err
	}
	d, err := t.DutyOf(setInterval, RefInterval, root.ID, cadence)
	if care.KindOf(err) == care.NotFound {
		return care.Duty{}, nil
	}
	return d, err
}

// demands notes which intervals nobody is asked to set yet, and whom to ask no more.
func (p *run) demands(t *act.Tx) error {
	open, err := t.OpenIntervals()
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, c := range open {
		d, err := demandOf(t, c.ID)
		if err != nil {
			return err
		}
		asked[c.ID] = true
		if d.State != care.DutyOpen {
			p.demanded = append(p.demanded, c.ID)
		}
	}
	root, err := t.Root()
	if err != nil {
		return err
	}
	list, err := t.OpenDutiesFor(setInterval, RefInterval, root.ID)
	for _, d := range list {
		if !asked[d.Period] {
			p.gone = append(p.gone, d)
		}
	}
	return err
}

// demand asks whoever may set a region's intervals for one of them, by a day.
func demand(t *act.Tx, cadence string) error {
	root, err := t.Root()
	if err != nil {
		return err
	}
	post, err := t.SeatFor(act.Matter{Unit: root.ID, Data: access.Intervals, Writes: true}, root.ID, care.DistrictOfficer)
	if err != nil {
		return err
	}
	timer, err := t.Timer(setInterval)
	if err != nil {
		return err
	}
	d := care.Duty{Unit: root.ID, Ref: RefInterval, RefID: root.ID, Post: post, Period: cadence, DueAt: t.DueAt(timer)}
	if d, err = t.OpenDuty(setInterval, d); err != nil {
		return err
	}
	return t.ReviveDuty(d, reasonOver)
}

// met ends the duty to set an interval that was set.
func met(t *act.Tx, cadence string) error {
	d, err := demandOf(t, cadence)
	if err != nil || d.State != care.DutyOpen {
		return err
	}
	return t.EndDuty(d.ID, care.DutyDone, t.Who.Post, "set")
}

// AuditIntervals proves that somebody is asked by a day for every interval that the
// region has not set, and finds those whose day is over: until it is set nobody owes
// what the document demands.
func AuditIntervals(t *act.Tx, fail func(format string, args ...any)) (checked int, err error) {
	last, err := t.Setting(through)
	if err != nil || last == "" {
		return 0, err
	}
	adopted, _, err := asOf(t, care.Date(last))
	if err != nil {
		return 0, err
	}
	for _, c := range t.Policy.Unsettled() {
		if c.InForce(t.Today) {
			checked++
		}
	}
	open, err := t.OpenIntervals()
	if err != nil {
		return 0, err
	}
	for _, c := range open {
		d, err := demandOf(t, c.ID)
		switch {
		case err != nil:
			return checked, err
		case d.State != care.DutyOpen && adopted < care.Date(last): // what a new pack asks is asked within the hour
			fail("the interval of %s (%s) is not set, and nobody is asked to set it", c.ID, c.Clause)
		case d.State == care.DutyOpen && d.DueAt < t.Now:
			fail("the interval of %s (%s) was to be set by %s: the district officer sets it under Settings, Intervals", c.ID, c.Clause, care.DateOf(d.DueAt.Time()))
		}
	}
	return checked, nil
}
