package admin_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"xinhuan/instruments"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/fixture"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/web/admin"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
	"xinhuan/policies"
)

func site(t *testing.T) *webtest.Site {
	t.Helper()
	f := fixture.SQLite(t)
	ring := session.New(session.Config{Kernel: f.Kernel})
	routes := ring.Routes()
	admin.Routes(routes, f.Kernel, config.Default())
	policyweb.Routes(routes, policyweb.Deps{Room: f.Casework})
	return webtest.New(t, f, routes.Handler())
}

func TestUnitsAreAddedRenamedAndWalked(t *testing.T) {
	s := site(t)
	b := s.As(t, care.SecurityAdmin)
	root := "/units/" + s.Root.String()
	b.Get("/units").OK().Has("酉阳土家族苗族自治县", "青溪试验学校", "增加下级")
	b.Get(root+"/add?lang=en").OK().Has("Add a unit below", "Primary")
	b.Get(root + "?lang=zh").OK()
	b.Post(root+"/add", "kind", "school", "name", " ", "stage", "primary").Is(http.StatusUnprocessableEntity).Has("请填写名称")
	school := b.Post(root+"/add", "kind", "school", "name", "新桥试验小学", "stage", "primary").Location
	b.Get(school).OK().Has("新桥试验小学", "已增加", "这里还没有岗位")
	class := b.Post(school+"/add", "kind", "class", "stage", "primary", "entry", "2026", "number", "2").Location
	b.Get(class).OK().Has("一年级(2)班", "新桥试验小学").Lacks("改名称", "下面还没有单位")
	b.Post(school+"/rename", "name", "新桥中心小学", "code", "50024299").Goes(school)
	b.Get(school).OK().Has("新桥中心小学", "50024299")
	b.Get(root + "?q=新桥").OK().Has("新桥中心小学").Lacks("青溪试验学校<")

	principal := s.As(t, care.Principal)
	principal.Get("/units").OK().Has("青溪试验学校").Lacks("白石试验学校")
	principal.Get("/units/" + s.Other.ID.String()).Is(http.StatusForbidden)
	principal.Post("/units/"+s.Other.ID.String()+"/rename", "name", "x").Is(http.StatusForbidden)
}

func TestAppointReleaseAndSubstitute(t *testing.T) {
	s := site(t)
	b := s.As(t, care.Principal)
	at := "/units/" + s.School.ID.String()
	b.Post(at+"/appoint", "role", "psychology_teacher", "person", "没有这个人").Is(http.StatusUnprocessableEntity).Has("没有找到这个人", "没有这个人")
	b.Post(at+"/appoint", "role", "duty_adult", "person", "青溪试验学校心理教师").Goes(at)
	b.Get(at).OK().Has("已任命")

	lead := s.Fixture.As(care.PsychologyLead)
	b.Post("/posts/"+lead.Post.String()+"/substitute", "substitute", s.Fixture.As(care.DeputyPrincipal).Post.String()).Goes(at)
	b.Get("/posts/"+lead.Post.String()+"/release?person="+lead.Person.String()).OK().Has("离任", "由 青溪试验学校 分管副校长", "将会发生")
	watching := s.AsWho(t, lead)
	watching.Get("/policy").OK()
	b.Post("/posts/"+lead.Post.String()+"/release", "person", lead.Person.String()).Goes(at)
	watching.Get("/policy").Is(http.StatusForbidden)
	b.Get("/posts/" + lead.Post.String() + "/release?person=" + lead.Person.String()).Is(http.StatusNotFound)

	officer := s.Fixture.As(care.DistrictOfficer)
	admin := s.As(t, care.SecurityAdmin)
	admin.Post("/posts/"+officer.Post.String()+"/release", "person", officer.Person.String()).Is(http.StatusConflict).Has("不能空缺")
	s.AsWho(t, s.AsOther(care.Principal)).Get("/posts/" + officer.Post.String() + "/release").Is(http.StatusForbidden)
}

func TestStaffAreAddedWithASheetShownOnce(t *testing.T) {
	s := site(t)
	b := s.As(t, care.Principal)
	b.Post("/staff/add", "name", "新来的老师", "unit", s.School.ID.String(), "role", "class_teacher").Is(http.StatusUnprocessableEntity).Has("不设在", "新来的老师")
	sheet := b.Post("/staff/add", "name", "新来的老师", "unit", s.Class.ID.String(), "role", "class_teacher").OK().Has("只显示这一次")
	m := regexp.MustCompile(`>(x[a-z0-9]{7})<`).FindStringSubmatch(sheet.Body)
	if m == nil {
		t.Fatalf("no login on the sheet: %s", sheet.Words())
	}
	b.Get("/staff?q=新来的老师").OK().Has("还在用首次密码", m[1]).Lacks("心理教师</td>")
	b.Get("/staff?f.role=principal").OK().Has("青溪试验学校校长").Lacks("白石试验学校校长")
	s.As(t, care.SystemAdmin).Get("/staff").Is(http.StatusForbidden)
}

func TestSettingsWarnAndKeep(t *testing.T) {
	s := site(t)
	b := s.As(t, care.SystemAdmin)
	b.Get("/settings").OK().Has("必须有值班成人")
	hours := []string{"local_days", "daily", "local_from", "08:00", "local_to", "22:00", "any_hour", "yes"}
	b.Post("/settings", append(hours, "local", strings.Repeat("长", 61))...).Is(http.StatusUnprocessableEntity).Has("60")
	b.Post("/settings", append(hours, "local", "县心理热线，随时欢迎", "digest", "08:30")...).Is(http.StatusUnprocessableEntity).Has("请写上能拨通的电话号码")
	b.Post("/settings", "local", "县心理热线 023-00000000", "any_hour", "yes", "digest", "08:30").Is(http.StatusUnprocessableEntity).Has("从几点到几点有人接听")
	b.Post("/settings", append(hours, "local", "县心理热线 023-00000000", "digest", "25:00")...).Is(http.StatusUnprocessableEntity).Has("请选择列表中的时间")
	b.Post("/settings", append(hours, "local", "县心理热线 023-00000000", "digest", "08:30")...).Goes("/settings")
	b.Get("/settings").OK().Has("023-00000000", `value="22:00"`, `<option value="08:30" selected`)
	s.As(t, care.SecurityAdmin).Get("/settings").OK().Has("023-00000000 · 每天 08:00–22:00", "允许", "08:30")
	s.As(t, care.SecurityAdmin).Post("/settings", "local", "", "any_hour", "no", "digest", "off").Is(http.StatusForbidden)
	b.Get("/setup").OK().Has("值班教师", "SMTP", "023-00000000", "一年级、二年级、三年级、四年级没有可直接使用的自评量表",
		"缺少可用自评量表的年级", `href="/settings/instruments/sdq/text"`, `href="/settings/instruments/mht/text"`)
	setup := b.Get("/setup?lang=en").OK().Has("No ready self-report for Grade 1, Grade 2, Grade 3, Grade 4", "Strengths and Difficulties Questionnaire", "Import licensed text")
	if got := strings.Count(setup.Body, "import a licensed scale or let parents or teachers rate"); got != 1 {
		t.Errorf("what to do about grades without a scale: got it %d times, want once", got)
	}
	b.Get("/setup?lang=zh").OK().Has("“定期”工作的间隔", "都已定下")
	s.As(t, care.Principal).Get("/settings").OK().Has("单位与岗位").Lacks("023-00000000")
}

func TestLicensedTextIsCheckedWholeAndKept(t *testing.T) {
	s := site(t)
	b := s.As(t, care.SystemAdmin)
	list := b.Get("/settings/instruments").OK().Has("需自备授权题目", "缺少可用自评量表的年级").Body
	m := regexp.MustCompile(`/settings/instruments/([a-z0-9_]+)/text`).FindStringSubmatch(list)
	if m == nil {
		t.Fatal("no instrument takes licensed text")
	}
	in, _ := s.Instruments.Get(m[1])
	at := "/settings/instruments/" + in.ID + "/text"
	fields := map[string]string{"holder": "试验学校", "reference": "合同 1 号", "valid_until": "2030-01-01", "what": "import"}
	upload(t, b, at, "text.csv", "item,text_zh\n1,只有一题\n", fields).Is(http.StatusUnprocessableEntity).Has("试验学校")
	csv := "item,text_zh,text_en\n"
	for _, item := range in.Items {
		csv += fmt.Sprintf("%d,第 %d 题的文字,\n", item.N, item.N)
	}
	for _, o := range in.Options {
		csv += fmt.Sprintf("option:%d,选项 %d,\n", o.Code, o.Code)
	}
	dry := maps.Clone(fields)
	dry["what"] = "check"
	upload(t, b, at, "text.csv", csv, dry).OK().Has("检查通过", "试验学校")
	b.Get("/settings/instruments").OK().Lacks("下次启动后生效")
	upload(t, b, at, "text.csv", "item,text_zh,text_en\n99,没有这一题,\n", dry).Is(http.StatusUnprocessableEntity).Has("第 2 行 item").Lacks("row 2")
	upload(t, b, at, "text.csv", csv, fields).Goes("/settings/instruments")
	b.Get("/settings/instruments").OK().Has("下次启动后生效")

	var settings map[string]string
	err := s.View(context.Background(), act.System, func(tx *act.Tx) (err error) {
		settings, err = tx.Settings()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[care.Date]bool{"2029-12-31": true, "2030-01-02": false} {
		lib, err := region.WithImports(s.Instruments, settings, day)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := lib.Get(in.ID); got.HasText(care.Zh) != want {
			t.Errorf("on %s: got text %v, want %v", day, !want, want)
		}
	}
	if s.Kernel.Instruments, err = region.WithImports(s.Instruments, settings, "2026-10-01"); err != nil {
		t.Fatal(err)
	}
	b.Get("/settings/instruments").OK().Has("自备文本，至 2030年1月1日")
}

// Norms are brought like wording: a dry run with every fault at its place, then the
// table, used from the next start until its licence ends. The figures are invented.
func TestNormsAreCheckedWholeKeptAndUsed(t *testing.T) {
	s := site(t)
	b := s.As(t, care.SystemAdmin)
	b.Get("/settings/instruments").OK().Has("/settings/instruments/phq9/norms", "外部量表结果").Lacks("/settings/instruments/aseba/norms")
	b.Get("/settings/instruments/aseba/norms").Is(http.StatusNotFound)
	s.As(t, care.Principal).Get("/settings/instruments/phq9/norms").Is(http.StatusForbidden)
	const at, head = "/settings/instruments/phq9/norms", "scale,informant,sex,age_min,age_max,raw,t,percentile\n"
	b.Get(at).OK().Has("系统不自带任何常模数字", "total")
	b.Get("/settings/instruments/rcads47/norms?lang=en").OK().Has("There is us_t", "mdd")
	b.Get(at + "?lang=zh").OK()
	fields := map[string]string{"set": "made_up", "sample": "虚构的 12 人", "source": "只为测试", "holder": "试验学校", "reference": "合同 2 号", "valid_until": "2030-01-01", "what": "check"}
	upload(t, b, at, "norms.csv", head+"total,,,,,9,x,50\nnothing,,,,,9,60,50\n", fields).Is(http.StatusUnprocessableEntity).Has("第 2 行 t", "第 3 行 scale", "虚构的 12 人")
	good := head + "total,,,,,9,66,94\ntotal,,,,,10,68,96\n"
	upload(t, b, at, "norms.csv", good, fields).OK().Has("检查通过", "总分：2 行")
	b.Get("/settings/instruments").OK().Lacks("made_up")
	fields["what"] = "import"
	upload(t, s.As(t, care.SecurityAdmin), at, "norms.csv", good, fields).Is(http.StatusForbidden)
	upload(t, b, at, "norms.csv", good, fields).Goes("/settings/instruments")
	b.Get("/settings/instruments").OK().Has("made_up：已保存，不在使用")

	var settings map[string]string
	err := s.View(context.Background(), act.System, func(tx *act.Tx) (err error) {
		settings, err = tx.Settings()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[care.Date]bool{"2029-12-31": true, "2030-01-02": false} {
		lib, err := region.WithImports(s.Instruments, settings, day)
		if err != nil {
			t.Fatal(err)
		}
		in, _ := lib.Get("phq9")
		set, got := in.NormSet("made_up")
		if got != want || want && (len(set.Rows) != 2 || set.Sample != "虚构的 12 人" || set.Source != "只为测试") {
			t.Errorf("on %s: got %t, %+v, want it there: %t", day, got, set, want)
		}
	}
	if s.Kernel.Instruments, err = region.WithImports(s.Instruments, settings, "2026-10-01"); err != nil {
		t.Fatal(err)
	}
	b.Get("/settings/instruments").OK().Has("made_up，至 2030年1月1日").Lacks("不在使用")
}

// Where the restricted pack is left out the page says so and lists none of it.
func TestTheInstrumentsPageSaysWhatIsLeftOut(t *testing.T) {
	s := site(t)
	const said = "without_restricted"
	s.As(t, care.SystemAdmin).Get("/settings/instruments").OK().Has("WHO-5").Lacks(said)
	free, err := instrument.Load(instruments.Free()...)
	if err != nil {
		t.Fatal(err)
	}
	s.Kernel.Instruments = free
	s.As(t, care.SystemAdmin).Get("/settings/instruments").OK().Has(said).Lacks("世界卫生组织五项身心健康指标")
	s.As(t, care.SystemAdmin).Get("/settings/instruments?lang=en").OK().Has("left out by without_restricted")
}

func TestTheLogShowsCodesAndNoNames(t *testing.T) {
	s := site(t)
	s.As(t, care.Principal).Get("/audit").Is(http.StatusForbidden)
	b := s.As(t, care.AuditAdmin)
	b.Get("/audit?size=10").OK().Has("进入演示账号", "更早的记录").Lacks("region.Enter<", "试验生", "家长")
	b.Get("/audit?q=region.EnrolPupils").OK().Has("学生入册").Lacks("进入演示账号<")
	b.Get("/audit?q=入册").OK().Has("学生入册").Lacks("进入演示账号<")
	post := s.Fixture.As(care.SystemAdmin).Post.String()
	b.Get("/audit?q=" + post).OK()
	csv := b.Get("/audit/export?q=region.EnrolPupils")
	if csv.Status != http.StatusOK || strings.Count(csv.Body, "region.EnrolPupils") != 2 || !strings.Contains(csv.Header.Get("Content-Disposition"), "audit.csv") {
		t.Errorf("got %d: %q", csv.Status, csv.Body)
	}
	b.Get("/audit?q=audit.Export").OK().Has("导出审计日志") // looking is an act too
}

// upload sends a form with a file.
func upload(t *testing.T, b *webtest.Browser, path, name, content string, fields map[string]string) webtest.Answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("csrf_token", b.Token())
	for k, v := range fields {
		form.WriteField(k, v)
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte(content))
	form.Close()
	return b.Send("POST", path, &body, http.Header{"Content-Type": {form.FormDataContentType()}})
}

// settle waits until an import left a state.
func settle(t *testing.T, b *webtest.Browser, at string, states ...string) webtest.Answer {
	t.Helper()
	for range 200 {
		a := b.Get(at).OK()
		for _, s := range states {
			if strings.Contains(a.Body, s) {
				return a
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s did not reach %v: %s", at, states, b.Get(at).Words())
	return webtest.Answer{}
}

const roster = "学校,年级,班级,姓名,性别,学籍号,出生日期\n" +
	"青溪试验学校,七年级,1班,试验生甲,男,T900001,2013-03-04\n" +
	"青溪试验学校,七年级,3班,试验生乙,女,T900002,2013-04-05\n" +
	"青溪试验学校,七年级,1班,,女,T900003,2013-04-06\n"

func TestARosterIsCheckedThenImported(t *testing.T) {
	s := site(t)
	b := s.As(t, care.DeputyPrincipal)
	b.Get("/import/pupils").OK().Has("明文不会写到磁盘")
	fields := map[string]string{"unit": s.School.ID.String(), "year": "2026", "leaving": "entry"}
	old := upload(t, b, "/import/pupils", "名册.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old office file", fields).Location
	settle(t, b, old, "已放弃").Has("xlsx")
	at := upload(t, b, "/import/pupils", "名册.csv", roster, fields).Location
	if !strings.HasPrefix(at, "/imports/") {
		t.Fatalf("got %q, want the import's page", at)
	}
	a := settle(t, b, at, "等您决定")
	a.Has("检查结果", "没有姓名", "有错误、不会导入的行").Lacks("试验生甲")
	b.Get(at+"/rows/new").OK().Has("试验生甲", "试验生乙")
	if csv := b.Get(at + "/faults"); csv.Status != http.StatusOK || !strings.Contains(csv.Body, ",4,4,姓名,") || strings.Contains(csv.Body, "T900003") {
		t.Errorf("got %d: %q", csv.Status, csv.Body)
	}
	b.Get("/imports").OK().Has("等您决定")
	b.Post(at + "/apply").Is(http.StatusUnprocessableEntity).Has("请选择")
	b.Post(at+"/apply", "good", "yes", "leavers", "no").Goes(at)
	settle(t, b, at, "已完成").Has("结果")
	b.Post(at+"/apply", "good", "yes").Goes(at)

	again := upload(t, b, "/import/pupils", "名册.csv", roster, fields).Location
	settle(t, b, again, "等您决定")
	b.Post(again + "/cancel").Goes(again)
	b.Get(again).OK().Has("已放弃")
	s.AsWho(t, s.AsOther(care.DeputyPrincipal)).Get(at).Is(http.StatusForbidden)
}

// A village has no school: its director is offered no list of pupils, and gets none by
// its address.
func TestAVillageImportsNoPupils(t *testing.T) {
	s := site(t)
	c := s.Countryside(t)
	for _, who := range []act.Who{c.Director, c.Supervisor} {
		b := s.AsWho(t, who)
		b.Get("/account").OK().Lacks(`href="/imports"`)
		b.Get("/import/pupils").Is(http.StatusForbidden).Has("没有学校")
		b.Get("/imports").Is(http.StatusForbidden)
		upload(t, b, "/import/pupils", "名册.csv", roster, map[string]string{"unit": who.Unit.String(), "year": "2026", "leaving": "entry"}).Is(http.StatusForbidden)
	}
	s.As(t, care.DeputyPrincipal).Get("/settings").OK().Has(`href="/imports"`)
}

func TestAStaffListEndsInSheetsShownOnce(t *testing.T) {
	s := site(t)
	b := s.As(t, care.SecurityAdmin)
	list := "学校,姓名,岗位,任教班级,手机\n青溪试验学校,张试验,班主任,七年级1班,15400000001\n青溪试验学校,李试验,心理教师,,15400000002\n"
	at := upload(t, b, "/import/staff", "人员.csv", list, map[string]string{"unit": s.Root.String(), "year": "2026", "leaving": "entry"}).Location
	settle(t, b, at, "等您决定")
	b.Post(at+"/apply", "good", "yes").Goes(at)
	settle(t, b, at, "已完成").Has("账号单")
	other := s.As(t, care.DistrictOfficer)
	other.Post(at + "/sheets").Is(http.StatusNotFound)
	b.Post(at+"/sheets").OK().Has("张试验", "李试验", "首次密码")
	b.Post(at + "/sheets").Is(http.StatusNotFound)
}

// TestUploadsNeverTouchTheDisk: a form with a file is held in memory.
func TestUploadsNeverTouchTheDisk(t *testing.T) {
	tmp := t.TempDir()
	s := site(t)
	b := s.As(t, care.DeputyPrincipal)
	t.Setenv("TMPDIR", tmp)
	big := roster + strings.Repeat("青溪试验学校,七年级,1班,试验生丙,男,,\n", 200000)
	upload(t, b, "/import/pupils", "名册.csv", big, map[string]string{"unit": "x"}).Is(http.StatusUnprocessableEntity)
	if found, _ := filepath.Glob(filepath.Join(tmp, "multipart-*")); len(found) > 0 {
		t.Errorf("got %v in the temp folder, want nothing", found)
	}
	if _, err := os.Stat(tmp); err != nil {
		t.Fatal(err)
	}
	huge := strings.Repeat("x", session.UploadLimit+1)
	upload(t, b, "/import/pupils", "名册.csv", huge, nil).Is(http.StatusUnprocessableEntity)
}

// The second person sees what was proposed, and gets the password; who proposed
// it may only take it back.
func TestASecondPersonConfirms(t *testing.T) {
	s := site(t)
	officer, security := s.As(t, care.DistrictOfficer), s.As(t, care.SecurityAdmin)
	officer.Post("/staff/add", "name", "新来的站长", "unit", s.School.ID.String(), "role", "psychology_lead").OK().Has("新来的站长", "第二人确认后发放")
	tick := regexp.MustCompile(`name="id" value="([^"]+)"`)
	own := officer.Get("/pending").OK().Has("您提出的", "新来的站长", "撤回勾选的")
	id := tick.FindStringSubmatch(own.Body)[1]
	officer.Post("/pending/confirm", "id", id).Is(http.StatusForbidden)
	security.Get("/pending").OK().Has("请您确认", "任命为青溪试验学校心理辅导站站长", "区县员")
	security.Post("/pending/confirm").Is(http.StatusUnprocessableEntity)
	sheet := security.Post("/pending/confirm", "id", id).OK().Has("新来的站长", "首次密码")
	if !regexp.MustCompile(`[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}`).MatchString(sheet.Body) {
		t.Error("the second person got no first password")
	}
	security.Get("/pending").OK().Has("没有等您确认的事")
	person := s.As(t, care.PsychologyTeacher)
	person.Get("/pending").Is(http.StatusForbidden)
	lead := "/staff/" + s.Fixture.As(care.PsychologyLead).Person.String()
	officer.Post(lead + "/password").Goes(lead)
	officer.Get("/pending").OK().Has("重置密码")
}

// A region that has not set what its documents call regular is not set up.
func TestSetUpIsNotDoneWithoutTheIntervals(t *testing.T) {
	s := site(t)
	stack, err := policy.Load(policies.FS, "changzhou")
	if err != nil {
		t.Fatal(err)
	}
	s.Adopt(t, stack)
	s.Wait(24 * time.Hour)
	if err := s.Supervision.Generate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.As(t, care.SystemAdmin).Get("/setup").OK().Has("项没有定，相应的职责还没有人承担", "必需的事没有办好", `href="/settings/intervals"`)
}
