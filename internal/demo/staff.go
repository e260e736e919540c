package demo

import (
	"context"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/synthetic"
)

// hire fills the schools' posts on the second day, and names who stands in.
func (b *builder) hire(ctx context.Context) error {
	if err := b.clock.set(at(b.start.AddDays(1), 9, 0)); err != nil {
		return err
	}
	for i, s := range b.schools {
		err := b.addStaff(ctx, s.Staff(), s.units, func(w act.Who) {
			s.by[w.Role] = append(s.by[w.Role], w)
			if w.Role == care.ClassTeacher {
				s.class(w.Unit).teacher = w
			}
		})
		if err != nil {
			return err
		}
		if err := b.substitutes(ctx, s); err != nil {
			return err
		}
		b.o.Progress(StepStaff, i+1, len(b.schools))
	}
	return nil
}

// units is where a seat of the school stands: a class teacher's at the class, a
// subject teacher's at each class taught, the others at the school.
func (s *school) units(seat synthetic.Seat) []care.ID {
	if len(seat.Classes) == 0 {
		return []care.ID{s.unit}
	}
	var list []care.ID
	for _, taught := range seat.Classes {
		for _, c := range s.classes {
			if c.Stage == taught.Stage && c.Entry == taught.Entry && c.Number == taught.Number {
				list = append(list, c.unit)
			}
		}
	}
	return list
}

func (s *school) class(unit care.ID) *class {
	for _, c := range s.classes {
		if c.unit == unit {
			return c
		}
	}
	return nil
}

// addStaff hires people in one act and remembers their posts.
func (b *builder) addStaff(ctx context.Context, people []synthetic.Staff, units func(synthetic.Seat) []care.ID, keep func(act.Who)) error {
	list := make([]region.NewStaff, len(people))
	for i, p := range people {
		list[i] = region.NewStaff{Name: p.Name, Phone: p.Phone, Login: p.Login}
		for _, seat := range p.Seats {
			for _, unit := range units(seat) {
				list[i].Seats = append(list[i].Seats, region.Seat{Unit: unit, Role: seat.Role})
			}
		}
	}
	hired, err := b.regions.Hire(ctx, b.officer, b.security, list)
	if err != nil {
		return err
	}
	for i, h := range hired {
		for j, seat := range list[i].Seats {
			w := b.seat(h.Person, list[i].Name, h.Posts[j], seat.Unit, seat.Role)
			if keep != nil {
				keep(w)
			}
		}
	}
	return nil
}

// standIns says which role acts for which while it is vacant. Ours.
var standIns = [][2]care.Role{{care.PsychologyTeacher, care.PsychologyLead}, {care.PsychologyLead, care.DeputyPrincipal}, {care.SafetyOffice, care.MoralEducationOffice}}

func (b *builder) substitutes(ctx context.Context, s *school) error {
	for _, pair := range standIns {
		post, ok := s.first(pair[0])
		stand, has := s.first(pair[1])
		if !ok || !has || post.Person == stand.Person {
			continue
		}
		if err := b.regions.Substitute(ctx, b.officer, post.Post, stand.Post); err != nil {
			return err
		}
	}
	return nil
}

func (s *school) first(role care.Role) (act.Who, bool) {
	if list := s.by[role]; len(list) > 0 {
		return list[0], true
	}
	return act.Who{}, false
}

// psychologists are those who may decide levels at the school, one post a person,
// teachers first.
func (s *school) psychologists() []act.Who {
	return distinct(s.by[care.PsychologyTeacher], s.by[care.PsychologyLead])
}

// onDuty chooses the posts that a round calls: two to four different people,
// those made for it first. Small schools fall back on their leaders.
func (s *school) onDuty() []act.Who {
	list := distinct(s.by[care.DutyAdult], s.by[care.PsychologyTeacher], s.by[care.PsychologyLead], s.by[care.GradeHead], s.by[care.Principal])
	most := 3 + min(2, s.pupils/1000)
	if s.isToday {
		most = 5 // the grade heads too, so that each face of the last scene has something
	}
	return list[:min(len(list), most)]
}

func distinct(lists ...[]act.Who) []act.Who {
	seen := map[care.ID]bool{}
	var out []act.Who
	for _, list := range lists {
		for _, w := range list {
			if !seen[w.Person] {
				seen[w.Person] = true
				out = append(out, w)
			}
		}
	}
	return out
}

// acting finds who does the work of a post now.
func (b *builder) acting(ctx context.Context, post care.ID) (act.Who, error) {
	var acting care.ID
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		acting, err = t.Acting(post)
		return err
	})
	return b.posts[acting], err
}

// vacate lets one safety officer retire in the term; the moral-education office
// stands in, and the seat shows as vacant.
func (b *builder) vacate(day care.Date) {
	for _, s := range b.schools {
		safety, ok := s.first(care.SafetyOffice)
		moral, has := s.first(care.MoralEducationOffice)
		if !ok || !has || s == b.today || safety.Person == moral.Person {
			continue
		}
		b.later(at(day, 16, 30), nil, func(ctx context.Context) error {
			return b.regions.Release(ctx, b.officer, safety.Post, safety.Person)
		})
		return
	}
}

func (b *builder) name(w act.Who) string { return b.names[w.Person] }

func (b *builder) now() time.Time { return b.clock.Now() }
