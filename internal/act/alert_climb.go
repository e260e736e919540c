package act

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/store"
)

// climbAlert calls the next of an unanswered alert: at each silence somebody who was
// not called yet, as long as there is one. Where nobody is left everybody is called
// again every two minutes: an alert never falls silent by itself. After an outage all
// the silences are made up for at once.
func (k *Kernel) climbAlert(t *Tx, a care.Alert) error {
	l, err := t.alertLadder(a)
	if err != nil {
		return err
	}
	rung, next := a.Rung, a.ClimbAt
	for next <= t.Now {
		post, at, err := l.next(rung)
		if err != nil {
			return err
		}
		if post == 0 {
			if err := t.recall(a); err != nil {
				return err
			}
			rung, next = len(l.steps), t.Now+l.silence(0)
			break
		}
		if err := l.call(post, at); err != nil {
			return err
		}
		rung, next = at, next+l.silence(at)
	}
	t.About("alert", a.ID, a.Person)
	t.Tell(Event{Kind: "alert", ID: a.ID, Unit: a.School})
	return t.ClimbAlert(a, rung, next)
}

// CallAgain lets an alert begin anew because the pupil was not found: everybody
// called so far is called again, and every rung of the ladder with them.
func (t *Tx) CallAgain(a care.Alert) error {
	l, err := t.reopenAlert(a)
	if err != nil {
		return err
	}
	for i, role := range l.roles {
		post, err := t.actingFor(l.posts, role, l.fresh)
		if err != nil {
			return err
		}
		if post == 0 {
			continue
		}
		if err := l.call(post, i+1); err != nil {
			return err
		}
	}
	return nil
}

// reopenAlert calls everybody called so far again, from the foot of the ladder.
func (t *Tx) reopenAlert(a care.Alert) (*alertLadder, error) {
	l, err := t.alertLadder(a)
	if err != nil {
		return nil, err
	}
	if err := t.ReopenAlert(a.ID, t.Now+l.silence(0)); err != nil {
		return nil, err
	}
	t.Tell(Event{Kind: "alert", ID: a.ID, Unit: a.School})
	return l, t.recall(a)
}

// alertLadder is who may still be called to an alert.
type alertLadder struct {
	t      *Tx
	alert  care.Alert
	steps  []duty.Step
	roles  []care.Role // of the steps, and at last the district, which can't be vacant
	posts  []store.PostAbove
	people []care.ID // who was called, in whichever post
}

func (t *Tx) alertLadder(a care.Alert) (*alertLadder, error) {
	timer, err := t.Timer(alertTimer)
	if err != nil {
		return nil, err
	}
	l := &alertLadder{t: t, alert: a, steps: timer.Climb}
	for _, s := range l.steps {
		l.roles = append(l.roles, s.To)
	}
	if !slices.Contains(l.roles, care.DistrictOfficer) {
		l.roles = append(l.roles, care.DistrictOfficer)
	}
	if l.posts, err = t.PostsAbove(a.Class, l.roles...); err != nil {
		return nil, err
	}
	calls, err := t.Calls(a.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		who, err := t.holderOrNobody(c.Post)
		if err != nil {
			return nil, err
		}
		l.people = append(l.people, who)
	}
	return l, nil
}

// next is whom to call after a rung, and the rung he stands on: up the ladder, past
// whoever was called in this post or another; at its end those lower down who were
// passed by, because a school may have several of them. 0 = everybody was called.
func (l *alertLadder) next(rung int) (post care.ID, at int, err error) {
	rung = min(rung, len(l.roles))
	for i, role := range append(l.roles[rung:len(l.roles):len(l.roles)], l.roles[:rung]...) {
		if post, err = l.t.actingFor(l.posts, role, l.fresh); post != 0 || err != nil {
			return post, min(rung+i+1, len(l.steps)), err
		}
	}
	return 0, len(l.steps), nil
}

// fresh lets through whoever was not called yet and may open and answer the alert.
func (l *alertLadder) fresh(post care.ID) (bool, error) {
	who, err := l.t.Holder(post)
	if err != nil || slices.Contains(l.people, who) {
		return false, err
	}
	return l.t.MayOpen(post, Matter{Person: l.alert.Person, Data: access.Alerts, Of: care.StudentCare, Writes: true})
}

func (l *alertLadder) call(post care.ID, rung int) error {
	who, err := l.t.Holder(post)
	if err != nil {
		return err
	}
	l.people = append(l.people, who)
	return l.t.call(l.alert, post, rung)
}

// silence is how long nobody may answer after a rung; at the end of the ladder as
// long as at its foot.
func (l *alertLadder) silence(rung int) care.Millis {
	after := l.steps[0].After
	if rung > 0 && rung < len(l.steps) {
		after = l.steps[rung].After - l.steps[rung-1].After
	}
	return care.Millis(after.Milliseconds())
}

// recall calls everybody called so far again; several posts of one person get one
// message.
func (t *Tx) recall(a care.Alert) error {
	calls, err := t.Calls(a.ID)
	if err != nil {
		return err
	}
	told := []care.ID{0} // an empty post was followed by whoever acts for it
	for _, c := range calls {
		who, err := t.holderOrNobody(c.Post)
		if err != nil {
			return err
		}
		if slices.Contains(told, who) {
			continue
		}
		told = append(told, who)
		if err := t.Send("alert", c.Post, 0, a.ID); err != nil {
			return err
		}
	}
	return nil
}

// holderOrNobody is who holds a post; 0 where nobody does.
func (t *Tx) holderOrNobody(post care.ID) (care.ID, error) {
	who, err := t.Holder(post)
	if care.KindOf(err) == care.NotFound {
		return 0, nil
	}
	return who, err
}

// releaseAlerts takes back what whoever left a post had said and seen of open alerts:
// nobody goes any more to whom he was going, so that alert begins anew.
func (t *Tx) releaseAlerts(post care.ID) error {
	alerts, err := t.AlertsAnsweredBy(post)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		if _, err := t.reopenAlert(a); err != nil {
			return err
		}
	}
	return t.UnseeCalls(post)
}
