package act

import (
	"fmt"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// ladder is who is called about one duty in turn, and from when the times count.
type ladder struct {
	steps []duty.Step
	owner care.ID
	from  care.Millis
	near  care.ID // the unit from which the roles are looked for upwards
	may   filter
}

// ladderOf reads the ladder of a duty: the roles that its rule names, else those above
// its owner in the warning network of the school it is about.
func (t *Tx) ladderOf(d care.Duty) (l ladder, err error) {
	rule, known := t.Policy.Obligation(d.Rule)
	if !known {
		return l, fmt.Errorf("act: the policy has no rule %q", d.Rule)
	}
	l = ladder{steps: rule.Climb, owner: d.Post, from: d.DueAt, near: d.Unit, may: anybody}
	if rule.ClimbFrom == policy.FromOpened {
		l.from = d.OpenedAt
	}
	if !rule.Along {
		return l, nil
	}
	if l.near, err = t.classIn(d); err != nil {
		return l, err
	}
	rungs, err := t.rungs(d.Post, l.near)
	if err != nil {
		return l, err
	}
	l.steps = policy.OnRungs(rule.Climb, rungs)
	m, err := t.MatterOf(d)
	l.may = func(post care.ID) (bool, error) {
		if able, err := t.MayOpen(post, m); !able || err != nil {
			return false, err
		}
		return t.leadsGrade(post, l.near)
	}
	return l, err
}

// classIn is the class of whom a duty is about, where it lies in the unit that owes
// it; else that unit.
func (t *Tx) classIn(d care.Duty) (care.ID, error) {
	if d.Person == 0 {
		return d.Unit, nil
	}
	class, err := t.classOf(d.Person)
	if care.KindOf(err) == care.NotFound {
		return d.Unit, nil
	}
	if err != nil {
		return 0, err
	}
	if inside, err := t.Inside(class, d.Unit); !inside || err != nil {
		return d.Unit, err
	}
	return class, nil
}

// rungs is who stands above a post in the network of the school around a unit.
func (t *Tx) rungs(post, unit care.ID) ([]care.Role, error) {
	kind, at := "", policy.Tier("")
	school, err := Once(t, func() (care.Unit, error) { return t.Above(unit, care.School) }, "school above", unit)
	switch {
	case err == nil && school.Stage == care.University:
		kind = policy.UniversityNetwork
	case err == nil:
		kind = policy.SchoolNetwork
	case care.KindOf(err) != care.NotFound:
		return nil, err
	}
	owner, err := t.Post(post)
	if err != nil {
		return nil, err
	}
	u, err := t.Unit(owner.Unit)
	if err != nil {
		return nil, err
	}
	switch u.Kind {
	case care.Class:
		at = policy.TierClass
	case care.College:
		at = policy.TierDepartment
	}
	return t.Policy.RungsIn(kind, owner.Role, at), nil
}

// leadsGrade tells whether a grade head may be the one of a class: a post does not say
// which grade it leads, so of several it is whose holder has a class of that grade.
// Every other post may.
func (t *Tx) leadsGrade(post, class care.ID) (bool, error) {
	p, err := t.Post(post)
	if err != nil || p.Role != care.GradeHead {
		return err == nil, err
	}
	heads, err := t.PostsOf(p.Unit, care.GradeHead)
	if err != nil || len(heads) < 2 {
		return err == nil, err
	}
	c, err := t.Unit(class)
	if err != nil || c.Kind != care.Class {
		return false, err
	}
	holder, err := t.Holder(post)
	if err != nil {
		return false, err
	}
	held, err := t.HeldPosts(holder)
	if err != nil {
		return false, err
	}
	for _, h := range held {
		u, err := t.Unit(h.Unit)
		if err != nil {
			return false, err
		}
		if u.Kind == care.Class && u.Stage == c.Stage && u.Entry == c.Entry {
			return true, nil
		}
	}
	return false, nil
}

// call is who is called at a rung: where nobody sits, or nobody who may know of it,
// the next above; at last the district. Of several with the role that is called, it is
// one who does not owe the duty himself.
func (l ladder) call(t *Tx, rung int) (care.ID, error) {
	var roles []care.Role
	for _, s := range l.steps[rung:] {
		roles = append(roles, s.To)
	}
	post, err := t.seat(l.near, roles, l.may)
	if err != nil || post != l.owner {
		return post, err
	}
	owner, err := t.Post(post)
	if err != nil {
		return 0, err
	}
	posts, err := t.PostsAbove(l.near, owner.Role)
	if err != nil {
		return 0, err
	}
	other, err := t.actingFor(posts, owner.Role, func(post care.ID) (bool, error) {
		if post == l.owner {
			return false, nil
		}
		return l.may(post)
	})
	if err != nil || other == 0 {
		return post, err
	}
	return other, nil
}

// Called lists the posts that a late duty has called so far, in order.
func (t *Tx) Called(d care.Duty) ([]care.ID, error) {
	l, err := t.ladderOf(d)
	if err != nil {
		return nil, err
	}
	return l.called(t, d.Rung)
}

// called lists who is called at the first rungs of a ladder.
func (l ladder) called(t *Tx, rungs int) (list []care.ID, err error) {
	for r := range min(rungs, len(l.steps)) {
		post, err := l.call(t, r)
		if err != nil {
			return nil, err
		}
		list = append(list, post)
	}
	return list, nil
}

// climbDuty calls the next of a late duty's ladder: a message goes to the post
// above; the duty stays with its owner and is never locked. Nobody is called twice
// because the rung between is vacant. Where the ladder became shorter, because the duty
// went to somebody higher up, the highest rung reached is called all the same.
func (k *Kernel) climbDuty(t *Tx, d care.Duty) error {
	l, err := t.ladderOf(d)
	if err != nil {
		return err
	}
	rung, next := duty.Climb(l.steps, l.from, t.Now)
	first := max(0, min(d.Rung, rung-1))
	called, err := l.called(t, first)
	if err != nil {
		return err
	}
	for r := first; r < rung; r++ {
		post, err := l.call(t, r)
		if err != nil {
			return err
		}
		if post == d.Post || slices.Contains(called, post) {
			continue
		}
		if err := t.Send("duty", post, 0, d.ID); err != nil {
			return err
		}
		called = append(called, post)
	}
	d.Rung, d.ClimbAt = rung, next
	return t.MoveDuty(d)
}
