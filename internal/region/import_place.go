package region

import (
	"cmp"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/roster"
)

// places finds the units a list speaks of: schools of its scope, their classes,
// and villages of the region.
type places struct {
	scope     care.Unit
	root      care.Unit
	schools   map[string][]care.Unit // by name and by code, as written the same way
	list      []care.Unit
	classes   map[cohort]care.ID
	villages  map[string]care.ID // by code
	townships []township
	alone     map[string]care.ID // villages by name, 0 where two share it
}

// cohort is a class of a school.
type cohort struct {
	school        care.ID
	stage         care.Stage
	entry, number int
}

func cohortOf(school care.ID, c roster.Class) cohort {
	return cohort{school, care.Stage(c.Stage), c.EntryYear, c.No}
}

type township struct {
	name     string
	villages []care.Unit
}

func placesIn(t *act.Tx, scope care.ID) (*places, error) {
	p := &places{schools: map[string][]care.Unit{}, classes: map[cohort]care.ID{}, villages: map[string]care.ID{}, alone: map[string]care.ID{}}
	var err error
	if p.scope, err = t.Unit(scope); err != nil {
		return nil, err
	}
	if p.root, err = t.Root(); err != nil {
		return nil, err
	}
	if p.list, err = t.Below(scope, care.School); err != nil {
		return nil, err
	}
	for _, s := range p.list {
		p.know(s.Name, s)
		p.know(s.Code, s)
	}
	classes, err := t.Below(scope, care.Class)
	if err != nil {
		return nil, err
	}
	for _, c := range classes {
		p.classes[cohort{c.Parent, c.Stage, c.Entry, c.Number}] = c.ID
	}
	return p, p.readVillages(t)
}

func (p *places) know(word string, s care.Unit) {
	if key := envelope.Normalise(word); key != "" {
		p.schools[key] = append(p.schools[key], s)
	}
}

func (p *places) readVillages(t *act.Tx) error {
	towns, err := t.Below(p.root.ID, care.Township)
	if err != nil {
		return err
	}
	villages, err := t.Below(p.root.ID, care.Village)
	if err != nil {
		return err
	}
	in := map[care.ID][]care.Unit{}
	for _, v := range villages {
		in[v.Parent] = append(in[v.Parent], v)
		if v.Code != "" {
			p.villages[v.Code] = v.ID
		}
		name := shortVillage(v.Name)
		if _, taken := p.alone[name]; taken {
			p.alone[name] = 0
			continue
		}
		p.alone[name] = v.ID
	}
	for _, town := range towns {
		p.townships = append(p.townships, township{town.Name, in[town.ID]})
	}
	return nil
}

// school finds the one school a cell names; two of one name are nobody's.
func (p *places) school(word string) (care.Unit, bool) {
	found := p.schools[envelope.Normalise(word)]
	if len(found) != 1 {
		return care.Unit{}, false
	}
	return found[0], true
}

// nearest names up to three schools whose names share most with a word.
func (p *places) nearest(word string) []string {
	type near struct {
		name  string
		share float64
	}
	var list []near
	for _, s := range p.list {
		if share := likeness(envelope.Normalise(word), envelope.Normalise(s.Name)); share >= 0.3 { // ours: below, names only share "school"
			list = append(list, near{s.Name, share})
		}
	}
	slices.SortStableFunc(list, func(a, b near) int { return cmp.Compare(b.share, a.share) })
	var names []string
	for _, n := range list[:min(3, len(list))] {
		names = append(names, n.name)
	}
	return names
}

// likeness is the share of letter pairs two words have in common (Dice).
func likeness(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

func pairs(s string) map[[2]rune]bool {
	m := map[[2]rune]bool{}
	before := rune(0)
	for _, r := range s {
		m[[2]rune{before, r}] = true
		before = r
	}
	return m
}

// village finds the village an address names: by code where it is one, else
// inside the township it names, else by a name that only one village has.
func (p *places) village(address string) care.ID {
	if id, ok := p.villages[strings.TrimSpace(address)]; ok {
		return id
	}
	for _, town := range p.townships {
		if !strings.Contains(address, town.name) {
			continue
		}
		rest := address[strings.Index(address, town.name)+len(town.name):]
		if id := longestIn(rest, town.villages); id != 0 {
			return id
		}
		return 0
	}
	best, id := "", care.ID(0)
	for name, v := range p.alone {
		if len(name) > len(best) && strings.Contains(address, name) {
			best, id = name, v
		}
	}
	return id
}

func longestIn(text string, villages []care.Unit) care.ID {
	best, id := "", care.ID(0)
	for _, v := range villages {
		if name := shortVillage(v.Name); len(name) > len(best) && strings.Contains(text, name) {
			best, id = name, v.ID
		}
	}
	return id
}

// shortVillage drops the word for the committee, which addresses leave out.
func shortVillage(name string) string {
	for _, end := range []string{"村民委员会", "居民委员会", "村委会", "居委会"} {
		if short, ok := strings.CutSuffix(name, end); ok && short != "" {
			if strings.HasPrefix(end, "村") {
				return short + "村"
			}
			return short
		}
	}
	return name
}
