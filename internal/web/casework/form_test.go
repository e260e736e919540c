package caseweb_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/webtest"
)

// upload posts a form with files: each file is field, name, content.
func upload(t *testing.T, b *webtest.Browser, path string, fields []string, files ...[3]string) webtest.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.WriteField("csrf_token", b.Token()))
	for i := 0; i+1 < len(fields); i += 2 {
		must(t, w.WriteField(fields[i], fields[i+1]))
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f[0], f[1])
		must(t, err)
		_, err = part.Write([]byte(f[2]))
		must(t, err)
	}
	must(t, w.Close())
	return b.Send(http.MethodPost, path, &body, http.Header{"Content-Type": {w.FormDataContentType()}})
}

func photo(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
	return b.String()
}

// Every form can be looked at, printed blank, opened for a pupil and sent empty:
// it comes back with what to do beside its fields, in both languages.
func TestEveryFormOpensAndSaysWhatIsMissing(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	s.Work(t)
	pupil, teacher := s.Pupils[1].String(), s.As(t, care.PsychologyTeacher)
	small := s.Pupil(t, s.Class.ID, "试验幼儿", "2021-05-12")
	s.Confirm(t, small, care.LevelGeneral, nil)
	older, child := pupil, small.String()
	teacher.Get("/pupils/" + older + "/forms").OK().Lacks("/forms/f23_early_signs")
	teacher.Get("/pupils/" + older + "/forms/f23_early_signs").Is(http.StatusUnprocessableEntity).Has("0–6 岁")
	teacher.Post("/pupils/" + older + "/forms/f23_early_signs").Is(http.StatusUnprocessableEntity).Has("0–6 岁")
	teacher.Get("/pupils/" + pupil).OK().Has("/pupils/" + pupil + "/forms")
	teacher.Get("/pupils/"+pupil+"/forms").OK().Has("不计时", "打印空表", "/pupils/"+pupil+"/forms/f12_referral")
	list := teacher.Get("/forms").OK()
	for _, id := range s.Forms().IDs() {
		def, _ := s.Forms().Get(id)
		list.Has("/forms/" + id)
		blank := teacher.Get("/forms/" + id).OK()
		blank.Has(def.Title.Zh, def.Hash[:12])
		for _, f := range def.Fields() {
			blank.Has(f.Label.Zh)
		}
		pupil := older
		if !def.Suits(13) {
			pupil = child
		}
		at := "/pupils/" + pupil + "/forms/" + id
		if !def.OnPerson() {
			teacher.Get(at).Is(http.StatusNotFound)
			continue
		}
		teacher.Get(at).OK().Has(def.Record.Effect.Zh, `name="csrf_token"`)
		teacher.Get(at + "/paper").OK().Has(def.Title.Zh)
		teacher.Post(at).Is(http.StatusUnprocessableEntity).Has("还没有保存", def.Record.Effect.Zh)
	}
	teacher.Post("/language", "lang", "en", "back", "/forms")
	for _, id := range s.Forms().IDs() {
		def, _ := s.Forms().Get(id)
		pupil := older
		if !def.Suits(13) {
			pupil = child
		}
		if def.OnPerson() {
			teacher.Get("/pupils/" + pupil + "/forms/" + id).OK()
		}
		teacher.Get("/forms/" + id).OK()
	}
}

// A form is filed with its files, opened, downloaded, printed, amended and signed
// by a second person.
func TestAFormsWholeLife(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	s.Work(t)
	pupil, teacher, lead := s.Pupils[1], s.As(t, care.PsychologyTeacher), s.As(t, care.PsychologyLead)
	at := "/pupils/" + pupil.String() + "/forms/f15_return"
	def, _ := s.Forms().Get("f15_return")
	given := fixture.Fill(def, rand.New(rand.NewPCG(1, 2)), "说过的话")
	sheet := fixture.Posted(given)

	upload(t, teacher, at, sheet, [3]string{"files.file", "证明.pdf", "no pdf at all"}).Is(http.StatusUnprocessableEntity).Has("只能附 PDF", "说过的话")
	upload(t, teacher, at, nil, [3]string{"files.file", "证明.jpg", photo(t)}).Is(http.StatusUnprocessableEntity).Has("请再选一次文件")
	upload(t, teacher, at, sheet, [3]string{"files.file", "证明.jpg", photo(t)}).Goes("/pupils/" + pupil.String() + "/forms")

	record := newest(t, s, pupil)
	page := teacher.Get("/records/"+record.String()).OK().Has("证明.jpg", "签名后没有改动", "要由另一位同事核对")
	files := strings.Split(page.Body, "/records/"+record.String()+"/files/")
	file := "/records/" + record.String() + "/files/" + strings.SplitN(files[1], `"`, 2)[0]
	got := teacher.Get(file)
	if got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment;") ||
		got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the download: %d %v", got.Status, got.Header)
	}
	s.As(t, care.ClassTeacher).Get(file).Is(http.StatusNotFound)
	s.AsWho(t, s.AsOther(care.PsychologyLead)).Get(file).Is(http.StatusNotFound)
	teacher.Get("/records/"+record.String()+"/paper").OK().Has("说过的话", "证明.jpg", "核对人", "☑")
	lead.Get("/pupils/" + pupil.String() + "/forms").OK().Lacks("说过的话")

	given["home_view"] = questionnaire.TextValue("在家安静")
	upload(t, teacher, "/records/"+record.String()+"/amend", fixture.Posted(given)).Is(http.StatusSeeOther)
	amended := newest(t, s, pupil)
	teacher.Get("/records/" + amended.String()).OK().Has("在家安静").Lacks("证明.jpg")
	teacher.Get("/records/"+record.String()).OK().Has("后来更正过", "证明.jpg").Lacks("我已核对")
	teacher.Get("/pupils/"+pupil.String()+"/forms").OK().Has("已更正", "等另一位签名")
}

func newest(t *testing.T, s *webtest.Site, pupil care.ID) (id care.ID) {
	t.Helper()
	view(t, s, func(tx *act.Tx) error {
		rows, err := tx.RecordsOf(pupil)
		if err == nil {
			id = rows[0].ID
		}
		return err
	})
	return id
}

// The second person signs on the record's page; the paper then names both.
func TestTheSecondSignsOnThePage(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	s.Work(t)
	pupil, teacher, lead := s.Pupils[1], s.As(t, care.PsychologyTeacher), s.As(t, care.PsychologyLead)
	def, _ := s.Forms().Get("f19_transfer")
	teacher.Post("/pupils/"+pupil.String()+"/forms/f19_transfer", fixture.Posted(fixture.Fill(def, rand.New(rand.NewPCG(1, 2)), "摘要"))...).Is(http.StatusSeeOther)
	record := "/records/" + newest(t, s, pupil).String()
	teacher.Get(record).OK().Lacks("我已核对，签名")
	teacher.Post(record + "/sign").Is(http.StatusForbidden)
	lead.Get("/pupils/" + pupil.String() + "/forms").OK().Has("核对并签名")
	lead.Get(record).OK().Has("我已核对，签名")
	lead.Post(record + "/sign").Goes(record)
	lead.Get(record).OK().Lacks("我已核对，签名")
	lead.Post(record + "/sign").Is(http.StatusConflict)
	if paper := text(teacher.Get(record + "/paper").OK()); !strings.Contains(paper, "心理健康教育负责人") && strings.Count(paper, "2026年9月15日") < 2 {
		t.Errorf("the paper names no second signature: %s", paper)
	}
}
