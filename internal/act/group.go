package act

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Group commit without a timer: while one batch is being flushed the next one
// gathers. Both numbers are ours; the queue is bounded so that an overload is
// refused at the door instead of piling up in memory.
const (
	groupMost  = 256
	groupQueue = 4096
)

type group struct {
	queue chan *shared
	done  chan struct{}
	once  sync.Once
}

type shared struct {
	who    Who
	name   string
	fn     func(*Tx) error
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
	g.once.Do(func() { close(g.queue) })
	<-g.done
}

// run queues an act and waits for its commit. Once queued, the act is carried
// out even when the caller goes away: its answer may already be on the wire.
func (g *group) run(ctx context.Context, who Who, name string, fn func(*Tx) error) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := &shared{who: who, name: name, fn: fn, answer: make(chan error, 1)}
	select {
	case g.queue <- s:
	default:
		return nil, care.Fail(care.Unavailable, name, "现在提交的人很多，请稍后再试，已填内容不会丢失", "many are submitting now; try again in a moment, nothing is lost")
	}
	if err := <-s.answer; err != nil {
		return nil, err
	}
	return s.tx.event, nil
}

func (g *group) work(k *Kernel) {
	defer close(g.done)
	for first := range g.queue {
		batch := []*shared{first}
	gather:
		for len(batch) < groupMost {
			select {
			case s, ok := <-g.queue:
				if !ok {
					break gather
				}
				batch = append(batch, s)
			default:
				break gather
			}
		}
		g.commit(k, batch)
	}
}

// commit runs a batch in one transaction and answers each act.
func (g *group) commit(k *Kernel, batch []*shared) {
	err := k.DB.Write(context.Background(), k.Region, func(tx *store.Tx) error {
		var kept []*Tx
		for _, s := range batch {
			s.tx = k.begin(tx, s.who, s.name)
			s.err = tx.Savepoint(func() error { return runAct(s) })
			if s.err == nil {
				kept = append(kept, s.tx)
			} else {
				s.err = s.tx.denied(s.err)
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return k.appendLog(tx, kept)
	})
	for _, s := range batch {
		s.answer <- errors.Join(s.err, err)
	}
}

// runAct keeps a panic in one act from taking the others and the worker along.
func runAct(s *shared) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("act: panic in %s: %v", s.name, r)
		}
	}()
	return s.fn(s.tx)
}
