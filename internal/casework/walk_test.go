package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/verify"
)

// A danger answer calls the duty posts at once and climbs while nobody comes,
// whether or not the sheet is submitted; the pupil's panel says the truth.
func TestDangerAnswerCallsAndClimbs(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := f.OpenRound(t)
		ticket := f.Tickets(t, c.ID)[f.Pupils[0]]
		s, err := f.Screening.SignIn(ctx, ticket.ClassCode, ticket.Code)
		if err != nil {
			t.Fatal(err)
		}
		alert, err := f.Screening.Critical(ctx, s.Sitting, s.Token, "phq9", 9, 1)
		if err != nil {
			t.Fatal(err)
		}
		again, err := f.Screening.Critical(ctx, s.Sitting, s.Token, "phq9", 9, 2)
		if err != nil || again != alert {
			t.Fatalf("the second critical answer gave alert %v, %v; want the same one", again, err)
		}
		panel := func(want string) {
			t.Helper()
			h, err := f.Screening.HelpStateOf(ctx, s.Sitting, s.Token)
			if err != nil || h.State != want {
				t.Fatalf("panel says %q, %v; want %q", h.State, err, want)
			}
		}
		panel("calling")
		called := func() []care.ID {
			var posts []care.ID
			view(t, f, func(tx *act.Tx) error {
				calls, err := tx.Calls(alert)
				for _, c := range calls {
					posts = append(posts, c.Post)
				}
				return err
			})
			return posts
		}
		if got := called(); !slices.Contains(got, f.As(care.DutyAdult).Post) || !slices.Contains(got, f.As(care.PsychologyTeacher).Post) {
			t.Fatalf("called %v, want both duty posts", got)
		}
		for _, next := range []care.Role{care.PsychologyLead, care.DeputyPrincipal, care.Principal, care.DistrictOfficer} { // the psychology teacher was called at once
			before := len(called())
			f.Wait(2 * time.Minute)
			tick(t, f)
			if got := called(); len(got) != before+1 || !slices.Contains(got, f.As(next).Post) {
				t.Fatalf("after another two minutes %v are called, want the %s as well", got, next)
			}
		}
		panel("nobody_yet")
		if _, err := f.Casework.SeeAlert(ctx, f.As(care.Principal), alert); err != nil {
			t.Fatal(err)
		}
		panel("nobody_yet") // to open it is no answer
		if first, err := f.Casework.AnswerAlert(ctx, f.As(care.Principal), alert); err != nil || !first {
			t.Fatalf("answer = %v, %v; want first", first, err)
		}
		if first, err := f.Casework.AnswerAlert(ctx, f.As(care.DutyAdult), alert); err != nil || first {
			t.Fatalf("second answer = %v, %v; want not first", first, err)
		}
		panel("coming")
		if err := f.Casework.SafetyCheck(ctx, f.As(care.Principal), alert, f.Values(t, "safety_check", fixture.SafeCheck)); err != nil {
			t.Fatal(err)
		}
		panel("checked")
		if flag := f.FlagOf(t, f.Pupils[0]); flag.State != care.FlagOpen || !flag.Critical {
			t.Fatalf("flag = %+v; want open and critical: the check ends the alert, not the worry", flag)
		}
	})
}

// From a flag to an episode: no level without a meeting, the risk form where a
// danger answer asks for it, the floor of YY2023-2.6-04 and -05 told, wide
// notices released, the guardian's held until home was asked about.
func TestSeriousIsOwnedAndTold(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := f.OpenRound(t)
		f.Answer(t, f.Tickets(t, c.ID)[f.Pupils[0]], fixture.Sheet(3, 3, 3, 3, 3, 2, 2, 2, 1))
		flag, teacher := f.FlagOf(t, f.Pupils[0]), f.As(care.PsychologyTeacher)
		decision := casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", fixture.With(fixture.Serious, map[string][]string{"from_critical": {"yes"}})), Facts: "课间请多看一眼"}

		if _, err := f.Casework.Decide(ctx, teacher, decision); care.KindOf(err) != care.Invalid {
			t.Fatalf("level before meeting: %v, want invalid", err)
		}
		interview := casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview)}
		if err := f.Casework.RecordInterview(ctx, teacher, interview); care.KindOf(err) != care.Invalid {
			t.Fatalf("interview after a danger answer without F6: %v, want invalid", err)
		}
		interview.F6 = f.Values(t, "f6_risk", fixture.RiskCalm)
		if err := f.Casework.RecordInterview(ctx, teacher, interview); err != nil {
			t.Fatal(err)
		}
		out, err := f.Casework.Decide(ctx, teacher, decision)
		if err != nil {
			t.Fatal(err)
		}
		if out.Episode.OwnerPost == 0 || out.Episode.NextOn == "" || out.Episode.Level != care.LevelSerious {
			t.Fatalf("episode = %+v; want serious with owner and next date", out.Episode)
		}
		state := map[care.Role]care.NoticeState{}
		byRole := map[care.Role]care.Notice{}
		for _, n := range out.Notices {
			state[n.ToRole], byRole[n.ToRole] = n.State, n
		}
		want := map[care.Role]care.NoticeState{care.ClassTeacher: care.NoticeSent, care.DeputyPrincipal: care.NoticeSent, care.GuardianRole: care.NoticeHeld,
			care.MoralEducationOffice: care.NoticeWaiting, care.DistrictOfficer: care.NoticeWaiting}
		for role, s := range want {
			if state[role] != s {
				t.Errorf("notice to %s is %q, want %q", role, state[role], s)
			}
		}
		if _, told := state[care.SubjectTeacher]; told {
			t.Error("a subject teacher was told of a serious level; the document tells him only of a major one")
		}

		if _, err := f.Casework.Release(ctx, f.As(care.ClassTeacher), out.Episode.ID); care.KindOf(err) != care.Forbidden {
			t.Errorf("release by a class teacher: %v, want forbidden", err)
		}
		if n, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), out.Episode.ID); err != nil || n != 2 {
			t.Errorf("release = %d, %v; want the moral-education office and the district", n, err)
		}
		homeSafe(t, f, byRole[care.GuardianRole].ID)
		if err := f.Casework.Acknowledge(ctx, f.As(care.ClassTeacher), byRole[care.ClassTeacher].ID); err != nil {
			t.Error(err)
		}
		if err := f.Casework.Acknowledge(ctx, f.As(care.Principal), byRole[care.DeputyPrincipal].ID); care.KindOf(err) != care.Forbidden {
			t.Errorf("acknowledging another's notice: %v, want forbidden", err)
		}
		clean(t, f)
	})
}

// Nobody sends what somebody holds: two different people release it.
func homeSafe(t *testing.T, f *fixture.Fixture, notice care.ID) {
	t.Helper()
	ctx := context.Background()
	n, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), notice, f.Values(t, "home_safe", fixture.HomeHold))
	if err != nil || n.State != care.NoticeHeld {
		t.Fatalf("after a hold the notice is %q, %v; want held", n.State, err)
	}
	release := fixture.With(fixture.HomeSafe, map[string][]string{"send": {"release"}})
	if n, err = f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), notice, f.Values(t, "home_safe", release)); err != nil || n.State != care.NoticeHeld {
		t.Fatalf("after one release the notice is %q, %v; want still held", n.State, err)
	}
	if n, err = f.Casework.HomeSafe(ctx, f.As(care.PsychologyLead), notice, f.Values(t, "home_safe", release)); err != nil || n.State != care.NoticeSent {
		t.Fatalf("after two releases the notice is %q, %v; want sent", n.State, err)
	}
}

// What began with a critical answer ends with two different people.
func TestCriticalFlagEndsWithTwo(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c := f.OpenRound(t)
	f.Answer(t, f.Tickets(t, c.ID)[f.Pupils[0]], fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 1))
	flag, teacher := f.FlagOf(t, f.Pupils[0]), f.As(care.PsychologyTeacher)
	err := f.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview), F6: f.Values(t, "f6_risk", fixture.RiskCalm)})
	if err != nil {
		t.Fatal(err)
	}
	d := casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", fixture.With(fixture.NoConcern, map[string][]string{"from_critical": {"yes"}}))}
	out, err := f.Casework.Decide(ctx, teacher, d)
	if err != nil || !out.Second {
		t.Fatalf("first of two: %+v, %v; want a second person asked", out, err)
	}
	if _, err := f.Casework.Decide(ctx, teacher, d); care.KindOf(err) != care.Forbidden {
		t.Fatalf("the same person twice: %v, want forbidden", err)
	}
	if f.FlagOf(t, f.Pupils[0]).State != care.FlagOpen {
		t.Fatal("one person ended a critical flag")
	}
	if _, err := f.Casework.Decide(ctx, f.As(care.PsychologyLead), d); err != nil {
		t.Fatal(err)
	}
	if got := f.FlagOf(t, f.Pupils[0]); got.State != care.FlagEnded || got.End != care.EndNoConcern {
		t.Fatalf("flag = %+v; want ended without concern", got)
	}
	// The alert is open still: its safety check is a duty of its own.
	clean(t, f)
}

// An alert whose pupil is not found calls again and never ends by itself.
func TestNotFoundCallsAgain(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c := f.OpenRound(t)
	f.Answer(t, f.Tickets(t, c.ID)[f.Pupils[0]], fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 3))
	alert, duty := f.AlertOf(t, f.Pupils[0]), f.As(care.DutyAdult)
	if _, err := f.Casework.AnswerAlert(ctx, duty, alert.ID); err != nil {
		t.Fatal(err)
	}
	gone := map[string][]string{"seen": {"no"}, "looked_where": {"教室、操场"}, "home_safe": {"unknown"}, "outcome": {"not_found"}, "emergency_called": {"principal"}, "checked_by": {"值班"}}
	if err := f.Casework.SafetyCheck(ctx, duty, alert.ID, f.Values(t, "safety_check", gone)); err != nil {
		t.Fatal(err)
	}
	if got := f.AlertOf(t, f.Pupils[0]); got.State != care.AlertRaised || got.ClimbAt == 0 {
		t.Fatalf("alert = %+v; want raised and climbing", got)
	}
	clean(t, f)
}

// A pupil who leaves with an open episode stays in its owner's sight until it
// ends, and the clock goes on without him being enrolled anywhere.
func TestLeaverIsStillFollowed(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		leaver, teacher := f.Pupils[1], f.As(care.PsychologyTeacher)
		if err := f.Regions.MovePupil(ctx, f.As(care.DistrictOfficer), leaver, 0); err != nil {
			t.Fatal(err)
		}
		for range 40 {
			f.Wait(12 * time.Hour)
			tick(t, f)
		}
		if _, err := f.Casework.OpenFile(ctx, teacher, leaver); err != nil {
			t.Fatalf("the owner opens the file of a leaver: %v", err)
		}
		var open []care.Episode
		view(t, f, func(tx *act.Tx) (err error) {
			open, err = tx.EpisodesVisible(tx.Visible("read", "level"), f.School.ID, 10, 0)
			return err
		})
		if len(open) != 1 || open[0].Person != leaver {
			t.Fatalf("open episodes of the school: %v, want the leaver's", open)
		}
		clean(t, f)
	})
}

// Once an alert has ended, what the pupil says anew calls again; the same again
// does not.
func TestNewsAfterTheCheckCallsAgain(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c := f.OpenRound(t)
	ticket := f.Tickets(t, c.ID)[f.Pupils[0]]
	s, err := f.Screening.SignIn(ctx, ticket.ClassCode, ticket.Code)
	if err != nil {
		t.Fatal(err)
	}
	alert, err := f.Screening.Help(ctx, s.Sitting, s.Token)
	if err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		if err := f.Casework.SafetyCheck(ctx, f.As(care.DutyAdult), alert, f.Values(t, "safety_check", fixture.SafeCheck)); err != nil {
			t.Fatal(err)
		}
	}
	state := func(want care.AlertState, when string) {
		t.Helper()
		if got := f.AlertOf(t, f.Pupils[0]); got.State != want {
			t.Fatalf("%s the alert is %s, want %s", when, got.State, want)
		}
	}
	check()
	state(care.AlertEnded, "after the check")
	f.Wait(time.Minute)
	if _, err := f.Screening.Critical(ctx, s.Sitting, s.Token, "phq9", 9, 2); err != nil {
		t.Fatal(err)
	}
	state(care.AlertRaised, "after a danger answer")
	check()
	if _, err := f.Screening.Submit(ctx, s.Sitting, s.Token, fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 2)); err != nil {
		t.Fatal(err)
	}
	state(care.AlertEnded, "after handing in the same answer")
	clean(t, f)
}

func view(t *testing.T, f *fixture.Fixture, fn func(*act.Tx) error) {
	t.Helper()
	if err := f.View(context.Background(), act.System, fn); err != nil {
		t.Fatal(err)
	}
}

func tick(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	if err := f.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func clean(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	r, err := verify.Run(context.Background(), f.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Checks {
		if !c.OK && c.Name != "clear_columns" {
			t.Fatalf("verify found:\n%s", r.Text())
		}
	}
}
