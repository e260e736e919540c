package synthetic

import (
	"fmt"
	"math/rand/v2"

	"xinhuan/internal/care"
)

// Kind is what sort of school it is.
type Kind string

// The kinds of school. A nine-year school has grades 1-9.
const (
	PrimarySchool    Kind = "primary"
	JuniorSchool     Kind = "junior"
	SeniorSchool     Kind = "senior"
	NineYearSchool   Kind = "nine_year"
	VocationalSchool Kind = "vocational"
)

// pattern is how schools of a kind look. The numbers are ours, after a mountain
// county: small primary schools in the townships, large boarding schools in the
// county town.
type pattern struct {
	kind     Kind
	suffix   string
	stages   []care.Stage
	perGrade [2]int // classes a grade, from-to
	inTown   [2]int // the same in the county town's streets
	pupils   float64
	town     float64 // share of these schools that stand in town
	boarding float64
}

var patterns = []pattern{
	{JuniorSchool, "初级中学", []care.Stage{care.Junior}, [2]int{2, 5}, [2]int{6, 10}, .20, .25, .60},
	{PrimarySchool, "小学", []care.Stage{care.Primary}, [2]int{1, 3}, [2]int{3, 7}, .42, .25, .12},
	{SeniorSchool, "高级中学", []care.Stage{care.Senior}, [2]int{6, 10}, [2]int{8, 16}, .17, .60, .75},
	{NineYearSchool, "九年制学校", []care.Stage{care.Primary, care.Junior}, [2]int{1, 2}, [2]int{2, 3}, .13, .10, .30},
	{VocationalSchool, "职业学校", []care.Stage{care.Vocational}, [2]int{3, 6}, [2]int{5, 10}, .08, .50, .80},
}

func (p pattern) grades() int {
	n := 0
	for _, s := range p.stages {
		n += years(s)
	}
	return n
}

func years(s care.Stage) int {
	if s == care.Primary {
		return 6
	}
	return 3
}

// Class sizes stay within these bounds as long as there are 300 pupils or more.
const (
	smallestClass = 35
	usualClass    = 44
	largestClass  = 55
)

// plannedSchool is a school while the district is being laid out.
type plannedSchool struct {
	pattern
	town    bool
	classes []int // by grade of the school, from its first
}

func (p *plannedSchool) count() int {
	n := 0
	for _, c := range p.classes {
		n += c
	}
	return n
}

// layOut shares a number of classes out to schools: first one small school of each
// kind as far as they go, then always the kind furthest behind its share, and what
// is too little for a school becomes parallel classes. Where a number of schools is
// wanted, each begins with one class a grade.
func layOut(rng *rand.Rand, classes, wanted int) []plannedSchool {
	var schools []plannedSchool
	left := classes
	given := map[Kind]int{}
	open := func(p pattern, least bool) bool {
		school := plannedSchool{pattern: p, town: chance(rng, p.town), classes: make([]int, p.grades())}
		perGrade := 1
		if !least {
			bounds := p.perGrade
			if school.town {
				bounds = p.inTown
			}
			perGrade = between(rng, bounds[0], bounds[1])
		}
		// No school takes more than an eighth of a small district or more than is left.
		perGrade = max(1, min(perGrade, left/p.grades(), max(1, classes/8/p.grades())))
		if perGrade*p.grades() > left {
			return false
		}
		for g := range school.classes {
			school.classes[g] = perGrade
		}
		left -= school.count()
		given[p.kind] += school.count()
		schools = append(schools, school)
		return true
	}

	for _, p := range patterns {
		open(p, true)
	}
	for left >= 3 && (wanted == 0 || len(schools) < wanted) {
		behind, gap := -1, 0.0
		for i, p := range patterns {
			if g := p.pupils - float64(given[p.kind])/float64(classes); p.grades() <= left && (behind < 0 || g > gap) {
				behind, gap = i, g
			}
		}
		if !open(patterns[behind], wanted > 0) {
			break
		}
	}
	for ; left > 0; left-- {
		school := &schools[rng.IntN(len(schools))]
		school.classes[rng.IntN(len(school.classes))]++
	}
	return schools
}

// sizes shares pupils out to classes: equally, then neighbours exchange some, so
// that the sum stays and no class leaves the bounds.
func sizes(rng *rand.Rand, pupils, classes int) []int {
	list := make([]int, classes)
	for i := range list {
		list[i] = pupils / classes
		if i < pupils%classes {
			list[i]++
		}
	}
	for i := 0; i+1 < classes; i += 2 {
		room := min(list[i]-smallestClass, largestClass-list[i+1], 7)
		if room > 0 {
			moved := between(rng, 0, room)
			list[i] -= moved
			list[i+1] += moved
		}
	}
	rng.Shuffle(classes, func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// Schools of the county are really named after their place, a number or a merit
// (第一, 实验, 民族). Ours carry two words that are none of these, and a test holds
// them against all place names of the county.
var (
	firstWords  = []string{"映", "晴", "暖", "知", "望", "听", "拾", "怀", "沐", "栖", "晓", "晨", "溯", "澄", "悦", "蔚", "芷", "岚", "霁", "翊", "昭", "漱", "萤", "霞", "枫", "霜", "星", "鹿", "鹤", "鲸", "鸢", "雁"}
	secondWords = []string{"禾", "舟", "笛", "荷", "槿", "棠", "屿", "霖", "帆", "蕙", "茗", "砚", "弦", "筝", "羽", "麓", "汀", "洲", "笙", "芦", "穗", "荻", "苓", "蔓", "榆", "椿", "菱", "葵", "藜", "薇", "蓼", "橘"}
)

// schoolName is the n-th name of a kind: 1,024 pairs of words in a shuffled order,
// then the same with a campus number.
func schoolName(order []int, n int, suffix string) string {
	pair := order[n%len(order)]
	name := firstWords[pair/len(secondWords)] + secondWords[pair%len(secondWords)] + suffix
	if round := n / len(order); round > 0 {
		name += fmt.Sprintf("（%d 校区）", round+1)
	}
	return name
}
