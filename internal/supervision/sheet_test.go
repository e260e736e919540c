package supervision_test

import (
	"maps"
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
	"xinhuan/internal/verify"
)

// TestEveryUnitFormIsFilledKeptSignedAndListed walks every form about a unit's work
// from the blank sheet to the list: whoever the matrix names may file it, and what
// takes two signatures waits for the second.
func TestEveryUnitFormIsFilledKeptSignedAndListed(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, today := room(f), care.DateOf(f.Now())
		forms := map[string]bool{}
		for _, kind := range f.Kernel.Policy().Activities() {
			if kind.Form == "" {
				continue
			}
			unit := f.School.ID
			if !kind.OfUnit(care.School, "") {
				if !kind.OfUnit(care.Class, "") {
					continue // of a hotline or a health centre; the same walk
				}
				unit = f.Class.ID
			}
			author, second := f.As(care.Principal), f.As(care.PsychologyLead)
			def, _ := f.Kernel.Forms().Get(kind.Form)
			switch def.Writes() {
			case "round", "class_session":
				author, second = f.As(care.PsychologyLead), f.As(care.PsychologyTeacher)
			case "privacy":
				second = f.As(care.DeputyPrincipal)
			}
			asked := supervision.Asked{Known: map[string]questionnaire.Value{"round.title": questionnaire.TextValue("秋季测评")}}
			sheet, err := r.Blank(ctx, author, unit, kind.ID, asked)
			if err != nil {
				t.Fatalf("%s: %v", kind.ID, err)
			}
			v := fixture.Filled(sheet.Def, sheet.Values, today)
			typed := maps.Clone(v)
			for _, name := range sheet.Fixed() { // the page does not ask for them
				delete(typed, name)
			}
			if err := r.SaveDraft(ctx, author, unit, kind.ID, 0, asked, typed); err != nil {
				t.Fatalf("%s: %v", kind.ID, err)
			}
			again, err := r.Blank(ctx, author, unit, kind.ID, asked)
			must(t, err)
			if again.Saved == 0 || len(again.Values) != len(v) {
				t.Errorf("%s: the draft did not come back", kind.ID)
			}
			id, _, err := r.FileActivity(ctx, author, supervision.NewActivity{Unit: unit, Kind: kind.ID, Values: v})
			if err != nil {
				t.Fatalf("%s: %v", kind.ID, err)
			}
			forms[kind.Form] = true
			rec, err := r.Open(ctx, author, id)
			must(t, err)
			if rec.Def.ID != kind.Form || len(rec.Signed) != 1 || !rec.Signed[0].Whole || len(rec.Values) == 0 {
				t.Errorf("%s: got form %s with %d signatures and %d answers", kind.ID, rec.Def.ID, len(rec.Signed), len(rec.Values))
			}
			if now, err := r.Blank(ctx, author, unit, kind.ID, asked); err != nil || now.Saved != 0 {
				t.Errorf("%s: the draft outlived the filing (%v)", kind.ID, err)
			}
			list, total, err := r.List(ctx, author, unit, store.ActivityFilter{Kind: kind.ID}, 10, 0)
			must(t, err)
			if total != 1 || list[0].ID != id {
				t.Errorf("%s: got %d in the list, want it alone", kind.ID, total)
			}
			err = r.Sign(ctx, second, id)
			if def.Signers() > 1 {
				must(t, err)
				if rec, err = r.Open(ctx, author, id); err != nil || len(rec.Signed) != 2 || rec.Missing != 0 {
					t.Errorf("%s: got %d signatures, want two (%v)", kind.ID, len(rec.Signed), err)
				}
			} else if care.KindOf(err) != care.Conflict {
				t.Errorf("%s takes one signature: the second got %v, want a conflict", kind.ID, err)
			}
		}
		if len(forms) < 14 {
			t.Errorf("got %d forms, want every one that a school has", len(forms))
		}
		report, err := verify.Run(ctx, f.Kernel)
		must(t, err)
		for _, c := range report.Checks {
			if !c.OK {
				t.Errorf("%s: %v", c.Name, c.Violations)
			}
		}
	})
}

// TestSheetsAreForWhomTheFormNames: sheets on personal data are no activity records,
// and whoever may not read a kind does not learn that there is one.
func TestSheetsAreForWhomTheFormNames(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, today := room(f), care.DateOf(f.Now())
		principal, lead := f.As(care.Principal), f.As(care.PsychologyLead)
		sheet, err := r.Blank(ctx, principal, f.School.ID, "breach_record", supervision.Asked{})
		must(t, err)
		id, _, err := r.FileActivity(ctx, principal, supervision.NewActivity{Unit: f.School.ID, Kind: "breach_record", Values: fixture.Filled(sheet.Def, sheet.Values, today)})
		must(t, err)
		for name, who := range map[string]act.Who{"psychology lead": lead, "class teacher": f.As(care.ClassTeacher), "another school": f.AsOther(care.PsychologyLead)} {
			if _, err := r.Open(ctx, who, id); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s opens it: got %v, want forbidden", name, err)
			}
			if _, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: f.School.ID, Kind: "breach_record"}); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s files one: got %v, want forbidden", name, err)
			}
		}
		if list, total, err := r.List(ctx, lead, f.School.ID, store.ActivityFilter{}, 10, 0); err != nil || total != 0 || len(list) != 0 {
			t.Errorf("the list of who may not read it: got %d, %v", total, err)
		}
		_, kinds, err := r.Kinds(ctx, lead, f.School.ID)
		must(t, err)
		if supervision.HasKind(kinds, "breach_record") || !supervision.HasKind(kinds, "monthly_report") || supervision.HasKind(kinds, "hotline_report") {
			t.Error("the kinds offered are not those the post may file at such a unit")
		}
	})
}

// TestNamesInAClassRecordAreForWhoMayKnowTheClass: counts are for who leads, names
// for who knows the class, whom an invigilator worried about for who plans.
func TestNamesInAClassRecordAreForWhoMayKnowTheClass(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, today := room(f), care.DateOf(f.Now())
		lead := f.As(care.PsychologyLead)
		asked := supervision.Asked{Known: map[string]questionnaire.Value{"round.title": questionnaire.TextValue("秋季测评"), "class.absentees": questionnaire.ListValue("李小明：病假")}}
		sheet, err := r.Blank(ctx, lead, f.Class.ID, "class_record", asked)
		must(t, err)
		v := fixture.Filled(sheet.Def, sheet.Values, today)
		v["distressed"], v["incidents"] = questionnaire.ListValue("王小红，交给心理教师"), questionnaire.TextValue("李小军中途离开")
		id, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.Class.ID, Kind: "class_record", Values: v})
		must(t, err)
		for role, want := range map[care.Role][]string{care.PsychologyTeacher: {"due", "absentees", "incidents", "distressed"}, care.ClassTeacher: {"due", "absentees", "incidents"}, care.Principal: {"due"}, care.DistrictResearcher: {"due"},
			care.DistrictOfficer: {"due"}} {
			rec, err := r.Open(ctx, f.As(role), id)
			must(t, err)
			var got []string
			for _, name := range []string{"due", "absentees", "incidents", "distressed"} {
				if rec.Values.Answered(name) {
					got = append(got, name)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s reads %v, want %v", role, got, want)
			}
			if hides := len(rec.Hidden) > 0; hides != (len(want) < 4) || hides && rec.May {
				t.Errorf("%s: hidden %v, may amend %v", role, rec.Hidden, rec.May)
			}
		}
	})
}

// TestAMonthlyReportStandsOnTheData: figures are there before anybody writes, for the
// month that is asked for, and only for who may read counts.
func TestAMonthlyReportStandsOnTheData(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, today := room(f), care.DateOf(f.Now())
		lead := f.As(care.PsychologyLead)
		first := care.Date(string(today)[:8] + "01")
		file := func(kind string) {
			v := values(today)
			v["hours"] = questionnaire.NumberValue(3)
			_, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: kind, Values: v})
			must(t, err)
		}
		figures := func() questionnaire.Values {
			s, err := r.Blank(ctx, lead, f.School.ID, "monthly_report", supervision.Asked{From: first})
			must(t, err)
			return s.Values
		}
		before := figures()
		if before.String("from_on") != string(first) || before.String("until_on") <= string(first) {
			t.Errorf("got %s to %s", before.String("from_on"), before.String("until_on"))
		}
		if nothing, ok := before.Bool("nothing"); !ok || !nothing {
			t.Error("a month without anything is not proposed as a zero report")
		}
		if n, _ := before.Number("staff"); n < 1 {
			t.Errorf("got %v in post", n)
		}
		file("staff_training")
		after := figures()
		if n, _ := after.Number("trainings"); n != 1 {
			t.Errorf("got %v trainings, want 1", n)
		}
		if nothing, _ := after.Bool("nothing"); nothing {
			t.Error("a month with a training is proposed as a zero report")
		}
		if !after.Answered("new_major") || !after.Answered("interviews") {
			t.Error("the psychology lead is shown no figures of cases")
		}
		led, err := r.Blank(ctx, f.As(care.Principal), f.School.ID, "monthly_report", supervision.Asked{From: first})
		must(t, err)
		if n, _ := led.Values.Number("trainings"); n != 1 {
			t.Errorf("the principal: got %v trainings, want 1", n)
		}
		for _, id := range []string{"new_general", "new_serious", "new_major", "interviews", "closed", "referred", "on_leave", "nothing"} {
			if led.Values.Answered(id) {
				t.Errorf("the principal, who opens no child, is shown %s", id)
			}
		}
	})
}
