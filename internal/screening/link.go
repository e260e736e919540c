package screening

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

var errLinkProof = care.Invalidf("last4", "数字不对，请再看一遍", "these digits don't match")

// RecordConsentByLink records a guardian's decision made by a one-time link: the
// link is proved again, the form F1 is checked whole, and the link is spent with
// the decision. The form as it was signed is kept sealed beside the decision, with
// the guardian's own words. A child who does not want to take part is not screened,
// whatever the guardian decided; the decision says so, and who enters consents sees
// it. Where the guardian asks that the child be asked on the day, the class's list
// names him to whoever sits with the class.
func (r Room) RecordConsentByLink(ctx context.Context, token, last4 string, values questionnaire.Values) error {
	wrong := false
	who := act.Who{Actor: access.Actor{Role: care.GuardianRole}}
	err := r.Do(ctx, who, "screening.RecordConsentByLink", func(t *act.Tx) error {
		l, _, ok, err := t.ProveLink(token, last4)
		if wrong = err == nil && !ok; err != nil || wrong {
			return err
		}
		if l.Kind != "consent" {
			return act.DeadLink()
		}
		c, err := t.Campaign(l.Ref)
		if err != nil {
			return err
		}
		if over(c) {
			return errOver
		}
		age, err := t.MajorityOf(l.Person)
		if err != nil {
			return err
		}
		if age == care.Adult { // came of age since the slip was handed out: decides himself
			return act.DeadLink()
		}
		n, err := consentOf(t, values)
		if err != nil {
			return err
		}
		n.Person = l.Person
		if err := recordConsent(t, l.Ref, n); err != nil {
			return err
		}
		return t.UseLink(l.ID)
	})
	if err == nil && wrong {
		return errLinkProof
	}
	return err
}

// consentOf checks a filled-in F1 and reads the decision from it.
func consentOf(t *act.Tx, values questionnaire.Values) (NewConsent, error) {
	def, ok := t.K.Forms().Get("f1_consent")
	if !ok {
		return NewConsent{}, care.Fail(care.Internal, "read consent", "同意书缺失", "the consent form is missing")
	}
	if err := def.Check(values).Err("read consent"); err != nil {
		return NewConsent{}, err
	}
	v := def.Clean(values)
	n := NewConsent{Decision: care.ConsentDecision(v.String("decision")), Channel: "link", Form: &Signed{def, v},
		Signer: Signer{Name: v.String("signer_name"), Relation: v.String("relation"), Phone: v.String("phone")}}
	switch v.String("assent") {
	case "will_be_asked":
		n.Assent = care.AssentAsk
	case "does_not_want":
		n.Assent = care.AssentUnwilling
	}
	if !n.Decision.Allows() {
		n.Assent = ""
	}
	for _, s := range def.Signals(v) {
		if s == questionnaire.SignalDeclined {
			n.Decision = care.ConsentDecline
		}
	}
	return n, nil
}
