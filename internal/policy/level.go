package policy

import (
	"slices"

	"xinhuan/internal/care"
)

// LevelInfo is a level in a region's own words.
type LevelInfo struct {
	Level      care.Level `yaml:"level"`
	Label      care.Text  `yaml:"label"`       // local name, e.g. 一般心理问题
	Shape      string     `yaml:"shape"`       // beside the word, for grey print and colour-blind eyes
	Colour     string     `yaml:"colour"`      // token of the style sheet, never a colour value
	ReviewDays int        `yaml:"review_days"` // longest time between two reviews; equals the timer review.<level>
	Meaning    care.Text  `yaml:"meaning"`
	Source     `yaml:",inline"`
}

var levelShape = shape[LevelInfo]{
	list:   "levels",
	key:    func(r *LevelInfo) string { return r.Level.String() },
	source: func(r *LevelInfo) *Source { return &r.Source },
	number: func(r *LevelInfo) (float64, string) { return float64(r.ReviewDays), "days" },
}

var (
	shapes  = []string{"circle", "diamond", "triangle", "square", "octagon"}
	colours = []string{"calm", "watch", "general", "serious", "major"}
)

func checkLevel(f *file, i int, r *LevelInfo) {
	f.complete(at("levels", i, "label"), "label", r.Label)
	f.complete(at("levels", i, "meaning"), "meaning", r.Meaning)
	f.oneOf(at("levels", i, "shape"), "shape", r.Shape, shapes)
	f.oneOf(at("levels", i, "colour"), "colour", r.Colour, colours)
	if r.Level > care.LevelNone && r.ReviewDays < 1 {
		f.fault(at("levels", i), "级别 %s 需要 review_days（至少 1 天）", "level %s needs review_days of at least 1", r.Level)
	}
}

// Tier is one layer of the warning network: people, not severity (YY2023-2.7-01).
type Tier string

// The tiers known to the product. District stands above the school's network.
const (
	TierSchool     Tier = "school"
	TierDepartment Tier = "department"
	TierGrade      Tier = "grade"
	TierClass      Tier = "class"
	TierFamily     Tier = "family"
	TierDormitory  Tier = "dormitory"
	TierDistrict   Tier = "district"
	TierSociety    Tier = "society" // CZ2021-1.3-09: class, school, society
)

var tiers = []Tier{TierSchool, TierDepartment, TierGrade, TierClass, TierFamily, TierDormitory, TierDistrict, TierSociety}

// Network is the warning network of one kind of school, nearest tier last.
type Network struct {
	Kind   string        `yaml:"kind"` // school or university
	Text   care.Text     `yaml:"text"`
	Tiers  []NetworkTier `yaml:"tiers"`
	Source `yaml:",inline"`
}

// NetworkTier is a tier with the posts that make it up.
type NetworkTier struct {
	Tier  Tier        `yaml:"tier"`
	Text  care.Text   `yaml:"text"`
	Roles []care.Role `yaml:"roles"`
}

// TierOf finds the tier in which a post stands; "" where it stands in none.
func (n Network) TierOf(role care.Role) Tier {
	for _, t := range n.Tiers {
		if slices.Contains(t.Roles, role) {
			return t.Tier
		}
	}
	return ""
}

var networkShape = shape[Network]{
	list:   "networks",
	key:    func(r *Network) string { return r.Kind },
	source: func(r *Network) *Source { return &r.Source },
	set: func(r *Network) []string {
		var out []string
		for _, t := range r.Tiers {
			out = append(out, string(t.Tier))
		}
		return out
	},
}

func checkNetwork(f *file, i int, r *Network) {
	f.oneOf(at("networks", i, "kind"), "kind", r.Kind, []string{"school", "university"})
	f.complete(at("networks", i, "text"), "text", r.Text)
	for j, t := range r.Tiers {
		f.oneOf(at("networks", i, "tiers", j, "tier"), "tier", string(t.Tier), asStrings(tiers))
		f.complete(at("networks", i, "tiers", j, "text"), "text", t.Text)
		for _, role := range t.Roles {
			f.role(at("networks", i, "tiers", j, "roles"), role)
		}
	}
}
