package store

import (
	"encoding/json"
	"maps"
	"slices"

	"xinhuan/internal/care"
)

const campaignColumns = "id, unit, school_year, title, state, opens_on, closes_on, battery, settings, pack_hash, created_by, created_at, closed_at"

func scanCampaign(r row) (c care.Campaign, err error) {
	var battery, settings string
	err = r.Scan(&c.ID, &c.Unit, &c.SchoolYear, &c.Title, &c.State, &c.OpensOn, &c.ClosesOn, &battery, &settings, &c.PackHash,
		&c.CreatedBy, &c.CreatedAt, instant{&c.ClosedAt})
	if err == nil {
		err = json.Unmarshal([]byte(battery), &c.Battery)
	}
	if err == nil {
		err = json.Unmarshal([]byte(settings), &c.Settings)
	}
	return c, err
}

// InsertCampaign adds a round.
func (tx *Tx) InsertCampaign(c care.Campaign) error {
	battery, settings, err := campaignJSON(c)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO campaign (region, id, unit, school_year, title, state, opens_on, closes_on, battery, settings, pack_hash, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.Region, c.ID, c.Unit, c.SchoolYear, c.Title, c.State, c.OpensOn, c.ClosesOn, battery, settings, c.PackHash, c.CreatedBy, tx.Now)
}

func campaignJSON(c care.Campaign) (battery, settings string, err error) {
	b, err := json.Marshal(c.Battery)
	if err != nil {
		return "", "", err
	}
	s, err := json.Marshal(c.Settings)
	return string(b), string(s), err
}

// UpdateCampaign changes a round that has not opened yet.
func (tx *Tx) UpdateCampaign(c care.Campaign) error {
	battery, settings, err := campaignJSON(c)
	if err != nil {
		return err
	}
	return tx.must("update campaign", `UPDATE campaign SET title = $3, opens_on = $4, closes_on = $5, battery = $6, settings = $7
		WHERE region = $1 AND id = $2 AND state IN ('draft', 'ready')`, tx.Region, c.ID, c.Title, c.OpensOn, c.ClosesOn, battery, settings)
}

// MoveCampaign takes a round from one state to another.
func (tx *Tx) MoveCampaign(id care.ID, from, to care.CampaignState) error {
	closed := care.Millis(0)
	if to == care.CampaignClosed {
		closed = tx.Now
	}
	return tx.must("move campaign", "UPDATE campaign SET state = $4, closed_at = $5 WHERE region = $1 AND id = $2 AND state = $3",
		tx.Region, id, from, to, orNull(closed))
}

// Campaign reads a round.
func (tx *Tx) Campaign(id care.ID) (care.Campaign, error) {
	return one(tx, "read campaign", scanCampaign, "SELECT "+campaignColumns+" FROM campaign WHERE region = $1 AND id = $2", tx.Region, id)
}

// Campaigns lists all rounds, newest first.
func (tx *Tx) Campaigns() ([]care.Campaign, error) {
	return all(tx, "list campaigns", scanCampaign, "SELECT "+campaignColumns+" FROM campaign WHERE region = $1 ORDER BY created_at DESC, id DESC", tx.Region)
}

// ClassTally is one class in a round with its counts, which change in the same
// transaction as what they count and can be recounted.
type ClassTally struct {
	Campaign    care.ID
	Unit        care.ID
	School      care.ID
	Code        string
	Invigilator care.ID
	Due         int // enrolled with a consent that allows
	Started     int // pupils, not sheets: a retake counts nobody twice
	Submitted   int
	Valid       int
	Stopped     int
	Flagged     int
	Alerted     int
}

const tallyColumns = "campaign, unit, school, code, invigilator, due, started, submitted, valid, stopped, flagged, alerted"

func scanTally(r row) (t ClassTally, err error) {
	err = r.Scan(&t.Campaign, &t.Unit, &t.School, &t.Code, &t.Invigilator, &t.Due, &t.Started, &t.Submitted, &t.Valid, &t.Stopped, &t.Flagged, &t.Alerted)
	return t, err
}

// InsertCampaignClass adds a class to a round.
func (tx *Tx) InsertCampaignClass(t ClassTally) error {
	return tx.exec("INSERT INTO campaign_class (region, campaign, unit, school, code, invigilator) VALUES ($1, $2, $3, $4, $5, $6)",
		tx.Region, t.Campaign, t.Unit, t.School, t.Code, t.Invigilator)
}

// CampaignClasses lists a round's classes in a subtree with their counts.
func (tx *Tx) CampaignClasses(campaign, within care.ID) ([]ClassTally, error) {
	return all(tx, "list campaign classes", scanTally, `SELECT c.campaign, c.unit, c.school, c.code, c.invigilator, c.due, c.started, c.submitted, c.valid, c.stopped, c.flagged, c.alerted FROM campaign_class c
		JOIN unit_path p ON p.region = c.region AND p.descendant = c.unit AND p.ancestor = $3
		WHERE c.region = $1 AND c.campaign = $2 ORDER BY c.school, c.unit`, tx.Region, campaign, within)
}

// CampaignClass reads one class of a round.
func (tx *Tx) CampaignClass(campaign, class care.ID) (ClassTally, error) {
	return one(tx, "read campaign class", scanTally, "SELECT "+tallyColumns+" FROM campaign_class WHERE region = $1 AND campaign = $2 AND unit = $3",
		tx.Region, campaign, class)
}

// CampaignClassByCode finds a class by the code its pupils type.
func (tx *Tx) CampaignClassByCode(code string) (ClassTally, error) {
	return one(tx, "read campaign class", scanTally, "SELECT "+tallyColumns+" FROM campaign_class WHERE region = $1 AND code = $2", tx.Region, code)
}

// AddTally adds to a class's counts.
func (tx *Tx) AddTally(t ClassTally) error {
	return tx.must("add tally", `UPDATE campaign_class SET due = due + $4, started = started + $5, submitted = submitted + $6, valid = valid + $7,
		stopped = stopped + $8, flagged = flagged + $9, alerted = alerted + $10 WHERE region = $1 AND campaign = $2 AND unit = $3`,
		tx.Region, t.Campaign, t.Unit, t.Due, t.Started, t.Submitted, t.Valid, t.Stopped, t.Flagged, t.Alerted)
}

// AddTallies adds up and adds to the counts of many, class by class in one order,
// so that two writers never wait for each other.
func (tx *Tx) AddTallies(list []ClassTally) error {
	sum := map[[2]care.ID]ClassTally{}
	for _, t := range list {
		key := [2]care.ID{t.Campaign, t.Unit}
		s := sum[key]
		s.Campaign, s.Unit = t.Campaign, t.Unit
		s.Due, s.Started, s.Submitted, s.Valid = s.Due+t.Due, s.Started+t.Started, s.Submitted+t.Submitted, s.Valid+t.Valid
		s.Stopped, s.Flagged, s.Alerted = s.Stopped+t.Stopped, s.Flagged+t.Flagged, s.Alerted+t.Alerted
		sum[key] = s
	}
	for _, key := range slices.SortedFunc(maps.Keys(sum), func(a, b [2]care.ID) int { return slices.Compare(a[:], b[:]) }) {
		if err := tx.AddTally(sum[key]); err != nil {
			return err
		}
	}
	return nil
}

// Recount computes a round's counts from the rows they count.
func (tx *Tx) Recount(campaign care.ID) ([]ClassTally, error) {
	return all(tx, "recount", scanTally, `SELECT c.campaign, c.unit, c.school, c.code, c.invigilator,
		(SELECT count(*) FROM consent k JOIN tie t ON t.region = k.region AND t.person = k.person AND t.kind = 'enrolled' AND t.until_on = ''
			WHERE k.region = c.region AND k.campaign = c.campaign AND k.withdrawn_at IS NULL AND k.decision <> 'decline' AND t.unit = c.unit),
		(SELECT count(DISTINCT s.person) FROM sitting s WHERE s.region = c.region AND s.campaign = c.campaign AND s.class = c.unit),
		(SELECT count(DISTINCT s.person) FROM sitting s WHERE s.region = c.region AND s.campaign = c.campaign AND s.class = c.unit AND s.state = 'submitted'),
		(SELECT count(DISTINCT s.person) FROM sitting s WHERE s.region = c.region AND s.campaign = c.campaign AND s.class = c.unit AND s.state = 'submitted' AND s.valid),
		(SELECT count(DISTINCT s.person) FROM sitting s WHERE s.region = c.region AND s.campaign = c.campaign AND s.class = c.unit AND s.state = 'stopped'),
		(SELECT count(*) FROM flag_round r WHERE r.region = c.region AND r.campaign = c.campaign AND r.class = c.unit),
		(SELECT count(*) FROM alert a WHERE a.region = c.region AND a.campaign = c.campaign AND a.class = c.unit)
		FROM campaign_class c WHERE c.region = $1 AND c.campaign = $2 ORDER BY c.unit`, tx.Region, campaign)
}

// Drill is one duty adult's answer to a round's test alert.
type Drill struct {
	Post  care.ID
	AckAt care.Millis
}

// StartDrill sends the test alert to a post.
func (tx *Tx) StartDrill(campaign, post care.ID) error {
	return tx.exec(`INSERT INTO alert_drill (region, campaign, post, sent_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (region, campaign, post) DO NOTHING`, tx.Region, campaign, post, tx.Now)
}

// drillStands tells that a test alert was answered by somebody who still holds the post:
// until the round is over, the answer of who left the post is nobody's, and whoever
// follows is asked.
const drillStands = `(d.ack_at IS NOT NULL AND (EXISTS (SELECT 1 FROM holding h WHERE h.region = d.region AND h.post = d.post AND h.person = d.person AND h.until_on = '')
	OR EXISTS (SELECT 1 FROM campaign k WHERE k.region = d.region AND k.id = d.campaign AND k.state IN ('closed', 'cancelled'))))`

// AckDrill records that the holder of a post answered the test alert.
func (tx *Tx) AckDrill(campaign, post, person care.ID) error {
	return tx.must("acknowledge drill", "UPDATE alert_drill AS d SET ack_at = $4, person = $5 WHERE d.region = $1 AND d.campaign = $2 AND d.post = $3 AND NOT "+drillStands,
		tx.Region, campaign, post, tx.Now, person)
}

// Drills lists who was asked and who answered.
func (tx *Tx) Drills(campaign care.ID) ([]Drill, error) {
	return all(tx, "list drills", func(r row) (d Drill, err error) {
		err = r.Scan(&d.Post, instant{&d.AckAt})
		return d, err
	}, "SELECT d.post, CASE WHEN "+drillStands+" THEN d.ack_at END FROM alert_drill d WHERE d.region = $1 AND d.campaign = $2 ORDER BY d.post", tx.Region, campaign)
}

// DropDrill takes back the test alert of a post that no danger answer calls any more.
func (tx *Tx) DropDrill(campaign, post care.ID) error {
	return tx.exec("DELETE FROM alert_drill WHERE region = $1 AND campaign = $2 AND post = $3", tx.Region, campaign, post)
}

// DrillsTouched lists the rounds about to open or open that may call somebody else since
// a seat was taken or left: their test alert went to that post, or to one that nobody
// holds now.
func (tx *Tx) DrillsTouched(post care.ID) ([]care.ID, error) {
	return all(tx, "list drills of a seat", scalar[care.ID], `SELECT DISTINCT d.campaign FROM alert_drill d
		JOIN campaign c ON c.region = d.region AND c.id = d.campaign AND c.state IN ('ready', 'open')
		WHERE d.region = $1 AND (d.post = $2 OR NOT EXISTS (SELECT 1 FROM holding h WHERE h.region = d.region AND h.post = d.post AND h.until_on = '')) ORDER BY d.campaign`, tx.Region, post)
}

// Drilled counts, for one school, whom a round's test alert reached. Posts at, in or above
// the school serve it: nobody is called to another school's pupil.
type Drilled struct {
	Answered int // different people who serve the school and answered
	Own      int // of these, from a post at or in the school
	Asked    int // different people in posts at or in the school who were asked
}

// drillLine is one post that got a round's test alert and serves a school.
type drillLine struct {
	school   care.ID
	own      bool    // it is at or in the school
	answered care.ID // who answered and still holds it; 0 = nobody
	asked    care.ID // who holds it; 0 = nobody
}

func scanDrillLine(r row) (l drillLine, err error) {
	err = r.Scan(&l.school, &l.own, &l.answered, &l.asked)
	return l, err
}

// drillLines finds the posts that serve schools, from the posts up and down: a round of a
// large district has thousands of them. A condition says which schools.
func drillLines(schools string) string {
	serving := func(school, own, unit string) string {
		return "SELECT u." + school + ", " + own + ", CASE WHEN " + drillStands + ` THEN COALESCE(d.person, 0) ELSE 0 END, COALESCE(h.person, 0)
			FROM alert_drill d JOIN post p ON p.region = d.region AND p.id = d.post JOIN unit_path u ON u.region = d.region AND ` + unit + `
			LEFT JOIN holding h ON h.region = d.region AND h.post = d.post AND h.until_on = ''
			WHERE d.region = $1 AND d.campaign = $2 AND u.` + school + " " + schools
	}
	return serving("ancestor", "TRUE", "u.descendant = p.unit") + " UNION ALL " + serving("descendant", "FALSE", "u.ancestor = p.unit AND u.depth > 0")
}

// countDrilled counts people, not posts.
func countDrilled(lines []drillLine) map[care.ID]Drilled {
	out := map[care.ID]Drilled{}
	type one struct{ school, person care.ID }
	answered, own, asked := map[one]bool{}, map[one]bool{}, map[one]bool{}
	fresh := func(seen map[one]bool, who one) bool {
		was := seen[who]
		seen[who] = true
		return who.person != 0 && !was
	}
	for _, l := range lines {
		d := out[l.school]
		if fresh(answered, one{l.school, l.answered}) {
			d.Answered++
		}
		if l.own && fresh(own, one{l.school, l.answered}) {
			d.Own++
		}
		if l.own && fresh(asked, one{l.school, l.asked}) {
			d.Asked++
		}
		out[l.school] = d
	}
	return out
}

// DrilledAt counts the answers to a round's test alert for one school.
func (tx *Tx) DrilledAt(campaign, school care.ID) (Drilled, error) {
	lines, err := all(tx, "count drills", scanDrillLine, drillLines("= $3"), tx.Region, campaign, school)
	return countDrilled(lines)[school], err
}

// Drilled counts them for each school of a round that a post serves.
func (tx *Tx) Drilled(campaign care.ID) (map[care.ID]Drilled, error) {
	lines, err := all(tx, "count drills", scanDrillLine, drillLines("IN (SELECT w.school FROM campaign_class w WHERE w.region = $1 AND w.campaign = $2)"), tx.Region, campaign)
	return countDrilled(lines), err
}

// DrillsFor lists the rounds whose test alert waits for a post.
func (tx *Tx) DrillsFor(post care.ID) ([]care.ID, error) {
	return all(tx, "list drills", scalar[care.ID], `SELECT d.campaign FROM alert_drill d
		JOIN campaign c ON c.region = d.region AND c.id = d.campaign AND c.state NOT IN ('closed', 'cancelled')
		WHERE d.region = $1 AND d.post = $2 AND NOT `+drillStands+" ORDER BY d.campaign", tx.Region, post)
}

// Watchers lists the posts that rounds about to open or open name to sit with a class.
func (tx *Tx) Watchers(class care.ID) ([]care.ID, error) {
	return all(tx, "list invigilators", scalar[care.ID], `SELECT DISTINCT w.invigilator FROM campaign_class w
		JOIN campaign c ON c.region = w.region AND c.id = w.campaign AND c.state IN ('ready', 'open')
		WHERE w.region = $1 AND w.unit = $2 AND w.invigilator IS NOT NULL`, tx.Region, class)
}

// Watched lists the classes that such rounds name a post to sit with.
func (tx *Tx) Watched(post care.ID) ([]ClassTally, error) {
	return all(tx, "list watched classes", scanTally, `SELECT w.campaign, w.unit, w.school, w.code, w.invigilator, w.due, w.started, w.submitted, w.valid, w.stopped, w.flagged, w.alerted
		FROM campaign_class w JOIN campaign c ON c.region = w.region AND c.id = w.campaign AND c.state IN ('ready', 'open')
		WHERE w.region = $1 AND w.invigilator = $2 ORDER BY w.campaign, w.school, w.unit`, tx.Region, post)
}

// SitsWith lists the classes that rounds not over yet, planned ones too, name a post to
// sit with.
func (tx *Tx) SitsWith(post care.ID) ([]ClassTally, error) {
	return all(tx, "list classes of an invigilator", scanTally, `SELECT w.campaign, w.unit, w.school, w.code, w.invigilator, w.due, w.started, w.submitted, w.valid, w.stopped, w.flagged, w.alerted
		FROM campaign_class w JOIN campaign c ON c.region = w.region AND c.id = w.campaign AND c.state IN ('draft', 'ready', 'open')
		WHERE w.region = $1 AND w.invigilator = $2 ORDER BY w.campaign, w.school, w.unit`, tx.Region, post)
}

// SetInvigilator names the post that sits with a class while it answers; 0 = none.
func (tx *Tx) SetInvigilator(campaign, class, post care.ID) error {
	return tx.must("set invigilator", "UPDATE campaign_class SET invigilator = $4 WHERE region = $1 AND campaign = $2 AND unit = $3", tx.Region, campaign, class, post)
}
