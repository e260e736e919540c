// Package web joins the faces of the product into one handler: the pupils'
// page, the families' links, the staff's work and the house around it.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"os"

	"xinhuan/internal/act"
	"xinhuan/internal/casework"
	"xinhuan/internal/config"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	"xinhuan/internal/serve"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/admin"
	caseweb "xinhuan/internal/web/casework"
	"xinhuan/internal/web/family"
	"xinhuan/internal/web/form"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/pupil"
	roundweb "xinhuan/internal/web/screening"
	"xinhuan/internal/web/session"
	supervisionweb "xinhuan/internal/web/supervision"
	"xinhuan/internal/web/ui"
)

// Deps is what the site is made of.
type Deps struct {
	Kernel *act.Kernel // nil: no region was founded yet
	Config config.Config
	Log    *slog.Logger

	Demo *Demo // a demonstration; nil for a real region
}

// Demo is what only a demonstration can do.
type Demo = session.Demo

// New is the handler of the whole site.
func New(d Deps) http.Handler {
	if d.Kernel == nil {
		return Unfounded()
	}
	routes := build(d)
	site := http.NewServeMux()
	site.Handle("/", routes.Handler())
	children(site, d)
	return site
}

// build makes the session ring and the table of contents behind it.
func build(d Deps) *session.Routes {
	ring := session.New(session.Config{Kernel: d.Kernel, Secure: d.Config.Secure(), BaseURL: d.Config.BaseURL, Log: d.Log,
		Waiting: casework.Waiting, Demo: d.Demo})
	routes := ring.Routes()
	routes.Handle("GET /static/", ui.Static())
	admin.Routes(routes, d.Kernel, d.Config)
	cases, rounds := casework.Room{Kernel: d.Kernel}, screening.Room{Kernel: d.Kernel}
	roundweb.Routes(routes, roundweb.Deps{Room: rounds, BaseURL: d.Config.BaseURL})
	caseweb.Routes(routes, caseweb.Deps{Room: cases, Rounds: rounds, BaseURL: d.Config.BaseURL})
	supervisionweb.Routes(routes, supervision.Room{Kernel: d.Kernel}, cases, rounds)
	form.Routes(routes)
	policyweb.Routes(routes, policyweb.Deps{Room: cases, Packs: packsOf(d.Config), Evidence: func(ctx context.Context, who act.Who, c policy.Clause) ([]ui.Component, error) {
		return supervisionweb.Evidence(ctx, supervision.Room{Kernel: d.Kernel}, who, c)
	}})
	family.Routes(routes, family.Deps{Room: cases, Rounds: rounds})
	return routes
}

// packsOf is the region's own folder of packs, if it has one.
func packsOf(c config.Config) fs.FS {
	if c.Packs == "" {
		return nil
	}
	return os.DirFS(c.Packs)
}

// Contents is the table of contents of the site, for the test that holds it
// against the list of who may open what.
func Contents(d Deps) []session.Route {
	return build(d).List()
}

// children keeps the pupils' page outside the session ring: a thousand classes
// start in the same minute, and a child's browser carries no staff session.
func children(site *http.ServeMux, d Deps) {
	mux := http.NewServeMux()
	pupil.Routes(mux, pupil.Deps{Rooms: screening.Room{Kernel: d.Kernel}, Demo: d.Demo != nil, Bench: d.Config.Bench})
	named := serve.Routes(mux)
	for _, path := range []string{"/pupil", "/pupil/", "/p", "/p/", "/api/pupil/", "/api/bench/"} {
		site.Handle(path, named)
	}
}
