package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// Who was told of a pupil may acknowledge; he neither answers whether the
// guardian may be told nor makes the guardian's link.
func TestBeingToldIsNotJudging(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	held := heldNotice(t, f)
	for role, want := range map[care.Role]care.Kind{care.ClassTeacher: care.Forbidden, care.DistrictOfficer: care.Forbidden,
		care.MoralEducationOffice: care.NotFound} { // its notice waits to be released, so it knows of nothing yet
		who := f.As(role)
		if n, err := f.Casework.HomeSafe(ctx, who, held.ID, f.Values(t, "home_safe", fixture.HomeSafe)); care.KindOf(err) != want {
			t.Errorf("%s answers whether home is safe: %q, %v; want a refusal", role, n.State, err)
		}
		if _, err := f.Casework.Blank(ctx, who, "home_safe", casework.About{Ref: "notice", ID: held.ID}); care.KindOf(err) != want {
			t.Errorf("%s opens the form: %v; want a refusal", role, err)
		}
	}
	if _, err := f.Casework.HomeSafe(ctx, f.As(care.DeputyPrincipal), held.ID, f.Values(t, "home_safe", fixture.HomeHold)); err != nil {
		t.Errorf("the deputy, asked as second person: %v", err)
	}
	release := fixture.With(fixture.HomeSafe, map[string][]string{"send": {"release"}})
	for _, role := range []care.Role{care.DeputyPrincipal, care.PsychologyTeacher} {
		if _, err := f.Casework.HomeSafe(ctx, f.As(role), held.ID, f.Values(t, "home_safe", release)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Casework.NoticeLink(ctx, f.As(care.ClassTeacher), held.ID); care.KindOf(err) != care.Forbidden {
		t.Errorf("a class teacher, who knows the phone, makes the guardian's link: %v; want forbidden", err)
	}
	if _, err := f.Casework.NoticeLink(ctx, f.As(care.PsychologyTeacher), held.ID); err != nil {
		t.Errorf("the psychology teacher makes the guardian's link: %v", err)
	}
}

// Access that came with a notice ends with the episode the notice was about.
func TestBeingToldEndsWithTheEpisode(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	pupil, deputy := f.Pupils[1], f.As(care.DeputyPrincipal)
	if _, err := f.Casework.OpenFile(ctx, deputy, pupil); err != nil {
		t.Fatalf("the deputy, told of a serious level, opens the file: %v", err)
	}
	review := casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", fixture.NoConcern)}
	if _, err := f.Casework.Decide(ctx, f.As(care.PsychologyLead), review); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.OpenFile(ctx, deputy, pupil); care.KindOf(err) != care.NotFound {
		t.Errorf("the deputy opens the file of a closed episode: %v; want not found", err)
	}
	found, err := f.Casework.Search(ctx, deputy, "试验生2号·青溪", 0)
	if err != nil || len(found.Lines) > 0 {
		t.Errorf("the deputy finds %v, %v; want nobody", found.Lines, err)
	}
}

// An episode goes to the care chain around the pupil and to nobody else.
func TestHandOverStaysInTheCareChain(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	episode := heldNotice(t, f).Episode
	teacher := f.As(care.PsychologyTeacher)
	for _, to := range []act.Who{f.AsOther(care.PsychologyTeacher), f.As(care.SubjectTeacher), f.As(care.SystemAdmin)} {
		if err := f.Casework.HandOver(ctx, teacher, episode, to.Post); care.KindOf(err) != care.Invalid {
			t.Errorf("hand over to %s: %v; want invalid", to.Role, err)
		}
	}
	if err := f.Casework.HandOver(ctx, teacher, episode, f.As(care.PsychologyLead).Post); err != nil {
		t.Error(err)
	}
}

func heldNotice(t *testing.T, f *fixture.Fixture) care.Notice {
	t.Helper()
	var held care.Notice
	view(t, f, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(f.Pupils[1], care.StudentCare)
		if err != nil {
			return err
		}
		list, err := tx.NoticesOf(e.ID)
		for _, n := range list {
			if n.State == care.NoticeHeld {
				held = n
			}
		}
		return err
	})
	if held.ID == 0 {
		t.Fatal("no guardian notice is held")
	}
	return held
}

// A refusal is logged also where nothing but a form would have been read.
func TestRefusedReadingIsLogged(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	episode := heldNotice(t, f).Episode
	about := casework.About{Ref: "episode", ID: episode}
	if _, err := f.Casework.Blank(ctx, f.As(care.PsychologyTeacher), "plan", about); err != nil {
		t.Fatal(err)
	}
	before := logged(t, f)
	if before.Outcome == "denied" {
		t.Fatalf("the log ends with %+v before anything was refused", before)
	}
	who := f.As(care.SubjectTeacher)
	if _, err := f.Casework.Blank(ctx, who, "plan", about); care.KindOf(err) != care.NotFound {
		t.Fatalf("a subject teacher opens the form of a plan: %v; want not found, like a number that names nothing", err)
	}
	if got := logged(t, f); got.Outcome != "denied" || got.Actor != who.Person || got.Subject == (audit.Entry{}).Subject {
		t.Errorf("the log ends with %+v; want the refusal with who and about whom", got)
	}
}

// A list tells namesakes apart without showing a number that is an ID number.
func TestListsShowNoWholeNumber(t *testing.T) {
	f := fixture.SQLite(t)
	list, err := f.Casework.Pupils(context.Background(), f.As(care.ClassTeacher), 0)
	if err != nil || len(list.Lines) != len(f.Pupils) {
		t.Fatalf("%d pupils, %v; want %d", len(list.Lines), err, len(f.Pupils))
	}
	for _, l := range list.Lines {
		if len(l.NoEnd) != 4 {
			t.Errorf("%q of a student number is shown; want its last four characters", l.NoEnd)
		}
	}
}

func logged(t *testing.T, f *fixture.Fixture) audit.Entry {
	t.Helper()
	var last audit.Entry
	view(t, f, func(tx *act.Tx) error {
		rows, err := tx.AuditPage(0, nil, 1)
		if err != nil {
			return err
		}
		return last.Unmarshal(rows[0].Entry)
	})
	return last
}
