package casework

import (
	"cmp"
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// The forms of a contact, as packs name them.
const (
	ContactForm  = policy.ContactForm
	AdultContact = policy.AdultContact
)

// contactForm is that of a programme.
func contactForm(t *act.Tx, id care.Programme) string {
	p, _ := t.Policy.Programme(id)
	return cmp.Or(p.Contact, ContactForm)
}

// FileContact files a contact with or a visit to somebody in a programme. Reaching
// the child finishes the duties whose timers count that kind of contact, and opens
// the next ones; an attempt finishes nothing. A sign of something abnormal that
// the writer marks sets the flag in the same act.
func (r Room) FileContact(ctx context.Context, who act.Who, episode care.ID, values questionnaire.Values) error {
	return r.Do(ctx, who, "casework.FileContact", func(t *act.Tx) error {
		e, _, err := openProgramme(t, episode, access.Write)
		if err != nil {
			return err
		}
		outcome, kind := values.String("outcome"), values.String("kind")
		t.Detail(kind, outcome)
		on := care.Date(values.String("contacted_on"))
		if on > t.Today || on != "" && on < care.DateOf(e.OpenedAt.Time()) {
			return care.Invalidf("contacted_on", "日期要在列入之后、今天或以前", "the day lies between entering the programme and today")
		}
		if _, _, err := fileSheet(t, sheet{form: contactForm(t, e.Programme), person: e.Person, ref: "episode", refID: episode, values: values}); err != nil {
			return err
		}
		if outcome != "reached" {
			return nil
		}
		return r.reached(t, e, kind, on, values)
	})
}

func (r Room) reached(t *act.Tx, e care.Episode, kind string, on care.Date, values questionnaire.Values) error {
	if err := t.SetContact(e.ID, on); err != nil {
		return err
	}
	s, err := t.Settle(e)
	if err != nil {
		return err
	}
	if _, err := t.Reached(&s, kind, on); err != nil {
		return err
	}
	if err := finishMatters(t, &s, alsoDone(values), on); err != nil {
		return err
	}
	if values.String("abnormal") != "found" || e.Programme != care.ChildInHardship {
		return nil
	}
	now, err := t.Episode(e.ID)
	if err != nil {
		return err
	}
	return raiseAbnormal(t, now, LevelReason{Reason: values.String("abnormal_facts"), Evidence: []string{"contact"}})
}

// alsoDone names the kinds of single duties that a contact may do besides: the
// guardian was told after home had been asked about, and where help is was said.
func alsoDone(v questionnaire.Values) (kinds []string) {
	if !contains(v.Strings("told"), "guardian") {
		return nil
	}
	if v.String("home_safe") == "safe" {
		kinds = append(kinds, "guardian_told")
	}
	for _, where := range []string{"help_line", "school", "doctor", "support"} {
		if contains(v.Strings("advice"), where) {
			return append(kinds, "help_advice")
		}
	}
	return kinds
}
