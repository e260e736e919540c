package verify

import (
	"fmt"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// How many rows are looked at together: of what is little beside its trail, and of the
// log itself. Ours.
const (
	lookPage = 200
	logPage  = 2000
)

// inPages gathers what is handed over one by one and looks at a page of it at a time.
func inPages[T any](rows int, each func(func(T) error) error, look func([]T) error) error {
	page := make([]T, 0, rows)
	err := each(func(v T) error {
		if page = append(page, v); len(page) < rows {
			return nil
		}
		err := look(page)
		page = page[:0]
		return err
	})
	if err != nil || len(page) == 0 {
		return err
	}
	return look(page)
}

// trail is what the log says of some people: a row that somebody changed behind the
// program has no act that made it so. What cannot be read of the log is named by the
// check of the log itself.
type trail map[care.ID][]audit.Entry

func trailOf[T any](t *act.Tx, rows []T, person func(T) care.ID) (trail, error) {
	list := make([]care.ID, len(rows))
	for i, r := range rows {
		list[i] = person(r)
	}
	return trails(t, list)
}

func trails(t *act.Tx, persons []care.ID) (trail, error) {
	subjects := make([][]byte, 0, len(persons))
	person := make(map[[16]byte]care.ID, len(persons))
	for _, p := range persons {
		s := t.K.Public().Subject(p)
		if _, known := person[s]; !known && p != 0 {
			person[s] = p
			subjects = append(subjects, s[:])
		}
	}
	rows, err := t.AuditAbout(subjects)
	out := trail{}
	for _, row := range rows {
		var e audit.Entry
		if e.Unmarshal(row.Entry) != nil || len(row.Subject) != len(e.Subject) || e.Outcome == "denied" || reads(e.Act) {
			continue
		}
		p := person[[16]byte(row.Subject)]
		out[p] = append(out[p], e)
	}
	return out, err
}

// reads tells whether an act only opens something.
func reads(name string) bool {
	_, verb, _ := strings.Cut(name, ".")
	return strings.HasPrefix(verb, "Open") || strings.HasPrefix(verb, "See") || strings.HasPrefix(verb, "Search")
}

// find is the act about a person at an instant that passes; false without one.
func (tr trail) find(person care.ID, at care.Millis, passes func(audit.Entry) bool) (audit.Entry, bool) {
	for _, e := range tr[person] {
		if e.At == at && passes(e) {
			return e, true
		}
	}
	return audit.Entry{}, false
}

// any tells whether anything was done about a person at an instant.
func (tr trail) any(person care.ID, at care.Millis) bool {
	_, ok := tr.find(person, at, func(audit.Entry) bool { return true })
	return ok
}

// said tells whether an entry is bound to these words: its digest is theirs.
func said(t *act.Tx, e audit.Entry, words ...any) bool {
	return e.Digest == t.K.Public().Digest(fmt.Appendln(nil, words...))
}

// wholesale are the instants of the acts about a unit, a post, a list or a pack, which
// end what many people's duties and notices were for. There are few of them beside the
// acts about people.
func wholesale(t *act.Tx) (map[care.Millis]bool, error) {
	return act.Once(t, func() (map[care.Millis]bool, error) { return readWholesale(t) }, "wholesale")
}

func readWholesale(t *act.Tx) (map[care.Millis]bool, error) {
	out := map[care.Millis]bool{}
	err := t.EachAuditOfNobody(func(row store.AuditRow) error {
		var e audit.Entry
		if e.Unmarshal(row.Entry) != nil {
			return nil
		}
		if room, _, _ := strings.Cut(e.Act, "."); room == "region" || room == "clock" {
			out[e.At] = true
		}
		return nil
	})
	return out, err
}
