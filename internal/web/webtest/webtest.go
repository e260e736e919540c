// Package webtest drives pages in tests: a site on a fixture region, a browser
// for any role, and the checks every page has to pass.
package webtest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/ui"
)

// Site is a running site on a fixture region.
type Site struct {
	*fixture.Fixture
	URL string
}

// New serves a handler for the region of a fixture.
func New(t testing.TB, f *fixture.Fixture, h http.Handler) *Site {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &Site{Fixture: f, URL: server.URL}
}

// Browser is one person's browser: it keeps cookies and does not follow
// redirects by itself.
type Browser struct {
	t     testing.TB
	site  *Site
	http  *http.Client
	token string // of the session, once known
}

// Stranger is a browser in which nobody signed in.
func (s *Site) Stranger(t testing.TB) *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{t: t, site: s, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// As is a browser signed in as the holder of a role at the fixture's school
// or district.
func (s *Site) As(t testing.TB, role care.Role) *Browser { return s.AsWho(t, s.Fixture.As(role)) }

// AsWho is a browser signed in as somebody in a post, by the demonstration's
// one-click entry.
func (s *Site) AsWho(t testing.TB, who act.Who) *Browser {
	t.Helper()
	b := s.Stranger(t)
	p := b.Get("/demo/enter?person=" + who.Person.String() + "&post=" + who.Post.String())
	if p.Status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: got status %d, want 303: %s", who.Role, p.Status, p.Words())
	}
	return b
}

// Answer is what came back.
type Answer struct {
	t        testing.TB
	Status   int
	Header   http.Header
	Location string
	Body     string
}

// Get fetches an address.
func (b *Browser) Get(path string) Answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, nil)
}

// Fragment fetches an address as htmx does.
func (b *Browser) Fragment(path string) Answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, http.Header{"Hx-Request": {"true"}})
}

// JSON fetches an address as a program does.
func (b *Browser) JSON(path string) Answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, http.Header{"Accept": {"application/json"}})
}

// Post sends a form with the session's token; fields are name, value, name, value.
func (b *Browser) Post(path string, fields ...string) Answer {
	b.t.Helper()
	form := url.Values{"csrf_token": {b.Token()}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// Send makes any request; for forms with files and for attacks.
func (b *Browser) Send(method, path string, body io.Reader, header http.Header) Answer {
	b.t.Helper()
	return b.do(method, path, body, header)
}

var token = regexp.MustCompile(`name="csrf_token" value="([^"]+)"`)

// Token is the token of this browser's session, read from a page of it.
func (b *Browser) Token() string {
	if b.token != "" {
		return b.token
	}
	m := token.FindStringSubmatch(b.do(http.MethodGet, "/account", nil, nil).Body)
	if m == nil {
		return ""
	}
	b.token = m[1]
	return b.token
}

// entrances begin or end a session, and with it its token.
var entrances = []string{"/demo/enter", "/sign-in", "/sign-out"}

func (b *Browser) do(method, path string, body io.Reader, header http.Header) Answer {
	b.t.Helper()
	for _, e := range entrances {
		if strings.HasPrefix(path, e) {
			b.token = ""
		}
	}
	r, err := http.NewRequest(method, b.site.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for k, v := range header {
		r.Header[k] = v
	}
	w, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	a := Answer{t: b.t, Status: w.StatusCode, Header: w.Header, Location: w.Header.Get("Location"), Body: string(text)}
	if strings.HasPrefix(w.Header.Get("Content-Type"), "text/html") { // in a file the same bytes may stand by chance
		a.Body = strings.ReplaceAll(a.Body, string(ui.Joiner), "") // what keeps a date in one line is not read
	}
	return a
}

// OK asserts status 200 and a sound page.
func (a Answer) OK() Answer {
	a.t.Helper()
	return a.Is(http.StatusOK)
}

// Is asserts a status and, of a page, that it is sound.
func (a Answer) Is(status int) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("got status %d, want %d: %s", a.Status, status, a.Words())
	}
	a.Sound()
	return a
}

// Goes asserts a redirect to an address.
func (a Answer) Goes(to string) Answer {
	a.t.Helper()
	if a.Status != http.StatusSeeOther || a.Location != to {
		a.t.Fatalf("got status %d to %q, want 303 to %q: %s", a.Status, a.Location, to, a.Words())
	}
	return a
}

// Has asserts that the page shows words.
func (a Answer) Has(words ...string) Answer {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			a.t.Errorf("page lacks %q: %s", w, a.Words())
		}
	}
	return a
}

// Lacks asserts that the page does not hold words.
func (a Answer) Lacks(words ...string) Answer {
	a.t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body, w) {
			a.t.Errorf("page holds %q", w)
		}
	}
	return a
}

// signs of a template that failed, or of script and style that slipped in.
var unsound = []string{"<no value>", "ZgotmplZ", "%!", " style=", " onclick=", " onload=", "javascript:", "<script>"}

// Sound asserts what holds of every page: no broken template, no inline script
// or style, a content security policy, nothing kept by caches.
func (a Answer) Sound() {
	a.t.Helper()
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return
	}
	for _, bad := range unsound {
		if strings.Contains(a.Body, bad) {
			a.t.Errorf("page contains %q", bad)
		}
	}
	if !strings.Contains(a.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		a.t.Error("page has no content security policy")
	}
	if !strings.Contains(a.Header.Get("Cache-Control"), "no-store") {
		a.t.Errorf("got Cache-Control %q, want no-store", a.Header.Get("Cache-Control"))
	}
}

var tags = regexp.MustCompile(`(?s)<(script|style|head).*?</(script|style|head)>|<[^>]*>`)

// Words is the text of the page, shortened, for messages of failed tests.
func (a Answer) Words() string {
	text := strings.Join(strings.Fields(tags.ReplaceAllString(a.Body, " ")), " ")
	if r := []rune(text); len(r) > 600 {
		return string(r[:600]) + "…"
	}
	return text
}
