package supervision

import (
	"cmp"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// ClassTaught is the lessons of one class in a folder's period: what the timetable and
// the signatures say.
type ClassTaught struct {
	Class, School care.Unit
	Given         int // held up to the day of gathering, signed or not
	Signed        int // of these, in months that were signed
	Cancelled     int // of the timetable, that fell out
	Coming        int // of the timetable, still to come
	Months        []MonthSigned
}

// MonthSigned is one signature.
type MonthSigned struct {
	Month   string
	Lessons int
	By      care.Role
	Name    string // only with Folder.Names
	At      care.Millis
}

// taughtIn reads the lessons of every class of a unit in the days of a folder; a class
// with none of any kind is left out.
func taughtIn(t *act.Tx, unit care.Unit, days Days, names bool) (out []ClassTaught, err error) {
	plans, err := plansBelow(t, unit.ID, days.From, days.To)
	if err != nil {
		return nil, err
	}
	for id, p := range plans {
		if len(p.lessons) == 0 && len(p.signed) == 0 {
			continue // typed in as activity records, which stand among those
		}
		c := ClassTaught{}
		if c.Class, err = t.Unit(id); err != nil {
			return nil, err
		}
		if c.School, err = t.Unit(c.Class.Parent); err != nil {
			return nil, err
		}
		if err := c.count(t, p, days, names); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b ClassTaught) int {
		return cmp.Or(cmp.Compare(a.School.Name, b.School.Name), cmp.Compare(a.School.ID, b.School.ID), cmp.Compare(b.Class.Entry, a.Class.Entry), cmp.Compare(a.Class.Number, b.Class.Number), cmp.Compare(a.Class.ID, b.Class.ID))
	})
	return out, nil
}

func (c *ClassTaught) count(t *act.Tx, p *plan, days Days, names bool) error {
	typed := len(p.records)
	n := p.count(t.Today, days.From, days.To)
	c.Signed, c.Coming = n.Held-typed, n.Coming
	c.Given = c.Signed + n.Waiting
	for _, l := range p.lessons {
		if !l.Counts() {
			c.Cancelled++
		}
	}
	for _, m := range p.signed {
		s := MonthSigned{Month: m.Month, At: m.At}
		for _, d := range m.Days {
			if days.From <= d && d <= days.To {
				s.Lessons++
			}
		}
		if s.Lessons == 0 && len(m.Days) > 0 {
			continue // all of it lies in another term
		}
		post, err := t.Post(m.Post)
		if err != nil {
			return err
		}
		if s.By = post.Role; names {
			if s.Name, err = t.NameOf(m.Person); err != nil {
				return err
			}
		}
		c.Months = append(c.Months, s)
	}
	return nil
}

// BySchool adds the classes up by school, for folders of more than one.
func BySchool(list []ClassTaught) (out []ClassTaught) {
	for _, c := range list {
		if len(out) == 0 || out[len(out)-1].School.ID != c.School.ID {
			out = append(out, ClassTaught{School: c.School})
		}
		s := &out[len(out)-1]
		s.Given, s.Signed, s.Cancelled, s.Coming = s.Given+c.Given, s.Signed+c.Signed, s.Cancelled+c.Cancelled, s.Coming+c.Coming
		s.Months = append(s.Months, c.Months...)
	}
	return out
}

// SignedLessons is how many lessons of the timetable were signed in the period.
func (f Folder) SignedLessons() (n int) {
	for _, c := range f.Lessons {
		n += c.Signed
	}
	return n
}

// byLessons tells whether lessons of the timetable are evidence for a clause.
func byLessons(p *policy.Stack, c policy.Clause) bool {
	return slices.ContainsFunc(kindsFor(p, c), func(kind string) bool { a, _ := p.Activity(kind); return a.Timetable })
}
