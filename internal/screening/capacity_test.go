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

// capped plans a round of grade 7 in which a duty adult covers six pupils a day, and lets
// slips be issued: three checks and 500 danger answers in 1,000.
func capped(t *testing.T, f *fixture.Fixture, who act.Who, unit care.ID, posts ...care.ID) care.Campaign {
	t.Helper()
	ctx, today := context.Background(), care.DateOf(f.Now())
	c, err := f.Screening.PlanRound(ctx, who, screening.Plan{Unit: unit, Title: "秋季测评", OpensOn: today, ClosesOn: today.AddDays(9), Grades: []int{7},
		Instruments: []string{"phq9"}, DutyPosts: posts, PerAdult: 3, Expected: 500})
	must(t, err)
	must(t, f.Screening.SendDrill(ctx, who, c.ID))
	return c
}

// issues tells how many slips the class got, and how many more its page says there may be.
func issues(f *fixture.Fixture, who act.Who, c care.Campaign, class care.ID) (n, left int, err error) {
	ctx := context.Background()
	list, err := f.Screening.IssueTickets(ctx, who, c.ID, class, care.DateOf(f.Now()))
	b, seen := f.Screening.ClassBoard(ctx, who, c.ID, class)
	if err == nil {
		err = seen
	}
	return len(list), b.Left, err
}

func full(t *testing.T, what string, left int, err error, want int) {
	t.Helper()
	if care.KindOf(err) != care.Invalid || left != want {
		t.Errorf("%s: %v, %d left; want a refusal and %d left", what, err, left, want)
	}
}

// TestADayHoldsWhatDifferentPeopleCanCheck: one person's posts count once, a vacant post
// only by who acts for it, and not again when he is counted already.
func TestADayHoldsWhatDifferentPeopleCanCheck(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer, lead, teacher := context.Background(), f.As(care.DistrictOfficer), f.As(care.PsychologyLead), f.As(care.PsychologyTeacher)
		one, head := f.As(care.DutyAdult), f.As(care.GradeHead)
		again, _, err := f.Regions.Appoint(ctx, officer, one.Person, region.Seat{Unit: f.School.ID, Role: care.DutyAdult})
		must(t, err)
		alone := capped(t, f, lead, f.School.ID, one.Post, again)
		f.Consent(t, alone.ID, care.ConsentAgree, f.Pupils...)
		_, left, err := issues(f, teacher, alone, f.Class.ID)
		full(t, "two posts of one person", left, err, 6)

		other, _, err := f.Regions.Appoint(ctx, officer, head.Person, region.Seat{Unit: f.School.ID, Role: care.DutyAdult})
		must(t, err)
		pair := capped(t, f, lead, f.School.ID, one.Post, again, other)
		f.Consent(t, pair.ID, care.ConsentAgree, f.Pupils...)
		must(t, f.Regions.Release(ctx, officer, other, head.Person))
		_, left, err = issues(f, teacher, pair, f.Class.ID)
		full(t, "a vacant post", left, err, 6)
		must(t, f.Regions.Substitute(ctx, officer, other, one.Post))
		_, left, err = issues(f, teacher, pair, f.Class.ID)
		full(t, "a vacant post for which somebody counted acts", left, err, 6)
		must(t, f.Regions.Substitute(ctx, officer, other, head.Post))
		n, left, err := issues(f, teacher, pair, f.Class.ID)
		must(t, err)
		if n != len(f.Pupils) || left != 0 {
			t.Errorf("with somebody else acting: %d slips and %d left, want %d and 0", n, left, len(f.Pupils))
		}
		if n, _, err = issues(f, teacher, pair, f.Class.ID); n != len(f.Pupils) || err != nil {
			t.Errorf("issued again: %d slips, %v", n, err)
		}

		_, left, err = issues(f, teacher, alone, f.Class.ID)
		full(t, "another round on the same day with the same adult", left, err, 0)
	})
}

// TestAShareIsOneForAllSchools: who is on duty above two schools is not there twice; what
// only he can do comes first, whoever asked first.
func TestAShareIsOneForAllSchools(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer := context.Background(), f.As(care.DistrictOfficer)
		above, _, err := f.Regions.Appoint(ctx, officer, f.As(care.DistrictResearcher).Person, region.Seat{Unit: f.Root, Role: care.DutyAdult})
		must(t, err)
		c := capped(t, f, officer, f.Root, above, f.As(care.DutyAdult).Post, f.AsOther(care.DutyAdult).Post)
		f.Consent(t, c.ID, care.ConsentAgree, f.Pupils...)
		var list []screening.NewConsent
		for _, p := range f.Strangers {
			list = append(list, screening.NewConsent{Person: p, Decision: care.ConsentAgree, Channel: "batch"})
		}
		must(t, f.Screening.RecordConsents(ctx, f.AsOther(care.ClassTeacher), c.ID, list))
		n, left, err := issues(f, f.AsOther(care.PsychologyTeacher), c, f.OtherCls.ID)
		must(t, err)
		if n != 4 || left != 8 { // 2 of its own adult, 6 of the one above
			t.Errorf("the first school: %d slips and %d left, want 4 and 8", n, left)
		}
		n, left, err = issues(f, f.As(care.PsychologyTeacher), c, f.Class.ID)
		must(t, err) // its own six and the six of the one above
		if n != 12 || left != 0 {
			t.Errorf("the second school: %d slips and %d left, want 12 and 0", n, left)
		}
		if b, err := f.Screening.ClassBoard(ctx, f.AsOther(care.PsychologyTeacher), c.ID, f.OtherCls.ID); err != nil || b.Left != 2 {
			t.Errorf("the first school after that: %d left, %v; want 2", b.Left, err)
		}
		own := capped(t, f, f.As(care.PsychologyLead), f.School.ID, f.As(care.DutyAdult).Post, f.As(care.PsychologyTeacher).Post)
		f.Consent(t, own.ID, care.ConsentAgree, f.Pupils...)
		_, left, err = issues(f, f.As(care.PsychologyTeacher), own, f.Class.ID)
		full(t, "the school's own round on that day", left, err, 6)
	})
}
