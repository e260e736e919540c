package job

import (
	"context"
	"errors"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/notify"
	"xinhuan/internal/store"
)

func (r *Runner) send(ctx context.Context) error {
	var due []store.OutboxRow
	err := r.Kernel.View(ctx, act.System, func(t *act.Tx) (err error) {
		due, err = t.OutboxDue(sendMost)
		return err
	})
	if err != nil {
		return err
	}
	now := care.MillisOf(r.Kernel.DB.Now())
	for _, o := range due {
		if o.Kind == "duty" {
			err = r.sendDuty(ctx, o, now)
		} else {
			err = r.sendOne(ctx, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dutyAgain is the shortest time between two messages to a post about duties: what
// comes up meanwhile is told in one message at its end. Alerts and notices are not
// held up. Ours.
const dutyAgain = time.Hour

// sendDuty sends a post the news of a duty at most once an hour.
func (r *Runner) sendDuty(ctx context.Context, o store.OutboxRow, now care.Millis) error {
	last, told := r.last[o.Post]
	switch again := last + care.Millis(dutyAgain.Milliseconds()); {
	case told && o.Tries == 0 && last == now: // the same message says all of it
		return r.mark(ctx, func(t *store.Tx) error { return t.OutboxSent(o.ID) })
	case told && o.Tries == 0 && now < again:
		return r.mark(ctx, func(t *store.Tx) error { return t.OutboxLater(o.ID, again) })
	}
	if r.last == nil {
		r.last = map[care.ID]care.Millis{}
	}
	r.last[o.Post] = now
	return r.sendOne(ctx, o)
}

func (r *Runner) mark(ctx context.Context, fn func(*store.Tx) error) error {
	return r.Kernel.DB.Write(ctx, r.Kernel.Region, fn)
}

// sendOne hands a message to every channel that reaches its recipient. The mark
// in the outbox is no act: it changes nothing about anybody.
func (r *Runner) sendOne(ctx context.Context, o store.OutboxRow) error {
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
	return r.mark(ctx, func(t *store.Tx) error {
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

func (r *Runner) deliver(ctx context.Context, o store.OutboxRow, to recipient) error {
	if o.Guardian != 0 {
		if r.Channels.SMS == nil || to.phone == "" {
			return nil
		}
		return r.Channels.SMS.Send(ctx, notify.ForGuardian(o.ID, to.phone, to.school))
	}
	if o.Kind == casework.DigestKind && to.waits == 0 {
		return nil // done meanwhile, or no longer his
	}
	words := func(address string) notify.Message {
		if o.Kind == casework.DigestKind {
			return notify.ForDigest(o.ID, address, to.waits)
		}
		return notify.ForStaff(o.ID, address)
	}
	var err error
	if r.Channels.Mail != nil && to.email != "" {
		err = errors.Join(err, r.Channels.Mail.Send(ctx, words(to.email)))
	}
	if r.Channels.SMS != nil && to.phone != "" {
		err = errors.Join(err, r.Channels.SMS.Send(ctx, words(to.phone)))
	}
	if r.Channels.Group != nil && to.phone != "" {
		err = errors.Join(err, r.Channels.Group.Send(ctx, words(to.phone)))
	}
	return err
}

type recipient struct {
	phone, email, school string
	waits                int // of a digest: how many things wait now
}

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
	if o.Kind == casework.DigestKind {
		return digestOf(t, o.Ref)
	}
	person, err := t.Holder(o.Post)
	if err != nil {
		return recipient{}, err
	}
	return staffOf(t, person)
}

// digestOf counts a person's work again: the message says what is so when it leaves.
func digestOf(t *act.Tx, person care.ID) (recipient, error) {
	to, err := staffOf(t, person)
	if err != nil {
		return to, err
	}
	to.waits, err = casework.WaitingFor(t, person)
	return to, err
}

func staffOf(t *act.Tx, person care.ID) (recipient, error) {
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
