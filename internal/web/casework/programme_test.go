package caseweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// A child director's day: the list with what is late, a contact from My work, the
// flag, and the page of the child; in both languages.
func TestChildDirectorFindsTheNextThing(t *testing.T) {
	f := fixture.SQLite(t)
	c, list := f.Hardship(t)
	site := serve(t, f)
	b := site.AsWho(t, c.Director)

	work := b.Get("/work")
	link := "/care/" + list[0].ID.String() + "/" + casework.ContactForm
	if !strings.Contains(work.Body, link) {
		t.Fatalf("My work has no way to record a contact:\n%s", work.Words())
	}
	programmes := b.Get("/programmes/child_in_hardship")
	for _, want := range []string{"发现异常", "普通", nameOf(t, site, f.Pupils[0]), "/care/" + list[1].ID.String()} {
		if !strings.Contains(programmes.Body, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	programmes.Lacks("符合筛选条件")
	b.Get("/programmes/child_in_hardship?f.level=watch").OK().Has("符合筛选条件的有")
	page := b.Get(link)
	if page.Status != http.StatusOK {
		t.Fatalf("the form answers %d: %s", page.Status, page.Words())
	}
	sheet := fields("", fixture.Reached("visit", care.DateOf(f.Now())))
	if a := b.Post(link, sheet...); a.Status != http.StatusSeeOther {
		t.Fatalf("filing answers %d: %s", a.Status, a.Words())
	}
	file := b.Get("/pupils/" + f.Pupils[0].String())
	for _, want := range []string{"困境儿童关爱", "复核级别", "上次联系", "试验一村", "（留守儿童）"} {
		if !strings.Contains(file.Body, want) {
			t.Errorf("the child's page lacks %q:\n%s", want, file.Words())
		}
	}
	if strings.Contains(file.Body, "/leave") {
		t.Error("a child director is offered to end it alone")
	}
	for _, path := range []string{"/pupils", "/pupils/" + f.Pupils[0].String() + "/abnormal", "/pupils/" + f.Pupils[0].String() + "/home", "/care/" + list[1].ID.String() + "/level"} {
		if a := b.Get(path); a.Status != http.StatusOK {
			t.Errorf("%s answers %d: %s", path, a.Status, a.Words())
		}
	}
	if a := b.Post("/pupils/"+f.Pupils[0].String()+"/abnormal", "facts", ""); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a flag without facts answers %d", a.Status)
	}

	s := site.AsWho(t, c.Supervisor)
	enter := s.Get("/programmes/child_in_hardship/enter?person=" + f.Pupils[2].String())
	if enter.Status != http.StatusOK || !strings.Contains(enter.Body, "孤儿") || strings.Contains(enter.Body, "一般不良行为") {
		t.Fatalf("entering answers %d, with the grounds of this programme and no others: %s", enter.Status, enter.Words())
	}
	if a := s.Post("/programmes/child_in_hardship/enter?person="+f.Pupils[2].String(), "level", "watch", "groups", "misconduct", "reason", "父母外出"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "这个类别不属于这个项目") {
		t.Errorf("a ground of another programme answers %d", a.Status)
	}
	if a := s.Post("/programmes/child_in_hardship/enter?person="+f.Pupils[2].String(), "level", "watch", "groups", "left_behind", "reason", "父母外出"); a.Status != http.StatusSeeOther {
		t.Fatalf("entering answers %d: %s", a.Status, a.Words())
	}
	if a := s.Post("/care/"+list[1].ID.String()+"/level", "level", "watch", "reason", "走访核实，平稳"); a.Status != http.StatusSeeOther {
		t.Fatalf("lifting answers %d: %s", a.Status, a.Words())
	}
	if a := s.Get("/programmes/child_in_hardship/export"); a.Status != http.StatusOK || strings.Contains(a.Body, nameOf(t, site, f.Pupils[0])) {
		t.Errorf("the export answers %d and must not name anybody", a.Status)
	}
	if a := s.Post("/care/"+list[1].ID.String()+"/leave", "reason", "resolved", "facts", "父母已回乡"); a.Status != http.StatusSeeOther {
		t.Errorf("leaving answers %d: %s", a.Status, a.Words())
	}
	if err := f.Regions.MoveHome(context.Background(), c.Supervisor, region.Home{Person: f.Pupils[0], Village: c.Village2.ID}); err != nil {
		t.Fatal(err)
	}
	if a := b.Get("/pupils/" + f.Pupils[0].String()); a.Status != http.StatusNotFound {
		t.Errorf("after the move the former village's page answers %d", a.Status)
	}
}

// The school sees that somebody looks after the child, and may tell him.
func TestTheSchoolTellsAndSeesNoMore(t *testing.T) {
	f := fixture.SQLite(t)
	f.Hardship(t)
	b := serve(t, f).As(t, care.ClassTeacher)
	page := b.Get("/pupils/" + f.Pupils[0].String())
	if !strings.Contains(page.Body, "/abnormal") || strings.Contains(page.Body, "普通") || strings.Contains(page.Body, "上次联系") {
		t.Errorf("the class teacher's page:\n%s", page.Words())
	}
	if a := b.Get("/programmes/child_in_hardship"); a.Status != http.StatusForbidden {
		t.Errorf("the list answers %d to a class teacher", a.Status)
	}
	if a := b.Post("/pupils/"+f.Pupils[0].String()+"/abnormal", "facts", "课上常哭"); a.Status != http.StatusSeeOther {
		t.Errorf("telling answers %d: %s", a.Status, a.Words())
	}
}

// What a village sees of its own: no figures of schools that it has not, its children
// under the words it uses, and no promise to itself.
func TestAVillagesPagesSpeakOfChildrenAndNotOfSchools(t *testing.T) {
	f := fixture.SQLite(t)
	c, list := f.Hardship(t)
	b := serve(t, f).AsWho(t, c.Director)
	b.Get("/overview").OK().Has("这里没有学校", "/programmes").Lacks("没有逾期的工作", "各校情况", "还没有进行过测评")
	b.Get("/pupils").OK().Has("青溪试验学校").Lacks(`<span class="person-group">试验一村`)
	serve(t, f).AsWho(t, c.Supervisor).Get("/pupils").OK().Has("选择村（社区）", "试验一村", c.Village2.ID.String())
	b.Get("/search?q=" + "x").OK().Has("查找儿童").Lacks("查找学生")
	b.Get("/episodes/"+list[0].ID.String()+"/plan").OK().Has("儿童档案", "措施一").Lacks("学生档案", "学校的措施", "座位", "体育课")
	b.Get("/pupils/" + f.Pupils[0].String() + "/abnormal").OK().Has("负责这个孩子的人三天内要去看他").Lacks("儿童主任会马上收到")
}

// A post that may see somebody only when he became its own is told of a programme by
// then and not before: no card that says 0 of children it may not see, and no number.
func TestAProgrammeStandsWhereThePostHasSomebodyInIt(t *testing.T) {
	f := fixture.SQLite(t)
	c, _ := f.Hardship(t)
	site, officer := serve(t, f), f.As(care.DistrictOfficer)
	site.As(t, care.DistrictOfficer).Get("/programmes").OK().Has("现在没有由您的岗位负责的人", "有多少人也不在这里写").Lacks("困境儿童关爱", "结对关爱", "您能看到的人")
	site.As(t, care.DistrictOfficer).Get("/work").OK().Lacks(`href="/programmes"`)
	site.AsWho(t, c.Director2).Get("/programmes").OK().Has("困境儿童关爱") // his work, though nobody lives in his village
	for _, who := range []act.Who{c.Director, c.Supervisor, f.As(care.ChildDirector), f.As(care.ChildSupervisor), f.As(care.CivilAffairsOfficer)} {
		if err := f.Regions.Release(context.Background(), officer, who.Post, who.Person); err != nil {
			t.Fatal(err)
		}
	}
	site.As(t, care.DistrictOfficer).Get("/programmes").Is(http.StatusSeeOther) // to the one that has somebody
	site.As(t, care.DistrictOfficer).Get("/programmes/child_in_hardship").OK().Has("您能看到 2 人")
	site.As(t, care.DistrictOfficer).Get("/work").OK().Has(`href="/programmes"`)
}
