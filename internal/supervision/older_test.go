package supervision_test

import (
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
)

// older files a sheet as it was filed under a version of its form that said less.
func older(t *testing.T, f *fixture.Fixture, unit care.ID, kind, form string, without [2]string, v questionnaire.Values) (id care.ID) {
	t.Helper()
	now, _ := f.Forms().Get(form)
	body := strings.Replace(string(now.Canonical()), without[0], without[1], -1)
	def, err := questionnaire.Restore([]byte(body))
	must(t, err)
	if def.Hash == now.Hash {
		t.Fatalf("%s: the older version is the one in use", form)
	}
	must(t, f.Do(ctx, act.System, "test.File", func(tx *act.Tx) error {
		id = tx.NewID()
		tx.About("activity", unit, 0)
		sealed, err := tx.Seal(unit, envelope.Work, "activity", "body", id, v.Encode())
		if err != nil {
			return err
		}
		if err := tx.KeepForm(def.Hash, def.ID, def.Canonical()); err != nil {
			return err
		}
		by := f.As(care.PsychologyLead)
		return tx.InsertActivity(care.Activity{ID: id, Unit: unit, Kind: kind, On: care.DateOf(f.Now()), State: care.ActivityKept, AuthorPost: by.Post, Author: by.Person, FormHash: def.Hash}, sealed)
	}))
	return id
}

// TestAnOlderSheetTellsNoMoreThanANewOne: what the form in use keeps from a reader is kept
// from him in sheets that were given to an older version of it.
func TestAnOlderSheetTellsNoMoreThanANewOne(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r := room(f)
		report := older(t, f, f.School.ID, "monthly_report", "f18_monthly", [2]string{`,"cases":true`, ""},
			questionnaire.Values{"nothing": questionnaire.BoolValue(false), "new_major": questionnaire.NumberValue(2), "interviews": questionnaire.NumberValue(30)})
		class := older(t, f, f.Class.ID, "class_record", "f4_class_record", [2]string{`"class":"identity"`, `"class":"work"`},
			questionnaire.Values{"due": questionnaire.NumberValue(40), "incidents": questionnaire.TextValue("李小军中途离开")})
		for role, sees := range map[care.Role]bool{care.PsychologyLead: true, care.PsychologyTeacher: true, care.Principal: false, care.DistrictResearcher: false, care.DistrictOfficer: false} {
			rec, err := r.Open(ctx, f.As(role), report)
			must(t, err)
			if rec.Values.Answered("new_major") != sees {
				t.Errorf("%s reads the small figure: %v, want %v", role, !sees, sees)
			}
			rec, err = r.Open(ctx, f.As(role), class)
			must(t, err)
			if rec.Values.Answered("incidents") != sees || len(rec.Hidden) > 0 == sees || !rec.Values.Answered("due") {
				t.Errorf("%s reads what was written freely: %v, want %v (hidden %v)", role, !sees, sees, rec.Hidden)
			}
		}
	})
}
