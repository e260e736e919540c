package supervision_test

import (
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/supervision"
)

// YY2023-2.2-07: a compulsory course has two credits and 32 hours at least. A course
// with fewer is recorded and finishes nothing, alone or beside another like it; an
// amendment that falls below opens the duty again.
func TestOnlyACourseWithItsCreditsAndHoursCounts(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, officer := room(f), f.As(care.DistrictOfficer)
		u, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.School, Stage: care.University, Name: "试验大学"})
		must(t, err)
		must(t, r.Generate(ctx))
		today := care.DateOf(f.Now())
		file := func(credits, hours float64, amends care.ID) (care.ID, int) {
			v := values(today)
			v["credits"], v["hours"] = questionnaire.NumberValue(credits), questionnaire.NumberValue(hours)
			id, finished, err := r.FileActivity(ctx, officer, supervision.NewActivity{Unit: u.ID, Kind: "university_course", Values: v, Amends: amends})
			must(t, err)
			return id, len(finished)
		}
		stands := func() (duty.State, int) {
			b, err := r.Board(ctx, officer, u.ID, care.SchoolYear(today))
			must(t, err)
			l := line(t, b, "university_course")
			return l.Stands.State, l.Have
		}
		for _, c := range []struct{ credits, hours float64 }{{1, 32}, {1, 16}, {2, 31}} {
			if _, finished := file(c.credits, c.hours, 0); finished != 0 {
				t.Errorf("a course of %v credits and %v hours finished %d duties", c.credits, c.hours, finished)
			}
			if state, have := stands(); state == duty.Done || have != 0 {
				t.Errorf("after a course of %v credits and %v hours the duty is %s with %d courses", c.credits, c.hours, state, have)
			}
		}
		id, finished := file(2, 32, 0)
		if state, have := stands(); finished != 1 || state != duty.Done || have != 1 {
			t.Errorf("after a course of 2 credits and 32 hours %d duties were finished, it is %s with %d courses", finished, state, have)
		}
		file(1, 32, id)
		if state, have := stands(); state == duty.Done || have != 0 {
			t.Errorf("after an amendment to 1 credit the duty is %s with %d courses", state, have)
		}
	})
}
