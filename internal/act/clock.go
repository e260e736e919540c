package act

import (
	"context"
	"errors"
	"sync"
	"time"

	"xinhuan/internal/care"
)

// climbAgain is the shortest time between two climbs of one notice. Ours.
const climbAgain = 2 * time.Hour

// climbMost is how many duties or notices one run of the clock moves. Ours.
const climbMost = 500

// stepsAtOnce is how many of its steps are under way together. Ours.
const stepsAtOnce = 16

// Tick does what is due by the clock: unanswered alerts call the next post,
// late duties and unacknowledged notices climb, programmes and families are looked
// through once a day, assignees once under each pack. It may run as often as anybody
// likes, also after days of outage: each step is taken once.
func (k *Kernel) Tick(ctx context.Context) error {
	var alerts []care.Alert
	var duties []care.Duty
	var notices []care.Notice
	err := k.View(ctx, System, func(t *Tx) (err error) {
		if alerts, err = t.AlertsToClimb(); err != nil {
			return err
		}
		if duties, err = t.DutiesToClimb(climbMost); err != nil {
			return err
		}
		notices, err = t.NoticesToClimb(climbMost)
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(
		steps(alerts, func(a care.Alert) error {
			return k.step(ctx, "clock.ClimbAlert", func(t *Tx) error { return k.climbAlert(t, a) })
		}),
		steps(duties, func(d care.Duty) error {
			return k.step(ctx, "clock.ClimbDuty", func(t *Tx) error {
				t.About("duty", d.ID, d.Person)
				return k.climbDuty(t, d)
			})
		}),
		steps(notices, func(n care.Notice) error {
			return k.step(ctx, "clock.ClimbNotice", func(t *Tx) error { return k.climbNotice(t, n) })
		}),
		k.settleDay(ctx), k.Reassign(ctx))
}

// steps runs one step for each, many under way at once: after an outage hundreds of them
// would else wait one by one for the disk. One that fails must not keep the others from
// climbing.
func steps[T any](list []T, step func(T) error) error {
	var wait sync.WaitGroup
	failed := make([]error, len(list))
	room := make(chan struct{}, stepsAtOnce)
	for i, v := range list {
		room <- struct{}{}
		wait.Go(func() {
			defer func() { <-room }()
			failed[i] = step(v)
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}

// step runs one act of the clock; losing a race against a person who answered
// meanwhile is what it hopes for, not an error.
func (k *Kernel) step(ctx context.Context, name string, fn func(*Tx) error) error {
	err := k.Do(ctx, System, name, fn)
	if care.KindOf(err) == care.Conflict {
		return nil
	}
	return err
}
