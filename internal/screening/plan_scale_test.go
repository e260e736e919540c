package screening_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/instrument"
	"xinhuan/internal/screening"
)

// TestEveryInstrumentIsPlannedOrSaysWhyNot: a round of each scale alone is planned, or the
// field says what is missing: items and key, the text, or pupils of its age.
func TestEveryInstrumentIsPlannedOrSaysWhyNot(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, lead, today := context.Background(), f.As(care.PsychologyLead), care.DateOf(f.Now())
		o, err := f.Screening.PlanOptions(ctx, lead, f.School.ID)
		must(t, err)
		offered := func(in *instrument.Instrument) bool {
			return slices.ContainsFunc(o.Battery, func(b *instrument.Instrument) bool { return b.ID == in.ID })
		}
		plan := func(id string) error {
			_, err := f.Screening.PlanRound(ctx, lead, screening.Plan{Unit: f.School.ID, Title: "逐个量表", OpensOn: today, ClosesOn: today, Grades: []int{7},
				Instruments: []string{id}, DutyPosts: []care.ID{f.As(care.DutyAdult).Post, f.As(care.PsychologyTeacher).Post}})
			return err
		}
		for _, in := range f.Instruments.All() {
			err := plan(in.ID)
			want := ""
			switch {
			case in.External:
				want = "neither items nor a scoring key"
			case !in.HasText(care.Zh):
				want = "Settings, Instruments, Import licensed text"
			case !screening.FitsGrade(in, 7):
				want = "does not fit the ages"
			}
			var e *care.Error
			if errors.As(err, &e); want == "" {
				must(t, err)
			} else if care.KindOf(err) != care.Invalid || !strings.Contains(e.Fields["instruments"].En, want) || e.Fields["instruments"].Zh == "" {
				t.Errorf("%s: got %v, want %q", in.ID, err, want)
			}
			if want != "" && offered(in) {
				t.Errorf("%s is offered and can't be planned: %s", in.ID, want)
			}
		}
		if err := plan("nosuch"); care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), "there is no instrument nosuch") {
			t.Errorf("an unknown scale: %v", err)
		}
	})
}
