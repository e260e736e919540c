package supervisionweb_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/document"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	supervisionweb "xinhuan/internal/web/supervision"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

var ctx = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site serves the pages over a school with a worked round, duties and records.
func site(t *testing.T, f *fixture.Fixture) *webtest.Site {
	t.Helper()
	f.Work(t)
	room := supervision.Room{Kernel: f.Kernel}
	must(t, room.Generate(ctx))
	record(t, f, "parent_training", 120)
	record(t, f, "group_session", 3)
	record(t, f, "facility", 0)
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	supervisionweb.Routes(routes, room, f.Casework, f.Screening)
	routes.Handle("GET /static/", ui.Static())
	return webtest.New(t, f, routes.Handler())
}

func record(t *testing.T, f *fixture.Fixture, kind string, people float64) {
	t.Helper()
	v := questionnaire.Values{"kind": questionnaire.TextValue(kind), "held_on": questionnaire.TextValue(string(care.DateOf(f.Now()))), "topic": questionnaire.TextValue("主题 <一> & 二"), "place": questionnaire.TextValue("礼堂"),
		"minutes": questionnaire.NumberValue(90), "hours": questionnaire.NumberValue(1.5), "participants": questionnaire.NumberValue(people), "result": questionnaire.TextValue("已完成"), "notes": questionnaire.TextValue("存档")}
	_, _, err := supervision.Room{Kernel: f.Kernel}.FileActivity(ctx, f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.School.ID, Kind: kind, Values: v})
	must(t, err)
}

// made makes a folder of the youyang plan and waits for it.
func made(t *testing.T, b *webtest.Browser, f *fixture.Fixture, more ...string) (at string) {
	t.Helper()
	a := b.Post("/duties/"+f.School.ID.String()+"/folder", append([]string{"period", "2026", "documents", "YY2023", "documents", "CQ2024", "documents", "CQ2020", "lang", "zh"}, more...)...)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("got status %d: %s", a.Status, a.Words())
	}
	for range 200 {
		if b.Fragment(a.Location+"/now").Status == 286 {
			return a.Location
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the folder was not done in time")
	return ""
}

func signed(t *testing.T, b *webtest.Browser, f *fixture.Fixture, more ...string) string {
	t.Helper()
	at := made(t, b, f, more...)
	b.Post(at+"/sign", "sure", "yes").Goes(at)
	return at
}

// unpacked are all parts of a ZIP, those of the files inside it too.
func unpacked(t *testing.T, body string) map[string]string {
	t.Helper()
	out := map[string]string{}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	must(t, err)
	for _, part := range z.File {
		r, err := part.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		out[part.Name] = string(b)
		if strings.HasSuffix(part.Name, ".docx") || strings.HasSuffix(part.Name, ".xlsx") {
			for name, inner := range unpacked(t, string(b)) {
				out[part.Name+"/"+name] = inner
			}
		}
	}
	return out
}

// Signed lessons stand in the folder wherever it is read: on the page, in the document and
// in the workbook, with who signed and when.
func TestAFolderShowsSignedLessonsInEveryForm(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	room, lead := supervision.Room{Kernel: f.Kernel}, f.As(care.PsychologyLead)
	plan, err := room.CheckTimetable(ctx, lead, supervision.TimetableFile{Unit: f.School.ID, Name: "课表.csv", Content: []byte("班级,星期,节次,单双周\n七年级(1)班,周四,3,每周\n"), From: "2026-09-01"})
	must(t, err)
	_, _, err = room.ApplyTimetable(ctx, lead, f.School.ID, plan.From, plan.Slots)
	must(t, err)
	f.SetNow(care.Date("2026-10-02").Time().Add(10 * time.Hour))
	_, err = room.SignMonth(ctx, lead, supervision.MonthSheet{School: f.School.ID, Month: "2026-09", Out: map[care.ID][]supervision.Out{f.Class.ID: nil}})
	must(t, err)
	b := s.As(t, care.Principal)
	at := signed(t, b, f)
	want := []string{"2026-09（4 课时）", care.PsychologyLead.Name().Zh, "七年级(1)班"}
	b.Get(at).OK().Has(append(want, "课表课时，已签认", "属于本期间的职责", "规则的采用", "人员配备（汇集当天）", "归档的表单", "少于 5 份")...)
	parts := unpacked(t, b.Get(at+"/zip").Body)
	for _, words := range want {
		if !strings.Contains(parts["folder.docx/word/document.xml"], words) {
			t.Errorf("the document lacks %q", words)
		}
	}
	book, err := excelize.OpenReader(strings.NewReader(parts["folder.xlsx"]))
	must(t, err)
	rows, err := book.GetRows("课时")
	must(t, err)
	if len(rows) != 2 || rows[1][1] != "七年级(1)班" || rows[1][3] != "4" || rows[1][6] != "2026-09" || rows[1][8] != care.PsychologyLead.Name().Zh {
		t.Errorf("got lessons %v, want the class with its month and who signed it", rows)
	}
	clauses, err := book.GetRows("条款")
	must(t, err)
	for _, row := range clauses {
		if row[0] == "YY2023-2.2-04" && row[10] != "4" {
			t.Errorf("the clause's row says %v, want 4 signed lessons", row)
		}
	}
}

func TestAFolderIsReadSignedAndCheckedOutside(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		s := site(t, f)
		b := s.As(t, care.Principal)
		b.Get("/duties/"+f.School.ID.String()).OK().Has("/duties/"+f.School.ID.String()+"/folder", "/duties/"+f.School.ID.String()+"/calendar")
		b.Get("/duties/"+f.School.ID.String()+"/folder").OK().Has("迎检资料包", "YY2023", `value="2026-1"`)
		b.Get("/duties/" + f.School.ID.String() + "?f.state=done").OK().Has("/duties/" + f.School.ID.String() + "/export/csv?f.state=done&amp;year=2026")
		at := made(t, b, f)
		b.Get(at).OK().Has("缺口", "系统没有覆盖的", "少于 5", "主题 &lt;一&gt; &amp; 二", "家长培训")
		for _, format := range []string{"zip", "docx", "xlsx"} {
			if a := b.Get(at + "/" + format); a.Status != http.StatusConflict {
				t.Errorf("%s before it was signed off: got %d, want a conflict", format, a.Status)
			}
		}
		b.Post(at + "/sign").Is(http.StatusUnprocessableEntity).Has("请核对后勾选")
		b.Post(at+"/sign", "sure", "yes").Goes(at)
		b.Get(at).OK().Has(at+"/zip", at+"/docx", at+"/xlsx")
		first, second := b.Get(at+"/zip").Body, b.Get(at+"/zip").Body
		if first != second {
			t.Error("the same folder gave two different ZIPs")
		}
		key, err := f.Keys.Public().VerifierKey(document.Origin(f.Region, f.Keys.Public().Suite()))
		must(t, err)
		m, err := document.VerifyBundle(strings.NewReader(first), int64(len(first)), key)
		must(t, err)
		if len(m.Sums) != 2 {
			t.Errorf("got %d files, want the document and the workbook", len(m.Sums))
		}
		parts := unpacked(t, first)
		if got := b.Get(at + "/docx").Body; got != parts["folder.docx"] {
			t.Error("the document alone is not that of the bundle")
		}
		for name, part := range parts {
			if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
				wellFormed(t, name, part)
			}
		}
		book, err := excelize.OpenReader(bytes.NewReader([]byte(parts["folder.xlsx"])))
		must(t, err)
		if got := strings.Join(book.GetSheetList(), " "); got != "总览 条款 本单位职责 佐证 课时 缺口" {
			t.Errorf("got the sheets %s", got)
		}
		rows, err := book.GetRows("佐证")
		must(t, err)
		if len(rows) != 4 {
			t.Errorf("got %d rows of evidence, want the heading and three records", len(rows))
		}
		logged(t, f, "supervision.BeginFolder", "supervision.SignFolder", "supervision.ExportFolder")
	})
}

func wellFormed(t *testing.T, name, part string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(part))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// logged finds acts in the log with their purpose.
func logged(t *testing.T, f *fixture.Fixture, acts ...string) {
	t.Helper()
	seen := map[string]bool{}
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		return tx.EachAudit(func(row store.AuditRow) error {
			var e audit.Entry
			if err := e.Unmarshal(row.Entry); err != nil {
				return err
			}
			if e.Purpose != "" && e.ObjectID != 0 && strings.HasPrefix(e.Object, "folder") {
				seen[e.Act] = true
			}
			return nil
		})
	}))
	for _, a := range acts {
		if !seen[a] {
			t.Errorf("the log has no %s with its purpose", a)
		}
	}
}

// TestAnInspectorsFolderHoldsNoName looks for the name of everybody in the region in
// every byte of what an inspector takes away.
func TestAnInspectorsFolderHoldsNoName(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	var names []string
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		people := append(append([]care.ID{}, f.Pupils...), f.Strangers...)
		for _, role := range care.StaffRoles() {
			people = append(people, f.As(role).Person)
		}
		for _, p := range people {
			name, err := tx.NameOf(p)
			if err != nil {
				return err
			}
			names = append(names, name)
		}
		return nil
	}))
	if len(names) < 40 || names[0] == "" {
		t.Fatalf("got %d names", len(names))
	}
	holds := func(body string) (found []string) {
		for part, text := range unpacked(t, body) {
			for _, name := range names {
				if strings.Contains(text, name) {
					found = append(found, part+" holds "+name)
				}
			}
		}
		return found
	}
	inspector := s.As(t, care.Inspector)
	at := signed(t, inspector, f)
	if found := holds(inspector.Get(at + "/zip").Body); len(found) > 0 {
		t.Errorf("an inspector's folder: %v", found)
	}
	inspector.Post("/duties/"+f.School.ID.String()+"/folder", "period", "2026", "documents", "YY2023", "lang", "zh", "names", "yes").Is(http.StatusUnprocessableEntity)
	principal := s.As(t, care.Principal)
	if found := holds(principal.Get(signed(t, principal, f, "names", "yes") + "/zip").Body); len(found) == 0 {
		t.Error("a principal who asked for names got none: the search finds nothing at all")
	}
	if found := holds(principal.Get(signed(t, principal, f) + "/zip").Body); len(found) > 0 {
		t.Errorf("a principal who did not ask for names: %v", found)
	}
}

func TestAFolderIsItsMakersAlone(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	b := s.As(t, care.Principal)
	at := signed(t, b, f)
	for _, role := range []care.Role{care.DeputyPrincipal, care.Inspector, care.DistrictOfficer, care.ClassTeacher} {
		other := s.As(t, role)
		for _, path := range []string{at, at + "/now", at + "/zip"} {
			if a := other.Get(path); a.Status != http.StatusNotFound {
				t.Errorf("%s opens %s: got %d, want not found", role, path, a.Status)
			}
		}
		if a := other.Post(at+"/sign", "sure", "yes"); a.Status != http.StatusNotFound {
			t.Errorf("%s signs it: got %d, want not found", role, a.Status)
		}
	}
	for _, role := range []care.Role{care.ClassTeacher, care.PsychologyTeacher, care.SystemAdmin} {
		for _, a := range []webtest.Answer{s.As(t, role).Get("/duties/" + f.School.ID.String() + "/folder"), s.As(t, role).Post("/duties/"+f.School.ID.String()+"/folder", "period", "2026", "documents", "YY2023")} {
			if a.Status != http.StatusForbidden {
				t.Errorf("%s: got %d, want forbidden", role, a.Status)
			}
		}
	}
	again := made(t, b, f) // a new one takes the place of the last
	if again == at {
		t.Error("two folders have one number")
	}
	b.Get(at).Is(http.StatusNotFound)
	b.Get(again + "/exe").Is(http.StatusNotFound)
}

func TestFaultsStandBesideTheirFields(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	b := s.As(t, care.Principal)
	at := "/duties/" + f.School.ID.String() + "/folder"
	b.Post(at, "period", "2026").Is(http.StatusUnprocessableEntity).Has("请至少选一份文件或一条条款")
	b.Post(at, "period", "2026", "clauses", "XX-1").Is(http.StatusUnprocessableEntity).Has("没有条款 XX-1")
	b.Post(at, "period", "2026-9", "documents", "YY2023").Is(http.StatusUnprocessableEntity).Has("没有这个学期")
	b.Get(at + "?clause=YY2023-2.2-04").OK().Has(`value="YY2023-2.2-04"`)
}

func TestTheYearIsSeenByMonth(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	b := s.As(t, care.Principal)
	at := "/duties/" + f.School.ID.String() + "/calendar"
	b.Get(at).OK().Has("2026年9月", "2027年8月", "现在缺什么", "没有逾期的职责")
	b.Get(at+"?lang=en").OK().Has("September 2026", "August 2027", "Missing now")
	f.Wait(300 * 24 * time.Hour)
	must(t, supervision.Room{Kernel: f.Kernel}.Generate(ctx))
	late := s.As(t, care.Principal).Get(at).OK()
	late.Has("due-late", "/activities/add?unit=").Lacks("没有逾期的职责")
	s.As(t, care.Principal).Get("/duties/" + f.School.ID.String() + "?year=2026&lang=zh").OK().Has("下级单位另有 ")
	class := s.As(t, care.Principal).Get("/duties/" + f.Class.ID.String() + "/calendar?year=2026").OK() // the same is asked of it every two weeks
	class.Has("心理健康课每两周至少 1 课时（2026–2027 学年第一学期第 3 周起两周）", "心理健康课每两周至少 1 课时（2026–2027 学年第一学期第 5 周起两周）", `href="/duties/`+f.School.ID.String()+`"`)
	s.As(t, care.Inspector).Get(at).OK().Lacks("/activities/add?unit=")
}

// TestALockedRegionMakesNoFolder: what was recorded is sealed, and nothing can be signed.
func TestALockedRegionMakesNoFolder(t *testing.T) {
	f := fixture.SQLite(t)
	site(t, f)
	locked := fixture.Kernel(t, f.DB, f.Keys.Public(), nil)
	t.Cleanup(locked.Close)
	room := supervision.Room{Kernel: locked}
	ask := supervision.Ask{Unit: f.School.ID, Year: 2026}
	for _, c := range f.Policy().Clauses() {
		ask.Clauses = append(ask.Clauses, c.ID)
	}
	if _, err := room.Folder(ctx, f.As(care.Principal), 1, ask, nil); care.KindOf(err) != care.Sealed {
		t.Errorf("got %v, want sealed", err)
	}
	if _, err := locked.Signer("x"); care.KindOf(err) != care.Sealed {
		t.Errorf("signing: got %v, want sealed", err)
	}
}
