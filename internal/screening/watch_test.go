package screening_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
)

// TestTheClassesOfAnEmptySeatGoToWhoStandsIn: who acts for an invigilator's empty seat
// runs its classes, of rounds still planned too, where he may run a class at all; else
// they climb. Whoever left, and everybody else, runs none of them.
func TestTheClassesOfAnEmptySeatGoToWhoStandsIn(t *testing.T) {
	for name, c := range map[string]struct{ substitute, heir care.Role }{
		"a class teacher stands in":          {care.ClassTeacher, care.ClassTeacher},
		"who stands in may run no class":     {care.SafetyOffice, care.PsychologyTeacher},
		"nobody stands in, so they climb up": {"", care.PsychologyTeacher},
	} {
		t.Run(name, func(t *testing.T) {
			fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
				ctx, lead, admin, seat := context.Background(), f.As(care.PsychologyLead), f.As(care.SecurityAdmin), f.As(care.Invigilator)
				open := f.OpenRound(t)
				planned, err := f.Screening.PlanRound(ctx, lead, screening.Plan{Unit: f.School.ID, Title: "春季测评", OpensOn: "2027-03-01", ClosesOn: "2027-03-30", Grades: []int{7, 8},
					Instruments: []string{"phq9"}, DutyPosts: []care.ID{f.As(care.DutyAdult).Post, f.As(care.PsychologyTeacher).Post}})
				must(t, err)
				must(t, f.Screening.SetInvigilators(ctx, lead, open.ID, map[care.ID]care.ID{f.Class.ID: 0, f.Class2.ID: seat.Post}))
				must(t, f.Screening.SetInvigilators(ctx, lead, planned.ID, map[care.ID]care.ID{f.Class2.ID: seat.Post}))
				runs := func(who act.Who) bool {
					_, err := f.Screening.IssueTickets(ctx, who, open.ID, f.Class2.ID, care.DateOf(f.Now()))
					return err == nil
				}
				if !runs(seat) || c.heir == care.ClassTeacher && runs(f.As(c.heir)) {
					t.Fatal("before: the invigilator runs his class, and the class teacher of another class does not")
				}
				if c.substitute != "" {
					must(t, f.Regions.Substitute(ctx, admin, seat.Post, f.As(c.substitute).Post))
				}
				must(t, f.Regions.Release(ctx, admin, seat.Post, seat.Person))
				for _, round := range []care.ID{open.ID, planned.ID} {
					plan, err := f.Screening.WatchPlan(ctx, lead, round, 0)
					must(t, err)
					for _, l := range plan.Classes {
						want := care.ID(0)
						if l.Class.ID == f.Class2.ID {
							want = f.As(c.heir).Post
						}
						if l.Watcher != want {
							t.Errorf("round %s class %s lies with %s, want %s", round, l.Class.ID, l.Watcher, want)
						}
					}
					if !offers(plan, f.As(c.heir).Post) {
						t.Errorf("the planner's list lacks who sits there now")
					}
				}
				if !runs(f.As(c.heir)) {
					t.Errorf("the %s may not run the class", c.heir)
				}
				if runs(seat) {
					t.Error("who left the seat still runs the class")
				}
				for _, role := range []care.Role{care.SafetyOffice, care.SubjectTeacher, care.DutyAdult, care.GradeHead, care.Principal} {
					if runs(f.As(role)) {
						t.Errorf("the %s runs the class", role)
					}
				}
				if runs(f.AsOther(care.Invigilator)) || runs(f.AsOther(care.PsychologyTeacher)) {
					t.Error("somebody of another school runs the class")
				}
				must(t, f.Screening.SetInvigilators(ctx, lead, open.ID, map[care.ID]care.ID{f.Class.ID: f.As(c.heir).Post}))
			})
		})
	}
}

func offers(p screening.WatchPlan, post care.ID) bool {
	for _, o := range p.Posts {
		if o.Post == post && !o.Vacant() {
			return true
		}
	}
	return false
}
