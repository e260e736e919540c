package care

// UnitKind is what a unit is. FHIR: Organization (schools, hospitals) or
// Location (districts, townships, villages).
type UnitKind string

// The kinds of unit.
const (
	City           UnitKind = "city" // holds aggregates only
	District       UnitKind = "district"
	Township       UnitKind = "township"
	Village        UnitKind = "village" // or community
	School         UnitKind = "school"
	Preschool      UnitKind = "preschool"
	UniversityUnit UnitKind = "university" // in a pack: a school of the stage university
	College        UnitKind = "college"    // 院系 of a university
	Class          UnitKind = "class"      // a cohort: school, stage, entry year, number
	Dormitory      UnitKind = "dormitory"
	Hospital       UnitKind = "hospital"
	HealthCentre   UnitKind = "health_centre"
	Hotline        UnitKind = "hotline"
	Station        UnitKind = "station"      // 家庭教育指导站点、家长学校
	WelfareHome    UnitKind = "welfare_home" // child-welfare or rescue-protection institution
	Centre         UnitKind = "centre"       // growth guidance or counselling centre
	Agency         UnitKind = "agency"       // party and government body
	Enterprise     UnitKind = "enterprise"
)

// unitNames are the kinds' words on screen, in the order of a list box.
var unitNames = []struct {
	kind UnitKind
	name Text
}{
	{City, Text{"市", "City"}}, {District, Text{"区县", "District"}}, {Township, Text{"乡镇街道", "Township"}}, {Village, Text{"村（社区）", "Village or community"}},
	{School, Text{"学校", "School"}}, {Preschool, Text{"幼儿园", "Preschool"}}, {UniversityUnit, Text{"高校", "University"}}, {College, Text{"院系", "College"}},
	{Class, Text{"班级", "Class"}}, {Dormitory, Text{"宿舍", "Dormitory"}}, {Hospital, Text{"医院", "Hospital"}}, {HealthCentre, Text{"基层医疗机构", "Health centre"}},
	{Hotline, Text{"热线", "Hotline"}}, {Station, Text{"家庭教育站点", "Family-education station"}}, {WelfareHome, Text{"福利与救助保护机构", "Welfare home"}},
	{Centre, Text{"成长辅导中心", "Counselling centre"}}, {Agency, Text{"机关单位", "Agency"}}, {Enterprise, Text{"企业", "Enterprise"}},
}

// UnitKinds lists the kinds of unit in the order of a list box.
func UnitKinds() []UnitKind {
	out := make([]UnitKind, len(unitNames))
	for i, n := range unitNames {
		out[i] = n.kind
	}
	return out
}

// Name is the kind's word on screen.
func (k UnitKind) Name() Text {
	for _, n := range unitNames {
		if n.kind == k {
			return n.name
		}
	}
	return Text{string(k), string(k)}
}

// OfSchool tells whether units of the kind are a school or part of one.
func (k UnitKind) OfSchool() bool {
	switch k {
	case School, Preschool, UniversityUnit, College, Class, Dormitory:
		return true
	}
	return false
}

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
