package pupil

import (
	"embed"
	"net/http"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/serve"
	"xinhuan/internal/web/ui"
)

//go:embed assets/pupil.html
var assets embed.FS

var shell = ui.MustParse(assets, "assets/pupil.html")

// shellPage is the page before anybody signed in; it is the same for everybody,
// so the service worker may keep it.
type shellPage struct {
	ui.Page
}

func (f *face) page(w http.ResponseWriter, r *http.Request) {
	p := shellPage{ui.Page{Title: care.Text{Zh: "你好", En: "Hello"}, Lang: languageOf(r), Path: "/pupil/", Face: ui.Pupil, Demo: f.Demo}}
	ui.Guard(w.Header(), "")
	w.Header().Set("Vary", "Accept-Language")
	if err := shell.Render(w, http.StatusOK, p); err != nil {
		f.Rooms.Log.Error("pupil page", "request", serve.RequestID(r.Context()), "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}

// languageOf is Chinese unless the browser asks for English first.
func languageOf(r *http.Request) care.Lang {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language"))), "en") {
		return care.En
	}
	return care.Zh
}
