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

// OpSchoolHours marks a refusal outside the hours in which an adult can come.
const OpSchoolHours = "school hours"

var wrongCode = care.Error{Kind: care.NotFound, Op: "pupil sign in", Text: care.Text{
	Zh: "班级码或作答码不对，请看看纸条，或请老师帮忙", En: "the class code or your code is not right; look at your slip or ask the teacher"}}

// SignIn lets a pupil in by class code and ticket. The sitting's id exists from
// here on, before the first answer: everything he does is keyed by it. A
// refusal is found by a reading first, so that guessing codes never holds up
// those who write.
func (r Room) SignIn(ctx context.Context, classCode, code string) (Started, error) {
	err := r.View(ctx, act.Who{}, func(t *act.Tx) error {
		_, err := r.entitled(t, classCode, code)
		return err
	})
	if err != nil {
		return Started{}, err
	}
	var s Started
	var at *place
	err = r.Share(ctx, act.Who{}, "screening.SignIn", func(t *act.Tx) error {
		e, err := r.entitled(t, classCode, code)
		if err != nil {
			return err
		}
		t.Who.Role, t.Who.Person = care.Pupil, e.ticket.Person
		s, at, err = r.startSitting(t, e)
		return err
	})
	if err == nil && at != nil {
		r.desk.keep(at)
	}
	return s, err
}

// entitlement is a ticket that may be used now.
type entitlement struct {
	ticket   store.TicketRow
	campaign care.Campaign
	leaveOut bool
	last     store.SittingRow // the pupil's latest sitting of the round, if any
}

func (r Room) entitled(t *act.Tx, classCode, code string) (entitlement, error) {
	var e entitlement
	var err error
	if e.ticket, e.campaign, err = r.findTicket(t, classCode, code); err != nil {
		return e, err
	}
	if e.campaign.State != care.CampaignOpen || e.ticket.ValidOn != t.Today {
		return e, care.Fail(care.Forbidden, "pupil sign in", "这张纸条今天不能用，请问问老师", "this slip can't be used today; ask the teacher")
	}
	if err := r.hourAllowed(t); err != nil {
		return e, err
	}
	consent, err := t.Consent(e.campaign.ID, e.ticket.Person)
	if care.KindOf(err) != care.NotFound && err != nil {
		return e, err
	}
	if err != nil || !consent.Decision.Allows() {
		return e, care.Fail(care.Forbidden, "pupil sign in", "你不用参加这次活动，请告诉老师", "you need not take part; tell the teacher")
	}
	e.leaveOut = consent.Decision == care.ConsentNoSelfHarm
	e.last, err = t.LastSitting(e.campaign.ID, e.ticket.Person)
	if care.KindOf(err) == care.NotFound {
		return e, nil
	}
	if err != nil || e.last.State == care.SittingStarted {
		return e, err
	}
	open, err := retakeOpen(t, e.last.ID)
	if err == nil && !open {
		err = &care.Error{Kind: care.Conflict, Op: "pupil sign in", Text: care.Text{Zh: "你已经完成了，谢谢你", En: "you are done, thank you"}}
	}
	return e, err
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
func (r Room) startSitting(t *act.Tx, e entitlement) (Started, *place, error) {
	token, digest := envelope.NewToken(rand.Reader)
	s := Started{Token: token, Campaign: e.campaign, LeaveOut: e.leaveOut, SharedRoom: e.campaign.Settings.SharedRoom}
	if e.last.State == care.SittingStarted {
		s.Sitting, s.Rev, s.LeaveOut = e.last.ID, e.last.Rev, e.last.PlainItems
		t.About("sitting", e.last.ID, e.ticket.Person)
		var err error
		if s.Draft, err = openDraft(t, e.last); err != nil && care.KindOf(err) != care.Sealed {
			return s, nil, err
		}
		return s, nil, t.RenewToken(e.last.ID, digest[:])
	}
	at := &place{campaign: e.campaign, row: store.SittingRow{ID: t.NewID(), Campaign: e.campaign.ID, Class: e.ticket.Class, Person: e.ticket.Person,
		Ticket: e.ticket.ID, State: care.SittingStarted, Token: digest[:], PlainItems: e.leaveOut, Attempt: e.last.Attempt + 1,
		StartedAt: t.Now}}
	s.Sitting = at.row.ID
	t.About("sitting", at.row.ID, e.ticket.Person)
	if err := newSitting(t, at); err != nil {
		return s, nil, err
	}
	var err error
	if at.who, err = r.pupilOf(t, at.row.Person, at.row.Class); err != nil {
		return s, nil, err
	}
	return s, at, t.UseTicket(e.ticket.ID)
}

// newSitting stores a sitting with keys of its own for answers and scores, so
// that submitting needs no key but these two, also while the region is locked.
func newSitting(t *act.Tx, at *place) error {
	row := &at.row
	school, err := t.Above(row.Class, care.School)
	if err != nil {
		return err
	}
	row.School = school.ID
	if at.answers, err = t.NewKey(row.Person, envelope.Answers); err != nil {
		return err
	}
	if at.scores, err = t.NewKey(row.Person, envelope.Scores); err != nil {
		return err
	}
	row.AnswersKey, row.ScoresKey = at.answers.ID(), at.scores.ID()
	if err := t.InsertSitting(*row); err != nil {
		return err
	}
	tally, err := countOnce(t, *row, store.ClassTally{Started: 1})
	if err != nil {
		return err
	}
	return t.AddTally(tally)
}

// sitting reads a sitting and proves that the caller holds its token.
func (r Room) sitting(t *act.Tx, id care.ID, token string) (store.SittingRow, error) {
	row, err := t.Sitting(id)
	digest := envelope.TokenDigest(token)
	if care.KindOf(err) == care.NotFound || (err == nil && subtle.ConstantTimeCompare(row.Token, digest[:]) != 1) {
		return row, &care.Error{Kind: care.Forbidden, Op: "pupil token", Text: care.Text{Zh: "请重新输入班级码和作答码", En: "please enter the class code and your code again"}}
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
