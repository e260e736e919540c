package store

import "xinhuan/internal/care"

const flagColumns = `f.id, f.person, f.school, f.source, f.campaign, f.sitting, f.alert, f.suggested, f.critical, f.state, f.pack_hash,
	f.opened_at, f.ended_at, f.ended_as, f.proposed, f.end_by, f.end_second, f.episode`

func scanFlag(r row) (f care.Flag, err error) {
	err = r.Scan(&f.ID, &f.Person, &f.School, &f.Source, &f.Campaign, &f.Sitting, &f.Alert, &f.Suggested, &f.Critical, &f.State, &f.PackHash,
		&f.OpenedAt, instant{&f.EndedAt}, &f.End, &f.Proposed, &f.EndBy, &f.EndSecond, &f.Episode)
	return f, err
}

// InsertFlag raises a flag.
func (tx *Tx) InsertFlag(f care.Flag) error {
	return tx.exec(`INSERT INTO flag (region, id, person, school, source, campaign, sitting, alert, suggested, critical, state, pack_hash, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.Region, f.ID, f.Person, f.School, f.Source, f.Campaign, f.Sitting, f.Alert, f.Suggested, f.Critical, f.State, f.PackHash, f.OpenedAt)
}

// SealedRow is a sealed value with the id it was sealed for.
type SealedRow struct {
	ID     care.ID
	Sealed []byte
}

// AddFlagReasons appends sealed reasons to a flag.
func (tx *Tx) AddFlagReasons(flag care.ID, r SealedRow) error {
	return tx.exec("INSERT INTO flag_reason (region, id, flag, at, sealed) VALUES ($1, $2, $3, $4, $5)", tx.Region, r.ID, flag, tx.Now, r.Sealed)
}

// Flag reads one flag.
func (tx *Tx) Flag(id care.ID) (care.Flag, error) {
	return one(tx, "read flag", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.id = $2", tx.Region, id)
}

// FlagReasons lists a flag's sealed reasons, oldest first.
func (tx *Tx) FlagReasons(id care.ID) ([]SealedRow, error) {
	return all(tx, "read flag reasons", func(r row) (s SealedRow, err error) {
		err = r.Scan(&s.ID, &s.Sealed)
		return s, err
	}, "SELECT id, sealed FROM flag_reason WHERE region = $1 AND flag = $2 ORDER BY id", tx.Region, id)
}

// RaiseFlag lifts an open flag: a higher suggestion, or a critical answer that
// came after it.
func (tx *Tx) RaiseFlag(id care.ID, suggested care.Level, critical bool, alert, sitting care.ID) error {
	return tx.must("raise flag", `UPDATE flag SET suggested = $3, critical = $4, alert = $5, sitting = $6
		WHERE region = $1 AND id = $2 AND state = 'open'`, tx.Region, id, suggested, critical, alert, sitting)
}

// FlagsOf lists a person's flags, newest first.
func (tx *Tx) FlagsOf(person care.ID) ([]care.Flag, error) {
	return all(tx, "list flags", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.person = $2 ORDER BY f.opened_at DESC, f.id DESC", tx.Region, person)
}

// FlagOfSitting finds the flag a sitting raised.
func (tx *Tx) FlagOfSitting(sitting care.ID) (care.Flag, error) {
	return one(tx, "read flag", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.sitting = $2 ORDER BY f.id LIMIT 1", tx.Region, sitting)
}

// FlagOfAlert finds the flag an alert raised.
func (tx *Tx) FlagOfAlert(alert care.ID) (care.Flag, error) {
	return one(tx, "read flag", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.alert = $2 ORDER BY f.id LIMIT 1", tx.Region, alert)
}

// JoinRound records that a sheet of a round asks for the meeting a flag stands
// for, with the pupil in one of its classes, and tells in which class the round
// counted the flag before; 0 where it is new to the round.
func (tx *Tx) JoinRound(flag, campaign, class care.ID) (before care.ID, err error) {
	before, err = one(tx, "read flag round", scalar[care.ID], "SELECT class FROM flag_round WHERE region = $1 AND campaign = $2 AND flag = $3", tx.Region, campaign, flag)
	switch {
	case care.KindOf(err) == care.NotFound:
		return 0, tx.exec("INSERT INTO flag_round (region, campaign, flag, class, at) VALUES ($1, $2, $3, $4, $5)", tx.Region, campaign, flag, class, tx.Now)
	case err != nil || before == class:
		return before, err
	}
	return before, tx.must("move flag", "UPDATE flag_round SET class = $4 WHERE region = $1 AND campaign = $2 AND flag = $3", tx.Region, campaign, flag, class)
}

// CountFlags counts by state the flags whose meeting a round asks for, also those
// that another round or a concern raised first.
func (tx *Tx) CountFlags(campaign care.ID, state care.FlagState) (int, error) {
	return one(tx, "count flags", scalar[int], `SELECT count(*) FROM flag_round r JOIN flag f ON f.region = r.region AND f.id = r.flag
		WHERE r.region = $1 AND r.campaign = $2 AND f.state = CAST($3 AS TEXT)`, tx.Region, campaign, state)
}

// ProposeEnd records the first of two persons who end a flag from a critical item.
func (tx *Tx) ProposeEnd(id care.ID, end care.FlagEnd, post, person care.ID) error {
	return tx.must("propose flag end", "UPDATE flag SET proposed = $3, end_by = $4, end_person = $5 WHERE region = $1 AND id = $2 AND state = 'open'",
		tx.Region, id, end, post, person)
}

// ProposerOf reads who proposed the end of a flag.
func (tx *Tx) ProposerOf(id care.ID) (care.ID, error) {
	return one(tx, "read proposer", scalar[care.ID], "SELECT end_person FROM flag WHERE region = $1 AND id = $2", tx.Region, id)
}

// EndFlag ends a flag.
func (tx *Tx) EndFlag(f care.Flag) error {
	return tx.must("end flag", `UPDATE flag SET state = 'ended', ended_at = $3, ended_as = $4, end_by = $5, end_second = $6, episode = $7
		WHERE region = $1 AND id = $2 AND state = 'open'`, tx.Region, f.ID, tx.Now, f.End, f.EndBy, f.EndSecond, f.Episode)
}
