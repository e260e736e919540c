package casework

import (
	"context"
	"errors"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// Told is one recipient of a decision's notices.
type Told struct {
	Whom    Holder
	Clause  string
	Era     act.Era // the pack by whose row he is told
	Floor   bool    // a document demands it; else the care team
	Minimum care.Text
	State   care.NoticeState
	Missing bool // a guardian nobody knows yet
	Letter  Letter
	Due     care.Millis
}

// Preview is what a decision will bring, shown before it is confirmed.
type Preview struct {
	Level  care.Level
	Second bool // nothing happens until a second person agrees
	Told   []Told
	Family Family
	Letter *Letter // what the guardian will read; nil where he is not told
	Duties []Row
	Owner  Holder
	NextOn care.Date
}

var errPreview = errors.New("casework: preview")

// Preview carries a decision out and takes it back in the same breath, so that
// what is shown is what will happen and nothing is written.
func (r Room) Preview(ctx context.Context, who act.Who, d Decision) (Preview, error) {
	var p Preview
	err := r.Do(ctx, who, "casework.Preview", func(t *act.Tx) error {
		p = Preview{}
		out, err := r.decide(t, d)
		if err != nil {
			return err
		}
		if err := p.read(t, out); err != nil {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		return p, nil
	}
	return p, err
}

func (p *Preview) read(t *act.Tx, out Decided) (err error) {
	p.Second, p.Level, p.NextOn, p.Family = out.Second, out.Episode.Level, out.Episode.NextOn, out.Family
	if p.Owner, err = holderOf(t, out.Episode.OwnerPost); err != nil || out.Episode.ID == 0 {
		return err
	}
	for _, n := range out.Notices {
		told, err := toldOf(t, n)
		if err != nil {
			return err
		}
		p.Told = append(p.Told, told)
		if n.ToRole == care.GuardianRole {
			p.Letter = &told.Letter
		}
	}
	duties, err := t.DutiesAbout(out.Episode.Person)
	for _, d := range duties {
		if d.State == care.DutyOpen && d.OpenedAt == t.Now {
			row, err := dutyRow(t, d)
			if err != nil {
				return err
			}
			if row.Whom, err = holderOf(t, d.Post); err != nil {
				return err
			}
			p.Duties = append(p.Duties, row)
		}
	}
	return err
}

func toldOf(t *act.Tx, n care.Notice) (Told, error) {
	told := Told{Clause: n.Clause, Floor: n.Origin == "floor", State: n.State, Due: n.DueAt, Whom: Holder{Role: n.ToRole}}
	var err error
	if told.Era, err = t.EraOfNotice(n); err != nil {
		return told, err
	}
	body, err := t.NoticeBodyOf(n)
	if err != nil {
		return told, err
	}
	told.Minimum = body.Minimum
	if n.ToRole == care.GuardianRole {
		told.Missing = n.Guardian == 0
		told.Letter, err = letterOf(t, n, body)
		return told, err
	}
	if n.ToPost != 0 {
		told.Whom, err = holderOf(t, n.ToPost)
	}
	return told, err
}
