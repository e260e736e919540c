package casework

import (
	"slices"
	"testing"

	"xinhuan/internal/access"
	"xinhuan/internal/questionnaire"
	"xinhuan/policies"
)

func shippedForms(t *testing.T) *questionnaire.Library {
	t.Helper()
	l, err := questionnaire.LoadForms(policies.FS, "national/forms")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Recipients of a notice may read the plan; what a pupil said in talks and the
// safety plan in his own words are not it.
func TestTalksAreNotThePlan(t *testing.T) {
	want := map[string]access.Data{"plan": access.Plan, "level_decision": access.Plan, "safety_plan": access.Interview,
		"f5_interview": access.Interview, "f6_risk": access.Interview, "safety_check": access.Interview}
	for form, data := range want {
		def, _ := shippedForms(t).Get(form)
		if got := dataOfPart(def, questionnaire.ClassPlan); got != data {
			t.Errorf("the general part of %s is %q, want %q", form, got, data)
		}
	}
}

// Every form names content that the need-to-know table knows.
func TestFormsNameContentOfTheMatrix(t *testing.T) {
	known := []access.Data{access.Identity, access.Answers, access.Scores, access.Level, access.Plan, access.Interview, access.Protection, access.Medical,
		access.Notes, access.Contacts, access.Alerts, access.Consent, access.Round, access.Session, access.Posts, access.Activities, access.Concerns, access.Audit, access.Counts, access.Privacy}
	for _, name := range questionnaire.RecordData() {
		if !slices.Contains(known, access.Data(name)) {
			t.Errorf("forms may name %q, which is no kind of content", name)
		}
	}
}
