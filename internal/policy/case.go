package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// A pack's tests.yaml: named cases with what must come out. Every case asks one
// question; the fields below it hold what is given and what must come out.
type caseRow struct {
	Name string `yaml:"name"`

	Triage *triageCase `yaml:"triage"`
	Expect *expectCase `yaml:"expect"`

	Notices *care.Level `yaml:"notices"` // in a programme, or in pupil care
	To      []care.Role `yaml:"to"`      // exactly these, in any order
	Floor   []care.Role `yaml:"floor"`   // those of them whom the document demands

	Timer string `yaml:"timer"`
	From  string `yaml:"from"` // civil time, 2026-09-30 10:00; of a retention a day
	Due   string `yaml:"due"`

	Hotlines string   `yaml:"hotlines"`
	Open     []string `yaml:"open"` // numbers in order
	Hotline  string   `yaml:"hotline"`
	Weekly   float64  `yaml:"weekly_hours"` // hours in a week that somebody answers

	Cadence string             `yaml:"cadence"`
	On      care.Date          `yaml:"on"`
	Period  string             `yaml:"period"`
	Count   int                `yaml:"count"`
	Grades  []int              `yaml:"grades"`  // that rounds must cover
	Reaches map[string]float64 `yaml:"reaches"` // a record with these numbers counts
	Falls   map[string]float64 `yaml:"falls"`   // and one with these does not

	Measure     string     `yaml:"measure"`
	Units       []unitCase `yaml:"units"` // that stand in the region; numerator and denominator are what they count to
	Numerator   float64    `yaml:"numerator"`
	Denominator float64    `yaml:"denominator"`
	Value       float64    `yaml:"value"`
	Met         *bool      `yaml:"met"`    // left out where the document gives no target
	Hidden      *bool      `yaml:"hidden"` // whether so few people are in it, or left out, that it is not shown
	None        bool       `yaml:"none"`   // nobody to count: there is no figure

	Ratio string `yaml:"ratio"`
	Size  int    `yaml:"size"`
	Needs int    `yaml:"needs"`

	Network string             `yaml:"network"`
	Tiers   []Tier             `yaml:"tiers"`
	Stands  map[care.Role]Tier `yaml:"stands"` // in which tier a post stands
	Calls   []care.Role        `yaml:"calls"`  // who is called in turn when what owner owes is late

	Level *care.Level `yaml:"level"` // with on and until: the day by which it is looked at again
	Label string      `yaml:"label"` // in Chinese

	Retention Data      `yaml:"retention"`
	Until     care.Date `yaml:"until"`

	Enter   care.Programme `yaml:"enter"`  // somebody enters it, at its lowest level or the one after at, at the time after from
	Groups  []string       `yaml:"groups"` // on the ground of these
	Owner   care.Role      `yaml:"owner"`  // who is responsible
	First   string         `yaml:"first"`  // the timer that is due first, by due
	Refused bool           `yaml:"refused"`

	Access care.Role `yaml:"access"`
	Verb   Verb      `yaml:"verb"`
	Data   Data      `yaml:"data"`
	Scope  Scope     `yaml:"scope"` // none: it may not

	Programme string      `yaml:"programme"`
	At        *care.Level `yaml:"at"`
	Timers    []string    `yaml:"timers"` // in any order

	Conflict string `yaml:"conflict"`
	Row      string `yaml:"row"` // is among the rows that settle it

	Serves   string          `yaml:"serves"`   // a kind of record or a form, and of this pack's clauses
	Clauses  []string        `yaml:"clauses"`  // exactly these, in any order
	Asks     []string        `yaml:"asks"`     // what must be filled in
	Standing bool            `yaml:"standing"` // holds until ended
	By       []care.UnitKind `yaml:"by"`       // units that have such records; left out: all

	pack string // whose case it is
}

type triageCase struct {
	Scores    map[string]scoreCase `yaml:"scores"`
	Critical  []string             `yaml:"critical"`
	Soft      []string             `yaml:"soft"`
	Invalid   bool                 `yaml:"invalid"`
	Partial   bool                 `yaml:"partial"`
	Age       int                  `yaml:"age"`
	Grade     int                  `yaml:"grade"`
	Informant string               `yaml:"informant"`
}

type scoreCase struct {
	Total    float64            `yaml:"total"`
	Band     string             `yaml:"band"`
	Sub      map[string]float64 `yaml:"sub"`
	Unscored bool               `yaml:"unscored"`
}

type expectCase struct {
	Level  care.Level `yaml:"level"`
	Alert  bool       `yaml:"alert"`
	Retake bool       `yaml:"retake"`
	Rules  []string   `yaml:"rules"` // exactly these, in any order
}

func (s *Stack) runCases(f *file) {
	var doc struct {
		Cases []caseRow `yaml:"cases"`
	}
	if f.data == nil || !f.decode(&doc) || len(doc.Cases) == 0 {
		if len(doc.Cases) == 0 {
			f.fault(nil, "tests.yaml 中没有案例：每个规则包至少要有一个", "tests.yaml has no case: every pack needs at least one")
		}
		return
	}
	seen := map[string]bool{}
	for i, c := range doc.Cases {
		if c.Name == "" || seen[c.Name] {
			f.fault(at("cases", i), "案例名称“%s”缺失或重复", "the case name %q is missing or used twice", c.Name)
		}
		seen[c.Name] = true
		c.pack, _, _ = strings.Cut(f.path, "/")
		refs, got, want := s.run(c)
		for _, r := range refs {
			s.exercised[r] = append(s.exercised[r], c.pack+"/"+c.Name)
		}
		if got != want {
			f.fault(at("cases", i), "案例“%s”不符：得到 %s，应为 %s；请改规则或改案例", "case %q failed: got %s, want %s; mend the rule or the case", c.Name, got, want)
		}
	}
}

// run gives the references a case exercises, what came out and what should have,
// in comparable words.
func (s *Stack) run(c caseRow) (refs []string, got, want string) {
	switch {
	case c.Triage != nil && c.Expect != nil:
		return s.runTriage(c)
	case c.Notices != nil:
		var to, floor []care.Role
		programme, ref := care.StudentCare, "notice/"+c.Notices.String()
		if c.Programme != "" {
			programme, ref = care.Programme(c.Programme), "programme/"+c.Programme
		}
		for _, n := range s.NoticesOf(programme, *c.Notices) {
			to = append(to, n.To)
			if n.Origin == Floor {
				floor = append(floor, n.To)
			}
		}
		return only(ref), recipients(to, floor), recipients(c.To, c.Floor)
	case c.Timer != "":
		t, ok := s.Timer(c.Timer)
		from, err := time.ParseInLocation(civilTime, c.From, care.China)
		if !ok || err != nil {
			return nil, "an unknown timer or an unreadable from", "timer: an id and from: 2026-09-30 10:00"
		}
		return only("timer/" + c.Timer), civilText(s.dueFrom(t, from)), c.Due
	case c.Hotlines != "" || c.Hotline != "":
		return s.runHotline(c)
	case c.Cadence != "":
		k, ok := s.Cadence(c.Cadence)
		if !ok {
			return nil, "an unknown cadence", "cadence: an id"
		}
		p := k.Recurrence().On(c.On, s.calendar)
		got, want = fmt.Sprintf("%d in %s until %s", k.Count, p.Name, p.Last), fmt.Sprintf("%d in %s until %s", c.Count, c.Period, c.Due)
		for _, record := range []struct {
			of   map[string]float64
			want bool
		}{{c.Reaches, true}, {c.Falls, false}} {
			if record.of != nil {
				got += fmt.Sprintf(", a record of %v counts %v", record.of, k.Reached(func(field string) float64 { return record.of[field] }))
				want += fmt.Sprintf(", a record of %v counts %v", record.of, record.want)
			}
		}
		if c.Grades != nil {
			got, want = fmt.Sprintf("%s, of grades %v", got, k.Grades), fmt.Sprintf("%s, of grades %v", want, c.Grades)
		}
		return only("cadence/" + c.Cadence), got, want
	case c.Measure != "":
		return s.runMeasure(c)
	case c.Ratio != "":
		i := slices.IndexFunc(s.ratios, func(r Ratio) bool { return r.ID == c.Ratio })
		if i < 0 {
			return nil, "an unknown ratio", "ratio: an id"
		}
		return only("ratio/" + c.Ratio), fmt.Sprint(s.ratios[i].Needs(c.Size)), fmt.Sprint(c.Needs)
	case c.Network != "":
		return s.runNetwork(c)
	case c.Level != nil:
		return s.runLevel(c)
	case c.Retention != "":
		return s.runRetention(c)
	case c.Access != "":
		return only("access/" + string(c.Access)), s.allowed(c), fmt.Sprint(c.Scope != ScopeNone)
	case c.Enter != "":
		return s.runEnter(c)
	case c.Programme != "" && c.At != nil:
		i := slices.IndexFunc(s.programmes, func(p Programme) bool { return p.ID == c.Programme })
		if i < 0 {
			return nil, "an unknown programme", "programme: an id"
		}
		l, _ := s.programmes[i].At(*c.At)
		return only("programme/" + c.Programme), sorted(l.Timers), sorted(c.Timers)
	case c.Conflict != "":
		i := slices.IndexFunc(s.conflicts, func(k Conflict) bool { return k.ID == c.Conflict })
		if i < 0 {
			return nil, "an unknown conflict", "conflict: an id"
		}
		return only("conflict/" + c.Conflict), fmt.Sprint(slices.Contains(s.conflicts[i].bindings, c.Row)), "true"
	case c.Serves != "":
		return s.runServes(c)
	}
	return nil, "nothing to do", "one question, such as triage with expect, notices with to, timer with from and due, cadence with on, period, due and count"
}

// dueFrom is when a timer that opens now is due.
func (s *Stack) dueFrom(t Timer, now time.Time) care.Millis {
	if t.Span != "" {
		_, due := t.Recurrence().DueIn(care.MillisOf(now), false, s.calendar)
		return due
	}
	return duty.DueAt(t.Within, care.MillisOf(now), s.calendar)
}

func civilText(m care.Millis) string { return m.Time().In(care.China).Format(civilTime) }

const civilTime = "2006-01-02 15:04"

func only(r string) []string { return []string{r} }

func sorted(in []string) string { return strings.Join(slices.Sorted(slices.Values(in)), ", ") }

func (s *Stack) runTriage(c caseRow) (refs []string, got, want string) {
	out := s.Suggest(c.Triage.triage())
	refs = only("rules/triage")
	var rules []string
	for _, r := range out.Reasons {
		rules = append(rules, r.Rule)
		refs = append(refs, "rule/"+r.Rule)
	}
	e := c.Expect
	return refs, outcome(out.Level, out.Alert, out.Retake, rules), outcome(e.Level, e.Alert, e.Retake, e.Rules)
}

func (s *Stack) runHotline(c caseRow) (refs []string, got, want string) {
	if c.Hotline != "" {
		i := slices.IndexFunc(s.hotlines, func(h Hotline) bool { return h.Number == c.Hotline })
		if i < 0 {
			return nil, "an unknown hotline", "hotline: a number"
		}
		return only("hotline/" + c.Hotline), number(float64(s.hotlines[i].weeklyMinutes()) / 60), number(c.Weekly)
	}
	now, err := time.ParseInLocation(civilTime, c.Hotlines, care.China)
	if err != nil {
		return nil, "an unreadable time", "hotlines: 2026-09-30 10:00"
	}
	var open []string
	for _, h := range s.Hotlines(now) {
		open = append(open, h.Number)
		refs = append(refs, "hotline/"+h.Number)
	}
	return refs, strings.Join(open, ", "), strings.Join(c.Open, ", ")
}

func (s *Stack) runRetention(c caseRow) (refs []string, got, want string) {
	i := slices.IndexFunc(s.retention, func(r Retention) bool { return r.Data == c.Retention })
	from, err := care.ParseDate(c.From)
	if i < 0 || err != nil {
		return nil, "an unknown class of data or an unreadable from", "retention: a class of data and from: 2026-01-01"
	}
	due := duty.DueAt(s.retention[i].Keep, care.MillisOf(from.Time()), s.calendar)
	return only("retention/" + string(c.Retention)), string(care.DateOf(due.Time())), string(c.Until)
}

// allowed answers whether the role has the verb for the data in the scope of the
// case; with scope none, in any scope.
func (s *Stack) allowed(c caseRow) string {
	return fmt.Sprint(slices.ContainsFunc(s.access, func(r AccessRow) bool {
		return r.Role == c.Access && r.Verb == c.Verb && r.Data == c.Data && r.Scope != ScopeNone && (c.Scope == ScopeNone || r.Scope == c.Scope)
	}))
}

func outcome(l care.Level, alert, retake bool, rules []string) string {
	rules = slices.Sorted(slices.Values(rules))
	return fmt.Sprintf("level %s, alert %v, retake %v, rules [%s]", l, alert, retake, strings.Join(rules, ", "))
}

func recipients(to, floor []care.Role) string {
	return fmt.Sprintf("to [%s], floor [%s]", strings.Join(slices.Sorted(slices.Values(asStrings(to))), ", "),
		strings.Join(slices.Sorted(slices.Values(asStrings(floor))), ", "))
}

func (c *triageCase) triage() Triage {
	t := Triage{Critical: c.Critical, Soft: c.Soft, Valid: !c.Invalid, Partial: c.Partial, Age: c.Age, Grade: c.Grade, Informant: c.Informant}
	if len(c.Scores) > 0 {
		t.Scores = make(map[string]ScoreIn, len(c.Scores))
	}
	for id, s := range c.Scores {
		t.Scores[id] = ScoreIn{Total: s.Total, Band: s.Band, Subscales: s.Sub, Scored: !s.Unscored}
	}
	return t
}
