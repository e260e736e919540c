package screening_test

import (
	"context"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
)

// TestWhoSitsWithAClassRunsItInThatRoundAlone: being named in one round opens neither
// the slips nor the lists of another round of the same class, and nothing once the
// name is taken away.
func TestWhoSitsWithAClassRunsItInThatRoundAlone(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, lead, invigilator, today := context.Background(), f.As(care.PsychologyLead), f.As(care.Invigilator), care.DateOf(f.Now())
		named := f.OpenRound(t)
		other, err := f.Screening.PlanRound(ctx, lead, screening.Plan{Unit: f.School.ID, Title: "另一次测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7, 8},
			Instruments: []string{"phq9"}, DutyPosts: []care.ID{f.As(care.DutyAdult).Post, f.As(care.PsychologyTeacher).Post}})
		if err != nil {
			t.Fatal(err)
		}
		f.Consent(t, other.ID, care.ConsentAgree, f.Pupils...)
		steps := map[string]func(round care.ID) error{
			"sees the class": func(round care.ID) error {
				_, err := f.Screening.ClassBoard(ctx, invigilator, round, f.Class.ID)
				return err
			},
			"sees who is done": func(round care.ID) error {
				_, _, err := f.Screening.ClassProgress(ctx, invigilator, round, f.Class.ID)
				return err
			},
			"issues slips": func(round care.ID) error {
				_, err := f.Screening.IssueTickets(ctx, invigilator, round, f.Class.ID, today)
				return err
			},
			"prints slips again": func(round care.ID) error {
				_, err := f.Screening.TicketSheet(ctx, invigilator, round, f.Class.ID)
				return err
			},
			"records an absence": func(round care.ID) error {
				return f.Screening.RecordAbsence(ctx, invigilator, round, f.Pupils[0], "ill")
			},
		}
		for name, step := range steps {
			if err := step(named.ID); err != nil {
				t.Errorf("%s in his round: %v", name, err)
			}
			if err := step(other.ID); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s in another round: got %v, want forbidden", name, err)
			}
		}
		if err := f.Screening.SetInvigilators(ctx, lead, named.ID, map[care.ID]care.ID{f.Class.ID: 0}); err != nil {
			t.Fatal(err)
		}
		for name, step := range steps {
			if err := step(named.ID); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s after his name was taken away: got %v, want forbidden", name, err)
			}
		}
	})
}
