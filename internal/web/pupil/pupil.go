// Package pupil is the pupils' face: the page on which a child answers, and the
// small JSON interface behind it (docs/api.md).
//
// A request that follows the sign-in carries the sitting's token as a bearer
// token and its id in the path; neither names anybody. Codes, tickets and
// answers travel in bodies only, so that no address, log or metric holds them.
package pupil

import (
	"net/http"

	"xinhuan/internal/screening"
	"xinhuan/internal/web/ui"
)

// Deps is what the face is made from.
type Deps struct {
	Rooms screening.Room
	Demo  bool // a demo database: said on the page
	Bench bool // measuring: /api/pupil/echo answers
}

// face is the handlers with what they remember.
type face struct {
	Deps
	battery batteries
	classes *limiter // failed sign-ins by class code
	callers *limiter // failed sign-ins by client address
}

// Routes adds the page and its interface to a mux:
//
//	GET  /pupil/                                the page (GET /p and /pupil lead there)
//	GET  /pupil/sw.js                           its service worker
//	POST /api/pupil/sign-in
//	PUT  /api/pupil/sittings/{sitting}/draft
//	POST /api/pupil/sittings/{sitting}/critical
//	GET  /api/pupil/sittings/{sitting}/help     (POST: somebody, please come)
//	POST /api/pupil/sittings/{sitting}/submit
//	POST /api/pupil/sittings/{sitting}/stop
//	POST /api/pupil/echo                        only while measuring
//
// Styles and scripts come from ui.Static under /static/.
func Routes(mux *http.ServeMux, d Deps) {
	d.Rooms = screening.ForPupils(d.Rooms.Kernel)
	f := &face{Deps: d, classes: newLimiter(classBurst, classEvery), callers: newLimiter(callerBurst, callerEvery)}
	mux.HandleFunc("GET /pupil/{$}", f.page)
	mux.Handle("GET /pupil/sw.js", ui.PupilWorker())
	for _, short := range []string{"GET /p", "GET /p/{$}", "GET /pupil"} {
		// Browsers carry the fragment (class code and ticket) over a redirect.
		mux.Handle(short, http.RedirectHandler("/pupil/", http.StatusFound))
	}
	mux.HandleFunc("POST /api/pupil/sign-in", f.signIn)
	mux.HandleFunc("PUT /api/pupil/sittings/{sitting}/draft", f.draft)
	mux.HandleFunc("POST /api/pupil/sittings/{sitting}/critical", f.critical)
	mux.HandleFunc("GET /api/pupil/sittings/{sitting}/help", f.help)
	mux.HandleFunc("POST /api/pupil/sittings/{sitting}/help", f.askHelp)
	mux.HandleFunc("POST /api/pupil/sittings/{sitting}/submit", f.submit)
	mux.HandleFunc("POST /api/pupil/sittings/{sitting}/stop", f.stop)
	if d.Bench {
		mux.HandleFunc("POST /api/pupil/echo", Echo)
	}
}
