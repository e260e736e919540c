package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

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
	Data   Data             `yaml:"data"`   // class of need-to-know of level, plan and records
	Status Data             `yaml:"status"` // class of merely knowing that somebody is in it, and with whom; empty: the same
	Levels []ProgrammeLevel `yaml:"levels"`

	Register *Register      `yaml:"register"` // how somebody whom no roster names comes into it; none: only people of the roster do
	Contact  string         `yaml:"contact"`  // the form of a contact; empty: that of children
	Expiry   duty.Timer     `yaml:"expiry"`   // how long a basis holds at most; none: without end
	Contest  string         `yaml:"contest"`  // the timer of an objection against being in it; empty: none is taken
	Ends     []care.Leaving `yaml:"ends"`     // why somebody leaves it; empty: by any reason
	Source   `yaml:",inline"`
}

// Register is where and as whom people are registered for a programme, and by which
// form they enter it.
type Register struct {
	At     []care.UnitKind `yaml:"at"`     // kinds of unit that register
	Tie    care.TieKind    `yaml:"tie"`    // ward or served
	Person care.PersonKind `yaml:"person"` // pupil or adult
	Form   string          `yaml:"form"`   // what has to be known and agreed to
	Minors bool            `yaml:"minors"` // of a programme of adults: people under eighteen may be registered too
}

// Registers tells whether a kind of unit takes people into the programme.
func (p Programme) Registers(kind care.UnitKind) bool {
	return p.Register != nil && slices.Contains(p.Register.At, kind)
}

// Concerns tells whether a kind of unit has to do with the programme: who registers
// people for it, and the offices above. What everybody may enter concerns all.
func (p Programme) Concerns(kind care.UnitKind) bool {
	return p.Register == nil || p.Registers(kind) || kind == care.District || kind == care.Township
}

// Leavings are the reasons for which somebody leaves it, in the order of a list box: a
// basis runs out only where it has a last day, and only an objection that is taken is right.
func (p Programme) Leavings() []care.Leaving {
	list := p.Ends
	if len(list) == 0 {
		list = care.Leavings()
	}
	return slices.DeleteFunc(slices.Clone(list), func(l care.Leaving) bool {
		return l == care.Expired && p.Expiry.IsZero() || l == care.Contested && p.Contest == ""
	})
}

// ProgrammeLevel lists the timers that a level brings, and the forms that are filled in
// at it besides those its timers name.
type ProgrammeLevel struct {
	Level  care.Level `yaml:"level"`
	Label  care.Text  `yaml:"label"` // the programme's own word for the level; empty: the region's
	Timers []string   `yaml:"timers"`
	Forms  []string   `yaml:"forms"`
}

// At finds what a level brings; false where the programme has no such level.
func (p Programme) At(l care.Level) (ProgrammeLevel, bool) {
	i := slices.IndexFunc(p.Levels, func(x ProgrammeLevel) bool { return x.Level == l })
	if i < 0 {
		return ProgrammeLevel{}, false
	}
	return p.Levels[i], true
}

// Programme finds a kind of care by its id.
func (s *Stack) Programme(id care.Programme) (Programme, bool) {
	i := slices.IndexFunc(s.programmes, func(p Programme) bool { return p.ID == string(id) })
	if i < 0 {
		return Programme{}, false
	}
	return s.programmes[i], true
}

// ProgrammeOf finds the programme whose levels demand a timer.
func (s *Stack) ProgrammeOf(timer string) (Programme, bool) {
	i := slices.IndexFunc(s.programmes, func(p Programme) bool {
		return slices.ContainsFunc(p.Levels, func(l ProgrammeLevel) bool { return slices.Contains(l.Timers, timer) })
	})
	if i < 0 {
		return Programme{}, false
	}
	return s.programmes[i], true
}

// Knows is the class that lets somebody know of it at all.
func (p Programme) Knows() Data {
	if p.Status != "" {
		return p.Status
	}
	return p.Data
}

// Lowest is the level of least worry that the programme has.
func (p Programme) Lowest() care.Level {
	lowest := care.LevelMajor
	for _, l := range p.Levels {
		lowest = min(lowest, l.Level)
	}
	return lowest
}

// Label is a level in the programme's own words; zero where it has none.
func (p Programme) Label(l care.Level) care.Text {
	at, _ := p.At(l)
	return at.Label
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
	f.oneOf(at("programmes", i, "data"), "data", string(r.Data), asStrings(programmeData))
	if r.Status != "" {
		f.oneOf(at("programmes", i, "status"), "status", string(r.Status), asStrings(statusData))
	}
	if (r.ID == string(care.StudentCare)) != (r.Data == DataLevel) {
		f.fault(at("programmes", i, "data"), "data: level 只属于 student_care；其他项目各用自己的数据类", "data: level belongs to student_care alone; every other programme has a class of its own")
	}
	if g := r.Register; g != nil {
		f.oneOf(at("programmes", i, "register", "tie"), "tie", string(g.Tie), []string{string(care.WardOf), string(care.ServedBy)})
		f.oneOf(at("programmes", i, "register", "person"), "person", string(g.Person), []string{string(care.PupilPerson), string(care.AdultPerson)})
		if g.Minors && g.Person != care.AdultPerson {
			f.fault(at("programmes", i, "register", "minors"), "minors 只用于 person: adult 的项目", "minors is for programmes with person: adult")
		}
		if len(g.At) == 0 || g.Form == "" {
			f.fault(at("programmes", i, "register"), "register 须写 at（由哪类单位登记）和 form（列入时填的表）", "register needs at, the kinds of unit, and form, what is filled in on entering")
		}
		for j, k := range g.At {
			f.oneOf(at("programmes", i, "register", "at", j), "at", string(k), asStrings(care.UnitKinds()))
		}
	}
	for j, e := range r.Ends {
		f.oneOf(at("programmes", i, "ends", j), "ends", string(e), asStrings(care.Leavings()))
	}
	for j, l := range r.Levels {
		if l.Label != (care.Text{}) {
			f.complete(at("programmes", i, "levels", j, "label"), "label", l.Label)
		}
		if l.Level == care.LevelNone {
			f.fault(at("programmes", i, "levels", j), "项目的级别不能是 none", "a programme has no level none")
		}
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
	Post    string    `yaml:"post"`  // full_time, part_time or any
	Round   string    `yaml:"round"` // up (default, ours: K5) or down
	Source  `yaml:",inline"`
}

// Needs is how many posts a unit of this size must have; 0 where the ratio does
// not apply to it.
func (r Ratio) Needs(size int) int {
	if size < r.From || r.To > 0 && size > r.To {
		return 0
	}
	n := 0
	if r.Per > 0 {
		n = size * r.Staff / r.Per
		if r.Round != "down" && size*r.Staff%r.Per > 0 {
			n++
		}
	}
	return max(n, r.AtLeast)
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
	terms: func(r *Ratio) []term {
		return []term{{"for", r.For}, {"from", r.From}, {"to", r.To}, {"post", r.Post}, {"round", cmp.Or(r.Round, "up")}}
	},
	least: func(r *Ratio) int { return r.AtLeast },
	show: func(r *Ratio) string {
		if r.Per == 0 {
			return strconv.Itoa(r.AtLeast)
		}
		return fmt.Sprintf("%d:%d", r.Staff, r.Per)
	},
}

func checkRatio(f *file, i int, r *Ratio) {
	f.complete(at("ratios", i, "text"), "text", r.Text)
	f.oneOf(at("ratios", i, "post"), "post", r.Post, []string{"full_time", "part_time", "any"})
	f.oneOf(at("ratios", i, "round"), "round", r.Round, []string{"", "up", "down"})
	if r.AtLeast < 1 && (r.Staff < 1 || r.Per < 1) {
		f.fault(at("ratios", i), "请写 staff 和 per，或 at_least", "write staff and per, or at_least")
	}
}

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
