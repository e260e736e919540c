package synthetic

import (
	_ "embed"
	"strings"

	"xinhuan/internal/care"
)

// Place is an administrative unit of the county: the district, a township or
// street, or a village or community. Parent is the code of the place above.
type Place struct {
	Code   string
	Name   string
	Kind   care.UnitKind
	Parent string
}

// Youyang is 酉阳土家族苗族自治县.
const Youyang care.Region = 500242

//go:embed data/youyang_units.csv
var youyangUnits string

// places reads the embedded list, parents before children. Codes are 6, 9 and 12
// digits long and begin with the parent's code.
func places() []Place {
	var list []Place
	for line := range strings.Lines(youyangUnits) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), ",")
		switch len(code) {
		case 6:
			list = append(list, Place{Code: code, Name: name, Kind: care.District})
		case 9:
			list = append(list, Place{Code: code, Name: name, Kind: care.Township, Parent: code[:6]})
		case 12:
			list = append(list, Place{Code: code, Name: name, Kind: care.Village, Parent: code[:9]})
		}
	}
	return list
}

// homeName is how people write the place in an address: 花园村, not 花园村村民委员会.
func (p Place) homeName() string {
	for _, committee := range []string{"村民委员会", "居民委员会"} {
		if name, ok := strings.CutSuffix(p.Name, committee); ok {
			return name
		}
	}
	return p.Name
}

// gazetteer finds places by what they are.
type gazetteer struct {
	byCode    map[string]Place
	townships []Place
	villages  map[string][]Place // by township
}

func newGazetteer(list []Place) gazetteer {
	g := gazetteer{byCode: map[string]Place{}, villages: map[string][]Place{}}
	for _, p := range list {
		g.byCode[p.Code] = p
		switch p.Kind {
		case care.Township:
			g.townships = append(g.townships, p)
		case care.Village:
			g.villages[p.Parent] = append(g.villages[p.Parent], p)
		}
	}
	return g
}

// address is where somebody of the village lives, as a registration form has it.
func (g gazetteer) address(village string) string {
	v := g.byCode[village]
	return g.byCode[v.Parent].Name + v.homeName()
}
