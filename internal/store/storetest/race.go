package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var raceCases = []testCase{
	{"sixteen writers who come and go lose and invent nothing", writersUnderLoad},
	{"counts of two processes add up", writersOfTwoProcesses},
	{"a lost race is run again from its beginning", lostRaces},
	{"log entries of many writers get one order", auditUnderLoad},
}

// together runs n writers at once and waits for them.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() { defer wg.Done(); fn(i) }()
	}
	wg.Wait()
}

// writersUnderLoad cancels contexts at random moments while sixteen goroutines
// write and read: with modernc a cancelled statement once spoiled its
// connection for the next user. What Write confirmed must be there, what it
// refused must not, and the connections must work afterwards.
func writersUnderLoad(h *house) {
	const writers, rounds = 16, 25
	var confirmed sync.Map
	var refused atomic.Int64
	together(writers, func(i int) {
		for n := range rounds {
			ctx, cancel := context.WithCancel(context.Background())
			wait := time.Duration(rand.IntN(4000)) * time.Microsecond
			if n%3 != 0 {
				time.AfterFunc(wait, cancel)
			}
			name := fmt.Sprintf("w%d-%d", i, n)
			err := h.db.Write(ctx, h.region, func(tx *store.Tx) error {
				if err := tx.PutSetting(name, "half", 0); err != nil {
					return err
				}
				return tx.PutSetting(name, "whole", 0)
			})
			switch {
			case err == nil:
				confirmed.Store(name, true)
			case errors.Is(err, context.Canceled):
				refused.Add(1)
			default:
				h.Errorf("write %s: %v", name, err)
			}
			err = h.db.Read(ctx, h.region, func(tx *store.Tx) error { _, err := tx.Settings(); return err })
			if err != nil && ctx.Err() == nil {
				h.Errorf("read after %s: %v", name, err)
			}
			cancel()
		}
	})

	want := map[string]string{}
	confirmed.Range(func(k, _ any) bool { want[k.(string)] = "whole"; return true })
	h.same("settings", get(h, (*store.Tx).Settings), want)
	if len(want)+int(refused.Load()) != writers*rounds {
		h.Errorf("got %d confirmed and %d refused, want %d together", len(want), refused.Load(), writers*rounds)
	}
	for range 24 { // every connection of the pool still serves
		h.write(func(tx *store.Tx) error { return tx.PutSetting("after", "1", 0) })
	}
}

func writersOfTwoProcesses(h *house) {
	r := h.round()
	handles := []*store.DB{h.db, h.open(h.T)}
	const writers, rounds = 8, 10
	together(writers, func(i int) {
		for range rounds {
			err := handles[i%2].Write(context.Background(), h.region, func(tx *store.Tx) error {
				return tx.AddTally(store.ClassTally{Campaign: r.campaign.ID, Unit: r.class.ID, Started: 1})
			})
			if err != nil {
				h.Errorf("add: %v", err)
			}
		}
	})
	h.same("started", get2(h, (*store.Tx).CampaignClass, r.campaign.ID, r.class.ID).Started, writers*rounds)
}

// lostRaces makes two transactions take two rows in opposite order. PostgreSQL
// ends one of them as a deadlock; SQLite lets one in at a time. Both must commit.
func lostRaces(h *house) {
	r := h.round()
	add := func(tx *store.Tx, class care.ID) error {
		return tx.AddTally(store.ClassTally{Campaign: r.campaign.ID, Unit: class, Started: 1})
	}
	var runs atomic.Int64
	together(2, func(i int) {
		first, second := r.class.ID, r.other.ID
		if i == 1 {
			first, second = second, first
		}
		err := h.db.Write(context.Background(), h.region, func(tx *store.Tx) error {
			runs.Add(1)
			if err := add(tx, first); err != nil {
				return err
			}
			time.Sleep(100 * time.Millisecond) // long enough for the other to hold its first row
			return add(tx, second)
		})
		if err != nil {
			h.Errorf("writer %d: %v", i, err)
		}
	})
	for _, class := range []care.ID{r.class.ID, r.other.ID} {
		h.same("started", get2(h, (*store.Tx).CampaignClass, r.campaign.ID, class).Started, 2)
	}
	if want := int64(2); h.db.Engine == store.Postgres && runs.Load() <= want {
		h.Errorf("got %d runs, want more than %d: the race was not lost", runs.Load(), want)
	}
}

func auditUnderLoad(h *house) {
	h.startLog()
	const writers, rounds = 8, 10
	together(writers, func(i int) {
		for range rounds {
			err := h.db.Write(context.Background(), h.region, func(tx *store.Tx) error {
				size, head, _, err := tx.LockAuditHead()
				if err != nil {
					return err
				}
				return tx.AppendAudit(h.entries(int(size), 2, nil), size+2, append(head, '.'))
			})
			if err != nil {
				h.Errorf("append: %v", err)
			}
		}
	})
	h.same("head", len(get(h, (*store.Tx).AuditHead)), len("empty")+writers*rounds)
	h.same("newest entry", get3(h, (*store.Tx).AuditPage, 0, nil, 1)[0].Seq, uint64(2*writers*rounds-1))
}
