package instrument

import (
	"slices"
	"testing"

	"xinhuan/internal/questionnaire"
	"xinhuan/policies"
)

// Of what the product does not score it promises that an outside result can be written
// down: the form for it names each such scale.
func TestOutsideResultsOfEveryExternalScaleCanBeWrittenDown(t *testing.T) {
	forms, err := questionnaire.LoadForms(policies.FS, "national/forms")
	if err != nil {
		t.Fatal(err)
	}
	def, ok := forms.Get("outside_result")
	if !ok || !def.OnPerson() || def.Reads() != "scores" {
		t.Fatal("there is no form of a person's file for outside results that is read like scores")
	}
	var named, want []string
	for _, o := range def.Field("scale").Options {
		named = append(named, o.Code)
	}
	for _, in := range library.All() {
		if in.External || in.Licence.Class == None {
			want = append(want, in.ID)
		}
	}
	want = append(want, "other")
	slices.Sort(named)
	slices.Sort(want)
	if !slices.Equal(named, want) {
		t.Errorf("the form names %v, want %v", named, want)
	}
}
