package web

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

var update = flag.Bool("update", false, "write testdata/access.txt anew; read the difference before you commit it")

const (
	accessFile    = "testdata/access.txt"
	programmeFile = "testdata/access_programmes.txt" // of programmes that only some packs have
)

// TestEveryRouteAsEveryRole holds who may open what against a file a person
// reads. A new route without a line there fails.
func TestEveryRouteAsEveryRole(t *testing.T) {
	f := fixture.SQLite(t)
	round := f.Work(t)
	_, inCare := f.Hardship(t)
	deps := Deps{Kernel: f.Kernel, Demo: &Demo{}}
	site := webtest.New(t, f, New(deps))
	sample := samples(t, f, round.ID, inCare[0].ID)

	browsers := []caller{{"stranger", site.Stranger(t)}}
	for _, role := range care.StaffRoles() {
		browsers = append(browsers, caller{string(role), site.As(t, role)})
	}
	routes := Contents(deps)
	slices.SortStableFunc(routes, func(a, b session.Route) int { return cmp.Compare(reading(b), reading(a)) })
	got := map[string]string{}
	for _, route := range routes {
		if strings.Contains(route.Pattern, " /static/") || strings.Contains(route.Pattern, " /style/") {
			continue // files of the program itself
		}
		got[route.Pattern] = tryAll(t, f, browsers, route, sample)
	}
	holdMatrix(t, accessFile, got)
}

func holdMatrix(t *testing.T, file string, got map[string]string) {
	t.Helper()
	if *update {
		writeMatrix(t, file, got)
	}
	compareMatrix(t, file, got)
}

type caller struct {
	name    string
	browser *webtest.Browser
}

// reading comes before writing, so that what is written changes no page.
func reading(r session.Route) int {
	if strings.HasPrefix(r.Pattern, "POST") {
		return 0
	}
	return 1
}

// samples are the values put into the patterns.
func samples(t *testing.T, f *fixture.Fixture, round, inCare care.ID) *strings.Replacer {
	t.Helper()
	teacher := f.As(care.ClassTeacher)
	pairs := []string{"{$}", "", "{unit}", f.School.ID.String(), "{school}", f.School.ID.String(), "{class}", f.Class.ID.String(), "{post}", teacher.Post.String(),
		"{person}", teacher.Person.String(), "{pupil}", f.Pupils[1].String(), "{instrument}", "scl90", "{part}", "levels", "{clause}", f.Policy().Clauses()[0].ID, "{pack}", f.Policy().Hash(), "{round}", round.String(), "{format}", "csv",
		"{programme}", string(care.ChildInHardship), "{care.id}", inCare.String(),
		"{kind}", "pupils", "{import}", stagedImport(t, f).String(), "{change}", "new", "{token}", "0123456789", "{form}", "plan", "{ref}", "flag", "{sheet}", "f7_case_meeting", "{file}", "0000000000001", "{folder}", "0000000000001", "{drafts.id}", "0000000000001", "{ref.id}", "0000000000001"}
	pairs = append(pairs, loop(t, f)...)
	pairs = append(pairs, "{adoption}", proposedPack(t, f).String(), "{effect}", string(act.Dropped))
	pairs = append(pairs, "{activities.id}", recorded(t, f).String())
	return strings.NewReplacer(pairs...)
}

// proposedPack is a pack that waits for its second person.
func proposedPack(t *testing.T, f *fixture.Fixture) care.ID {
	t.Helper()
	id, err := f.Regions.ProposePack(context.Background(), f.As(care.DistrictOfficer), fixture.HillPack(t, nil), care.DateOf(f.Now()))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// recorded is the activity record of a lesson at the school.
func recorded(t *testing.T, f *fixture.Fixture) care.ID {
	t.Helper()
	room := supervision.Room{Kernel: f.Kernel}
	if err := room.Generate(context.Background()); err != nil {
		t.Fatal(err)
	}
	values := questionnaire.Values{"kind": questionnaire.TextValue("lesson"), "held_on": questionnaire.TextValue(string(care.DateOf(f.Now()))), "minutes": questionnaire.NumberValue(40)}
	id, _, err := room.FileActivity(context.Background(), f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.School.ID, Kind: "lesson", Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// loop are the ids of a worked case: the pupil whose flag became an episode, and
// the flag and alert that wait.
func loop(t *testing.T, f *fixture.Fixture) (pairs []string) {
	t.Helper()
	err := f.View(context.Background(), act.System, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(f.Pupils[1], care.StudentCare)
		if err != nil {
			return err
		}
		notices, err := tx.NoticesOf(e.ID)
		if err != nil {
			return err
		}
		records, err := tx.RecordsOf(f.Pupils[1])
		if err != nil {
			return err
		}
		sittings, err := tx.SittingsOf(f.Pupils[1])
		if err != nil {
			return err
		}
		duties, err := tx.DutiesAbout(f.Pupils[1])
		pairs = []string{"{pupils.id}", f.Pupils[1].String(), "{episodes.id}", e.ID.String(), "{notices.id}", notices[0].ID.String(), "{records.id}", records[0].ID.String(),
			"{sitting}", sittings[0].ID.String(), "{duties.id}", duties[0].ID.String()}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(pairs, "{flags.id}", f.FlagOf(t, f.Pupils[3]).ID.String(), "{alerts.id}", f.AlertOf(t, f.Pupils[4]).ID.String())
}

// stagedImport has a faulty row, so that applying it asks a question first.
func stagedImport(t *testing.T, f *fixture.Fixture) care.ID {
	t.Helper()
	list := "学校,年级,班级,姓名,学籍号\n青溪试验学校,七年级,1班,试验生,T900001\n青溪试验学校,七年级,1班,,T900002\n"
	id, err := f.Regions.StagePupils(context.Background(), f.As(care.DeputyPrincipal), region.ImportSource{Name: "list.csv", Reader: strings.NewReader(list), Size: int64(len(list)), Unit: f.School.ID})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// bodies are the fields some acts need before they decide.
var bodies = map[string]string{"POST /posts/{post}/release": "person"}

// skip are acts that would end the test's own sessions.
var skip = []string{"POST /sign-out", "POST /post", "POST /demo/clock"}

func tryAll(t *testing.T, f *fixture.Fixture, callers []caller, route session.Route, sample *strings.Replacer) string {
	t.Helper()
	method, path, ok := strings.Cut(route.Pattern, " ")
	if !ok {
		method, path = "GET", route.Pattern
	}
	if slices.Contains(skip, route.Pattern) {
		return "    not tried: it would end the test's own sessions"
	}
	path = sample.Replace(strings.Replace(path, "{id}", "{"+strings.Split(path, "/")[1]+".id}", 1))
	if strings.Contains(path, "{") {
		t.Errorf("%s: give its parameter a sample in samples", route.Pattern)
		return ""
	}
	byStatus := map[int][]string{}
	for _, c := range callers {
		f.Wait(3 * time.Second) // so many tries at once look like guessing
		var a webtest.Answer
		if method == "GET" {
			a = c.browser.Get(path)
		} else {
			a = c.browser.Post(path, bodies[route.Pattern], care.ID(1).String())
		}
		if a.Status >= http.StatusInternalServerError {
			t.Errorf("%s as %s: got %d: %s", route.Pattern, c.name, a.Status, a.Words())
		}
		a.Sound()
		byStatus[a.Status] = append(byStatus[a.Status], c.name)
	}
	var lines []string
	for _, status := range sortedKeys(byStatus) {
		lines = append(lines, fmt.Sprintf("    %d %s", status, strings.Join(byStatus[status], " ")))
	}
	return strings.Join(lines, "\n")
}

func sortedKeys[V any, K cmp.Ordered](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func writeMatrix(t *testing.T, file string, got map[string]string) {
	var b strings.Builder
	b.WriteString("# Who gets which answer at which address: written by go test ./internal/web -update, read by people.\n# POST is tried with an empty form: 422 means that the post may do it.\n")
	for _, pattern := range sortedKeys(got) {
		fmt.Fprintf(&b, "\n%s\n%s\n", pattern, got[pattern])
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func compareMatrix(t *testing.T, file string, got map[string]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, block := range strings.Split(string(text), "\n\n")[1:] {
		pattern, rest, _ := strings.Cut(strings.TrimRight(block, "\n"), "\n")
		want[pattern] = rest
	}
	for _, pattern := range sortedKeys(got) {
		w, ok := want[pattern]
		switch {
		case !ok:
			t.Errorf("%s has no line in %s: decide who may open it, then run with -update", pattern, file)
		case w != got[pattern]:
			t.Errorf("%s: got\n%s\nwant\n%s", pattern, got[pattern], w)
		}
	}
	for pattern := range want {
		if _, ok := got[pattern]; !ok {
			t.Errorf("%s stands in %s but is no route", pattern, file)
		}
	}
}

// later are entries whose pages are not joined yet; an entry that is served
// has to leave this list.
var later []string

// TestNavigationLeadsSomewhere follows every entry of every role's navigation.
func TestNavigationLeadsSomewhere(t *testing.T) {
	f := fixture.SQLite(t)
	deps := Deps{Kernel: f.Kernel, Demo: &Demo{}}
	site := webtest.New(t, f, New(deps))
	for _, role := range care.StaffRoles() {
		items, face := session.Nav(f.Access(), role, true)
		if len(items) == 0 || len(items) > 7 {
			t.Errorf("%s: got %d entries, want one to seven", role, len(items))
		}
		admin := role == care.SystemAdmin || role == care.SecurityAdmin || role == care.AuditAdmin
		if (face == ui.Admin) != admin {
			t.Errorf("%s: got face %s", role, face)
		}
		b := site.As(t, role)
		for _, item := range items {
			a := b.Get(item.Href)
			if slices.Contains(later, item.Href) {
				if a.Status != http.StatusNotFound {
					t.Errorf("%s is served now: take it off the list", item.Href)
				}
				continue
			}
			if a.Status != http.StatusOK {
				t.Errorf("%s: %s answers %d: %s", role, item.Href, a.Status, a.Words())
			}
		}
	}
}

func TestWithoutARegionNothingIsShown(t *testing.T) {
	for path, want := range map[string]string{"/": "xinhuan init", "/?lang=en": "found the region", "/sign-in": "xinhuan init"} {
		w := httptest.NewRecorder()
		New(Deps{}).ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: got %d without %q", path, w.Code, want)
		}
	}
}

// TestPupilsDoNotMeetTheStaffSession: no cookie, no frame.
func TestPupilsDoNotMeetTheStaffSession(t *testing.T) {
	f := fixture.SQLite(t)
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	a := site.Stranger(t).Get("/pupil/")
	if a.Status != http.StatusOK || len(a.Header["Set-Cookie"]) > 0 {
		t.Errorf("got status %d and cookies %q, want 200 and none", a.Status, a.Header["Set-Cookie"])
	}
}
