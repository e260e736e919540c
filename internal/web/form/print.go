package form

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// Print is a form set for A4: blank or filled in, with lines to sign on.
type Print struct {
	ui.Page
	Style  string
	Head   ui.Heading
	Intro  care.Text
	Effect care.Text
	Facts  []Fact
	Sheet  Sheet
	Hidden bool
	Signs  []Sign
	Files  []string
	Foot   care.Text
}

// Fact is a line above the form: whom or what it is about, when it was filed.
type Fact struct{ Term, Text care.Text }

// Sign is one place to sign.
type Sign struct {
	Who care.Text
	By  care.Text // "" = to be signed by hand
	At  string
}

//go:embed print.html
var printFiles embed.FS

var printTemplate = ui.MustParse(printFiles, "print.html")

//go:embed print.css
var printStyle []byte

// printPath carries a hash of the content, so that browsers may keep it.
var printPath = func() string {
	sum := sha256.Sum256(printStyle)
	return "/style/print-" + hex.EncodeToString(sum[:6]) + ".css"
}()

// Routes registers the style of printed forms.
func Routes(t *session.Routes) {
	t.Handle("GET "+printPath, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Write(printStyle)
	}))
}

var signers = []care.Text{{Zh: "记录人", En: "Author"}, {Zh: "核对人", En: "Second signature"}}

// NewPrint sets a form for print. A blank one has empty places to sign.
func NewPrint(r *http.Request, def *questionnaire.Definition, v questionnaire.Values, blank bool) Print {
	p := Print{Page: session.Page(r, def.Title, "/forms"), Style: printPath, Intro: def.Intro, Foot: care.Text{Zh: "表格版本 " + def.Hash[:12], En: "Form version " + def.Hash[:12]}}
	p.Sheet = Paper(def, v, blank, p.Lang)
	if blank {
		for i := range def.Signers() {
			p.Signs = append(p.Signs, Sign{Who: signers[i]})
		}
	}
	p.Head = ui.Heading{Title: def.Title}
	return p
}

// Signed writes who signed; what is missing stays to be signed by hand.
func (p *Print) Signed(def *questionnaire.Definition, signed []Sign) {
	for i := range max(def.Signers(), len(signed)) {
		s := Sign{Who: signers[min(i, len(signers)-1)]}
		if i < len(signed) {
			s.By, s.At = signed[i].By, signed[i].At
		}
		p.Signs = append(p.Signs, s)
	}
}

// Write answers with the page.
func (p Print) Write(w http.ResponseWriter) error {
	return printTemplate.Render(w, http.StatusOK, p)
}
