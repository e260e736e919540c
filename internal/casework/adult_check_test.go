package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// From 18 on guardians learn only by consent or danger to life, also on the day of an
// alert: the check asks, and the alert does not offer the guardian's telephone.
func TestASafetyCheckAsksAnAdultBeforeItCallsHome(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	class := senior(t, f)
	def, _ := f.Forms().Get("safety_check")
	for _, c := range []struct {
		name, birth, may string
		phone            bool   // shown with the alert
		fault            string // the field at fault
	}{
		{"明天成年", "2008-09-16", "", true, ""},
		{"今天成年没问", "2008-09-15", "", false, "guardian_may"},
		{"今天成年说未成年", "2008-09-15", "minor", false, "guardian_may"},
		{"今天成年不同意", "2008-09-15", "refuses", false, ""},
		{"今天成年同意", "2008-09-15", "agrees", false, ""},
		{"不知生日没问", "", "", false, "guardian_may"},
		{"不知生日未成年", "", "minor", false, ""},
	} {
		pupil, who := f.Pupil(t, class, c.name, care.Date(c.birth), mother), f.As(care.PsychologyLead)
		err := f.Do(ctx, act.System, "test.Alert", func(tx *act.Tx) error {
			_, _, err := tx.RaiseAlert(care.Alert{Person: pupil, School: f.School.ID, Class: class, Source: care.AlertHelp, Campaign: tx.NewID(), Sitting: tx.NewID()}, nil, []care.ID{who.Post})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		alert := f.AlertOf(t, pupil).ID
		if _, err := f.Casework.AnswerAlert(ctx, who, alert); err != nil {
			t.Fatal(err)
		}
		file, err := f.Casework.OpenAlert(ctx, who, alert)
		if err != nil || (file.Phone != "") != c.phone {
			t.Errorf("%s: telephone %q, %v; want one: %v", c.name, file.Phone, err, c.phone)
		}
		posted := fixture.With(fixture.SafeCheck, map[string][]string{"guardian_may": {c.may}})
		if c.may == "" {
			delete(posted, "guardian_may")
		}
		if c.may == "refuses" {
			delete(posted, "guardian_contact")
		}
		err = f.Casework.SafetyCheck(ctx, who, alert, def.Parse(posted))
		var e *care.Error
		switch {
		case c.fault == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.fault != "" && (!asError(err, &e) || e.Fields[c.fault].IsZero()):
			t.Errorf("%s: got %v, want a fault at %s", c.name, err, c.fault)
		}
	}
}
