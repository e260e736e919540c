package policy

import (
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Cadence is something a unit does again and again, such as the yearly
// screening or ten lessons a term. Its evidence are activity records or rounds.
type Cadence struct {
	ID      string             `yaml:"id"`
	Text    care.Text          `yaml:"text"`
	Unit    []care.UnitKind    `yaml:"unit"`    // kinds of unit that must do it
	Stages  []care.Stage       `yaml:"stages"`  // schools of these stages only; empty: all
	Count   int                `yaml:"count"`   // at least so often ...
	Period  duty.Span          `yaml:"period"`  // ... in every such stretch
	Seasons []string           `yaml:"seasons"` // with period season: ids of calendar.yaml
	Dates   []string           `yaml:"dates"`   // with period fixed_dates: MM-DD
	DoneBy  []string           `yaml:"done_by"` // activity/<id>, round/screening, round/monitoring
	Least   map[string]float64 `yaml:"least"`   // numbers that a record must reach to count, by field: hours, credits
	Grades  []int              `yaml:"grades"`  // of a school year's rounds: every one of these grades that a school has must be in one
	Owner   care.Role          `yaml:"owner"`
	Regular bool               `yaml:"regular"` // 定期 without an interval: ours until the region sets it
	Along   Along              `yaml:"along"`   // network, also where neither this nor climb is written
	Climb   []climbRow         `yaml:"climb"`   // from the due day on
	Source  `yaml:",inline"`

	Set *Interval `yaml:"-"` // the region's own interval, which took the place of the row's

	recurrence duty.Recurrence
}

// Recurrence says when it comes again.
func (c Cadence) Recurrence() duty.Recurrence { return c.recurrence }

// AlongNetwork tells whether who is called when it is late says the network.
func (c Cadence) AlongNetwork() bool { return c.Along != "" || len(c.Climb) == 0 }

// Ladder is when somebody is called after the due day and, where the pack names them,
// who.
func (c Cadence) Ladder() []duty.Step {
	if c.AlongNetwork() {
		return clocks(AlongNetwork, c.Climb, unitClocks)
	}
	return steps(c.Climb)
}

// Binds tells whether a unit of this kind and stage must do it.
func (c Cadence) Binds(kind care.UnitKind, stage care.Stage) bool {
	if kind == care.School && stage == care.University && slices.Contains(c.Unit, care.UniversityUnit) {
		return true
	}
	if !slices.Contains(c.Unit, kind) {
		return false
	}
	switch {
	case kind != care.School && kind != care.Class: // units without a stage
		return true
	case len(c.Stages) == 0:
		return stage != care.University
	}
	return slices.Contains(c.Stages, stage)
}

var cadenceShape = shape[Cadence]{
	list:   "cadences",
	key:    func(r *Cadence) string { return r.ID },
	source: func(r *Cadence) *Source { return &r.Source },
	number: func(r *Cadence) (float64, string) { return float64(r.Count), string(r.Period) },
	terms: func(r *Cadence) []term {
		return []term{{"unit", r.Unit}, {"stages", r.Stages}, {"done_by", r.DoneBy}, {"least", r.Least}, {"seasons", r.Seasons}, {"dates", r.Dates}}
	},
}

// lastGrade is the last year of a university's longest courses, counted on from grade 12.
const lastGrade = 17

// rounds that a cadence can be done by.
var roundKinds = []string{"round/screening", "round/monitoring"}

func checkCadence(f *file, i int, r *Cadence) {
	f.complete(at("cadences", i, "text"), "text", r.Text)
	if len(r.Unit) == 0 {
		f.fault(at("cadences", i), "缺少 unit：请写由哪类单位完成，如 unit: [school]", "unit is missing: say which kinds of unit do it, such as unit: [school]")
	}
	for j, k := range r.Unit {
		f.oneOf(at("cadences", i, "unit", j), "unit", string(k), asStrings(care.UnitKinds()))
	}
	for j, st := range r.Stages {
		if st.FirstGrade() == 0 {
			f.fault(at("cadences", i, "stages", j), "没有学段“%s”", "there is no stage %q", string(st))
		}
	}
	f.role(at("cadences", i, "owner"), r.Owner)
	f.oneOf(at("cadences", i, "period"), "period", string(r.Period), asStrings(duty.Spans))
	if r.Count < 1 {
		f.fault(at("cadences", i), "请写 count（至少 1）", "write count, at least 1")
	}
	if (r.Period == duty.SeasonSpan) != (len(r.Seasons) > 0) {
		f.fault(at("cadences", i), "period: season 与 seasons 必须同时出现", "period: season and seasons belong together")
	}
	if (r.Period == duty.FixedDates) != (len(r.Dates) > 0) {
		f.fault(at("cadences", i), "period: fixed_dates 与 dates 必须同时出现", "period: fixed_dates and dates belong together")
	}
	for j, d := range r.Dates {
		f.date(at("cadences", i, "dates", j), care.Date("2025-"+d))
	}
	if len(r.DoneBy) == 0 {
		f.fault(at("cadences", i), "缺少 done_by：请写什么算完成，如 done_by: [activity/parent_training]", "done_by is missing: say what counts as done, such as done_by: [activity/parent_training]")
	}
	for field, n := range r.Least {
		f.oneOf(at("cadences", i, "least"), "least", field, leastFields)
		if n <= 0 {
			f.fault(at("cadences", i, "least", field), "least 里的数须大于 0", "a number of least must be above 0")
		}
	}
	if rounds := slices.ContainsFunc(r.DoneBy, func(s string) bool { return !strings.HasPrefix(s, "activity/") }); len(r.Least) > 0 && rounds {
		f.fault(at("cadences", i, "least"), "least 只用于活动记录：done_by 须是 activity/…", "least is for activity records: done_by must be activity/...")
	}
	for j, g := range r.Grades {
		if g < 1 || g > lastGrade {
			f.fault(at("cadences", i, "grades", j), "没有 %d 年级：请写 1 到 %d（高一是 10，大一是 13）", "there is no grade %d: write 1 to %d (10 is the first of senior school, 13 of a university)", g, lastGrade)
		}
	}
	if rounds := !slices.ContainsFunc(r.DoneBy, func(s string) bool { return strings.HasPrefix(s, "activity/") }); len(r.Grades) > 0 && (!rounds || r.Period != duty.SchoolYearSpan) {
		f.fault(at("cadences", i, "grades"), "grades 只用于每学年的测评：done_by 只写 round/…，period 须是 school_year", "grades is for the rounds of a school year: done_by must be round/... alone, and period school_year")
	}
	checkClimb(f, at("cadences", i), r.Along, r.Climb)
	r.recurrence = duty.Recurrence{Span: r.Period, Dates: r.Dates}
}

// joinCadences looks up the seasons and the kinds of activity that cadences name.
func (s *Stack) joinCadences(f *file) {
	s.cadences = slices.Clone(s.cadences)
	for i := range s.cadences {
		c := &s.cadences[i]
		c.recurrence.Seasons = nil
		for _, id := range c.Seasons {
			j := slices.IndexFunc(s.seasons, func(x Season) bool { return x.ID == id })
			if j < 0 {
				f.fault(at("cadences", i), "“%s”引用的时段 %s 不在 calendar.yaml 的 seasons 中", "%q names the season %s, which calendar.yaml does not have", c.ID, id)
				continue
			}
			c.recurrence.Seasons = append(c.recurrence.Seasons, duty.Season{ID: id, From: s.seasons[j].From, To: s.seasons[j].To})
		}
		for _, what := range c.DoneBy {
			if slices.Contains(roundKinds, what) {
				continue
			}
			id, ok := strings.CutPrefix(what, "activity/")
			if _, known := s.Activity(id); !ok || !known {
				f.fault(at("cadences", i), "“%s”的 done_by 没有“%s”：请写 activities.yaml 中的活动或 round/screening", "%q has done_by %q: write a kind of activity of activities.yaml or round/screening", c.ID, what)
			}
		}
		for _, kind := range c.Unit {
			if !s.within(kind, c.DoneBy) {
				f.fault(at("cadences", i), "“%s”要求%s完成，但 done_by 里没有一种活动能由这类单位登记：请在 activities.yaml 的 units 里加上 %s，或改 done_by", "%q binds a %s, but none of its done_by can be recorded by such a unit: add %s to the units in activities.yaml, or change done_by", c.ID, kind, kind)
			}
		}
	}
}

// leastFields are the fields of an activity record that hold numbers, in the order in
// which they are named.
var leastFields = []string{"credits", "hours", "minutes", "participants"}

var leastWords = map[string]care.Text{"credits": {Zh: "学分", En: "credits"}, "hours": {Zh: "学时", En: "hours"}, "minutes": {Zh: "分钟", En: "minutes"}, "participants": {Zh: "人参加", En: "participants"}}

// Reached tells whether a record has the numbers that make it count.
func (c Cadence) Reached(number func(field string) float64) bool {
	for field, n := range c.Least {
		if number(field) < n {
			return false
		}
	}
	return true
}

// Cadence finds what units do again and again by its id.
func (s *Stack) Cadence(id string) (Cadence, bool) {
	i := slices.IndexFunc(s.cadences, func(c Cadence) bool { return c.ID == id })
	if i < 0 {
		return Cadence{}, false
	}
	return s.cadences[i], true
}

// How is how often, in words: 每学期 10 次.
func (c Cadence) How() care.Text {
	n := c.Period.Name()
	switch {
	case c.Period == duty.FixedDates:
	case c.Count == 1:
		n = care.Text{Zh: n.Zh + " 1 次", En: "once " + n.En}
	default:
		n = care.Text{Zh: fmt.Sprintf("%s %d 次", n.Zh, c.Count), En: fmt.Sprintf("%d times %s", c.Count, n.En)}
	}
	var zh, en []string
	for _, field := range leastFields {
		if least, ok := c.Least[field]; ok {
			zh, en = append(zh, number(least)+" "+leastWords[field].Zh), append(en, number(least)+" "+leastWords[field].En)
		}
	}
	if len(zh) > 0 {
		n = care.Text{Zh: n.Zh + "（每次至少 " + strings.Join(zh, "、") + "）", En: n.En + " (at least " + strings.Join(en, ", ") + " each)"}
	}
	return n
}
