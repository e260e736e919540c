package synthetic

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"xinhuan/internal/care"
)

// District is a county with its places and schools. It may be read by several
// goroutines at once.
type District struct {
	Region  care.Region
	Today   care.Date
	Places  []Place
	Schools []School

	seed       uint64
	schoolYear int
	names      names
	places     gazetteer
}

// The numbers of pupils that New makes. Above the larger, ID numbers would run out.
const (
	MinPupils = 3
	MaxPupils = 1_500_000
)

// New lays a district out as it is on a day, with exactly that number of pupils
// (moved into MinPupils..MaxPupils). From 300 pupils on all class sizes lie
// within 35-55. The same arguments give the same district.
func New(seed uint64, pupils int, today care.Date) *District {
	return NewOf(seed, pupils, 0, today)
}

// NewOf is New with a number of schools, as near as classes allow: many small ones
// instead of as many as such a district usually has (0).
func NewOf(seed uint64, pupils, schools int, today care.Date) *District {
	pupils = max(MinPupils, min(pupils, MaxPupils))
	d := &District{
		Region: Youyang, Today: today, Places: places(),
		seed: seed, schoolYear: care.SchoolYear(today), names: newNames(),
	}
	d.places = newGazetteer(d.Places)

	rng := stream(seed, planStream)
	classes := max(3, (pupils+usualClass/2)/usualClass)
	planned := layOut(rng, classes, schools)
	d.build(rng, planned, sizes(rng, pupils, classes))
	return d
}

// build turns the plan into schools and counts every class's place in the
// district: its first pupil's number, and that pupil's rank in his grade.
func (d *District) build(rng *rand.Rand, planned []plannedSchool, sizes []int) {
	var streets, townships []Place
	for _, p := range d.places.townships {
		if strings.HasSuffix(p.Name, "街道") {
			streets = append(streets, p)
		} else {
			townships = append(townships, p)
		}
	}
	order := rng.Perm(len(firstWords) * len(secondWords))
	rng.Shuffle(len(townships), func(i, j int) { townships[i], townships[j] = townships[j], townships[i] })

	class, pupil, rural, secondary := 0, 0, 0, 0
	ranks := map[int]int{}
	for i, plan := range planned {
		school := School{
			Index: i, Kind: plan.kind, Stages: plan.stages, Town: plan.town,
			Name: schoolName(order, i, plan.suffix),
			Code: fmt.Sprintf("XH%06d-%04d", d.Region, i+1),
			d:    d,
		}
		if plan.town {
			school.Township = pick(rng, streets).Code
		} else {
			school.Township = townships[rural%len(townships)].Code
			rural++
		}
		school.effects(stream(d.seed, schoolStream, uint64(i)), plan.pattern)
		if plan.kind == JuniorSchool || plan.kind == SeniorSchool {
			// One secondary school in eight carries a heavy load (the first small ones never).
			school.heavy = secondary%8 == 2
			secondary++
		}

		for g, n := range plan.classes {
			stage, grade := plan.stageOf(g)
			for number := range n {
				c := classPlan{stage: stage, grade: grade, number: number + 1, size: sizes[class], firstPupil: pupil, firstRank: ranks[grade]}
				school.classes = append(school.classes, c)
				school.Pupils += c.size
				ranks[grade] += c.size
				pupil += c.size
				class++
			}
		}
		school.addDormitories()
		d.Schools = append(d.Schools, school)
	}
}

// stageOf is the stage and grade number of a school's g-th grade.
func (p pattern) stageOf(g int) (care.Stage, int) {
	for _, stage := range p.stages {
		if g < years(stage) {
			return stage, stage.FirstGrade() + g
		}
		g -= years(stage)
	}
	return "", 0
}

// Pupils counts all pupils of the district without making one.
func (d *District) Pupils() int {
	n := 0
	for _, s := range d.Schools {
		n += s.Pupils
	}
	return n
}
