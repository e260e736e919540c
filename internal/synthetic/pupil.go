package synthetic

import (
	"math/rand/v2"

	"xinhuan/internal/care"
)

// Pupil is an invented child with the answers to come (see District.Answers).
type Pupil struct {
	care.Identity // Address is text; StudentNo is G and an ID number that fails its checksum

	Village      string // code of the village or community the child lives in
	School       int    // place in District.Schools
	Grade        int
	Dormitory    string // name of the house, "" for day pupils
	LeftBehind   bool   // 留守儿童: both parents, or the only one, work away
	SingleParent bool
	Hardship     bool // 困境儿童
	Guardians    []care.Guardian

	nth int // number in the district; the root of everything drawn for the child
}

// pupils makes a class. The shares are ours, of the order that surveys of western
// mountain counties report.
func (s School) pupils(i int) []Pupil {
	plan, d := s.classes[i], s.d
	rng := stream(d.seed, classStream, uint64(plan.firstPupil))
	list := make([]Pupil, plan.size)
	for n := range list {
		list[n] = s.pupil(rng, plan, n)
	}
	// One class in five has two pupils of one name, the district's first class too.
	if plan.firstPupil%5 == 0 && len(list) > 9 {
		list[9].Name = list[4].Name
	}
	return list
}

func (s School) pupil(rng *rand.Rand, plan classPlan, n int) Pupil {
	d := s.d
	p := Pupil{School: s.Index, Grade: plan.grade, nth: plan.firstPupil + n}
	p.Sex = "m"
	if chance(rng, .48) {
		p.Sex = "f"
	}
	p.Name = d.names.pupil(rng, p.nth, p.Sex)
	p.Birth, p.IDNo = birthAndID(d.seed, d.schoolYear, plan.grade, plan.firstRank+n, p.Sex, shift(rng))
	p.StudentNo = "G" + p.IDNo
	p.Village = s.village(rng, plan.stage)
	p.Address = d.places.address(p.Village)
	if chance(rng, ownPhone(plan.grade)) {
		p.Phone = phone(p.nth*slotsOfPupil + ownSlot)
	}

	rural := .38
	if s.Town {
		rural = .17
	}
	p.LeftBehind = chance(rng, rural)
	p.SingleParent = chance(rng, .11)
	p.Hardship = chance(rng, .02)
	p.Boarder = plan.grade >= 3 && chance(rng, s.Boarding)
	if p.Boarder {
		p.Dormitory = s.house(rng, p.Sex)
	}
	p.Guardians = d.guardians(rng, p)
	return p
}

// shift: a few began late or repeated a year, fewer began early.
func shift(rng *rand.Rand) cohortShift {
	switch x := rng.Float64(); {
	case x < .05:
		return yearOlder
	case x < .06:
		return yearYounger
	}
	return usualAge
}

// ownPhone is the share of a grade's pupils who gave the school a number of their own.
func ownPhone(grade int) float64 {
	switch {
	case grade < 4:
		return 0
	case grade < 7:
		return .08
	case grade < 10:
		return .25
	}
	return .6
}

// village is where the child lives: near a primary or junior school, anywhere in
// the county for those who board at a senior one.
func (s School) village(rng *rand.Rand, stage care.Stage) string {
	near := .93
	if stage.FirstGrade() >= 10 {
		near = .25
	}
	township := s.Township
	if !chance(rng, near) {
		township = pick(rng, s.d.places.townships).Code
	}
	return pick(rng, s.d.places.villages[township]).Code
}

func (s School) house(rng *rand.Rand, sex string) string {
	var houses []string
	for _, h := range s.Dormitories {
		if h.Sex == sex {
			houses = append(houses, h.Name)
		}
	}
	return pick(rng, houses)
}

// guardians are one or two; the first is asked first. Of a left-behind child it is
// mostly a grandparent. Some have no phone, some couples share one.
func (d *District) guardians(rng *rand.Rand, p Pupil) []care.Guardian {
	family := d.names.family(p.Name)
	guardian := func(rank int, relation, sex string, same bool) care.Guardian {
		name := d.names.common(rng, sex)
		if same && family != "" {
			name = family + d.names.given(rng, sex)
		}
		g := care.Guardian{Rank: rank, Name: name, Relation: relation}
		if !chance(rng, .03) {
			g.Phone = phone(p.nth*slotsOfPupil + rank - 1)
		}
		return g
	}

	var list []care.Guardian
	if p.LeftBehind && chance(rng, .8) {
		switch rng.IntN(5) {
		case 0, 1:
			list = append(list, guardian(1, "祖母", "f", false))
		case 2:
			list = append(list, guardian(1, "祖父", "m", true))
		case 3:
			list = append(list, guardian(1, "外祖母", "f", false))
		default:
			list = append(list, guardian(1, "姑姑", "f", true))
		}
	}
	mother := chance(rng, .55)
	for len(list) < 2 {
		if mother {
			list = append(list, guardian(len(list)+1, "母亲", "f", false))
		} else {
			list = append(list, guardian(len(list)+1, "父亲", "m", true))
		}
		mother = !mother
		if p.SingleParent {
			break
		}
	}
	if len(list) == 2 && chance(rng, .05) {
		list[1].Phone = list[0].Phone
	}
	return list
}
