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
		targets := map[string]string{}
		for _, at := range reached(b, []string{"/work", "/overview", "/rounds/" + round.ID.String(), "/flags", "/notices"}) {
			body := b.Get(at).Body
			for _, m := range whyLink.FindAllStringSubmatch(body, -1) {
				where[strings.Split(at, "/")[1]]++
				to, anchor, _ := strings.Cut(html.UnescapeString(m[1]), "#")
				if _, seen := targets[to]; !seen {
					a := b.Get(to)
					if a.Status != http.StatusOK {
						t.Errorf("%s: the why-link %s on %s answers %d", role, to, at, a.Status)
					}
					targets[to] = a.Body
				}
				if anchor != "" && !strings.Contains(targets[to], `id="`+anchor+`"`) {
					t.Errorf("%s: the why-link on %s finds no %s on %s", role, at, anchor, to)
				}
			}
		}
	}
	for _, page := range []string{"work", "overview", "rounds", "flags", "notices", "pupils"} {
		if where[page] == 0 {
			t.Errorf("no page below /%s has a why-link", page)
		}
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
