package caseweb_test

import (
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// A prevention doctor registers a patient: what is wrong comes back with what was
// typed, the page of the person says what comes next, and nobody else opens it.
func TestADoctorRegistersAPatient(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	in := f.Institutions(t)
	site := serve(t, f)
	b := site.AsWho(t, in.Doctor)
	at := "/programmes/severe_disorder/enter"
	page := b.Get(at)
	for _, want := range []string{"证件号码", "诊断（照诊断书写）", "稳定", "试验卫生院", `value="2026-09-15"`} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page lacks %q: %s", want, page.Words())
		}
	}
	sheet := []string{"unit", in.Clinic.ID.String(), "name", "试验患者", "id_no", "110105194912310021", "level", "watch", "reason", "医院转来，当面见过", "diagnosis", "精神分裂症",
		"diagnosed_on", "2025-03-01", "hospital", "试验医院", "doctor", "试验医师", "consent", "self", "told_on", "2026-09-15"}
	if a := b.Post(at, sheet...); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "请核对每一位") || !strings.Contains(a.Body, "医院转来，当面见过") || !strings.Contains(a.Body, "试验医师") {
		t.Fatalf("a wrong number answers %d: %s", a.Status, a.Words())
	}
	sheet[5] = "11010519491231002X"
	a := b.Post(at, sheet...)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("registering answers %d: %s", a.Status, a.Words())
	}
	file := b.Get(a.Header.Get("Location"))
	for _, want := range []string{"试验患者", "随访（病情稳定）", "复核级别", "记录联系", "患者登记"} {
		if !strings.Contains(file.Body, want) {
			t.Errorf("the person's page lacks %q: %s", want, file.Words())
		}
	}
	for _, who := range []act.Who{in.Boss, in.Head, in.Counsellor, f.As(care.PsychologyLead), f.As(care.HealthOfficer)} {
		if got := site.AsWho(t, who).Get(a.Header.Get("Location")); got.Status != http.StatusNotFound {
			t.Errorf("%s opens the page: %d", who.Role, got.Status)
		}
	}
	if got := b.Post(at, sheet...); got.Status != http.StatusConflict || !strings.Contains(got.Body, "此人已有一个进行中的个案") || !strings.Contains(got.Body, "医院转来，当面见过") || !strings.Contains(got.Body, "试验医师") {
		t.Errorf("registering twice answers %d and loses what was typed: %s", got.Status, got.Words())
	}
}

// Civil affairs writes basis and expiry, records an objection and can't keep what it
// entered itself; the district judges.
func TestAnObjectionGoesToSomebodyElse(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	in := f.Institutions(t)
	e, err := f.Casework.Enter(ctx, in.Civil, f.Entering(t, "key_population", f.Root, care.Identity{Name: "试验甲"}))
	must(t, err)
	site := serve(t, f)
	b := site.AsWho(t, in.Civil)
	at := "/care/" + e.ID.String()
	if page := b.Get("/pupils/" + e.Person.String()); !strings.Contains(page.Body, "依据有效到") || !strings.Contains(page.Body, at+"/contest") {
		t.Errorf("the page says neither until when nor how to object: %s", page.Words())
	}
	if a := b.Post(at+"/contest", "facts", " "); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("an objection without words answers %d", a.Status)
	}
	if a := b.Post(at+"/contest", "facts", "情况不实"); a.Status != http.StatusSeeOther {
		t.Fatalf("an objection answers %d: %s", a.Status, a.Words())
	}
	keep := []string{"level", "watch", "reason", "维持", "valid_to", "2026-10-30"}
	if a := b.Post(at+"/level", keep...); a.Status != http.StatusForbidden || !strings.Contains(a.Body, "须由另一个人判断") || !strings.Contains(a.Body, ">维持<") || !strings.Contains(a.Body, "2026-10-30") {
		t.Errorf("keeping it oneself answers %d and loses what was typed: %s", a.Status, a.Words())
	}
	if a := b.Post(at+"/contest", "facts", "再说一次，有新材料"); a.Status != http.StatusConflict || !strings.Contains(a.Body, "再说一次，有新材料") {
		t.Errorf("a second objection answers %d and loses what was typed: %s", a.Status, a.Words())
	}
	if a := b.Post(at+"/leave", "reason", "expired", "facts", "核实的情况"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "依据还没有到期") || !strings.Contains(a.Body, "核实的情况") {
		t.Errorf("a basis that has not run out answers %d: %s", a.Status, a.Words())
	}
	judge := site.AsWho(t, f.As(care.DistrictOfficer))
	if work := judge.Get("/work"); !strings.Contains(work.Body, at+"/level") {
		t.Errorf("the judge has no way there: %s", work.Words())
	}
	if page := judge.Get(at + "/level"); page.Status != http.StatusOK || !strings.Contains(page.Body, "情况不实") {
		t.Errorf("the judge reads %d: %s", page.Status, page.Words())
	}
	if a := judge.Post(at+"/leave", "reason", "contested", "facts", "材料属实"); a.Status != http.StatusSeeOther {
		t.Errorf("upholding it answers %d: %s", a.Status, a.Words())
	}
}

// Posting a number that one may not see answers as its page does, and as one that
// nobody has.
func TestAGuessedNumberAnswersAsItsPage(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	in := f.Institutions(t)
	b := serve(t, f).AsWho(t, in.Civil)
	sheet := []string{"level", "watch", "reason", "核实过", "source", "self", "valid_to", "2026-11-14", "met_on", "2026-09-15", "met_by", "某", "consent", "told", "contest_at", "某处"}
	for _, of := range []string{f.Pupils[0].String(), care.ID(4711).String(), "x"} {
		at := "/programmes/key_population/enter?person=" + of
		page := b.Get(at)
		if a := b.Post(at, sheet...); page.Status != http.StatusNotFound || a.Status != http.StatusNotFound {
			t.Errorf("%s answers %d to its page and %d to what is posted", of, page.Status, a.Status)
		}
	}
}

// Whoever was entered by somebody else meanwhile keeps nobody from reading what he typed.
func TestAnEntryThatCameSecondIsKept(t *testing.T) {
	f := fixture.SQLite(t)
	c, _ := f.Hardship(t)
	b := serve(t, f).AsWho(t, c.Supervisor)
	a := b.Post("/programmes/child_in_hardship/enter?person="+f.Pupils[0].String(), "level", "watch", "reason", "父母外出，奶奶照看")
	if a.Status != http.StatusConflict || !strings.Contains(a.Body, "父母外出，奶奶照看") || !strings.Contains(a.Body, "此人已有一个进行中的个案") {
		t.Errorf("a second entry answers %d and loses what was typed: %s", a.Status, a.Words())
	}
}
