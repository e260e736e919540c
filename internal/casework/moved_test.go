package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// Who was told of a pupil loses sight of him when he leaves the unit; the owner of
// his episode and the lead of the school he left keep what the loop needs until
// the episode is handed over or ends.
func TestAfterAMoveOnlyTheLoopSees(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		pupil, episode := planned(t, f, fixture.Plan)
		if err := f.Regions.MovePupil(ctx, f.As(care.DistrictOfficer), pupil, f.OtherCls.ID); err != nil {
			t.Fatal(err)
		}
		blind := []care.Role{care.ClassTeacher, care.SubjectTeacher, care.GradeHead, care.MoralEducationOffice, care.SafetyOffice, care.DeputyPrincipal, care.Principal, care.PartySecretary, care.DutyAdult, care.Invigilator}
		for _, role := range blind {
			who := f.As(role)
			if _, err := f.Casework.OpenFile(ctx, who, pupil); care.KindOf(err) != care.NotFound {
				t.Errorf("%s of the school he left opens the file: %v; want not found", role, err)
			}
			if found, err := f.Casework.Search(ctx, who, "试验生2号·青溪", 0); err == nil && len(found.Lines) > 0 {
				t.Errorf("%s of the school he left finds him", role)
			}
			list, err := f.Casework.Notices(ctx, who)
			if err != nil {
				t.Fatal(role, err)
			}
			for _, n := range list {
				if n.Pupil.Name != "" {
					t.Errorf("%s reads his name in the list of notices", role)
				}
			}
		}
		sees := func(who act.Who, when string) {
			t.Helper()
			file, err := f.Casework.OpenFile(ctx, who, pupil)
			if err != nil || file.Plan == nil || !file.Knows.Plan || !file.May.Interview {
				t.Errorf("%s, %s: %v; want the file, the plan and what the loop needs", who.Role, when, err)
			}
		}
		teacher, lead := f.As(care.PsychologyTeacher), f.As(care.PsychologyLead)
		sees(teacher, "owner at the old school")
		sees(lead, "lead of the old school")
		sees(f.AsOther(care.PsychologyTeacher), "new school")
		if officer, err := f.Casework.OpenFile(ctx, f.As(care.DistrictOfficer), pupil); err != nil || officer.Plan == nil {
			t.Errorf("the district, told of him and still his: %v", err)
		}
		if err := f.Casework.FileForm(ctx, teacher, episode, "f5_interview", f.Values(t, "f5_interview", fixture.Interview)); err != nil {
			t.Errorf("the owner files a contact: %v", err)
		}

		if err := f.Casework.HandOver(ctx, teacher, episode, f.AsOther(care.PsychologyTeacher).Post); err != nil {
			t.Fatal(err)
		}
		for _, who := range []act.Who{teacher, lead} {
			if _, err := f.Casework.OpenFile(ctx, who, pupil); care.KindOf(err) != care.NotFound {
				t.Errorf("%s opens the file after handing over: %v; want not found", who.Role, err)
			}
		}
		sees(f.AsOther(care.PsychologyTeacher), "new owner")
		clean(t, f)
	})
}

// A class within the school is a unit too: its former teacher loses sight.
func TestAFormerClassTeacherLosesSight(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	pupil, _ := planned(t, f, fixture.Plan)
	if err := f.Regions.MovePupil(ctx, f.As(care.DistrictOfficer), pupil, f.Class2.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.OpenFile(ctx, f.As(care.ClassTeacher), pupil); care.KindOf(err) != care.NotFound {
		t.Errorf("the former class teacher opens the file: %v; want not found", err)
	}
	if file, err := f.Casework.OpenFile(ctx, f.As(care.DeputyPrincipal), pupil); err != nil || file.Plan == nil {
		t.Errorf("the deputy of the same school: %v; want the summary still", err)
	}
}

// Steps that wait for a release or a second person go on after the pupil left
// every school, and he can be enrolled again.
func TestWaitingStepsOutliveAMove(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	pupil, officer := f.Pupils[1], f.As(care.DistrictOfficer)
	held := heldNotice(t, f)
	if err := f.Regions.MovePupil(ctx, officer, pupil, 0); err != nil {
		t.Fatal(err)
	}
	if sent, err := f.Casework.Release(ctx, f.As(care.DeputyPrincipal), held.Episode); err != nil || sent == 0 {
		t.Errorf("the deputy releases %d notices, %v", sent, err)
	}
	if _, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyLead), held.ID, f.Values(t, "home_safe", fixture.HomeSafe)); err != nil {
		t.Errorf("the lead answers whether home is safe: %v", err)
	}
	review := casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", fixture.NoConcern)}
	if err := f.Regions.MovePupil(ctx, officer, pupil, f.Class.ID); err != nil {
		t.Errorf("enrolled again: %v", err)
	}
	if _, err := f.Casework.Decide(ctx, f.As(care.PsychologyLead), review); err != nil {
		t.Errorf("the lead closes the episode: %v", err)
	}
	clean(t, f)
}
