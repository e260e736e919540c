package demo

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// work is what is open about a pupil.
type work struct {
	duties  []care.Duty
	notices []care.Notice
}

func readWork(t *act.Tx, person care.ID) (w work, err error) {
	if w.duties, err = t.DutiesAbout(person); err != nil {
		return w, err
	}
	w.duties = slices.DeleteFunc(w.duties, func(d care.Duty) bool { // villages look after their own (village.go)
		p, ok := t.Policy.ProgrammeOf(d.Rule)
		return d.Ref == "level_proposal" || ok && p.ID != string(care.StudentCare)
	})
	e, err := t.OpenEpisode(person, care.StudentCare)
	if care.KindOf(err) == care.NotFound {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	w.notices, err = t.NoticesOf(e.ID)
	return w, err
}

// attend puts on the agenda whatever has newly become somebody's work about a
// pupil. It reads what is open instead of remembering what each act begins, as
// the people do who look at their list.
func (b *builder) attend(ctx context.Context, p *pupil) error {
	var w work
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		w, err = readWork(t, p.id)
		return err
	})
	if err == nil {
		b.take(p, w)
	}
	return err
}

// attendClass is attend for everybody in a class, in one reading.
func (b *builder) attendClass(ctx context.Context, c *class) error {
	found := make([]work, len(c.pupils))
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		for i, p := range c.pupils {
			if found[i], err = readWork(t, p.id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, p := range c.pupils {
		b.take(p, found[i])
	}
	return nil
}

func (b *builder) take(p *pupil, w work) {
	for _, d := range w.duties {
		if d.State == care.DutyOpen && p.once(d.ID) {
			b.takeDuty(p, d)
		}
	}
	for _, n := range w.notices {
		if n.State == care.NoticeSent && p.once(n.ID) {
			b.takeNotice(p, n)
		}
	}
}

// takeDuty plans when a duty is done and by which act. A safety check follows
// its alert; a retake waits for the make-up sessions and is given up after them.
func (b *builder) takeDuty(p *pupil, d care.Duty) {
	kind, _, _ := strings.Cut(d.Rule, ".")
	do := map[string]func(context.Context, *pupil, care.Duty) error{
		"interview": b.interview, "plan": b.writePlan, "first_contact": b.contact, "contact": b.contact, "review": b.review,
		"district_report": b.report, "district_report_written": b.report, "district_forward": b.report, "police_answer": b.report, "case_meeting": b.meet, "wide_release": b.release, "home_safe": b.homeSafe,
		"retake": b.giveUp, "protection_report": b.protect, "find_guardian": b.findGuardian,
	}[kind]
	if d.Rule == "interview.raised" {
		do = b.contact // about an episode, not a flag
	}
	if do == nil || p.left[kind] {
		return
	}
	when := b.when(d, b.dice(p.key, d.Rule, p.nth(d.Rule)))
	if kind == "retake" {
		when = at(b.schoolDayAfter(dateOf(b.now()), closeAfter-2), 11, 0)
	}
	run := func(ctx context.Context) error {
		now, err := b.duty(ctx, d.ID)
		if err != nil || now.State != care.DutyOpen {
			return err
		}
		return do(ctx, p, now) // it may lie with somebody else by now
	}
	if d.DueAt-d.OpenedAt < 3*3600*1000 {
		b.soon(when, p, run)
		return
	}
	b.later(when, p, run)
}

func (b *builder) duty(ctx context.Context, id care.ID) (d care.Duty, err error) {
	err = b.View(ctx, act.System, func(t *act.Tx) (err error) { d, err = t.Duty(id); return err })
	return d, err
}

// takeNotice plans the acknowledgement: by the post it went to, or by the family.
func (b *builder) takeNotice(p *pupil, n care.Notice) {
	if p.left[string(n.ToRole)] {
		return
	}
	r := b.dice(p.key, "notice", p.nth("notice"))
	when := b.when(care.Duty{OpenedAt: n.SentAt, DueAt: n.DueAt}, r)
	if n.Guardian != 0 {
		b.later(when, p, func(ctx context.Context) error { return b.guardianReads(ctx, p, n) })
		return
	}
	b.later(when, p, func(ctx context.Context) error { return b.acknowledge(ctx, n) })
}

func (b *builder) acknowledge(ctx context.Context, n care.Notice) error {
	who, held := b.holder(ctx, n.ToPost)
	if !held {
		return nil
	}
	return b.casework.Acknowledge(ctx, who, n.ID)
}

// holder is who sits in a post now; a retired holder's seat is empty.
func (b *builder) holder(ctx context.Context, post care.ID) (act.Who, bool) {
	who := b.posts[post]
	err := b.View(ctx, act.System, func(t *act.Tx) error {
		person, err := t.Holder(post)
		who.Person = person
		return err
	})
	return who, err == nil
}
