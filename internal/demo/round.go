package demo

import (
	"context"
	"fmt"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
)

// The times of a round, in school days from its first; ours.
const (
	makeupAfter  = 7
	secondMakeup = 15
	closeAfter   = 21
	closeAgain   = 4
	roundWeeks   = 10
)

// periods are when a class sits down to answer, in minutes of the day: never the
// last period, so that whoever is worrying can be met on the same day.
var periods = []int{9 * 60, 10*60 + 30, 14*60 + 20}

// planRounds puts one round a school on the agenda, spread over the term. The
// rounds of the last days show waiting work; that of today is planned apart.
func (b *builder) planRounds(ctx context.Context) error {
	if b.year == nil {
		b.chooseToday()
	}
	days := b.roundDays()
	var others []*school
	for _, s := range b.schools {
		if s.pupils > 0 && s != b.today {
			others = append(others, s)
		}
	}
	for i, s := range others {
		if len(days) == 0 {
			break // the first day of the school year: only today's round can run
		}
		first := i * (len(days) - 1) * 4 / 5 / max(1, len(others)) // the last days are kept for follow-up
		s.days = days[first:]
		b.layOut(s)
		b.planRound(s)
	}
	b.vacate(b.schoolDayAfter(b.start.AddDays(14), 25))
	if b.year == nil {
		b.keepEvidence()
	}
	return nil
}

// chooseToday picks the school whose round is open now: one with a psychology
// teacher besides its lead where there is one, of several classes.
func (b *builder) chooseToday() {
	best := -1
	for _, s := range b.schools {
		score := min(len(s.screened()), 8) + 20*min(len(s.psychologists()), 2) + 3*min(len(s.by[care.SubjectTeacher]), 2)
		if len(s.screened()) < 2 || len(s.onDuty()) < 2 {
			score = 0
		}
		if score >= best {
			best, b.today = score, s
		}
	}
	b.today.isToday = true
}

func (s *school) screened() []*class {
	var list []*class
	for _, c := range s.classes {
		if c.Grade >= screenedFrom {
			list = append(list, c)
		}
	}
	return list
}

// layOut gives every class a day and a period, within what the duty adults of the
// school can check in a day.
func (b *builder) layOut(s *school) {
	most := screening.DailyCapacity(12, len(s.onDuty()), 51) * 9 / 10
	day, sum, n := 0, 0, 0
	for _, c := range s.screened() {
		if sum+len(c.pupils) > most && sum > 0 && day < len(s.days)-1 {
			day, sum, n = day+1, 0, 0
		}
		c.day, c.slot = s.days[day], n%len(periods)
		sum += len(c.pupils)
		n++
	}
	s.days = s.days[:day+1]
}

func (b *builder) planRound(s *school) {
	first, last := s.days[0], s.days[len(s.days)-1]
	b.prepare(s, first)
	b.soon(at(first, 8, 5), nil, func(ctx context.Context) error { return b.drill(ctx, s) })
	b.soon(at(first, 8, 30), nil, func(ctx context.Context) error { return b.screening.OpenRound(ctx, b.officer, s.round.ID) })
	for _, c := range s.screened() {
		b.soon(at(c.day, 8, 40), nil, func(ctx context.Context) error { return b.session(ctx, c, at(c.day, 0, periods[c.slot]), "") })
	}
	for i, after := range []int{makeupAfter, secondMakeup} {
		day := b.schoolDayAfter(last, after)
		b.soon(at(day, 8, 50), nil, func(ctx context.Context) error { return b.makeup(ctx, s, day, i+2) })
	}
	b.later(at(b.schoolDayAfter(last, closeAfter), 15, 0), nil, func(ctx context.Context) error { return b.closeRound(ctx, s) })
}

// prepare plans the round and collects the consents in the week before.
func (b *builder) prepare(s *school, first care.Date) {
	planned := b.atWork(at(first.AddDays(-8), 10, 0), b.dice(uint64(s.Index), "plan"))
	if early := at(b.start.AddDays(4), 10, 0); planned.Before(early) {
		planned = early
	}
	b.soon(planned, nil, func(ctx context.Context) (err error) {
		if s.round, err = b.screening.PlanRound(ctx, b.officer, s.plan(first)); err != nil {
			return err
		}
		return b.screening.SetInvigilators(ctx, b.officer, s.round.ID, s.watchers())
	})
	for i, c := range s.screened() {
		evening := planned.Add(minutes(600 + 7*i%90))
		b.soon(evening, nil, func(ctx context.Context) error { return b.consent(ctx, c) })
	}
}

func (s *school) plan(first care.Date) screening.Plan {
	p := screening.Plan{Unit: s.unit, Title: fmt.Sprintf("%s学生心理健康测评", s.Name), OpensOn: first, ClosesOn: first.AddDays(7 * roundWeeks),
		Instruments: []string{"phq9", "gad7"}, SharedRoom: s.Index%2 == 0, LocalLine: fmt.Sprintf("学校心理热线 023-7555%04d", 100+s.Index),
		LocalHours: policy.JoinHours(policy.LocalDaily, "00:00", "00:00")} // looked at at any hour, like the rest of a demonstration
	for _, c := range s.screened() {
		if len(p.Grades) == 0 || p.Grades[len(p.Grades)-1] != c.Grade {
			p.Grades = append(p.Grades, c.Grade)
		}
	}
	for _, w := range s.onDuty() {
		p.DutyPosts = append(p.DutyPosts, w.Post)
	}
	return p
}

// consent is a class teacher entering what the families signed.
func (b *builder) consent(ctx context.Context, c *class) error {
	var list []screening.NewConsent
	for i, p := range c.pupils {
		if c.school == b.today && c.slot == 2 && i%13 == 5 {
			continue // still on the teacher's list today
		}
		n := screening.NewConsent{Person: p.id, Decision: p.consent, Channel: "paper"}
		if len(p.Guardians) > 0 {
			g := p.Guardians[0]
			n.Signer = screening.Signer{Name: g.Name, Relation: g.Relation, Phone: g.Phone}
		}
		list = append(list, n)
	}
	return b.screening.RecordConsents(ctx, c.teacher, c.school.round.ID, list)
}

// drill sends the test alert; all but the last of those called answer it.
func (b *builder) drill(ctx context.Context, s *school) error {
	if err := b.screening.SendDrill(ctx, b.officer, s.round.ID); err != nil {
		return err
	}
	for i, w := range s.onDuty() {
		if i > 1 && b.dice(uint64(s.Index), "drill", i).Float64() < .3 {
			continue
		}
		b.soon(b.now().Add(minutes(2+3*i)), nil, func(ctx context.Context) error { return b.screening.AckDrill(ctx, w, s.round.ID) })
	}
	return nil
}

// closeRound tries to close a round; while a child waits it is tried again later.
func (b *builder) closeRound(ctx context.Context, s *school) error {
	err := b.screening.CloseRound(ctx, b.officer, s.round.ID)
	if care.KindOf(err) == care.Conflict {
		b.later(at(b.schoolDayAfter(dateOf(b.now()), closeAgain), 15, 0), nil, func(ctx context.Context) error { return b.closeRound(ctx, s) })
		return nil
	}
	if err == nil {
		b.note(func(d *Diary) { d.Rounds = append(d.Rounds, Deed{s.unit, "round/screening", dateOf(b.now())}) })
	}
	return err
}

// invigilator is who sits with a class and hands out its slips: the school's own
// share the classes in order, else it is the school's lead.
func (s *school) invigilator(c *class) act.Who {
	list := s.by[care.Invigilator]
	if len(list) == 0 {
		return s.by[care.PsychologyLead][0]
	}
	return list[slices.Index(s.screened(), c)%len(list)]
}

// watchers are the invigilators of the classes screened, where the school has any.
func (s *school) watchers() map[care.ID]care.ID {
	posts := map[care.ID]care.ID{}
	for _, c := range s.screened() {
		if len(s.by[care.Invigilator]) > 0 {
			posts[c.unit] = s.invigilator(c).Post
		}
	}
	return posts
}
