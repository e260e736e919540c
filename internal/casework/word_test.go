package casework_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/policies"
)

// labels are what a form offers for a field, by code.
func labels(t *testing.T, f *fixture.Fixture, form, field string) map[string]string {
	t.Helper()
	def, known := f.Forms().Get(form)
	if !known {
		t.Fatal("no form " + form)
	}
	out := map[string]string{}
	for _, o := range def.Field(field).Options {
		out[o.Code] = o.Label.Zh
	}
	return out
}

// A form says levels in the words of the region's pack; what was filed under another
// pack still shows the words it was given to.
func TestFormsSayLevelsInThePacksWords(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		fields := map[string]string{"f5_interview": "level_proposed", "f7_case_meeting": "", "level_decision": "level"}
		seven, _ := f.Forms().Get("f7_case_meeting")
		for _, field := range seven.Fields() {
			if _, is := field.Choices(), field.Kind == questionnaire.Choice && slices.ContainsFunc(field.Options, func(o questionnaire.Option) bool { return o.Code == "serious" }); is {
				fields["f7_case_meeting"] = field.ID
			}
		}
		check := func(pack, general, serious, major string) {
			t.Helper()
			for form, field := range fields {
				if got := labels(t, f, form, field); got["general"] != general || got["serious"] != serious || got["major"] != major {
					t.Errorf("under %s %s offers %v", pack, form, got)
				}
			}
		}
		check("youyang", "一般心理问题", "严重心理问题", "重大心理危机")
		before := formHash(f, "level_decision")
		f.Adopt(t, fixture.HillPack(t, nil))
		check("hill", "轻", "中", "重")
		if formHash(f, "level_decision") == before {
			t.Error("other words, and the same version")
		}

		_, err := f.Casework.Decide(ctx, f.As(care.PsychologyLead), casework.Decision{Person: f.Pupils[1], Values: f.Values(t, "level_decision", fixture.Serious)})
		ok(t, err)
		said := map[string]bool{}
		view(t, f, func(tx *act.Tx) error {
			rows, err := tx.RecordsOf(f.Pupils[1])
			for _, row := range rows {
				if row.Form != "level_decision" || err != nil {
					continue
				}
				def, known := f.Forms().ByHash(row.FormHash)
				if !known {
					body, failed := tx.Form(row.FormHash)
					ok(t, failed)
					def, err = questionnaire.Restore(body)
				}
				for _, o := range def.Field("level").Options {
					if o.Code == "serious" {
						said[o.Label.Zh] = true
					}
				}
			}
			return err
		})
		if !said["严重心理问题"] || !said["中"] || len(said) != 2 {
			t.Errorf("the two decisions were given to %v; want the words of their own packs", said)
		}
	})
}

func formHash(f *fixture.Fixture, id string) string {
	def, _ := f.Forms().Get(id)
	return def.Hash
}

// A pack's own forms: a new one stands beside the others, one of a known id takes its
// place, and both are used from the moment the pack is.
func TestAPacksOwnFormsAreUsed(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		shipped, err := policies.FS.ReadFile("national/forms/f17_observation.yaml")
		ok(t, err)
		own := strings.Replace(string(shipped), "看到和听到的事实", "山区的问法", 1)
		extra := "id: hill_note\naudience: staff\nclass: work\ntitle: {zh: 走村记录, en: Village note}\nsections:\n  - id: one\n    title: {zh: 记录, en: Note}\n    fields:\n      - {id: seen, kind: longtext, label: {zh: 看到什么, en: What was seen}}\n"
		if _, known := f.Forms().Get("hill_note"); known {
			t.Fatal("the form is there before its pack")
		}
		f.Adopt(t, fixture.HillPack(t, map[string]string{"hill/forms/f17_observation.yaml": own, "hill/forms/hill_note.yaml": extra}))
		if _, known := f.Forms().Get("hill_note"); !known {
			t.Error("the pack's new form is not there")
		}
		id, err := f.Casework.FileRecord(ctx, f.As(care.ClassTeacher), casework.Filing{Form: "f17_observation", Person: f.Pupils[5], Values: f.Values(t, "f17_observation", observation)})
		ok(t, err)
		f.Adopt(t, fixture.HillPack(t, nil))
		got, err := f.Casework.OpenRecord(ctx, f.As(care.PsychologyLead), id)
		ok(t, err)
		if !slices.ContainsFunc(got.Lines(care.Zh), func(l questionnaire.Line) bool { return l.Label == "山区的问法" }) {
			t.Error("a record does not show the words of the pack's own form once that is gone")
		}
	})
}

// Refused, with file, line and column: what a form may not be, and what one in the
// place of another may not leave out.
func TestBrokenFormsOfAPackAreRefused(t *testing.T) {
	shipped, err := policies.FS.ReadFile("national/forms/f5_interview.yaml")
	ok(t, err)
	for name, c := range map[string]struct{ path, body, want string }{
		"unknown key":  {"hill/forms/hill_note.yaml", "id: hill_note\naudience: staff\nclass: work\ncolour: red\ntitle: {zh: 甲, en: A}\nsections: []\n", "hill/forms/hill_note.yaml:4:1: the form is wrong"},
		"a field gone": {"hill/forms/f5_interview.yaml", strings.Replace(string(shipped), "id: level_reason", "id: level_why", 1), "lacks field level_reason"},
		"no form":      {"hill/forms/notes.txt", "x", "holds forms in .yaml only"},
	} {
		files := fixture.Hill(map[string]string{c.path: c.body})
		_, err := policy.Load(policies.With(policies.Stored(files)), "hill")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
