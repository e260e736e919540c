package policy

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/measure"
)

// Measure is an indicator: a numerator, a denominator, a target.
type Measure struct {
	ID          string        `yaml:"id"`
	Text        care.Text     `yaml:"text"`
	Numerator   care.Text     `yaml:"numerator"`
	Denominator care.Text     `yaml:"denominator"`
	Unit        care.UnitKind `yaml:"unit"`        // with figures units: which units are counted
	Stages      []care.Stage  `yaml:"stages"`      // schools of these stages only
	Having      []string      `yaml:"having"`      // what a unit of the numerator has: activity/x, cadence/x, ratio/x, post/<role>; any of them
	From        string        `yaml:"figures"`     // units, people or reported
	Target      float64       `yaml:"target"`      // in the unit of TargetKind; 0 where the document gives none
	TargetKind  string        `yaml:"target_kind"` // percent (default), count, per_100000, all or trend
	Due         care.Date     `yaml:"due"`         // day by which the target is to be met
	Period      duty.Span     `yaml:"period"`      // over which it is counted; default calendar_year
	Source      `yaml:",inline"`
}

// Where a measure's figures come from.
const (
	FromUnits    = "units"    // counted over units
	FromPeople   = "people"   // computed from cases and rounds
	FromReported = "reported" // typed in and signed by the body that answers for it
)

var targetKinds = []string{"percent", "count", "per_100000", "all", "trend"}

var measureShape = shape[Measure]{
	list:   "measures",
	key:    func(r *Measure) string { return r.ID },
	source: func(r *Measure) *Source { return &r.Source },
	number: func(r *Measure) (float64, string) { return r.Target, r.TargetKind },
	terms: func(r *Measure) []term {
		return []term{{"figures", r.From}, {"unit", r.Unit}, {"stages", r.Stages}, {"having", r.Having}, {"period", r.Period}, {"due", r.Due}}
	},
}

func checkMeasure(f *file, i int, r *Measure) {
	f.complete(at("measures", i, "text"), "text", r.Text)
	f.complete(at("measures", i, "numerator"), "numerator", r.Numerator)
	f.complete(at("measures", i, "denominator"), "denominator", r.Denominator)
	if r.TargetKind == "" {
		r.TargetKind = "percent"
	}
	if r.From == "" {
		r.From = FromPeople
	}
	if r.Period == "" {
		r.Period = duty.CalendarYear
	}
	if r.TargetKind == "all" && r.Target == 0 {
		r.Target = 100
	}
	f.oneOf(at("measures", i, "target_kind"), "target_kind", r.TargetKind, targetKinds)
	f.oneOf(at("measures", i, "figures"), "figures", r.From, []string{FromUnits, FromPeople, FromReported})
	f.oneOf(at("measures", i, "period"), "period", string(r.Period), asStrings(duty.Spans))
	if (r.From == FromUnits) != (r.Unit != "" && len(r.Having) > 0) && r.From == FromUnits {
		f.fault(at("measures", i), "figures: units 需要 unit 和 having", "figures: units needs unit and having")
	}
	if r.Unit != "" {
		f.oneOf(at("measures", i, "unit"), "unit", string(r.Unit), asStrings(care.UnitKinds()))
	}
	if r.Due != "" {
		f.date(at("measures", i, "due"), r.Due)
	}
}

// joinMeasures makes sure that what a unit of the numerator has exists.
func (s *Stack) joinMeasures(f *file) {
	served := s.served()
	for i, m := range s.measures {
		for _, h := range m.Having {
			role, post := strings.CutPrefix(h, "post/")
			if post && care.Role(role).Known() || served[h] {
				continue
			}
			f.fault(at("measures", i), "指标“%s”的 having“%s”不存在", "the measure %q has having %q, which does not exist", m.ID, h)
		}
		if m.Unit != "" && !s.within(m.Unit, m.Having) {
			f.fault(at("measures", i), "指标“%s”数的是 %s，但 having 里没有一种活动能由这类单位登记：请在 activities.yaml 的 units 里加上它，或改 having", "the measure %q counts units of the kind %s, but none of its having can be recorded by such a unit: add it to the units in activities.yaml, or change having", m.ID, m.Unit)
		}
	}
}

// Measure finds an indicator by its id.
func (s *Stack) Measure(id string) (Measure, bool) {
	i := slices.IndexFunc(s.measures, func(m Measure) bool { return m.ID == id })
	if i < 0 {
		return Measure{}, false
	}
	return s.measures[i], true
}

// Value is the figure of a numerator and denominator in the unit of the target;
// false where it can't be computed.
func (m Measure) Value(numerator, denominator float64) (float64, bool) {
	switch m.TargetKind {
	case "count":
		return numerator, true
	case "per_100000":
		return ratio(numerator*100_000, denominator)
	case "trend": // change against the base, in percent: below zero is a fall
		v, ok := ratio(numerator*100, denominator)
		return v - 100, ok
	}
	return ratio(numerator*100, denominator)
}

func ratio(a, b float64) (float64, bool) {
	if b == 0 {
		return 0, false
	}
	return math.Round(a/b*100) / 100, true
}

// Standing is a unit as a figure counts it: what it is and what it has, in the words
// of having.
type Standing struct {
	Kind   care.UnitKind
	Stages []care.Stage
	Has    []string
}

// Count counts the units that the measure is about, and those of them that have one
// of what it asks for.
func (m Measure) Count(units []Standing) (numerator, denominator float64) {
	for _, u := range units {
		if u.Kind != m.Unit || len(m.Stages) > 0 && !meet(u.Stages, m.Stages) {
			continue
		}
		denominator++
		if meet(u.Has, m.Having) {
			numerator++
		}
	}
	return numerator, denominator
}

func meet[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

// Uncounted says why the program makes no figure of the measure; zero where it does.
func (m Measure) Uncounted() care.Text {
	switch {
	case m.From == FromPeople:
		return care.Text{Zh: "要逐人统计，系统暂不出数", En: "counted person by person; the system does not compute it yet"}
	case m.From == FromReported:
		return care.Text{Zh: "由责任单位掌握，系统里没有", En: "kept by the body responsible; not in the system"}
	case slices.ContainsFunc(m.Having, func(h string) bool { return strings.HasPrefix(h, "ratio/") }):
		return care.Text{Zh: "人员是否专职没有登记齐，系统暂不出数", En: "who works full-time is not all on record; the system does not compute it yet"}
	}
	return care.Text{}
}

// CountItself is what to do about a measure of which the program makes no figure.
var CountItself = care.Text{
	Zh: "系统不出数的指标，请责任单位按“指标”页“怎样算”写的分子、分母自行统计，写进自己的上报材料，系统里不用填。",
	En: "Where the system makes no figure, the body responsible counts by what the page of measures says under “How” and puts the figure into its own report; nothing is filled in here."}

// Hides tells whether a figure of people must not be shown to readers without a right
// to each of them: so few are in it, or so few are left out, that it points at somebody.
func (m Measure) Hides(numerator, denominator float64) bool {
	cells := []int{int(numerator)}
	if m.TargetKind != "count" {
		cells = append(cells, int(denominator-numerator))
	}
	return m.From == FromPeople && measure.Suppress([][]int{cells}, false).Cells[0][0]
}

// Met tells whether a value reaches the target. A trend is met when it falls.
func (m Measure) Met(value float64) bool {
	if m.TargetKind == "trend" {
		return value < 0
	}
	return value >= m.Target
}

// TargetText is the target in words; empty where the document gives none.
func (m Measure) TargetText() care.Text {
	n := number(m.Target)
	switch {
	case m.TargetKind == "trend":
		return care.Text{Zh: "明显下降", En: "a clear fall"}
	case m.TargetKind == "all":
		return care.Text{Zh: "全部", En: "all"}
	case m.Target == 0:
		return care.Text{}
	case m.TargetKind == "count":
		return care.Text{Zh: n, En: n}
	case m.TargetKind == "per_100000":
		return care.Text{Zh: "每十万人 " + n, En: n + " per 100,000"}
	}
	return care.Text{Zh: fmt.Sprintf("%s%%", n), En: fmt.Sprintf("%s%%", n)}
}
