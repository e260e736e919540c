package web

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/webtest"
	"xinhuan/policies"
)

// Every clause of every pack says of each thing it is bound to what is true today: what
// is missing, why software can't, how many records there are or who has to write one,
// the staff there is, the figure. Only what the program and its rules do by themselves is
// said to be served directly.
func TestEveryClauseSaysWhatStandsForItToday(t *testing.T) {
	f := fixture.SQLite(t)
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	b, seen := site.As(t, care.DistrictOfficer), map[string]bool{}
	for _, id := range []string{"youyang", "nanan", "changzhou", "chongqing", "national"} {
		s, err := policy.Load(policies.FS, id)
		if err != nil {
			t.Fatal(err)
		}
		f.Adopt(t, s)
		for _, c := range s.Clauses() {
			if seen[c.ID] {
				continue
			}
			seen[c.ID] = true
			body := html.UnescapeString(b.Get(policyweb.ClauseHref(c.ID) + "?lang=zh").OK().Body)
			from, to := strings.Index(body, `id="evidence"`), strings.Index(body, `class="clause-next`)
			for _, fault := range untrue(s, c, body[from:to]) {
				t.Errorf("%s: %s", c.ID, fault)
			}
		}
	}
	if len(seen) < 472 {
		t.Errorf("read %d clauses, want all 472", len(seen))
	}
}

// untrue lists what the evidence of a clause leaves out or should not say.
func untrue(s *policy.Stack, c policy.Clause, evidence string) (out []string) {
	need := func(why string, words ...string) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(evidence, w) }) {
			out = append(out, why+": nothing of "+strings.Join(words, " or "))
		}
	}
	itself := len(c.Planned) == 0 && c.Outside.IsZero() // the program and its rules serve it by themselves
	for _, ref := range c.ServedBy {
		kind, id, _ := strings.Cut(ref, "/")
		switch kind {
		case "activity":
			itself = false
			a, _ := s.Activity(id)
			need("a record", a.Text.Zh)
			for _, u := range a.Units {
				need("where it is recorded", u.Name().Zh, "您的岗位看不到这类记录")
			}
			need("how many records", " 条", "还没有人登记", "课时")
			need("who writes it", care.Principal.Name().Zh, care.DistrictOfficer.Name().Zh, "您的岗位看不到这类记录")
		case "ratio":
			itself = false
			need("staff", `href="/staffing/`)
			need("the staff there is", "个单位，", "没有适用这一标准的单位")
		case "measure":
			itself = false
			m, _ := s.Measure(id)
			need("a measure", m.Text.Zh)
			if why := m.Uncounted(); !why.IsZero() {
				need("why there is no figure", why.Zh)
				need("what to do about it", policy.CountItself.Zh)
			} else {
				need("a figure", "日至", "没有这类单位")
			}
		case "cadence", "timer", "programme":
			itself = false
		}
	}
	for _, id := range c.Planned {
		k, _ := s.Product().Capability(id)
		need("what is missing", k.Text.Zh)
	}
	if !c.Outside.IsZero() {
		need("why software can't", c.Outside.Zh)
	}
	if strings.Contains(evidence, "直接落实") && !itself {
		out = append(out, "is said to be served directly")
	}
	if len(c.ServedBy) > 0 && strings.Contains(evidence, "系统里没有这一条的佐证") || strings.TrimSpace(strings.SplitN(evidence, "</h2>", 2)[1]) == "</section>" {
		out = append(out, "says nothing, or that nothing stands for it")
	}
	if raw := rawDay.FindString(tag.ReplaceAllString(evidence, " ")); raw != "" {
		out = append(out, "writes a day as "+raw)
	}
	return out
}

// A day that people read is written in words.
var (
	tag    = regexp.MustCompile(`<[^>]*>`)
	rawDay = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
)
