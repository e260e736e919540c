package verify

import (
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/store"
)

// auditLog recomputes the Merkle tree and compares the clear columns beside
// each entry with what the entry itself says.
func auditLog(_ context.Context, t *act.Tx, c *Check) error {
	stored, err := t.AuditHead()
	if err != nil {
		return err
	}
	var head audit.Head
	if err := head.Unmarshal(stored); err != nil {
		c.fail("the log's head is not readable")
		return nil
	}
	fresh := audit.NewHead(head.Suite)
	var next uint64
	err = t.EachAudit(func(row store.AuditRow) error {
		c.Checked++
		var e audit.Entry
		if err := e.Unmarshal(row.Entry); err != nil {
			c.fail("entry %d is no entry", row.Seq)
			return nil
		}
		if row.Seq != next || e.Seq != next {
			c.fail("entry %d stands where %d belongs", row.Seq, next)
		}
		next = row.Seq + 1
		leaf := fresh.Append(row.Entry)[0]
		if !slices.Equal(leaf, row.Leaf) {
			c.fail("entry %d was changed", row.Seq)
		}
		if e.At != row.At || !sameSubject(e.Subject, row.Subject) {
			c.fail("entry %d: the columns beside it say something else", row.Seq)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if fresh.Size != head.Size || !slices.Equal(fresh.Root(), head.Root()) {
		c.fail("the log of %d entries does not give the stored head of %d", fresh.Size, head.Size)
	}
	size, err := t.AuditSize()
	if err == nil && size != head.Size {
		c.fail("the log's size is said to be %d, and its head is of %d", size, head.Size)
	}
	return err
}

func sameSubject(subject [16]byte, column []byte) bool {
	if subject == ([16]byte{}) {
		return len(column) == 0
	}
	return slices.Equal(subject[:], column)
}
