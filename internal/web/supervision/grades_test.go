package supervisionweb_test

import (
	"testing"

	"xinhuan/internal/care"
)

// The board says which grades no closed round covered yet (K6).
func TestTheBoardNamesTheGradesThatAreMissing(t *testing.T) {
	s := schoolSite(t)
	if err := s.Supervision.Generate(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := s.As(t, care.PsychologyLead)
	b.Get("/duties/" + s.School.ID.String()).OK().Has("还缺七年级、八年级")
	b.Get("/duties/" + s.School.ID.String() + "?lang=en").OK().Has("still missing: Grade 7, Grade 8")
}
