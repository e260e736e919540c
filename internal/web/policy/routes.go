// Package policyweb is the pages of the rules: what a region's packs say, row by
// row, every clause of their documents with what serves it, and the one link that
// leads there from any duty, notice or figure. Everybody at work may read them:
// the rules are the documents' own and no secret, and no case stands here.
package policyweb

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// Evidence is what stands today for a clause, as far as the reader may see it:
// parts of a page under the heading "today's evidence".
type Evidence func(ctx context.Context, who act.Who, c policy.Clause) ([]ui.Component, error)

// Deps is what the pages need.
type Deps struct {
	Room     casework.Room
	Evidence Evidence // what else stands today, after what the rules and the program show; nil: nothing
	Packs    fs.FS    // the region's own folder of packs; nil: only those that ship
}

type pages struct {
	Deps
	*act.Kernel
}

// Routes registers the pages.
func Routes(t *session.Routes, d Deps) {
	p := pages{d, d.Room.Kernel}
	p.Evidence = bothKinds(p.stands, d.Evidence)
	t.Staff("GET /policy", p.indexShow)
	t.Staff("GET /policy/{part}", p.partShow)
	t.Staff("GET /policy/adoption", p.adoptionList)
	t.Staff("GET /policy/adoption/new", p.adoptionForm)
	t.Upload("POST /policy/adoption", p.adoptionPropose)
	t.Staff("GET /policy/adoption/{adoption}", p.adoptionShow)
	t.Staff("GET /policy/adoption/{adoption}/touched/{effect}", p.touchedList)
	t.Staff("POST /policy/adoption/{adoption}/agree", p.adoptionAgree)
	t.Staff("POST /policy/adoption/{adoption}/refuse", p.adoptionRefuse)
	t.Staff("GET /policy/clauses", p.clauseList)
	t.Staff("GET /policy/clauses/{clause}", p.clauseShow)
	t.Staff("GET "+formerPath, p.indexShow)
	t.Staff("GET "+formerPath+"/{part}", p.partShow)
	t.Staff("GET "+formerPath+"/clauses", p.clauseList)
	t.Staff("GET "+formerPath+"/clauses/{clause}", p.clauseShow)
	t.Handle("GET "+stylePath, http.HandlerFunc(style))
}

//go:embed *.html
var files embed.FS

//go:embed policy.css
var styleSheet []byte

// stylePath carries a hash of the content, so that browsers may keep it.
var stylePath = func() string {
	sum := sha256.Sum256(styleSheet)
	return "/style/policy-" + hex.EncodeToString(sum[:6]) + ".css"
}()

func style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(styleSheet)
}

func both(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

// same is a text that reads the same in both languages, such as a code.
func same(s string) care.Text { return care.Text{Zh: s, En: s} }

// rulesPage is what every page of this package shows.
type rulesPage struct {
	ui.Page
	Style    string
	Head     ui.Heading
	Past     care.Text // when it was in force, of a former pack
	Find     string    // where clauses are searched
	Print    string
	Sections []section
	status   int
}

// section is a part of a page: words, links to choose from, tables.
type section struct {
	ID    string
	Title care.Text
	Words []care.Text
	Cards []card
	Parts []ui.Component
}

// card is a way into a part of the rules.
type card struct {
	Label care.Text
	Lead  care.Text
	Href  string
	Count int
}

var pageTemplate = ui.MustParse(files, "page.html")

func (p pages) page(r *http.Request, title care.Text) rulesPage {
	return rulesPage{Page: session.Page(r, title, "/policy"), Style: stylePath, Head: ui.Heading{Title: title}}
}

func (p rulesPage) show(w http.ResponseWriter) error {
	return pageTemplate.Render(w, cmp.Or(p.status, http.StatusOK), p)
}

// regions are the acts on the region: adoption is one of them.
func (p pages) regions() region.Room { return region.Room{Kernel: p.Kernel} }

func (p pages) today() care.Date { return care.DateOf(p.DB.Now()) }

// shown is a section with the words of its page, for the template.
type shown struct {
	ui.Page
	It section
}

// With places a section.
func (p rulesPage) With(s section) shown { return shown{p.Page, s} }

// bothKinds shows the parts of two, one after the other; the second may be nil.
func bothKinds(a, b Evidence) Evidence {
	if b == nil {
		return a
	}
	return func(ctx context.Context, who act.Who, c policy.Clause) ([]ui.Component, error) {
		first, err := a(ctx, who, c)
		if err != nil {
			return nil, err
		}
		second, err := b(ctx, who, c)
		return append(first, second...), err
	}
}
