package store

import "xinhuan/internal/care"

// Closing is what one class of a round had when the round was closed, or its closing
// was amended, for the Seq-th time.
type Closing struct {
	ClassTally // as it was then; Code and Invigilator are not kept
	Seq        int
	At         care.Millis
	Post       care.ID
	Person     care.ID
}

// CloseFigures keeps the counts of a round's classes as they are now, signed by who
// closes it. Counts that are added by whoever writes at the same moment and were not
// yet seen here are late.
func (tx *Tx) CloseFigures(campaign care.ID, seq int, post, person care.ID) error {
	return tx.exec(`INSERT INTO campaign_closing (region, campaign, unit, seq, at, post, person, due, started, submitted, valid, stopped, flagged, alerted)
		SELECT region, campaign, unit, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), due, started, submitted, valid, stopped, flagged, alerted
		FROM campaign_class WHERE region = $1 AND campaign = $2`, tx.Region, campaign, seq, tx.Now, post, person)
}

// Closings lists what the classes of a round in a subtree had at its closings, the first
// one first.
func (tx *Tx) Closings(campaign, within care.ID) ([]Closing, error) {
	return all(tx, "list closings", func(r row) (c Closing, err error) {
		err = r.Scan(&c.Campaign, &c.Unit, &c.School, &c.Seq, &c.At, &c.Post, &c.Person, &c.Due, &c.Started, &c.Submitted, &c.Valid, &c.Stopped, &c.Flagged, &c.Alerted)
		return c, err
	}, `SELECT k.campaign, k.unit, c.school, k.seq, k.at, k.post, k.person, k.due, k.started, k.submitted, k.valid, k.stopped, k.flagged, k.alerted FROM campaign_closing k
		JOIN campaign_class c ON c.region = k.region AND c.campaign = k.campaign AND c.unit = k.unit
		JOIN unit_path p ON p.region = k.region AND p.descendant = k.unit AND p.ancestor = $3
		WHERE k.region = $1 AND k.campaign = $2 ORDER BY k.seq, c.school, k.unit`, tx.Region, campaign, within)
}

// DoneBy counts the pupils of each class of a round whose sheet had been handed in, and
// stopped, by an instant.
func (tx *Tx) DoneBy(campaign care.ID, by care.Millis) (map[care.ID][2]int, error) {
	out := map[care.ID][2]int{}
	err := each(tx, "count what was done", func(r row) (c ClassTally, err error) {
		err = r.Scan(&c.Unit, &c.Submitted, &c.Stopped)
		return c, err
	}, func(c ClassTally) error { out[c.Unit] = [2]int{c.Submitted, c.Stopped}; return nil },
		`SELECT class, count(DISTINCT CASE WHEN state = 'submitted' THEN person END), count(DISTINCT CASE WHEN state = 'stopped' THEN person END)
		FROM sitting WHERE region = $1 AND campaign = $2 AND submitted_at <= $3 GROUP BY class`, tx.Region, campaign, by)
	return out, err
}

// Late counts, class by class, the pupils who handed in or stopped after a round was closed
// first; who had stopped before and handed in later is late too. Rounds closed without
// figures, and rounds not closed, have none.
func Late(now []ClassTally, closings []Closing) map[care.ID]int {
	late := map[care.ID]int{}
	for _, c := range closings {
		if c.Seq != 1 {
			continue
		}
		for _, k := range now {
			if k.Unit == c.Unit {
				late[k.Unit] = max(0, k.Submitted-c.Submitted+k.Stopped-c.Stopped)
			}
		}
	}
	return late
}
