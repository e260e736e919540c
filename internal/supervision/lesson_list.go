package supervision

import (
	"cmp"
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/policy"
)

// ClassLessons is how a class stands with its lessons in a term.
type ClassLessons struct {
	Class    care.Unit
	Slots    []care.LessonSlot // of today and to come
	Lessons  []lesson.Lesson
	Signed   []care.LessonMonth
	Unsigned []string // months with lessons up to today that nobody signed
	Count    lesson.Tally
	Short    []Short // what is not met
	Met      bool    // every duty of the term so far is proven
	Late     bool    // lessons are missing, or the day for signing is over
	May      bool    // keep its lessons
	MaySign  bool
}

// Short is one stretch of a duty for which lessons are missing or not yet proven.
type Short struct {
	Cadence  policy.Cadence
	Period   string
	From, To care.Date
	Has      lesson.Tally
	Over     bool // the stretch has ended
}

// Late tells that lessons are missing, or that their signature is overdue.
func (s Short) Late(today care.Date) bool {
	return s.Lacks() || s.Over && today > lesson.SignBy(s.To)
}

// Lacks tells that even signed and given as planned the lessons are too few.
func (s Short) Lacks() bool { return s.Has.All() < s.Cadence.Count }

// LessonBoard is the lessons of a term below a unit.
type LessonBoard struct {
	Unit           care.Unit
	From, To       care.Date // of the term
	Today          care.Date
	Classes        []ClassLessons
	Teachers       map[care.ID]string
	MayImport      bool
	Without        int // classes in school without a timetable
	Months, Signed int // class months with lessons that have ended, and those signed
}

// Met counts the classes that have met every duty so far.
func (b LessonBoard) Met() (n int) {
	for _, c := range b.Classes {
		if c.Met {
			n++
		}
	}
	return n
}

// Late counts the classes that lack lessons or an overdue signature.
func (b LessonBoard) Late() (n int) {
	for _, c := range b.Classes {
		if c.Late {
			n++
		}
	}
	return n
}

// Lessons reads the lessons of the term that contains a day, for a class, a school
// or a district.
func (r Room) Lessons(ctx context.Context, who act.Who, unit care.ID, on care.Date) (b LessonBoard, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		b = LessonBoard{Today: t.Today, Teachers: map[care.ID]string{}}
		if err := t.DecideUnit(access.Read, access.Activities, unit); err != nil {
			return err
		}
		if b.Unit, err = t.Unit(unit); err != nil {
			return err
		}
		b.From, b.To = termOf(t.Policy.Calendar(), on)
		b.MayImport = b.Unit.Kind != care.Class && t.MayUnit(access.Write, access.Timetable, unit)
		plans, err := plansBelow(t, unit, b.From, b.To)
		if err != nil {
			return err
		}
		classes, err := classesOf(t, unit)
		if err != nil {
			return err
		}
		classes = slices.DeleteFunc(classes, func(u care.Unit) bool { return u.OpenedOn > b.To }) // it was not there in that term
		reads := readable(t)
		classes = slices.DeleteFunc(classes, func(u care.Unit) bool { return !reads(u.ID) })
		cadences, err := timetabled(t)
		if err != nil {
			return err
		}
		school := b.Unit.Kind == care.School || b.Unit.Kind == care.Class
		for _, u := range classes {
			c := standing(t, cadences, u, plans[u.ID], b.From, b.To)
			if school {
				c.May = t.MayUnit(access.Write, access.Timetable, u.ID)
				c.MaySign = c.May && plans[u.ID] != nil && maySign(t.Who, plans[u.ID])
				if err := nameTeachers(t, c.Slots, b.Teachers); err != nil {
					return err
				}
			}
			if len(c.Lessons) == 0 && len(c.Signed) == 0 {
				b.Without++
			}
			b.Signed += len(c.Signed)
			b.Months += len(c.Signed) + len(c.Unsigned)
			b.Classes = append(b.Classes, c)
		}
		slices.SortStableFunc(b.Classes, func(x, y ClassLessons) int {
			return cmp.Or(cmp.Compare(x.Class.Parent, y.Class.Parent), cmp.Compare(y.Class.Entry, x.Class.Entry), cmp.Compare(x.Class.Number, y.Class.Number))
		})
		return nil
	})
	return b, err
}

// termOf is the term that contains a day; in the holidays the one that ended, whose
// last month has still to be signed.
func termOf(cal *policy.Calendar, on care.Date) (from, to care.Date) {
	_, _, from, to = cal.TermOn(on)
	if from <= on {
		return from, to
	}
	for n := range 120 {
		if _, _, f, l := cal.TermOn(on.AddDays(-n)); l < on {
			return f, l
		}
	}
	return from, to
}

// standing works out how a class stands with every duty that lessons count for.
func standing(t *act.Tx, cadences []policy.Cadence, u care.Unit, p *plan, from, to care.Date) ClassLessons {
	c := ClassLessons{Class: u, Met: true}
	if p == nil {
		p = &plan{}
	}
	c.Lessons, c.Signed, c.Count = p.lessons, p.signed, p.count(t.Today, from, to)
	c.Unsigned = lesson.Unsigned(p.lessons, p.signed, t.Today)
	for _, s := range p.slots {
		if s.To == "" || s.To >= t.Today {
			c.Slots = append(c.Slots, s)
		}
	}
	cal := t.Policy.Calendar()
	for _, k := range cadences {
		if !k.Binds(care.Class, u.Stage) || !k.InForce(t.Today) {
			continue
		}
		r := k.Recurrence()
		for q := r.On(from, cal); q.Name != "" && q.First <= min(to, t.Today); q = r.Next(q, cal) {
			if q.Last < u.OpenedOn || short(k) && !anySchoolDay(q, cal) {
				continue
			}
			has := p.count(t.Today, q.First, q.Last)
			if has.Held >= k.Count {
				continue
			}
			s := Short{Cadence: k, Period: q.Name, From: q.First, To: q.Last, Has: has, Over: q.Last < t.Today}
			if s.Over || s.Lacks() {
				c.Met = false
			}
			c.Late = c.Late || s.Late(t.Today)
			c.Short = append(c.Short, s)
		}
	}
	return c
}

// nameTeachers reads the names of those who teach; in a locked region they stay
// unknown.
func nameTeachers(t *act.Tx, slots []care.LessonSlot, names map[care.ID]string) error {
	for _, s := range slots {
		if _, known := names[s.Teacher]; known || s.Teacher == 0 {
			continue
		}
		name, err := t.NameOf(s.Teacher)
		if err != nil && care.KindOf(err) != care.Sealed {
			return err
		}
		names[s.Teacher] = name
	}
	return nil
}
