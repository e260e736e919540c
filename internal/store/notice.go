package store

import "xinhuan/internal/care"

const noticeColumns = `n.id, n.person, n.episode, n.level, n.to_role, n.to_post, n.guardian, n.origin, n.clause, n.state, n.created_at,
	n.sent_at, n.due_at, n.ack_at, n.ack_by, n.rung, n.climb_at`

func scanNotice(r row) (n care.Notice, err error) {
	err = r.Scan(&n.ID, &n.Person, &n.Episode, &n.Level, &n.ToRole, &n.ToPost, &n.Guardian, &n.Origin, &n.Clause, &n.State, &n.CreatedAt,
		instant{&n.SentAt}, &n.DueAt, instant{&n.AckAt}, &n.AckBy, &n.Rung, &n.ClimbAt)
	return n, err
}

// InsertNotice adds a notice with its sealed body.
func (tx *Tx) InsertNotice(n care.Notice, school care.ID, body []byte) error {
	return tx.exec(`INSERT INTO notice (region, id, person, episode, school, level, to_role, to_post, guardian, origin, clause, state, created_at, sent_at, due_at, climb_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		tx.Region, n.ID, n.Person, n.Episode, school, n.Level, n.ToRole, n.ToPost, n.Guardian, n.Origin, n.Clause, n.State, tx.Now,
		orNull(n.SentAt), n.DueAt, n.ClimbAt, body)
}

// Notice reads one notice.
func (tx *Tx) Notice(id care.ID) (care.Notice, error) {
	return one(tx, "read notice", scanNotice, "SELECT "+noticeColumns+" FROM notice n WHERE n.region = $1 AND n.id = $2", tx.Region, id)
}

// NoticeBody reads a notice's sealed body.
func (tx *Tx) NoticeBody(id care.ID) ([]byte, error) {
	return one(tx, "read notice body", scalar[[]byte], "SELECT body FROM notice WHERE region = $1 AND id = $2", tx.Region, id)
}

// UpdateNotice moves a notice: released, withheld, acknowledged, climbed, or for a
// guardian who was found.
func (tx *Tx) UpdateNotice(n care.Notice, from care.NoticeState) error {
	return tx.must("update notice", `UPDATE notice SET state = $4, sent_at = $5, due_at = $6, ack_at = $7, ack_by = $8, rung = $9, climb_at = $10, to_post = $11, guardian = $12
		WHERE region = $1 AND id = $2 AND state = $3`, tx.Region, n.ID, from, n.State, orNull(n.SentAt), n.DueAt, orNull(n.AckAt), n.AckBy, n.Rung, n.ClimbAt, n.ToPost, n.Guardian)
}

// NoticesTo lists the notices sent to a post, unacknowledged ones first.
func (tx *Tx) NoticesTo(post care.ID, limit int) ([]care.Notice, error) {
	return all(tx, "list notices", scanNotice, "SELECT "+noticeColumns+` FROM notice n
		WHERE n.region = $1 AND n.to_post = $2 AND n.state IN ('sent', 'acknowledged')
		ORDER BY CASE n.state WHEN 'sent' THEN 0 ELSE 1 END, n.sent_at DESC, n.id DESC LIMIT CAST($3 AS BIGINT)`, tx.Region, post, limit)
}

// NoticesOf lists the notices of an episode.
func (tx *Tx) NoticesOf(episode care.ID) ([]care.Notice, error) {
	return all(tx, "list notices", scanNotice, "SELECT "+noticeColumns+" FROM notice n WHERE n.region = $1 AND n.episode = $2 ORDER BY n.created_at, n.id", tx.Region, episode)
}

// EachNotice hands over every notice there is or was.
func (tx *Tx) EachNotice(fn func(care.Notice) error) error {
	return pages(func(last *care.Notice) ([]care.Notice, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list notices", scanNotice, "SELECT "+noticeColumns+" FROM notice n WHERE n.region = $1 AND n.id > $2 ORDER BY n.id LIMIT CAST($3 AS BIGINT)",
			tx.Region, int64(after), pageRows)
	}, fn)
}

// NoticesToClimb lists the notices whose time to climb has come.
func (tx *Tx) NoticesToClimb(limit int) ([]care.Notice, error) {
	return all(tx, "list climbing notices", scanNotice, "SELECT "+noticeColumns+` FROM notice n
		WHERE n.region = $1 AND n.climb_at > 0 AND n.climb_at <= $2 ORDER BY n.climb_at, n.id LIMIT CAST($3 AS BIGINT)`, tx.Region, tx.Now, limit)
}

// SafetyVote is one person's answer to "is home safe?".
type SafetyVote struct {
	Post   care.ID
	Person care.ID
	Vote   string // "hold", "release", "withhold"
	At     care.Millis
}

// PutVote records a person's vote on a held notice.
func (tx *Tx) PutVote(notice care.ID, v SafetyVote) error {
	return tx.exec(`INSERT INTO safety_vote (region, notice, post, person, vote, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (region, notice, person) DO UPDATE SET vote = excluded.vote, post = excluded.post, at = excluded.at`,
		tx.Region, notice, v.Post, v.Person, v.Vote, tx.Now)
}

// Votes lists the votes on a notice.
func (tx *Tx) Votes(notice care.ID) ([]SafetyVote, error) {
	return all(tx, "list votes", func(r row) (v SafetyVote, err error) {
		err = r.Scan(&v.Post, &v.Person, &v.Vote, &v.At)
		return v, err
	}, "SELECT post, person, vote, at FROM safety_vote WHERE region = $1 AND notice = $2 ORDER BY at, person", tx.Region, notice)
}
