package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// A pack's tests.yaml: named cases with what must come out. Every case has one
// of triage, notices, timer and hotlines.
type caseRow struct {
	Name     string      `yaml:"name"`
	Triage   *triageCase `yaml:"triage"`
	Expect   *expectCase `yaml:"expect"` // with triage
	Notices  *care.Level `yaml:"notices"`
	To       []care.Role `yaml:"to"`    // with notices: exactly these, in any order
	Floor    []care.Role `yaml:"floor"` // with notices: those of them whom the document demands
	Timer    string      `yaml:"timer"`
	From     string      `yaml:"from"` // with timer: civil time, 2026-09-30 10:00
	Due      string      `yaml:"due"`  // with timer
	Hotlines string      `yaml:"hotlines"`
	Open     []string    `yaml:"open"` // with hotlines: numbers in order
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
		if got, want := s.run(c); got != want {
			f.fault(at("cases", i), "案例“%s”不符：得到 %s，应为 %s；请改规则或改案例", "case %q failed: got %s, want %s; mend the rule or the case", c.Name, got, want)
		}
	}
}

// run gives what came out and what should have, in comparable words.
func (s *Stack) run(c caseRow) (got, want string) {
	switch {
	case c.Triage != nil && c.Expect != nil:
		out := s.Suggest(c.Triage.triage())
		var rules []string
		for _, r := range out.Reasons {
			rules = append(rules, r.Rule)
		}
		e := c.Expect
		return outcome(out.Level, out.Alert, out.Retake, rules), outcome(e.Level, e.Alert, e.Retake, e.Rules)
	case c.Notices != nil:
		var to, floor []care.Role
		for _, n := range s.Notices(*c.Notices) {
			to = append(to, n.To)
			if n.Origin == Floor {
				floor = append(floor, n.To)
			}
		}
		return recipients(to, floor), recipients(c.To, c.Floor)
	case c.Timer != "":
		t, ok := s.Timer(c.Timer)
		from, err := time.ParseInLocation("2006-01-02 15:04", c.From, care.China)
		if !ok || err != nil {
			return "an unknown timer or an unreadable from", "timer: an id and from: 2026-09-30 10:00"
		}
		due := duty.DueAt(t.Within, care.MillisOf(from), s.calendar)
		return due.Time().In(care.China).Format("2006-01-02 15:04"), c.Due
	case c.Hotlines != "":
		now, err := time.ParseInLocation("2006-01-02 15:04", c.Hotlines, care.China)
		if err != nil {
			return "an unreadable time", "hotlines: 2026-09-30 10:00"
		}
		var open []string
		for _, h := range s.Hotlines(now) {
			open = append(open, h.Number)
		}
		return strings.Join(open, ", "), strings.Join(c.Open, ", ")
	}
	return "nothing to do", "triage with expect, notices with to, timer with from and due, or hotlines with open"
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
