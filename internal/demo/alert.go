package demo

import (
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// raised finds the pupil's new alert and plans who answers it when: seven of ten
// by the first who was called, within a minute; the others by whom the clock
// calls after two or four minutes' silence. Ours.
func (b *builder) raised(ctx context.Context, p *pupil) error {
	a, err := b.lastAlert(ctx, p)
	if err != nil || !p.once(a.ID) {
		return err
	}
	b.silent.Add(1)
	now, wait := b.now(), 1
	switch x := b.dice(p.key, "answers").Float64(); {
	case x > .95:
		wait = 5
	case x > .70:
		wait = 3
	}
	b.exact(now.Add(minutes(wait)), p, func(ctx context.Context) error { return b.answered(ctx, p, a, wait > 1) })
	for m := 2; m < wait; m += 2 {
		b.exact(now.Add(minutes(m)), p, func(context.Context) error { return nil }) // the clock looks before anything happens
	}
	return nil
}

func (b *builder) lastAlert(ctx context.Context, p *pupil) (care.Alert, error) {
	var a care.Alert
	err := b.View(ctx, act.System, func(t *act.Tx) error {
		list, err := t.AlertsOf(p.id)
		if err == nil && len(list) > 0 {
			a = list[0]
		}
		return err
	})
	return a, err
}

// answered lets an adult say "I am going": the first who was called or, after a
// silence, the last.
func (b *builder) answered(ctx context.Context, p *pupil, a care.Alert, last bool) error {
	var calls []store.AlertCall
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		calls, err = t.Calls(a.ID)
		return err
	})
	if err != nil {
		return err
	}
	who := b.posts[calls[0].Post]
	if last {
		slices.Reverse(calls)
	}
	for _, c := range calls {
		if w := b.posts[c.Post]; w.Role != care.DistrictOfficer { // too far away to go
			who = w
			break
		}
	}
	if _, err := b.casework.SeeAlert(ctx, who, a.ID); err != nil {
		return err
	}
	if _, err := b.casework.AnswerAlert(ctx, who, a.ID); err != nil {
		return err
	}
	b.silent.Add(-1)
	r := b.dice(p.key, "check", a.Sitting == p.sitting.Sitting, last)
	b.exact(b.now().Add(minutes(between(r, 6, 22))), p, func(ctx context.Context) error { return b.check(ctx, p, a, who) })
	return nil
}

// check is the five-minute safety check. One pupil in sixty is not found at the
// first try; then everybody is called again and somebody finds him.
func (b *builder) check(ctx context.Context, p *pupil, a care.Alert, who act.Who) error {
	try := p.nth("check")
	r := b.dice(p.key, "found", try)
	f, err := b.flagOf(ctx, p)
	if err != nil {
		return err
	}
	values := b.checked(who, b.fateOf(p, f), r)
	if p.fate < 0 && try == 1 && r.Float64() < 1./60 {
		values = b.notFound(who)
	}
	if err := b.casework.SafetyCheck(ctx, who, a.ID, b.parse("safety_check", values)); err != nil {
		return err
	}
	if values["outcome"][0] != "not_found" {
		return b.attend(ctx, p)
	}
	b.silent.Add(1)
	b.exact(b.now().Add(minutes(2)), p, func(ctx context.Context) error { return b.answered(ctx, p, a, true) })
	return nil
}

// flagOf reads the pupil's newest flag.
func (b *builder) flagOf(ctx context.Context, p *pupil) (care.Flag, error) {
	var f care.Flag
	err := b.View(ctx, act.System, func(t *act.Tx) error {
		list, err := t.FlagsOf(p.id)
		if err == nil && len(list) > 0 {
			f = list[0]
		}
		return err
	})
	return f, err
}

// parse builds a sheet from what a page would post; the form drops what it does
// not show.
func (b *builder) parse(form string, posted map[string][]string) questionnaire.Values {
	def, _ := b.Forms().Get(form)
	return def.Parse(posted)
}
