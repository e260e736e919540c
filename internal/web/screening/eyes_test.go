package roundweb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	roundweb "xinhuan/internal/web/screening"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

// TestPagesForEyes opens every page in both languages; with XINHUAN_PAGES_OUT it
// leaves them there,
// with no, usual and too much data, for test/browser and for people to look at.
func TestPagesForEyes(t *testing.T) {
	dir := os.Getenv("XINHUAN_PAGES_OUT")
	if dir == "" {
		dir = t.TempDir() // nobody looks, but every page still has to answer
	}
	must(t, os.MkdirAll(dir, 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "policy.txt"), []byte(ui.Policy("")), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, filepath.Base(roundweb.StylePath)), roundweb.Style, 0o644))
	noData(t, dir)
	usualData(t, dir)
	muchData(t, dir)
}

func keep(t *testing.T, dir string, b *webtest.Browser, path, name string) {
	t.Helper()
	for _, lang := range []string{"zh", "en"} {
		got := b.Get(path + "?lang=" + lang).OK()
		must(t, os.WriteFile(filepath.Join(dir, "round-"+name+"-"+lang+".html"), []byte(got.Body), 0o644))
	}
}

func noData(t *testing.T, dir string) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	keep(t, dir, lead, "/rounds", "list-none")
	keep(t, dir, s.As(t, care.SubjectTeacher), "/rounds", "list-nothing")
	keep(t, dir, lead, "/rounds/new", "plan-usual")
	keep(t, dir, s.As(t, care.DistrictOfficer), "/rounds/new", "plan-scope")
	c := planned(t, s)
	keep(t, dir, lead, at(c, ""), "show-none")
	keep(t, dir, lead, at(c, "/consents/"+s.Class2.ID.String()), "consents-none")
	keep(t, dir, lead, class(c, s.Class, ""), "class-none")
	keep(t, dir, lead, class(c, s.Class, "/tickets"), "slips-none")
	keep(t, dir, lead, at(c, "/open"), "open-blocked")
	lead.Post(at(c, "/drill"))
	keep(t, dir, s.As(t, care.DutyAdult), at(c, ""), "show-duty")
	s.As(t, care.DutyAdult).Post(at(c, "/acknowledge"))
	keep(t, dir, lead, at(c, ""), "show-await")
	keep(t, dir, lead, at(c, "/cancel"), "cancel")
	fault := lead.Post("/rounds/new", "unit", s.School.ID.String(), "title", "", "opens_on", "2026-09-20", "closes_on", "2026-09-10", "instruments", "gad7")
	must(t, os.WriteFile(filepath.Join(dir, "round-plan-fault-zh.html"), []byte(fault.Body), 0o644))
}

func usualData(t *testing.T, dir string) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	c := s.OpenRound(t)
	keep(t, dir, lead, at(c, ""), "show-tickets")
	tickets := s.Tickets(t, c.ID)
	for _, p := range s.Pupils[:5] {
		s.Answer(t, tickets[p], fixture.Sheet(1))
	}
	_, err := s.Screening.SignIn(ctx, tickets[s.Pupils[6]].ClassCode, tickets[s.Pupils[6]].Code)
	must(t, err)
	must(t, s.Screening.RecordAbsence(ctx, s.Fixture.As(care.Invigilator), c.ID, s.Pupils[7], "ill"))
	inv := s.As(t, care.Invigilator)
	keep(t, dir, lead, "/rounds", "list-usual")
	keep(t, dir, lead, at(c, ""), "show-usual")
	keep(t, dir, inv, at(c, ""), "show-invigilator")
	keep(t, dir, inv, class(c, s.Class, ""), "class-usual")
	keep(t, dir, inv, class(c, s.Class, "/tickets"), "slips-usual")
	reissue := inv.Post(class(c, s.Class, "/tickets"), "day", string(care.DateOf(s.Now())))
	must(t, os.WriteFile(filepath.Join(dir, "round-reissue-zh.html"), []byte(reissue.Body), 0o644))
	keep(t, dir, s.As(t, care.ClassTeacher), at(c, "/consents/"+s.Class.ID.String()), "consents-usual")
	keep(t, dir, lead, at(c, "/close"), "close-usual")
	s.Answer(t, tickets[s.Pupils[9]], fixture.Sheet(3, 3, 3, 3, 3, 3, 3, 3, 2))
	keep(t, dir, lead, at(c, ""), "show-alert")
	keep(t, dir, lead, "/rounds", "list-alert")
}

func muchData(t *testing.T, dir string) {
	s := site(t)
	admin := act.System
	var units []care.Unit
	for n := 2; n <= 60; n++ {
		units = append(units, care.Unit{Parent: s.School.ID, Kind: care.Class, Stage: care.Junior, Entry: 2024 + n%3, Number: n})
	}
	for n := range 60 {
		school := s.DB.NewID()
		units = append(units, care.Unit{ID: school, Parent: s.Root, Kind: care.School, Stage: care.Junior, Name: fmt.Sprintf("酉阳土家族苗族自治县第%d寄宿制民族初级中学校", n+1)},
			care.Unit{Parent: school, Kind: care.Class, Stage: care.Junior, Entry: 2026, Number: 1})
	}
	must(t, s.Regions.AddUnits(ctx, admin, units))
	var rows []region.NewPupil
	for i := range 44 {
		rows = append(rows, region.NewPupil{Class: s.Class.ID, Identity: care.Identity{Name: fmt.Sprintf("试验·阿卜杜热西提·买买提%d", i), Birth: "2013-05-12", StudentNo: fmt.Sprintf("M%03d", i)}})
	}
	_, err := s.Regions.EnrolPupils(ctx, admin, rows)
	must(t, err)
	c := s.OpenRound(t)
	lead := s.As(t, care.PsychologyLead)
	keep(t, dir, lead, at(c, ""), "show-much")
	keep(t, dir, lead, at(c, "/consents/"+s.Class.ID.String()), "consents-much")
	s.Tickets(t, c.ID)
	for i := range 30 {
		_, err := s.Screening.PlanRound(ctx, s.Fixture.As(care.PsychologyLead), screening.Plan{Unit: s.School.ID, Title: fmt.Sprintf("第%d次全年级学生心理健康状况常规测评与复测（含补测安排）", i), OpensOn: "2026-09-20", ClosesOn: "2026-10-20",
			Grades: []int{7}, Instruments: []string{"phq9"}, DutyPosts: []care.ID{s.Fixture.As(care.DutyAdult).Post, s.Fixture.As(care.PsychologyTeacher).Post}})
		must(t, err)
	}
	keep(t, dir, lead, "/rounds", "list-much")
	keep(t, dir, lead, class(c, s.Class, ""), "class-much")
	keep(t, dir, lead, class(c, s.Class, "/tickets"), "slips-much")
	keep(t, dir, lead, "/rounds/new", "plan-much")
	keep(t, dir, s.As(t, care.DistrictOfficer), at(c, ""), "show-officer")
}
