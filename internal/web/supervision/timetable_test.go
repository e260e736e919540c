package supervisionweb_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	supervisionweb "xinhuan/internal/web/supervision"
	"xinhuan/internal/web/webtest"
)

func schoolSite(t *testing.T) *webtest.Site {
	t.Helper()
	f := fixture.SQLite(t)
	ring := session.New(session.Config{Kernel: f.Kernel})
	routes := ring.Routes()
	supervisionweb.Routes(routes, supervision.Room{Kernel: f.Kernel}, casework.Room{Kernel: f.Kernel}, f.Screening)
	return webtest.New(t, f, routes.Handler())
}

func upload(t *testing.T, b *webtest.Browser, at, name, content string, fields map[string]string) webtest.Answer {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	m.WriteField("csrf_token", b.Token())
	for k, v := range fields {
		m.WriteField(k, v)
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte(content))
	m.Close()
	return b.Send(http.MethodPost, at, &body, http.Header{"Content-Type": {m.FormDataContentType()}})
}

func hidden(t *testing.T, body, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("the page has no field %s", name)
	}
	return html.UnescapeString(m[1])
}

func TestATimetableIsCheckedAppliedAndSignedOnPages(t *testing.T) {
	s := schoolSite(t)
	b := s.As(t, care.PsychologyLead)
	at, class := "/timetable/"+s.School.ID.String(), "/timetable/"+s.Class.ID.String()
	b.Get(at).OK().Has("没有课表", "导入课表")
	b.Get(at+"/template?lang=zh").OK().Has("班级", "星期", "节次", "单双周")
	b.Get(at+"/import").OK().Has("先检查，不改动", `value="2026-09-01"`)
	upload(t, b, at+"/import", "x.csv", "", map[string]string{"from": "2026-09-01"}).Is(http.StatusUnprocessableEntity)
	list := "班级,星期,节次,单双周,任课教师\n七年级(1)班,周四,3,每周,青溪试验学校心理教师\n八年级(1)班,周五,2,每周,没有这个人\n九年级(7)班,周五,2,每周,\n"
	check := upload(t, b, at+"/import", "课表.csv", list, map[string]string{"from": "2026-09-01"}).OK().
		Has("读到 3 行，1 行有错误", "这所学校没有这个班", "没有这位在岗教师", "新增 2 节").Lacks("没有这个人</td>")
	b.Get(at).OK().Has("没有课表") // nothing is written by a check
	b.Post(at+"/apply", "from", "2026-09-01", "slots", hidden(t, check.Body, "slots")).Goes(at)
	b.Get(at).OK().Has("课表已更新：新增 2 节", "每周周四第3节 青溪试验学校心理教师", "待签认").Lacks("没有课表")
	b.Get(class).OK().Has("9月3日 周四 第3节", "按课表算上了，等当月签认", "还没到日子", "补了一节课")
	if again := upload(t, b, at+"/import", "课表.csv", list, map[string]string{"from": "2026-09-15"}).OK(); !strings.Contains(again.Words(), "不变 2 节") {
		t.Errorf("the same list again: got %s", again.Words())
	}

	b.Post(class+"/cancel", "lesson", "2026-09-10/3", "reason", "").Is(http.StatusUnprocessableEntity).Has("请选择没上的原因")
	b.Post(class+"/cancel", "lesson", "2026-09-10/3", "reason", "exam").Goes(class)
	b.Get(class).OK().Has("没上：考试", "撤销")
	b.Post(class+"/add", "on", "2026-09-11", "period", "20").Is(http.StatusUnprocessableEntity).Has("1 到 14")
	b.Post(class+"/add", "on", "2026-09-11", "period", "4").Goes(class)
	b.Get(class).OK().Has("补课，等当月签认")

	b.Get(at + "/month?month=2026-09").OK().Has("上完后可以签认").Lacks("签认 2 个班")
	s.SetNow(care.Date("2026-10-02").Time().Add(10 * time.Hour))
	b = s.As(t, care.PsychologyLead)
	sheet := b.Get(at+"/month?month=2026-09").OK().Has("签认 2 个班", "已登记没上：考试", "另补课：9月11日 周五 第4节")
	sheet.Sound()
	one := s.Class.ID.String()
	b.Post(at+"/month?month=2026-09", "class", one, "held."+one, "2026-09-03/3").Is(http.StatusUnprocessableEntity).Has("请选择没上的原因")
	b.Post(at+"/month?month=2026-09", "class", one, "held."+one, "2026-09-03/3", "held."+one, "2026-09-17/3", "reason."+one, "event").Goes(at)
	b.Get(at).OK().Has("已签认 1 个班、共 3 课时")
	b.Get(class).OK().Has("已签认", "没上：学校活动", "补课，已签认")
	b.Get(at+"/month?month=2026-09").OK().Has("签认于 2026年10月2日", "更正", "签认 1 个班")
	b.Get(at+"?lang=en").OK().Has("Mental-health lessons of", "classes held and signed all lessons asked so far", "unsigned lessons do not count")

	other := s.AsWho(t, s.AsOther(care.PsychologyLead))
	for _, page := range []string{at, class, at + "/import", at + "/month?month=2026-09"} {
		other.Get(page).Is(http.StatusForbidden)
	}
	other.Post(class+"/cancel", "lesson", "2026-10-08/3", "reason", "exam").Is(http.StatusForbidden)
	s.As(t, care.Principal).Post(at+"/month?month=2026-09", "class", one, "held."+one, "2026-09-03/3", "reason."+one, "event").Is(http.StatusForbidden)
	s.As(t, care.DistrictOfficer).Get("/timetable").OK().Has("青溪试验学校", "白石试验学校", "没有课表的班")
}

func TestIntervalsAreProposedSetAndKept(t *testing.T) {
	s := schoolSite(t)
	b := s.As(t, care.DistrictOfficer)
	page := b.Get("/settings/intervals").OK().Has("系统建议", "谁在何时定的", "区县员")
	page.Sound()
	b.Post("/settings/intervals", "period.regular_assessment", "school_term", "count.regular_assessment", "0").Is(http.StatusUnprocessableEntity).Has("1 到 60")
	b.Post("/settings/intervals", "period.regular_assessment", "school_term", "count.regular_assessment", "2").Goes("/settings/intervals")
	b.Get("/settings/intervals?lang=en").OK().Has("2 times every term", "since 15\u00a0Sep\u00a02026")
	b.Get("/duties/"+s.School.ID.String()+"?lang=zh").OK().Has("本区自定", "每学期 2 次")
	s.As(t, care.DistrictResearcher).Get("/settings/intervals").OK().Lacks("定下并记录")
	s.As(t, care.SystemAdmin).Get("/settings/intervals").OK().Lacks("定下并记录")
	s.As(t, care.SystemAdmin).Post("/settings/intervals", "period.regular_assessment", "school_term", "count.regular_assessment", "1").Is(http.StatusForbidden)
	s.As(t, care.Principal).Get("/settings/intervals").Is(http.StatusForbidden)
}
