package policy

import "xinhuan/internal/care"

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
