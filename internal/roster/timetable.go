package roster

import (
	"iter"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// SlotRow is one line of a timetable of mental-health lessons.
type SlotRow struct {
	Sheet   string
	Number  int
	School  string
	Class   Class
	Weekday int // 1 Monday to 7 Sunday
	Period  int
	Weeks   care.Weeks
	Teacher string
	From    care.Date // "" where the list does not say
	To      care.Date
}

// periodsMost is how many lessons a day may have; ours.
const periodsMost = 14

// ReadTimetable yields the lines of a book with their faults, in the way of
// ReadPupils.
func ReadTimetable(b *sheet.Book, m Mapping, ctx Context) iter.Seq2[SlotRow, []Fault] {
	return func(yield func(SlotRow, []Fault) bool) {
		r := newReader(ctx)
		r.each(b, m, func() bool {
			row := r.slot()
			return yield(row, r.faults)
		}, func(f Fault) bool { return yield(SlotRow{Sheet: f.Sheet, Number: f.Row}, []Fault{f}) })
	}
}

func (r *reader) slot() SlotRow {
	s := SlotRow{Sheet: r.row.Sheet, Number: r.row.Number}
	if r.stray("") {
		r.fault("", "stray_line")
		return s
	}
	var stage Stage
	s.School, stage = r.school()
	s.Class, _, _ = r.class(stage)
	if s.Class.No > 0 && s.School != "" && r.ctx.KnownClass != nil && !r.ctx.KnownClass(s.School, s.Class) {
		r.fault(FieldClass, "unknown_class")
	}
	if s.Weekday = ParseWeekday(r.text(FieldWeekday)); s.Weekday == 0 {
		r.fault(FieldWeekday, "bad_weekday")
	}
	if s.Period = parsePeriod(r.text(FieldPeriod)); s.Period == 0 {
		r.fault(FieldPeriod, "bad_lesson")
	}
	var ok bool
	if s.Weeks, ok = parseWeeks(r.text(FieldWeeks)); !ok {
		r.fault(FieldWeeks, "bad_weeks")
	}
	if s.Teacher = personName(r.text(FieldTeacher)); s.Teacher != "" && r.ctx.KnownStaff != nil && !r.ctx.KnownStaff(s.School, s.Teacher) {
		r.fault(FieldTeacher, "unknown_teacher")
	}
	s.From, s.To = r.anyDay(FieldFrom), r.anyDay(FieldTo)
	if s.To != "" && s.To < s.From {
		r.fault(FieldTo, "dates_turned")
	}
	r.checkLessonTwice(s)
	return s
}

// checkLessonTwice: odd and even weeks of one period are two lines, every week and
// any other are the same lesson twice. Lines that follow each other in time are
// told apart by their first day.
func (r *reader) checkLessonTwice(s SlotRow) {
	if s.Class.No == 0 || s.Weekday == 0 || s.Period == 0 {
		return
	}
	key := []string{s.School, string(s.Class.Stage), strconv.Itoa(s.Class.EntryYear), strconv.Itoa(s.Class.No), strconv.Itoa(s.Weekday), strconv.Itoa(s.Period), string(s.From)}
	patterns := []care.Weeks{s.Weeks}
	if s.Weeks == care.EveryWeek {
		patterns = []care.Weeks{care.OddWeeks, care.EvenWeeks}
	}
	twice := care.Text{}
	for _, w := range patterns {
		if row := r.seen.first(s.Sheet, s.Number, append(key, string(w))...); !row.IsZero() {
			twice = row
		}
	}
	if !twice.IsZero() {
		r.fault(FieldClass, "lesson_twice", twice)
	}
}

// anyDay reads a day, which may lie in the future.
func (r *reader) anyDay(f Field) care.Date {
	s := r.text(f)
	if s == "" {
		return ""
	}
	d, code := ParseDate(s)
	if code != "" {
		r.fault(f, code)
	}
	return d
}

var weekdayWords = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "七": 7,
	"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7}

// ParseWeekday reads 周一, 星期一, 礼拜一, 一, 1, Mon or Monday; 0 when it can't.
func ParseWeekday(s string) int {
	s = strings.ToLower(norm.NFKC.String(clean(s)))
	for _, before := range []string{"星期", "礼拜", "周", "週"} {
		s = strings.TrimPrefix(s, before)
	}
	if n, ok := weekdayWords[s]; ok {
		return n
	}
	for word, n := range weekdayWords {
		if len(word) == 3 && word[0] < 0x80 && strings.HasPrefix(s, word) && (strings.HasSuffix(s, "day") || s == word+".") {
			return n
		}
	}
	return 0
}

// parsePeriod reads 3, 第3节, 第三节 or Period 3; 0 when it can't.
func parsePeriod(s string) int {
	s = strings.ToLower(norm.NFKC.String(clean(s)))
	for _, w := range []string{"第", "period", "lesson", "节课", "节"} {
		s = strings.ReplaceAll(s, w, "")
	}
	if n, ok := number(strings.TrimSpace(s)); ok && n >= 1 && n <= periodsMost {
		return n
	}
	return 0
}

// parseWeeks reads a pattern; nothing written is every week.
func parseWeeks(s string) (care.Weeks, bool) {
	switch strings.TrimSuffix(strings.ReplaceAll(strings.ToLower(norm.NFKC.String(clean(s))), " ", ""), "weeks") {
	case "", "每周", "全周", "every", "everyweek", "all", "weekly":
		return care.EveryWeek, true
	case "单周", "单", "odd", "oddweek":
		return care.OddWeeks, true
	case "双周", "双", "even", "evenweek":
		return care.EvenWeeks, true
	}
	return "", false
}
