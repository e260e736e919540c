package casework_test

import (
	"context"
	"slices"
	"testing"

	"xinhuan/internal/access"
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
	for _, role := range []care.Role{care.Principal, care.DeputyPrincipal} { // told, and not asked yet
		who := f.As(role)
		if _, err := f.Casework.Blank(ctx, who, "home_safe", casework.About{Ref: "notice", ID: held.ID}); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s, whom nobody asked, opens the form: %v; want forbidden", role, err)
		}
		if _, err := f.Casework.HomeSafe(ctx, who, held.ID, f.Values(t, "home_safe", fixture.HomeSafe)); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s, whom nobody asked, answers: %v; want forbidden", role, err)
		}
	}
	if _, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyLead), held.ID, f.Values(t, "home_safe", fixture.HomeHold)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.Blank(ctx, f.As(care.DeputyPrincipal), "home_safe", casework.About{Ref: "notice", ID: held.ID}); err != nil {
		t.Errorf("the deputy, asked as second person, opens the form: %v", err)
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

// Of those whom a notice told of a pupil, the list of alerts shows that there was one to
// whom the pack's matrix says so, and to them not what it was about.
func TestWhoWasToldKnowsOfAnAlertOnlyWhereTheMatrixSaysSo(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		pupil, teacher := f.Pupils[2], f.As(care.PsychologyTeacher) // its alert was checked and ended
		alert, flag := f.AlertOf(t, pupil), f.FlagOf(t, pupil)
		if err := f.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview), F6: f.Values(t, "f6_risk", fixture.RiskCalm)}); err != nil {
			t.Fatal(err)
		}
		serious := fixture.With(fixture.Serious, map[string][]string{"from_critical": {"yes"}})
		decided, err := f.Casework.Decide(ctx, teacher, casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", serious)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), decided.Episode.ID); err != nil {
			t.Fatal(err)
		}
		told, allowed := 0, 0
		for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.MoralEducationOffice, care.GradeHead, care.ClassTeacher, care.SubjectTeacher, care.PartySecretary, care.SafetyOffice,
			care.DistrictOfficer, care.DistrictResearcher, care.Inspector} {
			who := f.As(role)
			var was bool
			if err := f.View(ctx, act.System, func(tx *act.Tx) error {
				list, err := tx.NoticesTo(who.Post, 100)
				for _, n := range list {
					was = was || n.Person == pupil && (n.State == care.NoticeSent || n.State == care.NoticeAcknowledged)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			want := was && slices.Contains(f.Access().Scopes(role, access.Read, access.Alerts), access.Recipient)
			if told, allowed = told+one(was), allowed+one(want); role == care.ClassTeacher && (!was || want) {
				t.Errorf("the class teacher: told %v, knows of alerts %v; want told to keep in sight and no more", was, want)
			}
			list, err := f.Casework.Alerts(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			listed := slices.ContainsFunc(list, func(a casework.AlertLine) bool { return a.ID == alert.ID })
			file, err := f.Casework.OpenAlert(ctx, who, alert.ID)
			if listed != want || (err == nil) != want {
				t.Errorf("%s, told %v: the alert is listed %v and opens with %v; want %v", role, was, listed, err, want)
			}
			if want && (file.Why || len(file.Records) > 0 && len(file.Records[0].Values) > 0 || file.Phone != "" || file.Flag != 0) {
				t.Errorf("%s is told what it was about: %+v", role, file)
			}
		}
		if told < 3 || allowed == 0 || allowed == told {
			t.Errorf("%d were told, %d of them know of alerts: the test tries nothing", told, allowed)
		}
		if file, err := f.Casework.OpenAlert(ctx, teacher, alert.ID); err != nil || !file.Why {
			t.Errorf("who looks after the pupil: %v, knows why %v", err, file.Why)
		}
	})
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
