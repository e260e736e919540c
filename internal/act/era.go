package act

import (
	"cmp"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Era is a pack while it was the region's: from the instant on which it was switched
// to, until the next was. What was decided or opened then was by its rules.
type Era struct {
	Hash     string
	From, To care.Millis   // From 0: since the region was founded; To 0: still
	InForce  bool          // it is the region's pack now, or again
	Pack     *policy.Stack // nil: this version of the program can't read its bytes any more
}

// Era is the pack in use now.
func (k *Kernel) Era() Era {
	stack := k.Policy()
	return Era{Hash: stack.Hash(), InForce: true, Pack: stack}
}

// FormsOf are the forms as they were under a pack.
func (k *Kernel) FormsOf(stack *policy.Stack) (*questionnaire.Library, error) {
	return k.base.Under(stack.OwnForms(), stack.LevelWord)
}

// Eras are the packs that the region has worked under, oldest first. Adoptions are
// dated and never taken back, so they tell of any instant which pack was in force.
func (t *Tx) Eras() ([]Era, error) {
	if t.eras != nil {
		return t.eras, nil
	}
	list, err := t.Adoptions()
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a store.Adoption) bool { return a.SwitchedAt == 0 })
	slices.SortFunc(list, func(a, b store.Adoption) int {
		return cmp.Or(cmp.Compare(a.SwitchedAt, b.SwitchedAt), cmp.Compare(a.ID, b.ID))
	})
	now := t.Policy.Hash()
	if len(list) > 0 {
		now = list[len(list)-1].Hash
		t.eras = append(t.eras, Era{Hash: list[0].FromHash})
	} else {
		t.eras = append(t.eras, Era{Hash: now})
	}
	for _, a := range list {
		t.eras[len(t.eras)-1].To = a.SwitchedAt
		t.eras = append(t.eras, Era{Hash: a.Hash, From: a.SwitchedAt})
	}
	for i := range t.eras {
		e := &t.eras[i]
		e.Pack, e.InForce = t.past(e.Hash), e.Hash == now
	}
	return t.eras, nil
}

// past is a pack by its hash, loaded once a process: bytes never change under a hash.
// What this version can't read is not had; the pages say so.
func (t *Tx) past(hash string) *policy.Stack {
	if hash == t.Policy.Hash() {
		return t.Policy
	}
	if known, ok := t.K.past.Load(hash); ok {
		return known.(*policy.Stack)
	}
	stack, err := PackOf(t.Tx, hash)
	if err != nil {
		t.K.Log.Warn("a former pack can't be read", "pack", hash[:min(12, len(hash))], "error", err)
		return nil
	}
	t.K.past.Store(hash, stack)
	return stack
}

// inFlight is how far around a switch the clock of an act may be off: it read its
// clock before it waited, or another machine's runs a little apart. Ours.
const inFlight = care.Millis(60_000)

// PackAt is the pack that was in force at an instant.
func (t *Tx) PackAt(at care.Millis) (Era, error) {
	list, err := t.Eras()
	if err != nil {
		return Era{}, err
	}
	i := len(list) - 1
	for i > 0 && list[i].From > at {
		i--
	}
	return list[i], nil
}

// eraWith is the last pack in force between two instants that has something, also
// where that was in flight at a switch; had tells that there is one.
func (t *Tx) eraWith(from, to care.Millis, has func(*policy.Stack) bool) (e Era, had bool, err error) {
	list, err := t.Eras()
	if err != nil {
		return e, false, err
	}
	for _, late := range []care.Millis{0, inFlight} {
		for i := len(list) - 1; i >= 0; i-- {
			e := list[i]
			if e.From <= to+late && (e.To == 0 || e.To >= from-inFlight) && e.Pack != nil && has(e.Pack) {
				return e, true, nil
			}
		}
	}
	e, err = t.PackAt(from)
	return e, e.Pack == nil, err // what can't be read is not known to lack it
}

// EraOf is the time of a pack by its hash: the pack a decision names. A pack that the
// region never worked under gives that of the instant.
func (t *Tx) EraOf(hash string, at care.Millis) (Era, error) {
	if hash == t.Policy.Hash() {
		return t.eraNow(), nil
	}
	list, err := t.Eras()
	if err != nil {
		return Era{}, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Hash == hash {
			return list[i], nil
		}
	}
	return t.PackAt(at)
}

func (t *Tx) eraNow() Era { return Era{Hash: t.Policy.Hash(), InForce: true, Pack: t.Policy} }

// EraOfDuty is the pack by whose rule a duty stands or ended. An open duty was brought
// under every pack that has its rule, so it stands by the newest; one that ended stays
// with that of its end, or, where the pack that ended it has no such rule, the one before.
func (t *Tx) EraOfDuty(d care.Duty) (Era, error) {
	e, _, err := t.ruleOf(d, d.OpenedAt)
	return e, err
}

func (t *Tx) ruleOf(d care.Duty, until care.Millis) (Era, bool, error) {
	has := func(p *policy.Stack) bool { _, ok := p.Obligation(d.Rule); return ok }
	if d.State == care.DutyOpen && has(t.Policy) {
		return t.eraNow(), true, nil
	}
	switch {
	case d.State == care.DutyOpen:
		until = t.Now
	case d.DoneAt > until:
		until = d.DoneAt
	}
	return t.eraWith(d.OpenedAt, until, has)
}

// EraOfNotice is the pack by whose row somebody is told.
func (t *Tx) EraOfNotice(n care.Notice) (Era, error) {
	e, _, err := t.rowOf(n)
	return e, err
}

func (t *Tx) rowOf(n care.Notice) (e Era, had bool, err error) {
	programme := care.StudentCare
	if n.Level > care.LevelNone {
		ep, err := t.Episode(n.Episode)
		if err != nil {
			return e, false, err
		}
		programme = ep.Programme
	}
	return t.eraWith(n.CreatedAt, n.CreatedAt, func(p *policy.Stack) bool {
		if n.Level == care.LevelNone { // whoever takes a child over: none of the matrix
			timer, ok := p.Timer(protectionReport)
			return ok && timer.Clause == n.Clause
		}
		return slices.ContainsFunc(p.NoticesOf(programme, n.Level), func(row policy.Notice) bool { return row.To == n.ToRole && row.Clause == n.Clause })
	})
}

// Baseless tells of every duty and notice whose rule stands in no pack of its day, and
// of levels that name another pack than that of theirs.
func (t *Tx) Baseless(fail func(format string, args ...any)) (checked int, err error) {
	err = t.EachDuty(func(d care.Duty) error {
		checked++
		began := d
		began.State, began.DoneAt = care.DutyVoid, 0 // as it was opened, whatever became of it
		e, had, err := t.ruleOf(began, d.OpenedAt)
		if err == nil && !had {
			fail("duty %s was opened by the rule %s, which the pack of its day, %.12s, does not have", d.ID, d.Rule, e.Hash)
		}
		return err
	})
	if err != nil {
		return checked, err
	}
	err = t.EachNotice(func(n care.Notice) error {
		checked++
		e, had, err := t.rowOf(n)
		if care.KindOf(err) == care.NotFound {
			fail("notice %s is about episode %s, which is gone", n.ID, n.Episode)
			return nil
		}
		if err == nil && !had {
			fail("notice %s tells %s, whom no row of the pack of its day, %.12s, names by %s", n.ID, n.ToRole, e.Hash, n.Clause)
		}
		return err
	})
	if err != nil {
		return checked, err
	}
	return checked, t.EachLevel(func(l store.LevelLine) error {
		checked++
		e, had, err := t.eraWith(l.At, l.At, func(p *policy.Stack) bool { return p.Hash() == l.PackHash })
		if err == nil && !had {
			fail("level %s names pack %.12s, and %.12s was in force", l.ID, l.PackHash, e.Hash)
		}
		return err
	})
}
