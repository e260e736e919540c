package roundweb

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// Deps is what the pages need.
type Deps struct {
	Room    screening.Room
	BaseURL string // how pupils reach the program, for the slips; "" = as the request came
}

type pages struct{ Deps }

// Routes registers the pages.
func Routes(t *session.Routes, d Deps) {
	p := pages{d}
	t.Staff("GET /rounds", p.roundList)
	t.Staff("GET /rounds/new", p.planForm)
	t.Staff("POST /rounds/new", p.planSave)
	t.Staff("POST /rounds/new/sum", p.planSum)
	t.Staff("GET /rounds/{round}", p.roundShow)
	t.Staff("GET /rounds/{round}/schools/{school}", p.roundShow)
	t.Staff("GET /rounds/{round}/now", p.roundNow)
	t.Staff("GET /rounds/{round}/export/{format}", p.roundExport)
	t.Staff("POST /rounds/{round}/drill", p.drillSend)
	t.Staff("POST /rounds/{round}/acknowledge", p.drillAnswer)
	for _, verb := range []string{"open", "close", "amend", "cancel"} {
		t.Staff("GET /rounds/{round}/"+verb, p.asking(verb))
		t.Staff("POST /rounds/{round}/"+verb, p.doing(verb))
	}
	t.Staff("GET /rounds/{round}/invigilators", p.watchList)
	t.Staff("POST /rounds/{round}/invigilators", p.watchSave)
	t.Staff("GET /rounds/{round}/consents/{class}", p.consentList)
	t.Staff("POST /rounds/{round}/consents/{class}", p.consentSave)
	t.Staff("GET /rounds/{round}/consents/{class}/{pupil}", p.consentShow)
	t.Staff("GET /rounds/{round}/classes/{class}", p.classShow)
	t.Staff("GET /rounds/{round}/classes/{class}/now", p.classNow)
	t.Staff("POST /rounds/{round}/classes/{class}/absences", p.absenceSave)
	t.Staff("POST /rounds/{round}/classes/{class}/tickets", p.ticketIssue)
	t.Staff("GET /rounds/{round}/classes/{class}/tickets", p.ticketSheet)
	t.Handle("GET "+StylePath, http.HandlerFunc(style))
}

// Style is the style sheet of these pages.
//
//go:embed round.css
var Style []byte

// StylePath is where it is served. The name carries a hash of the content, so
// that browsers may keep it for a year.
var StylePath = func() string {
	sum := sha256.Sum256(Style)
	return "/static/round-" + hex.EncodeToString(sum[:6]) + ".css"
}()

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(Style)
}

// base is what every page of a round embeds.
type base struct {
	ui.Page
	Style string
}

func page(r *http.Request, title care.Text) base {
	return base{session.Page(r, title, "/rounds"), StylePath}
}

// pathID reads an id of the address; nonsense is simply not found.
func pathID(r *http.Request, name string) (care.ID, error) {
	id, err := care.ParseID(r.PathValue(name))
	if err != nil {
		return 0, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	return id, nil
}

func roundPath(round care.ID, more ...string) string {
	return "/rounds/" + round.String() + strings.Join(more, "")
}

func classPath(round, class care.ID, more ...string) string {
	return roundPath(round, "/classes/", class.String()) + strings.Join(more, "")
}

// same writes a text that is the same in both languages.
func same(s string) care.Text { return care.Text{Zh: s, En: s} }

func both(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

// pupilURL is the pupil's page with class code and slip behind the #, which
// browsers never send: no server and no log learns a slip from its address.
func (p pages) pupilURL(r *http.Request, k screening.Ticket) string {
	return p.address(r) + "#c=" + url.QueryEscape(k.ClassCode) + "&t=" + url.QueryEscape(k.Code)
}

func (p pages) address(r *http.Request) string {
	origin := strings.TrimSuffix(p.BaseURL, "/")
	if origin == "" {
		origin = "http://" + r.Host
		if r.TLS != nil {
			origin = "https://" + r.Host
		}
	}
	return origin + "/p"
}
