package casework_test

import (
	"context"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/verify"
)

// reviewsOf lists how the reviews of an episode stand, in the order they were opened.
func reviewsOf(t *testing.T, f *fixture.Fixture, e care.Episode) (states []string) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		duties, err := tx.DutiesAbout(e.Person)
		byID := map[care.ID]care.Duty{}
		for _, d := range duties {
			if timer, ok := tx.Policy.Timer(d.Rule); ok && timer.Kind() == "review" && d.RefID == e.ID {
				byID[d.ID] = d
			}
		}
		for len(byID) > 0 {
			first := care.Duty{}
			for _, d := range byID {
				if first.ID == 0 || d.OpenedAt < first.OpenedAt {
					first = d
				}
			}
			states = append(states, string(first.State)+" "+first.Outcome)
			delete(byID, first.ID)
		}
		return err
	})
	return states
}

func wantReviews(t *testing.T, f *fixture.Fixture, e care.Episode, what string, want ...string) {
	t.Helper()
	got := reviewsOf(t, f, e)
	if len(got) != len(want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
		return
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: got %q, want %q", what, got, want)
			return
		}
	}
}

// A review that keeps, lowers or ends a level is done; one whose level was moved by a
// new flag before anybody reviewed it was replaced.
func TestAReviewCountsAsDone(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		pupil, lead := f.Pupils[1], f.As(care.PsychologyLead)
		e := episodeOf(t, f, pupil)
		decide := func(changes map[string][]string) {
			t.Helper()
			f.Wait(1000 * 1000 * 1000)
			_, err := f.Casework.Decide(ctx, lead, casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", fixture.With(fixture.Serious, changes))})
			ok(t, err)
		}
		wantReviews(t, f, e, "before", "open ")
		decide(nil)
		wantReviews(t, f, e, "kept", "done done", "open ")
		decide(map[string][]string{"decision": {"lower"}, "level": {"general"}, "review_meeting_on": {"2026-09-15"}})
		wantReviews(t, f, e, "lowered", "done done", "done done", "open ")

		f.Wait(1000 * 1000 * 1000)
		ok(t, f.Do(ctx, act.System, "test.Flag", func(tx *act.Tx) error {
			_, _, err := tx.Flag(care.Flag{Person: pupil, School: f.School.ID, Source: care.FromConcern, Suggested: care.LevelSerious}, nil)
			return err
		}))
		flag := f.FlagOf(t, pupil)
		ok(t, f.Casework.RecordInterview(ctx, lead, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview)}))
		_, err := f.Casework.Decide(ctx, lead, casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", fixture.Serious)})
		ok(t, err)
		wantReviews(t, f, e, "moved by a flag", "done done", "done done", "void level_changed", "open ")

		f.Wait(1000 * 1000 * 1000)
		_, err = f.Casework.Decide(ctx, lead, casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", fixture.NoConcern)})
		ok(t, err)
		wantReviews(t, f, e, "closed", "done done", "done done", "void level_changed", "done done")
	})
}

// A button pressed twice: both reviews come in one moment, and the child still has
// everything that its level asks for.
func TestTwoReviewsOfOneMomentLeaveEveryDuty(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		f.Work(t)
		pupil := f.Pupils[1]
		for range 2 {
			_, err := f.Casework.Decide(context.Background(), f.As(care.PsychologyLead), casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", fixture.Serious)})
			ok(t, err)
		}
		r, err := verify.Run(context.Background(), f.Kernel)
		if ok(t, err); !r.OK {
			t.Error(r.Text())
		}
	})
}

// In a programme too: whoever lowers a level has reviewed it, whoever raises one has
// not. The review of the new level has its whole time.
func TestALoweredProgrammeWasReviewed(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c, e := entered(t, f)
		f.Wait(24 * 3600 * 1000 * 1000 * 1000)
		ok(t, f.Casework.Raise(ctx, c.Director, f.Pupils[0], "不愿出门"))
		wantReviews(t, f, e, "raised", "void level_changed", "open ")
		f.Wait(24 * 3600 * 1000 * 1000 * 1000)
		_, err := f.Casework.Grade(ctx, c.Supervisor, casework.Grading{Episode: e.ID, Level: care.LevelWatch, Reason: "已好转"})
		ok(t, err)
		wantReviews(t, f, e, "lowered", "void level_changed", "done done", "open ")
		view(t, f, func(tx *act.Tx) error {
			d, err := tx.OpenDutyFor("review.hardship_plain", "episode", e.ID)
			if due := care.DateOf(d.DueAt.Time()); due != tx.Today.AddDays(180) {
				t.Errorf("the next review is due %s, want half a year from today", due)
			}
			return err
		})
		sound(t, f)
	})
}

// A decision on the level is one review of the basis, whether the level moves or not.
func TestOneReviewCountsOnce(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		e := registered(t, f, in.Civil, "key_population", care.Unit{ID: f.Root}, care.Identity{Name: "试验辛"})
		for i, g := range []casework.Grading{{Level: care.LevelGeneral, ValidTo: "2026-11-20"}, {Level: care.LevelGeneral, ValidTo: "2026-12-01"}, {Level: care.LevelWatch, ValidTo: "2026-11-25"}} {
			f.Wait(24 * time.Hour)
			g.Episode, g.Reason = e.ID, "复核"
			if _, err := f.Casework.Grade(ctx, in.Civil, g); err != nil {
				t.Fatal(err)
			}
			done := 0
			view(t, f, func(tx *act.Tx) error {
				duties, err := tx.DutiesAbout(e.Person)
				for _, d := range duties {
					if d.Rule == "basis_review.key_population" && d.State == care.DutyDone {
						done++
					}
				}
				return err
			})
			if done != i+1 {
				t.Errorf("after %d reviews %d count", i+1, done)
			}
			if got := dues(t, f, e); got["basis_review.key_population"] != g.ValidTo {
				t.Errorf("after the renewal: %v, want %s", got, g.ValidTo)
			}
		}
		sound(t, f)
	})
}
