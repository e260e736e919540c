package supervision_test

import (
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
)

// TestATownshipReadsNoSchoolsRecords: a school lies in a township and is not supervised by
// it. Its records, its duties, its lessons and its staff stand on no page of the township;
// those of its villages do.
func TestATownshipReadsNoSchoolsRecords(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, c, officer := room(f), f.Countryside(t), f.As(care.DistrictOfficer)
		school, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: c.Township.ID, Kind: care.School, Name: "乡中心校", Stage: care.Junior})
		must(t, err)
		class, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: school.ID, Kind: care.Class, Stage: care.Junior, Entry: 2026, Number: 1})
		must(t, err)
		f.Pupil(t, class.ID, "乡校生", "2013-05-01")
		today := care.DateOf(f.Now())
		filed := func(who act.Who, unit care.ID) care.ID {
			t.Helper()
			id, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: unit, Kind: "lecture", Values: values(today)})
			must(t, err)
			return id
		}
		ofSchool, another := filed(officer, school.ID), filed(officer, school.ID)
		ofTownship, ofVillage := filed(c.Supervisor, c.Township.ID), filed(c.Director, c.Village.ID)
		must(t, r.Generate(ctx))
		for _, id := range []care.ID{ofTownship, ofVillage} {
			_, err := r.Open(ctx, c.Supervisor, id)
			must(t, err)
		}
		for _, id := range []care.ID{ofSchool, another} {
			if _, err := r.Open(ctx, c.Supervisor, id); care.KindOf(err) != care.Forbidden {
				t.Errorf("the township opens a school's record: %v", err)
			}
			if _, err := r.Open(ctx, officer, id); err != nil {
				t.Errorf("the education officer opens it: %v", err)
			}
		}
		if _, err := r.Open(ctx, c.Director, ofTownship); care.KindOf(err) != care.Forbidden {
			t.Errorf("a village opens the township's record: %v", err)
		}
		list, total, err := r.List(ctx, c.Supervisor, c.Township.ID, store.ActivityFilter{}, 50, 0)
		must(t, err)
		if total != 2 || len(list) != 2 || slices.ContainsFunc(list, func(rec supervision.Record) bool { return rec.Where.Kind.OfSchool() }) {
			t.Errorf("the township's list has %d of %d: %+v", len(list), total, list)
		}
		if _, total, err := r.List(ctx, officer, c.Township.ID, store.ActivityFilter{}, 50, 0); err != nil || total != 4 {
			t.Errorf("the education officer's list of the township has %d: %v", total, err)
		}
		year := care.SchoolYear(today)
		for _, w := range []act.Who{c.Supervisor, officer} {
			who, want := w.Role, w == officer
			b, err := r.Board(ctx, w, c.Township.ID, year)
			must(t, err)
			if got := slices.ContainsFunc(b.Below, func(row supervision.BelowRow) bool { return row.Unit.Kind.OfSchool() }); got != want {
				t.Errorf("%s: a school stands on the township's board: %v", who, got)
			}
			l, err := r.Lessons(ctx, w, c.Township.ID, today)
			must(t, err)
			if (len(l.Classes) > 0) != want {
				t.Errorf("%s: %d classes stand among the township's lessons", who, len(l.Classes))
			}
			s, err := r.Staffing(ctx, w, c.Township.ID)
			must(t, err)
			if got := slices.ContainsFunc(s.Rows, func(row supervision.StaffRow) bool { return row.Unit.ID == school.ID }); got != want {
				t.Errorf("%s: the school's staff stands on the township's page: %v", who, got)
			}
		}
	})
}
