package supervision

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/roster"
	"xinhuan/internal/sheet"
)

// TimetableFile is a list as it came, and what it is for.
type TimetableFile struct {
	Unit    care.ID // a school, or the units above it whose schools the list names
	Name    string
	Content []byte
	From    care.Date // the day from which it holds; lines may say a later one
}

// TimetablePlan is what a list would do. Nothing is written yet.
type TimetablePlan struct {
	Unit    care.Unit
	From    care.Date
	Faults  []roster.Fault
	Letters bool // columns are called by letters, as in a workbook
	Rows    int  // lines read
	Faulty  int  // lines with an error: left out
	Lines   []TimetableLine
	Slots   []care.LessonSlot // of the sound lines, to be applied
}

// TimetableLine is one line of the difference to the timetable that holds.
type TimetableLine struct {
	Change TimetableChange
	Slot   care.LessonSlot
	Class  care.Unit
	School care.Unit
}

// TimetableChange is what a list does to a lesson.
type TimetableChange string

// The changes. Classes that the list does not name keep their timetable.
const (
	SlotNew   TimetableChange = "new"
	SlotEnded TimetableChange = "ended"
	SlotSame  TimetableChange = "same"
)

// Count tells how many lines have a change.
func (p TimetablePlan) Count(c TimetableChange) (n int) {
	for _, l := range p.Lines {
		if l.Change == c {
			n++
		}
	}
	return n
}

// slotsMost bounds one list, so that the check and its confirmation fit on a page.
// Ours; a larger district imports by school.
const slotsMost = 3000

// CheckTimetable reads a list and tells what it would do: every fault with sheet,
// row and column, and the difference to what holds.
func (r Room) CheckTimetable(ctx context.Context, who act.Who, f TimetableFile) (p TimetablePlan, err error) {
	book, err := sheet.Open(bytes.NewReader(f.Content), int64(len(f.Content)), f.Name)
	if err != nil {
		return p, err
	}
	mapping, faults := roster.Header(book, roster.Timetable, nil)
	err = r.View(ctx, who, func(t *act.Tx) error {
		p = TimetablePlan{From: f.From, Faults: slices.Clone(faults), Letters: book.Format == sheet.XLSX}
		if p.From == "" {
			p.From = t.Today
		}
		if err := t.DecideUnit(access.Write, access.Timetable, f.Unit); err != nil {
			return err
		}
		if p.Unit, err = t.Unit(f.Unit); err != nil {
			return err
		}
		w, err := newWhere(t, p.Unit)
		if err != nil {
			return err
		}
		ctx := roster.Context{KnownSchool: w.knownSchool, KnownClass: w.knownClass, KnownStaff: w.knownStaff}
		ctx.Today = p.From
		if p.Unit.Kind == care.School {
			ctx.School, ctx.Stage = p.Unit.Name, w.oneStage()
		}
		for row, faults := range roster.ReadTimetable(book, mapping, ctx) {
			p.Rows++
			p.Faults = append(p.Faults, faults...)
			if roster.Worst(faults) == roster.Error {
				p.Faulty++
				continue
			}
			class, _ := w.class(row.School, row.Class)
			s := care.LessonSlot{Class: class.ID, Weekday: row.Weekday, Period: row.Period, Weeks: row.Weeks, Teacher: w.staffOf(row.School, row.Teacher), From: max(row.From, p.From), To: row.To}
			if s.To == "" || s.To >= s.From {
				p.Slots = append(p.Slots, s)
			}
		}
		if w.err != nil {
			return w.err
		}
		if len(p.Slots) > slotsMost {
			return care.Invalidf("file", fmt.Sprintf("一次最多导入 %d 行，请按学校分开", slotsMost), fmt.Sprintf("at most %d rows at once; import school by school", slotsMost))
		}
		p.Lines, err = difference(t, p.Unit, p.Slots, p.From)
		return err
	})
	return p, err
}

// difference compares the lines of a list with what holds from a day on.
func difference(t *act.Tx, unit care.Unit, slots []care.LessonSlot, from care.Date) (lines []TimetableLine, err error) {
	held, err := t.SlotsBelow(unit.ID, from, "9999-12-31")
	if err != nil {
		return nil, err
	}
	units := map[care.ID]care.Unit{}
	read := func(id care.ID) (care.Unit, error) {
		if u, ok := units[id]; ok {
			return u, nil
		}
		u, err := t.Unit(id)
		units[id] = u
		return u, err
	}
	add := func(c TimetableChange, s care.LessonSlot) error {
		class, err := read(s.Class)
		if err != nil {
			return err
		}
		if class.Kind != care.Class {
			return care.Fail(care.NotFound, "read class", "没有找到这个班级", "there is no such class")
		}
		school, err := read(class.Parent)
		lines = append(lines, TimetableLine{c, s, class, school})
		return err
	}
	named := map[care.ID]bool{}
	kept := map[care.ID]bool{}
	for _, s := range slots {
		named[s.Class] = true
		i := slices.IndexFunc(held, func(h care.LessonSlot) bool { return !kept[h.ID] && sameLesson(h, s) })
		if i < 0 {
			err = add(SlotNew, s)
		} else {
			kept[held[i].ID] = true
			err = add(SlotSame, held[i])
		}
		if err != nil {
			return nil, err
		}
	}
	for _, h := range held {
		if named[h.Class] && !kept[h.ID] {
			if err := add(SlotEnded, h); err != nil {
				return nil, err
			}
		}
	}
	rank := map[TimetableChange]int{SlotNew: 0, SlotEnded: 1, SlotSame: 2}
	slices.SortStableFunc(lines, func(a, b TimetableLine) int {
		return cmp.Or(cmp.Compare(rank[a.Change], rank[b.Change]), strings.Compare(a.School.Name, b.School.Name), cmp.Compare(b.Class.Entry, a.Class.Entry), cmp.Compare(a.Class.Number, b.Class.Number), cmp.Compare(a.Slot.Weekday, b.Slot.Weekday))
	})
	return lines, nil
}

// sameLesson tells that what holds already is what the list says.
func sameLesson(held, s care.LessonSlot) bool {
	return held.Class == s.Class && held.Weekday == s.Weekday && held.Period == s.Period && held.Weeks == s.Weeks && held.Teacher == s.Teacher && held.From <= s.From && held.To == s.To
}

// ApplyTimetable makes the lines hold from a day on: new ones begin, those of the
// same classes that the list lacks end the day before. What was signed stays.
func (r Room) ApplyTimetable(ctx context.Context, who act.Who, unit care.ID, from care.Date, slots []care.LessonSlot) (began, ended int, err error) {
	err = r.Do(ctx, who, "supervision.ApplyTimetable", func(t *act.Tx) error {
		t.About("timetable", unit, 0)
		u, err := t.Unit(unit)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Timetable, unit); err != nil {
			return err
		}
		if len(slots) == 0 || len(slots) > slotsMost {
			return care.Invalidf("file", "没有可以导入的行", "there is no row to import")
		}
		if _, err := care.ParseDate(string(from)); err != nil {
			return care.Invalidf("from", "请选择从哪一天开始", "choose the day from which it holds")
		}
		for i, s := range slots {
			inside, err := t.Inside(s.Class, unit)
			if err != nil {
				return err
			}
			if !inside || s.Weekday < 1 || s.Weekday > 7 || s.Period < 1 || !s.Weeks.Valid() {
				return care.Fail(care.Invalid, "apply timetable", "名单在检查之后变了，请重新上传", "the list changed after the check; upload it again")
			}
			slots[i].From = max(s.From, from)
		}
		lines, err := difference(t, u, slots, from)
		if err != nil {
			return err
		}
		began, ended = 0, 0
		touched := map[care.ID]care.Unit{}
		for _, l := range lines {
			switch l.Change {
			case SlotNew:
				l.Slot.ID = t.NewID()
				err = t.InsertSlot(l.Slot)
				began++
			case SlotEnded:
				err = t.EndSlot(l.Slot.ID, from.AddDays(-1))
				ended++
			default:
				continue
			}
			if err != nil {
				return err
			}
			touched[l.Class.ID] = l.Class
		}
		t.Detail(from, began, ended)
		return settleTerm(t, touched, from)
	})
	return began, ended, err
}

// settleTerm settles the duties of this and coming stretches: with a timetable they
// wait for signatures, without one they are due on their own day.
func settleTerm(t *act.Tx, classes map[care.ID]care.Unit, from care.Date) error {
	_, _, first, last := t.Policy.Calendar().TermOn(t.Today)
	for _, class := range classes {
		if err := settleLessons(t, class, min(max(from, first), last), last); err != nil {
			return err
		}
	}
	return nil
}
