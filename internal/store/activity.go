package store

import (
	"fmt"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

const activityColumns = "a.id, a.unit, a.kind, a.on_date, a.ended_on, a.minutes, a.participants, a.state, a.amends, a.author_post, a.author, a.at, a.form_hash, a.campaign"

func scanActivity(r row) (a care.Activity, err error) {
	err = r.Scan(&a.ID, &a.Unit, &a.Kind, &a.On, &a.EndedOn, &a.Minutes, &a.Participants, &a.State, &a.Amends, &a.AuthorPost, &a.Author, &a.At, &a.FormHash, &a.Round)
	return a, err
}

// InsertActivity adds an activity record with its sealed body.
func (tx *Tx) InsertActivity(a care.Activity, body []byte) error {
	return tx.exec(`INSERT INTO activity (region, id, unit, kind, on_date, ended_on, minutes, participants, state, amends, author_post, author, at, form_hash, body, campaign)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		tx.Region, a.ID, a.Unit, a.Kind, a.On, a.EndedOn, a.Minutes, a.Participants, a.State, a.Amends, a.AuthorPost, a.Author, tx.Now, a.FormHash, body, a.Round)
}

// Activity reads one activity record.
func (tx *Tx) Activity(id care.ID) (care.Activity, error) {
	return one(tx, "read activity", scanActivity, "SELECT "+activityColumns+" FROM activity a WHERE a.region = $1 AND a.id = $2", tx.Region, id)
}

// ActivityBody reads an activity record's sealed body.
func (tx *Tx) ActivityBody(id care.ID) ([]byte, error) {
	return one(tx, "read activity", scalar[[]byte], "SELECT body FROM activity WHERE region = $1 AND id = $2", tx.Region, id)
}

// EndActivity gives a kept record another state; only one that still counts.
func (tx *Tx) EndActivity(id care.ID, state care.ActivityState) error {
	return tx.must("end activity", "UPDATE activity SET state = $3 WHERE region = $1 AND id = $2 AND state = 'kept'", tx.Region, id, state)
}

// CloseActivity sets the last day of a standing record.
func (tx *Tx) CloseActivity(id care.ID, on care.Date) error {
	return tx.must("close activity", "UPDATE activity SET ended_on = $3 WHERE region = $1 AND id = $2 AND state = 'kept' AND ended_on = ''", tx.Region, id, on)
}

// ActivityFilter narrows a list of activity records; zero fields narrow nothing.
type ActivityFilter struct {
	Kind     string
	From, To care.Date // by the day it was done
	Standing bool      // by the days it stood instead
	Without  []string  // kinds that are left out
	Hidden   []ActivityPlace
}

// ActivityPlace is a kind of record at a unit; in a filter, one that is left out.
type ActivityPlace struct {
	Kind string
	Unit care.ID
}

func (f ActivityFilter) hidden() string {
	s := ","
	for _, p := range f.Hidden {
		s += p.Kind + "@" + strconv.FormatInt(int64(p.Unit), 10) + ","
	}
	return s
}

// ActivityPlaces lists which kinds of kept records stand where at or below a unit.
func (tx *Tx) ActivityPlaces(ancestor care.ID) ([]ActivityPlace, error) {
	return all(tx, "list places of activities", func(r row) (p ActivityPlace, err error) {
		err = r.Scan(&p.Kind, &p.Unit)
		return p, err
	}, `SELECT DISTINCT a.kind, a.unit FROM activity a JOIN unit_path p ON p.region = a.region AND p.descendant = a.unit AND p.ancestor = $2
		WHERE a.region = $1 AND a.state = 'kept' ORDER BY a.kind, a.unit`, tx.Region, ancestor)
}

// ActivitiesBelow lists the kept records of a unit and the units below it, newest
// first.
func (tx *Tx) ActivitiesBelow(ancestor care.ID, f ActivityFilter, limit, offset int) ([]care.Activity, error) {
	return all(tx, "list activities", scanActivity, "SELECT "+activityColumns+activityFrom+" AND ($8 = '' OR a.ended_on = '' OR a.ended_on >= $8) AND CAST($9 AS TEXT) NOT LIKE '%,' || a.kind || ',%' AND CAST($10 AS TEXT) NOT LIKE '%,' || a.kind || '@' || CAST(a.unit AS TEXT) || ',%' ORDER BY a.on_date DESC, a.id DESC LIMIT CAST($6 AS BIGINT) OFFSET CAST($7 AS BIGINT)",
		tx.Region, ancestor, f.Kind, f.first(), f.To, limit, offset, f.stoodOn(), f.without(), f.hidden())
}

const activityFrom = ` FROM activity a JOIN unit_path p ON p.region = a.region AND p.descendant = a.unit AND p.ancestor = $2
	WHERE a.region = $1 AND a.state = 'kept' AND ($3 = '' OR a.kind = $3) AND ($4 = '' OR a.on_date >= $4) AND ($5 = '' OR a.on_date <= $5)`

// first is the day from which records count by the day they were done, and stoodOn
// that on which they must still have stood.
func (f ActivityFilter) first() care.Date {
	if f.Standing {
		return ""
	}
	return f.From
}

func (f ActivityFilter) stoodOn() care.Date {
	if f.Standing {
		return f.From
	}
	return ""
}

func (f ActivityFilter) without() string { return "," + strings.Join(f.Without, ",") + "," }

// CountActivitiesBelow counts what ActivitiesBelow lists.
func (tx *Tx) CountActivitiesBelow(ancestor care.ID, f ActivityFilter) (int, error) {
	return one(tx, "count activities", scalar[int], "SELECT count(*)"+activityFrom+" AND ($6 = '' OR a.ended_on = '' OR a.ended_on >= $6) AND CAST($7 AS TEXT) NOT LIKE '%,' || a.kind || ',%' AND CAST($8 AS TEXT) NOT LIKE '%,' || a.kind || '@' || CAST(a.unit AS TEXT) || ',%'",
		tx.Region, ancestor, f.Kind, f.first(), f.To, f.stoodOn(), f.without(), f.hidden())
}

// Evidence counts the kept records of one kind that fall into a stretch of days:
// done on one of them, or, with standing, standing on one of them. With below, the
// records of units below count too.
func (tx *Tx) Evidence(unit care.ID, kind string, from, to care.Date, standing, below bool) (int, error) {
	depth := 0
	if below {
		depth = 99
	}
	day := "a.on_date >= $4 AND a.on_date <= $5"
	if standing {
		day = "a.on_date <= $5 AND (a.ended_on = '' OR a.ended_on >= $4)"
	}
	return one(tx, "count evidence", scalar[int], `SELECT count(*) FROM unit_path p JOIN activity a ON a.region = p.region AND a.unit = p.descendant
		WHERE p.region = $1 AND p.ancestor = $2 AND a.kind = $3 AND `+day+` AND p.depth <= $6 AND a.state = 'kept'`, tx.Region, unit, kind, from, to, depth)
}

// RoundsClosed counts the rounds that cover a unit (its own, of a unit above or
// below) and were closed in a stretch of instants.
func (tx *Tx) RoundsClosed(unit care.ID, from, to care.Millis) (int, error) {
	return one(tx, "count rounds", scalar[int], `SELECT count(*) FROM campaign c WHERE c.region = $1 AND c.closed_at >= $3 AND c.closed_at <= $4
		AND EXISTS (SELECT 1 FROM unit_path p WHERE p.region = c.region AND ((p.ancestor = c.unit AND p.descendant = $2) OR (p.ancestor = $2 AND p.descendant = c.unit)))`,
		tx.Region, unit, from, to)
}

// Screened is a class's cohort in a round, and the school year of the round.
type Screened struct {
	Stage      care.Stage
	Entry      int
	SchoolYear int
}

// ScreenedIn lists which cohorts of a school were in rounds that were closed in a
// stretch of instants.
func (tx *Tx) ScreenedIn(school care.ID, from, to care.Millis) ([]Screened, error) {
	return all(tx, "list cohorts screened", func(r row) (s Screened, err error) {
		err = r.Scan(&s.Stage, &s.Entry, &s.SchoolYear)
		return s, err
	}, `SELECT DISTINCT u.stage, u.entry, c.school_year FROM campaign c
		JOIN campaign_class w ON w.region = c.region AND w.campaign = c.id AND w.school = $2
		JOIN unit u ON u.region = w.region AND u.id = w.unit
		WHERE c.region = $1 AND c.closed_at >= $3 AND c.closed_at <= $4 ORDER BY u.stage, u.entry, c.school_year`, tx.Region, school, from, to)
}

// DutiesOfUnit lists a unit's own duties due in a stretch of instants, first due first.
func (tx *Tx) DutiesOfUnit(unit care.ID, from, to care.Millis) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+` FROM duty d WHERE d.region = $1 AND d.ref = 'unit' AND d.ref_id = $2 AND d.due_at >= $3 AND d.due_at <= $4
		ORDER BY d.due_at, d.rule, d.id`, tx.Region, unit, from, to)
}

// UnitDutiesBelow lists the duties of the units of a subtree that are due in a
// stretch of instants, first due first.
func (tx *Tx) UnitDutiesBelow(ancestor care.ID, from, to care.Millis) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+` FROM duty d JOIN unit_path p ON p.region = d.region AND p.descendant = d.ref_id AND p.ancestor = $2
		WHERE d.region = $1 AND d.ref = 'unit' AND d.due_at >= $3 AND d.due_at <= $4 ORDER BY d.due_at, d.rule, d.ref_id, d.id`, tx.Region, ancestor, from, to)
}

// UnitDutyCount is how a unit stands with its own duties.
type UnitDutyCount struct {
	Unit             care.ID
	Open, Late, Done int
}

// UnitDutyCounts counts the duties of units in a subtree that are due in a stretch.
func (tx *Tx) UnitDutyCounts(ancestor care.ID, from, to care.Millis) ([]UnitDutyCount, error) {
	return all(tx, "count duties", func(r row) (c UnitDutyCount, err error) {
		err = r.Scan(&c.Unit, &c.Open, &c.Late, &c.Done)
		return c, err
	}, `SELECT d.ref_id, count(*) FILTER (WHERE d.state = 'open' AND d.due_at >= $5), count(*) FILTER (WHERE d.state = 'open' AND d.due_at < $5),
			count(*) FILTER (WHERE d.state = 'done') FROM duty d
		JOIN unit_path p ON p.region = d.region AND p.descendant = d.ref_id AND p.ancestor = $2
		WHERE d.region = $1 AND d.ref = 'unit' AND d.due_at >= $3 AND d.due_at <= $4 GROUP BY d.ref_id ORDER BY d.ref_id`, tx.Region, ancestor, from, to, tx.Now)
}

// ReopenDuty opens a duty again whose evidence was withdrawn.
func (tx *Tx) ReopenDuty(id care.ID, climb care.Millis) error {
	return tx.must("reopen duty", "UPDATE duty SET state = 'open', done_at = NULL, done_by = NULL, outcome = '', climb_at = $3 WHERE region = $1 AND id = $2 AND state = 'done'",
		tx.Region, id, climb)
}

// ReviveDuty opens a duty again that ended because nobody asked for it, when
// somebody does again; it changes nothing about one that ended otherwise.
func (tx *Tx) ReviveDuty(d care.Duty, outcome string) error {
	return tx.exec(`UPDATE duty SET state = 'open', done_at = NULL, done_by = NULL, outcome = '', post = $6, due_at = $7, climb_at = $8
		WHERE region = $1 AND rule = $2 AND ref = CAST($3 AS TEXT) AND ref_id = $4 AND period = $5 AND state = 'void' AND outcome = $9`,
		tx.Region, d.Rule, d.Ref, d.RefID, d.Period, d.Post, d.DueAt, d.ClimbAt, outcome)
}

// UnitsOfKind lists the units of a kind that are open on a day.
func (tx *Tx) UnitsOfKind(kind care.UnitKind, on care.Date) ([]care.Unit, error) {
	return all(tx, "list units", scanUnit, "SELECT "+unitColumns+` FROM unit u WHERE u.region = $1 AND u.kind = CAST($2 AS TEXT) AND u.opened_on <= $3 AND (u.closed_on = '' OR u.closed_on >= $3)
		ORDER BY u.id`, tx.Region, kind, on)
}

// UnitsMark is another text when units were added or closed or a round was closed.
func (tx *Tx) UnitsMark() (string, error) {
	return one(tx, "mark units", func(r row) (string, error) {
		var units, closed, rounds int64
		err := r.Scan(&units, &closed, &rounds)
		return fmt.Sprintf("%d.%d.%d", units, closed, rounds), err
	}, `SELECT count(*), count(*) FILTER (WHERE closed_on <> ''), (SELECT count(*) FROM campaign c WHERE c.region = $1 AND c.closed_at IS NOT NULL)
		FROM unit WHERE region = $1`, tx.Region)
}

// DutyOf finds the duty of a rule about one thing in one period, whatever its state.
func (tx *Tx) DutyOf(rule, ref string, id care.ID, period string) (care.Duty, error) {
	return one(tx, "read duty", scanDuty, "SELECT "+dutyColumns+" FROM duty d WHERE d.region = $1 AND d.rule = $2 AND d.ref = CAST($3 AS TEXT) AND d.ref_id = $4 AND d.period = $5",
		tx.Region, rule, ref, id, period)
}

// UnitDutiesSince lists the duties of all units that are due from an instant on, or
// still open.
func (tx *Tx) UnitDutiesSince(from care.Millis) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+" FROM duty d WHERE d.region = $1 AND d.ref = 'unit' AND (d.due_at >= $2 OR d.state = 'open') ORDER BY d.id",
		tx.Region, from)
}

// RuleCount counts the duties of units in a subtree that one rule asks for and that
// are due in a stretch.
func (tx *Tx) RuleCount(rule string, ancestor care.ID, from, to care.Millis) (UnitDutyCount, error) {
	return one(tx, "count duties", func(r row) (c UnitDutyCount, err error) {
		err = r.Scan(&c.Open, &c.Late, &c.Done)
		return c, err
	}, `SELECT count(*) FILTER (WHERE d.state = 'open' AND d.due_at >= $6), count(*) FILTER (WHERE d.state = 'open' AND d.due_at < $6),
			count(*) FILTER (WHERE d.state = 'done') FROM duty d
		JOIN unit_path p ON p.region = d.region AND p.descendant = d.ref_id AND p.ancestor = $3
		WHERE d.region = $1 AND d.rule = $2 AND d.ref = 'unit' AND d.due_at >= $4 AND d.due_at <= $5`, tx.Region, rule, ancestor, from, to, tx.Now)
}
