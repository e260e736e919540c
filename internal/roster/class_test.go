package roster

import (
	"fmt"
	"testing"
)

var year2026 = Calendar{Today: "2026-10-10"}

func TestParseClass(t *testing.T) {
	for text, want := range map[string]Class{
		"七年级(3)班":             {Junior, 1, 2026, 3},
		"七年级（3）班":             {Junior, 1, 2026, 3},
		"初2024级3班":            {Junior, 3, 2024, 3},
		"高一 3班":               {Senior, 1, 2026, 3},
		"高一(10)班":             {Senior, 1, 2026, 10},
		"高二十二班":               {Senior, 2, 2025, 12},
		"初一12班":               {Junior, 1, 2026, 12},
		"初三（5）":               {Junior, 3, 2024, 5},
		"高2024级10班":           {Senior, 3, 2024, 10},
		"高中2025级（2）班":         {Senior, 2, 2025, 2},
		"Grade 7 Class 3":     {Junior, 1, 2026, 3},
		"G12C4":               {Senior, 3, 2024, 4},
		"Class 2, Grade 9":    {Junior, 3, 2024, 2},
		"Junior 2 Class 3":    {Junior, 2, 2025, 3},
		"senior 1":            {Senior, 1, 2026, 0},
		"四年级二班":               {Primary, 4, 2023, 2},
		"小学四年级2班":             {Primary, 4, 2023, 2},
		"一年级":                 {Primary, 1, 2026, 0},
		"六年级十一班":              {Primary, 6, 2021, 11},
		"九年级":                 {Junior, 3, 2024, 0},
		"高中一年级(3)班":           {Senior, 1, 2026, 3},
		"初中二年级3班":             {Junior, 2, 2025, 3},
		"七(3)班":               {Junior, 1, 2026, 3},
		"七3班":                 {Junior, 1, 2026, 3},
		"七三班":                 {Junior, 1, 2026, 3},
		"7.3":                 {Junior, 1, 2026, 3},
		"7-3班":                {Junior, 1, 2026, 3},
		"701班":                {Junior, 1, 2026, 1},
		"1002班":               {Senior, 1, 2026, 2},
		"6年1班":                {Primary, 6, 2021, 1},
		"七年级第3班":              {Junior, 1, 2026, 3},
		"２０２４级３班":             {},
		"高2024级实验3班":          {Senior, 3, 2024, 3},
		"中职2025级计算机应用1班":      {Vocational, 2, 2025, 1},
		"职高一年级2班":             {Vocational, 1, 2026, 2},
		"大一":                  {University, 1, 2026, 0},
		"初2027届1班":            {Junior, 3, 2024, 1},
		"高2027届":              {Senior, 3, 2024, 0},
		"小学2022级1班":           {Primary, 5, 2022, 1},
		"13年级":                {},
		"没有":                  {},
		"":                    {},
		"大班":                  {},
		"甲乙丙丁戊己庚辛":            {},
		"2024级3班":             {},
		"(((((((((((((((((((": {},
	} {
		got, code := year2026.ParseClass(text)
		if got != want {
			t.Errorf("%q: got %+v %s, want %+v", text, got, code, want)
		}
		if (want == Class{}) != fatal(code) {
			t.Errorf("%q: got code %q for %+v", text, code, got)
		}
		if want.No == 0 && want.Stage != "" && code != "missing_class" {
			t.Errorf("%q: got code %q, want missing_class", text, code)
		}
	}
}

func TestCohortYearsBothWays(t *testing.T) {
	leaving := year2026
	leaving.Leaving = true
	for _, c := range []struct {
		cal  Calendar
		text string
		want Class
		code string
	}{
		{year2026, "初2026级1班", Class{Junior, 1, 2026, 1}, ""},
		{leaving, "初2027级1班", Class{Junior, 3, 2024, 1}, ""},
		{leaving, "初2029级1班", Class{Junior, 1, 2026, 1}, ""},
		{year2026, "初2027级1班", Class{Junior, 3, 2024, 1}, "cohort_reading"},
		{leaving, "初2026级1班", Class{Junior, 1, 2026, 1}, "cohort_reading"},
		{year2026, "初2020级1班", Class{Junior, 7, 2020, 1}, "cohort_left"},
		{year2026, "初2026届1班", Class{Junior, 4, 2023, 1}, "cohort_left"},
		{year2026, "初2040级1班", Class{}, "grade_range"},
		{year2026, "初1960级1班", Class{}, "grade_range"},
	} {
		got, code := c.cal.ParseClass(c.text)
		if got != c.want || code != c.code {
			t.Errorf("%s leaving=%v: got %+v %q, want %+v %q", c.text, c.cal.Leaving, got, code, c.want, c.code)
		}
	}
}

func TestFiveFourAndHints(t *testing.T) {
	fiveFour := Calendar{Today: "2026-10-10", FiveFour: true}
	vocational := Calendar{Today: "2026-10-10", Stage: Vocational}
	university := Calendar{Today: "2026-10-10", Stage: University}
	senior := Calendar{Today: "2026-10-10", Stage: Senior}
	for _, c := range []struct {
		cal  Calendar
		text string
		want Class
	}{
		{fiveFour, "六年级1班", Class{Junior, 1, 2026, 1}},
		{fiveFour, "九年级1班", Class{Junior, 4, 2023, 1}},
		{fiveFour, "五年级1班", Class{Primary, 5, 2022, 1}},
		{vocational, "高一1班", Class{Vocational, 1, 2026, 1}},
		{vocational, "2025级会计1班", Class{Vocational, 2, 2025, 1}},
		{vocational, "二年级1班", Class{Vocational, 2, 2025, 1}},
		{university, "四年级1班", Class{University, 4, 2023, 1}},
		{senior, "一年级1班", Class{Senior, 1, 2026, 1}},
		{senior, "五年级1班", Class{Primary, 5, 2022, 1}},
		{senior, "24级3班", Class{Senior, 3, 2024, 3}},
		{Calendar{Today: "2026-08-31"}, "七年级1班", Class{Junior, 1, 2025, 1}},
		{Calendar{Today: "2026-09-01"}, "七年级1班", Class{Junior, 1, 2026, 1}},
	} {
		if got, code := c.cal.ParseClass(c.text); got != c.want {
			t.Errorf("%+v %s: got %+v %s, want %+v", c.cal, c.text, got, code, c.want)
		}
	}
}

func TestGradeAndClassColumns(t *testing.T) {
	junior := Calendar{Today: "2026-10-10", Stage: Junior}
	for _, c := range []struct {
		cal          Calendar
		grade, class string
		want         Class
		code         string
	}{
		{year2026, "七年级", "3班", Class{Junior, 1, 2026, 3}, ""},
		{year2026, "七年级", "3", Class{Junior, 1, 2026, 3}, ""},
		{year2026, "七年级", "七年级3班", Class{Junior, 1, 2026, 3}, ""},
		{year2026, "七年级", "03", Class{Junior, 1, 2026, 3}, ""},
		{year2026, "7", "三班", Class{Junior, 1, 2026, 3}, ""},
		{year2026, "2025级", "初2025级3班", Class{Junior, 2, 2025, 3}, ""},
		{year2026, "九年级", "初2027级3班", Class{Junior, 3, 2024, 3}, ""},
		{year2026, "九年级", "2024级3班", Class{Junior, 3, 2024, 3}, ""},
		{year2026, "初中", "2024级3班", Class{}, "stage_unknown"},
		{junior, "2024", "3", Class{Junior, 3, 2024, 3}, ""},
		{year2026, "七年级", "八年级3班", Class{}, "grade_class"},
		{year2026, "七年级", "", Class{Junior, 1, 2026, 0}, "missing_class"},
		{year2026, "", "高一3班", Class{Senior, 1, 2026, 3}, ""},
		{year2026, "", "99", Class{}, "missing_grade"},
		{year2026, "大班", "1班", Class{}, "kindergarten"},
		{year2026, "高一", "高一(3)班", Class{Senior, 1, 2026, 3}, ""},
	} {
		got, code := c.cal.merge(read(c.grade), read(c.class))
		if got != c.want || code != c.code {
			t.Errorf("%s + %s: got %+v %q, want %+v %q", c.grade, c.class, got, code, c.want, c.code)
		}
	}
}

func TestHanNumbers(t *testing.T) {
	for n := 1; n < 100; n++ {
		if got, ok := hanNumber(hanText(n)); !ok || got != n {
			t.Errorf("%s: got %d", hanText(n), got)
		}
	}
	for _, bad := range []string{"", "七三", "一十", "十十", "百", "零"} {
		if n, ok := hanNumber(bad); ok {
			t.Errorf("%s: got %d, want no number", bad, n)
		}
	}
}

func TestStageOfSchool(t *testing.T) {
	for name, want := range map[string]Stage{
		"某县第一小学": Primary, "某市职业教育中心": Vocational, "某县初级中学": Junior, "某市高级中学": Senior, "某县第二中学": "", "某大学": University,
		"某大学附属小学": Primary, "某大学附属中学": "", "某九年一贯制学校": "", "某职业技术学院": Vocational,
	} {
		if got := StageOfSchool(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func FuzzParseClass(f *testing.F) {
	for _, s := range []string{"七年级(3)班", "初2024级3班", "Grade 7 Class 3", "高一 3班", "2401班", "三十一班", "大班", "9-9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, leaving := range []bool{false, true} {
			k, code := Calendar{Today: "2026-10-10", Leaving: leaving}.ParseClass(text)
			if fatal(code) {
				if k != (Class{}) {
					t.Fatalf("%q: a class %+v beside %s", text, k, code)
				}
				continue
			}
			if k.Stage == "" || k.Year < 1 || k.EntryYear < 1950 || k.EntryYear > 2026 || k.Year != 2026-k.EntryYear+1 {
				t.Fatalf("%q: got %+v %s", text, k, code)
			}
			if _, ok := faults[code]; code != "" && !ok {
				t.Fatalf("%q: unknown code %s", text, code)
			}
			if again := fmt.Sprint(read(text)); again != fmt.Sprint(read(fold(text))) && k.No > 0 && len(fold(text)) < 100 {
				t.Fatalf("%q: folding twice changes it: %s", text, again)
			}
		}
	})
}
