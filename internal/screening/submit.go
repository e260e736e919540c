package screening

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Receipt is what an accepted sheet is answered with.
type Receipt struct {
	Receipt string
	Retake  bool
	Line    policy.Hotline // the round's own line, for the last page
}

// prepared is everything about a submission that can be done before the shared
// transaction: checked, scored, triaged and sealed.
type prepared struct {
	*place
	token   string
	result  Result
	sealed  []byte // the result
	sheet   []byte
	digest  []byte
	receipt Receipt // what it is answered with
}

var submitted = care.Error{Kind: care.Conflict, Op: "submit", Text: care.Text{Zh: "这份已经提交过了，第一次提交的内容有效", En: "this was submitted before; the first submission counts"}}

// OpWithdrawn marks a refusal because the consent was withdrawn after the pupil
// had signed in.
const OpWithdrawn = "consent withdrawn"

var withdrawn = care.Error{Kind: care.Conflict, Op: OpWithdrawn, Text: care.Text{
	Zh: "家里改变了决定，这次不用作答了。你填写的内容没有留下，这不是你的错", En: "your family changed their mind, so you need not answer; nothing you filled in was kept, and it is not your fault"}}

// ended says why nothing more is taken for a sitting.
func ended(row store.SittingRow) error {
	if row.State == care.SittingWithdrawn {
		return &withdrawn
	}
	return &submitted
}

// Submit takes a whole sheet. The first submit wins: the same answers again get
// the same receipt, others a conflict (with the first one's receipt). It returns
// after the commit, so what it acknowledges is on the disk.
func (r Room) Submit(ctx context.Context, sitting care.ID, token string, a Answers) (Receipt, error) {
	at, err := r.place(ctx, sitting, token)
	if err != nil {
		return Receipt{}, err
	}
	p, err := r.prepare(at, token, r.spread(at, a))
	if err != nil {
		return Receipt{}, err
	}
	if at.row.State == care.SittingWithdrawn {
		return Receipt{}, r.withdrawnSheet(ctx, at, token, a)
	}
	if at.row.State != care.SittingStarted {
		return again(at.row, p.digest)
	}
	err = handIn.Do(ctx, r.Kernel, pupil(at.row.Person), p)
	if err == nil {
		r.desk.forget(sitting)
	}
	if errors.Is(err, &withdrawn) { // since this process looked
		r.desk.forget(sitting)
		return Receipt{}, r.withdrawnSheet(ctx, at, token, a)
	}
	p.receipt.Line = act.LineOf(at.campaign)
	return p.receipt, err
}

// withdrawnSheet refuses a sheet whose consent was withdrawn while it was answered.
// Nothing of it is kept but the call for an adult where it tells of danger to life.
func (r Room) withdrawnSheet(ctx context.Context, at *place, token string, a Answers) error {
	if critical := r.critical(at.campaign.Battery, r.spread(at, a), at.row.PlainItems); len(critical) > 0 {
		if _, err := r.call(ctx, at.row.ID, token, "screening.Critical", care.AlertItem, critical); err != nil {
			return err
		}
	}
	return &withdrawn
}

// critical lists the critical answers among some, of a draft as of a whole sheet.
func (r Room) critical(battery []care.BatteryItem, a Answers, leaveOut bool) (list []string) {
	for _, b := range battery {
		if in, ok := r.Instruments.Get(b.Instrument); ok {
			s, _, _ := scoreOne(in, whole(in, a.Answers[b.Instrument]), nil, Pupil{}, leaveOut)
			list = append(list, s.Critical...)
		}
	}
	return list
}

// handIn writes the sheets of all who hand in at the same moment: one statement
// for the sheets, one for each class's counts, and what follows from a sheet for
// those few that ask for a person.
var handIn = act.Joint[*prepared]{Name: "screening.Submit", Run: handInTogether}

// handInTogether is the part inside the transaction. Token and state are judged
// there, whatever this process remembered.
func handInTogether(parts []*act.Part[*prepared]) error {
	var rows []store.SittingRow
	sent := map[care.ID]bool{}
	for _, part := range parts {
		p := part.Item
		part.About("sitting", p.row.ID, p.row.Person)
		part.Detail(hex.EncodeToString(p.digest))
		if sent[p.row.ID] {
			continue // pressed twice: the second one is answered like a repeat
		}
		sent[p.row.ID] = true
		row := p.row
		row.Sheet, row.Result, row.Digest, row.Receipt, row.Valid = p.sheet, p.sealed, p.digest, row.ID.String(), p.result.Valid
		rows = append(rows, row)
	}
	first, err := parts[0].SubmitSittings(rows)
	if err != nil {
		return err
	}
	var tallies []store.ClassTally
	for _, part := range parts {
		p, r := part.Item, Room{Kernel: part.K}
		if !first[p.row.ID] {
			var err error
			p.receipt, err = r.late(part.Tx, p)
			if err = part.Refuse(err); err != nil {
				return err
			}
			continue
		}
		delete(first, p.row.ID)
		p.receipt = Receipt{Receipt: p.row.ID.String(), Retake: p.result.Retake}
		tally, err := r.triage(part.Tx, p)
		if err != nil {
			return err
		}
		tallies = append(tallies, tally)
	}
	return parts[0].AddTallies(tallies)
}

// late judges a sheet whose sitting had ended, or whose token is no longer valid.
func (r Room) late(t *act.Tx, p *prepared) (Receipt, error) {
	row, err := r.sitting(t, p.row.ID, p.token)
	if err != nil {
		return Receipt{}, err
	}
	return again(row, p.digest)
}

// again answers a repeated submission.
func again(row store.SittingRow, digest []byte) (Receipt, error) {
	if row.State == care.SittingWithdrawn {
		return Receipt{}, &withdrawn
	}
	if row.State == care.SittingSubmitted && hmac.Equal(row.Digest, digest) {
		return Receipt{Receipt: row.Receipt}, nil
	}
	return Receipt{Receipt: row.Receipt}, &submitted
}

func pupil(person care.ID) act.Who {
	var w act.Who
	w.Person, w.Role = person, care.Pupil
	return w
}

func (r Room) prepare(at *place, token string, a Answers) (*prepared, error) {
	p := &prepared{place: at, token: token}
	if err := r.Check(at.campaign.Battery, a); err != nil {
		return p, err
	}
	p.digest = digestOf(at.campaign.Battery, token, a)
	if at.row.State != care.SittingStarted {
		return p, nil
	}
	return p, r.seal(p, a)
}

// digestOf tells equal answers from others. It is keyed by the token, which is
// stored nowhere, so that it says nothing about them; times do not count.
func digestOf(battery []care.BatteryItem, token string, a Answers) []byte {
	mac := hmac.New(sha256.New, []byte(token))
	for _, b := range battery {
		packed := a.Answers[b.Instrument].Pack()
		mac.Write([]byte(b.Instrument))
		mac.Write([]byte{0, byte(len(packed) >> 8), byte(len(packed))})
		mac.Write(packed)
	}
	return mac.Sum(nil)
}

// seal scores the sheet and seals it and its result under the sitting's keys.
func (r Room) seal(p *prepared, a Answers) error {
	plain, err := encodeAnswers(p.campaign.Battery, a)
	if err != nil {
		return err
	}
	p.sheet = p.answers.Seal(envelope.Place{Region: r.Region, Table: "sitting", Column: "sheet", Row: p.row.ID}, plain)
	p.result = r.Evaluate(p.campaign.Battery, a, p.who, p.row.PlainItems)
	if plain, err = json.Marshal(p.result); err != nil {
		return err
	}
	p.sealed = p.scores.Seal(envelope.Place{Region: r.Region, Table: "sitting", Column: "result", Row: p.row.ID}, plain)
	return nil
}

// pupilOf finds age, sex and grade; in a locked region only the grade.
func (r Room) pupilOf(t *act.Tx, person care.ID, class care.Unit) (Pupil, error) {
	out := Pupil{Grade: class.Grade(care.SchoolYear(t.Today))}
	p, err := t.Person(person)
	if err != nil {
		return out, err
	}
	identity, err := t.Identity(p)
	if care.KindOf(err) == care.Sealed {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	if identity.Birth != "" {
		out.Age = care.Age(identity.Birth, t.Today)
	}
	out.Sex = map[string]string{"m": "male", "f": "female"}[identity.Sex]
	return out, nil
}

// triage writes what follows from a submitted sheet: alert, flag and retake duty.
// It answers what to add to the class's counts.
func (r Room) triage(t *act.Tx, p *prepared) (store.ClassTally, error) {
	t.Hold(p.row.Person, p.scores)
	tally, err := countOnce(t, p.row, store.ClassTally{Submitted: 1, Valid: one(p.result.Valid)})
	if err != nil {
		return tally, err
	}
	var critical []string
	for _, s := range p.result.Scores {
		critical = append(critical, s.Critical...)
	}
	flag, reasons, err := r.worry(t, p, critical, &tally)
	if err != nil {
		return tally, err
	}
	if flag.Person != 0 {
		_, fresh, err := t.Flag(flag, reasons)
		if err != nil {
			return tally, err
		}
		tally.Flagged = one(fresh)
	}
	if p.result.Retake {
		if err := r.wantRetake(t, p.row); err != nil {
			return tally, err
		}
	}
	if err := r.endRetake(t, p.row); err != nil {
		return tally, err
	}
	t.Tell(act.Event{Kind: "sitting", ID: p.row.ID, Unit: p.row.Class})
	return tally, nil
}

// countOnce takes out of a count what an earlier attempt of the pupil has counted.
func countOnce(t *act.Tx, row store.SittingRow, n store.ClassTally) (store.ClassTally, error) {
	n.Campaign, n.Unit = row.Campaign, row.Class
	if row.Attempt < 2 {
		return n, nil
	}
	had, err := t.EarlierAttempts(row)
	n.Started *= one(had.Started == 0)
	n.Submitted *= one(had.Submitted == 0)
	n.Valid *= one(had.Valid == 0)
	n.Stopped *= one(had.Stopped == 0)
	return n, err
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// worry is the one flag that a sheet asks for, its alert raised and counted: what was
// answered in danger first, then what the sheet suggests. Nobody = none is asked for.
func (r Room) worry(t *act.Tx, p *prepared, critical []string, tally *store.ClassTally) (f care.Flag, reasons []act.FlagReason, err error) {
	row, res := p.row, p.result
	if len(critical) == 0 && !res.Alert { // a pack's rule may ask for an alert as well
		if res.Level == care.LevelNone {
			return f, nil, nil
		}
		had, err := t.AlertOfSitting(row.ID)
		if err != nil && care.KindOf(err) != care.NotFound {
			return f, nil, err
		}
		f = r.flagOf(row, had, res.Level)
		f.Source, f.Critical, f.PackHash = care.FromRound, false, res.Pack
		return f, res.Reasons, nil
	}
	a, fresh, news, err := r.alert(t, row, p.campaign, care.AlertItem, critical)
	if err != nil {
		return f, nil, err
	}
	tally.Alerted = one(fresh)
	f = r.flagOf(row, a, res.Level)
	f.PackHash = res.Pack
	if news {
		f.Suggested = max(f.Suggested, r.alertSuggests(care.AlertItem))
		reasons = append(reasons, r.alertReason(care.AlertItem, critical))
	} else {
		f.Source = care.FromRound
	}
	return f, append(reasons, res.Reasons...), nil
}

// wantRetake opens the duty to ask again: a partial or invalid sheet is never
// read as "healthy".
func (r Room) wantRetake(t *act.Tx, row store.SittingRow) error {
	post, err := t.SeatFor(act.Matter{Person: row.Person, Data: access.Identity}, row.Class, act.CareChain...)
	if err != nil {
		return err
	}
	_, err = t.OpenDuty("retake", care.Duty{Person: row.Person, Unit: row.School, Ref: "sitting", RefID: row.ID, Post: post, Level: care.LevelWatch})
	return err
}

// endRetake ends the retake duty of the pupil's earlier attempt.
func (r Room) endRetake(t *act.Tx, row store.SittingRow) error {
	if row.Attempt < 2 {
		return nil
	}
	for attempt := row.Attempt - 1; attempt > 0; attempt-- {
		before, err := t.SittingAttempt(row.Campaign, row.Person, attempt)
		if err != nil {
			return err
		}
		if err := t.FinishDuty("retake", "sitting", before.ID, "retaken"); err != nil {
			return err
		}
		if before.State != care.SittingWithdrawn { // one between that was withdrawn asked for nothing
			break
		}
	}
	return nil
}
