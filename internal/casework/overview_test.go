package casework_test

import (
	"context"
	"testing"
	"time"

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

func counts(s casework.SchoolFigures) []casework.Count {
	return append([]casework.Count{s.Flagged, s.Waiting, s.Met, s.Ended, s.Late}, s.Levels[:]...)
}
