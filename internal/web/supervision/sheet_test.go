package supervisionweb_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	supervisionweb "xinhuan/internal/web/supervision"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

// posted are the answers that stand on a form's page, as the browser would send them.
func posted(body string) (fields []string) {
	body = body[strings.Index(body, "<main"):]
	for _, m := range regexp.MustCompile(`<input[^>]*>`).FindAllString(body, -1) {
		name, value := attr(m, "name"), attr(m, "value")
		if name == "" || name == "csrf_token" || strings.Contains(m, `type="radio"`) && !strings.Contains(m, " checked") || strings.Contains(m, `type="file"`) {
			continue
		}
		fields = append(fields, name, value)
	}
	return fields
}

// answering writes answers over what stands there.
func answering(fields []string, more ...string) []string {
	out := append([]string{}, more...)
	for i := 0; i < len(fields); i += 2 {
		given := false
		for j := 0; j < len(more); j += 2 {
			given = given || more[j] == fields[i]
		}
		if !given {
			out = append(out, fields[i], fields[i+1])
		}
	}
	return out
}

func attr(tag, name string) string {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestAnInvigilatorFillsInTheClassRecordOfARound(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		c := f.OpenRound(t)
		routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
		supervisionweb.Routes(routes, f.Supervision, f.Casework, f.Screening)
		routes.Handle("GET /static/", ui.Static())
		s := webtest.New(t, f, routes.Handler())
		must(t, f.Screening.RecordAbsence(ctx, f.As(care.Invigilator), c.ID, f.Pupils[0], "ill"))

		b := s.As(t, care.Invigilator)
		list := "/rounds/" + c.ID.String() + "/classes/" + f.Class.ID.String() + "/record"
		at := "/activities/add?unit=" + f.Class.ID.String() + "&kind=class_record&round=" + c.ID.String()
		b.Get(list).OK().Has("还没有班级测评记录", "填写班级记录")
		page := b.Get(at).OK().Has(c.Title, "：生病", `name="due"`).Lacks(`name="round"`, `name="class_name"`)
		fields := answering(posted(page.Body), "period", "第三节", "instructions_read", "yes", "seats_private", "yes", "refused", "0", "technical", "1", "distress_seen", "no", "signature", "监考老师", "absentees", "试验生1号：生病")
		b.Post(at, fields[:4]...).Is(http.StatusUnprocessableEntity)
		draft := "/activities/drafts/" + f.Class.ID.String() + "/class_record?round=" + c.ID.String()
		page.Has(draft)
		if got := b.Post(draft, "period", "第三节写到一半").Status; got != http.StatusNoContent {
			t.Fatalf("the draft: got %d", got)
		}
		b.Get(at).OK().Has("第三节写到一半")
		filed := b.Post(at, fields...)
		if filed.Status != http.StatusSeeOther {
			t.Fatalf("got %d: %s", filed.Status, filed.Words())
		}
		b.Get(filed.Location).OK().Has("第三节", "试验生1号", "签名后没有改动")
		b.Get(filed.Location+"/paper").OK().Has("第三节", c.Title)
		b.Get(list).OK().Has("第三节", filed.Location)
		// another round of the same name on the same days has no record of this one
		twin, err := f.Screening.PlanRound(ctx, f.As(care.PsychologyLead), screening.Plan{Unit: f.School.ID, Title: c.Title, OpensOn: c.OpensOn, ClosesOn: c.ClosesOn, Grades: []int{7}, Instruments: []string{"phq9"},
			DutyPosts: []care.ID{f.As(care.DutyAdult).Post, f.As(care.PsychologyTeacher).Post}})
		must(t, err)
		lead := s.As(t, care.PsychologyLead)
		lead.Get(list).OK().Has(filed.Location)
		lead.Get("/rounds/" + twin.ID.String() + "/classes/" + f.Class.ID.String() + "/record").OK().Has("还没有班级测评记录").Lacks(filed.Location)
		b.Get("/rounds/" + twin.ID.String() + "/classes/" + f.Class.ID.String() + "/record").Is(http.StatusForbidden)
		id, err := care.ParseID(strings.TrimPrefix(filed.Location, "/activities/"))
		must(t, err)
		rec, err := f.Supervision.Open(ctx, f.As(care.PsychologyLead), id)
		must(t, err)
		if rec.Round != c.ID {
			t.Errorf("the record is of round %s, want %s", rec.Round, c.ID)
		}
		amended, _, err := f.Supervision.FileActivity(ctx, f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.Class.ID, Kind: "class_record", Values: rec.Values, Amends: id, Round: twin.ID})
		must(t, err)
		if rec, err = f.Supervision.Open(ctx, f.As(care.PsychologyLead), amended); err != nil || rec.Round != c.ID {
			t.Errorf("an amendment is of round %s, %v; want %s", rec.Round, err, c.ID)
		}
		if _, _, err := f.Supervision.FileActivity(ctx, f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.Class2.ID, Kind: "class_record", Values: rec.Values, Round: twin.ID}); care.KindOf(err) != care.NotFound {
			t.Errorf("a record of a class that is not in the round: %v, want not found", err)
		}
		filed.Location = "/activities/" + amended.String()
		s.As(t, care.Principal).Get(filed.Location).OK().Has("第三节", "只对需要知道的人开放").Lacks("试验生1号")
		s.As(t, care.DistrictOfficer).Get(filed.Location + "/paper").OK().Lacks("试验生1号")
		s.As(t, care.PsychologyLead).Get("/activities/add?unit=" + f.Class.ID.String() + "&kind=class_record").Is(http.StatusNotFound)
		s.As(t, care.SubjectTeacher).Get(at).Is(http.StatusForbidden)
	})
}

func TestAMonthlyReportSurvivesALostPageAndIsPrintedWithItsDays(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	b := s.As(t, care.PsychologyLead)
	b.Get("/activities/add").OK().Has("月报", "督导检查表", "家长培训").Lacks("热线工作报表", "班级测评记录", "院系研判", "热线值守安排", "心理或精神科门诊", "信息平台主管单位登记", "高校心理健康课程")
	kind := func(id string) string { return "/activities/add?unit=" + f.School.ID.String() + "&kind=" + id }
	clinic := "“心理或精神科门诊”不由“学校”这类单位登记：请从“登记活动”列出的类型里选一种。"
	b.Get(kind("clinic")).Is(http.StatusUnprocessableEntity).Has(clinic)
	b.Post(kind("clinic"), "held_on", string(care.DateOf(f.Now())), "place", "三楼").Is(http.StatusUnprocessableEntity).Has(clinic)
	b.Get(kind("case_meeting")).OK().Has("参加人数").Lacks("学分", "学时", "每次时长")
	b.Get(kind("teacher_training")).OK().Has("学时").Lacks("学分")
	at := "/activities/add?unit=" + f.School.ID.String() + "&kind=monthly_report"
	page := b.Get(at).OK().Has("上一个月", `name="interviews"`)
	draft := "/activities/drafts/" + f.School.ID.String() + "/monthly_report"
	page.Has(draft)
	fields := answering(posted(page.Body), "explanation", "写了一半")
	if got := b.Post(draft, fields...).Status; got != http.StatusNoContent {
		t.Fatalf("the draft: got %d", got)
	}
	again := b.Get(at).OK().Has("写了一半")
	filed := b.Post(at, answering(posted(again.Body), "explanation", "写完了", "refused", "0", "back", "0", "self_harm", "0", "deaths", "0")...)
	if filed.Status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", filed.Status, filed.Words())
	}
	b.Get(filed.Location).OK().Has("等另一位签名", "另一位同事核对").Lacks("我已核对")
	principal := s.As(t, care.Principal)
	principal.Get(filed.Location).OK().Has("我已核对，签名")
	principal.Post(filed.Location + "/sign").Goes(filed.Location)
	paper := principal.Get(filed.Location+"/paper").OK().Has("核对人", "月1日")
	if regexp.MustCompile(`20\d\d-\d\d-\d\d`).MatchString(paper.Words()) {
		t.Error("the paper prints a raw date")
	}
	b.Get("/activities?f.kind=monthly_report&unit=" + url.QueryEscape(f.School.ID.String())).OK().Has("至")
}

// On paper the kind of a record stands in words.
func TestAPaperNamesItsKindInWords(t *testing.T) {
	f := fixture.SQLite(t)
	record(t, f, "parent_training", 40)
	b := site(t, f).As(t, care.PsychologyLead)
	for _, at := range regexp.MustCompile(`/activities/[0-9a-z]{13}`).FindAllString(b.Get("/activities").OK().Body, -1) {
		page := b.Get(at + "/paper").OK()
		for _, kind := range f.Policy().Activities() {
			if strings.Contains(page.Words(), " "+kind.ID+" ") {
				t.Errorf("%s: the paper says %q", at, kind.ID)
			}
		}
	}
}

// A signed monthly report shows a small figure of cases to who may open the children,
// on no page and no paper to anybody else.
func TestAMonthlyReportTellsLeadersNoSmallFigure(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	at := "/activities/add?unit=" + f.School.ID.String() + "&kind=monthly_report"
	lead := s.As(t, care.PsychologyLead)
	figures := []string{"nothing", "no", "explanation", "无"}
	for _, id := range []string{"interviews", "new_general", "new_serious", "closed", "referred", "returned_slips", "refused", "on_leave", "back", "self_harm", "deaths", "sessions"} {
		figures = append(figures, id, "77")
	}
	filed := lead.Post(at, answering(posted(lead.Get(at).OK().Body), append(figures, "new_major", "3", "lessons", "88", "trainings", "88", "staff", "88", "overdue", "88")...)...)
	if filed.Status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", filed.Status, filed.Words())
	}
	three := regexp.MustCompile(`新确定“重大”\s*3\b`)
	for _, path := range []string{filed.Location, filed.Location + "/paper"} {
		if page := lead.Get(path).OK().Lacks("已隐去"); !three.MatchString(page.Words()) {
			t.Errorf("%s: the psychology lead is not shown the figure: %s", path, page.Words())
		}
		for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.MoralEducationOffice, care.DistrictOfficer, care.DistrictResearcher, care.Inspector} {
			page := s.As(t, role).Get(path).OK().Has("已隐去")
			if n := strings.Count(page.Body, "已隐去"); n != 2 || three.MatchString(page.Words()) {
				t.Errorf("%s reads %s: %d figures hidden, want the small one and one more", role, path, n)
			}
		}
		s.As(t, care.SafetyOffice).Get(path).Is(http.StatusForbidden)
	}
	form := s.As(t, care.DeputyPrincipal).Get(filed.Location + "/amend").OK().Has("留空就保持不变")
	if input := regexp.MustCompile(`<input[^>]*name="new_major"[^>]*>`).FindString(form.Body); strings.Contains(input, `"3"`) || strings.Contains(input, "required") {
		t.Errorf("the amendment shows %s", input)
	}
	s.As(t, care.Principal).Get(filed.Location).OK().Has("这些数字由填报人负责", "我已核对，签名")
	for _, role := range []care.Role{care.DistrictResearcher, care.Inspector, care.SafetyOffice} {
		if got := s.As(t, role).Get(filed.Location + "/amend").Status; got != http.StatusForbidden {
			t.Errorf("%s opens the amendment: got %d", role, got)
		}
	}
}
