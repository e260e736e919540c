package caseweb_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/verify"
	caseweb "xinhuan/internal/web/casework"
	"xinhuan/internal/web/family"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

var ctx = context.Background()

func serve(t *testing.T, f *fixture.Fixture) *webtest.Site {
	t.Helper()
	routes := session.New(session.Config{Kernel: f.Kernel, Waiting: casework.Waiting}).Routes()
	caseweb.Routes(routes, caseweb.Deps{Room: f.Casework, Rounds: f.Screening, BaseURL: "https://school.example"})
	family.Routes(routes, family.Deps{Room: f.Casework, Rounds: f.Screening})
	routes.Handle("GET /static/", ui.Static())
	return webtest.New(t, f, routes.Handler())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, s *webtest.Site, fn func(*act.Tx) error) {
	t.Helper()
	must(t, s.View(ctx, act.System, fn))
}

// flagged lets the first pupil hand in a sheet with a danger answer and finds
// what came of it.
func flagged(t *testing.T, s *webtest.Site) (care.Alert, care.Flag) {
	t.Helper()
	c := s.OpenRound(t)
	tickets := s.Tickets(t, c.ID)
	s.Answer(t, tickets[s.Pupils[0]], fixture.Sheet(2, 2, 1, 1, 0, 0, 0, 0, 1))
	s.Answer(t, tickets[s.Pupils[1]], fixture.Sheet(3, 3, 3, 3, 3, 2, 1, 0, 0))
	var a care.Alert
	var f care.Flag
	view(t, s, func(tx *act.Tx) error {
		list, err := tx.AlertsOf(s.Pupils[0])
		if err != nil {
			return err
		}
		a = list[0]
		f, err = tx.FlagOfAlert(a.ID)
		return err
	})
	return a, f
}

// nameOf is a pupil's name, to look for on pages.
func nameOf(t *testing.T, s *webtest.Site, person care.ID) (name string) {
	t.Helper()
	view(t, s, func(tx *act.Tx) (err error) { name, err = tx.NameOf(person); return err })
	return name
}

var tags = regexp.MustCompile(`(?s)<(script|style|head).*?</(script|style|head)>|<[^>]*>`)

// text is what a reader sees of a page.
func text(a webtest.Answer) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(a.Body, " ")), " ")
}

// fields turns a filled-in form of the fixture into name, value pairs, each name
// behind a prefix.
func fields(prefix string, forms ...map[string][]string) (list []string) {
	for _, form := range forms {
		for name, values := range form {
			for _, v := range values {
				list = append(list, prefix+name, v)
			}
		}
	}
	return list
}

func clean(t *testing.T, s *webtest.Site) {
	t.Helper()
	r, err := verify.Run(ctx, s.Kernel)
	must(t, err)
	for _, c := range r.Checks {
		if !c.OK && c.Name != "clear_columns" {
			t.Fatalf("verify found:\n%s", r.Text())
		}
	}
}
