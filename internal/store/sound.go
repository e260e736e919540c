package store

import "xinhuan/internal/care"

// The readings behind `xinhuan verify`: each names what would break a promise.

// BareEpisodes lists open episodes without an owner post, next date or open duty.
func (tx *Tx) BareEpisodes() (bare []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM episode WHERE region = $1 AND state = 'open'",
		`SELECT e.id FROM episode e WHERE e.region = $1 AND e.state = 'open' AND (e.next_on = ''
			OR NOT EXISTS (SELECT 1 FROM post p WHERE p.region = e.region AND p.id = e.owner_post AND p.closed_on = '')
			OR NOT EXISTS (SELECT 1 FROM duty d WHERE d.region = e.region AND d.ref = 'episode' AND d.ref_id = e.id AND d.state = 'open'))`)
}

// LooseFlags lists flags that neither ended nor have an open duty.
func (tx *Tx) LooseFlags() (loose []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM flag WHERE region = $1",
		`SELECT f.id FROM flag f WHERE f.region = $1 AND NOT (f.state = 'ended' AND f.ended_as <> '')
			AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.region = f.region AND d.ref = 'flag' AND d.ref_id = f.id AND d.state = 'open')`)
}

// HastyRounds lists closed rounds that were closed while somebody of theirs waited
// for an interview or a safety check.
func (tx *Tx) HastyRounds() (hasty []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM campaign WHERE region = $1",
		`SELECT c.id FROM campaign c WHERE c.region = $1 AND c.state = 'closed' AND (
			EXISTS (SELECT 1 FROM flag_round r JOIN flag f ON f.region = r.region AND f.id = r.flag
				WHERE r.region = c.region AND r.campaign = c.id AND r.at <= c.closed_at AND (f.ended_at IS NULL OR f.ended_at > c.closed_at))
			OR EXISTS (SELECT 1 FROM alert a WHERE a.region = c.region AND a.campaign = c.id AND a.raised_at <= c.closed_at AND (a.ended_at IS NULL OR a.ended_at > c.closed_at)))`)
}

// HasFlag tells whether the round of a sitting counts a flag of its pupil.
func (tx *Tx) HasFlag(sitting care.ID) (bool, error) {
	n, err := one(tx, "verify", scalar[int], `SELECT count(*) FROM sitting s JOIN flag_round r ON r.region = s.region AND r.campaign = s.campaign
		JOIN flag f ON f.region = r.region AND f.id = r.flag AND f.person = s.person WHERE s.region = $1 AND s.id = $2`, tx.Region, sitting)
	return n > 0, err
}

// SilentAlerts lists alerts that nobody answered and that call nobody.
func (tx *Tx) SilentAlerts() (silent []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM alert WHERE region = $1",
		`SELECT a.id FROM alert a WHERE a.region = $1 AND NOT (
			(a.state = 'ended' AND a.outcome <> '')
			OR (a.state = 'answered' AND a.answered_by IS NOT NULL AND EXISTS (SELECT 1 FROM duty d
				WHERE d.region = a.region AND d.ref = 'alert' AND d.ref_id = a.id AND d.state = 'open'))
			OR (a.state = 'raised' AND a.climb_at > 0 AND EXISTS (SELECT 1 FROM alert_call c WHERE c.region = a.region AND c.alert = a.id)))`)
}

// LostNotices lists notices that wait without a duty to decide on them, or were
// sent without an acknowledgement and without a climb.
func (tx *Tx) LostNotices() (lost []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM notice WHERE region = $1",
		`SELECT n.id FROM notice n WHERE n.region = $1 AND (
			(n.state = 'held' AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.region = n.region AND d.ref = 'notice' AND d.ref_id = n.id AND d.state = 'open'
				AND d.rule = CASE WHEN n.guardian IS NULL THEN 'find_guardian' ELSE 'home_safe' END))
			OR (n.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM duty d
				WHERE d.region = n.region AND d.rule = 'wide_release' AND d.ref_id = n.episode AND d.state = 'open'))
			OR (n.state = 'sent' AND n.climb_at = 0))`)
}

// Unprotected lists notices withheld from a guardian because home is not safe, about
// which no protection duty is open or done.
func (tx *Tx) Unprotected() (bare []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM notice WHERE region = $1 AND state = 'withheld'",
		`SELECT n.id FROM notice n WHERE n.region = $1 AND n.state = 'withheld' AND NOT EXISTS (SELECT 1 FROM duty d
			WHERE d.region = n.region AND d.ref = 'notice' AND d.ref_id = n.id AND d.rule = 'protection_report' AND d.state IN ('open', 'done')) ORDER BY n.id`)
}

// FamilyUntold lists the open episodes of pupil care about which no notice to a
// guardian was ever made and whose pupil has no guardian on the roster.
func (tx *Tx) FamilyUntold() ([]care.Episode, error) {
	return all(tx, "list families untold", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
		WHERE e.region = $1 AND e.state = 'open' AND e.programme = 'student_care'
			AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.region = e.region AND n.episode = e.id AND n.to_role = 'guardian')
			AND NOT EXISTS (SELECT 1 FROM guardian g WHERE g.region = e.region AND g.child = e.person AND g.until_on = '')
		ORDER BY e.id`, tx.Region)
}

// OpenPupilCare counts the open episodes of pupil care.
func (tx *Tx) OpenPupilCare() (int, error) {
	return one(tx, "count open episodes", scalar[int], "SELECT count(*) FROM episode WHERE region = $1 AND state = 'open' AND programme = 'student_care'", tx.Region)
}

// VacantDuties lists open duties whose post is closed or does not exist.
func (tx *Tx) VacantDuties() (vacant []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM duty WHERE region = $1 AND state = 'open'",
		`SELECT d.id FROM duty d WHERE d.region = $1 AND d.state = 'open'
			AND NOT EXISTS (SELECT 1 FROM post p WHERE p.region = d.region AND p.id = d.post AND p.closed_on = '')`)
}

// UnfoundedSittings lists sittings without a basis: no consent allowed them when
// they began, or none allowed, when they ended, what was asked in them. One under
// way needs its consent today; of one whose consent was withdrawn nothing is left.
func (tx *Tx) UnfoundedSittings() (unfounded []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM sitting WHERE region = $1",
		`SELECT s.id FROM sitting s WHERE s.region = $1 AND NOT (
			EXISTS (`+basis+` AND c.at <= s.started_at AND (c.withdrawn_at IS NULL OR c.withdrawn_at >= s.started_at))
			AND CASE s.state
				WHEN 'withdrawn' THEN s.draft IS NULL AND s.sheet IS NULL AND s.result IS NULL
				WHEN 'started' THEN EXISTS (`+basis+` AND c.withdrawn_at IS NULL)
				ELSE EXISTS (`+basis+` AND c.at <= s.submitted_at AND (c.withdrawn_at IS NULL OR c.withdrawn_at >= s.submitted_at)) END)`)
}

// basis are the consents that allow a sitting s what is asked in it.
const basis = `SELECT 1 FROM consent c WHERE c.region = s.region AND c.campaign = s.campaign AND c.person = s.person
	AND (c.decision = 'agree' OR c.decision = 'agree_without_self_harm' AND s.plain_items)`

func (tx *Tx) sound(count, violations string) ([]care.ID, int, error) {
	n, err := one(tx, "verify", scalar[int], count, tx.Region)
	if err != nil {
		return nil, 0, err
	}
	list, err := all(tx, "verify", scalar[care.ID], violations, tx.Region)
	return list, n, err
}

// SealedColumn is a column that holds sealed bytes: where its rows are, and the
// place its blobs are bound to.
type SealedColumn struct {
	Table, Column string
	query         string // row id of the place, blob; pages by $2 (ids above) and $3 (limit)
	rows          int    // a page; 0 = as many as everywhere
}

// fileRows is a page of files, which are large.
const fileRows = 8

// SealedColumns lists every column whose blobs a data key opens. key_wrap and
// data_key hold keys themselves; import chunks are emptied when applied.
func SealedColumns() []SealedColumn {
	plain := func(table, column string) SealedColumn {
		return SealedColumn{table, column, "SELECT id, " + column + " FROM " + table + " WHERE region = $1 AND id > $2 AND " + column + " IS NOT NULL ORDER BY id LIMIT CAST($3 AS BIGINT)", 0}
	}
	return []SealedColumn{
		plain("person", "identity"),
		{"person", "identity", `SELECT person, identity FROM identity_past i WHERE region = $1 AND person > $2
			AND person <= (SELECT coalesce(max(person), 0) FROM (SELECT person FROM identity_past WHERE region = $1 AND person > $2 ORDER BY person LIMIT CAST($3 AS BIGINT)) p)
			ORDER BY person, until_at`, 0},
		plain("guardian", "sealed"), plain("consent", "signer"), plain("consent", "form"), plain("ticket", "code"),
		plain("sitting", "draft"), plain("sitting", "sheet"), plain("sitting", "result"),
		plain("alert", "items"), plain("flag_reason", "sealed"), plain("record_part", "sealed"), plain("record_draft", "sealed"),
		plain("level_change", "reason"), plain("level_proposal", "reason"), plain("notice", "body"), plain("activity", "body"), plain("attachment", "name"),
		{"attachment", "sealed", "SELECT id, sealed FROM attachment WHERE region = $1 AND id > $2 ORDER BY id LIMIT CAST($3 AS BIGINT)", fileRows},
	}
}

// EachSealed hands every blob of a column with the row it is bound to.
func (tx *Tx) EachSealed(c SealedColumn, fn func(SealedRow) error) error {
	if c.rows == 0 {
		c.rows = pageRows
	}
	return paged(c.rows, func(last *SealedRow) ([]SealedRow, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "verify "+c.Table, func(r row) (s SealedRow, err error) {
			err = r.Scan(&s.ID, &s.Sealed)
			return s, err
		}, c.query, tx.Region, int64(after), c.rows)
	}, fn)
}

// HasAlert tells whether a sitting raised an alert.
func (tx *Tx) HasAlert(sitting care.ID) (bool, error) {
	n, err := one(tx, "verify", scalar[int], "SELECT count(*) FROM alert WHERE region = $1 AND sitting = $2", tx.Region, sitting)
	return n > 0, err
}
