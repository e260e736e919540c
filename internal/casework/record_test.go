package casework

import (
	"testing"

	"xinhuan/internal/access"
	"xinhuan/internal/questionnaire"
)

// Recipients of a notice may read the plan; what a pupil said in talks and the
// safety plan in his own words are not it.
func TestTalksAreNotThePlan(t *testing.T) {
	want := map[string]access.Data{"plan": access.Plan, "level_decision": access.Plan, "safety_plan": access.Interview,
		"f5_interview": access.Interview, "f6_risk": access.Interview, "safety_check": access.Interview}
	for form, data := range want {
		if got := dataOfPart(form, questionnaire.ClassPlan); got != data {
			t.Errorf("the general part of %s is %q, want %q", form, got, data)
		}
	}
}
