package screening_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
	"xinhuan/internal/supervision"
	"xinhuan/internal/verify"
)

// beganAll lets pupils of the class sign in.
func beganAll(t *testing.T, f *fixture.Fixture, round care.ID, pupils ...care.ID) map[care.ID]screening.Started {
	t.Helper()
	tickets, out := f.Tickets(t, round), map[care.ID]screening.Started{}
	for _, p := range pupils {
		s, err := f.Screening.SignIn(context.Background(), tickets[p].ClassCode, tickets[p].Code)
		if err != nil {
			t.Fatal(err)
		}
		out[p] = s
	}
	return out
}

func clean(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	r, err := verify.Run(context.Background(), f.Kernel)
	if err != nil || !r.OK {
		t.Errorf("verify: %v\n%s", err, r.Text())
	}
}

// TestASheetAfterTheClosingIsLateAndChangesNoSignedFigure: it is kept, counts as late, and
// the figures that were signed stand until somebody signs anew.
func TestASheetAfterTheClosingIsLateAndChangesNoSignedFigure(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, lead := context.Background(), f.As(care.PsychologyLead)
		c := f.OpenRound(t)
		began := beganAll(t, f, c.ID, f.Pupils[0], f.Pupils[1], f.Pupils[2])
		hand := func(p care.ID) {
			t.Helper()
			if r, err := f.Screening.Submit(ctx, began[p].Sitting, began[p].Token, fixture.Sheet(1)); err != nil || r.Receipt == "" {
				t.Fatalf("the sheet: receipt %q, %v", r.Receipt, err)
			}
		}
		hand(f.Pupils[0])
		f.Wait(time.Minute)
		must(t, f.Screening.CloseRound(ctx, lead, c.ID))
		clean(t, f)
		if err := f.Screening.AmendClosing(ctx, lead, c.ID); care.KindOf(err) != care.Conflict {
			t.Errorf("nothing came in: %v, want conflict", err)
		}
		if b, err := f.Screening.Board(ctx, lead, c.ID, 0); err != nil || b.End.Late != 0 || b.End.Changed || len(b.End.Signed) != 1 || b.Next.Step != screening.StepOver {
			t.Errorf("closed: %+v, %v, %v", b.End, b.Next, err)
		}
		f.Wait(time.Minute)
		hand(f.Pupils[1])
		must(t, f.Screening.Stop(ctx, began[f.Pupils[2]].Sitting, began[f.Pupils[2]].Token))
		for name, read := range map[string]func() (screening.Board, error){
			"page":              func() (screening.Board, error) { return f.Screening.Board(ctx, lead, c.ID, 0) },
			"export":            func() (screening.Board, error) { return f.Screening.ExportBoard(ctx, lead, c.ID, 0) },
			"principal's page":  func() (screening.Board, error) { return f.Screening.Board(ctx, f.As(care.Principal), c.ID, 0) },
			"the district's":    func() (screening.Board, error) { return f.Screening.Board(ctx, f.As(care.DistrictOfficer), c.ID, 0) },
			"the class teacher": func() (screening.Board, error) { return f.Screening.Board(ctx, f.As(care.ClassTeacher), c.ID, 0) },
		} {
			b, err := read()
			if err != nil || b.End.Late != 2 || !b.End.Changed || b.End.Signed[0].Submitted != 1 || b.End.Signed[0].Stopped != 0 || b.Total.Done != 3 || b.Total.Late != 2 || b.Schools[0].Count.Late != 2 || b.Classes[0].Count.Late != 2 {
				t.Errorf("%s: %+v, done %d late %d, %v; want 1 signed, 3 done, 2 of them late", name, b.End, b.Total.Done, b.Total.Late, err)
			}
			if want := b.Can.Plan; (b.Next.Step == screening.StepAmend) != want {
				t.Errorf("%s: next is %s, may plan %v", name, b.Next.Step, want)
			}
		}
		clean(t, f)
		ask := supervision.Ask{Unit: f.School.ID, Year: care.SchoolYear(care.DateOf(f.Now())), Clauses: []string{f.Policy().Clauses()[0].ID}}
		id, err := f.Supervision.BeginFolder(ctx, f.As(care.Principal), ask)
		must(t, err)
		folder, err := f.Supervision.Folder(ctx, f.As(care.Principal), id, ask, nil)
		if err != nil || len(folder.Rounds) != 1 || folder.Rounds[0].Late != 2 {
			t.Errorf("the inspection folder: %+v, %v; want 2 late", folder.Rounds, err)
		}
		for _, role := range []care.Role{care.Principal, care.ClassTeacher, care.Invigilator, care.DutyAdult, care.GradeHead, care.DistrictResearcher, care.Inspector, care.SystemAdmin} {
			if err := f.Screening.AmendClosing(ctx, f.As(role), c.ID); err == nil {
				t.Errorf("%s signs the figures again", role)
			}
		}
		if err := f.Screening.AmendClosing(ctx, f.AsOther(care.PsychologyLead), c.ID); err == nil {
			t.Error("another school's lead signs the figures again")
		}
		must(t, f.Screening.AmendClosing(ctx, lead, c.ID))
		b, err := f.Screening.Board(ctx, lead, c.ID, 0)
		if err != nil || b.End.Changed || b.End.Late != 2 || len(b.End.Signed) != 2 || b.End.Signed[0].Submitted != 1 || b.End.Signed[1].Submitted != 2 || b.End.Signed[1].Stopped != 1 || b.Next.Step != screening.StepOver {
			t.Errorf("amended: %+v, %v, %v; want 1 and then 2 and one who stopped, two of them late", b.End, b.Next, err)
		}
		if err := f.Screening.AmendClosing(ctx, lead, c.ID); care.KindOf(err) != care.Conflict {
			t.Errorf("signed twice: %v, want conflict", err)
		}
		clean(t, f)
	})
}

// TestALateDangerAnswerCallsAtOnce: an offline phone's answer alerts and flags like any
// other, and the figures can't be signed again before the child was met.
func TestALateDangerAnswerCallsAtOnce(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, lead := context.Background(), f.As(care.PsychologyLead)
		c := f.OpenRound(t)
		pupil := f.Pupils[1]
		began := beganAll(t, f, c.ID, pupil)
		f.Wait(time.Minute)
		must(t, f.Screening.CloseRound(ctx, lead, c.ID))
		f.Wait(time.Minute)
		if _, err := f.Screening.Submit(ctx, began[pupil].Sitting, began[pupil].Token, fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 2)); err != nil {
			t.Fatal(err)
		}
		alert, flag := f.AlertOf(t, pupil), f.FlagOf(t, pupil)
		if alert.State != care.AlertRaised || flag.State != care.FlagOpen || !flag.Critical {
			t.Fatalf("alert %q, flag %q: want both open", alert.State, flag.State)
		}
		var called []care.ID
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			calls, err := tx.Calls(alert.ID)
			for _, k := range calls {
				called = append(called, k.Post)
			}
			return err
		}))
		if !slices.Contains(called, f.As(care.DutyAdult).Post) {
			t.Errorf("called: %v, want the duty adult of the round", called)
		}
		b, err := f.Screening.Board(ctx, lead, c.ID, 0)
		if err != nil || b.Next.Step != screening.StepAlert || b.End.Late != 1 || len(b.Blocks) == 0 {
			t.Errorf("the page: next %s, late %d, %v; want the alert on top", b.Next.Step, b.End.Late, err)
		}
		if err := f.Screening.AmendClosing(ctx, lead, c.ID); care.KindOf(err) != care.Conflict {
			t.Errorf("signed while a child waits: %v, want conflict", err)
		}
		clean(t, f)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhoStoppedAndCameBackIsBothAndDoneOnce: the figures that are signed add nobody up to
// two pupils.
func TestWhoStoppedAndCameBackIsBothAndDoneOnce(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, lead := context.Background(), f.As(care.PsychologyLead)
	c, pupil := f.OpenRound(t), f.Pupils[0]
	began := beganAll(t, f, c.ID, pupil)[pupil]
	must(t, f.Screening.Stop(ctx, began.Sitting, began.Token))
	f.Wait(time.Minute)
	f.Answer(t, f.Tickets(t, c.ID)[pupil], fixture.Sheet(1))
	must(t, f.Screening.CloseRound(ctx, lead, c.ID))
	b, err := f.Screening.Board(ctx, lead, c.ID, 0)
	if err != nil || len(b.End.Signed) != 1 || b.End.Signed[0].Submitted != 1 || b.End.Signed[0].Stopped != 1 || b.Total.Done != 1 || b.End.Late != 0 {
		t.Errorf("signed %+v, done %d, %v; want 1 handed in, 1 stopped, and 1 done", b.End.Signed, b.Total.Done, err)
	}
	clean(t, f)
}
