package caseweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// posting are answers as a page posts them.
func posting(posted url.Values) (out []string) {
	for name, list := range posted {
		for _, v := range list {
			out = append(out, name, v)
		}
	}
	return out
}

// A doctor goes from My work to the form that ends the duty, and from the patient's
// page to F24; the paper has days as people write them.
func TestADutyOfAProgrammeIsDoneByItsForm(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	in := f.Institutions(t)
	e, err := f.Casework.Enter(ctx, in.Doctor, f.Entering(t, "severe_disorder", in.Clinic.ID, care.Identity{Name: "试验患者", Phone: "13800000001"}))
	must(t, err)
	_, err = f.Casework.Grade(ctx, in.Doctor, casework.Grading{Episode: e.ID, Level: care.LevelSerious, Reason: "复发"})
	must(t, err)
	b := serve(t, f).AsWho(t, in.Doctor)
	at := "/care/" + e.ID.String() + "/forms"
	b.Get("/work").OK().Has(at+"/case_team", "填表办理").Lacks("/finish")
	b.Get("/pupils/" + e.Person.String()).OK().Has(at)
	b.Get(at).OK().Has("组成个案管理团队", "随访记录", "个人信息补充表", "失访与死亡登记", "出院信息单")
	b.Get(at+"/case_team").OK().Has("个案管理团队", "这件事随之办完")
	b.Get(at + "/f16_counselling").Is(http.StatusNotFound)
	b.Post(at+"/case_team", "lead", "试验医师").Is(http.StatusUnprocessableEntity).Has("试验医师")
	team := url.Values{"formed_on": {"2026-09-15"}, "kinds": {"village", "police"}, "members": {"村支书\n民警"}, "lead": {"试验医师"}, "tasks": {"各负其责"}, "call_order": {"先医生"}, "secrecy": {"yes"}, "next_on": {"2026-10-15"}}
	b.Post(at+"/case_team", posting(team)...).Goes(at)
	b.Get("/work").OK().Lacks(at + "/case_team")
	page := b.Get(at).OK().Has("已存入")
	record := page.Body[strings.Index(page.Body, "/records/"):]
	paper := b.Get(record[:strings.IndexByte(record, '"')]+"/paper").OK().Has("2026年9月15日", "2026年10月15日")
	if strings.Contains(paper.Words(), "2026-") {
		t.Error("the paper prints a raw date")
	}
}

// The second step stands on the page of entry when it is asked for, and not before.
func TestANamesakeIsComparedOnThePage(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	in := f.Institutions(t)
	first := f.Entering(t, "key_population", f.Root, care.Identity{Name: "试验丁", Birth: "1970-01-01"})
	_, err := f.Casework.Enter(ctx, in.Civil, first)
	must(t, err)
	b := serve(t, f).AsWho(t, in.Civil)
	at := "/programmes/key_population/enter"
	b.Get(at).OK().Lacks("same_name")
	sheet := url.Values{"unit": {f.Root.String()}, "name": {"试验丁"}, "birth": {"1970-01-01"}, "level": {"watch"}, "reason": {"当面见过"}}
	for _, field := range f.Kernel.Forms().IDs() {
		if def, _ := f.Forms().Get(field); field == "entry_key_population" {
			for _, q := range def.Fields() {
				if list := first.Values.Strings(q.ID); len(list) > 0 {
					sheet[q.ID] = list
				}
			}
		}
	}
	b.Post(at, posting(sheet)...).Is(http.StatusUnprocessableEntity).Has("same_name", "登记过同名的人", "当面见过")
	sheet.Set("birth", "1971-02-03")
	sheet.Set("phone", "13900000001")
	if a := b.Post(at, posting(sheet)...); a.Status != http.StatusSeeOther {
		t.Errorf("another birth date: got %d: %s", a.Status, a.Words())
	}
}
