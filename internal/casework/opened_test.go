package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
)

// dutiesOf lists a pupil's duties of a rule, the open ones only.
func dutiesOf(t *testing.T, f *fixture.Fixture, pupil care.ID, rule string) (list []care.Duty) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		all, err := tx.DutiesAbout(pupil)
		for _, d := range all {
			if d.Rule == rule && d.State == care.DutyOpen {
				list = append(list, d)
			}
		}
		return err
	})
	return list
}

func now(f *fixture.Fixture) care.Millis { return care.MillisOf(f.Now()) }

// dueBy is when something is due by a timer of the region's pack.
func dueBy(t *testing.T, f *fixture.Fixture, timer string, from care.Millis) care.Millis {
	t.Helper()
	rule, ok := f.Policy().Timer(timer)
	if !ok {
		t.Fatalf("the pack has no timer %s", timer)
	}
	return duty.DueAt(rule.Within, from, f.Policy().Calendar())
}

// decided answers a flag with a level after the interview, as the psychology teacher.
func decided(t *testing.T, f *fixture.Fixture, tickets map[care.ID]screening.Ticket, pupil int, sheet screening.Answers, level string) casework.Decided {
	t.Helper()
	f.Answer(t, tickets[f.Pupils[pupil]], sheet)
	return judged(t, f, pupil, level)
}

func judged(t *testing.T, f *fixture.Fixture, pupil int, level string) casework.Decided {
	t.Helper()
	ctx, teacher := context.Background(), f.As(care.PsychologyTeacher)
	flag := f.FlagOf(t, f.Pupils[pupil])
	if err := f.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview)}); err != nil {
		t.Fatal(err)
	}
	out, err := f.Casework.Decide(ctx, teacher, casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", fixture.With(fixture.Serious, map[string][]string{"decision": {map[string]string{"major": "higher", "serious": "same", "general": "lower"}[level]}, "level": {level}, "review_meeting_on": {"2026-09-15"}})), Where: fixture.WhereNow})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// YY2023-2.6-08: the school reports a crisis to the district, in writing too, and the
// district has two hours to tell health and a psychiatric institution, from the moment
// the report reached it.
func TestAMajorCrisisReachesHealthThroughTheDistrict(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		tickets := f.Tickets(t, f.OpenRound(t).ID)
		out := decided(t, f, tickets, 0, fixture.Sheet(3, 3, 3, 3, 3, 2, 2, 2, 0), "major")
		pupil, opened := f.Pupils[0], now(f)
		written := dutiesOf(t, f, pupil, "district_report_written.major")
		if len(written) != 1 || written[0].DueAt != opened+24*3600*1000 || written[0].Post != out.Episode.OwnerPost {
			t.Fatalf("the written report: got %+v, want one with the owner, due a day after the level", written)
		}
		if got := dutiesOf(t, f, pupil, "district_forward.major"); len(got) != 0 {
			t.Fatalf("the district is to tell others before it was told: %+v", got)
		}
		f.Wait(20 * time.Minute)
		if _, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), out.Episode.ID); err != nil {
			t.Fatal(err)
		}
		if got := dutiesOf(t, f, pupil, "district_report.major"); len(got) != 0 {
			t.Errorf("the released notice is the report, and the duty is still open: %+v", got)
		}
		forward := dutiesOf(t, f, pupil, "district_forward.major")
		district := f.As(care.DistrictOfficer)
		if len(forward) != 1 || forward[0].DueAt != now(f)+2*3600*1000 || forward[0].Post != district.Post {
			t.Fatalf("to tell health: got %+v, want one with the district, due two hours after the report", forward)
		}
		if _, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), out.Episode.ID); err != nil {
			t.Fatal(err)
		}
		if again := dutiesOf(t, f, pupil, "district_forward.major"); len(again) != 1 {
			t.Errorf("after a second release there are %d of them", len(again))
		}
		w, err := f.Casework.Work(ctx, district)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(w.Now, func(r casework.Row) bool { return r.ID == forward[0].ID && r.Step == casework.StepFinish }) {
			t.Errorf("the district's work has no row to finish it: %+v", w.Now)
		}
		for _, d := range append(forward, written...) {
			who := district
			if d.Post != district.Post {
				who = f.As(care.PsychologyTeacher)
			}
			if err := f.Casework.FinishDuty(ctx, who, d.ID, "done"); err != nil {
				t.Errorf("%s: %v", d.Rule, err)
			}
		}
		clean(t, f)
	})
}

// Several officers of the district read the report of a crisis; health is told once, by
// one of them, whatever else was released with it.
func TestOneOfficerTellsHealthOfACrisis(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, pupil := context.Background(), f.Pupils[0]
		_, err := f.Regions.Hire(ctx, f.As(care.DistrictOfficer), f.As(care.SecurityAdmin), []region.NewStaff{{Name: "另一位区县员", Seats: []region.Seat{{Unit: f.Root, Role: care.DistrictOfficer}}}})
		ok(t, err)
		out := decided(t, f, f.Tickets(t, f.OpenRound(t).ID), 0, fixture.Sheet(3, 3, 3, 3, 3, 2, 2, 2, 0), "serious")
		raised := fixture.With(fixture.Serious, map[string][]string{"level_before": {"serious"}, "decision": {"higher"}, "level": {"major"}})
		_, err = f.Casework.Decide(ctx, f.As(care.PsychologyLead), casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", raised), Where: fixture.WhereNow})
		ok(t, err)
		_, err = f.Casework.Release(ctx, f.As(care.PsychologyLead), out.Episode.ID)
		ok(t, err)
		told := map[care.Level][]care.ID{}
		view(t, f, func(tx *act.Tx) error {
			list, err := tx.NoticesOf(out.Episode.ID)
			for _, n := range list {
				if n.ToRole == care.DistrictOfficer && n.State == care.NoticeSent {
					told[n.Level] = append(told[n.Level], n.ToPost)
				}
			}
			return err
		})
		if len(told[care.LevelSerious]) != 2 || len(told[care.LevelMajor]) != 2 {
			t.Fatalf("the district was told %v, want both officers of both levels", told)
		}
		forward := dutiesOf(t, f, pupil, "district_forward.major")
		if len(forward) != 1 || !slices.Contains(told[care.LevelMajor], forward[0].Post) {
			t.Fatalf("to tell health: got %+v, want one duty with an officer who was told", forward)
		}
		// silence calls the other officer, then the principal who reported
		other := slices.DeleteFunc(slices.Clone(told[care.LevelMajor]), func(p care.ID) bool { return p == forward[0].Post })
		f.SetNow(forward[0].DueAt.Time().Add(31 * time.Minute))
		tick(t, f)
		calledNow := func() (posts []care.ID) {
			view(t, f, func(tx *act.Tx) (err error) { posts, err = tx.Called(again(t, f, forward[0])); return err })
			return posts
		}
		if got := calledNow(); !slices.Equal(got, other) {
			t.Errorf("half an hour late: called %v, want the other officer %v", got, other)
		}
		f.SetNow(forward[0].DueAt.Time().Add(61 * time.Minute))
		tick(t, f)
		if got := calledNow(); !slices.Equal(got, append(other, f.As(care.Principal).Post)) {
			t.Errorf("an hour late: called %v, want the principal too", got)
		}
		if !awaited(t, f, f.As(care.Principal), forward[0]) {
			t.Error("the principal is called and sees nothing to wait for")
		}
		clean(t, f)
	})
}

// A report by phone is a report, and asks the district for nothing it could not open
// yet: that comes with the notice.
func TestAReportByPhoneIsFollowedByTheNotice(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, teacher := context.Background(), f.As(care.PsychologyTeacher)
		out := decided(t, f, f.Tickets(t, f.OpenRound(t).ID), 0, fixture.Sheet(3, 3, 3, 3, 3, 2, 2, 2, 0), "major")
		report := dutiesOf(t, f, f.Pupils[0], "district_report.major")
		if len(report) != 1 {
			t.Fatalf("got %d reports to make, want 1", len(report))
		}
		if err := f.Casework.FinishDuty(ctx, teacher, report[0].ID, "done"); err != nil {
			t.Fatal(err)
		}
		clean(t, f)
		if _, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), out.Episode.ID); err != nil {
			t.Fatal(err)
		}
		if got := dutiesOf(t, f, f.Pupils[0], "district_forward.major"); len(got) != 1 {
			t.Errorf("the district has %d duties to tell health, want 1", len(got))
		}
		clean(t, f)
	})
}

// YY2023-2.6-02, -04, -07: the guardian is told within the time of the level, counted
// from the level and not from the sending.
func TestAGuardianIsToldInTime(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		tickets := f.Tickets(t, f.OpenRound(t).ID)
		guardians := func(out casework.Decided) care.Notice {
			i := slices.IndexFunc(out.Notices, func(n care.Notice) bool { return n.Guardian != 0 })
			if i < 0 {
				t.Fatalf("no guardian is told: %+v", out.Notices)
			}
			return out.Notices[i]
		}
		asked := func(n care.Notice) care.Millis {
			d := dutiesOf(t, f, n.Person, "home_safe")
			if len(d) != 1 {
				t.Fatalf("whether home is safe is asked %d times", len(d))
			}
			return d[0].DueAt
		}
		const hour, minute = 3600 * 1000, 60 * 1000
		for i := range 3 {
			f.Answer(t, tickets[f.Pupils[i]], fixture.Sheet(3, 3, 3, 3, 3, 2, 2, 2, 0))
		}
		major := guardians(judged(t, f, 0, "major"))
		since := now(f)
		if got := asked(major); got != since+hour {
			t.Errorf("in a crisis home is asked about within %d minutes, want 60", (got-since)/minute)
		}
		f.Wait(50 * time.Minute)
		sent, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), major.ID, f.Values(t, "home_safe", fixture.HomeSafe))
		if err != nil || sent.State != care.NoticeSent || sent.DueAt != since+hour || sent.ClimbAt != sent.DueAt {
			t.Errorf("sent after 50 minutes it is due %d minutes after the level (%v), want 60", (sent.DueAt-since)/minute, err)
		}
		general := guardians(judged(t, f, 1, "general"))
		if got := asked(general); got != now(f)+24*hour {
			t.Errorf("of a general level home is asked about within %d hours, want 24", (got-now(f))/hour)
		}
		since = now(f)
		by := dueBy(t, f, "guardian_notice.general", since)
		f.Wait(time.Duration(by-since)*time.Millisecond - 2*time.Hour)
		late, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), general.ID, f.Values(t, "home_safe", fixture.HomeSafe))
		if err != nil || late.DueAt != by {
			t.Errorf("sent two hours before the guardian was to be told it is due at %d (%v), want %d", late.DueAt, err, by)
		}
		serious := guardians(judged(t, f, 2, "serious"))
		if got, want := asked(serious), min(dueBy(t, f, "guardian_notice.serious", now(f)), dueBy(t, f, "home_safe", now(f))); got != want {
			t.Errorf("of a serious level home is asked about by %d, want %d", got, want)
		}
	})
}

// A level that a review raised is talked about with the pupil on that day; a talk
// finishes it.
func TestARaisedLevelIsTalkedAboutThatDay(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, teacher := context.Background(), f.As(care.PsychologyTeacher)
		tickets := f.Tickets(t, f.OpenRound(t).ID)
		out := decided(t, f, tickets, 0, fixture.Sheet(2, 2, 2, 2, 1, 1, 1, 1, 0), "general")
		if got := dutiesOf(t, f, f.Pupils[0], "interview.raised"); len(got) != 0 {
			t.Fatalf("a first level asks for another talk: %+v", got)
		}
		raised := fixture.With(fixture.Serious, map[string][]string{"level_before": {"general"}, "decision": {"higher"}, "level": {"serious"}, "review_meeting_on": {"2026-09-15"}})
		if _, err := f.Casework.Decide(ctx, teacher, casework.Decision{Person: f.Pupils[0], Values: f.Values(t, "level_decision", raised)}); err != nil {
			t.Fatal(err)
		}
		got := dutiesOf(t, f, f.Pupils[0], "interview.raised")
		if len(got) != 1 || got[0].DueAt != dueBy(t, f, "interview.raised", now(f)) {
			t.Fatalf("got %+v, want a talk that day", got)
		}
		if err := f.Casework.FileForm(ctx, teacher, out.Episode.ID, "f5_interview", f.Values(t, "f5_interview", fixture.Interview)); err != nil {
			t.Fatal(err)
		}
		if got := dutiesOf(t, f, f.Pupils[0], "interview.raised"); len(got) != 0 {
			t.Errorf("after the talk it is still open: %+v", got)
		}
		clean(t, f)
	})
}

// product.yaml says which timers acts open by name; here they do.
func TestActsOpenTheirTimers(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		c := f.OpenRound(t)
		tickets := f.Tickets(t, c.ID)
		for i, sheet := range []screening.Answers{fixture.Sheet(2, 2, 2, 2, 2, 2, 1, 1, 1), fixture.Sheet(3, 3, 3, 3, 3, 2, 2, 2, 0), fixture.Sheet(2, 2, 2, 2, 1, 1, 1, 1, 0)} {
			f.Answer(t, tickets[f.Pupils[i]], sheet)
		}
		if err := f.Do(context.Background(), act.System, "test.Flag", func(tx *act.Tx) error {
			tx.About("person", f.Pupils[3], f.Pupils[3])
			_, _, err := tx.Flag(care.Flag{Person: f.Pupils[3], School: f.School.ID, Source: care.FromConcern, Suggested: care.LevelWatch}, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := f.Screening.RecordAbsence(context.Background(), f.As(care.PsychologyTeacher), c.ID, f.Pupils[5], "leave"); err != nil {
			t.Fatal(err)
		}
		if got := dutiesOf(t, f, f.Pupils[1], "interview.serious"); len(got) != 1 {
			t.Errorf("interview.serious was opened %d times, want once", len(got))
		}
		view(t, f, func(tx *act.Tx) error {
			_, err := tx.OpenDutyFor("makeup_session", "class", f.Class.ID)
			return err
		})
		judged(t, f, 1, "serious")
		for i, rules := range [][]string{{"interview.alert", "safety_check"}, {"district_report.serious", "wide_release"}, {"interview.general"}, {"interview.watch"}} {
			for _, rule := range rules {
				if got := dutiesOf(t, f, f.Pupils[i], rule); len(got) != 1 {
					t.Errorf("pupil %d: %s was opened %d times, want once", i, rule, len(got))
				}
			}
		}
	})
}
