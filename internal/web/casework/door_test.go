package caseweb_test

import (
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// Who may open and do what: every other role is turned away, and nothing of the
// child shows on the way.
func TestRolesThatMayNotAreTurnedAway(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	a, flag := flagged(t, s)
	name := nameOf(t, s, a.Person)
	roles := []care.Role{care.DistrictOfficer, care.DistrictResearcher, care.Principal, care.DeputyPrincipal, care.MoralEducationOffice, care.SafetyOffice, care.GradeHead, care.ClassTeacher,
		care.SubjectTeacher, care.Invigilator, care.DutyAdult, care.PsychologyTeacher, care.PsychologyLead, care.SystemAdmin, care.SecurityAdmin, care.AuditAdmin}
	psych := []care.Role{care.PsychologyTeacher, care.PsychologyLead}
	called := []care.Role{care.PsychologyTeacher, care.PsychologyLead, care.DutyAdult}
	names := []care.Role{care.PsychologyTeacher, care.PsychologyLead, care.DutyAdult, care.ClassTeacher, care.Invigilator}
	flagAt, alertAt, fileAt := "/flags/"+flag.ID.String(), "/alerts/"+a.ID.String(), "/pupils/"+a.Person.String()
	gets := map[string][]care.Role{flagAt: psych, flagAt + "/interview": psych, flagAt + "/decision": psych, alertAt: called, alertAt + "/now": called, alertAt + "/check": called,
		fileAt: names, fileAt + "/sittings/" + flag.Sitting.String(): psych}
	posts := map[string][]care.Role{flagAt + "/interview": psych, flagAt + "/decision": psych, alertAt + "/check": called,
		"/drafts/flag/" + flag.ID.String() + "/f5_interview": psych, "/drafts/alert/" + a.ID.String() + "/safety_check": called}
	for _, role := range roles {
		b := s.As(t, role)
		for path, may := range gets {
			got := b.Get(path)
			if allowed(may, role) != (got.Status == http.StatusOK) {
				t.Errorf("%s GET %s: got status %d: %s", role, path, got.Status, got.Words())
			}
			if !allowed(may, role) && strings.Contains(got.Body, name) {
				t.Errorf("%s reads the pupil's name on %s", role, path)
			}
		}
		for path, may := range posts {
			got := b.Post(path)
			refused := got.Status == http.StatusForbidden || got.Status == http.StatusNotFound
			if allowed(may, role) == refused {
				t.Errorf("%s POST %s: got status %d", role, path, got.Status)
			}
		}
	}
	stranger := s.AsWho(t, s.AsOther(care.PsychologyLead))
	for path := range gets {
		if got := stranger.Get(path); got.Status == http.StatusOK || strings.Contains(got.Body, name) {
			t.Errorf("another school's lead opens %s", path)
		}
	}
}

func allowed(list []care.Role, role care.Role) bool {
	for _, r := range list {
		if r == role {
			return true
		}
	}
	return false
}

// Every opening of a file is in the log with its purpose, and so is a refusal.
func TestOpeningsAreLogged(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	a, _ := flagged(t, s)
	entries := func() (n int) {
		view(t, s, func(tx *act.Tx) error {
			subject := s.Public().Subject(a.Person)
			rows, err := tx.AuditPage(0, subject[:], 1000)
			n = len(rows)
			return err
		})
		return n
	}
	before := entries()
	s.As(t, care.PsychologyTeacher).Get("/pupils/" + a.Person.String()).OK()
	if got := entries(); got != before+1 {
		t.Errorf("after an opening: %d entries, want %d", got, before+1)
	}
	s.AsWho(t, s.AsOther(care.PsychologyTeacher)).Get("/pupils/" + a.Person.String()).Is(http.StatusNotFound)
	if got := entries(); got != before+2 {
		t.Errorf("after a refusal: %d entries, want %d", got, before+2)
	}
}

// A draft comes back to its author alone, and ends with the filing.
func TestADraftComesBackToItsAuthor(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	_, flag := flagged(t, s)
	at := "/flags/" + flag.ID.String() + "/interview"
	teacher := s.As(t, care.PsychologyTeacher)
	if got := teacher.Post("/drafts/flag/"+flag.ID.String()+"/f5_interview", "facts", "写到一半的话", "f6.stays_with", "班主任陪着"); got.Status != http.StatusNoContent {
		t.Fatalf("got status %d: %s", got.Status, got.Words())
	}
	teacher.Get(at).OK().Has("写到一半的话", "班主任陪着", "草稿已保存")
	s.As(t, care.PsychologyLead).Get(at).OK().Lacks("写到一半的话")
	teacher.Post(at, append(fields("", fixture.Interview), fields("f6.", fixture.RiskCalm)...)...).Goes("/flags/" + flag.ID.String() + "/decision")
	teacher.Get(at).OK().Lacks("写到一半的话")
}

// A record is amended beside the old one, and the change is shown.
func TestAnAmendmentShowsWhatChanged(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	_, flag := flagged(t, s)
	teacher := s.As(t, care.PsychologyTeacher)
	teacher.Post("/flags/"+flag.ID.String()+"/interview", append(fields("", fixture.Interview), fields("f6.", fixture.RiskCalm)...)...)
	var record care.ID
	view(t, s, func(tx *act.Tx) error {
		rows, err := tx.RecordsFor("flag", flag.ID)
		record = rows[0].ID
		return err
	})
	teacher.Get("/records/" + record.String() + "/amend").OK().Has("心理辅导室")
	changed := fixture.With(fixture.Interview, map[string][]string{"place": {"会议室二"}})
	got := teacher.Post("/records/"+record.String()+"/amend", fields("", changed)...)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("got status %d: %s", got.Status, got.Words())
	}
	teacher.Get(got.Location).OK().Has("改了什么", "会议室二", "心理辅导室")
	teacher.Get("/records/" + record.String()).OK().Has("后来更正过")
	s.As(t, care.ClassTeacher).Get("/records/" + record.String()).Is(http.StatusNotFound)
}

// The person page of somebody a notice told shows what is asked of him, and
// neither how the pupil's trouble came about nor what the family does.
func TestARecipientsPageShowsTheSummary(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	s.Fixture.Work(t)
	_, episode := notices(t, s, s.Pupils[1])
	at := "/pupils/" + s.Pupils[1].String()
	s.As(t, care.PsychologyTeacher).Post("/episodes/"+episode.String()+"/plan", fields("", fixture.Plan)...).Goes("/work")
	shown := []string{"需要您配合的事", "课间多看一眼", "当众批评", "独处增多时告诉心理教师", "2026年9月29日", "下一步日期"}
	hidden := []string{"父母最近分开住", "想先和妈妈说", "晚饭后一起散步", "县医院", "连续四周平稳", "面谈核实"}
	for _, role := range []care.Role{care.ClassTeacher, care.MoralEducationOffice, care.DeputyPrincipal} {
		if got := s.As(t, role).Get(at); got.Status == http.StatusOK || role == care.ClassTeacher {
			got.OK().Has(shown...).Lacks(hidden...).Lacks("危险警报", "面谈记录")
		}
	}
	s.As(t, care.PsychologyTeacher).Get(at).OK().Has(shown[1:]...).Has(hidden[:3]...)
}

func TestListsFindAndCount(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	a, _ := flagged(t, s)
	name := nameOf(t, s, a.Person)
	teacher, officer := s.As(t, care.PsychologyTeacher), s.As(t, care.DistrictOfficer)
	teacher.Get("/search?q=" + name).OK().Has("/pupils/" + a.Person.String())
	teacher.Get("/search?q=sys").OK().Has("/pupils/" + a.Person.String())
	s.AsWho(t, s.AsOther(care.PsychologyTeacher)).Get("/search?q=" + name).OK().Lacks("/pupils/" + a.Person.String())
	officer.Get("/search?q=" + name).OK().Lacks("/pupils/" + a.Person.String())
	teacher.Get("/pupils?unit="+s.Class.ID.String()).OK().Has(name, "等待面谈")
	s.As(t, care.ClassTeacher).Get("/pupils").OK().Has(name).Lacks("等待面谈", "这里只列出与您的岗位有关的人")
	export := teacher.Get("/flags/export")
	if export.Status != http.StatusOK || strings.Contains(export.Body, name) || strings.Count(export.Body, "\n") != 3 {
		t.Errorf("export: status %d, %d lines, name %v", export.Status, strings.Count(export.Body, "\n"), strings.Contains(export.Body, name))
	}
	teacher.Get("/work?lang=zh").OK().Has(name, "/work/export/csv", "/work/export/xlsx")
	work := teacher.Get("/work/export/csv")
	if rows := work.CSV(); len(rows) == 0 || strings.Contains(work.Body, name) {
		t.Errorf("the file of My work has %d rows, names the pupil: %v", len(rows), strings.Contains(work.Body, name))
	}
	teacher.Get("/work/export/pdf").Is(http.StatusNotFound)
	officer.Get("/overview").OK().Has("闭环核对表", "已隐去")
	s.As(t, care.Principal).Get("/overview").OK().Has("已隐去")
	teacher.Get("/overview").OK().Has("等待面谈").Lacks("已隐去")
	s.As(t, care.ClassTeacher).Get("/overview").Is(http.StatusForbidden)
	for _, role := range []care.Role{care.Principal, care.SubjectTeacher, care.GradeHead} {
		s.As(t, role).Get("/work").OK().Has("现在没有要办的事")
	}
	s.As(t, care.SystemAdmin).Get("/work").OK().Has("/pending").Lacks("有警报、面谈")
}

// Nothing is above the highest level, and the review is called what its button says.
func TestTheHighestLevelIsNotRaised(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	s.Work(t)
	teacher, person := s.As(t, care.PsychologyTeacher), s.Pupils[1].String()
	raised := fields("", fixture.Serious)
	for i := 0; i < len(raised); i += 2 {
		switch raised[i] {
		case "decision":
			raised[i+1] = "higher"
		case "level":
			raised[i+1] = "major"
		}
	}
	teacher.Post("/pupils/"+person+"/review", append(raised, "where", fixture.WhereNow, "confirm", "yes")...).Goes("/pupils/" + person)
	teacher.Get("/pupils/"+person+"/review").OK().Has("调低", "结束，不再列级").Lacks("调高</")
}

// Who is shown no flags is not told that nobody waits.
func TestAnEmptyListIsNoAnswerToWhoMayNotRead(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	s.Work(t)
	s.As(t, care.SystemAdmin).Get("/flags").OK().Has("您的岗位不看这里的内容", "/policy/access").Lacks("没有需要面谈的学生", `href="/alerts"`)
	s.As(t, care.SystemAdmin).Get("/alerts").OK().Has("您的岗位不看这里的内容").Lacks("您会同时收到提醒")
	s.As(t, care.PsychologyTeacher).Get("/flags").OK().Has(`href="/alerts"`).Lacks("您的岗位不看这里的内容")
}
