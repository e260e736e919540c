package screening

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
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
	Line       policy.Hotline // the round's own line, also where the pupil is turned away
	Receipt    string         // of a sheet that was handed in already
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
	b := &beginning{classCode: classCode, code: code}
	err := r.View(ctx, act.Who{}, func(t *act.Tx) (err error) {
		if b.entitlement, err = r.entitled(t, classCode, code); err != nil || b.last.State == care.SittingStarted {
			return err
		}
		return r.layTable(t, b)
	})
	if err != nil {
		return Started{Line: act.LineOf(b.entitlement.campaign), Receipt: b.last.Receipt}, err
	}
	if b.place == nil {
		return r.goOn(ctx, classCode, code)
	}
	err = begin.Do(ctx, r.Kernel, pupil(b.ticket.Person), b)
	if errors.Is(err, &overtaken) {
		return r.goOn(ctx, classCode, code)
	}
	if err != nil {
		return Started{}, err
	}
	r.desk.keep(b.place)
	c := b.place.campaign
	return Started{Sitting: b.row.ID, Token: b.token, Campaign: c, LeaveOut: b.leaveOut, SharedRoom: c.Settings.SharedRoom, Line: act.LineOf(c)}, nil
}

// entitlement is a ticket that may be used now.
type entitlement struct {
	ticket   store.TicketRow
	campaign care.Campaign
	school   care.ID
	leaveOut bool
	last     store.SittingRow // the pupil's latest sitting of the round, if any
}

func (r Room) entitled(t *act.Tx, classCode, code string) (entitlement, error) {
	var e entitlement
	var err error
	if e.ticket, e.campaign, e.school, err = r.findTicket(t, classCode, code); err != nil {
		return e, err
	}
	if e.campaign.State != care.CampaignOpen || e.ticket.ValidOn != t.Today {
		return e, care.Fail(care.Forbidden, "pupil sign in", "这张纸条今天不能用，请问问老师", "this slip can't be used today; ask the teacher")
	}
	if err := r.hourAllowed(t); err != nil {
		return e, err
	}
	if err := schoolOpen(t, e.campaign.ID, e.school); err != nil {
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
	if err != nil || e.last.State == care.SittingStarted || e.last.State == care.SittingWithdrawn {
		return e, err
	}
	open, err := retakeOpen(t, e.last.ID)
	if err == nil && !open {
		err = &care.Error{Kind: care.Conflict, Op: "pupil sign in", Text: care.Text{Zh: "你已经完成了，谢谢你", En: "you are done, thank you"}}
	}
	return e, err
}

func (r Room) findTicket(t *act.Tx, classCode, code string) (store.TicketRow, care.Campaign, care.ID, error) {
	tally, err := t.CampaignClassByCode(strings.ToUpper(strings.TrimSpace(classCode)))
	if care.KindOf(err) == care.NotFound {
		return store.TicketRow{}, care.Campaign{}, 0, &wrongCode
	}
	if err != nil {
		return store.TicketRow{}, care.Campaign{}, 0, err
	}
	digest, err := r.Public().TicketDigest(tally.Campaign, code)
	if err != nil {
		return store.TicketRow{}, care.Campaign{}, 0, &wrongCode
	}
	ticket, err := t.TicketByDigest(digest[:])
	if care.KindOf(err) == care.NotFound || (err == nil && ticket.Class != tally.Unit) {
		return ticket, care.Campaign{}, 0, &wrongCode
	}
	if err != nil {
		return ticket, care.Campaign{}, 0, err
	}
	c, err := t.Campaign(tally.Campaign)
	return ticket, c, tally.School, err
}

// beginning is a sitting about to begin.
type beginning struct {
	entitlement
	*place
	classCode string
	code      string
	token     string
	keys      []store.DataKeyRow
}

// overtaken tells that the pupil began on another device at the same moment.
var overtaken = care.Error{Kind: care.Conflict, Op: "pupil sign in", Text: care.Text{Zh: "请再试一次", En: "please try once more"}}

// layTable prepares all that a sitting begins with.
func (r Room) layTable(t *act.Tx, b *beginning) (err error) {
	token, digest := envelope.NewToken(rand.Reader)
	at := &place{campaign: b.entitlement.campaign, row: store.SittingRow{ID: t.NewID(), Campaign: b.ticket.Campaign, Class: b.ticket.Class, Person: b.ticket.Person,
		Ticket: b.ticket.ID, State: care.SittingStarted, Token: digest[:], PlainItems: b.leaveOut, Attempt: b.last.Attempt + 1, StartedAt: t.Now}}
	b.keys, err = r.equip(t, at)
	b.place, b.token = at, token
	return err
}

// equip gives a new sitting keys of its own for answers and scores, which the
// caller stores, so that submitting needs no key but these two, also while the
// region is locked; and what scoring needs to know of the pupil.
func (r Room) equip(t *act.Tx, at *place) (keys []store.DataKeyRow, err error) {
	above, err := t.Ancestors(at.row.Class)
	if err != nil {
		return nil, err
	}
	school := slices.IndexFunc(above, func(u care.Unit) bool { return u.Kind == care.School })
	if school < 0 {
		return nil, care.Fail(care.NotFound, "pupil sign in", "没有找到学校", "the class has no school")
	}
	at.row.School = above[school].ID
	if at.who, err = r.pupilOf(t, at.row.Person, above[0]); err != nil {
		return nil, err
	}
	keys = make([]store.DataKeyRow, 2)
	if at.answers, keys[0], err = r.MakeKey(at.row.Person, envelope.Answers); err != nil {
		return nil, err
	}
	if at.scores, keys[1], err = r.MakeKey(at.row.Person, envelope.Scores); err != nil {
		return nil, err
	}
	at.row.AnswersKey, at.row.ScoresKey = at.answers.ID(), at.scores.ID()
	return keys, nil
}

// begin starts the sittings of all who sign in at the same moment.
var begin = act.Joint[*beginning]{Name: "screening.SignIn", Run: beginTogether}

// beginTogether is the part inside the transaction. Ticket, round and consent
// are judged there once more.
func beginTogether(parts []*act.Part[*beginning]) error {
	var tickets []care.ID
	for _, part := range parts {
		part.About("sitting", part.Item.row.ID, part.Item.row.Person)
		tickets = append(tickets, part.Item.ticket.ID)
	}
	used, err := parts[0].UseTickets(tickets)
	if err != nil {
		return err
	}
	var rows []store.SittingRow
	for _, part := range parts {
		b := part.Item
		if used[b.ticket.ID] {
			rows = append(rows, b.row)
			continue
		}
		_, err := Room{Kernel: part.K}.entitled(part.Tx, b.classCode, b.code)
		if err == nil {
			err = &wrongCode // it was voided between the two readings
		}
		if err = part.Refuse(err); err != nil {
			return err
		}
	}
	started, err := parts[0].StartSittings(rows)
	if err != nil {
		return err
	}
	var keys []store.DataKeyRow
	var tallies []store.ClassTally
	for _, part := range parts {
		b := part.Item
		if !started[b.row.ID] {
			if used[b.ticket.ID] {
				part.Refuse(&overtaken)
			}
			continue
		}
		tally, err := countOnce(part.Tx, b.row, store.ClassTally{Started: 1})
		if err != nil {
			return err
		}
		keys, tallies = append(keys, b.keys...), append(tallies, tally)
	}
	if err := parts[0].InsertDataKeys(keys); err != nil {
		return err
	}
	return parts[0].AddTallies(tallies)
}

// goOn lets a pupil go on with a sitting that was begun: on another device the
// old token dies.
func (r Room) goOn(ctx context.Context, classCode, code string) (Started, error) {
	var s Started
	err := r.Share(ctx, act.Who{}, "screening.SignIn", func(t *act.Tx) error {
		e, err := r.entitled(t, classCode, code)
		if err != nil {
			return err
		}
		if e.last.State != care.SittingStarted { // it was handed in between the two readings
			return care.Fail(care.Unavailable, "pupil sign in", "请再试一次", "please try once more")
		}
		t.Who.Role, t.Who.Person = care.Pupil, e.ticket.Person
		t.About("sitting", e.last.ID, e.ticket.Person)
		token, digest := envelope.NewToken(rand.Reader)
		s = Started{Sitting: e.last.ID, Token: token, Rev: e.last.Rev, Campaign: e.campaign, LeaveOut: e.last.PlainItems, SharedRoom: e.campaign.Settings.SharedRoom,
			Line: act.LineOf(e.campaign)}
		if s.Draft, err = openDraft(t, e.last); err != nil && care.KindOf(err) != care.Sealed {
			return err
		}
		return t.RenewToken(e.last.ID, digest[:])
	})
	return s, err
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
