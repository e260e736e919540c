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
	"xinhuan/internal/notify"
	"xinhuan/internal/store"
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
}

// Run works until the context ends. A failing round is logged and tried again:
// the clock must not die of one bad row.
func (r Runner) Run(ctx context.Context) {
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

// Once does one round.
func (r Runner) Once(ctx context.Context) error {
	return errors.Join(r.Kernel.Tick(ctx), r.send(ctx))
}

// Hourly opens what units must do from today on. Once an hour is often enough for
// duties that count in days, and soon enough after a new unit or pack. Ours.
func (r Runner) Hourly(ctx context.Context) error {
	return supervision.Room{Kernel: r.Kernel}.Generate(ctx)
}

func (r Runner) send(ctx context.Context) error {
	var due []store.OutboxRow
	err := r.Kernel.View(ctx, act.System, func(t *act.Tx) (err error) {
		due, err = t.OutboxDue(sendMost)
		return err
	})
	if err != nil {
		return err
	}
	for _, o := range due {
		if err := r.sendOne(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// sendOne hands a message to every channel that reaches its recipient. The mark
// in the outbox is no act: it changes nothing about anybody.
func (r Runner) sendOne(ctx context.Context, o store.OutboxRow) error {
	var to recipient
	err := r.Kernel.View(ctx, act.System, func(t *act.Tx) (err error) {
		to, err = recipientOf(t, o)
		return err
	})
	if err != nil && care.KindOf(err) != care.NotFound {
		return err
	}
	failed := r.deliver(ctx, o, to)
	if failed != nil {
		r.Log.Warn("message not delivered", "message", o.ID, "kind", o.Kind, "try", o.Tries+1, "err", failed)
	}
	return r.Kernel.DB.Write(ctx, r.Kernel.Region, func(t *store.Tx) error {
		if failed == nil {
			return t.OutboxSent(o.ID)
		}
		next := care.Millis(0)
		if notify.Retryable(failed) && o.Tries+1 < notify.MaxAttempts {
			next = t.Now + care.Millis(notify.Retry(o.Tries+1).Milliseconds())
		}
		return t.OutboxRetry(o.ID, next)
	})
}

func (r Runner) deliver(ctx context.Context, o store.OutboxRow, to recipient) error {
	if o.Guardian != 0 {
		if r.Channels.SMS == nil || to.phone == "" {
			return nil
		}
		return r.Channels.SMS.Send(ctx, notify.ForGuardian(o.ID, to.phone, to.school))
	}
	var err error
	if r.Channels.Mail != nil && to.email != "" {
		err = errors.Join(err, r.Channels.Mail.Send(ctx, notify.ForStaff(o.ID, to.email)))
	}
	if r.Channels.SMS != nil && to.phone != "" {
		err = errors.Join(err, r.Channels.SMS.Send(ctx, notify.ForStaff(o.ID, to.phone)))
	}
	if r.Channels.Group != nil && to.phone != "" {
		err = errors.Join(err, r.Channels.Group.Send(ctx, notify.ForStaff(o.ID, to.phone)))
	}
	return err
}

type recipient struct{ phone, email, school string }

// recipientOf finds how to reach a post's holder or a guardian. In a locked
// region nobody's phone can be read: what waits is then seen in the product only.
func recipientOf(t *act.Tx, o store.OutboxRow) (recipient, error) {
	if o.Guardian != 0 {
		row, err := t.Guardian(o.Guardian)
		if err != nil {
			return recipient{}, err
		}
		var g care.Guardian
		if err := t.OpenJSON("guardian", "sealed", row.ID, row.Sealed, &g); err != nil {
			return recipient{}, unlessSealed(err)
		}
		school, _, err := t.SchoolOf(row.Child)
		if err != nil {
			return recipient{}, err
		}
		u, err := t.Unit(school)
		return recipient{phone: g.Phone, school: u.Name}, err
	}
	person, err := t.Holder(o.Post)
	if err != nil {
		return recipient{}, err
	}
	row, err := t.Person(person)
	if err != nil {
		return recipient{}, err
	}
	identity, err := t.Identity(row)
	return recipient{phone: identity.Phone, email: identity.Email}, unlessSealed(err)
}

func unlessSealed(err error) error {
	if care.KindOf(err) == care.Sealed {
		return nil
	}
	return err
}
