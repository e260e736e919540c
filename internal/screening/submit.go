package screening

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// Receipt is what an accepted sheet is answered with.
type Receipt struct {
	Receipt string
	Retake  bool
}

// prepared is everything about a submission that can be done before the shared
// transaction: checked, scored, triaged and sealed.
type prepared struct {
	row      store.SittingRow
	campaign care.Campaign
	result   Result
	sheet    []byte
	digest   []byte
}

var submitted = care.Error{Kind: care.Conflict, Op: "submit", Text: care.Text{Zh: "这份已经提交过了，第一次提交的内容有效", En: "this was submitted before; the first submission counts"}}

// Submit takes a whole sheet. The first submit wins: the same answers again get
// the same receipt, others a conflict. It returns after the commit, so what it
// acknowledges is on the disk.
func (r Room) Submit(ctx context.Context, sitting care.ID, token string, a Answers) (Receipt, error) {
	p, err := r.prepare(ctx, sitting, token, a)
	if err != nil {
		return Receipt{}, err
	}
	if p.row.State != care.SittingStarted {
		return again(p.row, p.digest)
	}
	var receipt Receipt
	err = r.Share(ctx, pupil(p.row.Person), "screening.Submit", func(t *act.Tx) error {
		receipt = Receipt{}
		t.About("sitting", sitting, p.row.Person)
		t.Detail(p.digest)
		p.row.Sheet = p.sheet
		p.row.Digest, p.row.Receipt, p.row.Valid = p.digest, sitting.String(), p.result.Valid
		first, err := t.SubmitSitting(p.row)
		if err != nil {
			return err
		}
		if !first {
			now, err := t.Sitting(sitting)
			if err != nil {
				return err
			}
			receipt, err = again(now, p.digest)
			return err
		}
		receipt = Receipt{Receipt: p.row.Receipt, Retake: p.result.Retake}
		return r.triage(t, p)
	})
	return receipt, err
}

// again answers a repeated submission.
func again(row store.SittingRow, digest []byte) (Receipt, error) {
	if row.State == care.SittingSubmitted && hmac.Equal(row.Digest, digest) {
		return Receipt{Receipt: row.Receipt}, nil
	}
	return Receipt{}, &submitted
}

func pupil(person care.ID) act.Who {
	var w act.Who
	w.Person, w.Role = person, care.Pupil
	return w
}

func (r Room) prepare(ctx context.Context, sitting care.ID, token string, a Answers) (prepared, error) {
	var p prepared
	var answers, scores *envelope.DataKey
	var who Pupil
	err := r.View(ctx, act.Who{}, func(t *act.Tx) (err error) {
		if p.row, err = r.sitting(t, sitting, token); err != nil {
			return err
		}
		if p.campaign, err = t.Campaign(p.row.Campaign); err != nil {
			return err
		}
		if p.row.State != care.SittingStarted {
			return nil
		}
		if answers, scores, err = sittingKeys(t, p.row); err != nil {
			return err
		}
		who, err = r.pupilOf(t, p.row)
		return err
	})
	if err != nil {
		return p, err
	}
	if err := r.Check(p.campaign.Battery, a); err != nil {
		return p, err
	}
	plain, err := encodeAnswers(p.campaign.Battery, Answers{Answers: a.Answers})
	if err != nil {
		return p, err
	}
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write(plain)
	p.digest = mac.Sum(nil)
	if p.row.State != care.SittingStarted {
		return p, nil
	}
	return p, r.seal(&p, a, who, answers, scores)
}

// seal scores the sheet and seals it and its result under the sitting's keys.
func (r Room) seal(p *prepared, a Answers, who Pupil, answers, scores *envelope.DataKey) error {
	plain, err := encodeAnswers(p.campaign.Battery, a)
	if err != nil {
		return err
	}
	p.sheet = answers.Seal(envelope.Place{Region: r.Region, Table: "sitting", Column: "sheet", Row: p.row.ID}, plain)
	p.result = r.Evaluate(p.campaign.Battery, a, who, p.row.PlainItems)
	if plain, err = json.Marshal(p.result); err != nil {
		return err
	}
	p.row.Result = scores.Seal(envelope.Place{Region: r.Region, Table: "sitting", Column: "result", Row: p.row.ID}, plain)
	return nil
}

// sittingKeys opens the sitting's two keys; while the region is locked and
// another process made them, it can't, and the pupil signs in again.
func sittingKeys(t *act.Tx, row store.SittingRow) (answers, scores *envelope.DataKey, err error) {
	if answers, err = t.KeyByID(row.AnswersKey); err != nil {
		return nil, nil, err
	}
	scores, err = t.KeyByID(row.ScoresKey)
	return answers, scores, err
}

// pupilOf finds age, sex and grade; in a locked region only the grade.
func (r Room) pupilOf(t *act.Tx, row store.SittingRow) (Pupil, error) {
	class, err := t.Unit(row.Class)
	if err != nil {
		return Pupil{}, err
	}
	out := Pupil{Grade: class.Grade(care.SchoolYear(t.Today))}
	p, err := t.Person(row.Person)
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

// triage writes what follows from a submitted sheet: alert, flag, retake duty
// and the class's counts.
func (r Room) triage(t *act.Tx, p prepared) error {
	tally := store.ClassTally{Campaign: p.row.Campaign, Unit: p.row.Class, Submitted: 1}
	if p.result.Valid {
		tally.Valid = 1
	}
	var critical []string
	for _, s := range p.result.Scores {
		critical = append(critical, s.Critical...)
	}
	if len(critical) > 0 {
		if _, err := r.raise(t, p.row, p.campaign, care.AlertItem, critical); err != nil {
			return err
		}
	}
	if p.result.Level > care.LevelNone || len(critical) > 0 {
		if err := r.flag(t, p.row, p.result, len(critical) > 0); err != nil {
			return err
		}
	}
	if p.result.Retake {
		if err := r.wantRetake(t, p.row); err != nil {
			return err
		}
	}
	if err := r.endRetake(t, p.row); err != nil {
		return err
	}
	t.Tell(act.Event{Kind: "sitting", ID: p.row.ID, Unit: p.row.Class})
	return t.AddTally(tally)
}

func (r Room) flag(t *act.Tx, row store.SittingRow, res Result, critical bool) error {
	level := res.Level
	if level < care.LevelWatch {
		level = care.LevelWatch
	}
	alert := care.ID(0)
	if a, err := t.AlertOfSitting(row.ID); err == nil {
		alert = a.ID
	}
	return r.flagSitting(t, row, care.Flag{Person: row.Person, School: row.School, Source: care.FromRound, Campaign: row.Campaign, Sitting: row.ID,
		Alert: alert, Suggested: level, Critical: critical}, res.Reasons)
}

// flagSitting raises or lifts the pupil's flag and counts it once a sitting.
func (r Room) flagSitting(t *act.Tx, row store.SittingRow, f care.Flag, reasons []act.FlagReason) error {
	f, fresh, err := t.Flag(f, reasons)
	if err != nil || !fresh {
		return err
	}
	return t.AddTally(store.ClassTally{Campaign: row.Campaign, Unit: row.Class, Flagged: 1})
}

// wantRetake opens the duty to ask again: a partial or invalid sheet is never
// read as "healthy".
func (r Room) wantRetake(t *act.Tx, row store.SittingRow) error {
	post, err := t.Seat(row.Class, act.CareChain...)
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
	before, err := t.SittingAttempt(row.Campaign, row.Person, row.Attempt-1)
	if err != nil {
		return err
	}
	return t.FinishDuty("retake", "sitting", before.ID, "retaken")
}
