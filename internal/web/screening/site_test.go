package roundweb_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
	roundweb "xinhuan/internal/web/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

var ctx = context.Background()

func site(t *testing.T) *webtest.Site {
	t.Helper()
	f := fixture.SQLite(t)
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	roundweb.Routes(routes, roundweb.Deps{Room: f.Screening, BaseURL: "https://xinhuan.example"})
	routes.Handle("GET /static/", ui.Static())
	return webtest.New(t, f, routes.Handler())
}

// planned is a round that was set up and nothing more.
func planned(t *testing.T, s *webtest.Site) care.Campaign {
	t.Helper()
	today := care.DateOf(s.Now())
	c, err := s.Screening.PlanRound(ctx, s.Fixture.As(care.PsychologyLead), screening.Plan{Unit: s.School.ID, Title: "秋季测评", OpensOn: today, ClosesOn: today.AddDays(20),
		Grades: []int{7, 8}, Instruments: []string{"phq9", "gad7"}, DutyPosts: []care.ID{s.Fixture.As(care.DutyAdult).Post, s.Fixture.As(care.PsychologyTeacher).Post}})
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func at(c care.Campaign, more string) string { return "/rounds/" + c.ID.String() + more }

func class(c care.Campaign, u care.Unit, more string) string {
	return at(c, "/classes/"+u.ID.String()+more)
}

func view(t *testing.T, s *webtest.Site, fn func(*act.Tx) error) {
	t.Helper()
	must(t, s.View(ctx, act.System, fn))
}
