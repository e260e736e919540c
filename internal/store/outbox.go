package store

import "xinhuan/internal/care"

// OutboxRow is a message that waits to leave: it names a recipient and says
// nothing of the matter.
type OutboxRow struct {
	ID       care.ID
	Kind     string // "duty", "alert", "notice", "digest"
	Post     care.ID
	Guardian care.ID
	Ref      care.ID
	Tries    int
	NextAt   care.Millis
}

// InsertOutbox queues messages for sending at once.
func (tx *Tx) InsertOutbox(list []OutboxRow) error {
	rows := make([][]any, len(list))
	for i, o := range list {
		rows[i] = []any{o.ID, o.Kind, o.Post, o.Guardian, o.Ref, tx.Now, tx.Now}
	}
	return tx.insertMany("outbox (region, id, kind, post, guardian, ref_id, created_at, next_at)", "", rows)
}

// OutboxDue lists messages whose time has come, alerts first.
func (tx *Tx) OutboxDue(limit int) ([]OutboxRow, error) {
	return all(tx, "read outbox", func(r row) (o OutboxRow, err error) {
		err = r.Scan(&o.ID, &o.Kind, &o.Post, &o.Guardian, &o.Ref, &o.Tries, &o.NextAt)
		return o, err
	}, `SELECT id, kind, post, guardian, ref_id, tries, next_at FROM outbox WHERE region = $1 AND next_at <= $2
		ORDER BY CASE WHEN kind = 'alert' THEN 0 ELSE 1 END, next_at, id LIMIT CAST($3 AS BIGINT)`, tx.Region, tx.Now, limit)
}

// OutboxSent marks a message as gone.
func (tx *Tx) OutboxSent(id care.ID) error {
	return tx.must("outbox sent", "UPDATE outbox SET sent_at = $3, next_at = NULL, tries = tries + 1 WHERE region = $1 AND id = $2", tx.Region, id, tx.Now)
}

// OutboxLater puts a message back that was not tried yet.
func (tx *Tx) OutboxLater(id care.ID, next care.Millis) error {
	return tx.must("outbox later", "UPDATE outbox SET next_at = $3 WHERE region = $1 AND id = $2", tx.Region, id, next)
}

// OutboxRetry puts a message back for later; 0 gives it up.
func (tx *Tx) OutboxRetry(id care.ID, next care.Millis) error {
	return tx.must("outbox retry", "UPDATE outbox SET next_at = $3, tries = tries + 1 WHERE region = $1 AND id = $2", tx.Region, id, orNull(next))
}
