package web

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/webtest"
)

var (
	anyLink = regexp.MustCompile(`<a [^>]*href="(/[^"]*)"`)
	whyLink = regexp.MustCompile(`<a class="why[^"]*" href="([^"]*)"`)
)

// TestEveryWhyLinkLeadsToItsClause walks the pages that a role reaches by links
// and follows each why-link on them: to a page that is there, and to the very row.
func TestEveryWhyLinkLeadsToItsClause(t *testing.T) {
	f := fixture.SQLite(t)
	round := f.Work(t)
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	where := map[string]int{}
	for _, role := range []care.Role{care.PsychologyLead, care.Principal, care.DistrictOfficer} {
		b := site.As(t, role)
		follow(t, b, reached(b, []string{"/work", "/overview", "/rounds/" + round.ID.String(), "/flags", "/notices"}), func(at, _ string) { where[strings.Split(at, "/")[1]]++ })
	}
	for _, page := range []string{"work", "overview", "rounds", "flags", "notices", "pupils"} {
		if where[page] == 0 {
			t.Errorf("no page below /%s has a why-link", page)
		}
	}
}

// follow opens whatever the why-links of pages lead to, and finds the very row there.
func follow(t *testing.T, b *webtest.Browser, pages []string, each func(at, to string)) {
	t.Helper()
	targets := map[string]string{}
	for _, at := range pages {
		for _, m := range whyLink.FindAllStringSubmatch(b.Get(at).Body, -1) {
			href := html.UnescapeString(m[1])
			each(at, href)
			to, anchor, _ := strings.Cut(href, "#")
			if _, seen := targets[to]; !seen {
				a := b.Get(to)
				if a.Status != http.StatusOK {
					t.Errorf("the why-link %s on %s answers %d", to, at, a.Status)
				}
				targets[to] = a.Body
			}
			if anchor != "" && !strings.Contains(targets[to], `id="`+anchor+`"`) {
				t.Errorf("the why-link on %s finds no %s on %s", at, anchor, to)
			}
		}
	}
}

// What is a figure, a duty's day or a suggested level on a page of work, by the parts
// they are drawn with: each has a why-link in the same place.
var (
	tables    = regexp.MustCompile(`(?s)<table.*?</table>`)
	numbered  = regexp.MustCompile(`(?s)<th [^>]*class="col-number"[^>]*>.*?</th>`)
	headed    = regexp.MustCompile(`(?s)<thead.*?</thead>`)
	lines     = regexp.MustCompile(`(?s)<tr role="row"[^>]*>.*?</tr>`)
	rings     = regexp.MustCompile(`(?s)<div class="ring">.*?</div></div>`)
	leads     = regexp.MustCompile(`(?s)<p class="lead-text">.*?</p>`)
	counted   = regexp.MustCompile(`(?s)<dd><a href="/programmes/.*?</dd>`)
	marked    = regexp.MustCompile(`(?s)<li class="due due-[^"]*"><span class="due-sign">(?:<svg.*?</svg>)?</span><span class="due-what">.*?</li>`)
	dated     = regexp.MustCompile(`class="clock |tone-(grave|watch)"><svg[^>]*(late|soon)`)
	digits    = regexp.MustCompile(`\d`)
	suggested = regexp.MustCompile(`level-suggested`)
)

// unexplained lists the figures, days and levels of a page without a why-link.
func unexplained(body string) (out []string) {
	need := func(what string, parts []string, when *regexp.Regexp) {
		for _, part := range parts {
			if (when == nil || when.MatchString(part)) && !whyLink.MatchString(part) {
				out = append(out, what+": "+strings.Join(strings.Fields(anyTag.ReplaceAllString(part, " ")), " "))
			}
		}
	}
	for _, table := range tables.FindAllString(body, -1) {
		need("the column", numbered.FindAllString(table, -1), nil)
		need("the row", lines.FindAllString(strings.Replace(table, headed.FindString(table), "", 1), -1), dated)
		if suggested.MatchString(table) {
			need("the columns of suggested levels", headed.FindAllString(table, -1), nil)
		}
	}
	need("the ring", rings.FindAllString(body, -1), nil)
	need("the sentence", leads.FindAllString(body, -1), digits)
	need("the count", counted.FindAllString(body, -1), nil)
	need("the mark", marked.FindAllString(body, -1), digits)
	return out
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// TestEveryFigureDutyAndLevelHasItsWhy opens the lists of work of those who have some,
// and finds whatever stands there without its reason.
func TestEveryFigureDutyAndLevelHasItsWhy(t *testing.T) {
	f := fixture.SQLite(t)
	round := f.Work(t)
	country, _ := f.Hardship(t)
	if err := (supervision.Room{Kernel: f.Kernel}).Generate(t.Context()); err != nil {
		t.Fatal(err)
	}
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	school, root := f.School.ID.String(), f.Root.String()
	seen := map[string]int{}
	look := func(who string, b *webtest.Browser, pages ...string) {
		for _, at := range pages {
			a := b.Get(at)
			if a.Status != http.StatusOK {
				t.Errorf("%s: %s answers %d", who, at, a.Status)
				continue
			}
			seen[strings.Split(at, "/")[1]] += len(whyLink.FindAllString(a.Body, -1))
			for _, what := range unexplained(a.Body) {
				t.Errorf("%s: on %s no why-link stands beside %s", who, at, what)
			}
		}
	}
	for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.Principal} {
		look(string(role), site.As(t, role), "/work", "/overview", "/rounds", "/rounds/"+round.ID.String(), "/alerts", "/notices", "/duties", "/duties/"+school+"/calendar", "/timetable/"+school)
	}
	look("psychology_teacher", site.As(t, care.PsychologyTeacher), "/flags", "/rounds/"+round.ID.String()+"/classes/"+f.Class.ID.String())
	look("invigilator", site.As(t, care.Invigilator), "/rounds/"+round.ID.String()+"/classes/"+f.Class.ID.String())
	look("district_officer", site.As(t, care.DistrictOfficer), "/work", "/overview", "/rounds", "/duties", "/timetable/"+root)
	look("child_director", site.AsWho(t, country.Director), "/work", "/programmes", "/programmes/child_in_hardship")
	look("civil_affairs", site.As(t, care.CivilAffairsOfficer), "/work", "/programmes", "/programmes/child_in_hardship")
	for _, page := range []string{"work", "overview", "rounds", "alerts", "notices", "duties", "timetable", "flags", "programmes"} {
		if seen[page] == 0 {
			t.Errorf("no page below /%s has a why-link", page)
		}
	}
	for what, body := range map[string]string{
		"column": `<table class="ledger"><thead><tr role="row"><th role="columnheader" class="col-number">Late</th></tr></thead></table>`,
		"row":    `<table><thead></thead><tbody><tr role="row"><td><span class="clock clock-late">late</span></td></tr></tbody></table>`,
		"level":  `<table><thead><tr></tr></thead><tbody><tr role="row"><td><span class="level level-serious level-suggested"></span></td></tr></tbody></table>`,
		"mark":   `<li class="due due-late"><span class="due-sign"><svg></svg></span><span class="due-what">Plan</span><span>2026</span></li>`,
		"ring":   `<div class="ring"><svg></svg><div><p>1 / 2</p></div></div>`,
		"lead":   `<p class="lead-text">3 late</p>`,
	} {
		if len(unexplained(body)) != 1 {
			t.Errorf("a %s without a why-link is not found", what)
		}
	}
}

// In a stack whose documents ask for something the figures lead to that clause, and
// work of every kind to no rule of interviews.
func TestFiguresOfNananLeadToTheirDocuments(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	f.Work(t)
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	body := site.As(t, care.DistrictOfficer).Get("/overview?lang=zh").OK().Body
	column := func(label string) string {
		for _, th := range numbered.FindAllString(body, -1) {
			if strings.Contains(th, ">"+label+" ") {
				return html.UnescapeString(whyLink.FindStringSubmatch(th)[1])
			}
		}
		t.Fatalf("the overview has no column %s", label)
		return ""
	}
	for _, label := range []string{"应测", "已提交", "有效"} {
		if got := column(label); got != "/policy/clauses/CQ2024-2.4-01" {
			t.Errorf("%s leads to %s, want CQ2024-2.4-01", label, got)
		}
	}
	for _, label := range []string{"未完成工作", "逾期工作"} {
		if got := column(label); got != "/policy/timers" {
			t.Errorf("%s leads to %s, want the time limits of cases", label, got)
		}
	}
	if got := column("等待面谈"); got != "/policy/measures?row=measure%2Finterview_on_time#measure-interview_on_time" {
		t.Errorf("waiting for an interview leads to %s, want interviews in time", got)
	}
}

// A notice of ours leads to the line of whoever is told, and its address names no
// level.
func TestANoticeOfOursLeadsToItsRow(t *testing.T) {
	f := fixture.SQLite(t)
	f.Work(t)
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	ours := regexp.MustCompile(`<a class="why why-ours" href="(/policy/notices[^"]*)"`)
	found := 0
	for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.DeputyPrincipal} {
		b := site.As(t, role)
		for _, at := range []string{"/notices", "/work"} {
			for _, m := range ours.FindAllStringSubmatch(b.Get(at).OK().Body, -1) {
				page, anchor, _ := strings.Cut(m[1], "#")
				found++
				if !strings.HasPrefix(anchor, "notice-to-") || !strings.Contains(b.Get(page).OK().Body, `id="`+anchor+`"`) {
					t.Errorf("%s: a notice on %s leads to %s, which is no row", role, at, m[1])
				}
			}
		}
	}
	if found == 0 {
		t.Error("no notice of ours was found")
	}
}

// reached lists the pages of work that links lead to, two steps deep; what leads
// out of it, or to the rules themselves, is not followed.
func reached(b *webtest.Browser, seeds []string) []string {
	list := slices.Clone(seeds)
	for range 2 {
		for _, at := range slices.Clone(list) {
			for _, m := range anyLink.FindAllStringSubmatch(b.Get(at).Body, -1) {
				next, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
				work := slices.ContainsFunc([]string{"/flags/", "/notices/", "/pupils/", "/rounds/", "/overview?"}, func(p string) bool { return strings.HasPrefix(next, p) })
				if work && !strings.Contains(next, "export") && !slices.Contains(list, next) && len(list) < 40 {
					list = append(list, next)
				}
			}
		}
	}
	return list
}
