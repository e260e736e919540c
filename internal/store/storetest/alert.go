package storetest

import (
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var alertCases = []testCase{
	{"a sitting raises one alert", oneAlertPerSitting},
	{"the first adult who goes wins, and an ended alert stays ended", alertsAreAnswered},
	{"silence climbs and calls each post once", alertsClimb},
}

func (h *house) alert(r round, s store.SittingRow, change ...func(*care.Alert)) care.Alert {
	return changed(care.Alert{ID: h.id(), Person: s.Person, School: r.school.ID, Class: r.class.ID, Campaign: r.campaign.ID, Sitting: s.ID,
		Source: care.AlertItem, State: care.AlertRaised, RaisedAt: h.now(), ClimbAt: h.now() + 120_000}, change)
}

// raised makes a pupil's sitting with an alert.
func (h *house) raised(r round) care.Alert {
	h.Helper()
	s := put(h, start, h.sitting(r, h.pupil(r.class.ID)))
	a := h.alert(r, s)
	h.write(func(tx *store.Tx) error {
		got, err := tx.InsertAlert(a, []byte{9})
		h.same("raised", got, true)
		return err
	})
	return a
}

func alertID(a care.Alert) care.ID { return a.ID }

func oneAlertPerSitting(h *house) {
	r := h.round()
	a := h.raised(r)
	h.same("an alert", get1(h, (*store.Tx).Alert, a.ID), a)
	h.same("of the sitting", get1(h, (*store.Tx).AlertOfSitting, a.Sitting), a)
	h.same("its items", get1(h, (*store.Tx).AlertItems, a.ID), []byte{9})
	h.write(func(tx *store.Tx) error {
		second := a
		second.ID = h.id()
		got, err := tx.InsertAlert(second, nil)
		h.same("a second alert of the sitting", got, false)
		return err
	})
	h.pass(time.Minute)
	s := put(h, start, h.sitting(r, a.Person, func(s *store.SittingRow) { s.Attempt = 2 }))
	later := h.alert(r, s, func(a *care.Alert) { a.Source = care.AlertHelp })
	h.write(func(tx *store.Tx) error { _, err := tx.InsertAlert(later, nil); return err })
	h.same("a call for help without items", len(get1(h, (*store.Tx).AlertItems, later.ID)), 0)
	h.same("alerts of a person, newest first", pick(get1(h, (*store.Tx).AlertsOf, a.Person), alertID), []care.ID{later.ID, a.ID})
	missing(h, "no such alert", (*store.Tx).Alert, care.ID(far))
	missing(h, "the alert of a calm sitting", (*store.Tx).AlertOfSitting, care.ID(far))
}

func alertsAreAnswered(h *house) {
	r := h.round()
	a := h.raised(r)
	post := h.id()
	h.pass(time.Minute)
	for i, p := range []care.ID{post, h.id()} {
		h.write(func(tx *store.Tx) error {
			first, err := tx.AnswerAlert(a.ID, p)
			h.same("first to answer", first, i == 0)
			return err
		})
	}
	a.State, a.AnsweredBy, a.AnsweredAt, a.ClimbAt = care.AlertAnswered, post, h.now(), 0
	h.same("answered", get1(h, (*store.Tx).Alert, a.ID), a)
	h.refused("climbing an answered alert", care.Conflict, func(tx *store.Tx) error { return tx.ClimbAlert(a, 1, 5) })

	h.same("answered by the post", pick(get1(h, (*store.Tx).AlertsAnsweredBy, post), alertID), []care.ID{a.ID})

	h.write(func(tx *store.Tx) error { return tx.ReopenAlert(a.ID, far) })
	a.State, a.AnsweredBy, a.AnsweredAt, a.Rung, a.ClimbAt = care.AlertRaised, 0, 0, 0, far
	h.same("answered by nobody any more", len(get1(h, (*store.Tx).AlertsAnsweredBy, post)), 0)
	h.same("called again", get1(h, (*store.Tx).Alert, a.ID), a)

	h.write(func(tx *store.Tx) error { return tx.EndAlert(a.ID, "safe") })
	a.State, a.EndedAt, a.Outcome, a.ClimbAt = care.AlertEnded, h.now(), "safe", 0
	h.same("ended", get1(h, (*store.Tx).Alert, a.ID), a)
	h.refused("ending twice", care.Conflict, func(tx *store.Tx) error { return tx.EndAlert(a.ID, "other") })
	h.refused("reopening what ended", care.Conflict, func(tx *store.Tx) error { return tx.ReopenAlert(a.ID, 0) })

	a.State, a.RaisedAt, a.Rung, a.ClimbAt, a.AnsweredAt, a.EndedAt, a.Outcome = care.AlertRaised, h.now(), 0, far, 0, 0, ""
	h.write(func(tx *store.Tx) error { return tx.RaiseAgain(a, []byte("more")) })
	h.same("raised again by news", get1(h, (*store.Tx).Alert, a.ID), a)
	h.same("with what is new", get1(h, (*store.Tx).AlertItems, a.ID), []byte("more"))
	h.refused("raising an open alert again", care.Conflict, func(tx *store.Tx) error { return tx.RaiseAgain(a, nil) })
}

func alertsClimb(h *house) {
	r := h.round()
	a := h.raised(r)
	h.same("before its time", len(get(h, (*store.Tx).AlertsToClimb)), 0)
	h.pass(2 * time.Minute)
	h.same("at its time", pick(get(h, (*store.Tx).AlertsToClimb), alertID), []care.ID{a.ID})

	first, second := h.id(), h.id()
	for _, c := range []struct {
		post care.ID
		rung int
		want bool
	}{{first, 0, true}, {second, 1, true}, {first, 1, false}} {
		h.write(func(tx *store.Tx) error {
			called, err := tx.CallPost(a.ID, c.post, c.rung)
			h.same("called", called, c.want)
			return err
		})
	}
	called := h.now()
	h.pass(time.Second)
	for range 2 {
		h.write(func(tx *store.Tx) error { return tx.SeeCall(a.ID, first) })
		h.pass(time.Second)
	}
	h.same("calls; seeing counts once", get1(h, (*store.Tx).Calls, a.ID), []store.AlertCall{
		{Alert: a.ID, Post: first, CalledAt: called, SeenAt: called + 1000}, {Alert: a.ID, Post: second, Rung: 1, CalledAt: called}})
	h.same("open alerts of a post", pick(get1(h, (*store.Tx).AlertsCalled, second), alertID), []care.ID{a.ID})

	h.write(func(tx *store.Tx) error { return tx.UnseeCalls(second) })
	h.same("another's successor", get1(h, (*store.Tx).Calls, a.ID)[0].SeenAt, called+1000)
	h.write(func(tx *store.Tx) error { return tx.UnseeCalls(first) })
	h.same("a successor has seen nothing", get1(h, (*store.Tx).Calls, a.ID)[0].SeenAt, care.Millis(0))
	h.write(func(tx *store.Tx) error { return tx.SeeCall(a.ID, first) })
	h.write(func(tx *store.Tx) error { return tx.ReopenAlert(a.ID, a.ClimbAt) })
	h.same("called anew", get1(h, (*store.Tx).Calls, a.ID), []store.AlertCall{
		{Alert: a.ID, Post: first, CalledAt: h.now()}, {Alert: a.ID, Post: second, Rung: 1, CalledAt: h.now()}})

	h.write(func(tx *store.Tx) error { return tx.ClimbAlert(a, 2, 0) })
	h.refused("climbing twice from the same rung", care.Conflict, func(tx *store.Tx) error { return tx.ClimbAlert(a, 1, 5) })
	h.same("nobody left to call", len(get(h, (*store.Tx).AlertsToClimb)), 0)
	h.write(func(tx *store.Tx) error { return tx.EndAlert(a.ID, "safe") })
	h.same("ended alerts of a post", len(get1(h, (*store.Tx).AlertsCalled, second)), 0)
}
