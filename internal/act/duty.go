package act

import (
	"fmt"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Timer reads a timer of the region's policy; a pack without it is a defect
// that the pack's own check should have found.
func (t *Tx) Timer(id string) (policy.Timer, error) {
	timer, ok := t.Policy.Timer(id)
	if !ok {
		return timer, fmt.Errorf("act: the policy has no timer %q", id)
	}
	return timer, nil
}

// DueAt is the last instant in time for a timer counted from now.
func (t *Tx) DueAt(timer policy.Timer) care.Millis {
	return duty.DueAt(timer.Within, t.Now, t.Policy.Calendar())
}

// OpenDuty opens the duty of a timer: rule, subject and period are its key, so
// opening it again does nothing. Post, unit, ref and person come from d.
func (t *Tx) OpenDuty(timerID string, d care.Duty) (care.Duty, error) {
	d, err := t.draftDuty(timerID, d)
	if err != nil {
		return d, err
	}
	added, err := t.InsertDuty(d)
	if err != nil || !added {
		return d, err
	}
	return d, t.Send("duty", d.Post, 0, d.ID)
}

// draftDuty is the duty of a timer from now on, not written yet.
func (t *Tx) draftDuty(timerID string, d care.Duty) (care.Duty, error) {
	timer, err := t.Timer(timerID)
	if err != nil {
		return d, err
	}
	d.ID, d.Rule, d.OpenedAt, d.State = t.NewID(), timerID, t.Now, care.DutyOpen
	if d.DueAt == 0 {
		d.DueAt = t.DueAt(timer)
	}
	d.ClimbAt = firstClimb(timer, d.OpenedAt, d.DueAt)
	return d, nil
}

// firstClimb is when the ladder's first step comes; 0 without a ladder.
func firstClimb(timer policy.Timer, opened, due care.Millis) care.Millis {
	if len(timer.Climb) == 0 {
		return 0
	}
	from := due
	if timer.ClimbFrom == policy.FromOpened {
		from = opened
	}
	return from + care.Millis(timer.Climb[0].After.Milliseconds())
}

// FinishDuty ends the open duty of a rule about a thing, if there is one.
func (t *Tx) FinishDuty(rule, ref string, id care.ID, outcome string) error {
	d, err := t.OpenDutyFor(rule, ref, id)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return t.EndDuty(d.ID, care.DutyDone, t.Who.Post, outcome)
}

// Standing is how a duty stands now; every list, badge, count and export asks it.
func (t *Tx) Standing(d care.Duty) duty.Standing { return StandingAt(d, t.Now) }

// StandingAt is how a duty stands at an instant.
func StandingAt(d care.Duty, now care.Millis) duty.Standing {
	return duty.Status(duty.Duty{Rule: d.Rule, Opened: d.OpenedAt, Due: d.DueAt, Closed: d.DoneAt, State: duty.State(d.State)}, now)
}

// Send queues a message that something waits; it says nothing of the matter. It
// is written with the act's entry, so that here nothing fails yet. An act that gives
// a post many duties sends it one message, and nobody is told of what he does himself.
func (t *Tx) Send(kind string, post, guardian, ref care.ID) error {
	if kind == "duty" && (post == t.Who.Post || slices.ContainsFunc(t.outbox, func(o store.OutboxRow) bool { return o.Kind == kind && o.Post == post })) {
		return nil
	}
	t.Tell(Event{Kind: "outbox"})
	t.outbox = append(t.outbox, store.OutboxRow{ID: t.NewID(), Kind: kind, Post: post, Guardian: guardian, Ref: ref})
	return nil
}
