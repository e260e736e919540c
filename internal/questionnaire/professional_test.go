package questionnaire

import (
	"regexp"
	"slices"
	"testing"

	"xinhuan/internal/care"
)

// What somebody tired would leave out and must not: each of these fields is asked
// of everybody who fills in the form.
func TestWhatMustNotBeSkippedCannotBe(t *testing.T) {
	for id, fields := range map[string][]string{
		"f7_case_meeting": {"mandatory_report", "pupil_view", "strengths"}, "f10_crisis_report": {"mandatory_report", "safe_now", "where_now"},
		"f11_emergency": {"mandatory_report", "safe_now"}, "f12_referral": {"basis", "guardian_decision", "ask_again_on"},
		"f13_discharge": {"suicide_asked", "summary_consent"}, "f14_leave": {"assessed", "in_charge", "return_told"}, "f15_return": {"self_harm", "pupil_talk", "result"},
		"f16_counselling": {"self_harm", "harm_by_others", "limits_told"}, "f20_hotline": {"suicide_asked", "mandatory_report", "grade"},
		"f22_hardship": {"self_harm", "harm"}, "f24_emergency": {"mandatory_report"}, "f25_mandatory_report": {"reported", "guardian_told", "safe_now", "self_harm_asked"},
	} {
		d := form(t, id)
		for _, name := range fields {
			f := d.Field(name)
			if f == nil {
				t.Errorf("%s has no field %s", id, name)
				continue
			}
			if !f.Required || f.ShowWhen != nil {
				t.Errorf("%s: %s may be skipped", id, name)
			}
		}
	}
}

// No form takes a signature that frees anybody from care.
func TestNoFormAsksForAWaiver(t *testing.T) {
	waiver := regexp.MustCompile(`(?i)免责|责任自负|后果自负|waiver|liability|at own risk`)
	for _, id := range shippedIDs {
		for _, f := range form(t, id).Fields() {
			if f.Kind == Note {
				continue
			}
			for _, text := range append([]Option{{Label: f.Label}}, f.Options...) {
				if w := waiver.FindString(text.Label.Zh + " " + text.Label.En); w != "" {
					t.Errorf("%s: %s says %q", id, f.ID, w)
				}
			}
		}
	}
}

// A diagnosis is copied from a hospital into the medical part or stands nowhere.
func TestDiagnosesStandInTheMedicalPart(t *testing.T) {
	diagnosis := regexp.MustCompile(`(?i)诊断|diagnos`)
	not := regexp.MustCompile(`(?i)不作诊断|不写诊断|不下诊断|不是诊断|not? a? ?diagnos[ie]s`)
	for _, id := range shippedIDs {
		for _, f := range form(t, id).Fields() {
			said := not.ReplaceAllString(f.Label.Zh+" "+f.Label.En, "")
			if f.Kind != Note && diagnosis.MatchString(said) && f.Class != ClassMedical {
				t.Errorf("%s: %s asks for a diagnosis in the class %s", id, f.ID, f.Class)
			}
		}
	}
}

// A form that stays with its author has no part that anybody else reads.
func TestCounsellingNotesAreTheAuthorsAlone(t *testing.T) {
	d := form(t, "f16_counselling")
	for _, f := range d.Fields() {
		if f.Kind != Note && f.Class != ClassNotes {
			t.Errorf("%s of the counselling record is sealed as %s", f.ID, f.Class)
		}
	}
	if d.Reads() != "notes" || d.Signers() != 1 {
		t.Errorf("got %s read by %d signers", d.Reads(), d.Signers())
	}
}

func TestEarlySignsAreElevenAgesOfFour(t *testing.T) {
	d := form(t, "f23_early_signs")
	ages := d.Field("age").Options
	if len(ages) != 11 {
		t.Fatalf("got %d ages, want 11", len(ages))
	}
	for _, age := range ages {
		f := d.Field(age.Code)
		if f == nil || len(f.Options) != 4 {
			t.Errorf("%s has not four signs", age.Code)
			continue
		}
		shown := d.Visible(Values{"age": TextValue(age.Code)})
		for _, other := range ages {
			if slices.Contains(shown, d.Field(other.Code)) != (other.Code == age.Code) {
				t.Errorf("at %s the signs of %s are wrongly shown or hidden", age.Code, other.Code)
			}
		}
	}
}

// The code of a level in any form is the level's own.
func TestEveryLevelOptionIsALevel(t *testing.T) {
	var names []string
	for _, l := range care.Levels() {
		names = append(names, l.String())
	}
	for _, id := range shippedIDs {
		for _, f := range form(t, id).Fields() {
			if f.PrefillFrom != "level.current" && f.PrefillFrom != "level.suggested" {
				continue
			}
			for _, o := range f.Options {
				if !slices.Contains(names, o.Code) {
					t.Errorf("%s: %s offers %q, which is no level", id, f.ID, o.Code)
				}
			}
		}
	}
}

// What is filed comes back the same from its parts, whatever was chosen.
func TestEverySheetComesBackFromItsParts(t *testing.T) {
	for _, id := range shippedIDs {
		d := form(t, id)
		v := d.Clean(fill(d, newRand()))
		parts := map[Class]Values{}
		for class, part := range d.Split(v) {
			for name := range part {
				if d.Field(name).Class != class {
					t.Errorf("%s: %s lands in %s, want %s", id, name, class, d.Field(name).Class)
				}
			}
			back, err := DecodeValues(part.Encode())
			if err != nil {
				t.Fatal(err)
			}
			parts[class] = back
		}
		if got, want := string(Join(parts).Encode()), string(v.Encode()); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}
