package storetest

import (
	"context"
	"errors"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var txCases = []testCase{
	{"a failed transaction leaves nothing behind", failuresUndo},
	{"a transaction has one instant", oneInstant},
	{"what one claims nobody else gets", claimsAreOne},
	{"a savepoint undoes only its own, also inside another", savepointsUndo},
	{"a reader sees one moment while others write", readersSeeOneMoment},
	{"a reader cannot write", readersCannotWrite},
	{"a caller who left before the start starts nothing", cancelledBefore},
	{"a caller who leaves half-way does not interrupt a write", cancelledDuring},
}

var errOnPurpose = errors.New("on purpose")

func failuresUndo(h *house) {
	err := h.db.Write(context.Background(), h.region, func(tx *store.Tx) error {
		if err := tx.PutSetting("a", "1", 0); err != nil {
			return err
		}
		return errOnPurpose
	})
	if !errors.Is(err, errOnPurpose) {
		h.Errorf("got %v, want the function's own error", err)
	}
	h.same("settings", get(h, (*store.Tx).Settings), map[string]string{})
}

func oneInstant(h *house) {
	h.write(func(tx *store.Tx) error {
		before := tx.Now
		h.pass(time.Minute)
		h.same("instant", []any{tx.Now, tx.Today, tx.Region}, []any{before, care.DateOf(before.Time()), h.region})
		if tx.NewID() >= tx.NewID() {
			h.Error("ids of one transaction do not rise")
		}
		return nil
	})
	h.same("the next one's instant", get(h, func(tx *store.Tx) (care.Millis, error) { return tx.Now, nil }), h.now())
}

func claimsAreOne(h *house) {
	claim := func(value string) (mine bool) {
		h.write(func(tx *store.Tx) (err error) { mine, err = tx.ClaimSetting("claimed", value); return err })
		return mine
	}
	h.same("first, again, the next day, again", []bool{claim("a"), claim("a"), claim("b"), claim("b")}, []bool{true, false, true, false})
	h.same("kept", get1(h, (*store.Tx).Setting, "claimed"), "b")
}

func savepointsUndo(h *house) {
	set := func(tx *store.Tx, name string) error { return tx.PutSetting(name, "1", 0) }
	fail := func(tx *store.Tx, names ...string) error {
		for _, n := range names {
			if err := set(tx, n); err != nil {
				return err
			}
		}
		return errOnPurpose
	}
	h.write(func(tx *store.Tx) error {
		if err := set(tx, "before"); err != nil {
			return err
		}
		if err := tx.Savepoint(func() error { return fail(tx, "failed") }); !errors.Is(err, errOnPurpose) {
			h.Errorf("got %v, want the function's own error", err)
		}
		if err := tx.Savepoint(func() error { return set(tx, "kept") }); err != nil {
			return err
		}
		outer := tx.Savepoint(func() error {
			if err := set(tx, "outer"); err != nil {
				return err
			}
			tx.Savepoint(func() error { return fail(tx, "inner") })
			return errOnPurpose
		})
		if !errors.Is(outer, errOnPurpose) {
			h.Errorf("outer: got %v, want the function's own error", outer)
		}
		// A statement that the database refuses must not spoil the rest either.
		broken := tx.Savepoint(func() error { return tx.InsertEpisode(h.episode(1, func(e *care.Episode) { e.OwnerPost = 0 })) })
		if broken == nil {
			h.Error("an episode without owner went through")
		}
		return set(tx, "after")
	})
	h.same("settings", get(h, (*store.Tx).Settings), map[string]string{"before": "1", "kept": "1", "after": "1"})
}

func readersSeeOneMoment(h *house) {
	h.write(func(tx *store.Tx) error { return tx.PutSetting("n", "1", 0) })
	err := h.db.Read(context.Background(), h.region, func(tx *store.Tx) error {
		first, err := tx.Setting("n")
		if err != nil {
			return err
		}
		h.write(func(tx *store.Tx) error { return tx.PutSetting("n", "2", 0) })
		second, err := tx.Setting("n")
		h.same("before and after somebody wrote", []string{first, second}, []string{"1", "1"})
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	h.same("afterwards", get1(h, (*store.Tx).Setting, "n"), "2")
}

func readersCannotWrite(h *house) {
	err := h.db.Read(context.Background(), h.region, func(tx *store.Tx) error { return tx.PutSetting("n", "1", 0) })
	if err == nil {
		h.Error("writing in a read transaction went through")
	}
	h.same("settings", get(h, (*store.Tx).Settings), map[string]string{})
}

func cancelledBefore(h *house) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := h.db.Write(ctx, h.region, func(tx *store.Tx) error { h.Error("the function ran"); return nil })
	if !errors.Is(err, context.Canceled) {
		h.Errorf("write: got %v, want context canceled", err)
	}
	if err := h.db.Read(ctx, h.region, func(tx *store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		h.Errorf("read: got %v, want context canceled", err)
	}
}

func cancelledDuring(h *house) {
	ctx, cancel := context.WithCancel(context.Background())
	err := h.db.Write(ctx, h.region, func(tx *store.Tx) error {
		if err := tx.PutSetting("a", "1", 0); err != nil {
			return err
		}
		cancel()
		return tx.PutSetting("b", "1", 0)
	})
	if err != nil {
		h.Errorf("got %v, want a commit", err)
	}
	h.same("settings", get(h, (*store.Tx).Settings), map[string]string{"a": "1", "b": "1"})
}
