package ui

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jba/templatecheck"

	"xinhuan/internal/care"
)

func TestEveryPartFitsItsStruct(t *testing.T) {
	checks := map[string]error{
		"person": part[Person]("person"), "level": part[Level]("level"), "badge": part[Badge]("badge"), "clock": part[Clock]("clock"),
		"why": part[Why]("why"), "link": part[Link]("link"), "action": part[Action]("action"), "confirm": part[Confirm]("confirm"),
		"empty": part[Empty]("empty"), "tabs": part[Tabs]("tabs"), "toast": part[Toast]("toast"), "heading": part[Heading]("heading"),
		"pager": part[Pager]("pager"), "table": part[Table]("table"), "form": part[Form]("form"), "notice": part[Notice]("notice"),
		"timeline": part[Timeline]("timeline"), "stat": part[Stat]("stat"), "ring": part[Ring]("ring"), "progress": part[Progress]("progress"),
		"upload": part[Upload]("upload"),
	}
	for name, err := range checks {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func part[C any](name string) error {
	return templatecheck.CheckHTML(set.parts.Lookup(name), view[C]{})
}

func TestPagesFitTheirStructs(t *testing.T) {
	Check(t, galleryTemplate, galleryPage{})
	Check(t, errorTemplate, errorPage{})
}

type faults []string

func (f *faults) Helper()                   {}
func (f *faults) Errorf(s string, a ...any) { *f = append(*f, s) }

func TestCheckFindsAMisspelledField(t *testing.T) {
	var f faults
	fsys := fstest.MapFS{"page.html": {Data: []byte(`{{define "main"}}{{.Nmae}}{{end}}`)}}
	Check(&f, MustParse(fsys, "page.html"), errorPage{})
	if len(f) == 0 {
		t.Error("got no fault for {{.Nmae}}, want one")
	}
}

// TestGalleryRenders renders every part in both languages, on each face and
// with each amount of data. With XINHUAN_PAGES_OUT it leaves the pages there
// for test/browser.
func TestGalleryRenders(t *testing.T) {
	out := os.Getenv("XINHUAN_PAGES_OUT")
	for _, face := range []Face{Staff, Family, Admin} {
		for _, lang := range []care.Lang{care.Zh, care.En} {
			for _, amount := range []Amount{NoData, UsualData, MuchData} {
				w := httptest.NewRecorder()
				Gallery().ServeHTTP(w, httptest.NewRequest("GET", "/gallery?face="+string(face)+"&lang="+string(lang)+"&amount="+string(amount), nil))
				body := w.Body.String()
				if w.Code != http.StatusOK {
					t.Fatalf("%s %s %s: got status %d, want 200", face, lang, amount, w.Code)
				}
				for _, bad := range []string{"<no value>", "ZgotmplZ", "style=", "onclick", "%!"} {
					if strings.Contains(body, bad) {
						t.Errorf("%s %s %s: page contains %q", face, lang, amount, bad)
					}
				}
				save(t, out, strings.Join([]string{"gallery", string(face), string(lang), string(amount)}, "-")+".html", w)
			}
		}
	}
}

func TestEveryKindOfFailureHasAPage(t *testing.T) {
	out := os.Getenv("XINHUAN_PAGES_OUT")
	for kind := care.Internal; kind <= care.Unavailable; kind++ {
		for _, lang := range []care.Lang{care.Zh, care.En} {
			w := httptest.NewRecorder()
			Guard(w.Header(), "")
			Fail(w, Page{Lang: lang}, &care.Error{Kind: kind, Op: "secret operation"}, "R7K2")
			if w.Code != Status(kind) || w.Code < 400 {
				t.Errorf("kind %d: got status %d, want %d", kind, w.Code, Status(kind))
			}
			words := kindWords[kind]
			for _, want := range []string{words.Happened.In(lang), words.Kept.In(lang), words.Do.In(lang), "R7K2"} {
				if want == "" || !strings.Contains(w.Body.String(), template.HTMLEscapeString(want)) {
					t.Errorf("kind %d in %s: page lacks %q", kind, lang, want)
				}
			}
			if strings.Contains(w.Body.String(), "secret operation") {
				t.Errorf("kind %d: page shows the operation", kind)
			}
			save(t, out, "error-"+string(lang)+"-"+string(rune('0'+kind))+".html", w)
		}
	}
}

func save(t *testing.T, dir, name string, w *httptest.ResponseRecorder) {
	t.Helper()
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), w.Body.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "policy.txt"), []byte(Policy("")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPupilShell checks the pupil's page; like the gallery it can leave it for
// the browser tests.
func TestPupilShell(t *testing.T) {
	shell := MustParse(os.DirFS("../pupil/assets"), "pupil.html")
	type page struct{ Page }
	Check(t, shell, page{})
	w := httptest.NewRecorder()
	if err := shell.Render(w, http.StatusOK, page{Page{Face: Pupil, Title: both("问卷", "Questionnaire")}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(w.Body.String(), `id="app"`) {
		t.Error("the shell lacks the element #app")
	}
	save(t, os.Getenv("XINHUAN_PAGES_OUT"), "pupil.html", w)
}

func TestMissingAssetsAreSaidPlainly(t *testing.T) {
	kept := built
	defer func() { built = kept }()
	built = loadAssets(fstest.MapFS{"dist/.gitkeep": {}})
	for _, face := range []Face{Staff, Family, Pupil, Admin, Bare} {
		w := httptest.NewRecorder()
		if err := errorTemplate.Render(w, 200, errorPage{Page: Page{Face: face}}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(w.Body.String(), "make assets") {
			t.Errorf("%s: page does not say that assets are missing", face)
		}
	}
}

func TestStaticServesOnlyNamedFilesForever(t *testing.T) {
	a := loadAssets(fstest.MapFS{
		"dist/manifest.json": {Data: []byte(`{"a.css":"a-123.css"}`)}, "dist/a-123.css": {Data: []byte("plain")},
		"dist/a-123.css.gz": {Data: []byte("packed")}, "dist/other.css": {Data: []byte("other")}})
	get := func(path, accept string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", accept)
		a.serve(w, r)
		return w
	}
	if w := get("/static/a-123.css", ""); w.Body.String() != "plain" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("got %q, %v, want the plain file kept forever", w.Body, w.Header())
	}
	if w := get("/static/a-123.css", "gzip, br"); w.Body.String() != "packed" || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("got %q, want the gzip twin", w.Body)
	}
	for _, path := range []string{"/static/other.css", "/static/manifest.json", "/static/../page.go", "/static/a-123.css.gz"} {
		if w := get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, w.Code)
		}
	}
}

func TestDatesAndNumbersReadAsPeopleWriteThem(t *testing.T) {
	zh, en := Page{Lang: care.Zh}, Page{Lang: care.En}
	for _, c := range []struct{ got, want string }{
		{zh.Date("2026-11-21"), "2026\u2060年\u206011\u2060月\u206021\u2060日"}, {en.Date("2026-11-21"), "21\u00a0Nov\u00a02026"}, {zh.Date(""), "–"},
		{zh.When(1795228200000), "2026\u2060年\u206011\u2060月\u206021\u2060日 10:30"}, {en.When(1795228200000), "21\u00a0Nov\u00a02026, 10:30"},
		{zh.T(care.Text{Zh: "11月1–15日"}), "11\u2060月\u20601–\u206015\u2060日"}, {en.T(care.Text{En: "08:00–22:00"}), "08:00–\u206022:00"}, {zh.T(care.Text{Zh: "年级、日期、–"}), "年级、日期、–"},
		{zh.Num(0), "0"}, {zh.Num(999), "999"}, {zh.Num(1234567), "1,234,567"}, {zh.Num(-1234), "-1,234"}, {zh.Num(-123), "-123"},
		{zh.Share(1, 3), "33.3%"}, {zh.Share(0, 0), "–"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestClockSaysWhenInWords(t *testing.T) {
	for due, want := range map[care.Date]string{"2026-11-20": "late: Late by 1 day", "2026-11-01": "late: Late by 20 days", "2026-11-21": "today: Due today",
		"2026-11-22": "soon: Due in 1 day", "2026-11-24": "soon: Due in 3 days", "2026-11-25": "later: Due in 4 days", "": "none: No date yet"} {
		c := ClockOn(due, "2026-11-21")
		if got := c.State() + ": " + c.Words().En; got != want {
			t.Errorf("due %q: got %q, want %q", due, got, want)
		}
	}
}

func TestQueryKeepsWhatItDoesNotChange(t *testing.T) {
	v, _ := url.ParseQuery("q=li&f.grade=10&page=3&sort=-due&col=name&col=due&size=9999")
	q := ParseQuery("/pupils", v)
	if q.Sort != "due" || !q.Desc || q.Page != 3 || q.Size != PageSize || q.Filters["grade"] != "10" || q.Offset() != 100 {
		t.Errorf("got %+v", q)
	}
	if got, want := q.with("page", "4"), "/pupils?col=name&col=due&f.grade=10&page=4&q=li&size=9999&sort=-due"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := q.with("sort", "name"); strings.Contains(got, "page=") {
		t.Errorf("got %s, want a changed order to start at page one", got)
	}
	table := Table{Query: q, Columns: []Column{{Key: "name", Fixed: true}, {Key: "level"}, {Key: "due"}}}
	line := table.Line(Row{Cells: []Cell{Text("a"), Text("b"), Text("c")}})
	if len(line) != 2 || line[1].Cell.Words().Zh != "c" {
		t.Errorf("got %+v, want cells to follow their columns when one is off", line)
	}
	p := NewPager(q, 120)
	if p.Pages() != 3 || p.First() != 101 || p.Last() != 120 || p.Next() != "" {
		t.Errorf("got pages %d, rows %d to %d, next %q", p.Pages(), p.First(), p.Last(), p.Next())
	}
}

// The same cases are run by test/browser/show_when.mjs against js/show_when.ts.
func TestConditionsHoldAsInTheBrowser(t *testing.T) {
	b, err := os.ReadFile("testdata/show_when.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name  string
		When  When
		Given map[string][]string
		Holds bool
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if got := c.When.Holds(c.Given); got != c.Holds {
			t.Errorf("%s: got %v, want %v", c.Name, got, c.Holds)
		}
	}
}

func TestFillKeepsWhatWasTypedAndNeverAPassword(t *testing.T) {
	f := Form{Fields: []Field{{Name: "who", Kind: TextField}, {Name: "pin", Kind: PasswordField}}}
	f.Fill(map[string][]string{"who": {"外祖母"}, "pin": {"1234"}}, care.Invalidf("who", "请写全名", "write the full name"))
	if f.Fields[0].Value() != "外祖母" || f.Fields[0].Error.En != "write the full name" || f.Fields[1].Value() != "" {
		t.Errorf("got %+v", f.Fields)
	}
}

// A page says where in the navigation it lies, under More too; what its address says
// comes before what its kind says.
func TestTheNavigationSaysWhereTheReaderIs(t *testing.T) {
	entry := func(href string) NavItem { return NavItem{Href: href} }
	nav := []NavItem{entry("/work"), entry("/pupils"), entry("/rounds"), entry("/flags"), entry("/duties"), entry("/settings")}
	for _, c := range []struct {
		path, place, on string
		more            bool
	}{
		{"/alerts/1?x=1", "/flags", "/flags", false},
		{"/activities/1", "/duties", "/duties", true},
		{"/settings/intervals", "/duties", "/settings", true},
		{"/account", "", "", false},
	} {
		p := Page{Path: c.path, Place: c.place, Nav: nav}
		for _, n := range nav {
			if p.On(n) != (n.Href == c.on) {
				t.Errorf("%s: on %s is %v, want only %q", c.path, n.Href, p.On(n), c.on)
			}
		}
		if p.MoreOn() != c.more {
			t.Errorf("%s: under More is %v", c.path, p.MoreOn())
		}
	}
}

func TestPagerCountsAListOfOnePage(t *testing.T) {
	for _, c := range []struct {
		page, total int
		want        care.Text
	}{
		{1, 1, care.Text{Zh: "共 1 条", En: "1 row"}}, {1, 14, care.Text{Zh: "共 14 条", En: "14 rows"}},
		{1, 1060, care.Text{Zh: "第 1–50 条，共 1,060 条", En: "1–50 of 1,060"}}, {2, 51, care.Text{Zh: "第 51 条，共 51 条", En: "51 of 51"}},
	} {
		if got := (Pager{Page: c.page, Size: 50, Total: c.total}).Words(); got != c.want {
			t.Errorf("page %d of %d rows: got %q, want %q", c.page, c.total, got, c.want)
		}
	}
}

func TestASentenceStandsUnderItsLabelOnAPhone(t *testing.T) {
	sentence := care.Text{Zh: "中小学把心理课排进课表，两周内不少于1课时", En: "Schools have mental health in the timetable, at least one lesson in two weeks"}
	zh, en := Page{Lang: care.Zh}, Page{Lang: care.En}
	if !en.long(Words(sentence)) || !en.long(Parts(Lines{{Text: sentence}})) {
		t.Error("an English sentence shares the line with its label")
	}
	if zh.long(Words(sentence)) || en.long(Text("霞汀高级中学 Senior 1 Class 1")) || en.long(Number(400)) {
		t.Error("a short value stands under its label")
	}
	if !zh.long(Words(care.Text{Zh: sentence.Zh + "，" + sentence.Zh})) {
		t.Error("a long Chinese sentence shares the line with its label")
	}
	rows := Table{Columns: []Column{{Key: "name"}, {Key: "text"}, {Key: "count"}}, Rows: []Row{{Cells: []Cell{Text("a"), Text("short"), Number(1)}}, {Cells: []Cell{Text("b"), Words(sentence), Number(2)}}}}
	if got := en.LongColumns(rows); len(got) != 1 || !got["text"] {
		t.Errorf("long columns: got %v, want the text, in every row", got)
	}
}

func TestAnEntryIsMarkedOnThePagesItHolds(t *testing.T) {
	entry := NavItem{Href: "/flags", Holds: []string{"/alerts", "/import"}}
	for path, want := range map[string]bool{"/flags": true, "/flags/x?f.state=open": true, "/alerts": true, "/alerts/x/check": true, "/import/pupils": true, "/imports": false, "/duties": false} {
		if got := (Page{Path: path}).On(entry); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

func TestAnEffectBeginsItsLine(t *testing.T) {
	what := care.Text{Zh: "新密码只显示一次", En: "the new password is shown once"}
	if got := (Effect{What: what}).Line().En; got != "The new password is shown once" {
		t.Errorf("got %q", got)
	}
	if got := (Effect{Who: "卢慧", What: what}).Line(); got != what {
		t.Errorf("behind a name: got %q", got)
	}
}
