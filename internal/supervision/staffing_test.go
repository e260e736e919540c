package supervision_test

import (
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/supervision"
)

// A school is held against the ratio of its size, by whoever sits in its psychology
// posts today; another region's pack asks for another number without other code.
func TestStaffingFollowsThePack(t *testing.T) {
	f := fixture.SQLite(t)
	row := func() supervision.StaffRow {
		t.Helper()
		b, err := room(f).Staffing(ctx, f.As(care.DistrictOfficer), f.As(care.DistrictOfficer).Unit)
		must(t, err)
		var found supervision.StaffRow
		for _, r := range b.Rows {
			if r.Unit.ID == f.School.ID && (r.Ratio.ID == "small_school" || r.Ratio.ID == "hill_school") {
				found = r
			}
		}
		return found
	}
	people := map[care.ID]bool{f.As(care.PsychologyLead).Person: true, f.As(care.PsychologyTeacher).Person: true}
	if got := row(); got.Ratio.ID != "small_school" || got.Size < len(f.Pupils) || got.Needs != 1 || got.Has != len(people) || got.Short() != 0 {
		t.Fatalf("got %+v; want one asked and %d there", got, len(people))
	}
	for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher} {
		who := f.As(role)
		must(t, f.Kernel.Do(ctx, act.System, "test", func(tx *act.Tx) error { return tx.EndHolding(who.Post, who.Person) }))
	}
	if got := row(); got.Has != 0 || got.Short() != 1 {
		t.Errorf("with both posts empty: got %+v; want one missing", got)
	}
	f.Adopt(t, fixture.HillPack(t, nil))
	if got := row(); got.Ratio.ID != "hill_school" || got.Needs != 3 || got.Short() != 3 {
		t.Errorf("under the other pack: got %+v; want three missing", got)
	}
}

func TestStaffingIsForThoseWhoSeeTheUnit(t *testing.T) {
	f := fixture.SQLite(t)
	if _, err := room(f).Staffing(ctx, f.AsOther(care.Principal), f.School.ID); err == nil {
		t.Error("another school's principal reads the school's posts")
	}
	if _, err := room(f).Staffing(ctx, f.As(care.Principal), f.School.ID); err != nil {
		t.Error(err)
	}
}
