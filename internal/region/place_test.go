package region_test

import (
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// Every kind of unit that the packs ask something of can be founded somewhere, with the
// seat that answers for it; a faculty only in a university.
func TestEveryKindOfUnitHasAPlace(t *testing.T) {
	f := fixture.SQLite(t)
	officer := f.As(care.DistrictOfficer)
	add := func(parent care.ID, kind care.UnitKind, stage care.Stage) (care.Unit, error) {
		return f.Regions.AddUnit(t.Context(), officer, care.Unit{Parent: parent, Kind: kind, Stage: stage, Name: "试验单位" + string(kind)})
	}
	university, err := add(officer.Unit, care.School, care.University)
	must(t, err)
	if _, err := add(f.School.ID, care.College, ""); care.KindOf(err) != care.Invalid {
		t.Errorf("a faculty in a secondary school: %v; want a refusal", err)
	}
	for kind, where := range map[care.UnitKind]care.ID{care.College: university.ID, care.Preschool: officer.Unit, care.Station: officer.Unit, care.Hotline: officer.Unit} {
		u, err := add(where, kind, "")
		must(t, err)
		must(t, f.View(t.Context(), act.System, func(tx *act.Tx) error {
			posts, err := tx.PostsAt(u.ID)
			if err == nil && len(posts) != 1 {
				t.Errorf("%s is founded with %d seats; want the one that answers for it", kind, len(posts))
			}
			return err
		}))
	}
	able := map[care.UnitKind]bool{care.District: true, care.UniversityUnit: true} // founded with the region; a school of that stage
	for _, kind := range care.UnitKinds() {
		for _, k := range region.KindsBelow(care.Unit{Kind: kind, Stage: care.University}) {
			able[k] = true
		}
	}
	for _, c := range f.Policy().Cadences() {
		for _, kind := range c.Unit {
			if !able[kind] {
				t.Errorf("%s binds a %s, which nobody can found", c.ID, kind)
			}
		}
	}
}
