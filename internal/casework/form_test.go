package casework_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
	"xinhuan/policies"
)

const secret = "不该被读到的话"

func pdf(said string) casework.Upload {
	return casework.Upload{Name: secret + ".pdf", Content: []byte("%PDF-1.7\n" + said + "\n%%EOF")}
}

// Every form of a person's file: a draft comes back, an empty sheet is refused at
// its fields, a full one is kept class by class, and its author reads it whole.
func TestEveryFormOfAFileIsKept(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		f.Work(t)
		pupil, teacher := f.Pupils[1], f.As(care.PsychologyTeacher)
		offered := offeredTo(t, f, teacher, pupil)
		child := inCare(t, f, "试验幼儿", "2021-05-12")
		offeredChild := offeredTo(t, f, teacher, child)
		r := rand.New(rand.NewPCG(1, 2))
		tried := 0
		for _, id := range f.Forms().IDs() {
			def, _ := f.Forms().Get(id)
			if !def.OnPerson() {
				if slices.Contains(offered, id) {
					t.Errorf("%s has steps of its own and is offered", id)
				}
				continue
			}
			whom, there := pupil, offered
			if !def.Suits(13) {
				whom, there = child, offeredChild
			}
			if !slices.Contains(there, id) {
				t.Errorf("%s is not offered to the psychology teacher; got %v", id, there)
				continue
			}
			tried++
			fileOne(t, f, def, whom, teacher, fixture.Fill(def, r, secret))
		}
		if tried < 15 {
			t.Errorf("tried %d forms, want all", tried)
		}
		clean(t, f)
		if f.Target[0] == '/' {
			unreadable(t, f.Target)
		}
	})
}

func fileOne(t *testing.T, f *fixture.Fixture, def *questionnaire.Definition, pupil care.ID, who act.Who, v questionnaire.Values) {
	t.Helper()
	ctx, about := context.Background(), casework.About{Ref: "pupil", ID: pupil}
	if err := f.Casework.SaveDraft(ctx, who, def.ID, about, v); err != nil {
		t.Fatalf("%s: %v", def.ID, err)
	}
	b, err := f.Casework.Blank(ctx, who, def.ID, about)
	if err != nil || b.Saved == 0 || string(b.Values.Encode()) != string(v.Encode()) {
		t.Fatalf("%s: the draft did not come back: %v", def.ID, err)
	}
	if _, err := f.Casework.FileRecord(ctx, who, casework.Filing{Form: def.ID, Person: pupil}); care.KindOf(err) != care.Invalid {
		t.Fatalf("%s: an empty sheet: got %v, want invalid", def.ID, err)
	}
	files := casework.Files{}
	for _, field := range def.Attachments() {
		files[field.ID] = []casework.Upload{pdf(secret)}
	}
	id, err := f.Casework.FileRecord(ctx, who, casework.Filing{Form: def.ID, Person: pupil, Values: v, Files: files})
	if err != nil {
		t.Fatalf("%s: %v", def.ID, err)
	}
	got, err := f.Casework.OpenRecord(ctx, who, id)
	if err != nil || len(got.Hidden) > 0 || len(got.Files) != len(files) || len(got.Signed) != 1 || !got.Signed[0].Whole {
		t.Fatalf("%s: opened with hidden %v, files %d, signed %v, %v", def.ID, got.Hidden, len(got.Files), got.Signed, err)
	}
	for field, x := range def.Clean(v) {
		if def.Field(field).Kind != questionnaire.Attachment && !got.Values[field].Equal(x) {
			t.Errorf("%s: %s did not come back", def.ID, field)
		}
	}
	var classes []string
	view(t, f, func(tx *act.Tx) error {
		parts, err := tx.RecordParts(id)
		for _, p := range parts {
			classes = append(classes, p.Class)
		}
		return err
	})
	for class := range def.Split(got.Values) {
		if !slices.Contains(classes, string(class)) {
			t.Errorf("%s: no sealed part of class %s in %v", def.ID, class, classes)
		}
	}
	if b, err = f.Casework.Blank(ctx, who, def.ID, about); err != nil || b.Saved != 0 {
		t.Errorf("%s: the draft outlived the filing: %v", def.ID, err)
	}
}

// unreadable searches every byte of a data folder for what was written.
func unreadable(t *testing.T, folder string) {
	t.Helper()
	read := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		read += len(b)
		if bytes.Contains(b, []byte(secret)) || bytes.Contains(b, []byte("%PDF-1.7")) || bytes.Contains(b, []byte("5550 1999")) {
			t.Errorf("%s says what was written", d.Name())
		}
		return err
	})
	if err != nil || read < 1<<16 {
		t.Errorf("searched %d bytes: %v", read, err)
	}
}

// A form with an act of its own is filed by that act alone; a unit's form not on
// a child; and who may not write the content is refused.
func TestFormsKeepToTheirPlace(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	pupil, teacher := f.Pupils[1], f.As(care.PsychologyTeacher)
	for _, form := range []string{"plan", "level_decision", "home_safe", "f1_consent", "f18_monthly", "activity", "nothing"} {
		if _, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: form, Person: pupil}); care.KindOf(err) != care.NotFound {
			t.Errorf("%s on a file: got %v, want not found", form, err)
		}
	}
	for role, form := range map[care.Role]string{care.ClassTeacher: "f12_referral", care.Principal: "f7_case_meeting", care.DutyAdult: "f20_hotline", care.SystemAdmin: "f17_observation"} {
		_, err := f.Casework.FileRecord(ctx, f.As(role), casework.Filing{Form: form, Person: pupil})
		if kind := care.KindOf(err); kind != care.Forbidden && kind != care.NotFound {
			t.Errorf("%s files %s: got %v, want refused", role, form, err)
		}
	}
	if _, err := f.Casework.FormsOf(ctx, f.AsOther(care.PsychologyLead), pupil); care.KindOf(err) != care.NotFound {
		t.Errorf("another school's lead: got %v, want not found", err)
	}
	page, err := f.Casework.FormsOf(ctx, f.As(care.ClassTeacher), pupil)
	if err != nil || len(page.Fill) != 1 || page.Fill[0].Def.ID != "f17_observation" {
		t.Errorf("the class teacher fills in %d forms, %v; want the observation", len(page.Fill), err)
	}
	if len(page.Filed) != 0 {
		t.Errorf("the class teacher learns of %d records", len(page.Filed))
	}
}

// A file leads to its forms only where the reader finds one there.
func TestAFileLeadsToFormsThatAreThere(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	led := map[bool]int{}
	for _, role := range care.StaffRoles() {
		who := f.As(role)
		for _, pupil := range []care.ID{f.Pupils[1], f.Pupils[5]} {
			file, err := f.Casework.OpenFile(ctx, who, pupil)
			if err != nil {
				continue
			}
			forms, err := f.Casework.FormsOf(ctx, who, pupil)
			if there := len(forms.Fill)+len(forms.Filed) > 0; err != nil || file.Forms != there {
				t.Errorf("%s: the file leads to forms: %v, there are some: %v, %v", role, file.Forms, there, err)
			}
			led[file.Forms]++
		}
	}
	if led[true] == 0 || led[false] == 0 {
		t.Errorf("led to forms %d times, not %d times; want some of both", led[true], led[false])
	}
}

var observation = map[string][]string{"seen_on": {"2026-09-15"}, "where": {"操场"}, "relation": {"class_teacher"}, "facts": {"独自坐了很久"}, "urgency": {"watch"}, "told": {"心理教师"}}

// What is urgent raises the pupil's flag; anything else starts nothing.
func TestOnlyUrgentSheetsRaiseAFlag(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	pupil, teacher := f.Pupils[5], f.As(care.ClassTeacher)
	flags := func() (n int) {
		view(t, f, func(tx *act.Tx) error {
			list, err := tx.FlagsOf(pupil)
			n = len(list)
			return err
		})
		return n
	}
	file := func(v map[string][]string) {
		t.Helper()
		if _, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: "f17_observation", Person: pupil, Values: f.Values(t, "f17_observation", v)}); err != nil {
			t.Fatal(err)
		}
	}
	file(observation)
	if got := flags(); got != 0 {
		t.Errorf("a calm observation raised %d flags", got)
	}
	file(fixture.With(observation, map[string][]string{"urgency": {"now"}, "with_pupil": {"我"}}))
	if got := flags(); got != 1 {
		t.Errorf("an urgent observation raised %d flags, want 1", got)
	}
	clean(t, f)
}

var meeting = map[string][]string{"school": {"青溪试验学校"}, "held_on": {"2026-09-15"}, "convened_by": {"心理教师"}, "members": {"甲\n乙"}, "conflict": {"no"}, "materials": {"interview"},
	"facts": {"事实"}, "strengths": {"爱画画"}, "pupil_view": {"想被听见"}, "level_recommended": {"serious"}, "level_reason": {"持续"}, "plan_owner": {"心理教师"}, "tell": {"nobody"},
	"refer": {"no"}, "district_report": {"not_needed"}, "mandatory_report": {"not_needed"}, "next_on": {"2026-10-15"}}

// A form that asks for two is whole with two people; nobody signs twice, nobody
// signs what he can't read, and nobody signs what was changed past the program.
func TestTwoPeopleSign(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	pupil, teacher, lead := f.Pupils[1], f.As(care.PsychologyTeacher), f.As(care.PsychologyLead)
	file := func() care.ID {
		t.Helper()
		id, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: "f7_case_meeting", Person: pupil, Values: f.Values(t, "f7_case_meeting", meeting)})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	refused := func(who act.Who, id care.ID, kind care.Kind, what string) {
		t.Helper()
		if err := f.Casework.SignRecord(ctx, who, id); care.KindOf(err) != kind {
			t.Errorf("%s signs: got %v, want %v", what, err, kind)
		}
	}
	id := file()
	if got, err := f.Casework.OpenRecord(ctx, lead, id); err != nil || !got.MaySign {
		t.Errorf("the lead may sign: %v, %v", got.MaySign, err)
	}
	refused(teacher, id, care.Forbidden, "the author again")
	refused(f.As(care.ClassTeacher), id, care.NotFound, "somebody who can't read it")
	if err := f.Casework.SignRecord(ctx, lead, id); err != nil {
		t.Fatal(err)
	}
	refused(f.As(care.DeputyPrincipal), id, care.NotFound, "whoever reads a summary only")
	if got, _ := f.Casework.OpenRecord(ctx, teacher, id); len(got.Signed) != 2 || !got.Signed[1].Whole {
		t.Errorf("signatures: %v, want two over what stands there", got.Signed)
	}
	changed := file()
	err := f.DB.Write(ctx, f.Region, func(tx *store.Tx) error {
		return tx.InsertAttachment(store.Attachment{ID: tx.NewID(), Record: changed, Class: "plan", Name: []byte{1}, Sealed: []byte{2}})
	})
	if err != nil {
		t.Fatal(err)
	}
	refused(lead, changed, care.Conflict, "over a changed record")
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	place := "Exif\x00\x00GPS 28.8N"
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(place) + 2)}, place...)
	return append(out, b.Bytes()[2:]...)
}

var slip = map[string][]string{"received_on": {"2026-09-15"}, "source": {"guardian_paper"}, "from_unit": {"县医院"}, "seen": {"waiting"}}

// A file is what it is by its content, is opened by who may read its field, is
// kept or left out by an amendment, and can't be named from another record.
func TestFilesStayWithTheirRecord(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	pupil, teacher := f.Pupils[1], f.As(care.PsychologyTeacher)
	sheet := f.Values(t, "f12_return_slip", slip)
	file := func(v questionnaire.Values, up ...casework.Upload) (care.ID, error) {
		return f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: "f12_return_slip", Person: pupil, Values: v, Files: casework.Files{"files": up}})
	}
	for what, up := range map[string][]casework.Upload{"a program called pdf": {{Name: "x.pdf", Content: []byte("MZ\x90")}}, "six files": {pdf("1"), pdf("2"), pdf("3"), pdf("4"), pdf("5"), pdf("6")},
		"too large a file": {{Name: "x.pdf", Content: append([]byte("%PDF-"), make([]byte, 10<<20)...)}}} {
		_, err := file(sheet, up...)
		var e *care.Error
		if !errors.As(err, &e) || e.Fields["files"].IsZero() {
			t.Errorf("%s: got %v, want a fault beside the field", what, err)
		}
	}
	first, err := file(sheet, casework.Upload{Name: "回执.png", Content: photo(t)}, pdf("x"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Casework.OpenRecord(ctx, teacher, first)
	if err != nil || len(got.Files) != 2 || got.Files[0].Name != "回执.jpg" {
		t.Fatalf("files: %v, %v", got.Files, err)
	}
	a, err := f.Casework.OpenAttachment(ctx, teacher, first, got.Files[0].ID)
	if err != nil || bytes.Contains(a.Content, []byte("GPS")) || !bytes.HasPrefix(a.Content, []byte{0xff, 0xd8}) {
		t.Errorf("the photo: %d bytes, %v", len(a.Content), err)
	}
	for role, who := range map[string]act.Who{"class teacher": f.As(care.ClassTeacher), "principal": f.As(care.Principal), "another school": f.AsOther(care.PsychologyLead)} {
		if _, err := f.Casework.OpenAttachment(ctx, who, first, got.Files[0].ID); care.KindOf(err) != care.NotFound {
			t.Errorf("the %s opens the file: %v", role, err)
		}
	}
	named := f.Values(t, "f12_return_slip", slip)
	named["files"] = questionnaire.ListValue(got.Files[0].ID.String())
	second, err := file(named)
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := f.Casework.OpenRecord(ctx, teacher, second); len(other.Files) != 0 {
		t.Error("a record names a file that came with another")
	}
	if _, err := f.Casework.OpenAttachment(ctx, teacher, second, got.Files[0].ID); care.KindOf(err) != care.NotFound {
		t.Errorf("a file opened through another record: %v", err)
	}
	amended, err := f.Casework.Amend(ctx, teacher, first, named, casework.Files{"files": {pdf("y")}})
	if err != nil {
		t.Fatal(err)
	}
	after, err := f.Casework.OpenRecord(ctx, teacher, amended)
	if err != nil || len(after.Files) != 2 || after.Files[0].ID != got.Files[0].ID || !after.Signed[0].Whole {
		t.Errorf("after the amendment: %v, %v", after.Files, err)
	}
	if _, err := f.Casework.OpenAttachment(ctx, teacher, amended, got.Files[0].ID); err != nil {
		t.Errorf("a kept file: %v", err)
	}
	clean(t, f)
}

// A record is read under the words it was given to, also after the program that
// knew them has gone.
func TestAnOldRecordKeepsItsWords(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	pupil, teacher := f.Pupils[5], f.As(care.ClassTeacher)
	id, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: "f17_observation", Person: pupil, Values: f.Values(t, "f17_observation", observation)})
	if err != nil {
		t.Fatal(err)
	}
	body, err := fs.ReadFile(policies.FS, "national/forms/f17_observation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("看到和听到的事实", "新的问法", "先留意", "新的选项").Replace(string(body))
	forms, err := questionnaire.LoadForms(fstest.MapFS{"forms/f17_observation.yaml": {Data: []byte(changed)}}, "forms")
	if err != nil {
		t.Fatal(err)
	}
	later, err := act.New(ctx, act.Config{DB: f.DB, Policy: f.Policy(), Forms: forms, Instruments: f.Instruments, Public: f.Keys.Public(), Private: f.Keys})
	if err != nil {
		t.Fatal(err)
	}
	defer later.Close()
	got, err := casework.Room{Kernel: later}.OpenRecord(ctx, f.As(care.PsychologyLead), id)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, l := range got.Lines(care.Zh) {
		words = append(words, l.Label, l.Answer)
	}
	for _, want := range []string{"看到和听到的事实", "先留意", "独自坐了很久"} {
		if !slices.Contains(words, want) {
			t.Errorf("the record no longer says %q", want)
		}
	}
	if slices.Contains(words, "新的问法") {
		t.Error("the record is shown under words nobody answered")
	}
}
