package demo

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
)

// writePlan writes the individual plan.
func (b *builder) writePlan(ctx context.Context, p *pupil, d care.Duty) error {
	return b.file(ctx, p, d, "plan", b.planned)
}

// contact is a talk that the level's cadence asks for.
func (b *builder) contact(ctx context.Context, p *pupil, d care.Duty) error {
	return b.file(ctx, p, d, "f5_interview", b.talked)
}

func (b *builder) file(ctx context.Context, p *pupil, d care.Duty, form string, fill func(act.Who, *pupil, care.Level) map[string][]string) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	if err := b.casework.FileForm(ctx, who, d.RefID, form, b.parse(form, fill(who, p, d.Level))); err != nil {
		return err
	}
	b.remember(p.id, Moment{What: map[string]string{"plan": Planned, "f5_interview": Reached}[form]})
	return b.attend(ctx, p)
}

// report is the report to the district, where no released notice has made it.
func (b *builder) report(ctx context.Context, p *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	if err := b.casework.FinishDuty(ctx, who, d.ID, "done"); err != nil {
		return err
	}
	return b.attend(ctx, p)
}

// giveUp ends the duty to ask again: the pupil did not want to.
func (b *builder) giveUp(ctx context.Context, _ *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	return b.casework.FinishDuty(ctx, who, d.ID, "refused")
}

// release sends the wide notices: the lead, or the principal once the duty has
// climbed to him.
func (b *builder) release(ctx context.Context, p *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	if principal, ok := p.class.school.first(care.Principal); ok && b.now().After(d.DueAt.Time()) {
		who = principal
	}
	if _, err := b.casework.Release(ctx, who, d.RefID); err != nil {
		return err
	}
	b.happened(p, Event{What: Released})
	return b.attend(ctx, p)
}

// homeSafe answers whether home is safe before a guardian is told. Of twenty
// families one gives pause: its notice is held, and two people release it the
// same day or, rarely, withhold it.
func (b *builder) homeSafe(ctx context.Context, p *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	other, two := p.class.school.other(who)
	x := b.dice(p.key, "home").Float64()
	if x > .06 || !two {
		return b.vote(ctx, p, d.RefID, who, "send")
	}
	answer := "release"
	if x < .012 {
		answer = "withhold"
	}
	if err := b.vote(ctx, p, d.RefID, who, "hold"); err != nil {
		return err
	}
	r := b.dice(p.key, "second vote")
	first := b.now().Add(minutes(between(r, 40, 150)))
	b.later(b.atWork(first, r), p, func(ctx context.Context) error { return b.vote(ctx, p, d.RefID, other, answer) })
	b.later(b.atWork(first.Add(minutes(between(r, 30, 120))), r), p, func(ctx context.Context) error { return b.vote(ctx, p, d.RefID, who, answer) })
	return nil
}

// protect is the protection post taking over a child whose home is not safe.
func (b *builder) protect(ctx context.Context, p *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	form := b.protected(who)
	if err := b.casework.FileProtection(ctx, who, d.RefID, b.parse(casework.ProtectionForm, form)); err != nil {
		return err
	}
	b.happened(p, Event{What: Police, On: care.Date(form["ask_result_on"][0])})
	return b.attend(ctx, p)
}

// findGuardian enters a guardian of a pupil of whom the roster names none.
func (b *builder) findGuardian(ctx context.Context, p *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	if err := b.casework.EnterGuardian(ctx, who, d.RefID, b.parse(casework.GuardianForm, b.guardianOf(p))); err != nil {
		return err
	}
	return b.attend(ctx, p)
}

// other is a second person of the school who may decide on notices.
func (s *school) other(who act.Who) (act.Who, bool) {
	for _, w := range s.psychologists() {
		if w.Person != who.Person {
			return w, true
		}
	}
	return act.Who{}, false
}

func (b *builder) vote(ctx context.Context, p *pupil, notice care.ID, who act.Who, answer string) error {
	var n care.Notice
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		n, err = t.Notice(notice)
		return err
	})
	if err != nil || n.State != care.NoticeHeld {
		return err
	}
	if n, err = b.casework.HomeSafe(ctx, who, notice, b.parse("home_safe", b.homed(who, answer))); err != nil {
		return err
	}
	if n.State == care.NoticeWithheld {
		b.happened(p, Event{What: Withheld})
	}
	return b.attend(ctx, p)
}
