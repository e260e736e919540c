package act

import (
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
)

// alertTimer names the ladder of a danger alert: two minutes' silence calls the
// next (design), then on up the school to the district. Ours.
const alertTimer = "alert_climb"

// RaiseAlert raises the alert of a sitting and calls the duty posts at once. A
// sitting has one alert: while it is open, another critical answer adds nothing
// that would make anybody run twice; once it has ended, what is new calls again.
// It is never a level; the flag beside it asks for the interview.
func (t *Tx) RaiseAlert(a care.Alert, items []string, posts []care.ID) (care.Alert, bool, error) {
	timer, err := t.Timer(alertTimer)
	if err != nil {
		return a, false, err
	}
	a.ID, a.State, a.RaisedAt = t.NewID(), care.AlertRaised, t.Now
	_, a.ClimbAt = duty.Climb(timer.Climb, t.Now, t.Now)
	sealed, err := t.SealJSON(a.Person, envelope.Scores, "alert", "items", a.ID, items)
	if err != nil {
		return a, false, err
	}
	raised, err := t.InsertAlert(a, sealed)
	if err != nil {
		return a, false, err
	}
	if !raised {
		return t.raiseAgain(a, items, posts, timer)
	}
	return a, true, t.callOut(a, posts, timer)
}

// raiseAgain calls anew when the sitting's alert had ended and this is news. It
// answers false, because the alert is not a new one.
func (t *Tx) raiseAgain(a care.Alert, items []string, posts []care.ID, timer policy.Timer) (care.Alert, bool, error) {
	had, err := t.AlertOfSitting(a.Sitting)
	if err != nil || had.State != care.AlertEnded {
		return had, false, err
	}
	known, err := t.AlertItemsOf(had)
	if err != nil && care.KindOf(err) != care.Sealed {
		return had, false, err
	}
	news := a.Source == care.AlertHelp || err != nil // what can't be read while locked counts as news
	for _, item := range items {
		news = news || !slices.Contains(known, item)
	}
	if !news {
		return had, false, nil
	}
	a.ID = had.ID
	sealed, err := t.SealJSON(a.Person, envelope.Scores, "alert", "items", a.ID, append(known, items...))
	if err != nil {
		return had, false, err
	}
	if err := t.RaiseAgain(a, sealed); err != nil {
		return had, false, err
	}
	if err := t.recall(a); err != nil {
		return had, false, err
	}
	return a, false, t.callOut(a, posts, timer)
}

// callOut calls the duty posts and opens the safety check.
func (t *Tx) callOut(a care.Alert, posts []care.ID, timer policy.Timer) error {
	if err := t.callPosts(a, posts, timer); err != nil {
		return err
	}
	post, err := t.SeatFor(Matter{Person: a.Person, Data: access.Alerts, Of: care.StudentCare}, a.Class, CareChain...)
	if err != nil {
		return err
	}
	_, err = t.OpenDuty("safety_check", care.Duty{Person: a.Person, Unit: a.School, Ref: "alert", RefID: a.ID, Post: post, Level: care.LevelMajor,
		Period: fmt.Sprint(int64(a.RaisedAt))})
	t.Tell(Event{Kind: "alert", ID: a.ID, Unit: a.School})
	return err
}

// callPosts calls those of the round's duty posts that belong to the pupil's
// school or above it; when none of them is held, the first of the care chain, so
// that somebody is always called at once.
func (t *Tx) callPosts(a care.Alert, posts []care.ID, timer policy.Timer) error {
	called := 0
	for _, p := range posts {
		acting, err := Once(t, func() (care.ID, error) { return t.actingNear(a.Class, p) }, "acting", a.Class, p)
		if err != nil {
			return err
		}
		if acting == 0 {
			continue
		}
		if err := t.call(a, acting, 0); err != nil {
			return err
		}
		called++
	}
	if called > 0 {
		return nil
	}
	post, err := t.Seat(a.Class, CareChain...)
	if err != nil {
		return err
	}
	return t.call(a, post, 0)
}

// actingNear is who is on duty for a post that sits at the class's school or above it;
// 0 for any other.
func (t *Tx) actingNear(class, post care.ID) (care.ID, error) {
	p, err := t.Post(post)
	if err != nil {
		return 0, err
	}
	near, err := t.Inside(class, p.Unit)
	if err != nil || !near {
		return 0, err
	}
	return t.OnDuty(post)
}

func (t *Tx) call(a care.Alert, post care.ID, rung int) error {
	fresh, err := t.CallPost(a.ID, post, rung)
	if err != nil || !fresh {
		return err
	}
	return t.Send("alert", post, 0, a.ID)
}

// AlertItemsOf opens which critical items raised an alert.
func (t *Tx) AlertItemsOf(a care.Alert) ([]string, error) {
	blob, err := t.AlertItems(a.ID)
	if err != nil || len(blob) == 0 {
		return nil, err
	}
	var items []string
	return items, t.OpenJSON("alert", "items", a.ID, blob, &items)
}
