package supervision

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
)

// CancelLesson notes that a lesson of the timetable fell out, and why.
func (r Room) CancelLesson(ctx context.Context, who act.Who, class care.ID, on care.Date, period int, reason care.LessonReason) error {
	return r.Do(ctx, who, "supervision.CancelLesson", func(t *act.Tx) error {
		u, err := ownClass(t, class)
		if err != nil {
			return err
		}
		if reason.Name().IsZero() {
			return care.Invalidf("reason", "请选择没上的原因", "choose why it fell out")
		}
		if err := cancel(t, u, on, period, reason); err != nil {
			return err
		}
		return settleLessons(t, u, on, on)
	})
}

func cancel(t *act.Tx, class care.Unit, on care.Date, period int, reason care.LessonReason) error {
	plans, err := plansBelow(t, class.ID, on, on)
	if err != nil {
		return err
	}
	p := plans[class.ID]
	if err := unsigned(p, on); err != nil {
		return err
	}
	if p == nil || !slices.ContainsFunc(p.lessons, func(l lesson.Lesson) bool { return l.On == on && l.Period == period && !l.Added && l.Counts() }) {
		return care.Invalidf("lesson", "这一天课表上没有这节课", "the timetable has no such lesson on that day")
	}
	t.Detail(class.ID, on, period, reason)
	return t.InsertChange(care.LessonChange{ID: t.NewID(), Class: class.ID, On: on, Period: period, Reason: reason, Post: t.Who.Post, Person: t.Who.Person})
}

// AddLesson notes a lesson given beside the timetable, such as one that makes up
// for another.
func (r Room) AddLesson(ctx context.Context, who act.Who, class care.ID, on care.Date, period int) error {
	return r.Do(ctx, who, "supervision.AddLesson", func(t *act.Tx) error {
		u, err := ownClass(t, class)
		if err != nil {
			return err
		}
		if _, err := care.ParseDate(string(on)); err != nil {
			return care.Invalidf("on", "请选择哪一天补上", "choose the day of the make-up lesson")
		}
		if period < 1 || period > 14 {
			return care.Invalidf("period", "请填写第几节（1 到 14）", "fill in which period, 1 to 14")
		}
		plans, err := plansBelow(t, class, on, on)
		if err != nil {
			return err
		}
		p := plans[class]
		if err := unsigned(p, on); err != nil {
			return err
		}
		if p != nil && slices.ContainsFunc(p.lessons, func(l lesson.Lesson) bool { return l.Period == period }) {
			return care.Invalidf("period", "这一节课表上已有心理课，不必补登", "the timetable has a lesson in that period already")
		}
		t.Detail(class, on, period)
		if err := t.InsertChange(care.LessonChange{ID: t.NewID(), Class: class, On: on, Period: period, Post: t.Who.Post, Person: t.Who.Person}); err != nil {
			return err
		}
		return settleLessons(t, u, on, on)
	})
}

// UndoLesson takes a note back: the lesson took place after all, or was not added.
func (r Room) UndoLesson(ctx context.Context, who act.Who, change care.ID) error {
	return r.Do(ctx, who, "supervision.UndoLesson", func(t *act.Tx) error {
		c, err := t.Change(change)
		if err != nil {
			return err
		}
		u, err := ownClass(t, c.Class)
		if err != nil {
			return err
		}
		plans, err := plansBelow(t, c.Class, c.On, c.On)
		if err != nil {
			return err
		}
		if err := unsigned(plans[c.Class], c.On); err != nil {
			return err
		}
		t.Detail(c.Class, c.On, c.Period)
		if err := t.UndoChange(change); err != nil {
			return err
		}
		return settleLessons(t, u, c.On, c.On)
	})
}

// ownClass reads a class whose lessons the actor may keep.
func ownClass(t *act.Tx, class care.ID) (care.Unit, error) {
	t.About("lessons", class, 0)
	u, err := t.Unit(class)
	if err != nil {
		return u, err
	}
	if err := t.DecideUnit(access.Write, access.Timetable, class); err != nil {
		return u, err
	}
	if u.Kind != care.Class {
		err = care.Fail(care.NotFound, "read class", "没有找到这个班级", "there is no such class")
	}
	return u, err
}

// unsigned refuses to change what somebody has signed.
func unsigned(p *plan, on care.Date) error {
	if p == nil || !lesson.Signed(p.signed, on.Month()) {
		return nil
	}
	return care.Fail(care.Conflict, "change lesson", "这个月已经签认：请打开当月课时单，改好后重新签认", "this month is signed: open its sheet, correct it and sign again")
}

// Out is one lesson of a month's sheet that fell out.
type Out struct {
	On     care.Date
	Period int
	Reason care.LessonReason
}

// MonthSheet is what somebody signs: for each class, the lessons that fell out.
// Everything else that stands in the timetable was given.
type MonthSheet struct {
	School care.ID
	Month  string // 2026-10
	Out    map[care.ID][]Out
}

// SignMonth signs a month's lessons of classes of one school and settles what they
// prove. A month signed before is signed again as a whole.
func (r Room) SignMonth(ctx context.Context, who act.Who, s MonthSheet) (held int, err error) {
	err = r.Do(ctx, who, "supervision.SignMonth", func(t *act.Tx) error {
		t.About("lessons", s.School, 0)
		first, last := lesson.FirstOf(s.Month), lesson.LastOf(s.Month)
		if _, err := care.ParseDate(string(first)); err != nil || len(s.Out) == 0 {
			return care.Invalidf("month", "请选择要签认的月份和班级", "choose the month and the classes to sign")
		}
		plans, err := plansBelow(t, s.School, first, last)
		if err != nil {
			return err
		}
		held = 0
		for class, out := range s.Out {
			u, err := ownClass(t, class)
			if err != nil {
				return err
			}
			if plans[class] == nil || !maySign(t.Who, plans[class]) {
				return care.Fail(care.Forbidden, "sign lessons", "课时由任课教师、心理教师或心理辅导站站长签认", "lessons are signed by whoever teaches them, the psychology teacher or the psychology lead")
			}
			n, err := signClass(t, u, s.Month, out)
			if err != nil {
				return err
			}
			held += n
		}
		t.About("lessons", s.School, 0)
		t.Detail(s.Month, len(s.Out), held)
		return nil
	})
	return held, err
}

// maySign: who teaches the class, and those who are responsible for the subject. A
// principal's name would prove nothing about what happened in the room.
func maySign(who act.Who, p *plan) bool {
	if who.Role == care.PsychologyTeacher || who.Role == care.PsychologyLead {
		return true
	}
	return slices.ContainsFunc(p.slots, func(s care.LessonSlot) bool { return s.Teacher == who.Person && s.Teacher != 0 })
}

func signClass(t *act.Tx, u care.Unit, month string, out []Out) (int, error) {
	first, last := lesson.FirstOf(month), lesson.LastOf(month)
	if err := putOut(t, u.ID, first, last, out); err != nil {
		return 0, err
	}
	plans, err := plansBelow(t, u.ID, first, last)
	if err != nil {
		return 0, err
	}
	m := care.LessonMonth{ID: t.NewID(), Class: u.ID, Month: month, Post: t.Who.Post, Person: t.Who.Person}
	for _, l := range plans[u.ID].lessons {
		if l.On > t.Today {
			return 0, care.Fail(care.Conflict, "sign lessons", "这个月还有没到日子的课（"+l.On.Words().Zh+"），上完再签认", "the month has lessons still to come ("+l.On.Words().En+"): sign when they were given")
		}
		if l.Counts() {
			m.Days = append(m.Days, l.On)
		}
	}
	if err := t.SignMonth(m); err != nil {
		return 0, err
	}
	t.Detail(u.ID, m.Days)
	return len(m.Days), settleLessons(t, u, first, last)
}

// putOut makes the cancellations of a month those of the sheet.
func putOut(t *act.Tx, class care.ID, first, last care.Date, out []Out) error {
	changes, err := t.ChangesBelow(class, first, last)
	if err != nil {
		return err
	}
	for _, c := range changes {
		same := Out{c.On, c.Period, c.Reason}
		if i := slices.Index(out, same); i >= 0 {
			out = slices.Delete(slices.Clone(out), i, i+1)
		} else if !c.Added() {
			if err := t.UndoChange(c.ID); err != nil {
				return err
			}
		}
	}
	for _, o := range out {
		if o.Reason.Name().IsZero() {
			return care.Invalidf("reason."+class.String(), "请选择没上的原因", "choose why it fell out")
		}
		if err := t.InsertChange(care.LessonChange{ID: t.NewID(), Class: class, On: o.On, Period: o.Period, Reason: o.Reason, Post: t.Who.Post, Person: t.Who.Person}); err != nil {
			return err
		}
	}
	return nil
}
