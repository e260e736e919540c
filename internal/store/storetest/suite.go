// Package storetest is the one suite that every database of the store has to
// pass. Each case works in a region of its own inside one shared database, so
// passing also shows that regions do not see each other.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Run tests a database. open gives another handle on the same, at first empty,
// database each time, and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Helper()
	db := open(t)
	now := &clock{at: time.Date(2026, 10, 12, 8, 30, 0, 0, care.China)}
	db.Now = now.time
	region := care.Region(500200)
	for _, group := range [][]testCase{houseCases, unitCases, postCases, proposalCases, personCases, accountCases, importCases, campaignCases, sittingCases,
		alertCases, flagCases, recordCases, episodeCases, programmeCases, dutyCases, noticeCases, messageCases, auditCases, keyCases, visibleCases, lookupCases, bulkCases, workCases, soundCases, wholeCases, txCases, raceCases, idCases, activityCases, figureCases} {
		for _, c := range group {
			region++
			t.Run(c.name, func(t *testing.T) {
				c.run(&house{T: t, db: db, region: region, clock: now, open: open})
			})
		}
	}
}

// testCase is named by its outcome.
type testCase struct {
	name string
	run  func(h *house)
}

// house is where a case works: a region without anything in it.
type house struct {
	*testing.T
	db     *store.DB
	region care.Region
	clock  *clock
	open   func(t *testing.T) *store.DB
}

// clock stands still until a case moves it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass moves the clock and tells the new instant.
func (h *house) pass(d time.Duration) care.Millis {
	h.clock.mu.Lock()
	defer h.clock.mu.Unlock()
	h.clock.at = h.clock.at.Add(d)
	return care.MillisOf(h.clock.at)
}

func (h *house) now() care.Millis { return h.pass(0) }
func (h *house) today() care.Date { return care.DateOf(h.clock.time()) }
func (h *house) id() care.ID      { return h.db.NewID() }

// write must succeed.
func (h *house) write(fn func(*store.Tx) error) {
	h.Helper()
	if err := h.db.Write(context.Background(), h.region, fn); err != nil {
		h.Fatalf("write: %v", err)
	}
}

// refused checks that a transaction fails with a kind of error.
func (h *house) refused(what string, want care.Kind, fn func(*store.Tx) error) {
	h.Helper()
	err := h.db.Write(context.Background(), h.region, fn)
	if err == nil {
		h.Errorf("%s: went through, want an error of kind %d", what, want)
	} else if got := care.KindOf(err); got != want {
		h.Errorf("%s: got kind %d (%v), want %d", what, got, err, want)
	}
}

// same compares a value with what it should be.
func (h *house) same(what string, got, want any) {
	h.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("%s: got + want -\n%s", what, diff)
	}
}

// put inserts a built thing and gives it back.
func put[T any](h *house, insert func(*store.Tx, T) error, v T) T {
	h.Helper()
	h.write(func(tx *store.Tx) error { return insert(tx, v) })
	return v
}

// Reading one value in a transaction of its own, with 0 to 3 arguments.
func get[T any](h *house, f func(*store.Tx) (T, error)) (v T) {
	h.Helper()
	err := h.db.Read(context.Background(), h.region, func(tx *store.Tx) (err error) { v, err = f(tx); return err })
	if err != nil {
		h.Fatalf("read: %v", err)
	}
	return v
}

func get1[A, T any](h *house, f func(*store.Tx, A) (T, error), a A) T {
	h.Helper()
	return get(h, func(tx *store.Tx) (T, error) { return f(tx, a) })
}

func get2[A, B, T any](h *house, f func(*store.Tx, A, B) (T, error), a A, b B) T {
	h.Helper()
	return get(h, func(tx *store.Tx) (T, error) { return f(tx, a, b) })
}

func get3[A, B, C, T any](h *house, f func(*store.Tx, A, B, C) (T, error), a A, b B, c C) T {
	h.Helper()
	return get(h, func(tx *store.Tx) (T, error) { return f(tx, a, b, c) })
}

// missing checks that reading answers NotFound.
func missing[A, T any](h *house, what string, f func(*store.Tx, A) (T, error), a A) {
	h.Helper()
	h.refused(what, care.NotFound, func(tx *store.Tx) error { _, err := f(tx, a); return err })
}

// changed applies what a case wants different to a valid thing.
func changed[T any](v T, change []func(*T)) T {
	for _, c := range change {
		c(&v)
	}
	return v
}

// pick lists one field of every row, to compare order and membership.
func pick[T, F any](list []T, field func(T) F) []F {
	out := []F{}
	for _, v := range list {
		out = append(out, field(v))
	}
	return out
}

// far is an integer beyond 32 and 53 bits, as ids and instants may be.
const far = 1<<62 + 1
