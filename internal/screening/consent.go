package screening

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// NewConsent is one guardian's decision (form F1).
type NewConsent struct {
	Person   care.ID
	Decision care.ConsentDecision
	Channel  string // "paper", "batch" or "link"
	Signer   Signer
	Assent   care.Assent
	Form     *Signed // the form as signed; nil where the decision was entered by staff
}

// Signed is a form as its signer sent it, with the definition it was given to.
type Signed struct {
	Def    *questionnaire.Definition
	Values questionnaire.Values
}

// Signer is who signed; it is stored sealed.
type Signer struct {
	Name     string `json:"name,omitempty"`
	Relation string `json:"relation,omitempty"`
	Phone    string `json:"phone,omitempty"`
}

// RecordConsents records decisions from paper or a class list. A later decision
// replaces an earlier one; a refusal voids the ticket.
func (r Room) RecordConsents(ctx context.Context, who act.Who, campaign care.ID, list []NewConsent) error {
	return r.Do(ctx, who, "screening.RecordConsents", func(t *act.Tx) error {
		t.About("campaign", campaign, 0)
		t.Detail("consents", len(list))
		c, err := t.Campaign(campaign)
		if err != nil {
			return err
		}
		if over(c) {
			return errOver
		}
		for _, c := range list {
			if err := t.Decide(access.Write, access.Consent, c.Person); err != nil {
				return err
			}
			if err := recordConsent(t, campaign, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func recordConsent(t *act.Tx, campaign care.ID, c NewConsent) error {
	if !slices.Contains([]care.ConsentDecision{care.ConsentAgree, care.ConsentDecline, care.ConsentNoSelfHarm}, c.Decision) {
		return care.Invalidf("decision", "请选择同意、不同意或同意但不回答自伤类题目", "choose agree, decline, or agree without self-harm items")
	}
	class, err := t.ClassIDOf(c.Person)
	if err != nil {
		return err
	}
	if _, err := t.CampaignClass(campaign, class); err != nil {
		return err
	}
	before, err := t.Consent(campaign, c.Person)
	switch {
	case err == nil && before.Decision == c.Decision && before.Assent == c.Assent && c.Form == nil:
		return nil
	case err == nil:
		if err := t.WithdrawConsent(before.ID); err != nil {
			return err
		}
	case care.KindOf(err) != care.NotFound:
		return err
	}
	row := store.ConsentRow{ID: t.NewID(), Person: c.Person, Campaign: campaign, Decision: c.Decision, Channel: c.Channel, ByPost: t.Who.Post, Assent: c.Assent}
	if c.Signer != (Signer{}) {
		if row.Signer, err = t.SealJSON(c.Person, envelope.Contacts, "consent", "signer", row.ID, c.Signer); err != nil {
			return err
		}
	}
	if c.Form != nil {
		if err := t.KeepForm(c.Form.Def.Hash, c.Form.Def.ID, c.Form.Def.Canonical()); err != nil {
			return err
		}
		row.FormHash = c.Form.Def.Hash
		if row.Form, err = t.Seal(c.Person, envelope.Contacts, "consent", "form", row.ID, c.Form.Values.Encode()); err != nil {
			return err
		}
	}
	if err := t.InsertConsent(row); err != nil {
		return err
	}
	if narrower(before.Decision, c.Decision) {
		if err := (Room{Kernel: t.K}).withdraw(t, campaign, c.Person); err != nil {
			return err
		}
	}
	if c.Decision == care.ConsentDecline {
		if err := t.VoidTickets(campaign, c.Person); err != nil {
			return err
		}
	}
	return t.AddTally(store.ClassTally{Campaign: campaign, Unit: class, Due: due(c.Decision) - due(before.Decision)})
}

// narrower tells whether a new decision takes back something the one before allowed.
func narrower(before, now care.ConsentDecision) bool {
	return before.Allows() && !now.Allows() || before == care.ConsentAgree && now == care.ConsentNoSelfHarm
}

// withdraw ends the sitting that a pupil has under way when its consent is taken
// back or narrowed: what he answered so far is erased and can't be handed in. Danger
// to life comes first: a critical answer among it that a lost network kept back
// raises its alert still; in a locked region nobody can look, so nothing is erased
// unseen and the change waits for the key.
func (r Room) withdraw(t *act.Tx, campaign, person care.ID) error {
	row, err := t.LastSitting(campaign, person)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil || row.State != care.SittingStarted {
		return err
	}
	if _, err := openDraft(t, row); err != nil {
		return err
	}
	if err := r.alertFromDraft(t, row); err != nil {
		return err
	}
	return t.WithdrawSitting(row.ID)
}

// due is what a decision adds to the number of pupils to be screened.
func due(d care.ConsentDecision) int {
	if d.Allows() {
		return 1
	}
	return 0
}
