package caseweb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

// TestPagesForEyes opens every page in both languages; with XINHUAN_PAGES_OUT it
// leaves them there,
// with no and usual data, for test/browser and for people to look at.
func TestPagesForEyes(t *testing.T) {
	dir := os.Getenv("XINHUAN_PAGES_OUT")
	if dir == "" {
		dir = t.TempDir() // nobody looks, but every page still has to answer
	}
	must(t, os.MkdirAll(filepath.Join(dir, "style"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "policy.txt"), []byte(ui.Policy("")), 0o644))
	css, err := os.ReadFile("case.css")
	must(t, err)
	none := serve(t, fixture.SQLite(t))
	page := none.As(t, care.PsychologyTeacher).Get("/work").Body
	must(t, os.WriteFile(filepath.Join(dir, regexp.MustCompile(`/style/case-[0-9a-f]+\.css`).FindString(page)), css, 0o644))
	for name, path := range map[string]string{"work": "/work", "flags": "/flags", "alerts": "/alerts", "notices": "/notices", "pupils": "/pupils", "overview": "/overview"} {
		keep(t, dir, none.As(t, care.PsychologyTeacher), path, name+"-none")
	}
	usual(t, dir)
}

func keep(t *testing.T, dir string, b *webtest.Browser, path, name string) {
	t.Helper()
	for _, lang := range []string{"zh", "en"} {
		b.Send("GET", "/account?lang="+lang, nil, nil)
		must(t, os.WriteFile(filepath.Join(dir, "case-"+name+"-"+lang+".html"), []byte(b.Get(path).OK().Body), 0o644))
	}
}

func usual(t *testing.T, dir string) {
	s := serve(t, fixture.SQLite(t))
	s.Fixture.Work(t)
	teacher, lead, duty := s.As(t, care.PsychologyTeacher), s.As(t, care.PsychologyLead), s.As(t, care.DutyAdult)
	open, met := s.FlagOf(t, s.Pupils[2]), s.Pupils[1]
	held, episode := notices(t, s, met)
	keep(t, dir, teacher, "/work", "work-teacher")
	keep(t, dir, lead, "/work", "work-lead")
	keep(t, dir, duty, "/work", "work-duty")
	keep(t, dir, duty, "/alerts/"+s.AlertOf(t, s.Pupils[4]).ID.String(), "alert-raised")
	keep(t, dir, duty, "/alerts/"+s.AlertOf(t, s.Pupils[4]).ID.String()+"/check", "alert-check")
	keep(t, dir, teacher, "/alerts", "alerts")
	keep(t, dir, teacher, "/flags", "flags")
	keep(t, dir, teacher, "/flags/"+open.ID.String(), "flag")
	keep(t, dir, teacher, "/flags/"+open.ID.String()+"/interview", "interview")
	keep(t, dir, teacher, "/flags/"+open.ID.String()+"/decision", "decision")
	teacher.Post("/flags/"+open.ID.String()+"/interview", append(fields("", fixture.Interview), fields("f6.", fixture.RiskCalm)...)...)
	preview := teacher.Post("/flags/"+open.ID.String()+"/decision", append(fields("", fixture.Serious), "facts", "课间请多看一眼")...)
	must(t, os.WriteFile(filepath.Join(dir, "case-preview-en.html"), []byte(preview.Body), 0o644))
	keep(t, dir, teacher, "/pupils/"+met.String(), "file")
	keep(t, dir, s.As(t, care.ClassTeacher), "/pupils/"+met.String(), "file-class")
	keep(t, dir, teacher, "/pupils?unit="+s.Class.ID.String(), "pupils")
	keep(t, dir, teacher, "/pupils/"+met.String()+"/sittings/"+s.FlagOf(t, met).Sitting.String(), "sitting")
	keep(t, dir, teacher, "/notices", "notices")
	keep(t, dir, teacher, "/notices/"+held.String(), "notice-held")
	keep(t, dir, teacher, "/notices/"+held.String()+"/home-safe", "home-safe")
	keep(t, dir, lead, lead.Get("/episodes/"+episode.String()+"/release").Location, "notice-wide")
	keep(t, dir, s.As(t, care.ClassTeacher), "/work", "work-class")
	keep(t, dir, teacher, "/overview", "overview-school")
	keep(t, dir, s.As(t, care.DistrictOfficer), "/overview", "overview-district")
	keep(t, dir, teacher, "/search?q=sys", "search")
	teacher.Post("/notices/"+held.String()+"/home-safe", fields("", fixture.HomeSafe)...)
	slip := teacher.Post("/notices/" + held.String() + "/link")
	must(t, os.WriteFile(filepath.Join(dir, "case-slip-zh.html"), []byte(slip.Body), 0o644))
	link := regexp.MustCompile(`/l/[0-9a-z]{26}`).FindString(slip.Body)
	guardian := s.Stranger(t)
	keep(t, dir, guardian, link, "family-door")
	got := guardian.Post(link, "last4", phoneEnd(t, s, met))
	must(t, os.WriteFile(filepath.Join(dir, "case-family-notice-en.html"), []byte(got.Body), 0o644))
}
