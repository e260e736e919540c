package demo

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/supervision"
)

// teach gives a school its timetable of mental-health lessons in the first week and
// has each month signed in the next. Some classes have a lesson every second week,
// one school in four signs nothing after September, and here and there a lesson falls out: the
// pages must show what is missing too. The shares are ours.
func (b *builder) teach(s *school, nth int) {
	who, ok := s.first(care.PsychologyLead)
	if !ok {
		return
	}
	teachers := s.psychologists()
	first := care.Date(b.start[:4] + "-09-01")
	b.later(at(first.AddDays(2), 15, 30), nil, func(ctx context.Context) error {
		var slots []care.LessonSlot
		for n, c := range s.classes {
			weeks := care.EveryWeek
			if n%4 == 3 {
				weeks = care.OddWeeks
			}
			slots = append(slots, care.LessonSlot{Class: c.unit, Weekday: 1 + n%5, Period: 2 + n/5%5, Weeks: weeks, Teacher: teachers[n%len(teachers)].Person, From: first})
		}
		if len(slots) == 0 {
			return nil
		}
		_, _, err := b.supervision.ApplyTimetable(ctx, who, s.unit, first, slots)
		return err
	})
	for m := first; ; m = lesson.LastOf(m.Month()).AddDays(1) {
		day := b.schoolDayAfter(lesson.LastOf(m.Month()), 2)
		if day >= dateOf(b.o.Now) {
			return
		}
		if nth%4 == 3 && m != first && s != b.today {
			continue
		}
		b.later(at(day, 16, 10), nil, func(ctx context.Context) error { return b.signLessons(ctx, s, who, m.Month()) })
	}
}

// signLessons signs a school's month. Of nine lessons one fell out.
func (b *builder) signLessons(ctx context.Context, s *school, who act.Who, month string) error {
	v, err := b.supervision.Month(ctx, who, s.unit, month)
	if err != nil {
		return err
	}
	reasons := care.LessonReasons()
	sheet := supervision.MonthSheet{School: s.unit, Month: month, Out: map[care.ID][]supervision.Out{}}
	for _, c := range v.Classes {
		r := b.dice(uint64(c.Class.Entry*100+c.Class.Number), "lessons", month, s.Name)
		sheet.Out[c.Class.ID] = c.Out(func(lesson.Lesson) bool { return r.Float64() > .11 }, reasons[r.IntN(len(reasons))])
	}
	if len(sheet.Out) == 0 {
		return nil
	}
	_, err = b.supervision.SignMonth(ctx, who, sheet)
	return err
}
