package policy

import (
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Programme is a kind of care a person can be in, one open episode at most.
type Programme struct {
	ID     string           `yaml:"id"`
	Text   care.Text        `yaml:"text"`
	Enters care.Text        `yaml:"enters"` // who enters
	Closes care.Text        `yaml:"closes"` // what ends it
	Owner  care.Role        `yaml:"owner"`  // the post that is responsible
	Levels []ProgrammeLevel `yaml:"levels"`
	Source `yaml:",inline"`
}

// ProgrammeLevel lists the timers and forms that a level brings.
type ProgrammeLevel struct {
	Level  care.Level `yaml:"level"`
	Timers []string   `yaml:"timers"`
	Forms  []string   `yaml:"forms"`
}

var programmeShape = shape[Programme]{
	list:   "programmes",
	key:    func(r *Programme) string { return r.ID },
	source: func(r *Programme) *Source { return &r.Source },
}

func checkProgramme(f *file, i int, r *Programme) {
	f.complete(at("programmes", i, "text"), "text", r.Text)
	f.complete(at("programmes", i, "enters"), "enters", r.Enters)
	f.complete(at("programmes", i, "closes"), "closes", r.Closes)
	f.role(at("programmes", i, "owner"), r.Owner)
}

// Cadence is something a unit does again and again, such as the yearly screening.
type Cadence struct {
	ID     string     `yaml:"id"`
	Text   care.Text  `yaml:"text"`
	Unit   string     `yaml:"unit"`  // district, school or class
	Count  int        `yaml:"count"` // at least so often ...
	Every  duty.Timer `yaml:"every"` // ... in so long
	Owner  care.Role  `yaml:"owner"`
	Source `yaml:",inline"`
}

var cadenceShape = shape[Cadence]{
	list:   "cadences",
	key:    func(r *Cadence) string { return r.ID },
	source: func(r *Cadence) *Source { return &r.Source },
	number: func(r *Cadence) (float64, string) { return float64(r.Count), r.Every.String() },
}

func checkCadence(f *file, i int, r *Cadence) {
	f.complete(at("cadences", i, "text"), "text", r.Text)
	f.oneOf(at("cadences", i, "unit"), "unit", r.Unit, []string{"district", "school", "class"})
	f.role(at("cadences", i, "owner"), r.Owner)
	if r.Count < 1 || r.Every.IsZero() {
		f.fault(at("cadences", i), "请写 count 和 every，如 count: 1、every: 1 years", "write count and every, such as count: 1 and every: 1 years")
	}
}

// Ratio is a staffing threshold: Staff for every Per of For, and never fewer
// than AtLeast.
type Ratio struct {
	ID      string    `yaml:"id"`
	Text    care.Text `yaml:"text"`
	For     string    `yaml:"for"`   // what is counted: pupils, students, residents, teaching_research_body
	From    int       `yaml:"from"`  // applies from this size on
	To      int       `yaml:"to"`    // up to this size; 0 without end
	Staff   int       `yaml:"staff"` // so many ...
	Per     int       `yaml:"per"`   // ... for so many; 0: only AtLeast counts
	AtLeast int       `yaml:"at_least"`
	Post    string    `yaml:"post"` // full_time, part_time or any
	Source  `yaml:",inline"`
}

var ratioShape = shape[Ratio]{
	list:   "ratios",
	key:    func(r *Ratio) string { return r.ID },
	source: func(r *Ratio) *Source { return &r.Source },
	number: func(r *Ratio) (float64, string) {
		if r.Per == 0 {
			return float64(r.AtLeast), "posts"
		}
		return float64(r.Staff) / float64(r.Per), r.For
	},
}

func checkRatio(f *file, i int, r *Ratio) {
	f.complete(at("ratios", i, "text"), "text", r.Text)
	f.oneOf(at("ratios", i, "post"), "post", r.Post, []string{"full_time", "part_time", "any"})
	if r.AtLeast < 1 && (r.Staff < 1 || r.Per < 1) {
		f.fault(at("ratios", i), "请写 staff 和 per，或 at_least", "write staff and per, or at_least")
	}
}

// Measure is an indicator: a numerator, a denominator, a target.
type Measure struct {
	ID          string    `yaml:"id"`
	Text        care.Text `yaml:"text"`
	Numerator   care.Text `yaml:"numerator"`
	Denominator care.Text `yaml:"denominator"`
	Target      float64   `yaml:"target"` // percent; 0 where the document gives none
	Due         care.Date `yaml:"due"`    // day by which the target is to be met
	Source      `yaml:",inline"`
}

var measureShape = shape[Measure]{
	list:   "measures",
	key:    func(r *Measure) string { return r.ID },
	source: func(r *Measure) *Source { return &r.Source },
	number: func(r *Measure) (float64, string) { return r.Target, "percent" },
}

func checkMeasure(f *file, i int, r *Measure) {
	f.complete(at("measures", i, "text"), "text", r.Text)
	f.complete(at("measures", i, "numerator"), "numerator", r.Numerator)
	f.complete(at("measures", i, "denominator"), "denominator", r.Denominator)
	if r.Due != "" {
		f.date(at("measures", i, "due"), r.Due)
	}
}

// Group is a key group a person may belong to, with basis and expiry.
type Group struct {
	ID     string    `yaml:"id"`
	Text   care.Text `yaml:"text"`
	Source `yaml:",inline"`
}

var groupShape = shape[Group]{
	list:   "groups",
	key:    func(r *Group) string { return r.ID },
	source: func(r *Group) *Source { return &r.Source },
}

func checkGroup(f *file, i int, r *Group) { f.complete(at("groups", i, "text"), "text", r.Text) }

// Retention says how long a class of data is kept.
type Retention struct {
	Data   Data       `yaml:"data"`
	Keep   duty.Timer `yaml:"keep"`
	After  string     `yaml:"after"` // created, leaving (school) or closed
	Signed bool       `yaml:"signed"`
	Text   care.Text  `yaml:"text"`
	Source `yaml:",inline"`
}

var retentionShape = shape[Retention]{
	list:   "retention",
	key:    func(r *Retention) string { return string(r.Data) },
	source: func(r *Retention) *Source { return &r.Source },
	number: func(r *Retention) (float64, string) {
		return float64(r.Keep.N), string(r.Keep.Unit) + " after " + r.After
	},
}

func checkRetention(f *file, i int, r *Retention) {
	f.oneOf(at("retention", i, "data"), "data", string(r.Data), append(asStrings(dataClasses), retentionOnly...))
	f.oneOf(at("retention", i, "after"), "after", r.After, retentionStarts)
	f.complete(at("retention", i, "text"), "text", r.Text)
	if r.Keep.IsZero() {
		f.fault(at("retention", i), "请写 keep，如 keep: 3 years", "write keep, such as keep: 3 years")
	}
}

// retentionStarts are the events that retention counts from.
var retentionStarts = []string{"created", "leaving", "closed"}

// records that only retention knows: they are no class of need-to-know.
var retentionOnly = []string{"hospital_records", "sharing_records", "impact_assessments", "major_crisis_files"}

// Clause is one clause of a document in our own words, bound to what serves it.
type Clause struct {
	ID       string    `yaml:"id"`
	Text     care.Text `yaml:"text"`
	ServedBy []string  `yaml:"served_by"` // e.g. notice/general, timer/interview.serious, level/general
	Outside  bool      `yaml:"outside"`   // not for software: nothing serves it
}
