package roundweb_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	"xinhuan/internal/verify"
)

func TestARoundGoesFromPlanToClose(t *testing.T) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	lead.Get("/rounds").OK().Has("还没有安排测评", "/rounds/new")
	lead.Get("/rounds/new").OK().Has("七年级", "八年级", "PHQ-9", "适合这里的全部年级", "2 位值班人员：每天最多 470 名", "1 个班，12 人")
	today := care.DateOf(s.Now())
	post := func(r care.Role) string { return s.Fixture.As(r).Post.String() }
	saved := lead.Post("/rounds/new", "unit", s.School.ID.String(), "title", "秋季测评", "opens_on", string(today), "closes_on", string(today.AddDays(20)), "grades", "7", "grades", "8",
		"instruments", "phq9", "instruments", "gad7", "duty_posts", post(care.DutyAdult), "duty_posts", post(care.PsychologyTeacher), "shared_room", "yes")
	if saved.Status != http.StatusSeeOther {
		t.Fatalf("got status %d, want a redirect: %s", saved.Status, saved.Words())
	}
	round := saved.Location
	lead.Get(round).OK().Has("发送测试警报", "七年级(1)班", "待登记同意", "测评已建立")
	lead.Get(round + "/open").OK().Has("还没有发送测试警报")
	lead.Post(round + "/drill").Goes(round)
	lead.Get(round).OK().Has("等值班人员确认测试警报", "还差 2 位")
	adult := s.As(t, care.DutyAdult)
	adult.Get("/rounds").OK().Has("请确认收到测试警报")
	adult.Get(round).OK().Has("我收到了").Lacks("七年级(1)班", "已交卷或中途停止")
	adult.Post(round + "/acknowledge").Goes(round)
	lead.Get(round + "/open").OK().Has("两位值班人员")
	s.As(t, care.PsychologyTeacher).Post(round + "/acknowledge").Goes(round)
	lead.Get(round).OK().Has("可以开始测评了")
	lead.Get(round+"/open").OK().Has("值班岗位会在出现危险回答时立即被呼叫", `action="`+round+`/open"`)
	lead.Post(round + "/open").Goes(round)
	lead.Get(round).OK().Has("登记七年级(1)班的家长同意")
	lead.Post(round+"/close", "word", "不").Is(http.StatusUnprocessableEntity).Has("输入的字不对")
	lead.Post(round+"/close", "word", "结束").Goes(round)
	lead.Get(round).OK().Has("这次测评已经结束")
	lead.Get("/rounds").OK().Has("现在没有测评").Lacks("秋季测评", "还没有安排测评")
	lead.Get("/rounds?show=over").OK().Has("秋季测评", `btn-quiet" href="`+round+`"`)
}

func TestAPlanSaysBesideTheFieldWhatIsWrong(t *testing.T) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	page := lead.Post("/rounds/new", "unit", s.School.ID.String(), "title", " ", "opens_on", "2026-09-20", "closes_on", "2026-09-10", "instruments", "gad7",
		"duty_posts", s.Fixture.As(care.DutyAdult).Post.String())
	page.Is(http.StatusUnprocessableEntity).Has("请给这次测评起个名字", "结束日期不能早于开始日期", "请至少选择一个年级", "请至少指定两个值班岗位", `value="2026-09-20"`)
	if got := strings.Count(page.Body, " checked"); got != 2+0 { // the scale and the duty post that were ticked
		t.Errorf("got %d ticked boxes, want the 2 that were ticked", got)
	}
	foreign := s.AsOther(care.DutyAdult).Post.String()
	lead.Post("/rounds/new", "unit", s.School.ID.String(), "title", "秋季", "opens_on", "2026-09-20", "closes_on", "2026-09-30", "grades", "7", "instruments", "gad7",
		"duty_posts", s.Fixture.As(care.DutyAdult).Post.String(), "duty_posts", foreign).Is(http.StatusUnprocessableEntity).Has("不在本次测评范围内")
}

func TestARoundBeginsWithTheRegionsLine(t *testing.T) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	lead.Get("/rounds/new").OK().Lacks("023-75551234")
	must(t, s.Regions.PutSettings(ctx, s.Fixture.As(care.SystemAdmin), map[string]string{act.LocalLine: "县心理热线 023-75551234", act.LocalHours: "weekdays 08:00-18:00"}))
	lead.Get("/rounds/new").OK().Has(`value="县心理热线 023-75551234"`, `value="18:00"`, `<option value="weekdays" selected`)
	today := care.DateOf(s.Now())
	plan := func(more ...string) []string {
		return append([]string{"unit", s.School.ID.String(), "title", "秋季测评", "opens_on", string(today), "closes_on", string(today.AddDays(20)), "grades", "7", "instruments", "phq9",
			"duty_posts", s.Fixture.As(care.DutyAdult).Post.String(), "duty_posts", s.Fixture.As(care.PsychologyTeacher).Post.String()}, more...)
	}
	hours := []string{"local_days", "daily", "local_from", "08:00", "local_to", "20:00"}
	lead.Post("/rounds/new", plan(append(hours, "local_line", "心理辅导室：教学楼二楼")...)...).Is(http.StatusUnprocessableEntity).Has("请写上能拨通的电话号码")
	lead.Post("/rounds/new", plan("local_line", "心理辅导室 023-75550000")...).Is(http.StatusUnprocessableEntity).Has("从几点到几点有人接听")
	saved := lead.Post("/rounds/new", plan(append(hours, "local_line", "心理辅导室 023-75550000")...)...)
	lead.Get(saved.Location).OK().Has("心理辅导室 023-75550000 · 每天 08:00–20:00")
}

func TestTheCapacitySumFollowsTheForm(t *testing.T) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	fields := []string{"unit", s.School.ID.String(), "opens_on", "2026-09-21", "closes_on", "2026-09-21", "grades", "7", "per_adult", "1", "expected", "500",
		"duty_posts", s.Fixture.As(care.DutyAdult).Post.String(), "duty_posts", s.Fixture.As(care.PsychologyTeacher).Post.String()}
	// 2 adults x 1 check x 1000 / 500 = 4 pupils a day; 12 pupils need 3 days, there is 1.
	lead.Post("/rounds/new/sum", fields...).OK().Has("每天最多 4 名", "至少需要 3 个上课日；起止日期内有 1 个", "请延长日期").Lacks("<html")
	s.As(t, care.ClassTeacher).Post("/rounds/new/sum", fields...).Is(http.StatusForbidden)

	// one person's second post adds nothing, and the page says whom it counted
	lead.Post("/rounds/new/sum", fields...).Has("2 位值班人员", "所选 2 个岗位现由 2 人担任或代理，每人只算一次")
	second, _, err := s.Regions.Appoint(context.Background(), s.Fixture.As(care.DistrictOfficer), s.Fixture.As(care.DutyAdult).Person, region.Seat{Unit: s.School.ID, Role: care.DutyAdult})
	must(t, err)
	lead.Post("/rounds/new/sum", append(fields, "duty_posts", second.String())...).OK().Has("2 位值班人员：每天最多 4 名", "所选 3 个岗位现由 2 人担任或代理", "值班教师 担任 2 个")
	lead.Post("/rounds/new/sum", append(fields[:12:12], "duty_posts", s.Fixture.As(care.DutyAdult).Post.String(), "duty_posts", second.String())...).OK().Has("1 位值班人员：每天最多 2 名", "两位不同的人")
}

func TestADistrictSeesSchoolsAndThenClasses(t *testing.T) {
	s := site(t)
	today := care.DateOf(s.Now())
	officer := s.As(t, care.DistrictOfficer)
	officer.Get("/rounds/new").OK().Has("全部 2 所学校", "白石试验学校").Lacks("建立测评")
	args := []string{"unit", s.Root.String(), "title", "全县测评", "opens_on", string(today), "closes_on", string(today.AddDays(9)), "grades", "7", "instruments", "phq9", "shared_room", "no"}
	for _, role := range []care.Role{care.DutyAdult, care.PsychologyTeacher} {
		args = append(args, "duty_posts", s.Fixture.As(role).Post.String())
	}
	officer.Post("/rounds/new", args...).Is(http.StatusUnprocessableEntity).Has("白石试验学校：值班岗位不足两个")
	for _, role := range []care.Role{care.DutyAdult, care.PsychologyTeacher} {
		args = append(args, "duty_posts", s.AsOther(role).Post.String())
	}
	saved := officer.Post("/rounds/new", args...)
	if saved.Status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", saved.Status, saved.Words())
	}
	officer.Get(saved.Location).OK().Has("各学校", "青溪试验学校", "白石试验学校", "2 所学校").Lacks("七年级(1)班")
	officer.Get(saved.Location+"/schools/"+s.Other.ID.String()).OK().Has("七年级(1)班", "全部学校").Lacks("青溪试验学校七")
	s.AsWho(t, s.AsOther(care.PsychologyLead)).Get(saved.Location).OK().Has("七年级(1)班").Lacks("青溪试验学校")
}

func TestNobodyActsBeyondHisPost(t *testing.T) {
	s := site(t)
	c := planned(t, s)
	type try struct {
		path string
		body []string
	}
	consent := []string{"channel", "batch", "d." + s.Pupils[0].String(), "agree"}
	absence := []string{"a." + s.Pupils[0].String(), "ill"}
	day := []string{"day", string(care.DateOf(s.Now()))}
	acts := []try{{at(c, "/drill"), nil}, {at(c, "/open"), nil}, {at(c, "/close"), []string{"word", "结束"}}, {at(c, "/cancel"), []string{"word", "取消"}},
		{at(c, "/acknowledge"), nil}, {at(c, "/consents/"+s.Class.ID.String()), consent}, {class(c, s.Class, "/absences"), absence}, {class(c, s.Class, "/tickets"), day}}
	refused := map[care.Role][]int{ // by the position in acts
		care.SubjectTeacher: {0, 1, 2, 3, 4, 5, 6, 7}, care.GradeHead: {0, 1, 2, 3, 4, 5, 6, 7}, care.Principal: {0, 1, 2, 3, 4, 5, 6, 7},
		care.ClassTeacher: {0, 1, 2, 3, 4, 6, 7}, care.Invigilator: {0, 1, 2, 3, 4, 5, 6, 7}, care.DeputyPrincipal: {4, 5}, care.DistrictResearcher: {0, 1, 2, 3, 4, 5, 6, 7},
		care.DistrictOfficer: {4, 5}, care.SystemAdmin: {0, 1, 2, 3, 4, 5, 6, 7}, care.AuditAdmin: {0, 1, 2, 3, 4, 5, 6, 7},
	}
	for role, list := range refused {
		b := s.As(t, role)
		for _, i := range list {
			got := b.Post(acts[i].path, acts[i].body...)
			if got.Status != http.StatusForbidden && got.Status != http.StatusNotFound && got.Status != http.StatusConflict {
				t.Errorf("%s posts %s: got status %d, want a refusal: %s", role, acts[i].path, got.Status, got.Words())
			}
		}
	}
	other := s.AsWho(t, s.AsOther(care.PsychologyLead))
	for _, a := range acts {
		if got := other.Post(a.path, a.body...); got.Status < 400 {
			t.Errorf("the lead of another school posts %s: got status %d", a.path, got.Status)
		}
	}
	view(t, s, func(tx *act.Tx) error {
		now, err := tx.Campaign(c.ID)
		if now.State != care.CampaignDraft {
			t.Errorf("got state %s after refusals only, want draft", now.State)
		}
		consents, _ := tx.ConsentsIn(c.ID, s.Class.ID)
		tickets, _ := tx.TicketsIn(c.ID, s.Class.ID)
		absences, _ := tx.AbsencesIn(c.ID, s.Class.ID)
		if len(consents)+len(tickets)+len(absences) > 0 {
			t.Errorf("got %d consents, %d tickets, %d absences after refusals only, want none", len(consents), len(tickets), len(absences))
		}
		return err
	})
}

// Who sits with a class runs that class on the day, and nothing else of the round.
func TestAnInvigilatorRunsTheClassesHeIsNamedFor(t *testing.T) {
	s := site(t)
	c := planned(t, s)
	s.Consent(t, c.ID, care.ConsentAgree, s.Pupils...)
	lead, inv := s.As(t, care.PsychologyLead), s.As(t, care.Invigilator)
	post := s.Fixture.As(care.Invigilator).Post
	path := at(c, "/invigilators")
	lead.Get(at(c, "")).OK().Has(path)
	lead.Get(path).OK().Has("七年级(1)班", "八年级(1)班", "还没有指定", post.String())
	lead.Post(path, "w."+s.Class2.ID.String(), s.AsOther(care.Invigilator).Post.String()).Is(http.StatusUnprocessableEntity).Has("请重新选择")
	lead.Post(path, "w."+s.Class2.ID.String(), s.Fixture.As(care.SubjectTeacher).Post.String()).Is(http.StatusUnprocessableEntity)
	lead.Post(path).Is(http.StatusUnprocessableEntity).Has("没有改动")
	for _, role := range []care.Role{care.ClassTeacher, care.Principal, care.Invigilator, care.DutyAdult} {
		b := s.As(t, role)
		if got := b.Get(path); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
			t.Errorf("%s opens the list of invigilators: got status %d", role, got.Status)
		}
		if got := b.Post(path, "w."+s.Class.ID.String(), post.String()); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
			t.Errorf("%s names an invigilator: got status %d", role, got.Status)
		}
	}
	lead.Post(path, "w."+s.Class2.ID.String(), post.String()).Goes(path + "?school=" + s.School.ID.String())

	inv.Get("/rounds").OK().Lacks("秋季测评") // until the test alert goes out there is nothing to run
	lead.Post(at(c, "/drill")).Goes(at(c, ""))
	inv.Get("/rounds").OK().Has("秋季测评").Lacks("/rounds/new")
	inv.Get("/rounds/new").Is(http.StatusForbidden)
	inv.Get(at(c, "")).OK().Has("八年级(1)班").Lacks(class(c, s.Class, ""), path, "/export/", "/cancel", "/close", "再发一次")
	for _, get := range []string{at(c, "/export/csv"), at(c, "/open"), at(c, "/cancel"), at(c, "/close"), class(c, s.Class, ""), class(c, s.Class, "/tickets"), at(c, "/consents/"+s.Class2.ID.String())} {
		if got := inv.Get(get); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
			t.Errorf("an invigilator at %s: got status %d", get, got.Status)
		}
	}
	day := string(care.DateOf(s.Now()))
	for _, post := range []string{at(c, "/drill"), at(c, "/open"), at(c, "/close"), at(c, "/cancel"), class(c, s.Class, "/tickets"), class(c, s.Class, "/absences")} {
		got := inv.Post(post, "day", day, "word", "取消", "a."+s.Pupils[0].String(), "ill")
		if got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
			t.Errorf("an invigilator posts %s: got status %d", post, got.Status)
		}
	}
	inv.Post(class(c, s.Class2, "/tickets"), "day", day).Goes(class(c, s.Class2, "")) // nobody is enrolled there
	inv.Get(class(c, s.Class2, "")).OK().Has("八年级(1)班")

	lead.Post(path, "w."+s.Class2.ID.String(), "", "w."+s.Class.ID.String(), post.String()).Goes(path + "?school=" + s.School.ID.String())
	inv.Get(class(c, s.Class2, "")).Is(http.StatusForbidden)
	inv.Post(class(c, s.Class, "/absences"), "a."+s.Pupils[0].String(), "ill").Goes(class(c, s.Class, ""))
	inv.Post(class(c, s.Class, "/tickets"), "day", day).Goes(class(c, s.Class, "/tickets?day="+day))
	inv.Get(class(c, s.Class, "/tickets?day="+day)).OK().Has("试验生2号")
	work, err := s.Casework.Work(ctx, s.Fixture.As(care.Invigilator))
	must(t, err)
	if len(work.Week) != 1 || work.Week[0].RefID != s.Class.ID || work.Week[0].Round != c.ID {
		t.Errorf("my work of an invigilator before the round opens: got %+v, want his class", work.Week)
	}
	for _, role := range []care.Role{care.DutyAdult, care.PsychologyTeacher} {
		s.As(t, role).Post(at(c, "/acknowledge")).Goes(at(c, ""))
	}
	lead.Post(at(c, "/open")).Goes(at(c, ""))
	if work, err = s.Casework.Work(ctx, s.Fixture.As(care.Invigilator)); err != nil || len(work.Now) != 1 || work.Now[0].RefID != s.Class.ID {
		t.Errorf("my work of an invigilator on the day: got %+v, %v; want his class under Now", work.Now, err)
	}
	lead.Post(at(c, "/close"), "word", "结束").Goes(at(c, ""))
	inv.Get(class(c, s.Class, "")).Is(http.StatusForbidden) // the round is over, and so is his part in it
	must(t, s.Regions.Release(t.Context(), s.Fixture.As(care.SecurityAdmin), post, s.Fixture.As(care.Invigilator).Person))
	lead.Get(path).OK().Has("还没有指定").Lacks("1 / 2") // a seat that nobody holds sits with no class
}

func TestEachSeesNoMoreThanHisPostNeeds(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	tickets := s.Tickets(t, c.ID)
	s.Answer(t, tickets[s.Pupils[0]], fixture.Sheet(3, 3, 3, 3, 3, 3, 3, 3, 2)) // a danger answer
	name := "试验生1号"
	s.As(t, care.PsychologyLead).Get(at(c, "")).OK().Has("有警报等待处理", name, "/alerts/")
	for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.DistrictResearcher, care.DistrictOfficer, care.ClassTeacher, care.Invigilator} {
		for _, path := range []string{at(c, ""), at(c, "/now"), class(c, s.Class, ""), class(c, s.Class, "/now"), at(c, "/export/csv")} {
			got := s.As(t, role).Get(path)
			if got.Status != http.StatusOK && got.Status != http.StatusForbidden {
				t.Errorf("%s at %s: got status %d", role, path, got.Status)
			}
			got.Lacks("/alerts/", "警报等待", "面谈（", "核查（")
		}
	}
	s.As(t, care.DistrictResearcher).Get(class(c, s.Class, "")).OK().Lacks("试验生")
	inv := s.As(t, care.Invigilator)
	inv.Get(at(c, "")).OK().Has("七年级(1)班").Lacks("八年级(1)班", "结束这次测评")
	inv.Get(class(c, s.Class, "")).OK().Has(name, "已完成", "未开始", `hx-trigger="every 5s"`)
	inv.Get(class(c, s.Class2, "")).Is(http.StatusForbidden)
	subject := s.As(t, care.SubjectTeacher)
	subject.Get("/rounds").OK().Has("没有需要您参与的测评").Lacks("秋季测评")
	for _, path := range []string{at(c, ""), class(c, s.Class, ""), at(c, "/consents/"+s.Class.ID.String()), class(c, s.Class, "/tickets"), at(c, "/export/xlsx")} {
		if got := subject.Get(path); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
			t.Errorf("subject teacher at %s: got status %d", path, got.Status)
		}
	}
	stranger := s.Stranger(t)
	stranger.Get(at(c, "")).Goes("/sign-in?back=" + strings.ReplaceAll(at(c, ""), "/", "%2F"))
	other := s.AsWho(t, s.AsOther(care.PsychologyLead))
	other.Get(at(c, "")).Is(http.StatusNotFound)
	other.Get(class(c, s.Class, "")).Is(http.StatusForbidden)
}

func TestTheRoundWaitsForSchoolHours(t *testing.T) {
	s := site(t)
	lead := s.As(t, care.PsychologyLead)
	c := planned(t, s)
	lead.Post(at(c, "/drill")).Goes(at(c, ""))
	for _, role := range []care.Role{care.DutyAdult, care.PsychologyTeacher} {
		s.As(t, role).Post(at(c, "/acknowledge")).Goes(at(c, ""))
	}
	s.Consent(t, c.ID, care.ConsentAgree, s.Pupils...)
	s.SetNow(time.Date(2026, 9, 15, 19, 0, 0, 0, care.China))
	lead = s.As(t, care.PsychologyLead)
	lead.Get(at(c, "")).OK().Has("还不能开始", "现在不是可以测评的上课时间").Lacks(`href="` + at(c, "/open"))
	lead.Get(at(c, "/open")).OK().Has("现在不是可以测评的上课时间").Lacks("<form method=\"post\" action=\"" + at(c, "/open"))
	lead.Post(at(c, "/open")).Is(http.StatusServiceUnavailable)
	lead.Post(at(c, "/cancel"), "word", "取消").Goes(at(c, ""))
	lead.Get(at(c, "")).OK().Has("这次测评已取消")
}

func TestClosingSaysWhoIsStillWaiting(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	s.Answer(t, s.Tickets(t, c.ID)[s.Pupils[0]], fixture.Sheet(3, 3, 3, 3, 3, 3, 3, 3, 2))
	s.As(t, care.PsychologyLead).Get(at(c, "/close")).OK().Has("还有警报没有完成安全核查（1）", "还有学生等待面谈和结论（1）")
	s.As(t, care.DeputyPrincipal).Get(at(c, "/close")).OK().Has("还有学生等待面谈和结论").Lacks("（1）")
	s.As(t, care.PsychologyLead).Post(at(c, "/close"), "word", "结束").Is(http.StatusConflict)
}

// A child has one open flag, whatever asks for it: a later round whose sheet asks
// as well counts the child and waits.
func TestARoundWaitsForAMeetingThatAnotherRoundAskedFor(t *testing.T) {
	s := site(t)
	child, worry := s.Pupils[0], s.Pupils[1]
	first := s.OpenRound(t)
	s.Answer(t, s.Tickets(t, first.ID)[child], fixture.Sheet(3, 3, 3, 3, 3))
	must(t, s.Do(ctx, act.System, "test.Concern", func(tx *act.Tx) error {
		_, _, err := tx.Flag(care.Flag{Person: worry, School: s.School.ID, Source: care.FromConcern, Suggested: care.LevelGeneral}, nil)
		return err
	}))
	second := s.OpenRound(t)
	tickets := s.Tickets(t, second.ID)
	s.Answer(t, tickets[child], fixture.Sheet(3, 3, 3, 3, 0))
	s.Answer(t, tickets[worry], fixture.Sheet(3, 3, 3, 3, 0))
	view(t, s, func(tx *act.Tx) error {
		for c, want := range map[care.ID]int{first.ID: 1, second.ID: 2} {
			tally, err := tx.CampaignClass(c, s.Class.ID)
			if err != nil {
				return err
			}
			if tally.Flagged != want {
				t.Errorf("got %d pupils the round asks to meet, want %d", tally.Flagged, want)
			}
			counted, err := tx.FlagCounts(s.School.ID, c)
			if err != nil {
				return err
			}
			if len(counted) != 1 || counted[0].Waiting != want {
				t.Errorf("got %v waiting in the round, want %d", counted, want)
			}
		}
		flags, err := tx.FlagsOf(child)
		if len(flags) != 1 {
			t.Errorf("got %d flags of one child, want 1", len(flags))
		}
		return err
	})
	lead := s.As(t, care.PsychologyLead)
	lead.Get(at(second, "/close")).OK().Has("还有学生等待面谈和结论（2）")
	lead.Post(at(second, "/close"), "word", "结束").Is(http.StatusConflict)
	report, err := verify.Run(ctx, s.Kernel)
	must(t, err)
	for _, c := range report.Checks {
		if (c.Name == "tallies" || c.Name == "replay" || c.Name == "round_closed") && !c.OK {
			t.Errorf("%s: %v", c.Name, c.Violations)
		}
	}
}

func TestExportsHoldCountsOfTheClassesOneSees(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	got := s.As(t, care.PsychologyLead).Get(at(c, "/export/csv"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body, "\ufeff"))).ReadAll()
	must(t, err)
	want := []string{"青溪试验学校 七年级(1)班", "待发纸条", "12", "12", "12", "0", "0", "0"}
	if len(rows) != 3 || !slices.Equal(rows[1], want) {
		t.Errorf("got %v, want a head, %v and the other class", rows, want)
	}
	s.As(t, care.Invigilator).Get(at(c, "/export/csv")).Is(http.StatusForbidden).Lacks("八年级")
	if got := s.As(t, care.PsychologyLead).Get(at(c, "/export/xlsx")); !strings.HasPrefix(got.Body, "PK") {
		t.Error("the workbook is no workbook")
	}
}

// The page of a district's round names the schools that wait for their two adults, also
// after it opened elsewhere.
func TestTheSchoolsThatWaitStandOnTheDistrictsPage(t *testing.T) {
	s := site(t)
	officer, today := s.Fixture.As(care.DistrictOfficer), care.DateOf(s.Now())
	own, others := []act.Who{s.Fixture.As(care.DutyAdult), s.Fixture.As(care.PsychologyTeacher)}, []act.Who{s.AsOther(care.DutyAdult), s.AsOther(care.PsychologyTeacher)}
	c, err := s.Screening.PlanRound(t.Context(), officer, screening.Plan{Unit: s.Root, Title: "全县测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7}, Instruments: []string{"phq9"},
		DutyPosts: []care.ID{own[0].Post, own[1].Post, others[0].Post, others[1].Post}})
	must(t, err)
	district := s.As(t, care.DistrictOfficer)
	district.Post(at(c, "/drill")).Goes(at(c, ""))
	must(t, s.Screening.AckDrill(t.Context(), own[0], c.ID))
	must(t, s.Screening.AckDrill(t.Context(), others[0], c.ID))
	waits := s.Other.Name + "：已有 1 位值班人员确认，还差 1 位"
	district.Get(at(c, "")).OK().Has("还不能作答的学校", waits, s.School.Name+"：已有 1 位").Sound()
	district.Post(at(c, "/open")).Is(http.StatusConflict)
	must(t, s.Screening.AckDrill(t.Context(), own[1], c.ID))
	district.Post(at(c, "/open")).Goes(at(c, ""))
	district.Get(at(c, "")).OK().Has("还不能作答的学校", waits).Lacks(s.School.Name + "：已有")
	s.As(t, care.PsychologyLead).Get(at(c, "")).OK().Lacks("还不能作答的学校", waits)
	must(t, s.Screening.AckDrill(t.Context(), others[1], c.ID))
	district.Get(at(c, "")).OK().Lacks("还不能作答的学校")
}
