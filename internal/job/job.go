// Package job does what runs by the clock: it lets unanswered alerts, late
// duties and unread notices climb, and carries messages out. Every step is an
// act of its own or a mark in the outbox, so it may stop and start at any time
// and after days of outage.
package job

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/notify"
	"xinhuan/internal/region"
	"xinhuan/internal/supervision"
)

// Every is how often the clock looks. An alert's two minutes are thus never
// longer than two minutes and five seconds. Ours.
const Every = 5 * time.Second

// sendMost is how many messages one round carries. Ours.
const sendMost = 100

// Channels are the ways out. Each is optional; what waits is always visible in
// the product itself, whatever happens to a message.
type Channels struct {
	Mail  notify.Sender // to staff with an address
	SMS   notify.Sender // to staff and guardians with a phone
	Group notify.Sender // a group robot that calls staff by phone number
}

// Runner runs a region's clock.
type Runner struct {
	Kernel   *act.Kernel
	Channels Channels
	Log      *slog.Logger

	last map[care.ID]care.Millis // when a post was last sent news of a duty
}

// Run works until the context ends. A failing round is logged and tried again:
// the clock must not die of one bad row.
func (r *Runner) Run(ctx context.Context) {
	wake := make(chan struct{}, 1)
	r.Kernel.OnCommit(func(e act.Event) {
		if e.Kind == "outbox" {
			select {
			case wake <- struct{}{}:
			default:
			}
		}
	})
	tick := time.NewTicker(Every)
	defer tick.Stop()
	var last time.Time
	for {
		if now := time.Now(); now.Sub(last) >= time.Hour {
			last = now
			if err := r.Hourly(ctx); err != nil && ctx.Err() == nil {
				r.Log.Error("unit duties", "err", err)
			}
		}
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("clock", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-wake:
		}
	}
}

// Once does one round; a pack that another process switched to is taken up first.
func (r *Runner) Once(ctx context.Context) error {
	return errors.Join(r.Kernel.Follow(ctx), r.Kernel.Tick(ctx), casework.Room{Kernel: r.Kernel}.SendDigests(ctx), r.send(ctx))
}

// Hourly takes up packs whose day has come, or whose switch was interrupted, and
// opens what units must do from today on. Once an hour is often enough for what
// counts in days, and soon enough after a new unit. Ours.
func (r *Runner) Hourly(ctx context.Context) error {
	return errors.Join(region.Room{Kernel: r.Kernel}.SwitchDue(ctx), supervision.Room{Kernel: r.Kernel}.Generate(ctx))
}
