package store

import (
	"fmt"
	"math/bits"
	"strings"

	"xinhuan/internal/care"
)

// lookupMost is how many keys one statement asks for; both engines take more,
// but a statement of a few hundred is parsed once and costs one round trip. Ours.
const lookupMost = 512

// in writes the placeholders of a list whose first argument has number next.
func in(next, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", next+i)
	}
	return b.String()
}

// lookup asks a statement for many keys, a few hundred at a time. The keys are
// numbered after the other arguments, which stand before them. The last one is asked for
// again up to the next power of two, so that few statements serve every number of keys
// and all of them are kept prepared.
func lookup[K, T any](tx *Tx, op string, scan func(row) (T, error), query func(list string) string, before []any, keys []K) ([]T, error) {
	var list []T
	for len(keys) > 0 {
		some := keys[:min(len(keys), lookupMost)]
		keys = keys[len(some):]
		places := 1 << bits.Len(uint(len(some)-1))
		args := append(make([]any, 0, len(before)+places), before...)
		for i := range places {
			args = append(args, some[min(i, len(some)-1)])
		}
		got, err := all(tx, op, scan, query(in(len(before)+1, places)), args...)
		if err != nil {
			return nil, err
		}
		list = append(list, got...)
	}
	return list, nil
}

// IndexHit is a person found by a blind index, with the class he is enrolled in
// now (0: in none).
type IndexHit struct {
	Digest []byte
	Person care.ID
	Class  care.ID
}

func scanHit(r row) (h IndexHit, err error) {
	err = r.Scan(&h.Digest, &h.Person, &h.Class)
	return h, err
}

// ByIndexes is ByIndex for many digests of one kind.
func (tx *Tx) ByIndexes(kind string, digests [][]byte) ([]IndexHit, error) {
	return lookup(tx, "find persons", scanHit, func(list string) string {
		return `SELECT i.digest, i.person, t.unit FROM identity_index i
			LEFT JOIN tie t ON t.region = i.region AND t.person = i.person AND t.kind = 'enrolled' AND t.until_on = ''
			WHERE i.region = $1 AND i.kind = $2 AND i.digest IN (` + list + `) ORDER BY i.person`
	}, []any{tx.Region, kind}, digests)
}

// Persons reads many persons; those that do not exist are missing.
func (tx *Tx) Persons(ids []care.ID) ([]PersonRow, error) {
	return lookup(tx, "read persons", scanPerson, func(list string) string {
		return "SELECT id, kind, identity FROM person WHERE region = $1 AND id IN (" + list + ")"
	}, []any{tx.Region}, ids)
}

// GuardiansOfAll lists the current guardians of many children.
func (tx *Tx) GuardiansOfAll(children []care.ID) ([]GuardianRow, error) {
	return lookup(tx, "list guardians", scanGuardian, func(list string) string {
		return "SELECT id, child, rank, sealed FROM guardian WHERE region = $1 AND until_on = '' AND child IN (" + list + ") ORDER BY child, rank, id"
	}, []any{tx.Region}, children)
}

// CurrentTies lists the current ties of many persons.
func (tx *Tx) CurrentTies(persons []care.ID) ([]care.Tie, error) {
	return lookup(tx, "list ties", scanTie, func(list string) string {
		return "SELECT id, person, unit, kind, from_on, until_on, state FROM tie WHERE region = $1 AND until_on = '' AND person IN (" + list + ") ORDER BY person, id"
	}, []any{tx.Region}, persons)
}

// EnrolledIn lists who is enrolled in the classes of a subtree and where,
// without the identities.
func (tx *Tx) EnrolledIn(ancestor care.ID) ([]care.Tie, error) {
	return all(tx, "list enrolled", scanTie, `SELECT t.id, t.person, t.unit, t.kind, t.from_on, t.until_on, t.state FROM unit_path a
		JOIN tie t ON t.region = a.region AND t.unit = a.descendant
		WHERE a.region = $1 AND a.ancestor = $2 AND t.kind = 'enrolled' AND t.until_on = '' ORDER BY t.unit, t.person`, tx.Region, ancestor)
}

// Worked lists, of many persons, those about whom work is open: an episode, a
// flag, an alert or a duty.
func (tx *Tx) Worked(persons []care.ID) ([]care.ID, error) {
	return lookup(tx, "list open work", scalar[care.ID], func(list string) string {
		return `SELECT p.id FROM person p WHERE p.region = $1 AND p.id IN (` + list + `) AND (
			EXISTS (SELECT 1 FROM episode e WHERE e.region = p.region AND e.person = p.id AND e.state = 'open')
			OR EXISTS (SELECT 1 FROM flag f WHERE f.region = p.region AND f.person = p.id AND f.state = 'open')
			OR EXISTS (SELECT 1 FROM alert a WHERE a.region = p.region AND a.person = p.id AND a.state <> 'ended')
			OR EXISTS (SELECT 1 FROM duty d WHERE d.region = p.region AND d.person = p.id AND d.state = 'open'))`
	}, []any{tx.Region}, persons)
}

// AnyPupil tells whether the region has any pupil at all: a first import need
// not look for earlier rows.
func (tx *Tx) AnyPupil() (bool, error) {
	n, err := one(tx, "look for pupils", scalar[int], "SELECT count(*) FROM (SELECT id FROM person WHERE region = $1 AND kind = 'pupil' LIMIT 1) p", tx.Region)
	return n > 0, err
}

// DueIn lists the rounds still going on for which a pupil has a consent that
// allows: those that count him as due in his class.
func (tx *Tx) DueIn(person care.ID) ([]care.ID, error) {
	return all(tx, "list rounds of pupil", scalar[care.ID], `SELECT c.id FROM campaign c JOIN consent k ON k.region = c.region AND k.campaign = c.id AND k.person = $2
		WHERE c.region = $1 AND c.state <> 'closed' AND k.withdrawn_at IS NULL AND k.decision <> 'decline' ORDER BY c.id`, tx.Region, person)
}
