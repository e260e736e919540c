package demo

import (
	"context"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

// sceneLength is how long before now the last scene begins. Ours.
const sceneLength = 100 * time.Minute

// scene is the last hour and a half of the district's life, at the school whose
// round is open: one class has answered, another holds its slips, one danger
// answer was decided major and one serious, one was given minutes ago.
type scene struct {
	*builder
	from   time.Time
	past   []care.Date // days of the round before today
	done   *class      // answers today
	holds  *class      // holds unused slips
	rest   []*class
	urgent *pupil // will be decided major
	heavy  *pupil // serious
	fresh  *pupil // answers now
}

// at is the instant after a share of the scene.
func (s *scene) at(share float64) time.Time {
	return s.from.Add(time.Duration(share * float64(sceneLength))).Truncate(time.Second)
}

// planToday puts today's round and its last scene on the agenda.
func (b *builder) planToday(context.Context) error {
	if b.today == nil || len(b.today.screened()) == 0 || len(b.today.onDuty()) < 2 {
		return nil // a handful of pupils; a district has a school like this
	}
	s := &scene{builder: b, from: b.o.Now.Add(-sceneLength)}
	classes := b.today.screened()
	s.done, s.holds = classes[0], classes[len(classes)-1]
	if len(classes) > 2 {
		s.rest = classes[1 : len(classes)-1]
	}
	if days := b.roundDays(); len(days) > 0 {
		s.past = days[max(0, len(days)-2):]
	}
	s.holds.slot = 2 // some of its families have not answered yet
	s.choose()
	s.openRound()
	s.answer()
	s.decide()
	s.alert()
	return nil
}

// choose names the pupils the scene needs: of consenting families who can be
// reached, not absent today.
func (s *scene) choose() {
	fit := func(p *pupil) bool {
		return p.consent == care.ConsentAgree && len(p.Guardians) > 0 && p.Guardians[0].Phone != "" && !s.sheetOf(p, "").absent
	}
	for _, p := range s.done.pupils {
		switch {
		case !fit(p):
		case s.urgent == nil:
			s.urgent = p
			p.fate, p.left = care.LevelMajor, map[string]bool{"principal": true, "party_secretary": true, "deputy_principal": true, "moral_education_office": true,
				"safety_office": true, "subject_teacher": true, "district_officer": true, "guardian": true, "wide_release": true, "home_safe": true}
		case s.heavy == nil:
			s.heavy = p
			p.fate, p.left = care.LevelSerious, map[string]bool{"wide_release": true, "home_safe": true, "deputy_principal": true, "class_teacher": true, "psychology_lead": true}
		}
	}
	for i, p := range s.holds.pupils {
		if fit(p) && i%13 != 5 && p != s.urgent && p != s.heavy {
			s.fresh = p
		}
	}
}

// openRound plans the round on its first day: a school day before today where
// there is one. The last step of preparation lifts the rule that pupils answer in
// school hours only: a demonstration is looked at at any hour of any day, and
// would else refuse its visitors most of the week. A real region keeps the rule.
func (s *scene) openRound() {
	first := dateOf(s.from)
	open := s.at(.02)
	if len(s.past) > 0 {
		first = s.past[0]
		open = at(first, 8, 30)
	}
	s.prepare(s.today, first)
	s.exact(s.from, nil, func(ctx context.Context) error {
		return s.regions.PutSettings(ctx, s.system, map[string]string{screening.AnyHour: "yes"})
	})
	s.exact(open.Add(-minutes(25)), nil, func(ctx context.Context) error { return s.drill(ctx, s.today) })
	s.exact(open, nil, func(ctx context.Context) error { return s.screening.OpenRound(ctx, s.officer, s.today.round.ID) })
	for i, c := range s.rest {
		if len(s.past) == 0 {
			break
		}
		c.day, c.slot = s.past[i%len(s.past)], i%len(periods)
		s.soon(at(c.day, 8, 40), nil, func(ctx context.Context) error { return s.session(ctx, c, at(c.day, 0, periods[c.slot]), "") })
	}
}

// answer lets one class answer. Two of its pupils give the danger answers that
// the scene needs, the others what they would.
func (s *scene) answer() {
	start := s.at(.05)
	s.exact(s.at(.04), nil, func(ctx context.Context) error {
		tickets, err := s.issue(ctx, s.done, dateOf(start))
		for _, t := range tickets {
			p := t.pupil
			sheet := s.sheetOf(p, "")
			r := s.dice(p.key, "today")
			if p == s.urgent || p == s.heavy {
				sheet = s.worried(sheet)
			} else if sheet.absent || r.Float64() < .1 {
				continue // still to come
			}
			s.sit(p, sheet, start, true, s.at(.14+.08*r.Float64()))
		}
		return err
	})
	s.exact(s.at(.3), nil, func(ctx context.Context) error { return s.attendClass(ctx, s.done) })
}

// worried is a sheet with a danger answer that reaches its end.
func (s *scene) worried(sh sheet) sheet {
	answers := sh.Answers.Answers
	for i, a := range answers["phq9"] {
		answers["phq9"][i] = max(a, 1)
	}
	for i, a := range answers["gad7"] {
		answers["gad7"][i] = max(a, 0)
	}
	for _, list := range sh.Elapsed {
		for i := range list {
			list[i] = max(list[i], 3000)
		}
	}
	answers["phq9"][0], answers["phq9"][dangerItem-1] = 2, 2
	sh.stops, sh.danger = false, 2
	return sh
}

type handed struct {
	pupil *pupil
	screening.Ticket
}

// issue hands out a class's slips for a day.
func (s *scene) issue(ctx context.Context, c *class, day care.Date) ([]handed, error) {
	tickets, err := s.screening.IssueTickets(ctx, s.today.invigilator(c), s.today.round.ID, c.unit, day)
	if err != nil {
		return nil, err
	}
	var list []handed
	for _, p := range c.pupils {
		for _, t := range tickets {
			if t.Person == p.id {
				p.ticket = t
				list = append(list, handed{p, t})
			}
		}
	}
	return list, nil
}

// decide lets the two pupils be met and their levels be set, the notices of the
// gravest one go out, and most of them wait for those who were told.
func (s *scene) decide() {
	for i, p := range []*pupil{s.urgent, s.heavy} {
		if p == nil {
			continue
		}
		s.exact(s.at(.46+.06*float64(i)), p, func(ctx context.Context) error { return s.meet(ctx, p) })
	}
	if s.urgent == nil {
		return
	}
	s.exact(s.at(.64), s.urgent, func(ctx context.Context) error {
		return s.each(ctx, s.urgent, "wide_release", s.release)
	})
	s.exact(s.at(.68), s.urgent, func(ctx context.Context) error {
		return s.each(ctx, s.urgent, "home_safe", func(ctx context.Context, p *pupil, d care.Duty) error {
			who, err := s.acting(ctx, d.Post)
			if err != nil {
				return err
			}
			return s.vote(ctx, p, d.RefID, who, "send")
		})
	})
}

// meet does the open interview duty of a pupil now.
func (s *scene) meet(ctx context.Context, p *pupil) error {
	for _, rule := range []string{"interview.alert", "interview.raised", "interview.serious", "interview.general", "interview.watch"} {
		if err := s.each(ctx, p, rule, s.interview); err != nil {
			return err
		}
	}
	return nil
}

// each does the open duties of a rule about a pupil.
func (s *scene) each(ctx context.Context, p *pupil, rule string, do func(context.Context, *pupil, care.Duty) error) error {
	var w work
	err := s.View(ctx, act.System, func(t *act.Tx) (err error) {
		w, err = readWork(t, p.id)
		return err
	})
	if err != nil {
		return err
	}
	for _, d := range w.duties {
		if d.State == care.DutyOpen && d.Rule == rule {
			if err := do(ctx, p, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// alert hands out the slips of the last class and lets one of its pupils give a
// danger answer some minutes ago; an adult is on the way.
func (s *scene) alert() {
	day := dateOf(s.o.Now)
	s.exact(s.at(.10), nil, func(ctx context.Context) error {
		if s.holds == s.done {
			return nil
		}
		_, err := s.issue(ctx, s.holds, day)
		return err
	})
	if s.fresh == nil || s.holds == s.done {
		return
	}
	start := s.at(.90)
	if midnight := day.Time(); start.Before(midnight) { // a slip works on its own day only
		start = midnight.Add(s.o.Now.Sub(midnight) / 4)
	}
	left := s.o.Now.Sub(start)
	s.exact(start, s.fresh, func(ctx context.Context) (err error) {
		s.fresh.sitting, err = s.screening.SignIn(ctx, s.fresh.ticket.ClassCode, s.fresh.ticket.Code)
		return err
	})
	s.exact(start.Add(left/3), s.fresh, func(ctx context.Context) error {
		_, err := s.screening.Critical(ctx, s.fresh.sitting.Sitting, s.fresh.sitting.Token, "phq9", dangerItem, 1)
		if err != nil {
			return err
		}
		a, err := s.lastAlert(ctx, s.fresh)
		if err != nil {
			return err
		}
		s.silent.Add(1)
		s.exact(start.Add(left*2/3), s.fresh, func(ctx context.Context) error { return s.answered(ctx, s.fresh, a, false) })
		return nil
	})
}
