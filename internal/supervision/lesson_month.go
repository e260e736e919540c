package supervision

import (
	"cmp"
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
)

// MonthView is the sheet of a month as its reader sees it.
type MonthView struct {
	Unit    care.Unit
	School  care.ID
	Month   string
	Today   care.Date
	Classes []MonthClass
}

// MonthClass is one class on the sheet.
type MonthClass struct {
	Class   care.Unit
	Lessons []lesson.Lesson
	Signed  *care.LessonMonth
	By      string // who signed
	May     bool   // sign
	Mine    bool   // the reader teaches it
}

// Ready tells that every lesson of the month lies behind.
func (c MonthClass) Ready(today care.Date) bool {
	return len(c.Lessons) == 0 || c.Lessons[len(c.Lessons)-1].On <= today
}

// Out lists what of the timetable is not among the ticked lessons, each with the
// reason it had before, or else the one given now.
func (c MonthClass) Out(held func(lesson.Lesson) bool, reason care.LessonReason) (out []Out) {
	for _, l := range c.Lessons {
		if l.Added || held(l) {
			continue
		}
		why := reason
		if l.Out != "" {
			why = l.Out
		}
		out = append(out, Out{l.On, l.Period, why})
	}
	return out
}

// Month reads a month's sheet of a school or of one class.
func (r Room) Month(ctx context.Context, who act.Who, unit care.ID, month string) (v MonthView, err error) {
	first := lesson.FirstOf(month)
	if _, err := care.ParseDate(string(first)); err != nil {
		return v, care.Fail(care.NotFound, "read month", "没有找到这个月", "there is no such month")
	}
	err = r.View(ctx, who, func(t *act.Tx) error {
		v = MonthView{Month: month, Today: t.Today, School: unit}
		if err := t.DecideUnit(access.Read, access.Activities, unit); err != nil {
			return err
		}
		if v.Unit, err = t.Unit(unit); err != nil {
			return err
		}
		if v.Unit.Kind == care.Class {
			v.School = v.Unit.Parent
		}
		plans, err := plansBelow(t, unit, first, lesson.LastOf(month))
		if err != nil {
			return err
		}
		reads := readable(t)
		for class, p := range plans {
			if len(p.lessons) == 0 && len(p.signed) == 0 || !reads(class) {
				continue
			}
			c := MonthClass{Lessons: p.lessons, May: t.MayUnit(access.Write, access.Timetable, class) && maySign(t.Who, p),
				Mine: slices.ContainsFunc(p.slots, func(s care.LessonSlot) bool { return s.Teacher != 0 && s.Teacher == t.Who.Person })}
			if c.Class, err = t.Unit(class); err != nil {
				return err
			}
			if len(p.signed) > 0 {
				c.Signed = &p.signed[0]
				if c.By, err = t.NameOf(c.Signed.Person); err != nil {
					return err
				}
			}
			v.Classes = append(v.Classes, c)
		}
		slices.SortFunc(v.Classes, func(a, b MonthClass) int {
			return cmp.Or(cmp.Compare(b.Class.Entry, a.Class.Entry), cmp.Compare(a.Class.Number, b.Class.Number), cmp.Compare(a.Class.ID, b.Class.ID))
		})
		return nil
	})
	return v, err
}
