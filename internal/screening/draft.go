package screening

import (
	"context"
	"errors"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// SaveDraft overwrites the sitting's one sealed draft. An older revision is
// ignored and answered with the newer one; after the submit it is a conflict.
// A critical answer in it calls an adult, also where the page's own call about it
// was lost, and also in a draft that is not kept.
func (r Room) SaveDraft(ctx context.Context, sitting care.ID, token string, rev int64, sent Answers) (int64, error) {
	at, err := r.place(ctx, sitting, token)
	if err != nil {
		return 0, err
	}
	if at.row.State == care.SittingWithdrawn {
		return at.row.Rev, r.withdrawnSheet(ctx, at, token, sent)
	}
	if at.row.State != care.SittingStarted {
		return at.row.Rev, ended(at.row)
	}
	a := r.spread(at, sent)
	if err := r.checkDraft(at.campaign.Battery, a); err != nil {
		return 0, err
	}
	sealed, err := r.sealDraft(at.answers, sitting, at.campaign.Battery, a)
	if err != nil {
		return 0, err
	}
	d := &draft{place: at, token: token, rev: rev, sealed: sealed, critical: r.desk.unheard(sitting, r.critical(at.campaign.Battery, a, at.row.PlainItems))}
	err = save.Do(ctx, r.Kernel, pupil(at.row.Person), d)
	if errors.Is(err, &withdrawn) { // since this process looked
		r.desk.forget(sitting)
		return d.newest, r.withdrawnSheet(ctx, at, token, sent)
	}
	if err == nil {
		r.desk.hear(sitting, d.critical)
	}
	return d.newest, err
}

// draft is a save under way.
type draft struct {
	*place
	token    string
	rev      int64
	sealed   []byte
	critical []string // that this process has called nobody about yet
	newest   int64    // the revision that is kept
}

// save writes the drafts of all who save at the same moment.
var save = act.Joint[*draft]{Name: "screening.SaveDraft", Run: saveTogether}

func saveTogether(parts []*act.Part[*draft]) error {
	var rows []store.SittingRow
	sent := map[care.ID]bool{}
	for _, part := range parts {
		d := part.Item
		part.About("sitting", d.row.ID, d.row.Person)
		if sent[d.row.ID] {
			continue
		}
		sent[d.row.ID] = true
		row := d.row
		row.Rev, row.Draft = d.rev, d.sealed
		rows = append(rows, row)
	}
	saved, err := parts[0].SaveDrafts(rows)
	if err != nil {
		return err
	}
	for _, part := range parts {
		d := part.Item
		r := Room{Kernel: part.K}
		if d.newest = d.rev; saved[d.row.ID] {
			delete(saved, d.row.ID)
		} else if err := r.unsaved(part.Tx, d); err != nil {
			if err = part.Refuse(err); err != nil {
				return err
			}
			continue
		}
		if len(d.critical) == 0 {
			continue
		}
		part.Hold(d.row.Person, d.scores)
		if _, err := r.raise(part.Tx, d.row, d.campaign, care.AlertItem, d.critical); err != nil {
			return err
		}
	}
	return nil
}

// unsaved judges a draft that was not written: it may be older than the one that
// is kept, or the second of two at the same moment.
func (r Room) unsaved(t *act.Tx, d *draft) error {
	row, err := r.sitting(t, d.row.ID, d.token)
	if err != nil {
		return err
	}
	if row.State != care.SittingStarted {
		return ended(row)
	}
	if d.newest = max(d.rev, row.Rev); d.rev <= row.Rev {
		return nil
	}
	row.Rev, row.Draft = d.rev, d.sealed
	_, err = t.SaveDrafts([]store.SittingRow{row})
	return err
}

// checkDraft refuses what is longer than its instrument; a draft may be shorter.
func (r Room) checkDraft(battery []care.BatteryItem, a Answers) error {
	for _, b := range battery {
		in, ok := r.Instruments.Get(b.Instrument)
		if ok && len(a.Answers[b.Instrument]) <= in.ItemCount && len(a.Elapsed[b.Instrument]) <= in.ItemCount {
			continue
		}
		return care.Invalidf("answers", "提交的内容与本次测评不符，请刷新页面", "the answers don't belong to this round; reload the page")
	}
	return nil
}

// sealDraft keeps what was answered so far; a draft may be shorter than the
// instrument, so only codes are looked at when it is submitted.
func (r Room) sealDraft(key *envelope.DataKey, sitting care.ID, battery []care.BatteryItem, a Answers) ([]byte, error) {
	plain, err := encodeAnswers(battery, a)
	if err != nil {
		return nil, err
	}
	return key.Seal(envelope.Place{Region: r.Region, Table: "sitting", Column: "draft", Row: sitting}, plain), nil
}

// Stop ends a sitting that the pupil does not want to go on with. What he
// answered stays as a draft; critical answers among it alerted when it was saved,
// and alert here if that was before a save did. He may be asked again,
// so a retake waits, and stopping has no consequence for him.
func (r Room) Stop(ctx context.Context, sitting care.ID, token string) error {
	if err := r.admit(ctx, sitting, token); err != nil {
		return err
	}
	defer r.desk.forget(sitting)
	return r.Do(ctx, act.Who{}, "screening.Stop", func(t *act.Tx) error {
		row, err := r.sitting(t, sitting, token)
		if err != nil {
			return err
		}
		t.Who = pupil(row.Person)
		t.About("sitting", sitting, row.Person)
		stopped, err := t.StopSitting(sitting)
		if err != nil {
			return err
		}
		if !stopped {
			return ended(row)
		}
		if err := r.alertFromDraft(t, row); err != nil {
			return err
		}
		if err := r.wantRetake(t, row); err != nil {
			return err
		}
		if err := r.endRetake(t, row); err != nil {
			return err
		}
		tally, err := countOnce(t, row, store.ClassTally{Stopped: 1})
		if err != nil {
			return err
		}
		return t.AddTally(tally)
	})
}

func (r Room) alertFromDraft(t *act.Tx, row store.SittingRow) error {
	draft, err := openDraft(t, row)
	if care.KindOf(err) == care.Sealed {
		return nil // the region is locked; what was answered with a network has alerted already
	}
	if err != nil || draft == nil {
		return err
	}
	c, err := t.Campaign(row.Campaign)
	if err != nil {
		return err
	}
	critical := r.critical(c.Battery, *draft, row.PlainItems)
	if len(critical) == 0 {
		return nil
	}
	_, err = r.raise(t, row, c, care.AlertItem, critical)
	return err
}
