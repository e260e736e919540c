package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
)

// fates are what people conclude after meeting a pupil, by what was suggested:
// most worries end there. Cumulative shares up to none, watch, general and
// serious; the rest is major. Ours.
var fates = map[care.Level][4]float64{
	care.LevelWatch:   {.93, .99, 1, 1},
	care.LevelGeneral: {.84, .93, .99, 1},
	care.LevelSerious: {.73, .83, .935, .993},
}

// fateOf draws what the interview will conclude.
func (b *builder) fateOf(p *pupil, f care.Flag) care.Level {
	if p.fate >= 0 {
		return p.fate
	}
	shares := fates[min(max(f.Urgency(), care.LevelWatch), care.LevelSerious)]
	x := b.dice(p.key, "fate", f.Critical).Float64()
	fate := care.LevelMajor
	for i, level := range []care.Level{care.LevelNone, care.LevelWatch, care.LevelGeneral, care.LevelSerious} {
		if x < shares[i] {
			fate = level
			break
		}
	}
	// To end what a danger answer raised takes two people; where there is no second
	// one the pupil is kept in view.
	if s := p.class.school; fate == care.LevelNone && f.Critical && s.second(s.psychologists()[0]).Post == 0 {
		return care.LevelWatch
	}
	return fate
}

// interview is the meeting about a flag, with the risk form where it is asked
// for. The decision follows within the hour or so.
func (b *builder) interview(ctx context.Context, p *pupil, d care.Duty) error {
	f, err := b.flagOf(ctx, p)
	if err != nil || f.State != care.FlagOpen || !p.once(f.ID) {
		return err
	}
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	fate, r := b.fateOf(p, f), b.dice(p.key, "interview", p.nth("interview"))
	in := casework.Interview{Flag: f.ID, F5: b.parse("f5_interview", b.interviewed(who, p, f, fate, r))}
	if f.Critical || fate >= care.LevelSerious {
		in.F6 = b.parse("f6_risk", b.risk(who, fate, r))
	}
	if err := b.casework.RecordInterview(ctx, who, in); err != nil {
		return err
	}
	if fate == care.LevelMajor {
		b.happened(p, Event{What: Urgent})
	}
	decide := func(ctx context.Context) error { return b.decide(ctx, p, who, fate) }
	if p.fate >= 0 {
		b.exact(b.now().Add(minutes(6)), p, decide)
		return nil
	}
	b.later(b.now().Add(minutes(between(r, 15, 75))), p, decide)
	return nil
}

// decide confirms a level or ends the flag.
func (b *builder) decide(ctx context.Context, p *pupil, met act.Who, fate care.Level) error {
	f, err := b.flagOf(ctx, p)
	if err != nil || f.State != care.FlagOpen {
		return err
	}
	if fate, err = b.notLower(ctx, p, fate); err != nil {
		return err
	}
	who := p.class.school.decider(met)
	second := p.class.school.second(who)
	values := b.parse("level_decision", b.decided(who, second, p, f.Suggested, f.Critical, fate))
	out, err := b.casework.Decide(ctx, who, casework.Decision{Flag: f.ID, Values: values, Facts: factsFor(fate), Where: whereFor(fate)})
	if err != nil {
		return fmt.Errorf("%s decides on %s: %w", who.Role, fate, err)
	}
	if out.Second {
		b.later(b.now().Add(minutes(between(b.dice(p.key, "second"), 10, 150))), p, func(ctx context.Context) error {
			if _, err := b.casework.Decide(ctx, second, casework.Decision{Flag: f.ID, Values: values}); err != nil {
				return fmt.Errorf("%s agrees: %w", second.Role, err)
			}
			b.happened(p, Event{What: Decided, Level: fate})
			return nil
		})
		return nil
	}
	b.happened(p, Event{What: Decided, Level: fate})
	if fate > care.LevelNone {
		b.remember(p.id, Moment{What: Levelled, Level: fate, On: care.Date(values.String("next_review_on"))})
		b.planReview(p, b.dice(p.key, "early review"))
	}
	return b.attend(ctx, p)
}

// notLower keeps the level of a pupil who is in care already: lowering it is the
// matter of a review meeting.
func (b *builder) notLower(ctx context.Context, p *pupil, fate care.Level) (care.Level, error) {
	err := b.View(ctx, act.System, func(t *act.Tx) error {
		e, err := t.OpenEpisode(p.id, care.StudentCare)
		fate = max(fate, e.Level)
		return err
	})
	if care.KindOf(err) == care.NotFound {
		err = nil
	}
	return fate, err
}

// second is who agrees to an end besides the first: another psychologist, else the
// deputy or the principal.
func (s *school) second(first act.Who) act.Who {
	for _, w := range distinct(s.psychologists(), s.by[care.DeputyPrincipal], s.by[care.Principal]) {
		if w.Person != first.Person {
			return w
		}
	}
	return act.Who{}
}

// decider is who may decide: whoever met the pupil, else the first who may.
func (s *school) decider(met act.Who) act.Who {
	list := s.psychologists()
	for _, w := range list {
		if w.Person == met.Person {
			return w
		}
	}
	if met.Role == care.PsychologyTeacher || met.Role == care.PsychologyLead { // of the school the pupil is at now
		return met
	}
	return list[0]
}

// schoolOf is the school of the post that owns a pupil's episode.
func (b *builder) schoolOf(owner care.ID, p *pupil) *school {
	for _, s := range b.schools {
		if s.unit == b.posts[owner].Unit {
			return s
		}
	}
	return p.class.school
}

// planReview lets a third of the episodes be reviewed before their date.
func (b *builder) planReview(p *pupil, r *rand.Rand) {
	if r.Float64() > .33 {
		return
	}
	day := b.schoolDayAfter(dateOf(b.now()), between(r, 12, 28))
	b.later(at(day, 10, 0).Add(minutes(r.IntN(300))), p, func(ctx context.Context) error { return b.review(ctx, p, care.Duty{}) })
}

// review is the lead's decision after a review meeting: most levels go down or
// end, some stay, few go up. The shares are ours.
func (b *builder) review(ctx context.Context, p *pupil, _ care.Duty) error {
	var e care.Episode
	var open bool
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		if e, err = t.OpenEpisode(p.id, care.StudentCare); err != nil {
			return err
		}
		flags, err := t.FlagsOf(p.id)
		for _, f := range flags {
			open = open || f.State == care.FlagOpen
		}
		return err
	})
	if care.KindOf(err) == care.NotFound || (err == nil && open) {
		return nil
	}
	if err != nil {
		return err
	}
	to := e.Level
	switch x := b.dice(p.key, "review", p.nth("review")).Float64(); {
	case x < .50:
		to--
	case x < .56 && to < care.LevelSerious:
		to++
	}
	if e.Level == care.LevelMajor && to < e.Level {
		to = care.LevelSerious
	}
	lead := b.schoolOf(e.OwnerPost, p).by[care.PsychologyLead][0]
	values := b.parse("level_decision", b.decided(lead, act.Who{}, p, e.Level, false, to))
	if _, err := b.casework.Decide(ctx, lead, casework.Decision{Person: p.id, Values: values, Facts: factsFor(to), Where: whereFor(to)}); err != nil {
		return fmt.Errorf("%s reviews: %w", lead.Role, err)
	}
	b.happened(p, Event{What: Reviewed, Level: to})
	b.remember(p.id, Moment{What: Levelled, Level: to, On: care.Date(values.String("next_review_on"))})
	return b.attend(ctx, p)
}
