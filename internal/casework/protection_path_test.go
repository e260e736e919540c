package casework_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// Home is not safe: two people withhold the notice, and the protection post has the
// child, with a date; the case stays where it is.
func TestAWithheldNoticeGivesTheChildToProtection(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		out := f.Confirm(t, f.Pupils[0], care.LevelSerious, nil)
		n := fixture.FamilyNotice(t, out.Notices)
		if got := f.Withhold(t, n.ID); got.State != care.NoticeWithheld {
			t.Fatalf("after two the notice is %s, want withheld", got.State)
		}
		officer := f.As(care.ProtectionOfficer)
		d := dutyOn(t, f, "protection_report", n.ID)
		if d.Post != officer.Post || d.DueAt != care.MillisOf(f.Now().Add(2*time.Hour)) || d.ClimbAt == 0 {
			t.Fatalf("the duty is %+v, want the protection officer's, within the pack's two hours, and climbing", d)
		}
		view(t, f, func(tx *act.Tx) error {
			e, err := tx.Episode(out.Episode.ID)
			if e.State != care.EpisodeOpen || e.OwnerPost != out.Episode.OwnerPost || e.NextOn == "" {
				t.Errorf("the case is %+v, want open with its owner and date", e)
			}
			return err
		})
		work, err := f.Casework.Work(ctx, officer)
		ok(t, err)
		if !slices.ContainsFunc(work.Now, func(r casework.Row) bool { return r.Step == casework.StepProtect }) || !slices.ContainsFunc(work.Now, func(r casework.Row) bool { return r.Step == casework.StepAcknowledge }) {
			t.Errorf("the officer's work is %+v, want the child and a notice", work.Now)
		}
		var notice care.ID
		view(t, f, func(tx *act.Tx) error {
			list, err := tx.NoticesTo(officer.Post, 5)
			if len(list) == 1 {
				notice = list[0].ID
			}
			return err
		})
		told, err := f.Casework.OpenNotice(ctx, officer, notice)
		ok(t, err)
		if told.Body.Facts != "" || !told.Body.Level.IsZero() || !strings.Contains(told.Body.Minimum.Zh, "接手保护") {
			t.Errorf("the officer is told %+v, want what to do and no level", told.Body)
		}
		ok(t, f.Casework.Acknowledge(ctx, officer, notice))
		file, err := f.Casework.OpenNotice(ctx, officer, n.ID)
		if err != nil || !file.May.Protect || len(file.Records) != 2 || file.Records[0].Values.String("feared_person") != "继父" {
			t.Errorf("the officer opens the withheld notice: %v, records %+v; want who is feared", err, file.Records)
		}
		for _, role := range []care.Role{care.PsychologyLead, care.DistrictOfficer} {
			if err := f.Casework.FileProtection(ctx, f.As(role), n.ID, f.Values(t, "protection_path", fixture.Protected)); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s closes the officer's work: %v, want forbidden", role, err)
			}
		}
		for why, change := range map[string]map[string][]string{"no report yet": {"police": {"not_yet"}}, "not safe yet": {"safe_now": {"not_safe"}}} {
			ok(t, f.Casework.FileProtection(ctx, officer, n.ID, f.Values(t, "protection_path", fixture.With(fixture.Protected, change))))
			if dutyOn(t, f, "protection_report", n.ID).State != care.DutyOpen {
				t.Errorf("%s: the duty ended", why)
			}
		}
		clean(t, f)
		ok(t, f.Casework.FileProtection(ctx, officer, n.ID, f.Values(t, "protection_path", fixture.Protected)))
		if d := dutyOn(t, f, "protection_report", n.ID); d.State != care.DutyDone || d.Outcome != "reported" {
			t.Errorf("the duty is %s as %q, want done as reported", d.State, d.Outcome)
		}
		clean(t, f)
	})
}

// The day on which the police are asked what came of it is a duty of whoever protects
// the child, late when nobody asks, also once the child is safe.
func TestTheDayOfThePoliceAnswerIsADuty(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer := context.Background(), f.As(care.ProtectionOfficer)
		n := fixture.FamilyNotice(t, f.Confirm(t, f.Pupils[0], care.LevelSerious, nil).Notices)
		f.Withhold(t, n.ID)
		file := func(change map[string][]string) {
			t.Helper()
			ok(t, f.Casework.FileProtection(ctx, officer, n.ID, f.Values(t, "protection_path", fixture.With(fixture.Protected, change))))
		}
		file(map[string][]string{"safe_now": {"not_safe"}, "ask_result_on": {"2026-09-17"}})
		first := dutyOn(t, f, "police_answer", n.ID)
		file(nil)
		if d := again(t, f, first); d.State != care.DutyDone {
			t.Errorf("a new record names another day, and the first is %s", d.State)
		}
		var d care.Duty
		view(t, f, func(tx *act.Tx) (err error) { d, err = tx.OpenDutyFor("police_answer", "notice", n.ID); return err })
		if d.Post != officer.Post || care.DateOf(d.DueAt.Time()) != "2026-09-18" || dutyOn(t, f, "protection_report", n.ID).State != care.DutyDone {
			t.Fatalf("the duty is %+v, want the officer's, by the day of the record, and the child taken over", d)
		}
		clean(t, f)
		f.SetNow(d.DueAt.Time().Add(4 * 24 * time.Hour))
		tick(t, f)
		if got := called(t, f, d); len(got) != 2 || got[1] != care.DistrictOfficer {
			t.Errorf("late, %v were called, want the district at last", got)
		}
		w, err := f.Casework.Work(ctx, officer)
		ok(t, err)
		if !slices.ContainsFunc(w.Now, func(r casework.Row) bool { return r.ID == d.ID && r.Step == casework.StepFinish }) {
			t.Errorf("the officer's work has no row for it: %+v", w.Now)
		}
		ok(t, f.Casework.FinishDuty(ctx, officer, d.ID, "done"))
		clean(t, f)
	})
}

// Who looks after the pupil at school neither ends the question to the police nor, where
// he may not open what was done to protect the child, learns that there is one.
func TestTheQuestionToThePoliceIsTheProtectorsAlone(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	n := fixture.FamilyNotice(t, f.Confirm(t, f.Pupils[0], care.LevelSerious, nil).Notices)
	f.Withhold(t, n.ID)
	ok(t, f.Casework.FileProtection(ctx, f.As(care.ProtectionOfficer), n.ID, f.Values(t, "protection_path", fixture.With(fixture.Protected, map[string][]string{"ask_result_on": {"2026-09-17"}}))))
	d := dutyOn(t, f, "police_answer", n.ID)
	for _, role := range []care.Role{care.PsychologyTeacher, care.PsychologyLead, care.DeputyPrincipal, care.DistrictOfficer} {
		if err := f.Casework.FinishDuty(ctx, f.As(role), d.ID, "not_due"); err == nil || again(t, f, d).State != care.DutyOpen {
			t.Errorf("%s ended it: %v", role, err)
		}
	}
	_, err := f.Regions.Hire(ctx, f.As(care.DistrictOfficer), f.As(care.SecurityAdmin), []region.NewStaff{{Name: "另一位老师", Seats: []region.Seat{{Unit: f.School.ID, Role: care.PsychologyTeacher}}}})
	ok(t, err)
	var colleague act.Who
	view(t, f, func(tx *act.Tx) error {
		posts, err := tx.PostsOf(f.School.ID, care.PsychologyTeacher)
		for _, p := range posts {
			if p.ID != f.As(care.PsychologyTeacher).Post {
				colleague.Post, colleague.Unit, colleague.Role = p.ID, p.Unit, p.Role
			}
		}
		if err == nil {
			colleague.Person, err = tx.Holder(colleague.Post)
		}
		return err
	})
	colleague.Purpose = f.As(care.PsychologyTeacher).Purpose
	knows := func(who act.Who) bool {
		t.Helper()
		file, err := f.Casework.OpenFile(ctx, who, f.Pupils[0])
		ok(t, err)
		if len(file.Next) == 0 {
			t.Fatal("the plan of who does what next is empty")
		}
		return slices.ContainsFunc(file.Next, func(r casework.Row) bool { return r.ID == d.ID })
	}
	if knows(colleague) || !knows(f.As(care.PsychologyLead)) {
		t.Error("that the police were told is for those who may open the protection, and the lead is one of them")
	}
}

// A protection post in the township is found, at a station beside the school or where
// the child lives; one of another township is not.
func TestTheTownshipsProtectionPostTakesOver(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, district := context.Background(), f.As(care.DistrictOfficer)
	unit := func(parent care.ID, kind care.UnitKind, name string) care.Unit {
		u, err := f.Regions.AddUnit(ctx, district, care.Unit{Parent: parent, Kind: kind, Name: name})
		ok(t, err)
		return u
	}
	hire := func(at care.Unit) (post care.ID) {
		_, err := f.Regions.Hire(ctx, district, f.As(care.SecurityAdmin), []region.NewStaff{{Name: at.Name + "保护员", Seats: []region.Seat{{Unit: at.ID, Role: care.ProtectionOfficer}}}})
		ok(t, err)
		view(t, f, func(tx *act.Tx) error {
			list, err := tx.PostsOf(at.ID, care.ProtectionOfficer)
			if err == nil {
				post = list[0].ID
			}
			return err
		})
		return post
	}
	given := func(pupil care.ID) care.ID {
		t.Helper()
		n := fixture.FamilyNotice(t, f.Confirm(t, pupil, care.LevelSerious, nil).Notices)
		f.Withhold(t, n.ID)
		return dutyOn(t, f, "protection_report", n.ID).Post
	}
	home, far := unit(f.Root, care.Township, "甲镇"), unit(f.Root, care.Township, "乙镇")
	village := unit(home.ID, care.Village, "甲村")
	there, station := hire(far), hire(unit(home.ID, care.Station, "甲镇未保站"))
	if got := given(f.Pupils[0]); got != f.As(care.ProtectionOfficer).Post || got == there {
		t.Errorf("a child of no known home was given to %s, want the district's protection post", got)
	}
	ok(t, f.Do(ctx, act.System, "test.Move", func(tx *act.Tx) error {
		return tx.InsertTie(care.Tie{ID: tx.NewID(), Person: f.Pupils[1], Unit: village.ID, Kind: care.Resident, FromOn: tx.Today})
	}))
	if got := given(f.Pupils[1]); got != station {
		t.Errorf("a child of the township was given to %s, want its protection station %s", got, station)
	}
}

// Without a protection post the district takes the child over, and a child whose
// notice was withheld before there was a duty for it is given over by the clock.
func TestWithoutAProtectionPostTheDistrictTakesOver(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "changzhou")
	ctx := context.Background()
	n := fixture.FamilyNotice(t, f.Confirm(t, f.Pupils[0], care.LevelSerious, nil).Notices)
	officer, district := f.As(care.ProtectionOfficer), f.As(care.DistrictOfficer)
	silence(t, f, "UPDATE post SET closed_on = '2026-09-01' WHERE id = "+decimal(officer.Post))
	f.Withhold(t, n.ID)
	silence(t, f, "DELETE FROM duty WHERE rule = 'protection_report'", "DELETE FROM notice WHERE level = 0")
	f.Wait(24 * time.Hour)
	tick(t, f)
	if d := dutyOn(t, f, "protection_report", n.ID); d.Post != district.Post || d.DueAt != care.MillisOf(f.Now().Add(24*time.Hour)) {
		t.Fatalf("the duty is %+v, want the district's within 24 hours", d)
	}
	ok(t, f.Casework.FileProtection(ctx, district, n.ID, f.Values(t, "protection_path", fixture.Protected)))
	clean(t, f)
}
