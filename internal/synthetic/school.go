package synthetic

import (
	"fmt"
	"math/rand/v2"

	"xinhuan/internal/care"
)

// School is an invented school. Its classes and pupils are made while they are
// walked over.
type School struct {
	Index       int // place in District.Schools
	Name        string
	Code        string // begins with XH: no real school code does
	Kind        Kind
	Stages      []care.Stage // lowest first
	Township    string       // code of the place it stands in
	Town        bool         // in the county town
	Pupils      int
	Boarding    float64 // share of its pupils who board
	Dormitories []Dormitory

	mood    float64 // what the school adds to its pupils' distress, in standard deviations
	heavy   bool    // many think of harming themselves
	classes []classPlan
	d       *District
}

// Dormitory is a house for boarders of one sex.
type Dormitory struct {
	Name string
	Sex  string // "m" or "f"
}

// classPlan is what is known of a class before its pupils are made.
type classPlan struct {
	stage         care.Stage
	grade, number int
	size          int
	firstPupil    int // its first pupil's number in the district
	firstRank     int // and rank among the district's pupils of the grade
}

// Class is a cohort: stage, entry year and number. The upper grades of primary
// school and all above are screened (YY2023-2.5-01; from grade 4: CZ2021-1.3-02).
type Class struct {
	School   int
	Stage    care.Stage
	Entry    int
	Number   int
	Grade    int
	Screened bool
	Pupils   []Pupil
}

// FirstScreenedGrade is the lowest grade that is screened.
const FirstScreenedGrade = 4

// Unit is the class as a unit of the region's tree, without ids.
func (c Class) Unit() care.Unit {
	return care.Unit{
		Kind: care.Class, Stage: c.Stage, Entry: c.Entry, Number: c.Number,
		OpenedOn: care.Date(fmt.Sprintf("%d-09-01", c.Entry)),
	}
}

// Unit is the school as a unit of the region's tree, without ids.
func (s School) Unit() care.Unit {
	return care.Unit{Kind: care.School, Code: s.Code, Name: s.Name, Stage: s.Stages[len(s.Stages)-1]}
}

// ClassCount is the number of classes.
func (s School) ClassCount() int { return len(s.classes) }

// Classes makes the classes one after the other, lowest grade first, each with its
// pupils; it stops when yield returns false. It is a range function.
func (s School) Classes(yield func(Class) bool) {
	for i := range s.classes {
		class := s.outline(i)
		class.Pupils = s.pupils(i)
		if !yield(class) {
			return
		}
	}
}

// outline is the class without pupils.
func (s School) outline(i int) Class {
	plan := s.classes[i]
	return Class{
		School: s.Index, Stage: plan.stage, Number: plan.number, Grade: plan.grade,
		Entry:    s.d.schoolYear - (plan.grade - plan.stage.FirstGrade()),
		Screened: plan.grade >= FirstScreenedGrade,
	}
}

// effects draws what makes the school differ from others of its kind. Ours.
func (s *School) effects(rng *rand.Rand, p pattern) {
	s.mood = .15 * rng.NormFloat64()
	s.Boarding = min(.95, max(.02, p.boarding+.1*rng.NormFloat64()))
	if s.Town {
		s.Boarding *= .6
	}
}

// addDormitories gives the school a house for each 250 boarders of a sex, and at
// least one for each sex where anybody boards.
func (s *School) addDormitories() {
	houses := 1 + int(float64(s.Pupils)*s.Boarding/2)/250
	for n := range houses {
		s.Dormitories = append(s.Dormitories,
			Dormitory{Name: fmt.Sprintf("男生宿舍%d栋", n+1), Sex: "m"},
			Dormitory{Name: fmt.Sprintf("女生宿舍%d栋", n+1), Sex: "f"})
	}
}
