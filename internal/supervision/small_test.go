package supervision_test

import (
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/supervision"
)

// figuresOf are a report's figures of cases: one small, the others large.
var figuresOf = map[string]float64{"interviews": 31, "new_general": 12, "new_serious": 7, "new_major": 3, "closed": 9, "referred": 8, "returned_slips": 6, "refused": 11,
	"on_leave": 13, "back": 14, "self_harm": 15, "deaths": 16, "sessions": 40}

// smallReport files a monthly report with one small figure of cases.
func smallReport(t *testing.T, f *fixture.Fixture) care.ID {
	t.Helper()
	r, lead := room(f), f.As(care.PsychologyLead)
	sheet, err := r.Blank(ctx, lead, f.School.ID, "monthly_report", supervision.Asked{})
	must(t, err)
	v := sheet.Values
	v["nothing"] = questionnaire.BoolValue(false)
	v = fixture.Filled(sheet.Def, v, care.DateOf(f.Now()))
	for id, n := range figuresOf {
		v[id] = questionnaire.NumberValue(n)
	}
	v["overdue"] = questionnaire.NumberValue(2)
	id, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "monthly_report", Values: v})
	must(t, err)
	return id
}

// TestSmallFiguresOfASignedReportAreForWhoMayOpenTheChildren: for everybody else the
// small figure and the one that covers it are gone, in the record and its amendment.
func TestSmallFiguresOfASignedReportAreForWhoMayOpenTheChildren(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, id := room(f), smallReport(t, f)
		for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher} {
			rec, err := r.Open(ctx, f.As(role), id)
			must(t, err)
			if n, _ := rec.Values.Number("new_major"); n != 3 || len(rec.Small) != 0 {
				t.Errorf("%s: got %v, hidden %v, want the true figures", role, n, rec.Small)
			}
		}
		for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.MoralEducationOffice, care.DistrictOfficer, care.DistrictResearcher, care.Inspector} {
			rec, err := r.Open(ctx, f.As(role), id)
			must(t, err)
			if len(rec.Small) != 2 || !slices.Contains(rec.Small, "new_major") {
				t.Errorf("%s: new_major %v, hidden %v; want it and one more hidden", role, rec.Values["new_major"], rec.Small)
			}
			for _, hidden := range rec.Small {
				if rec.Values.Answered(hidden) {
					t.Errorf("%s is shown %s", role, hidden)
				}
			}
			if n, _ := rec.Values.Number("overdue"); n != 2 {
				t.Errorf("%s: late work is no case and is shown: got %v", role, n)
			}
			if n, _ := rec.Values.Number("interviews"); n != 31 {
				t.Errorf("%s: large figures are shown: got %v", role, n)
			}
		}
	})
}

// TestAnAmendmentKeepsTheFiguresItsAuthorIsNotShown: a leader who corrects another field
// neither sees nor changes them; what he writes there himself counts.
func TestAnAmendmentKeepsTheFiguresItsAuthorIsNotShown(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, id, deputy := room(f), smallReport(t, f), f.As(care.DeputyPrincipal)
		s, err := r.BlankAmend(ctx, deputy, id)
		must(t, err)
		if len(s.Before.Small) != 2 || s.Values.Answered("new_major") {
			t.Fatalf("the amendment opens on %v, hidden %v", s.Values["new_major"], s.Before.Small)
		}
		must(t, r.SaveDraft(ctx, deputy, f.School.ID, "monthly_report", id, supervision.Asked{}, s.Values))
		if s, err = r.BlankAmend(ctx, deputy, id); err != nil || s.Values.Answered("new_major") || s.Saved == 0 {
			t.Fatalf("the draft opens on %v: %v", s.Values["new_major"], err)
		}
		cover := slices.DeleteFunc(slices.Clone(s.Before.Small), func(id string) bool { return id == "new_major" })[0]
		s.Values["explanation"], s.Values[cover] = questionnaire.TextValue("更正说明"), questionnaire.NumberValue(22)
		after, _, err := r.FileActivity(ctx, deputy, supervision.NewActivity{Unit: f.School.ID, Kind: "monthly_report", Values: s.Values, Amends: id})
		must(t, err)
		rec, err := r.Open(ctx, f.As(care.PsychologyLead), after)
		must(t, err)
		major, _ := rec.Values.Number("new_major")
		written, _ := rec.Values.Number(cover)
		if major != 3 || written != 22 || rec.Values.String("explanation") != "更正说明" {
			t.Errorf("got %v and %v, want 3 as signed and 22 as written", major, written)
		}
		own, err := r.Open(ctx, deputy, after)
		must(t, err)
		if own.Values.Answered("new_major") {
			t.Error("the author of the amendment is shown the figure he never saw")
		}
	})
}

// yearly files the report of a school year in which 12 pupils were to answer and some did;
// of the other shares nothing is counted.
func yearly(t *testing.T, f *fixture.Fixture, answered int) care.ID {
	t.Helper()
	r, lead := room(f), f.As(care.PsychologyLead)
	tickets := f.Tickets(t, f.OpenRound(t).ID)
	for _, p := range f.Pupils[:answered] {
		f.Answer(t, tickets[p], fixture.Sheet(0, 1, 0, 1, 0, 0, 1, 0, 0))
	}
	f.SetNow(care.Date("2027-07-12").Time())
	sheet, err := r.Blank(ctx, lead, f.School.ID, "yearly_report", supervision.Asked{})
	must(t, err)
	if n, ok := sheet.Values.Number("participation"); !ok || n != float64((200*answered+12)/24) {
		t.Fatalf("%d of 12: prefilled with %v", answered, sheet.Values["participation"])
	}
	for _, by := range []string{"interviewed_rate", "plan_rate", "referral_rate"} {
		if !sheet.Values.Answered(by) {
			sheet.Values[by] = questionnaire.NumberValue(90)
		}
	}
	id, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "yearly_report", Values: fixture.Filled(sheet.Def, sheet.Values, care.DateOf(f.Now()))})
	must(t, err)
	return id
}

var uncounted = []string{"interviewed_rate", "plan_rate", "referral_rate"}

// TestAShareOfTheYearThatStandsOnFewIsForWhoMayOpenTheChildren: those it counts and those
// it leaves are cells like any other; a share nobody can count is hidden too.
func TestAShareOfTheYearThatStandsOnFewIsForWhoMayOpenTheChildren(t *testing.T) {
	for answered, small := range map[int][]string{6: uncounted, 10: append([]string{"participation"}, uncounted...), 3: append([]string{"participation", "valid_rate"}, uncounted...), 12: uncounted} {
		fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
			r, id := room(f), yearly(t, f, answered)
			for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher} {
				rec, err := r.Open(ctx, f.As(role), id)
				must(t, err)
				if len(rec.Small) != 0 || !rec.Values.Answered("participation") {
					t.Errorf("%s: hidden %v", role, rec.Small)
				}
			}
			for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.DistrictOfficer, care.Inspector} {
				rec, err := r.Open(ctx, f.As(role), id)
				must(t, err)
				if !slices.Equal(rec.Small, small) {
					t.Errorf("%d of 12, %s: hidden %v, want %v", answered, role, rec.Small, small)
				}
				for _, field := range rec.Small {
					if rec.Values.Answered(field) {
						t.Errorf("%d of 12: %s is shown %s", answered, role, field)
					}
				}
			}
		})
	}
}

// TestAWrittenShareIsHeldAgainstTheWholeItSays: a share that says of 12 that two are left
// out is hidden whatever the data counts today; an amendment keeps what its author is not
// shown, and the older sheet is no more open than the new one.
func TestAWrittenShareIsHeldAgainstTheWholeItSays(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, id, lead, deputy := room(f), yearly(t, f, 6), f.As(care.PsychologyLead), f.As(care.DeputyPrincipal)
		amend := func(who act.Who, field string, v questionnaire.Value) {
			t.Helper()
			s, err := r.BlankAmend(ctx, who, id)
			must(t, err)
			s.Values[field] = v
			id, _, err = r.FileActivity(ctx, who, supervision.NewActivity{Unit: f.School.ID, Kind: "yearly_report", Values: s.Values, Amends: id})
			must(t, err)
		}
		amend(lead, "participation", questionnaire.NumberValue(83))
		amend(deputy, "next", questionnaire.TextValue("明年继续"))
		rec, err := r.Open(ctx, lead, id)
		must(t, err)
		if n, _ := rec.Values.Number("participation"); n != 83 || rec.Values.String("next") != "明年继续" {
			t.Errorf("after the deputy's amendment: %v, %q", n, rec.Values.String("next"))
		}
		if own, err := r.Open(ctx, deputy, id); err != nil || !slices.Contains(own.Small, "participation") {
			t.Errorf("83 of a hundred of 12 is ten and two: hidden %v, %v", own.Small, err)
		}
		before := older(t, f, f.School.ID, "yearly_report", "f18_yearly", [2]string{`,"share":true`, ""}, questionnaire.Values{"participation": questionnaire.NumberValue(50)})
		if rec, err := r.Open(ctx, deputy, before); err != nil || rec.Values.Answered("participation") {
			t.Errorf("a share of an older sheet is shown: %v", err)
		}
	})
}
