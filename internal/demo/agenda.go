package demo

import (
	"container/heap"
	"context"
	"errors"
	"sync"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/casework"
	"xinhuan/internal/supervision"
)

// atOnce is how many acts are under way together; most wait for the same commit.
const atOnce = 48

// slot is the grain of ordinary work: what falls into one half hour happens
// at one moment in it, by different people at once. Ours.
const slot = 30 * time.Minute

// event is something that somebody will do. Events of one pupil at one moment
// happen one after the other; others happen together.
type event struct {
	at time.Time
	n  int
	p  *pupil
	do func(context.Context) error
}

type agenda struct {
	mu   sync.Mutex
	heap events
	n    int
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if e[i].at.Equal(e[j].at) {
		return e[i].n < e[j].n
	}
	return e[i].at.Before(e[j].at)
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// exact plans an event at an instant. What lies beyond the end is never done: it
// is the work that waits in the demonstration.
func (b *builder) exact(t time.Time, p *pupil, do func(context.Context) error) {
	if now := b.clock.Now(); !t.After(now) {
		t = now.Add(time.Minute)
	}
	if t.After(b.o.Now) {
		return
	}
	b.agenda.mu.Lock()
	defer b.agenda.mu.Unlock()
	b.agenda.n++
	heap.Push(&b.agenda.heap, event{at: t, n: b.agenda.n, p: p, do: do})
}

// soon plans an event to the minute.
func (b *builder) soon(t time.Time, p *pupil, do func(context.Context) error) {
	b.exact(t.Truncate(time.Minute), p, do)
}

// later plans ordinary work in the slot of an instant.
func (b *builder) later(t time.Time, p *pupil, do func(context.Context) error) {
	start := t.Truncate(slot)
	moment := start.Add(time.Duration(b.dice(uint64(start.Unix()), "slot").Int64N(int64(slot))).Truncate(time.Second))
	if now := b.clock.Now(); !moment.After(now) {
		moment = now.Add(slot).Truncate(time.Second)
	}
	b.exact(moment, p, do)
}

// moment takes all events of the earliest instant; nil at the end.
func (a *agenda) moment() []event {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []event
	for len(a.heap) > 0 && (len(list) == 0 || a.heap[0].at.Equal(list[0].at)) {
		list = append(list, heap.Pop(&a.heap).(event))
	}
	return list
}

// live runs the agenda to its end. The clock's own work comes before people's.
func (b *builder) live(ctx context.Context) error {
	defer func() { _ = b.looked() }() // after a failure: nobody works on a database that is closed
	for list := b.agenda.moment(); list != nil; list = b.agenda.moment() {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := list[0].at
		if err := b.tickUntil(ctx, now); err != nil {
			return err
		}
		if err := b.clock.set(now); err != nil {
			return err
		}
		if b.silent.Load() > 0 && !b.year.out(now) {
			if err := errors.Join(b.looked(), b.Tick(ctx)); err != nil {
				return err
			}
		}
		if err := together(ctx, list); err != nil {
			return err
		}
		b.progress(now)
	}
	return errors.Join(b.tickUntil(ctx, b.o.Now), b.looked())
}

// tickHours is when the clock looks in the simulated day; while an alert is
// unanswered it also looks at every moment at which anything happens. Ours.
var tickHours = []int{8, 14, 21}

// lookTime is how much time may go by in the district until a look of the clock is
// done: people work on meanwhile, as they do in service. Ours.
const lookTime = time.Hour

// tickUntil lets the clock look at each of its hours that has come. The last look
// may go on while people work; everybody waits for it in a simulated year, which is
// counted duty by duty, and where several write at once, so that the log's times
// stand in order.
func (b *builder) tickUntil(ctx context.Context, now time.Time) error {
	alone := b.year != nil || !b.DB.OneWriter()
	if now.Sub(b.lookedAt) > lookTime {
		if err := b.looked(); err != nil {
			return err
		}
	}
	for !b.nextTick.After(now) {
		if err := b.looked(); err != nil {
			return err
		}
		if err := b.clock.set(b.nextTick); err != nil {
			return err
		}
		if !b.year.out(b.nextTick) {
			k, hour, done := b.clockwork(b.nextTick), b.nextTick, make(chan error, 1)
			go func() { done <- b.look(ctx, k, hour) }()
			b.looking, b.lookedAt = done, b.nextTick
			if alone || now.Sub(b.lookedAt) > lookTime {
				if err := b.looked(); err != nil {
					return err
				}
			}
		}
		b.nextTick = tickAfter(b.nextTick)
	}
	return nil
}

// looked waits for a look that is under way.
func (b *builder) looked() error {
	if b.looking == nil {
		return nil
	}
	err := <-b.looking
	b.looking = nil
	return err
}

// digestDays is for how many days before its end a demonstration sends the morning's
// messages: older ones would be read by nobody. Ours.
const digestDays = 7

// look is one look of the clock. In a year one thing comes after the other, at each look.
// A demonstration looks through the units' duties in the morning and on its last day,
// while the children's are looked through.
func (b *builder) look(ctx context.Context, k *act.Kernel, now time.Time) error {
	units := supervision.Room{Kernel: k}.Generate
	digests := casework.Room{Kernel: k}.SendDigests
	if b.year != nil {
		for _, step := range []func(context.Context) error{k.Tick, units, digests} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	left := days(dateOf(now), dateOf(b.o.Now))
	if left > 0 && now.Hour() != tickHours[0] {
		return k.Tick(ctx)
	}
	ticked := make(chan error, 1)
	go func() { ticked <- k.Tick(ctx) }()
	if err := errors.Join(units(ctx), <-ticked); err != nil || left > digestDays {
		return err
	}
	return digests(ctx)
}

func tickAfter(t time.Time) time.Time {
	day := dateOf(t)
	for _, h := range tickHours {
		if next := at(day, h, 0); next.After(t) {
			return next
		}
	}
	return at(day.AddDays(1), tickHours[0], 0)
}

// together runs events of one moment, each pupil's in their order.
func together(ctx context.Context, list []event) error {
	if len(list) == 1 {
		return list[0].do(ctx)
	}
	var order [][]event
	place := map[*pupil]int{}
	for _, e := range list {
		if i, ok := place[e.p]; ok && e.p != nil {
			order[i] = append(order[i], e)
			continue
		}
		place[e.p] = len(order)
		order = append(order, []event{e})
	}

	var wait sync.WaitGroup
	errs := make([]error, len(order))
	room := make(chan struct{}, atOnce)
	for i, run := range order {
		room <- struct{}{}
		wait.Go(func() {
			defer func() { <-room }()
			for _, e := range run {
				if errs[i] = e.do(ctx); errs[i] != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}
