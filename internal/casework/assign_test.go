package casework_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// blinded is a pack in which some roles may open neither flags nor levels.
func blinded(t testing.TB, roles ...care.Role) map[string]string {
	t.Helper()
	rows := "access:\n"
	for _, r := range roles {
		rows += fmt.Sprintf("  - {role: %s, verb: read, scope: none, data: [interview, level, alerts], clause: ours}\n", r)
	}
	return map[string]string{"hill/access.yaml": rows + "  - {role: grade_head, verb: read, scope: subtree, data: [identity, level], clause: HILL-7}\n"}
}

// stuck lists the open duties whose post may not open what they are about.
func stuck(t testing.TB, f *fixture.Fixture) (list []string) {
	t.Helper()
	n := 0
	ok(t, f.View(context.Background(), act.System, func(tx *act.Tx) error {
		return tx.EachOpenDuty(func(d care.Duty) error {
			n++
			able, err := tx.Opens(d)
			if !able {
				p, _ := tx.Post(d.Post)
				list = append(list, d.Rule+" lies with "+string(p.Role))
			}
			return err
		})
	}))
	if n == 0 {
		t.Error("no open duty, so nothing is proved")
	}
	return list
}

// Whatever seats are empty and whatever a pack hides, every duty lies with somebody
// who may open what it is about, and with somebody.
func TestEveryDutyLiesWithWhoMayOpenIt(t *testing.T) {
	chain := []care.Role{care.PsychologyTeacher, care.PsychologyLead, care.DeputyPrincipal, care.Principal}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			f := fixture.SQLite(t)
			if seed%4 == 0 {
				f = fixture.Postgres(t)
			}
			ctx, r := context.Background(), rand.New(rand.NewPCG(seed, 7))
			f.Work(t)
			some := func() (out []care.Role) {
				for _, role := range chain {
					if r.IntN(2) == 0 {
						out = append(out, role)
					}
				}
				return out
			}
			blind, empty := some(), some()
			release := func() {
				for _, role := range empty {
					who := f.As(role)
					ok(t, f.Regions.Release(ctx, f.As(care.DistrictOfficer), who.Post, who.Person))
				}
			}
			if seed%2 == 0 {
				release()
			}
			f.Adopt(t, fixture.HillPack(t, blinded(t, blind...)))
			ok(t, f.Reassign(ctx))
			if seed%2 == 1 {
				release()
			}
			ok(t, f.Do(ctx, act.System, "test.Flag", func(tx *act.Tx) error {
				_, _, err := tx.Flag(care.Flag{Person: f.Pupils[7], School: f.School.ID, Source: care.FromConcern, Suggested: care.LevelSerious}, nil)
				return err
			}))
			if left := stuck(t, f); len(left) > 0 {
				t.Errorf("without %v, and hidden from %v: %s", empty, blind, strings.Join(left, "; "))
			}
			ok(t, f.View(ctx, act.System, func(tx *act.Tx) error {
				e, err := tx.OpenEpisode(f.Pupils[1], care.StudentCare)
				if err != nil {
					return err
				}
				owner, err := tx.Post(e.OwnerPost)
				if slices.Contains(blind, owner.Role) || slices.Contains(empty, owner.Role) {
					t.Errorf("the episode lies with %s", owner.Role)
				}
				return err
			}))
		})
	}
}

// Who is passed over, who comes next, and what stands beside the field when somebody
// chooses a post that could not open the episode.
func TestAssigneeWhoMayNotOpenIsPassedOver(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		e := episodeOf(t, f, f.Pupils[1])
		f.Adopt(t, fixture.HillPack(t, blinded(t, care.PsychologyLead, care.DeputyPrincipal)))
		err := f.Casework.HandOver(ctx, f.As(care.PsychologyTeacher), e.ID, f.As(care.DeputyPrincipal).Post)
		var refused *care.Error
		if !errors.As(err, &refused) || !strings.Contains(refused.Fields["post"].En, "may not open the pupil's episode") {
			t.Errorf("handing over to the deputy, who may not open it: got %v", err)
		}
		who := f.As(care.PsychologyTeacher)
		ok(t, f.Regions.Release(ctx, f.As(care.DistrictOfficer), who.Post, who.Person))
		if got := episodeOf(t, f, f.Pupils[1]).OwnerPost; got != f.As(care.Principal).Post {
			t.Errorf("lead and deputy may not open it: the episode went to %v, want the principal", got)
		}
	})
}

func episodeOf(t *testing.T, f *fixture.Fixture, pupil care.ID) (e care.Episode) {
	t.Helper()
	view(t, f, func(tx *act.Tx) (err error) { e, err = tx.OpenEpisode(pupil, care.StudentCare); return err })
	return e
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Where no psychologist sits, the deputy owns the episode: he reads the level, writes
// the plan and files what he talked about; no answers, no reasons, no level of his. It
// ends with the ownership.
func TestLeaderInChargeWritesThePlan(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		deputy, pupil := f.As(care.DeputyPrincipal), f.Pupils[1]
		e := episodeOf(t, f, pupil)
		plan := f.Values(t, "plan", fixture.Plan)
		if err := f.Casework.FileForm(ctx, deputy, e.ID, "plan", plan); care.KindOf(err) != care.Forbidden {
			t.Errorf("a deputy who was told of the pupil and is not in charge writes the plan: %v; want forbidden", err)
		}
		for _, role := range []care.Role{care.PsychologyTeacher, care.PsychologyLead} {
			who := f.As(role)
			ok(t, f.Regions.Release(ctx, f.As(care.DistrictOfficer), who.Post, who.Person))
		}
		file, err := f.Casework.OpenFile(ctx, deputy, pupil)
		ok(t, err)
		if k := file.Knows; !k.Level || !k.Plan || k.Scores || k.Suggestion || !file.May.Plan || !file.May.Interview || file.May.Level {
			t.Errorf("in charge the deputy knows %+v and may %+v", k, file.May)
		}
		ok(t, f.Casework.FileForm(ctx, deputy, e.ID, "plan", plan))
		if file, err = f.Casework.OpenFile(ctx, deputy, pupil); err != nil || file.Plan == nil {
			t.Errorf("the deputy's plan: got %v, %v", file.Plan, err)
		}
		flag, err := f.Casework.OpenFlag(ctx, deputy, f.FlagOf(t, f.Pupils[3]).ID)
		if err != nil || flag.Why || len(flag.Reasons) > 0 || flag.Scores || !flag.May.Interview || flag.May.Decide {
			t.Errorf("an interview that lies with the deputy: got %+v, %v", flag, err)
		}
		ok(t, f.Casework.HandOver(ctx, deputy, e.ID, f.As(care.Principal).Post))
		if err := f.Casework.FileForm(ctx, deputy, e.ID, "plan", plan); care.KindOf(err) != care.Forbidden {
			t.Errorf("after the hand-over the deputy writes the plan: %v; want forbidden", err)
		}
	})
}
