package verify_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
)

// What was decided under a pack is replayed under it after the region adopted another
// whose rules suggest something else, and the other pack alone would not do.
func TestOldDecisionsReplayUnderTheirOwnPack(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		live(t, f)
		old := f.Policy()
		before := sheets(t, f)
		f.Wait(time.Hour)
		sooner := fixture.HillPack(t, fixture.Sooner())
		id, err := f.Regions.ProposePack(ctx, f.As(care.DistrictOfficer), sooner, care.DateOf(f.Now()))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Regions.Confirm(ctx, f.As(care.Inspector), id); err != nil {
			t.Fatal(err)
		}
		if err := f.Supervision.Generate(ctx); err != nil {
			t.Fatal(err)
		}
		if f.Policy().Hash() != sooner.Hash() {
			t.Fatal("the other pack was not adopted")
		}
		others := 0
		for _, res := range before {
			if res.Pack != old.Hash() {
				t.Errorf("a sheet names pack %.12s, want %.12s", res.Pack, old.Hash())
			}
			if again := res.Suggest(sooner); !slices.Equal(act.ReasonsOf(again), res.Reasons) {
				others++
			}
			if again := res.Suggest(old); !slices.Equal(act.ReasonsOf(again), res.Reasons) {
				t.Errorf("its own pack gives %v, stored were %v", again.Reasons, res.Reasons)
			}
		}
		if others == 0 {
			t.Fatal("the new pack suggests the same of every sheet: nothing is proved")
		}
		if r := run(t, f); !r.OK {
			t.Errorf("after another pack was adopted:\n%s", r.Text())
		}
		// The flag that waited is lifted by a reason of the new pack, which it says.
		lifted := f.FlagOf(t, f.Pupils[3])
		err = f.Do(ctx, act.System, "test.Lift", func(tx *act.Tx) error {
			_, _, err := tx.Flag(care.Flag{Person: lifted.Person, School: lifted.School, Source: care.FromConcern, Suggested: care.LevelSerious}, []act.FlagReason{{Rule: "phq9_serious", Clause: policy.Ours, Level: care.LevelSerious}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = f.View(ctx, act.System, func(tx *act.Tx) error {
			reasons, err := tx.Reasons(lifted)
			if n := len(reasons); err == nil && (n < 2 || reasons[0].Pack != old.Hash() || reasons[n-1].Pack != sooner.Hash()) {
				t.Errorf("the reasons name %+v; want the first under %.12s, the last under %.12s", reasons, old.Hash(), sooner.Hash())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := run(t, f); !r.OK {
			t.Errorf("after a flag was lifted under the new pack:\n%s", r.Text())
		}
	})
}

// sheets opens what the rules made of every sheet.
func sheets(t *testing.T, f *fixture.Fixture) (out []screening.Result) {
	t.Helper()
	column := store.SealedColumns()[slices.IndexFunc(store.SealedColumns(), func(s store.SealedColumn) bool { return s.Table == "sitting" && s.Column == "result" })]
	err := f.View(context.Background(), act.System, func(tx *act.Tx) error {
		return tx.EachSealed(column, func(row store.SealedRow) error {
			plain, err := tx.Open(column.Table, column.Column, row.ID, row.Sealed)
			if err != nil {
				return err
			}
			var res screening.Result
			if err := json.Unmarshal(plain, &res); err != nil {
				return err
			}
			out = append(out, res)
			return nil
		})
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%d sheets, %v", len(out), err)
	}
	return out
}
