package demo

import (
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
)

// moveHomes lets boarders be known as such and one child in six move to another
// village, half of those to one where nobody sits in the seat. Shares are ours.
func (b *builder) moveHomes() {
	var villages []string
	for _, p := range b.district.Places {
		if p.Kind == care.Village {
			villages = append(villages, p.Code)
		}
	}
	for _, c := range b.children {
		r := b.dice(c.key, "home")
		if c.Boarder {
			b.later(at(b.start.AddDays(15+r.IntN(10)), 15, 0), nil, func(ctx context.Context) error { return b.moveHome(ctx, c, c.Village, care.Boarding) })
		}
		if r.IntN(6) > 0 {
			continue
		}
		to := pick(r, villages)
		if r.IntN(2) == 0 {
			to = pick(r, b.children).Village
		}
		day := b.start.AddDays(60 + r.IntN(240))
		b.later(b.atWork(at(day, 10, 0), r), nil, func(ctx context.Context) error { return b.moveHome(ctx, c, to, care.AtHome) })
	}
}

func (b *builder) moveHome(ctx context.Context, c *child, village string, how care.HomeState) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := b.regions.MoveHome(ctx, b.officer, region.Home{Person: c.id, Village: b.places[village], State: how})
	if err == nil {
		c.Village = village
		b.note(func(d *Diary) { d.Moves++ })
	}
	return err
}

// leaveProgrammes lets one child in twelve leave its programme in spring; while
// something is late or abnormal that is refused, and tried again later.
func (b *builder) leaveProgrammes() {
	for _, c := range b.children {
		if r := b.dice(c.key, "leaves"); r.IntN(12) == 0 {
			b.tryLeave(c, b.start.AddDays(150+r.IntN(120)), 5)
		}
	}
}

func (b *builder) tryLeave(c *child, day care.Date, tries int) {
	b.later(b.atWork(at(day, 11, 0), b.dice(c.key, "leaving")), nil, func(ctx context.Context) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		who, err := b.judgeOf(ctx, c)
		if err != nil {
			return err
		}
		err = b.casework.Leave(ctx, who, c.episode, "resolved", "父母已返乡，入户核实")
		if care.KindOf(err) == care.Conflict {
			if tries > 0 {
				b.tryLeave(c, day.AddDays(17), tries-1)
			}
			return nil
		}
		if err == nil {
			b.remember(c.id, Moment{What: Left})
		}
		return err
	})
}

// moveSchools lets one pupil in seventy change school or leave every school from
// the winter holidays on, when the rounds are over. What is open about him stays
// with its owner until it is handed over. Shares are ours.
func (b *builder) moveSchools() {
	for _, s := range b.schools {
		for _, c := range s.classes {
			for _, p := range c.pupils {
				r := b.dice(p.key, "school")
				if r.IntN(70) > 0 {
					continue
				}
				to := b.otherClass(c, r.IntN(1000))
				if r.IntN(3) == 0 {
					to = nil
				}
				day := b.start.AddDays(165 + r.IntN(140))
				b.exact(at(day, 7, 10).Add(minutes(r.IntN(40))), p, func(ctx context.Context) error { return b.moveSchool(ctx, p, to) })
			}
		}
	}
}

func (b *builder) otherClass(of *class, n int) *class {
	var same []*class
	for _, s := range b.schools {
		for _, c := range s.classes {
			if s != of.school && c.Stage == of.Stage && c.Entry == of.Entry {
				same = append(same, c)
			}
		}
	}
	if len(same) == 0 {
		return nil
	}
	return same[n%len(same)]
}

func (b *builder) moveSchool(ctx context.Context, p *pupil, to *class) error {
	unit := care.ID(0)
	if to != nil {
		unit = to.unit
	}
	if err := b.regions.MovePupil(ctx, b.officer, p.id, unit); err != nil {
		return err
	}
	b.note(func(d *Diary) {
		if d.Moves++; to == nil {
			d.Left++
		}
	})
	if to == nil {
		return nil
	}
	var e care.Episode
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) { e, err = t.OpenEpisode(p.id, care.StudentCare); return err })
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	// Within the fortnight the old school hands over.
	b.exact(at(b.schoolDayAfter(dateOf(b.now()), 8), 7, 30), p, func(ctx context.Context) error {
		return b.handOver(ctx, p, e.ID, to)
	})
	return nil
}

func (b *builder) handOver(ctx context.Context, p *pupil, episode care.ID, to *class) error {
	var e care.Episode
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) { e, err = t.Episode(episode); return err })
	if err != nil || e.State != care.EpisodeOpen {
		return err
	}
	who, err := b.acting(ctx, e.OwnerPost)
	if err != nil {
		return err
	}
	if err := b.casework.HandOver(ctx, who, episode, to.school.psychologists()[0].Post); err != nil {
		return err
	}
	p.class = to
	return nil
}

// changeSeats empties one village seat in seven in the year; half are filled after
// some weeks by the neighbour. One school in six loses its psychology teacher in
// spring; a leader of the grade takes the seat a month later.
func (b *builder) changeSeats() {
	var directors []act.Who
	for _, p := range b.district.Places {
		if w := b.seatIn(p.Code, care.ChildDirector); w.Post != 0 {
			directors = append(directors, w)
		}
	}
	for i, w := range directors {
		r := b.dice(uint64(i), "seat")
		if i%7 != 3 {
			continue
		}
		day := b.start.AddDays(50 + r.IntN(150))
		b.empty(w, day, i)
		if r.IntN(2) == 0 {
			b.fill(w, directors[i-1], day.AddDays(20+r.IntN(40)), i)
		}
	}
	for i, s := range b.schools {
		teacher, ok := s.first(care.PsychologyTeacher)
		heir, has := s.first(care.GradeHead)
		lead, led := s.first(care.PsychologyLead)
		if i%6 != 2 || !ok || !has || !led || teacher.Person == lead.Person {
			continue
		}
		day := dayOf(b.start, "03-08").AddDays(i % 20)
		b.empty(teacher, day, 100+i)
		b.fill(teacher, heir, day.AddDays(30), 100+i)
	}
}

func (b *builder) empty(w act.Who, day care.Date, n int) {
	b.alone(day, n, func(ctx context.Context) error {
		b.note(func(d *Diary) { d.Seats++ })
		for _, s := range b.schools {
			s.by[w.Role] = slices.DeleteFunc(s.by[w.Role], func(x act.Who) bool { return x.Post == w.Post })
		}
		return b.regions.Release(ctx, b.officer, w.Post, w.Person)
	})
}

func (b *builder) fill(seat, by act.Who, day care.Date, n int) {
	b.alone(day, n, func(ctx context.Context) error {
		post, waits, err := b.regions.Appoint(ctx, b.officer, by.Person, region.Seat{Unit: seat.Unit, Role: seat.Role})
		if err == nil && waits != 0 {
			var done []region.Confirmed
			if done, err = b.regions.Confirm(ctx, b.security, waits); err == nil {
				post = done[0].Post
			}
		}
		if err != nil {
			return err
		}
		w := b.seat(by.Person, b.names[by.Person], post, seat.Unit, seat.Role)
		for _, s := range b.schools {
			if s.unit == seat.Unit {
				s.by[seat.Role] = append(s.by[seat.Role], w)
			}
		}
		return nil
	})
}
