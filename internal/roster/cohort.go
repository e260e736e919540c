package roster

import "xinhuan/internal/care"

// Calendar is what is needed to turn a grade into a cohort.
type Calendar struct {
	Today    care.Date
	Stage    Stage // of a grade that does not say it
	FiveFour bool  // five years of primary school and four of junior (Shandong, Shanghai)
	// Leaving: 级 names the year a cohort leaves, as in Chongqing, not the year it
	// entered. 届 always names the year of leaving.
	Leaving bool
}

func (c Calendar) years(s Stage) int {
	switch {
	case s == Primary && !c.FiveFour:
		return 6
	case s == Primary:
		return 5
	case s == Junior && c.FiveFour:
		return 4
	case s == University:
		return 5 // medicine and architecture; shorter courses simply leave earlier
	}
	return 3
}

// ParseClass reads a text such as 七年级(3)班, 初2024级3班, 高一 3班, 2024级, Grade 7
// Class 3 or 四年级二班. The code is "" or that of a fault (missing_grade,
// stage_unknown, grade_range, cohort_reading, cohort_left, kindergarten,
// missing_class); with the warnings and missing_class the class is still filled
// as far as it is known.
func (c Calendar) ParseClass(text string) (Class, string) {
	w := read(text)
	if w.bare > 0 {
		w.grade, w.bare = w.bare, 0
	}
	return c.settle(w)
}

// merge reads the grade column and the class column together. The class column
// may repeat the grade; where they disagree the code is grade_class.
func (c Calendar) merge(grade, class words) (Class, string) {
	if grade.bare > 0 {
		grade.grade, grade.bare = grade.bare, 0
	}
	if class.bare > 0 {
		if grade.empty() && class.bare > 12 {
			return Class{}, "missing_grade"
		}
		class.no, class.bare = class.bare, 0
	}
	if grade.stage == "" {
		grade.stage = class.stage
	}
	if class.stage == "" {
		class.stage = grade.stage
	}
	no := max(class.no, 0)
	if no == 0 {
		no = grade.no
	}
	if grade.kindergarten || class.kindergarten {
		return Class{}, "kindergarten"
	}
	if class.grade == 0 && class.cohort == 0 {
		grade.no = no
		return c.settle(grade)
	}
	if grade.grade == 0 && grade.cohort == 0 {
		class.no = no
		return c.settle(class)
	}
	return c.agree(grade, class, no)
}

// agree settles two columns that both tell the grade. A cohort year beside a
// grade may be of entry or of leaving: whichever fits the grade.
func (c Calendar) agree(grade, class words, no int) (Class, string) {
	grade.no, class.no = no, no
	a, code := c.settle(grade)
	if fatal(code) {
		return a, code
	}
	if class.stage == "" {
		class.stage = a.Stage
	}
	b, codeB := c.settle(class)
	if !fatal(codeB) && a == b {
		return a, code
	}
	other := c
	other.Leaving = !c.Leaving
	if b, codeB = other.settle(class); !fatal(codeB) && a == b {
		return a, code
	}
	if a, code = other.settle(grade); !fatal(code) {
		if b, codeB = c.settle(class); !fatal(codeB) && a == b {
			return b, codeB
		}
	}
	return Class{}, "grade_class"
}

// fatal codes leave no class at all.
func fatal(code string) bool {
	return code != "" && faults[code].severity == Error && code != "missing_class"
}

// settle finds stage, year and entry year.
func (c Calendar) settle(w words) (Class, string) {
	now := care.SchoolYear(c.Today)
	switch {
	case w.kindergarten:
		return Class{}, "kindergarten"
	case w.cohort > 0:
		return c.settleCohort(w, now)
	case w.grade == 0:
		return Class{}, "missing_grade"
	}
	stage, year := c.stageOf(w)
	if year < 1 || year > c.years(stage) {
		return Class{}, "grade_range"
	}
	return named(Class{Stage: stage, Year: year, EntryYear: now - year + 1, No: w.no}, "")
}

// stageOf counts a grade from the start of its stage: 九年级 is the third year of
// junior school.
func (c Calendar) stageOf(w words) (Stage, int) {
	primary, junior := c.years(Primary), c.years(Primary)+c.years(Junior)
	stage := w.stage
	if stage == Senior && c.Stage == Vocational { // 高一 of a vocational school
		stage = Vocational
	}
	if stage == "" && w.grade <= primary {
		stage = Primary
		if c.Stage != "" && w.grade <= c.years(c.Stage) {
			stage = c.Stage
		}
	}
	switch {
	case (stage == "" || stage == Junior) && w.grade > primary && w.grade <= junior:
		return Junior, w.grade - primary
	case stage == "" && c.Stage == Vocational && w.grade > junior && w.grade <= junior+3:
		return Vocational, w.grade - junior
	case (stage == "" || stage == Senior) && w.grade > junior:
		return Senior, w.grade - junior
	}
	return stage, w.grade
}

// settleCohort reads a cohort year. A year that can't be meant one way but can
// the other is read the other way, with a warning.
func (c Calendar) settleCohort(w words, now int) (Class, string) {
	stage := w.stage
	if stage == "" || (stage == Senior && c.Stage == Vocational) {
		stage = c.Stage
	}
	if stage == "" {
		return Class{}, "stage_unknown"
	}
	length := c.years(stage)
	at := func(leaving bool) Class {
		entry := w.cohort
		if leaving {
			entry -= length
		}
		return Class{Stage: stage, Year: now - entry + 1, EntryYear: entry, No: w.no}
	}
	fits := func(k Class) bool { return k.Year >= 1 && k.Year <= length }
	first := at(w.leaving || c.Leaving)
	if fits(first) {
		return named(first, "")
	}
	if second := at(!c.Leaving); !w.leaving && fits(second) {
		return named(second, "cohort_reading")
	}
	if first.Year > length && first.Year <= length+20 {
		return first, "cohort_left"
	}
	return Class{}, "grade_range"
}

func named(k Class, code string) (Class, string) {
	if k.No == 0 && code == "" {
		code = "missing_class"
	}
	return k, code
}
