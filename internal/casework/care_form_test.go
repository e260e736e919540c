package casework_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
)

// openKinds are the rules of the open duties about somebody that begin with a kind.
func openKinds(t *testing.T, f *fixture.Fixture, person care.ID, kind string) (list []care.Duty) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		duties, err := tx.DutiesAbout(person)
		for _, d := range duties {
			if d.State == care.DutyOpen && strings.HasPrefix(d.Rule, kind+".") {
				list = append(list, d)
			}
		}
		return err
	})
	return list
}

// The sheet of the meeting ends the duty to meet, and nothing else does.
func TestTheCaseMeetingsSheetEndsItsDuty(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		f.Work(t)
		ctx, pupil, teacher := context.Background(), f.Pupils[1], f.As(care.PsychologyTeacher)
		due := openKinds(t, f, pupil, "case_meeting")
		if len(due) != 1 {
			t.Fatalf("got %d meetings due, want one", len(due))
		}
		if err := f.Casework.FinishDuty(ctx, teacher, due[0].ID, "done"); care.KindOf(err) != care.Conflict {
			t.Errorf("ended by one click: got %v, want a conflict", err)
		}
		w, err := f.Casework.Work(ctx, teacher)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, row := range append(append(w.Now, w.Week...), w.Later...) {
			if row.ID == due[0].ID {
				found = row.Step == casework.StepForm && row.Form == "f7_case_meeting"
			}
		}
		if !found {
			t.Error("My work does not lead from the meeting to its sheet")
		}
		if _, err := f.Casework.FileRecord(ctx, teacher, casework.Filing{Form: "f7_case_meeting", Person: pupil, Values: f.Values(t, "f7_case_meeting", meeting)}); err != nil {
			t.Fatal(err)
		}
		if left := openKinds(t, f, pupil, "case_meeting"); len(left) != 0 {
			t.Errorf("the meeting is still due: %v", left)
		}
		sound(t, f)
	})
}

// Of a patient, F24 opens on his programme's page: the supplement is kept, and a
// follow-up is the programme's contact when the patient himself was seen or spoke.
func TestAFollowUpIsTheProgrammesContact(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		e := registered(t, f, in.Doctor, "severe_disorder", in.Clinic, care.Identity{Name: "试验患者", IDNo: "11010519491231002X", Phone: "13800000001"})
		f.Wait(24 * time.Hour)
		today := care.DateOf(f.Now())
		sheet := func(form string, set map[string][]string) questionnaire.Values {
			def, _ := f.Forms().Get(form)
			return fixture.Filled(def, def.Parse(set), today)
		}
		file := func(form string, set map[string][]string) care.ID {
			t.Helper()
			id, err := f.Casework.FileCare(ctx, in.Doctor, e.ID, form, sheet(form, set), nil)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		before := openKinds(t, f, e.Person, "follow_up")
		file("f24_supplement", nil)
		file("f24_lost", map[string][]string{"what": {"lost"}})
		file("f24_discharge", nil)
		file(casework.FollowUp, map[string][]string{"form": {"phone"}, "who": {"family"}, "seen": {"no"}})
		file(casework.FollowUp, map[string][]string{"form": {"home"}, "who": {"lost"}, "class": {"not_reached"}})
		if now := openKinds(t, f, e.Person, "follow_up"); len(now) != 1 || now[0].ID != before[0].ID {
			t.Errorf("what the family told ended the follow-up: %v", now)
		}
		late := sheet(casework.FollowUp, map[string][]string{"form": {"clinic"}, "who": {"patient"}, "seen": {"yes"}, "visited_on": {string(today.AddDays(1))}})
		if _, err := f.Casework.FileCare(ctx, in.Doctor, e.ID, casework.FollowUp, late, nil); care.KindOf(err) != care.Invalid {
			t.Errorf("a follow-up of tomorrow: got %v, want a fault", err)
		}
		id := file(casework.FollowUp, map[string][]string{"form": {"clinic"}, "who": {"patient"}, "seen": {"yes"}})
		now := openKinds(t, f, e.Person, "follow_up")
		if len(now) != 1 || now[0].ID == before[0].ID || now[0].DueAt <= before[0].DueAt {
			t.Errorf("seen at the clinic: got %v, want the next follow-up", now)
		}
		if _, err := f.Casework.Amend(ctx, in.Doctor, id, sheet(casework.FollowUp, map[string][]string{"form": {"home"}, "who": {"patient"}, "seen": {"yes"}}), nil); care.KindOf(err) != care.Invalid {
			t.Errorf("amending how they met: got %v, want a fault", err)
		}
		f.Wait(24 * time.Hour)
		file(casework.FollowUp, map[string][]string{"form": {"phone"}, "who": {"patient"}, "seen": {"no"}, "visited_on": {string(care.DateOf(f.Now()))}})
		if again := openKinds(t, f, e.Person, "follow_up"); len(again) != 1 || again[0].ID == now[0].ID {
			t.Errorf("spoken to on the phone: got %v, want the next follow-up", again)
		}
		page, err := f.Casework.FormsOfCare(ctx, in.Doctor, e.ID)
		if err != nil || len(page.Fill) < 6 || len(page.Filed) != 8 {
			t.Errorf("the page of forms: %d to fill in, %d filed, %v", len(page.Fill), len(page.Filed), err)
		}
		for name, who := range map[string]act.Who{"the head of the home": in.Head, "civil affairs": in.Civil, "the employer": in.Boss, "a psychology lead": f.As(care.PsychologyLead)} {
			if _, err := f.Casework.FormsOfCare(ctx, who, e.ID); care.KindOf(err) != care.NotFound {
				t.Errorf("%s sees the patient's forms: got %v, want not found", name, err)
			}
			if _, err := f.Casework.FileCare(ctx, who, e.ID, "f24_supplement", sheet("f24_supplement", nil), nil); care.KindOf(err) != care.NotFound {
				t.Errorf("%s files a patient's form: got %v, want not found", name, err)
			}
		}
		if _, err := f.Casework.FileCare(ctx, in.Doctor, e.ID, "f16_counselling", nil, nil); care.KindOf(err) != care.NotFound {
			t.Errorf("a form that the programme has not: got %v", err)
		}
		sound(t, f)
	})
}

// Without a clear check of records nobody is paired: the sheet is kept, the duty stays.
func TestNobodyIsPairedUnvetted(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, c := context.Background(), f.Countryside(t)
		e, err := f.Casework.Enter(ctx, c.Supervisor, casework.Entry{Person: f.Pupils[0], Programme: "paired_care", Level: care.LevelWatch, Reason: "奶奶一人照看"})
		if err != nil {
			t.Fatal(err)
		}
		def, _ := f.Forms().Get("pairing")
		file := func(vetted string) {
			t.Helper()
			v := fixture.Filled(def, def.Parse(map[string][]string{"vetted": {vetted}}), care.DateOf(f.Now()))
			if _, err := f.Casework.FileCare(ctx, c.Director, e.ID, "pairing", v, nil); err != nil {
				t.Fatal(err)
			}
		}
		for _, vetted := range []string{"waiting", "found"} {
			if file(vetted); len(openKinds(t, f, e.Person, "pairing")) != 1 {
				t.Errorf("%s: the pairing counts as done", vetted)
			}
		}
		if file("clear"); len(openKinds(t, f, e.Person, "pairing")) != 0 {
			t.Error("vetted and agreed, and still due")
		}
		sound(t, f)
	})
}
