package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// SeeAlert records that a called adult opened the alert. It is no answer: the other
// adults read it, the pupil is told nothing of it.
func (r Room) SeeAlert(ctx context.Context, who act.Who, alert care.ID) (care.Alert, error) {
	var a care.Alert
	err := r.Do(ctx, who, "casework.SeeAlert", func(t *act.Tx) (err error) {
		if a, err = t.Alert(alert); err != nil {
			return err
		}
		t.About("alert", alert, a.Person)
		if err := t.Decide(access.Read, access.Alerts, a.Person); err != nil {
			return err
		}
		return t.SeeCall(alert, who.Post)
	})
	return a, err
}

// AnswerAlert is an adult saying "I am going". The first one goes; the others
// are told that somebody does.
func (r Room) AnswerAlert(ctx context.Context, who act.Who, alert care.ID) (first bool, err error) {
	err = r.Do(ctx, who, "casework.AnswerAlert", func(t *act.Tx) error {
		a, err := t.Alert(alert)
		if err != nil {
			return err
		}
		t.About("alert", alert, a.Person)
		if err := t.Decide(access.Write, access.Alerts, a.Person); err != nil {
			return err
		}
		if err := t.SeeCall(alert, who.Post); err != nil {
			return err
		}
		if first, err = t.Tx.AnswerAlert(alert, who.Post); err != nil || !first {
			return err
		}
		t.Tell(act.Event{Kind: "alert", ID: alert, Unit: a.School})
		return r.takeCheck(t, a)
	})
	return first, err
}

// takeCheck moves the safety check to the adult who goes.
func (r Room) takeCheck(t *act.Tx, a care.Alert) error {
	d, err := t.OpenDutyFor("safety_check", "alert", a.ID)
	if care.KindOf(err) == care.NotFound || (err == nil && d.Post == t.Who.Post) {
		return nil
	}
	if err != nil {
		return err
	}
	d.Post = t.Who.Post
	return t.MoveDuty(d)
}

// SafetyCheck files the five-minute check and acts on what it found: the pupil
// was not found = everybody is called again; danger = the interview is due the
// same day; an emergency lifts the suggestion to major. The alert ends only
// when the pupil was seen.
func (r Room) SafetyCheck(ctx context.Context, who act.Who, alert care.ID, values questionnaire.Values) error {
	return r.Do(ctx, who, "casework.SafetyCheck", func(t *act.Tx) error {
		a, err := t.Alert(alert)
		if err != nil {
			return err
		}
		t.About("alert", alert, a.Person)
		if err := t.Decide(access.Write, access.Alerts, a.Person); err != nil {
			return err
		}
		if a.State == care.AlertEnded {
			return care.Fail(care.Conflict, "safety check", "这次警报已经完成安全核查", "this alert was checked already")
		}
		if err := knowMajority(t, a.Person, values, "guardian_may"); err != nil {
			return err
		}
		_, def, err := fileSheet(t, sheet{form: "safety_check", person: a.Person, ref: "alert", refID: alert, values: values})
		if err != nil {
			return err
		}
		signals := def.Signals(values)
		if slices.Contains(signals, questionnaire.SignalNotFound) {
			return t.CallAgain(a)
		}
		if err := t.EndAlert(alert, values.String("outcome")); err != nil {
			return err
		}
		if err := t.FinishDuty("safety_check", "alert", alert, values.String("outcome")); err != nil {
			return err
		}
		t.Tell(act.Event{Kind: "alert", ID: alert, Unit: a.School})
		if err := r.afterCheck(t, a, signals); err != nil {
			return err
		}
		return t.Unfollow(a.Person)
	})
}

func (r Room) afterCheck(t *act.Tx, a care.Alert, signals []string) error {
	f, err := t.FlagOfAlert(a.ID)
	if care.KindOf(err) == care.NotFound || (err == nil && f.State == care.FlagEnded) {
		return nil
	}
	if err != nil {
		return err
	}
	lift := care.Flag{Person: f.Person, School: f.School, Source: f.Source, Alert: a.ID, Suggested: f.Suggested, Critical: true}
	text := care.Text{Zh: "安全核查后需要当天面谈", En: "the safety check asks for an interview today"}
	switch {
	case slices.Contains(signals, questionnaire.SignalEmergency):
		lift.Suggested, text = care.LevelMajor, care.Text{Zh: "安全核查发现需要紧急处置", En: "the safety check found an emergency"}
	case !slices.Contains(signals, questionnaire.SignalInterviewToday):
		return nil
	}
	_, _, err = t.Flag(lift, []act.FlagReason{{Rule: "safety_check", Clause: "ours", Text: text, Level: lift.Suggested}})
	return err
}
