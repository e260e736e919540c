package store

import "xinhuan/internal/care"

const alertColumns = "a.id, a.person, a.school, a.class, a.campaign, a.sitting, a.source, a.state, a.raised_at, a.rung, a.climb_at, a.answered_by, a.answered_at, a.ended_at, a.outcome"

func scanAlert(r row) (a care.Alert, err error) {
	err = r.Scan(&a.ID, &a.Person, &a.School, &a.Class, &a.Campaign, &a.Sitting, &a.Source, &a.State, &a.RaisedAt, &a.Rung, &a.ClimbAt,
		&a.AnsweredBy, instant{&a.AnsweredAt}, instant{&a.EndedAt}, &a.Outcome)
	return a, err
}

// InsertAlert raises an alert unless the sitting has one already.
func (tx *Tx) InsertAlert(a care.Alert, items []byte) (raised bool, err error) {
	n, err := tx.changed(`INSERT INTO alert (region, id, person, school, class, campaign, sitting, source, state, raised_at, rung, climb_at, items)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (region, sitting) DO NOTHING`,
		tx.Region, a.ID, a.Person, a.School, a.Class, a.Campaign, a.Sitting, a.Source, a.State, a.RaisedAt, a.Rung, a.ClimbAt, items)
	return n == 1, err
}

// Alert reads one alert.
func (tx *Tx) Alert(id care.ID) (care.Alert, error) {
	return one(tx, "read alert", scanAlert, "SELECT "+alertColumns+" FROM alert a WHERE a.region = $1 AND a.id = $2", tx.Region, id)
}

// AlertItems reads the sealed list of critical items of an alert.
func (tx *Tx) AlertItems(id care.ID) ([]byte, error) {
	return one(tx, "read alert items", scalar[[]byte], "SELECT items FROM alert WHERE region = $1 AND id = $2", tx.Region, id)
}

// AlertOfSitting finds a sitting's alert.
func (tx *Tx) AlertOfSitting(sitting care.ID) (care.Alert, error) {
	return one(tx, "read alert", scanAlert, "SELECT "+alertColumns+" FROM alert a WHERE a.region = $1 AND a.sitting = $2", tx.Region, sitting)
}

// AlertsOf lists a person's alerts, newest first.
func (tx *Tx) AlertsOf(person care.ID) ([]care.Alert, error) {
	return all(tx, "list alerts", scanAlert, "SELECT "+alertColumns+" FROM alert a WHERE a.region = $1 AND a.person = $2 ORDER BY a.raised_at DESC, a.id DESC", tx.Region, person)
}

// AlertsCalled lists the open alerts a post was called to.
func (tx *Tx) AlertsCalled(post care.ID) ([]care.Alert, error) {
	return all(tx, "list alerts", scanAlert, "SELECT "+alertColumns+` FROM alert_call c JOIN alert a ON a.region = c.region AND a.id = c.alert
		WHERE c.region = $1 AND c.post = $2 AND a.state <> 'ended' ORDER BY a.raised_at, a.id`, tx.Region, post)
}

// AlertsToClimb lists the unanswered alerts whose silence is over.
func (tx *Tx) AlertsToClimb() ([]care.Alert, error) {
	return all(tx, "list climbing alerts", scanAlert, "SELECT "+alertColumns+` FROM alert a
		WHERE a.region = $1 AND a.state = 'raised' AND a.climb_at > 0 AND a.climb_at <= $2 ORDER BY a.raised_at, a.id`, tx.Region, tx.Now)
}

// ClimbAlert moves an unanswered alert on; of two who move it at the same moment
// the second is refused.
func (tx *Tx) ClimbAlert(a care.Alert, rung int, climbAt care.Millis) error {
	return tx.must("climb alert", "UPDATE alert SET rung = $4, climb_at = $5 WHERE region = $1 AND id = $2 AND climb_at = $3 AND state = 'raised'",
		tx.Region, a.ID, a.ClimbAt, rung, climbAt)
}

// AnswerAlert records the adult who goes; the first one wins.
func (tx *Tx) AnswerAlert(id, post care.ID) (first bool, err error) {
	n, err := tx.changed("UPDATE alert SET state = 'answered', answered_by = $3, answered_at = $4, climb_at = 0 WHERE region = $1 AND id = $2 AND state = 'raised'",
		tx.Region, id, post, tx.Now)
	return n == 1, err
}

// RaiseAgain calls anew about a sitting whose alert had ended: the pupil gave
// another danger answer, or asked for somebody again.
func (tx *Tx) RaiseAgain(a care.Alert, items []byte) error {
	err := tx.must("raise alert again", `UPDATE alert SET state = 'raised', source = $3, raised_at = $4, rung = 0, climb_at = $5, answered_by = NULL,
		answered_at = NULL, ended_at = NULL, outcome = '', items = $6 WHERE region = $1 AND id = $2 AND state = 'ended'`,
		tx.Region, a.ID, a.Source, a.RaisedAt, a.ClimbAt, items)
	if err != nil {
		return err
	}
	return tx.callAnew(a.ID)
}

// callAnew lets the calls of an alert count from now, with nobody having seen it.
func (tx *Tx) callAnew(alert care.ID) error {
	return tx.exec("UPDATE alert_call SET called_at = $3, seen_at = NULL WHERE region = $1 AND alert = $2", tx.Region, alert, tx.Now)
}

// ReopenAlert lets an alert begin anew: whoever said that he goes did not find the
// pupil, or left his post.
func (tx *Tx) ReopenAlert(id care.ID, climbAt care.Millis) error {
	err := tx.must("reopen alert", `UPDATE alert SET state = 'raised', rung = 0, climb_at = $3, answered_by = NULL, answered_at = NULL
		WHERE region = $1 AND id = $2 AND state <> 'ended'`, tx.Region, id, climbAt)
	if err != nil {
		return err
	}
	return tx.callAnew(id)
}

// AlertsAnsweredBy lists the alerts to which a post said that it goes and whose
// check is still to come.
func (tx *Tx) AlertsAnsweredBy(post care.ID) ([]care.Alert, error) {
	return all(tx, "list answered alerts", scanAlert, "SELECT "+alertColumns+` FROM alert a
		WHERE a.region = $1 AND a.state = 'answered' AND a.answered_by = $2 ORDER BY a.raised_at, a.id`, tx.Region, post)
}

// UnseeCalls forgets what whoever left a post has seen: his successor has not.
func (tx *Tx) UnseeCalls(post care.ID) error {
	return tx.exec(`UPDATE alert_call SET seen_at = NULL WHERE region = $1 AND post = $2 AND seen_at IS NOT NULL
		AND alert IN (SELECT id FROM alert WHERE region = $1 AND state <> 'ended')`, tx.Region, post)
}

// EndAlert ends an alert with the outcome of its safety check.
func (tx *Tx) EndAlert(id care.ID, outcome string) error {
	return tx.must("end alert", "UPDATE alert SET state = 'ended', ended_at = $3, outcome = $4, climb_at = 0 WHERE region = $1 AND id = $2 AND state <> 'ended'",
		tx.Region, id, tx.Now, outcome)
}

// AlertCall is one post called to an alert.
type AlertCall struct {
	Alert    care.ID
	Post     care.ID
	Rung     int
	CalledAt care.Millis
	SeenAt   care.Millis
}

func scanCall(r row) (c AlertCall, err error) {
	err = r.Scan(&c.Alert, &c.Post, &c.Rung, &c.CalledAt, instant{&c.SeenAt})
	return c, err
}

// CallPost calls a post to an alert, once.
func (tx *Tx) CallPost(alert, post care.ID, rung int) (called bool, err error) {
	n, err := tx.changed("INSERT INTO alert_call (region, alert, post, rung, called_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
		tx.Region, alert, post, rung, tx.Now)
	return n == 1, err
}

// SeeCall records that a called post opened the alert.
func (tx *Tx) SeeCall(alert, post care.ID) error {
	return tx.exec("UPDATE alert_call SET seen_at = $4 WHERE region = $1 AND alert = $2 AND post = $3 AND seen_at IS NULL", tx.Region, alert, post, tx.Now)
}

// Calls lists who was called to an alert, in order.
func (tx *Tx) Calls(alert care.ID) ([]AlertCall, error) {
	return all(tx, "list calls", scanCall, "SELECT alert, post, rung, called_at, seen_at FROM alert_call WHERE region = $1 AND alert = $2 ORDER BY rung, called_at, post",
		tx.Region, alert)
}

// CountOpenAlerts counts a round's alerts that were not checked yet.
func (tx *Tx) CountOpenAlerts(campaign care.ID) (int, error) {
	return one(tx, "count alerts", scalar[int], "SELECT count(*) FROM alert WHERE region = $1 AND campaign = $2 AND state <> 'ended'", tx.Region, campaign)
}
