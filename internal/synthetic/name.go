package synthetic

import (
	_ "embed"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

//go:embed data/surnames.txt
var surnameList string

//go:embed data/given_female.txt
var femaleList string

//go:embed data/given_male.txt
var maleList string

//go:embed data/given_generic.txt
var genericList string

// localSurnames are frequent in the county's Tujia and Miao townships and in
// China at large; half of all people get one. The share is ours.
var localSurnames = []string{"冉", "田", "彭", "向", "覃", "白", "石", "杨", "张", "李", "王", "吴", "陈", "刘", "黄", "何", "罗", "龙", "付", "姚"}

// names draws names; the lists are read once for a district.
type names struct {
	single, double []string // surnames of one and of two characters
	girls, boys    []string
	girlSigns      []string // single characters of the given names, to make more of them
	boySigns       []string
}

func newNames() names {
	n := names{girls: strings.Fields(femaleList), boys: append(strings.Fields(maleList), strings.Fields(genericList)...)}
	for _, s := range strings.Fields(surnameList) {
		if utf8.RuneCountInString(s) > 1 {
			n.double = append(n.double, s)
		} else {
			n.single = append(n.single, s)
		}
	}
	n.girlSigns, n.boySigns = signs(n.girls), signs(n.boys)
	return n
}

func signs(given []string) []string {
	var list []string
	seen := map[rune]bool{}
	for _, name := range given {
		for _, r := range name {
			if !seen[r] {
				seen[r] = true
				list = append(list, string(r))
			}
		}
	}
	return list
}

func (n names) surname(rng *rand.Rand) string {
	switch x := rng.Float64(); {
	case x < .5:
		return pick(rng, localSurnames)
	case x < .98:
		return pick(rng, n.single)
	default:
		return pick(rng, n.double)
	}
}

func (n names) given(rng *rand.Rand, sex string) string {
	ready, loose := n.boys, n.boySigns
	if sex == "f" {
		ready, loose = n.girls, n.girlSigns
	}
	if chance(rng, .4) {
		return pick(rng, ready)
	}
	return pick(rng, loose) + pick(rng, loose)
}

// common is an ordinary name.
func (n names) common(rng *rand.Rand, sex string) string { return n.surname(rng) + n.given(rng, sex) }

// dotted is a minority name with a middle dot.
func dotted(rng *rand.Rand, sex string) string {
	switch rng.IntN(4) {
	case 0:
		own := uyghurBoys
		if sex == "f" {
			own = uyghurGirls
		}
		return pick(rng, own) + "·" + pick(rng, uyghurFathers)
	case 1:
		return pick(rng, tibetanHouses) + "·" + pick(rng, tibetanNames)
	case 2:
		return pick(rng, miaoChildren) + "·" + pick(rng, miaoFathers)
	default:
		return pick(rng, tujiaChildren) + "·" + pick(rng, tujiaFathers)
	}
}

// pupil names the district's n-th pupil. Each kind of difficult name comes at
// fixed places, so that even 300 pupils have them all, and here and there besides.
func (n names) pupil(rng *rand.Rand, nth int, sex string) string {
	switch x := rng.Float64(); {
	case nth%1500 == 13:
		return pick(rng, latinNames)
	case nth%200 == 7 || x < .01:
		return dotted(rng, sex)
	case nth%250 == 11 || x < .015:
		return n.surname(rng) + pick(rng, rareGiven)
	case nth%100 == 21:
		return pick(rng, n.double) + n.given(rng, sex)
	default:
		return n.common(rng, sex)
	}
}

// family is the surname that a child's father would have: "" where the name has
// none that passes on.
func (n names) family(name string) string {
	if strings.ContainsAny(name, "· ") {
		return ""
	}
	for _, s := range n.double {
		if strings.HasPrefix(name, s) {
			return s
		}
	}
	_, size := utf8.DecodeRuneInString(name)
	return name[:size]
}
