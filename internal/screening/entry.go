package screening

import (
	"context"
	"crypto/rand"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// EnterSheet takes a sheet that a pupil answered on paper, entered by staff who
// may run the round. There is no ticket, but the same consent basis, the same
// "once" and the same Submit as for a sheet answered on a screen: critical
// answers alert, also on a sheet with blanks. The hour does not matter, since
// nobody is answering now; the adult who enters is there. leaveBlank lets blank
// items through; without it they are refused, so that a slip of the pen is seen.
func (r Room) EnterSheet(ctx context.Context, who act.Who, campaign, person care.ID, a Answers, leaveBlank bool) (Receipt, error) {
	if !leaveBlank {
		if err := noBlanks(a); err != nil {
			return Receipt{}, err
		}
	}
	var s Started
	var at *place
	err := r.Share(ctx, who, "screening.EnterSheet", func(t *act.Tx) (err error) {
		s, at, err = r.startEntry(t, campaign, person, a)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	if at != nil {
		r.desk.keep(at)
	}
	return r.Submit(ctx, s.Sitting, s.Token, a)
}

func noBlanks(a Answers) error {
	for _, answers := range a.Answers {
		for _, v := range answers {
			if v == questionnaire.Missing {
				return care.Invalidf("answers", "有空白的题目：请补录，或确认学生没有回答", "an item is blank: fill it in, or say that the pupil left it blank")
			}
		}
	}
	return nil
}

// startEntry begins the sitting of a paper sheet, or goes on with one that was
// started and never handed in.
func (r Room) startEntry(t *act.Tx, campaign, person care.ID, a Answers) (Started, *place, error) {
	t.About("sitting", 0, person)
	c, class, leaveOut, err := r.entryBasis(t, campaign, person)
	if err != nil {
		return Started{}, nil, err
	}
	// What Submit would refuse is refused here, before a sitting exists.
	if err := r.Check(c.Battery, a); err != nil {
		return Started{}, nil, err
	}
	last, err := t.LastSitting(campaign, person)
	if err != nil && care.KindOf(err) != care.NotFound {
		return Started{}, nil, err
	}
	token, digest := envelope.NewToken(rand.Reader)
	s := Started{Token: token, Campaign: c, LeaveOut: leaveOut}
	if last.State == care.SittingStarted {
		s.Sitting = last.ID
		return s, nil, t.RenewToken(last.ID, digest[:])
	}
	if last.ID != 0 && last.State != care.SittingWithdrawn {
		open, err := retakeOpen(t, last.ID)
		if err != nil {
			return s, nil, err
		}
		if !open {
			return s, nil, care.Fail(care.Conflict, "enter sheet", "这名学生已经完成，不需要再录入", "this pupil has answered already")
		}
	}
	at := &place{campaign: c}
	at.row.ID, at.row.Campaign, at.row.Class, at.row.Person = t.NewID(), campaign, class, person
	at.row.State, at.row.Token, at.row.PlainItems, at.row.Attempt = care.SittingStarted, digest[:], leaveOut, last.Attempt+1
	at.row.Ticket = at.row.ID // no slip was handed out: the sitting stands for it
	s.Sitting = at.row.ID
	t.About("sitting", at.row.ID, person)
	keys, err := r.equip(t, at)
	if err != nil {
		return s, nil, err
	}
	started, err := t.StartSittings([]store.SittingRow{at.row})
	if err == nil && !started[at.row.ID] {
		err = &overtaken
	}
	if err != nil {
		return s, nil, err
	}
	if err := t.InsertDataKeys(keys); err != nil {
		return s, nil, err
	}
	tally, err := countOnce(t, at.row, store.ClassTally{Started: 1})
	if err != nil {
		return s, nil, err
	}
	return s, at, t.AddTally(tally)
}

// entryBasis is what entitles staff to enter a pupil's sheet: the right to run
// the round in his class, an open round, a consent that allows it.
func (r Room) entryBasis(t *act.Tx, campaign, person care.ID) (c care.Campaign, class care.ID, leaveOut bool, err error) {
	if class, err = t.ClassIDOf(person); err != nil {
		return c, class, false, err
	}
	if c, _, err = decideSession(t, access.Write, campaign, class); err != nil {
		return c, class, false, err
	}
	if c.State != care.CampaignOpen {
		return c, class, false, care.Fail(care.Conflict, "enter sheet", "这次测评没有开放，不能录入", "the round is not open; sheets can't be entered")
	}
	consent, err := t.Consent(campaign, person)
	if err != nil && care.KindOf(err) != care.NotFound {
		return c, class, false, err
	}
	if err != nil || !consent.Decision.Allows() {
		return c, class, false, care.Fail(care.Forbidden, "enter sheet", "没有监护人同意的记录，不能录入这名学生的答卷", "there is no consent on record; this pupil's sheet can't be entered")
	}
	return c, class, consent.Decision == care.ConsentNoSelfHarm, nil
}

// TakeConsent records one decision inside an act under way; an import of
// consents runs it for each row of its chunk. It decides access for the pupil.
func (r Room) TakeConsent(t *act.Tx, campaign care.ID, c NewConsent) error {
	round, err := t.Campaign(campaign)
	if err != nil {
		return err
	}
	if over(round) {
		return errOver
	}
	if err := t.Decide(access.Write, access.Consent, c.Person); err != nil {
		return err
	}
	return recordConsent(t, campaign, c)
}
