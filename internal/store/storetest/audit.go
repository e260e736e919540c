package storetest

import (
	"fmt"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var auditCases = []testCase{
	{"entries stand in order and pages go backwards", auditIsOrdered},
	{"a pack is adopted once, on its day", adoptionsBegin},
	{"a log begins once and an entry is never replaced", auditIsAppended},
}

func (h *house) entries(from, n int, subject []byte) []store.AuditRow {
	var list []store.AuditRow
	for i := range n {
		list = append(list, store.AuditRow{Seq: uint64(from + i), At: h.now(), Subject: subject, Entry: fmt.Append(nil, "e", from+i), Leaf: []byte{byte(i), 1}})
	}
	return list
}

func (h *house) startLog() {
	h.Helper()
	h.write(func(tx *store.Tx) error { return tx.StartAuditLog([]byte("empty")) })
}

func auditIsOrdered(h *house) {
	h.startLog()
	about := []byte("subject")
	first, second := h.entries(0, 1200, nil), h.entries(1200, 3, about)
	h.write(func(tx *store.Tx) error {
		size, head, _, err := tx.LockAuditHead()
		h.same("empty head", []any{size, head}, []any{uint64(0), []byte("empty")})
		if err != nil {
			return err
		}
		return tx.AppendAudit(append(first, second...), 1203, []byte("h1203"))
	})
	h.same("head", get(h, (*store.Tx).AuditHead), []byte("h1203"))
	h.write(func(tx *store.Tx) error {
		size, _, _, err := tx.LockAuditHead()
		h.same("size", size, uint64(1203))
		return err
	})

	next := uint64(0)
	h.write(func(tx *store.Tx) error {
		return tx.EachAudit(func(a store.AuditRow) error {
			if a.Seq != next {
				return fmt.Errorf("got entry %d, want %d", a.Seq, next)
			}
			next++
			_, err := tx.Setting("walking must leave the transaction free to ask")
			return err
		})
	})
	h.same("entries walked", next, uint64(1203))
	h.same("newest first", get3(h, (*store.Tx).AuditPage, 0, nil, 2), []store.AuditRow{second[2], second[1]})
	h.same("before those", get3(h, (*store.Tx).AuditPage, 1201, nil, 2), []store.AuditRow{second[0], first[1199]})
	h.same("about a subject", get3(h, (*store.Tx).AuditPage, 1202, about, 9), []store.AuditRow{second[1], second[0]})
}

func auditIsAppended(h *house) {
	h.refused("locking a log that was not begun", care.NotFound, func(tx *store.Tx) error { _, _, _, err := tx.LockAuditHead(); return err })
	h.startLog()
	h.refused("beginning twice", care.Internal, func(tx *store.Tx) error { return tx.StartAuditLog([]byte("other")) })
	h.write(func(tx *store.Tx) error { return tx.AppendAudit(h.entries(0, 1, nil), 1, []byte("h1")) })
	h.refused("an entry in an old place", care.Internal, func(tx *store.Tx) error { return tx.AppendAudit(h.entries(0, 1, nil), 1, []byte("h2")) })
	h.same("the head after that", get(h, (*store.Tx).AuditHead), []byte("h1"))
}
