package store

import "xinhuan/internal/care"

const episodeColumns = "e.id, e.person, e.programme, e.state, e.level, e.owner_post, e.next_on, e.opened_at, e.closed_at, e.close_reason, e.contact_on, e.valid_to"

func scanEpisode(r row) (e care.Episode, err error) {
	err = r.Scan(&e.ID, &e.Person, &e.Programme, &e.State, &e.Level, &e.OwnerPost, &e.NextOn, &e.OpenedAt, instant{&e.ClosedAt}, &e.CloseReason, &e.ContactOn, &e.ValidTo)
	return e, err
}

// InsertEpisode opens an episode; the schema refuses one without owner or next
// date, and a second open one of the same person and programme.
func (tx *Tx) InsertEpisode(e care.Episode) error {
	err := tx.exec(`INSERT INTO episode (region, id, person, programme, state, level, owner_post, next_on, opened_at, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.Region, e.ID, e.Person, e.Programme, e.State, e.Level, e.OwnerPost, e.NextOn, tx.Now, e.ValidTo)
	if duplicate(err) {
		return care.Fail(care.Conflict, "open episode", "此人已有一个进行中的个案", "this person has an open episode already")
	}
	return err
}

// UpdateEpisode changes level, owner, next date and end of basis of an open episode.
func (tx *Tx) UpdateEpisode(e care.Episode) error {
	return tx.must("update episode", "UPDATE episode SET level = $3, owner_post = $4, next_on = $5, valid_to = $6 WHERE region = $1 AND id = $2 AND state = 'open'",
		tx.Region, e.ID, e.Level, e.OwnerPost, e.NextOn, e.ValidTo)
}

// CloseEpisode closes an episode with its reason.
func (tx *Tx) CloseEpisode(id care.ID, reason string) error {
	return tx.must("close episode", "UPDATE episode SET state = 'closed', closed_at = $3, close_reason = $4 WHERE region = $1 AND id = $2 AND state = 'open'",
		tx.Region, id, tx.Now, reason)
}

// Episode reads one episode.
func (tx *Tx) Episode(id care.ID) (care.Episode, error) {
	return one(tx, "read episode", scanEpisode, "SELECT "+episodeColumns+" FROM episode e WHERE e.region = $1 AND e.id = $2", tx.Region, id)
}

// OpenEpisode finds a person's open episode of a programme.
func (tx *Tx) OpenEpisode(person care.ID, programme care.Programme) (care.Episode, error) {
	return one(tx, "read episode", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
		WHERE e.region = $1 AND e.person = $2 AND e.programme = $3 AND e.state = 'open'`, tx.Region, person, programme)
}

// EpisodesOf lists a person's episodes, open ones first.
func (tx *Tx) EpisodesOf(person care.ID) ([]care.Episode, error) {
	return all(tx, "list episodes", scanEpisode, "SELECT "+episodeColumns+` FROM episode e WHERE e.region = $1 AND e.person = $2
		ORDER BY e.state DESC, e.opened_at DESC, e.id DESC`, tx.Region, person)
}

// LevelCount is how many open episodes a school has at a level.
type LevelCount struct {
	School care.ID
	Level  care.Level
	N      int
}

// LevelCounts counts open episodes of pupil care by school and level in a subtree.
func (tx *Tx) LevelCounts(ancestor care.ID) ([]LevelCount, error) {
	return all(tx, "count levels", func(r row) (c LevelCount, err error) {
		err = r.Scan(&c.School, &c.Level, &c.N)
		return c, err
	}, `SELECT s.id, e.level, count(*) FROM episode e
		JOIN tie t ON t.region = e.region AND t.person = e.person AND t.until_on = '' AND (t.kind = 'enrolled' OR t.kind = 'followed'
			AND NOT EXISTS (SELECT 1 FROM tie n WHERE n.region = t.region AND n.person = t.person AND n.kind = 'enrolled' AND n.until_on = ''))
		JOIN unit_path d ON d.region = t.region AND d.descendant = t.unit AND d.ancestor = $2
		JOIN unit_path a ON a.region = t.region AND a.descendant = t.unit
		JOIN unit s ON s.region = a.region AND s.id = a.ancestor AND s.kind = 'school'
		WHERE e.region = $1 AND e.state = 'open' AND e.programme = 'student_care' GROUP BY s.id, e.level ORDER BY s.id, e.level`, tx.Region, ancestor)
}

// InsertLevel appends to the level history; nothing ever updates a line.
func (tx *Tx) InsertLevel(l care.LevelChange, reason []byte) error {
	return tx.exec(`INSERT INTO level_change (region, id, episode, person, level, by_post, by_person, at, review_on, pack_hash, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.Region, l.ID, l.Episode, l.Person, l.Level, l.ByPost, l.ByPerson, tx.Now, l.ReviewOn, l.PackHash, reason)
}

// LevelLine is a level change with its sealed reason.
type LevelLine struct {
	care.LevelChange
	Reason []byte
}

const levelColumns = "id, episode, person, level, by_post, by_person, at, review_on, pack_hash, reason"

func scanLevel(r row) (l LevelLine, err error) {
	err = r.Scan(&l.ID, &l.Episode, &l.Person, &l.Level, &l.ByPost, &l.ByPerson, &l.At, &l.ReviewOn, &l.PackHash, &l.Reason)
	return l, err
}

// EachLevel hands over every line of every episode's history.
func (tx *Tx) EachLevel(fn func(LevelLine) error) error {
	return pages(func(last *LevelLine) ([]LevelLine, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list levels", scanLevel, "SELECT "+levelColumns+" FROM level_change WHERE region = $1 AND id > $2 ORDER BY id LIMIT CAST($3 AS BIGINT)", tx.Region, int64(after), pageRows)
	}, fn)
}

// Levels lists an episode's level history, oldest first.
func (tx *Tx) Levels(episode care.ID) ([]LevelLine, error) { return tx.LevelsOf([]care.ID{episode}) }

// LevelsOf is Levels for many episodes, one after the other.
func (tx *Tx) LevelsOf(episodes []care.ID) ([]LevelLine, error) {
	return lookup(tx, "list levels", scanLevel, func(list string) string {
		return "SELECT " + levelColumns + " FROM level_change WHERE region = $1 AND episode IN (" + list + ") ORDER BY episode, at, id"
	}, []any{tx.Region}, episodes)
}
