package care

// UnitKind is what a unit is. FHIR: Organization (schools, hospitals) or
// Location (districts, townships, villages).
type UnitKind string

// The kinds of unit.
const (
	District  UnitKind = "district"
	Township  UnitKind = "township"
	Village   UnitKind = "village"
	School    UnitKind = "school"
	Class     UnitKind = "class" // a cohort: school, stage, entry year, number
	Dormitory UnitKind = "dormitory"
	Hospital  UnitKind = "hospital"
	Hotline   UnitKind = "hotline"
)

// Unit is a node of the region's tree. Units are public facts, so their rows
// are clear text.
type Unit struct {
	ID       ID
	Parent   ID
	Kind     UnitKind
	Code     string // official code where there is one (GB/T 2260, school code)
	Name     string // class units have none: Cohort computes it
	Stage    Stage  // schools: highest stage; classes: their stage
	Entry    int    // classes: the year the cohort entered this stage
	Number   int    // classes: 1 for (1)班
	OpenedOn Date
	ClosedOn Date
}

// Stage is a stage of schooling.
type Stage string

// The stages, with the grade number of their first year.
const (
	Primary    Stage = "primary"    // grades 1-6
	Junior     Stage = "junior"     // grades 7-9
	Senior     Stage = "senior"     // grades 10-12
	Vocational Stage = "vocational" // grades 10-12
	University Stage = "university" // years 13-16
)

// FirstGrade is the grade number of the stage's first year, 0 if unknown.
func (s Stage) FirstGrade() int {
	switch s {
	case Primary:
		return 1
	case Junior:
		return 7
	case Senior, Vocational:
		return 10
	case University:
		return 13
	}
	return 0
}

// Grade computes a class's grade in a school year (the year it began). A class
// is a cohort, so September rewrites nothing.
func (u Unit) Grade(schoolYear int) int {
	if u.Kind != Class || u.Entry == 0 {
		return 0
	}
	return u.Stage.FirstGrade() + schoolYear - u.Entry
}

var zhDigits = []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// GradeName is a grade's word on screen.
func GradeName(grade int, stage Stage) Text {
	switch {
	case stage == Vocational && grade >= 10 && grade <= 12:
		return Text{"职高" + zhDigits[grade-9], "Vocational year " + digits(grade-9)}
	case grade >= 1 && grade <= 9:
		return Text{zhDigits[grade] + "年级", "Grade " + digits(grade)}
	case grade >= 10 && grade <= 12:
		return Text{"高" + zhDigits[grade-9], "Senior " + digits(grade-9)}
	case grade >= 13 && grade <= 17:
		return Text{"大" + zhDigits[grade-12], "University year " + digits(grade-12)}
	}
	return Text{"已毕业", "Left school"}
}

// ClassName is a class's name in a school year: 七年级(3)班, Grade 7 Class 3.
func (u Unit) ClassName(schoolYear int) Text {
	g := GradeName(u.Grade(schoolYear), u.Stage)
	n := digits(u.Number)
	return Text{g.Zh + "(" + n + ")班", g.En + " Class " + n}
}

func digits(n int) string {
	if n < 0 {
		return "-" + digits(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}
