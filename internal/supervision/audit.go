package supervision

import (
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Audit proves on any database that what units owe stands there: one duty for every
// obligation and period since the duties began, each done one with its evidence, each
// late one climbed. It looks as far as the clock has come, so a region that was
// switched off is not blamed before it has caught up.
func Audit(t *act.Tx, fail func(format string, args ...any)) (checked int, err error) {
	last, err := t.Setting(through)
	if err != nil || last == "" {
		return 0, err
	}
	duties, err := t.UnitDutiesSince(0)
	if err != nil {
		return 0, err
	}
	have, began := make(map[dutyKey]bool, len(duties)), care.Date(last)
	first := map[care.ID]care.Date{} // the day a unit's first duty was opened: a unit added late, or backdated, owes from then on
	for _, d := range duties {
		have[dutyKey{d.Rule, d.RefID, d.Period}] = true
		opened := care.DateOf(d.OpenedAt.Time())
		began = min(began, opened)
		if f, ok := first[d.RefID]; !ok || opened < f {
			first[d.RefID] = opened
		}
	}
	since, pending, err := asOf(t, care.Date(last))
	if err != nil {
		return 0, err
	}
	err = eachOwed(t, began, care.Date(last), func(o owed) error {
		if pending {
			return nil
		}
		start := max(o.cadence.ValidFrom, first[o.unit.ID], since)
		if o.cadence.Set != nil {
			start = max(start, o.cadence.Set.Since)
		}
		checked++
		if o.period.Last >= start && !have[dutyKey{o.rule(), o.unit.ID, o.period.Name}] {
			fail("unit %s has no duty of %s for %s", o.unit.ID, o.rule(), o.period.Name)
		}
		return nil
	})
	if err != nil {
		return checked, err
	}
	for _, d := range duties {
		checked++
		if err := auditDuty(t, d, care.Date(last), since, fail); err != nil {
			fail("duty %s of %s can't be judged: %v", d.ID, d.Rule, err)
		}
	}
	return checked, nil
}

// asOf is the day since when the pack in use asks for what units owe, and whether the
// region changed (units, rules, intervals) after the clock looked last: what is new is
// owed from its next look on, within the hour. A clock that stands still longer than a
// day is no excuse.
func asOf(t *act.Tx, last care.Date) (since care.Date, pending bool, err error) {
	list, err := t.Adoptions()
	if err != nil {
		return "", false, err
	}
	for _, a := range list {
		if a.SwitchedAt != 0 {
			since = max(since, care.DateOf(a.SwitchedAt.Time()))
		}
	}
	before, err := t.Setting(seen)
	if err != nil {
		return "", false, err
	}
	now, err := stateOf(t)
	return since, before != now && last >= t.Today.AddDays(-1), err
}

func auditDuty(t *act.Tx, d care.Duty, last, since care.Date, fail func(string, ...any)) error {
	id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
	c, known, err := t.Cadence(id)
	if err != nil || !known || d.State != care.DutyOpen && d.State != care.DutyDone {
		return err
	}
	if periodOf(c, d, t.Policy.Calendar()).Name != d.Period {
		if d.State == care.DutyOpen && !c.Unsettled() {
			fail("duty %s of %s is about %s, which is none of its periods", d.ID, d.Rule, d.Period)
		}
		return nil // done at another interval
	}
	if d.State == care.DutyDone {
		if d.Outcome != "evidence" || care.DateOf(d.DoneAt.Time()) < since {
			return nil // or judged by another pack
		}
		u, err := t.Unit(d.RefID)
		if err != nil {
			return err
		}
		from, to := window(c, d, t.Policy.Calendar())
		n, err := have(t, c, u, from, to, judgedOn(t, d))
		if err == nil && n.Held < c.Count && (c.Set == nil || care.DateOf(d.DoneAt.Time()) > c.Set.Since) {
			fail("duty %s of %s is done with %d of %d records standing", d.ID, d.Rule, n.Held, c.Count)
		}
		return err
	}
	steps := c.Ladder()
	if len(steps) == 0 || d.Rung > 0 {
		return nil
	}
	if due := d.DueAt + care.Millis(steps[0].After.Milliseconds()); care.DateOf(due.Time()) < last && (d.ClimbAt == 0 || care.DateOf(d.ClimbAt.Time()) < last) {
		fail("duty %s of %s is late and has not climbed", d.ID, d.Rule)
	}
	return nil
}
