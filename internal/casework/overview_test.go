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
)

// What covers a small figure in the district's table is hidden in the school's
// own table as well: the same figures, whichever page shows them.
func TestAPartOfTheOverviewShowsNoMore(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	f.Wait(24 * time.Hour)
	officer := f.As(care.DistrictOfficer)
	whole, err := f.Casework.Overview(ctx, officer, 0)
	if err != nil || len(whole.Schools) < 2 {
		t.Fatalf("overview of %d schools, %v; want two", len(whole.Schools), err)
	}
	hidden := 0
	for _, want := range whole.Schools {
		part, err := f.Casework.Overview(ctx, officer, want.School.ID)
		if err != nil || len(part.Schools) != 1 {
			t.Fatalf("overview of one school: %d schools, %v", len(part.Schools), err)
		}
		got := part.Schools[0]
		for i, c := range counts(want) {
			if counts(got)[i] != c || counts(part.Total)[i] != c {
				t.Errorf("%s, figure %d: got %+v, total %+v; want %+v as in the district's table", want.School.Name, i, counts(got)[i], counts(part.Total)[i], c)
			}
			if c.Hidden {
				hidden++
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing is hidden: the test has lost its subject")
	}
}

// Whoever may not open the children behind a figure is shown the same figures: a
// principal of his school what the district is shown of it. Two who compare their
// tables learn nothing that one of them could not see alone.
func TestFiguresAreHiddenAlikeForEverybody(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		for i := range 4 { // small figures in the other school too
			err := f.Do(ctx, f.AsOther(care.PsychologyTeacher), "test.Flag", func(tx *act.Tx) error {
				_, _, err := tx.Flag(care.Flag{Person: f.Strangers[i%len(f.Strangers)], School: f.Other.ID, Source: care.FromConcern, Suggested: care.LevelGeneral}, nil)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		f.Wait(48 * time.Hour)
		whole, err := f.Casework.Overview(ctx, f.As(care.DistrictOfficer), 0)
		if err != nil {
			t.Fatal(err)
		}
		hidden := 0
		for _, want := range whole.Schools {
			readers := []act.Who{f.As(care.Principal), f.As(care.DeputyPrincipal), f.As(care.GradeHead), f.As(care.MoralEducationOffice)}
			psych := f.As(care.PsychologyTeacher)
			if want.School.ID == f.Other.ID {
				readers, psych = []act.Who{f.AsOther(care.Principal), f.AsOther(care.DeputyPrincipal)}, f.AsOther(care.PsychologyTeacher)
			}
			for _, who := range readers {
				own, err := f.Casework.Overview(ctx, who, 0)
				if err != nil || len(own.Schools) != 1 {
					t.Fatalf("%s: %d schools, %v; want his own", who.Role, len(own.Schools), err)
				}
				for i, c := range counts(want) {
					if c.Hidden {
						hidden++
					}
					if counts(own.Schools[0])[i] != c || counts(own.Total)[i] != c {
						t.Errorf("%s of %s, figure %d: got %+v, total %+v; the district is shown %+v", who.Role, want.School.Name, i, counts(own.Schools[0])[i], counts(own.Total)[i], c)
					}
				}
			}
			if own, err := f.Casework.Overview(ctx, psych, 0); err != nil || len(own.Schools) != 1 || slices.ContainsFunc(counts(own.Schools[0]), func(c casework.Count) bool { return c.Hidden }) {
				t.Errorf("the psychology teacher of %s does not see all figures: %v", want.School.Name, err)
			}
		}
		if hidden == 0 {
			t.Error("nothing is hidden: the test has lost its subject")
		}
	})
}

func counts(s casework.SchoolFigures) []casework.Count {
	return append([]casework.Count{s.Flagged, s.Waiting, s.Met, s.Ended, s.Late}, s.Levels[:]...)
}
