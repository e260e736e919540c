package verify

import (
	"context"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

func tallies(_ context.Context, t *act.Tx, c *Check) error {
	rounds, err := t.Campaigns()
	if err != nil {
		return err
	}
	root, err := t.Root()
	if err != nil {
		return err
	}
	for _, round := range rounds {
		kept, err := t.CampaignClasses(round.ID, root.ID)
		if err != nil {
			return err
		}
		counted, err := t.Recount(round.ID)
		if err != nil {
			return err
		}
		byClass := make(map[care.ID]store.ClassTally, len(kept))
		for _, k := range kept {
			byClass[k.Unit] = k
		}
		for _, want := range counted {
			c.Checked++
			got := byClass[want.Unit]
			if round.State == care.CampaignClosed {
				got.Due = want.Due // pupils move on; a closed round's due count is history
			}
			if got != want {
				c.fail("round %s class %s: kept counts differ from a recount", round.ID, want.Unit)
			}
		}
		if err := uncounted(t, c, round, len(kept)); err != nil {
			return err
		}
		if err := closings(t, c, round, root.ID, byClass); err != nil {
			return err
		}
	}
	return nil
}

// uncounted names what a round counted and has no row for: its counts were taken away,
// not changed.
func uncounted(t *act.Tx, c *Check, round care.Campaign, classes int) error {
	if classes == 0 {
		c.fail("round %s has no class", round.ID)
	}
	list, err := t.Uncounted(round.ID)
	for _, class := range list {
		c.Checked++
		c.fail("round %s class %s: there are tickets, sittings, flags, alerts or signed figures and no counts", round.ID, class)
	}
	return err
}

// closingSlack is how far apart two writers of the same moment may have looked at the
// clock. Ours.
const closingSlack = 10 * time.Second

// closings holds what was signed when a round was closed against the sheets that had come
// in by then: a sheet that came in later changes none of it.
func closings(t *act.Tx, c *Check, round care.Campaign, root care.ID, now map[care.ID]store.ClassTally) error {
	rows, err := t.Closings(round.ID, root)
	if err != nil {
		return err
	}
	if round.State != care.CampaignClosed && len(rows) > 0 {
		c.fail("round %s is signed as closed and is %s", round.ID, round.State)
	}
	var flagged, alerted int // now; a pupil who changed classes is counted in the newer one
	for _, k := range now {
		flagged, alerted = flagged+k.Flagged, alerted+k.Alerted
	}
	var before, after map[care.ID][2]int
	var signed store.ClassTally // of the closing at hand
	for i, row := range rows {
		if i == 0 || row.Seq != rows[i-1].Seq {
			signed = store.ClassTally{}
			if before, err = t.DoneBy(round.ID, row.At-care.Millis(closingSlack.Milliseconds())); err != nil {
				return err
			}
			if after, err = t.DoneBy(round.ID, row.At+care.Millis(closingSlack.Milliseconds())); err != nil {
				return err
			}
			if row.Seq == 1 && row.At != round.ClosedAt {
				c.fail("round %s was closed at another time than its figures were signed", round.ID)
			}
		}
		c.Checked++
		least, most, k := before[row.Unit], after[row.Unit], now[row.Unit]
		if row.Submitted < least[0] || row.Submitted > most[0] || row.Stopped < least[1] || row.Stopped > most[1] || row.Valid > k.Valid {
			c.fail("round %s class %s: what was signed at closing %d is not what had come in by then", round.ID, row.Unit, row.Seq)
		}
		signed.Flagged, signed.Alerted = signed.Flagged+row.Flagged, signed.Alerted+row.Alerted
		if signed.Flagged > flagged || signed.Alerted > alerted {
			c.fail("round %s: at closing %d more was signed as flagged or alerted than there is", round.ID, row.Seq)
		}
	}
	return nil
}
