package casework_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
)

// offeredTo are the forms that somebody is offered on a pupil's page of forms.
func offeredTo(t *testing.T, f *fixture.Fixture, who act.Who, pupil care.ID) (ids []string) {
	t.Helper()
	page, err := f.Casework.FormsOf(context.Background(), who, pupil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range page.Fill {
		ids = append(ids, line.Def.ID)
	}
	return ids
}

// inCare enrols a pupil and takes him into care, so that whoever looks after him may
// write all kinds of forms about him.
func inCare(t *testing.T, f *fixture.Fixture, name string, birth care.Date) care.ID {
	t.Helper()
	pupil := f.Pupil(t, f.Class.ID, name, birth)
	f.Confirm(t, pupil, care.LevelGeneral, map[string][]string{"guardian_consent": {"agrees"}})
	return pupil
}

// A form about people of some ages is offered and taken for nobody else: a pupil of
// seventeen has no early signs, a young adult is on no ledger of children. The report of
// harm to a minor asks for no age. Of whom no birth date is known, whoever fills it in knows better; what was filed in time is
// amended at any age.
func TestAFormSuitsTheAge(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, teacher := context.Background(), f.As(care.PsychologyTeacher)
		born := func(name string, birth care.Date) care.ID { return inCare(t, f, name, birth) }
		for _, one := range []struct {
			person            care.ID
			signs, harm, ward bool
		}{
			{born("五岁", "2021-05-12"), true, true, true},
			{born("将满七岁", "2019-09-16"), true, true, true},
			{born("满七岁", "2019-09-15"), false, true, true},
			{born("十七岁", "2009-05-12"), false, true, true},
			{born("十八岁", "2008-09-15"), false, true, false},
			{born("生日不详", ""), true, true, true},
		} {
			offered := offeredTo(t, f, teacher, one.person)
			for form, want := range map[string]bool{"f23_early_signs": one.signs, "f25_mandatory_report": one.harm, "f22_hardship": one.ward} {
				if slices.Contains(offered, form) != want {
					t.Errorf("%s: offered %v, want %v", form, !want, want)
				}
				def, _ := f.Forms().Get(form)
				about := casework.About{Ref: "pupil", ID: one.person}
				values := fixture.Fill(def, rand.New(rand.NewPCG(1, 2)), "试验")
				_, blank := f.Casework.Blank(ctx, teacher, form, about)
				draft := f.Casework.SaveDraft(ctx, teacher, form, about, values)
				_, filed := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: form, Person: one.person, Values: values})
				for step, err := range map[string]error{"open": blank, "draft": draft, "file": filed} {
					if want && err != nil || !want && care.KindOf(err) != care.Invalid {
						t.Errorf("%s, to %s: %v, want it %v", form, step, err, want)
					}
				}
			}
		}
		if _, err := f.Casework.Blank(ctx, f.As(care.ClassTeacher), "f23_early_signs", casework.About{Ref: "pupil", ID: f.Pupils[0]}); care.KindOf(err) == care.Invalid {
			t.Errorf("who may not write it learns of the age: %v", err)
		}

		child := born("小试验", "2020-01-02")
		def, _ := f.Forms().Get("f23_early_signs")
		values := fixture.Fill(def, rand.New(rand.NewPCG(1, 2)), "试验")
		id, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: def.ID, Person: child, Values: values})
		if err != nil {
			t.Fatal(err)
		}
		f.SetNow(f.Now().AddDate(2, 0, 0))
		values["checked_by"] = questionnaire.TextValue("更正后的检查人")
		if _, err := f.Casework.Amend(ctx, teacher, id, values, nil); err != nil {
			t.Errorf("an amendment after the birthday: %v", err)
		}
		if _, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: def.ID, Person: child, Values: values}); care.KindOf(err) != care.Invalid {
			t.Errorf("a new sheet after the birthday: %v, want invalid", err)
		}
	})
}
