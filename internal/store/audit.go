package store

import (
	"fmt"

	"xinhuan/internal/care"
)

// LockAuditHead reads the log's head and locks it until the transaction ends,
// so that entries get one order. It is called last before a commit. It names the
// hash of the pack under which acts are committed: this row's newest version is
// read, whatever else the transaction's snapshot shows.
func (tx *Tx) LockAuditHead() (size uint64, head []byte, pack string, err error) {
	type headRow struct {
		size int64
		head []byte
		pack string
	}
	h, err := one(tx, "lock audit head", func(r row) (h headRow, err error) {
		err = r.Scan(&h.size, &h.head, &h.pack)
		return h, err
	}, "UPDATE audit_head SET size = size WHERE region = $1 RETURNING size, head, pack_hash", tx.Region)
	return uint64(h.size), h.head, h.pack, err
}

// StartAuditLog creates the empty log of a new region.
func (tx *Tx) StartAuditLog(head []byte) error {
	return tx.exec("INSERT INTO audit_head (region, size, head, pack_hash) VALUES ($1, 0, $2, COALESCE((SELECT pack_hash FROM region WHERE region = $1), ''))", tx.Region, head)
}

// AuditRow is one entry of the log as stored.
type AuditRow struct {
	Seq     uint64
	At      care.Millis
	Subject []byte // keyed digest of the person concerned; nil when nobody is
	Entry   []byte
	Leaf    []byte // leaf hash, for proofs and to name a changed entry exactly
}

// AppendAudit stores entries in order and the head after them.
func (tx *Tx) AppendAudit(entries []AuditRow, size uint64, head []byte) error {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		rows[i] = []any{int64(e.Seq), e.At, e.Subject, e.Entry, e.Leaf}
	}
	if err := tx.insertMany("audit_entry (region, seq, at, subject, entry, leaf)", "", rows); err != nil {
		return fmt.Errorf("store: append audit: %w", err)
	}
	return tx.must("append audit", "UPDATE audit_head SET size = $2, head = $3 WHERE region = $1", tx.Region, int64(size), head)
}

// AuditHead reads the head without locking it.
func (tx *Tx) AuditHead() (head []byte, err error) {
	return one(tx, "read audit head", scalar[[]byte], "SELECT head FROM audit_head WHERE region = $1", tx.Region)
}

func scanAudit(r row) (a AuditRow, err error) {
	var seq int64
	err = r.Scan(&seq, &a.At, &a.Subject, &a.Entry, &a.Leaf)
	a.Seq = uint64(seq)
	return a, err
}

// EachAudit hands every entry to fn in order.
func (tx *Tx) EachAudit(fn func(AuditRow) error) error {
	return pages(func(last *AuditRow) ([]AuditRow, error) {
		after := int64(-1)
		if last != nil {
			after = int64(last.Seq)
		}
		return all(tx, "read audit log", scanAudit, `SELECT seq, at, subject, entry, leaf FROM audit_entry
			WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT CAST($3 AS BIGINT)`, tx.Region, after, pageRows)
	}, fn)
}

// AuditPage reads entries newest first: those before a seq (0 = from the end),
// about one subject where it is given.
func (tx *Tx) AuditPage(before uint64, subject []byte, limit int) ([]AuditRow, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	if subject != nil {
		return all(tx, "read audit page", scanAudit, `SELECT seq, at, subject, entry, leaf FROM audit_entry
			WHERE region = $1 AND subject = $2 AND seq < $3 ORDER BY seq DESC LIMIT CAST($4 AS BIGINT)`, tx.Region, subject, int64(before), limit)
	}
	return all(tx, "read audit page", scanAudit, `SELECT seq, at, subject, entry, leaf FROM audit_entry
		WHERE region = $1 AND seq < $2 ORDER BY seq DESC LIMIT CAST($3 AS BIGINT)`, tx.Region, int64(before), limit)
}
