package store

import "xinhuan/internal/care"

const dutyColumns = `d.id, d.rule, d.period, d.person, d.unit, d.ref, d.ref_id, d.post, d.level, d.opened_at, d.due_at, d.state,
	d.done_at, d.done_by, d.outcome, d.rung, d.climb_at`

func scanDuty(r row) (d care.Duty, err error) {
	err = r.Scan(&d.ID, &d.Rule, &d.Period, &d.Person, &d.Unit, &d.Ref, &d.RefID, &d.Post, &d.Level, &d.OpenedAt, &d.DueAt, &d.State,
		instant{&d.DoneAt}, &d.DoneBy, &d.Outcome, &d.Rung, &d.ClimbAt)
	return d, err
}

// InsertDuty adds a duty unless the same rule, subject and period has one.
func (tx *Tx) InsertDuty(d care.Duty) (added bool, err error) {
	n, err := tx.changed(`INSERT INTO duty (region, id, rule, period, person, unit, ref, ref_id, post, level, opened_at, due_at, state, climb_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', $13) ON CONFLICT (region, rule, ref, ref_id, period) DO NOTHING`,
		tx.Region, d.ID, d.Rule, d.Period, d.Person, d.Unit, d.Ref, d.RefID, d.Post, d.Level, d.OpenedAt, d.DueAt, d.ClimbAt)
	return n == 1, err
}

// Duty reads one duty.
func (tx *Tx) Duty(id care.ID) (care.Duty, error) {
	return one(tx, "read duty", scanDuty, "SELECT "+dutyColumns+" FROM duty d WHERE d.region = $1 AND d.id = $2", tx.Region, id)
}

// OpenDutyFor finds the open duty of a rule about one thing.
func (tx *Tx) OpenDutyFor(rule, ref string, id care.ID) (care.Duty, error) {
	return one(tx, "read duty", scanDuty, "SELECT "+dutyColumns+` FROM duty d
		WHERE d.region = $1 AND d.rule = $2 AND d.ref = CAST($3 AS TEXT) AND d.ref_id = $4 AND d.state = 'open' ORDER BY d.due_at, d.id LIMIT 1`, tx.Region, rule, ref, id)
}

// OpenDutiesFor lists all open duties of a rule about one thing, first due first.
func (tx *Tx) OpenDutiesFor(rule, ref string, id care.ID) ([]care.Duty, error) {
	return all(tx, "list duties about a thing", scanDuty, "SELECT "+dutyColumns+` FROM duty d
		WHERE d.region = $1 AND d.rule = $2 AND d.ref = CAST($3 AS TEXT) AND d.ref_id = $4 AND d.state = 'open' ORDER BY d.due_at, d.id`, tx.Region, rule, ref, id)
}

// EndDuty ends an open duty: done with an outcome, or void because its reason ended.
func (tx *Tx) EndDuty(id care.ID, state care.DutyState, by care.ID, outcome string) error {
	return tx.must("end duty", "UPDATE duty SET state = $3, done_at = $4, done_by = $5, outcome = $6, climb_at = 0 WHERE region = $1 AND id = $2 AND state = 'open'",
		tx.Region, id, state, tx.Now, by, outcome)
}

// EndDuties ends all open duties about one thing as done, by nobody in particular.
func (tx *Tx) EndDuties(ref string, id care.ID, outcome string) error {
	return tx.exec("UPDATE duty SET state = 'done', done_at = $4, outcome = $5, climb_at = 0 WHERE region = $1 AND ref = CAST($2 AS TEXT) AND ref_id = $3 AND state = 'open'",
		tx.Region, ref, id, tx.Now, outcome)
}

// VoidDuties ends all open duties about one thing.
func (tx *Tx) VoidDuties(ref string, id care.ID, outcome string) error {
	return tx.exec("UPDATE duty SET state = 'void', done_at = $4, outcome = $5, climb_at = 0 WHERE region = $1 AND ref = CAST($2 AS TEXT) AND ref_id = $3 AND state = 'open'",
		tx.Region, ref, id, tx.Now, outcome)
}

// MoveDuty gives an open duty to another post or changes its times.
func (tx *Tx) MoveDuty(d care.Duty) error {
	return tx.must("move duty", "UPDATE duty SET post = $3, due_at = $4, level = $5, rung = $6, climb_at = $7 WHERE region = $1 AND id = $2 AND state = 'open'",
		tx.Region, d.ID, d.Post, d.DueAt, d.Level, d.Rung, d.ClimbAt)
}

// GiveDuty gives an open duty to another post and unit.
func (tx *Tx) GiveDuty(d care.Duty) error {
	return tx.must("give duty", "UPDATE duty SET post = $3, unit = $4 WHERE region = $1 AND id = $2 AND state = 'open'", tx.Region, d.ID, d.Post, d.Unit)
}

// DutiesOf lists the open duties of a post, first due first.
func (tx *Tx) DutiesOf(post care.ID) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+" FROM duty d WHERE d.region = $1 AND d.post = $2 AND d.state = 'open' ORDER BY d.due_at, d.level DESC, d.id",
		tx.Region, post)
}

// DutiesAbout lists a person's duties, open ones first.
func (tx *Tx) DutiesAbout(person care.ID) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+` FROM duty d WHERE d.region = $1 AND d.person = $2
		ORDER BY CASE d.state WHEN 'open' THEN 0 ELSE 1 END, d.due_at, d.id`, tx.Region, person)
}

// EpisodeDuties lists what is open and what was done of all episodes of many persons, in
// no order.
func (tx *Tx) EpisodeDuties(persons []care.ID) ([]care.Duty, error) {
	return lookup(tx, "list duties of episodes", scanDuty, func(list string) string {
		return "SELECT " + dutyColumns + " FROM duty d WHERE d.region = $1 AND d.person IN (" + list + ") AND d.ref = 'episode' AND d.state <> 'void'"
	}, []any{tx.Region}, persons)
}

// DutiesBelow lists the open duties of a subtree due before an instant.
func (tx *Tx) DutiesBelow(ancestor care.ID, before care.Millis, limit int) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+` FROM duty d
		JOIN unit_path p ON p.region = d.region AND p.descendant = d.unit AND p.ancestor = $2
		WHERE d.region = $1 AND d.state = 'open' AND d.due_at < $3 ORDER BY d.due_at, d.id LIMIT CAST($4 AS BIGINT)`, tx.Region, ancestor, before, limit)
}

// DutiesToClimb lists the open duties whose time to climb has come.
func (tx *Tx) DutiesToClimb(limit int) ([]care.Duty, error) {
	return all(tx, "list climbing duties", scanDuty, "SELECT "+dutyColumns+` FROM duty d
		WHERE d.region = $1 AND d.state = 'open' AND d.climb_at > 0 AND d.climb_at <= $2 ORDER BY d.climb_at, d.id LIMIT CAST($3 AS BIGINT)`, tx.Region, tx.Now, limit)
}

// DutyCount is the open and late duties of a school.
type DutyCount struct {
	Unit care.ID
	Open int
	Late int
}

// DutyCounts counts open and late duties by unit in a subtree.
func (tx *Tx) DutyCounts(ancestor care.ID) ([]DutyCount, error) {
	return all(tx, "count duties", func(r row) (c DutyCount, err error) {
		err = r.Scan(&c.Unit, &c.Open, &c.Late)
		return c, err
	}, `SELECT d.unit, count(*), count(*) FILTER (WHERE d.due_at < $3) FROM duty d
		JOIN unit_path p ON p.region = d.region AND p.descendant = d.unit AND p.ancestor = $2
		WHERE d.region = $1 AND d.state = 'open' GROUP BY d.unit ORDER BY d.unit`, tx.Region, ancestor, tx.Now)
}

// RuleCount is the open and late duties that one rule asked for, those about a
// person apart from those of a unit.
type RuleCount struct {
	Rule    string
	Persons bool
	Open    int
	Late    int
}

// RuleCounts counts open and late duties by rule in a subtree.
func (tx *Tx) RuleCounts(ancestor care.ID) ([]RuleCount, error) {
	return all(tx, "count duties", func(r row) (c RuleCount, err error) {
		persons := 0
		err = r.Scan(&c.Rule, &persons, &c.Open, &c.Late)
		c.Persons = persons == 1
		return c, err
	}, `SELECT d.rule, CASE WHEN d.person IS NULL THEN 0 ELSE 1 END, count(*), count(*) FILTER (WHERE d.due_at < $3) FROM duty d
		JOIN unit_path p ON p.region = d.region AND p.descendant = d.unit AND p.ancestor = $2
		WHERE d.region = $1 AND d.state = 'open' GROUP BY 1, 2 ORDER BY 1, 2`, tx.Region, ancestor, tx.Now)
}

// EachOpenDuty hands over every open duty.
func (tx *Tx) EachOpenDuty(fn func(care.Duty) error) error {
	return pages(func(last *care.Duty) ([]care.Duty, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+" FROM duty d WHERE d.region = $1 AND d.state = 'open' AND d.id > $2 ORDER BY d.id LIMIT CAST($3 AS BIGINT)",
			tx.Region, int64(after), pageRows)
	}, fn)
}

// EachDuty hands over every duty there is or was.
func (tx *Tx) EachDuty(fn func(care.Duty) error) error {
	return pages(func(last *care.Duty) ([]care.Duty, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+" FROM duty d WHERE d.region = $1 AND d.id > $2 ORDER BY d.id LIMIT CAST($3 AS BIGINT)",
			tx.Region, int64(after), pageRows)
	}, fn)
}
