package act

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Group commit without a timer: while one batch is being flushed the next one
// gathers, and as long as that grows whenever the others have had their turn on the
// processors, it waits for those who are just preparing theirs; alone, nobody waits.
// Both numbers are ours; the queue is bounded so that an overload is refused at the
// door instead of piling up in memory.
const (
	groupMost  = 256
	groupQueue = 4096
)

type group struct {
	mu     sync.RWMutex // guards the closing of the queue against those who join
	closed bool
	queue  chan *shared
	done   chan struct{}
}

type shared struct {
	who    Who
	name   string
	run    func([]*shared) error // of this act and those with the same kind
	kind   any                   // nil = run alone
	item   any                   // what a joint act is about
	answer chan error
	tx     *Tx
	err    error
}

func (g *group) start(k *Kernel) {
	g.queue = make(chan *shared, groupQueue)
	g.done = make(chan struct{})
	go g.work(k)
}

func (g *group) close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.queue)
	}
	g.mu.Unlock()
	<-g.done
}

// join queues an act and waits for its commit. Once queued, the act is carried
// out even when the caller goes away: its answer may already be on the wire.
func (g *group) join(ctx context.Context, s *shared) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.answer = make(chan error, 1)
	if !g.enter(s) {
		return nil, care.Fail(care.Unavailable, s.name, "现在提交的人很多，请稍后再试，已填内容不会丢失", "many are submitting now; try again in a moment, nothing is lost")
	}
	if err := <-s.answer; err != nil {
		return nil, err
	}
	return s.tx.event, nil
}

// enter queues an act unless the queue is full or closed.
func (g *group) enter(s *shared) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return false
	}
	select {
	case g.queue <- s:
		return true
	default:
		return false
	}
}

func (g *group) work(k *Kernel) {
	defer close(g.done)
	for first := range g.queue {
		batch := []*shared{first}
	gather:
		for last := 0; len(batch) < groupMost; {
			select {
			case s, ok := <-g.queue:
				if !ok {
					break gather
				}
				batch = append(batch, s)
			default:
				if len(batch) == last {
					break gather
				}
				last = len(batch)
				runtime.Gosched()
			}
		}
		g.commit(k, batch)
	}
}

// commit runs a batch in one transaction and answers each act. Acts hardly ever
// fail, because what can be refused is refused before it is queued, so the batch
// is first tried without a savepoint around each act (two statements, on
// PostgreSQL two round trips); when one fails, the batch is run again with them.
func (g *group) commit(k *Kernel, batch []*shared) {
	err := k.underRules(context.Background(), func() error {
		err := g.try(k, batch, false)
		if err != nil && len(batch) > 1 && !errors.Is(err, errRules) {
			err = g.try(k, batch, true)
		}
		return err
	})
	for _, s := range batch {
		s.answer <- errors.Join(s.err, err)
	}
}

// try runs a batch. Bare, joint acts run together and the first failure fails the
// batch; kept apart, each act runs and fails alone.
func (g *group) try(k *Kernel, batch []*shared, apart bool) error {
	return k.DB.Write(context.Background(), k.Region, func(tx *store.Tx) error {
		kept := make([]*Tx, 0, len(batch))
		for _, some := range together(batch, apart) {
			for _, s := range some {
				s.tx, s.err = k.begin(tx, s.who, s.name), nil
			}
			run := func() error { return runActs(some) }
			if !apart {
				if err := run(); err != nil {
					return some[0].tx.denied(err)
				}
			} else if err := tx.Savepoint(run); err != nil {
				some[0].err = err
			}
			for _, s := range some {
				if s.err != nil {
					s.err = s.tx.denied(s.err)
					continue
				}
				kept = append(kept, s.tx)
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return k.appendLog(tx, kept)
	})
}

// together puts the acts of a batch that are written together side by side.
func together(batch []*shared, apart bool) [][]*shared {
	list := make([][]*shared, 0, len(batch))
	at := map[any]int{}
	for _, s := range batch {
		i, known := at[s.kind]
		if apart || s.kind == nil || !known {
			at[s.kind] = len(list)
			list = append(list, []*shared{s})
			continue
		}
		list[i] = append(list[i], s)
	}
	return list
}

// runActs keeps a panic in one act from taking the others and the worker along.
func runActs(some []*shared) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("act: panic in %s: %v", some[0].name, r)
		}
	}()
	return some[0].run(some)
}
