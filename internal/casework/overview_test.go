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

// The work of a school holds that of its classes, such as a lesson that was not given.
func TestTheWorkOfClassesIsTheSchools(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, lead := context.Background(), f.As(care.PsychologyLead)
	work := func() (open, late int) {
		t.Helper()
		o, err := f.Casework.Overview(ctx, lead, f.School.ID)
		if err != nil || len(o.Schools) != 1 {
			t.Fatalf("overview of %d schools, %v; want one", len(o.Schools), err)
		}
		return o.Schools[0].Duties, o.Schools[0].LateWork
	}
	open, late := work()
	err := f.Do(ctx, lead, "test.Lesson", func(tx *act.Tx) error {
		_, err := tx.InsertDuty(care.Duty{ID: tx.NewID(), Unit: f.Class.ID, Post: lead.Post, Rule: "cadence/lesson", Ref: "unit", RefID: f.Class.ID, Period: "2026-09a", OpenedAt: tx.Now, DueAt: tx.Now + 1, State: care.DutyOpen})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f.Wait(time.Hour)
	if o, l := work(); o != open+1 || l != late+1 {
		t.Errorf("a late lesson of a class: got %d open and %d late, want %d and %d", o, l, open+1, late+1)
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
	return append([]casework.Count{s.Due, s.Submitted, s.Valid, s.Flagged, s.Waiting, s.Met, s.Ended, s.Late}, s.Levels[:]...)
}
