package screening

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Started is a sitting a pupil may answer now.
type Started struct {
	Sitting    care.ID
	Token      string
	Rev        int64
	Campaign   care.Campaign
	LeaveOut   bool // consent without self-harm items
	Draft      *Answers
	SharedRoom bool
}

// Answers is a whole sheet: one run of answers an instrument, with the time
// spent on each item in milliseconds.
type Answers struct {
	Answers map[string]questionnaire.Answers `json:"answers"`
	Elapsed map[string][]int32               `json:"elapsed,omitempty"`
}

var wrongCode = care.Error{Kind: care.NotFound, Op: "pupil sign in", Text: care.Text{
	Zh: "班级码或个人码不对，请看看纸条，或请老师帮忙", En: "the class code or your code is not right; look at your slip or ask the teacher"}}

// SignIn lets a pupil in by class code and ticket. The sitting's id exists from
// here on, before the first answer: everything he does is keyed by it.
func (r Room) SignIn(ctx context.Context, classCode, code string) (Started, error) {
	var s Started
	err := r.Do(ctx, act.Who{}, "screening.SignIn", func(t *act.Tx) error {
		ticket, c, err := r.findTicket(t, classCode, code)
		if err != nil {
			return err
		}
		t.Who.Role, t.Who.Person = care.Pupil, ticket.Person
		if c.State != care.CampaignOpen || ticket.ValidOn != t.Today {
			return care.Fail(care.Forbidden, "pupil sign in", "这张纸条今天不能用，请问问老师", "this slip can't be used today; ask the teacher")
		}
		if err := r.hourAllowed(t); err != nil {
			return err
		}
		consent, err := t.Consent(c.ID, ticket.Person)
		if err != nil || !consent.Decision.Allows() {
			return care.Fail(care.Forbidden, "pupil sign in", "你不用参加这次活动，请告诉老师", "you need not take part; tell the teacher")
		}
		s, err = r.startSitting(t, c, ticket, consent.Decision == care.ConsentNoSelfHarm)
		return err
	})
	return s, err
}

func (r Room) findTicket(t *act.Tx, classCode, code string) (store.TicketRow, care.Campaign, error) {
	tally, err := t.CampaignClassByCode(strings.ToUpper(strings.TrimSpace(classCode)))
	if care.KindOf(err) == care.NotFound {
		return store.TicketRow{}, care.Campaign{}, &wrongCode
	}
	if err != nil {
		return store.TicketRow{}, care.Campaign{}, err
	}
	digest, err := r.Public().TicketDigest(tally.Campaign, code)
	if err != nil {
		return store.TicketRow{}, care.Campaign{}, &wrongCode
	}
	ticket, err := t.TicketByDigest(digest[:])
	if care.KindOf(err) == care.NotFound || (err == nil && ticket.Class != tally.Unit) {
		return ticket, care.Campaign{}, &wrongCode
	}
	if err != nil {
		return ticket, care.Campaign{}, err
	}
	c, err := t.Campaign(tally.Campaign)
	return ticket, c, err
}

// startSitting begins a sitting, or goes on with the one that was begun: on
// another device the old token dies.
func (r Room) startSitting(t *act.Tx, c care.Campaign, ticket store.TicketRow, leaveOut bool) (Started, error) {
	token, digest := envelope.NewToken(rand.Reader)
	s := Started{Token: token, Campaign: c, LeaveOut: leaveOut, SharedRoom: c.Settings.SharedRoom}
	last, err := t.LastSitting(c.ID, ticket.Person)
	switch {
	case err == nil && last.State == care.SittingStarted:
		s.Sitting, s.Rev, s.LeaveOut = last.ID, last.Rev, last.PlainItems
		t.About("sitting", last.ID, ticket.Person)
		if s.Draft, err = openDraft(t, last); err != nil && care.KindOf(err) != care.Sealed {
			return s, err
		}
		return s, t.RenewToken(last.ID, digest[:])
	case err == nil:
		open, err := retakeOpen(t, last.ID)
		if err != nil {
			return s, err
		}
		if !open {
			return s, &care.Error{Kind: care.Conflict, Op: "pupil sign in", Text: care.Text{Zh: "你已经完成了，谢谢你", En: "you are done, thank you"}}
		}
	case care.KindOf(err) != care.NotFound:
		return s, err
	}
	row := store.SittingRow{ID: t.NewID(), Campaign: c.ID, Class: ticket.Class, Person: ticket.Person, Ticket: ticket.ID, State: care.SittingStarted,
		Token: digest[:], PlainItems: leaveOut, Attempt: last.Attempt + 1}
	if err := newSitting(t, &row); err != nil {
		return s, err
	}
	s.Sitting = row.ID
	t.About("sitting", row.ID, ticket.Person)
	return s, t.UseTicket(ticket.ID)
}

// newSitting stores a sitting with keys of its own for answers and scores, so
// that submitting needs no key but these two, also while the region is locked.
func newSitting(t *act.Tx, row *store.SittingRow) error {
	school, err := t.Above(row.Class, care.School)
	if err != nil {
		return err
	}
	row.School = school.ID
	answers, err := t.NewKey(row.Person, envelope.Answers)
	if err != nil {
		return err
	}
	scores, err := t.NewKey(row.Person, envelope.Scores)
	if err != nil {
		return err
	}
	row.AnswersKey, row.ScoresKey = answers.ID(), scores.ID()
	if err := t.InsertSitting(*row); err != nil {
		return err
	}
	return t.AddTally(store.ClassTally{Campaign: row.Campaign, Unit: row.Class, Started: 1})
}

// sitting reads a sitting and proves that the caller holds its token.
func (r Room) sitting(t *act.Tx, id care.ID, token string) (store.SittingRow, error) {
	row, err := t.Sitting(id)
	digest := envelope.TokenDigest(token)
	if care.KindOf(err) == care.NotFound || (err == nil && subtle.ConstantTimeCompare(row.Token, digest[:]) != 1) {
		return row, &care.Error{Kind: care.Forbidden, Op: "pupil token", Text: care.Text{Zh: "请重新输入班级码和个人码", En: "please enter the class code and your code again"}}
	}
	return row, err
}

func openDraft(t *act.Tx, row store.SittingRow) (*Answers, error) {
	if len(row.Draft) == 0 {
		return nil, nil
	}
	var a Answers
	plain, err := t.Open("sitting", "draft", row.ID, row.Draft)
	if err != nil {
		return nil, err
	}
	return &a, decodeAnswers(plain, &a)
}
