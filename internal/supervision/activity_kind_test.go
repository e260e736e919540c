package supervision_test

import (
	"slices"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/supervision"
)

// TestAUnitRecordsWhatItsKindCanDo: a school is neither offered nor allowed the
// clinic of a hospital, the review of a faculty or what a district registers, and a
// class only what names classes.
func TestAUnitRecordsWhatItsKindCanDo(t *testing.T) {
	f := fixture.SQLite(t)
	r, lead, officer := room(f), f.As(care.PsychologyLead), f.As(care.DistrictOfficer)
	university, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.School, Stage: care.University, Name: "试验大学"})
	must(t, err)
	offered := func(unit care.ID) (ids []string) {
		_, list, err := r.Kinds(ctx, officer, unit)
		must(t, err)
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		return ids
	}
	for _, c := range []struct {
		unit    care.ID
		yes, no []string
	}{
		{f.School.ID, []string{"lesson", "parent_training", "case_meeting", "facility"}, []string{"clinic", "faculty_review", "hotline_roster", "platform_lead", "university_course", "class_mood"}},
		{f.Class.ID, []string{"lesson", "theme_activity", "class_mood"}, []string{"budget", "joint_meeting", "yearly_plan", "faculty_review"}},
		{university.ID, []string{"university_course", "faculty_review", "hotline_roster"}, []string{"exam_counselling", "clinic", "lesson"}},
		{f.Root, []string{"platform_lead", "joint_meeting", "inspection"}, []string{"lesson", "dorm_visit", "clinic"}},
	} {
		list := offered(c.unit)
		for _, id := range c.yes {
			if !slices.Contains(list, id) {
				t.Errorf("%s is not offered to %d", id, c.unit)
			}
		}
		for _, id := range c.no {
			if slices.Contains(list, id) {
				t.Errorf("%s is offered to %d", id, c.unit)
			}
		}
	}
	for _, kind := range []string{"clinic", "faculty_review", "platform_lead"} {
		v := values(care.DateOf(f.Now()))
		_, err := r.Blank(ctx, lead, f.School.ID, kind, supervision.Asked{})
		_, _, filed := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: kind, Values: v})
		drafted := r.SaveDraft(ctx, lead, f.School.ID, kind, 0, supervision.Asked{}, v)
		for what, err := range map[string]error{"opening": err, "filing": filed, "drafting": drafted} {
			if care.KindOf(err) != care.Invalid {
				t.Errorf("%s %s for a school: got %v, want it refused with what to do", what, kind, err)
			}
		}
	}
}
