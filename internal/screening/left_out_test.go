package screening_test

import (
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
)

// A sheet without the items about self-harm is read by what was asked: the item that
// was not counts as zero, and neither makes a sheet quick nor hides that it was.
func TestAnItemNotAskedSaysNothingOfTheOthers(t *testing.T) {
	f := fixture.SQLite(t)
	battery := []care.BatteryItem{{Instrument: "phq9"}, {Instrument: "gad7"}}
	for _, c := range []struct {
		name    string
		elapsed []int32
		retake  bool
	}{
		{"half of what was asked, quickly", []int32{900, 900, 900, 900, 5000, 5000, 5000, 5000, 900}, false},
		{"most of what was asked, quickly", []int32{900, 900, 900, 900, 900, 5000, 5000, 5000, 5000}, true},
	} {
		sheet := fixture.Sheet(1, 0, 0, 0, 1, 1, 0, 2, questionnaire.Missing)
		sheet.Elapsed = map[string][]int32{"phq9": c.elapsed}
		got := f.Screening.Evaluate(battery, sheet, screening.Pupil{Age: 13, Grade: 7}, true)
		if s := got.Scores["phq9"]; got.Retake != c.retake || got.Partial || !s.LeftOut || s.Total != 5 {
			t.Errorf("%s: asked again %v, partial %v, left out %v, total %v; want %v, false, true, 5", c.name, got.Retake, got.Partial, s.LeftOut, s.Total, c.retake)
		}
	}
}
