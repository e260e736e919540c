package policyweb_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io/fs"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
	"xinhuan/policies"
)

// upload posts a pack as a browser would.
func upload(t *testing.T, b *webtest.Browser, files map[string][]byte, on care.Date) webtest.Answer {
	t.Helper()
	var packed, body bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, data := range files {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(data)
	}
	z.Close()
	w := multipart.NewWriter(&body)
	w.WriteField("csrf_token", b.Token())
	w.WriteField("on", string(on))
	if files != nil {
		part, err := w.CreateFormFile("file", "hill.zip")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(packed.Bytes())
	}
	w.Close()
	return b.Send(http.MethodPost, "/policy/adoption", &body, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// A pack with faults comes back as a table and nothing is written; a sound one waits
// with its numbers for somebody else, who agrees, and the rules change.
func TestAPackIsAdoptedOnItsPages(t *testing.T) {
	f := fixture.SQLite(t)
	f.Work(t)
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	policyweb.Routes(routes, policyweb.Deps{Room: f.Casework})
	s := webtest.New(t, f, routes.Handler())
	officer, inspector, teacher := s.As(t, care.DistrictOfficer), s.As(t, care.Inspector), s.As(t, care.ClassTeacher)
	today := care.DateOf(f.Now())

	officer.Get("/policy").OK().Has("/policy/adoption")
	teacher.Get("/policy").OK().Lacks("/policy/adoption")
	teacher.Get("/policy/adoption").Is(http.StatusForbidden)
	teacher.Get("/policy/adoption/new").Is(http.StatusForbidden)
	inspector.Get("/policy/adoption/new").Is(http.StatusForbidden)
	officer.Get("/policy/adoption").OK().Has("还没有采用过别的规则包").Sound()
	officer.Get("/policy/adoption/new").OK().Has("chongqing").Sound()

	upload(t, officer, nil, today).Is(http.StatusUnprocessableEntity).Has("请上传 zip 文件").Sound()
	broken := fixture.Hill(map[string]string{"hill/ratios.yaml": "ratios:\n  - {id: x, tooth: 3}\n"})
	upload(t, officer, broken, today).Is(http.StatusUnprocessableEntity).Has("规则包里的错误", "hill/ratios.yaml", "tooth").Sound()
	upload(t, officer, fixture.Hill(nil), today.AddDays(-1)).Is(http.StatusUnprocessableEntity).Has("不能早于今天").Sound()
	inside(t, f, func(tx *act.Tx) error {
		hashes, err := tx.PackHashes()
		if len(hashes) != 1 {
			t.Errorf("%d packs are kept; want only the one in use", len(hashes))
		}
		return err
	})

	upload(t, officer, fixture.Hill(nil), today).Is(http.StatusSeeOther)
	list, _, err := f.Regions.Adoptions(context.Background(), f.As(care.DistrictOfficer))
	if err != nil || len(list) != 1 {
		t.Fatalf("%d proposals, %v", len(list), err)
	}
	at := "/policy/adoption/" + list[0].ID.String()
	page := officer.Get(at).OK().Has("影响到谁", "提前", "每 7 天", "家长夜校", "年级组长", "撤回").Lacks("同意采用")
	page.Sound()
	if strings.Contains(page.Words(), "试验生") {
		t.Error("the page names a pupil")
	}
	officer.Post(at + "/agree").Is(http.StatusForbidden)
	teacher.Post(at + "/agree").Is(http.StatusForbidden)
	inspector.Get(at).OK().Has("同意采用", "立即生效").Sound()
	inspector.Post(at + "/agree").Goes(at)
	if f.Policy().ID() != "hill" {
		t.Fatalf("%s is in use", f.Policy().ID())
	}
	inspector.Get(at).OK().Has("正在使用", "规则改了什么").Lacks("同意采用").Sound()
	officer.Get("/policy/adoption").OK().Has("hill", "正在使用").Sound()
	officer.Get("/policy/levels").OK().Has("中")
}

// A copy of a shipped parent comes back as a fault, and who gains by a pack reads that
// a third person has to agree.
func TestThePagesSayWhoMayNotAgree(t *testing.T) {
	f := fixture.SQLite(t)
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	policyweb.Routes(routes, policyweb.Deps{Room: f.Casework})
	s := webtest.New(t, f, routes.Handler())
	officer, inspector, today := s.As(t, care.DistrictOfficer), s.As(t, care.Inspector), care.DateOf(f.Now())

	city := map[string]string{}
	names, err := fs.Glob(policies.FS, "chongqing/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := policies.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		city[name] = string(data)
	}
	city["chongqing/hotlines.yaml"] += "# changed\n"
	upload(t, officer, fixture.Hill(city), today).Is(http.StatusUnprocessableEntity).Has("规则包里的错误", "chongqing/hotlines.yaml", "下级规则包").Sound()

	gain := map[string]string{"hill/access.yaml": string(fixture.Hill(nil)["hill/access.yaml"]) + "  - {role: inspector, verb: read, scope: unit, data: [identity, answers], clause: ours}\n"}
	upload(t, officer, fixture.Hill(gain), today).Is(http.StatusSeeOther)
	list, _, err := f.Regions.Adoptions(context.Background(), f.As(care.DistrictOfficer))
	if err != nil || len(list) != 1 {
		t.Fatalf("%d proposals, %v", len(list), err)
	}
	at := "/policy/adoption/" + list[0].ID.String()
	officer.Get(at).OK().Has("谁不能同意", "第三个").Sound()
	inspector.Get(at).OK().Has("谁不能同意", "须由第三个有权的人同意", at+"/refuse").Lacks("同意采用").Sound()
	inspector.Post(at + "/agree").Is(http.StatusForbidden)
	if f.Policy().ID() != "youyang" {
		t.Error("it was adopted")
	}
}

func inside(t *testing.T, f *fixture.Fixture, fn func(*act.Tx) error) {
	t.Helper()
	if err := f.View(context.Background(), act.System, fn); err != nil {
		t.Fatal(err)
	}
}
