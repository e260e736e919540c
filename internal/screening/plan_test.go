package screening_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
)

// TestScalesThatFitNoGradeAreNotOffered: a first grade has nothing to choose, a fifth
// grade what was studied at its age and nothing else.
func TestScalesThatFitNoGradeAreNotOffered(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer := context.Background(), f.As(care.DistrictOfficer)
		school, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.School, Name: "试验小学", Stage: care.Primary})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			entry int
			want  []string
		}{{2026, nil}, {2022, []string{"gad7", "phq9"}}} {
			if _, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: school.ID, Kind: care.Class, Stage: care.Primary, Entry: c.entry, Number: 1}); err != nil {
				t.Fatal(err)
			}
			o, err := f.Screening.PlanOptions(ctx, officer, school.ID)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, in := range o.Battery {
				got = append(got, in.ID)
			}
			if slices.Sort(got); !slices.Equal(got, c.want) {
				t.Errorf("with a class that entered in %d: got %v, want %v", c.entry, got, c.want)
			}
		}
	})
}

// TestARoundAsksAScaleOnce: the same scale chosen twice is told at its field.
func TestARoundAsksAScaleOnce(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		plan := screening.Plan{Unit: f.School.ID, Title: "全校测评", OpensOn: "2026-09-10", ClosesOn: "2026-09-30", Grades: []int{7},
			Instruments: []string{"phq9", "gad7", "phq9"}}
		_, err := f.Screening.PlanRound(context.Background(), f.As(care.PsychologyLead), plan)
		var e *care.Error
		if !errors.As(err, &e) || !strings.Contains(e.Fields["instruments"].En, "phq9 is chosen twice") {
			t.Errorf("got %v, want the field instruments to say that phq9 is chosen twice", err)
		}
		plan.Instruments = plan.Instruments[:2]
		if _, err = f.Screening.PlanRound(context.Background(), f.As(care.PsychologyLead), plan); errors.As(err, &e) && !e.Fields["instruments"].IsZero() {
			t.Errorf("each once: got %v, want nothing wrong with the scales", err)
		}
	})
}
