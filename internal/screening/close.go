package screening

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// CloseRound closes a round once every flag it raised has ended and every alert was
// checked, and signs its figures. A sheet that comes in later, from a phone that had no
// network, is kept and calls for a person like any other; it counts as late.
func (r Room) CloseRound(ctx context.Context, who act.Who, campaign care.ID) error {
	return r.Do(ctx, who, "screening.CloseRound", func(t *act.Tx) error {
		if _, err := r.writable(t, campaign); err != nil {
			return err
		}
		if err := nobodyWaits(t, campaign); err != nil {
			return err
		}
		if err := t.MoveCampaign(campaign, care.CampaignOpen, care.CampaignClosed); err != nil {
			return err
		}
		return signFigures(t, campaign, 1)
	})
}

// AmendClosing signs a closed round's figures again after late sheets came in: what was
// signed before stays beside it.
func (r Room) AmendClosing(ctx context.Context, who act.Who, campaign care.ID) error {
	return r.Do(ctx, who, "screening.AmendClosing", func(t *act.Tx) error {
		c, err := r.writable(t, campaign)
		if err != nil {
			return err
		}
		end, err := endOf(t, c, c.Unit)
		if err != nil {
			return err
		}
		if !end.Changed {
			return care.Fail(care.Conflict, "amend closing", "结束以后没有新的答卷，不用重新确认", "nothing came in since the round was closed, so there is nothing to sign again")
		}
		if err := nobodyWaits(t, campaign); err != nil {
			return err
		}
		return signFigures(t, campaign, end.last+1)
	})
}

func nobodyWaits(t *act.Tx, campaign care.ID) error {
	flags, err := t.CountFlags(campaign, care.FlagOpen)
	if err != nil {
		return err
	}
	alerts, err := t.CountOpenAlerts(campaign)
	if err == nil && flags+alerts > 0 {
		err = care.Fail(care.Conflict, "close round", "还有学生没有完成面谈或安全核查，不能结束本次测评", "a pupil still waits for an interview or a safety check, so the round can't be closed")
	}
	return err
}

// signFigures keeps the round's figures, and binds them to the act's entry in the log.
func signFigures(t *act.Tx, campaign care.ID, seq int) error {
	if err := t.CloseFigures(campaign, seq, t.Who.Post, t.Who.Person); err != nil {
		return err
	}
	root, err := t.Root()
	if err != nil {
		return err
	}
	rows, err := t.Closings(campaign, root.ID)
	for _, row := range rows {
		if row.Seq == seq {
			t.Detail(row.Unit, row.Due, row.Started, row.Submitted, row.Valid, row.Stopped, row.Flagged, row.Alerted)
		}
	}
	return err
}

// End is how a closed round was closed, and what came in since.
type End struct {
	Signed  []SignedEnd // the closing first, then its amendments
	Late    int         // pupils who handed in or stopped after the round was closed
	Changed bool        // something came in since it was signed last
	byClass map[care.ID]int
	last    int
}

// SignedEnd is one signature under a round's figures, of the classes the reader sees. A
// pupil who stopped and handed in when he was asked again is in both.
type SignedEnd struct {
	At        care.Millis
	Role      care.Role
	Submitted int
	Stopped   int
}

// endOf reads the closings of a round's classes in a unit. A round closed before figures
// were signed has none, and none of its sheets counts as late.
func endOf(t *act.Tx, c care.Campaign, within care.ID) (e End, err error) {
	if c.State != care.CampaignClosed {
		return e, nil
	}
	rows, err := t.Closings(c.ID, within)
	if err != nil || len(rows) == 0 {
		return e, err
	}
	last := map[care.ID]store.Closing{}
	for _, row := range rows {
		if row.Seq > e.last {
			s := SignedEnd{At: row.At}
			if row.Post != 0 {
				post, err := t.Post(row.Post)
				if err != nil {
					return e, err
				}
				s.Role = post.Role
			}
			e.Signed, e.last = append(e.Signed, s), row.Seq
		}
		signed := &e.Signed[len(e.Signed)-1]
		signed.Submitted, signed.Stopped = signed.Submitted+row.Submitted, signed.Stopped+row.Stopped
		last[row.Unit] = row
	}
	now, err := t.CampaignClasses(c.ID, within)
	if err != nil {
		return e, err
	}
	e.byClass = store.Late(now, rows)
	for _, k := range now {
		e.Late += e.byClass[k.Unit]
		e.Changed = e.Changed || changed(k, last[k.Unit].ClassTally)
	}
	return e, nil
}

// readEnd reads how a closed round ended, of the classes of the reader's unit.
func (b *Board) readEnd(t *act.Tx, tallies []store.ClassTally) (err error) {
	within := t.Who.Unit
	if within == 0 {
		within = b.Campaign.Unit
	}
	if b.End, err = endOf(t, b.Campaign, within); err != nil || b.End.Late == 0 {
		return err
	}
	b.Total.Late = 0
	for i := range b.Classes {
		l := &b.Classes[i]
		l.Count.Late = b.End.byClass[l.Class.ID]
	}
	for _, k := range tallies {
		for i := range b.Schools {
			if b.Schools[i].School.ID == k.School {
				b.Schools[i].Count.Late += b.End.byClass[k.Unit]
			}
		}
		b.Total.Late += b.End.byClass[k.Unit]
	}
	return nil
}

// changed tells whether anything came in; who is due changes as pupils move on.
func changed(now, then store.ClassTally) bool {
	return now.Submitted != then.Submitted || now.Valid != then.Valid || now.Stopped != then.Stopped || now.Flagged != then.Flagged || now.Alerted != then.Alerted
}
