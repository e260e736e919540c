package screening_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
)

// TestEachSchoolOfADistrictsRoundWaitsForItsOwnTwoAdults: two adults of one school open the
// round there and nowhere else; in the other nobody signs in until its own two answered.
func TestEachSchoolOfADistrictsRoundWaitsForItsOwnTwoAdults(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer, today := context.Background(), f.As(care.DistrictOfficer), care.DateOf(f.Now())
		own := []act.Who{f.As(care.DutyAdult), f.As(care.PsychologyTeacher)}
		others := []act.Who{f.AsOther(care.DutyAdult), f.AsOther(care.PsychologyTeacher)}
		var posts []care.ID
		for _, w := range append(append([]act.Who{}, own...), others...) {
			posts = append(posts, w.Post)
		}
		c, err := f.Screening.PlanRound(ctx, officer, screening.Plan{Unit: f.Root, Title: "全县测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7}, Instruments: []string{"phq9", "gad7"}, DutyPosts: posts})
		must(t, err)
		must(t, f.Screening.SendDrill(ctx, officer, c.ID))
		board := func(who act.Who) screening.Board {
			b, err := f.Screening.Board(ctx, who, c.ID, 0)
			must(t, err)
			return b
		}
		opens := func() error { return f.Screening.OpenRound(ctx, officer, c.ID) }

		must(t, f.Screening.AckDrill(ctx, own[0], c.ID))
		must(t, f.Screening.AckDrill(ctx, others[0], c.ID)) // two answers, and no school has two
		if err := opens(); care.KindOf(err) != care.Conflict {
			t.Errorf("one adult in each school: %v, want conflict", err)
		}
		if b := board(officer); b.Ready != 0 || len(b.Awaited()) != 2 || b.Next.Step != screening.StepAwait {
			t.Errorf("one in each: %d ready, %d awaited, next %s", b.Ready, len(b.Awaited()), b.Next.Step)
		}
		for _, role := range []care.Role{care.Principal, care.ClassTeacher, care.Inspector} {
			if err := f.Screening.AckDrill(ctx, f.As(role), c.ID); err == nil {
				t.Errorf("%s, who was not asked, answers the test alert", role)
			}
		}
		must(t, f.Screening.AckDrill(ctx, own[1], c.ID))
		for _, role := range []care.Role{care.PsychologyLead, care.Principal, care.DistrictResearcher} {
			if err := f.Screening.OpenRound(ctx, f.As(role), c.ID); err == nil {
				t.Errorf("%s opens the district's round", role)
			}
		}
		must(t, opens())
		if b := board(officer); b.Ready != 1 || len(b.Awaited()) != 1 || b.Awaited()[0].School.ID != f.Other.ID || b.Awaited()[0].Drilled.Answered != 1 {
			t.Errorf("the district's page: %d ready, awaits %+v; want the other school with one", b.Ready, b.Awaited())
		}
		if b := board(f.As(care.PsychologyLead)); len(b.Awaited()) != 0 {
			t.Errorf("the page of the school that is ready awaits %+v", b.Awaited())
		}
		if b := board(f.AsOther(care.PsychologyLead)); len(b.Awaited()) != 1 || b.Awaited()[0].School.ID != f.Other.ID {
			t.Errorf("the page of the other awaits %+v", b.Awaited())
		}

		signIn := func(teacher, psychologist act.Who, class, pupil care.ID) error {
			must(t, f.Screening.RecordConsents(ctx, teacher, c.ID, []screening.NewConsent{{Person: pupil, Decision: care.ConsentAgree, Channel: "batch"}}))
			list, err := f.Screening.IssueTickets(ctx, psychologist, c.ID, class, today)
			must(t, err)
			_, err = f.Screening.SignIn(ctx, list[0].ClassCode, list[0].Code)
			return err
		}
		must(t, signIn(f.As(care.ClassTeacher), f.As(care.PsychologyTeacher), f.Class.ID, f.Pupils[0]))
		there := func() error {
			return signIn(f.AsOther(care.ClassTeacher), f.AsOther(care.PsychologyTeacher), f.OtherCls.ID, f.Strangers[0])
		}
		if err := there(); care.KindOf(err) != care.Forbidden {
			t.Errorf("a pupil of the school that waits signs in: %v, want forbidden", err)
		}
		must(t, f.Screening.AckDrill(ctx, others[1], c.ID))
		must(t, there())
		if b := board(officer); b.Ready != 2 || len(b.Awaited()) != 0 {
			t.Errorf("both: %d ready, awaits %+v", b.Ready, b.Awaited())
		}
		clean(t, f)
	})
}

// TestTheAnswerOfWhoLeftOpensNoSchool: a school whose duty adult left his post waits for
// whoever follows; the page says so, and the one who follows finds it in his work.
func TestTheAnswerOfWhoLeftOpensNoSchool(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, lead, adult := context.Background(), f.As(care.PsychologyLead), f.As(care.DutyAdult)
	today := care.DateOf(f.Now())
	c, err := f.Screening.PlanRound(ctx, lead, screening.Plan{Unit: f.School.ID, Title: "全校测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7}, Instruments: []string{"phq9", "gad7"},
		DutyPosts: []care.ID{adult.Post, f.As(care.PsychologyTeacher).Post}})
	must(t, err)
	must(t, f.Screening.SendDrill(ctx, lead, c.ID))
	for _, w := range []act.Who{adult, f.As(care.PsychologyTeacher)} {
		must(t, f.Screening.AckDrill(ctx, w, c.ID))
	}
	must(t, f.Regions.Release(ctx, f.As(care.DistrictOfficer), adult.Post, adult.Person))
	if err := f.Screening.OpenRound(ctx, lead, c.ID); care.KindOf(err) != care.Conflict {
		t.Errorf("one of the two left, and the round opens: %v", err)
	}
	b, err := f.Screening.Board(ctx, lead, c.ID, 0)
	must(t, err)
	if b.Behind.Drilled.Answered != 1 || b.Ready != 0 {
		t.Errorf("the page counts %d answers and %d schools ready, want 1 and none", b.Behind.Drilled.Answered, b.Ready)
	}
	next, _, err := f.Regions.Appoint(ctx, f.As(care.DistrictOfficer), f.As(care.GradeHead).Person, region.Seat{Unit: f.School.ID, Role: care.DutyAdult})
	must(t, err)
	follows := f.As(care.GradeHead)
	follows.Post, follows.Role = next, care.DutyAdult
	must(t, f.Screening.AckDrill(ctx, follows, c.ID))
	must(t, f.Screening.OpenRound(ctx, lead, c.ID))
}
