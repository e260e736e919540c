package casework_test

import (
	"context"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// A reason for leaving that the file itself would show is not given against it.
func TestAReasonForLeavingIsBorneOut(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		e := registered(t, f, in.Civil, "key_population", care.Unit{ID: f.Root}, care.Identity{Name: "试验己"}) // its basis holds until 14 November
		for _, reason := range []care.Leaving{care.Expired, care.Contested} {
			if err := f.Casework.Leave(ctx, in.Civil, e.ID, reason, "没有这回事"); care.KindOf(err) != care.Invalid {
				t.Errorf("%s without any: %v, want it refused", reason, err)
			}
		}
		if err := f.Casework.Contest(ctx, in.Civil, e.ID, "情况不实"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Casework.Grade(ctx, f.As(care.DistrictOfficer), casework.Grading{Episode: e.ID, Level: care.LevelWatch, Reason: "属实，维持", ValidTo: "2026-10-30"}); err != nil {
			t.Fatal(err)
		}
		if err := f.Casework.Leave(ctx, in.Civil, e.ID, care.Contested, "异议成立"); care.KindOf(err) != care.Invalid {
			t.Errorf("an objection that was not upheld: %v, want it refused", err)
		}
		f.Wait(45 * 24 * time.Hour) // its last day
		if err := f.Casework.Leave(ctx, in.Civil, e.ID, care.Expired, "到期"); err != nil {
			t.Error(err)
		}
		sound(t, f)
	})
}

// Whoever may not keep somebody against his objection does not put him out and in
// again either; another person decides.
func TestAnObjectionIsNotSidestepped(t *testing.T) {
	for _, reason := range []care.Leaving{"agreed", care.Contested} {
		t.Run(string(reason), func(t *testing.T) {
			fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
				ctx, in := context.Background(), f.Institutions(t)
				as := care.Identity{Name: "试验庚", IDNo: "11010519491231002X"}
				e := registered(t, f, in.Civil, "key_population", care.Unit{ID: f.Root}, as)
				if err := f.Casework.Contest(ctx, in.Civil, e.ID, "情况不实"); err != nil {
					t.Fatal(err)
				}
				if err := f.Casework.Leave(ctx, in.Civil, e.ID, reason, "商定"); err != nil {
					t.Fatal(err)
				}
				again := f.Entering(t, "key_population", f.Root, as)
				if _, err := f.Casework.Enter(ctx, in.Civil, again); care.KindOf(err) != care.Forbidden {
					t.Errorf("the same officer enters him again: %v, want forbidden", err)
				}
				if got := logged(t, f); got.Outcome != "denied" || got.Subject != f.Public().Subject(e.Person) {
					t.Errorf("the log says %+v", got)
				}
				var root care.Unit
				view(t, f, func(tx *act.Tx) (err error) {
					root, err = tx.Root()
					return err
				})
				if back, err := f.Casework.Enter(ctx, seat(t, f, root, care.CivilAffairsOfficer), again); err != nil || back.Person != e.Person {
					t.Errorf("another officer: %v", err)
				}
				sound(t, f)
			})
		})
	}
}
