package screening_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
)

// TestADistrictsAdultOpensNoSchoolInPlaceOfItsOwn: the district's duty adult is called to
// every school's alerts and counts beside a school's only one; where a school has two,
// both are its own, and a school without any is not planned.
func TestADistrictsAdultOpensNoSchoolInPlaceOfItsOwn(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer, today := context.Background(), f.As(care.DistrictOfficer), care.DateOf(f.Now())
		own, other := []act.Who{f.As(care.DutyAdult), f.As(care.PsychologyTeacher)}, f.AsOther(care.DutyAdult)
		plan := screening.Plan{Unit: f.Root, Title: "全县测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7}, Instruments: []string{"phq9"},
			DutyPosts: []care.ID{own[0].Post, own[1].Post, officer.Post}}
		if _, err := f.Screening.PlanRound(ctx, officer, plan); care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), "fewer than two duty posts") {
			t.Errorf("the other school has the district alone: %v, want it refused", err)
		}
		second, _, err := f.Regions.Appoint(ctx, officer, f.As(care.DistrictResearcher).Person, region.Seat{Unit: f.Root, Role: care.DutyAdult})
		must(t, err)
		plan.DutyPosts = append(plan.DutyPosts, second)
		if _, err := f.Screening.PlanRound(ctx, officer, plan); care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), "no duty post of its own") {
			t.Errorf("the other school has only two of the district: %v, want it refused", err)
		}
		plan.DutyPosts = []care.ID{own[0].Post, own[1].Post, officer.Post, other.Post}
		c, err := f.Screening.PlanRound(ctx, officer, plan)
		must(t, err)
		must(t, f.Screening.SendDrill(ctx, officer, c.ID))
		wants := func(when string, want map[care.ID]screening.Wanting) {
			t.Helper()
			b, err := f.Screening.Board(ctx, officer, c.ID, 0)
			must(t, err)
			for _, l := range b.Schools {
				if l.Wanting != want[l.School.ID] {
					t.Errorf("%s: %s wants %+v, not %+v", when, l.School.Name, want[l.School.ID], l.Wanting)
				}
			}
		}
		wants("nobody", map[care.ID]screening.Wanting{f.School.ID: {Answers: 2, Own: 2}, f.Other.ID: {Answers: 2, Own: 1}})
		must(t, f.Screening.AckDrill(ctx, officer, c.ID))
		must(t, f.Screening.AckDrill(ctx, own[0], c.ID))
		wants("the district and one", map[care.ID]screening.Wanting{f.School.ID: {Answers: 1, Own: 1}, f.Other.ID: {Answers: 1, Own: 1}})
		if err := f.Screening.OpenRound(ctx, officer, c.ID); care.KindOf(err) != care.Conflict {
			t.Errorf("the round opens on the district and one of two: %v", err)
		}
		must(t, f.Screening.AckDrill(ctx, other, c.ID))
		wants("the only one of the other school", map[care.ID]screening.Wanting{f.School.ID: {Answers: 1, Own: 1}, f.Other.ID: {}})
		must(t, f.Screening.OpenRound(ctx, officer, c.ID))
		must(t, f.Screening.AckDrill(ctx, own[1], c.ID))
		wants("all", map[care.ID]screening.Wanting{f.School.ID: {}, f.Other.ID: {}})
		clean(t, f)
	})
}

// TestWhoStandsInIsAskedAsTheHolderWouldBe: the substitute of a vacant duty post, or else
// whoever takes over its work, gets the test alert by itself, and is the one whom a danger
// answer calls; when the post is held again he is asked no more.
func TestWhoStandsInIsAskedAsTheHolderWouldBe(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer, lead, adult := context.Background(), f.As(care.DistrictOfficer), f.As(care.PsychologyLead), f.As(care.DutyAdult)
		deputy, teacher := f.As(care.DeputyPrincipal), f.As(care.PsychologyTeacher)
		today := care.DateOf(f.Now())
		c, err := f.Screening.PlanRound(ctx, lead, screening.Plan{Unit: f.School.ID, Title: "全校测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7, 8}, Instruments: []string{"phq9", "gad7"},
			DutyPosts: []care.ID{adult.Post, lead.Post}})
		must(t, err)
		must(t, f.Screening.SendDrill(ctx, lead, c.ID))
		for _, w := range []act.Who{adult, lead} {
			must(t, f.Screening.AckDrill(ctx, w, c.ID))
		}
		asked := func(who act.Who) bool {
			t.Helper()
			b, err := f.Screening.Board(ctx, who, c.ID, 0)
			must(t, err)
			return b.Can.Answer
		}
		answers := func(when string, want int) {
			t.Helper()
			b, err := f.Screening.Board(ctx, lead, c.ID, 0)
			must(t, err)
			if b.Behind.Drilled.Answered != want {
				t.Errorf("%s: %d answers count, want %d", when, b.Behind.Drilled.Answered, want)
			}
		}
		told := func(who act.Who) (n int) {
			t.Helper()
			must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
				list, err := tx.OutboxDue(1000)
				for _, o := range list {
					if o.Post == who.Post && o.Kind == "alert" {
						n++
					}
				}
				return err
			}))
			return n
		}
		must(t, f.Regions.Release(ctx, officer, adult.Post, adult.Person))
		if !asked(teacher) || told(teacher) != 1 || asked(deputy) {
			t.Errorf("without a substitute the psychology teacher takes over: asked %v, told %d; the deputy asked %v", asked(teacher), told(teacher), asked(deputy))
		}
		must(t, f.Regions.Substitute(ctx, officer, adult.Post, deputy.Post))
		if !asked(deputy) || told(deputy) != 1 || asked(teacher) {
			t.Errorf("the substitute: asked %v, told %d; the psychology teacher asked %v", asked(deputy), told(deputy), asked(teacher))
		}
		b, err := f.Screening.Board(ctx, lead, c.ID, 0)
		must(t, err)
		if i := slices.IndexFunc(b.Drills, func(d screening.DrillLine) bool { return d.Post == adult.Post }); i < 0 || b.Drills[i].Stands == "" || b.Drills[i].As != care.DeputyPrincipal {
			t.Errorf("the page does not say who stands in: %+v", b.Drills)
		}
		answers("before the substitute answered", 1)
		must(t, f.Screening.AckDrill(ctx, deputy, c.ID))
		answers("after the substitute answered", 2)
		must(t, f.Screening.OpenRound(ctx, lead, c.ID))

		f.Consent(t, c.ID, care.ConsentAgree, f.Pupils[0])
		f.Answer(t, f.Tickets(t, c.ID)[f.Pupils[0]], fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 2))
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			calls, err := tx.Calls(f.AlertOf(t, f.Pupils[0]).ID)
			var posts []care.ID
			for _, call := range calls {
				posts = append(posts, call.Post)
			}
			if len(posts) != 2 || !slices.Contains(posts, deputy.Post) || !slices.Contains(posts, lead.Post) {
				t.Errorf("a danger answer calls %v, want the lead and the substitute", posts)
			}
			return err
		}))
		next, _, err := f.Regions.Appoint(ctx, officer, f.As(care.GradeHead).Person, region.Seat{Unit: f.School.ID, Role: care.DutyAdult})
		must(t, err)
		if next != adult.Post {
			t.Fatalf("the new adult sits elsewhere")
		}
		answers("when the post is held again", 1)
		follows := f.As(care.GradeHead)
		follows.Post, follows.Role = next, care.DutyAdult
		if !asked(follows) || asked(deputy) {
			t.Errorf("held again: the holder asked %v, the substitute %v", asked(follows), asked(deputy))
		}
		must(t, f.Screening.AckDrill(ctx, follows, c.ID))
		answers("after the holder answered", 2)
		clean(t, f)
	})
}
