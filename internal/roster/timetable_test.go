package roster

import (
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

func timetable(t *testing.T, text string) (rows []SlotRow, codes []string) {
	t.Helper()
	b, err := sheet.Open(strings.NewReader(text), int64(len(text)), "课表.csv")
	if err != nil {
		t.Fatal(err)
	}
	m, faults := Header(b, Timetable, nil)
	ctx := Context{Calendar: Calendar{Today: "2026-09-02", Stage: Junior}, School: "青溪试验学校",
		KnownClass: func(_ string, c Class) bool { return c.No <= 3 }, KnownStaff: func(_, name string) bool { return name == "覃晓" }}
	for row, f := range ReadTimetable(b, m, ctx) {
		rows, faults = append(rows, row), append(faults, f...)
	}
	for _, f := range faults {
		codes = append(codes, f.Code)
	}
	return rows, codes
}

func TestATimetableIsReadInBothLanguages(t *testing.T) {
	for name, text := range map[string]string{
		"zh": "心理健康课课表（本学期）\n班级,星期,节次,单双周,任课教师,开始日期,结束日期\n七年级(1)班,周四,第3节,每周,覃晓,2026-09-01,2027-01-22\n七年级(2)班,星期一,第二节,单周,,,\n",
		"en": "Class,Weekday,Period,Weeks,Teacher,From,To\nGrade 7 Class 1,Thursday,3,every,覃晓,2026/9/1,2027-01-22\nGrade 7 Class 2,Mon,Period 2,odd,,,\n",
	} {
		rows, codes := timetable(t, text)
		if len(codes) > 0 || len(rows) != 2 {
			t.Fatalf("%s: got %d rows with faults %v, want 2 without", name, len(rows), codes)
		}
		want := SlotRow{Sheet: rows[0].Sheet, Number: rows[0].Number, School: "青溪试验学校", Class: Class{Junior, 1, 2026, 1}, Weekday: 4, Period: 3, Weeks: care.EveryWeek, Teacher: "覃晓", From: "2026-09-01", To: "2027-01-22"}
		if rows[0] != want {
			t.Errorf("%s: got %+v, want %+v", name, rows[0], want)
		}
		if r := rows[1]; r.Weekday != 1 || r.Period != 2 || r.Weeks != care.OddWeeks || r.Class.No != 2 || r.From != "" {
			t.Errorf("%s: got %+v", name, r)
		}
	}
}

func TestFaultsOfATimetableNameTheirCell(t *testing.T) {
	for line, want := range map[string]string{
		"七年级(9)班,周四,3,每周,,,":                     "unknown_class",
		"七年级(1)班,第四天,3,每周,,,":                    "bad_weekday",
		"七年级(1)班,周四,早读,每周,,,":                    "bad_lesson",
		"七年级(1)班,周四,3,隔周,,,":                     "bad_weeks",
		"七年级(1)班,周四,3,每周,冉云,,":                   "unknown_teacher",
		"七年级(1)班,周四,3,每周,,2026-10-01,2026-09-01": "dates_turned",
		"七年级(1)班,周四,3,每周,,十月,":                   "bad_date",
		"合计,2,,,,,": "stray_line",
		"七年级(1)班,周四,3,双周,,,\n七年级(1)班,周四,3,每周,,,": "lesson_twice",
	} {
		if _, codes := timetable(t, "班级,星期,节次,单双周,任课教师,开始日期,结束日期\n"+line+"\n"); !slices.Equal(codes, []string{want}) {
			t.Errorf("%s: got %v, want %s", line, codes, want)
		}
	}
	if _, codes := timetable(t, "班级,星期,节次,单双周\n七年级(1)班,周四,3,双周\n七年级(1)班,周四,3,单周\n"); len(codes) > 0 {
		t.Errorf("odd and even weeks of one period: got %v, want no fault", codes)
	}
	if _, codes := timetable(t, "班级,星期\n七年级(1)班,周四\n"); !slices.Contains(codes, "missing_column") {
		t.Errorf("without a period: got %v, want missing_column", codes)
	}
}
