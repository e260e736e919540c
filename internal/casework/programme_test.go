package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/verify"
)

// entered is the first pupil of a fixture in care as in hardship from its Tuesday
// on, 15 September 2026.
func entered(t *testing.T, f *fixture.Fixture) (fixture.Country, care.Episode) {
	t.Helper()
	c := f.Countryside(t)
	e, err := f.Casework.Enter(context.Background(), c.Supervisor, casework.Entry{Person: f.Pupils[0], Programme: care.ChildInHardship, Level: care.LevelWatch, Reason: "父母外出务工，与奶奶同住", Groups: []string{"left_behind"}})
	if err != nil {
		t.Fatal(err)
	}
	return c, e
}

func contact(t *testing.T, f *fixture.Fixture, who act.Who, e care.Episode, sheet map[string][]string) {
	t.Helper()
	if err := f.Casework.FileContact(context.Background(), who, e.ID, f.Values(t, casework.ContactForm, sheet)); err != nil {
		t.Fatal(err)
	}
}

// dues lists the open duties of an episode: rule -> due day.
func dues(t *testing.T, f *fixture.Fixture, e care.Episode) map[string]care.Date {
	t.Helper()
	out := map[string]care.Date{}
	view(t, f, func(tx *act.Tx) error {
		duties, err := tx.DutiesAbout(e.Person)
		for _, d := range duties {
			if d.State == care.DutyOpen && d.Ref == "episode" && d.RefID == e.ID {
				if _, twice := out[d.Rule]; twice {
					t.Errorf("%s is open twice", d.Rule)
				}
				out[d.Rule] = care.DateOf(d.DueAt.Time())
			}
		}
		return err
	})
	return out
}

func wantDues(t *testing.T, f *fixture.Fixture, e care.Episode, want map[string]care.Date) {
	t.Helper()
	got := dues(t, f, e)
	for rule, day := range want {
		if got[rule] != day {
			t.Errorf("%s is due %q, want %q", rule, got[rule], day)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	sound(t, f)
}

func sound(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	r, err := verify.Run(context.Background(), f.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK {
		t.Fatal(r.Text())
	}
}

// CQ2024-2.5-04 and -05: contact once a calendar month, visit once a quarter; with
// an abnormality (-06, -07) every 14 days and once a month. A visit counts as a
// contact, a call never as a visit, an attempt as nothing.
func TestContactsAndVisitsFollowTheLevel(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c, e := entered(t, f)
		if e.OwnerPost != c.Director.Post || e.NextOn != "2026-09-25" {
			t.Fatalf("owner %s next %s, want the child director and the first contact's day", e.OwnerPost, e.NextOn)
		}
		plain := map[string]care.Date{"first_contact.hardship_plain": "2026-09-25", "plan.hardship_plain": "2026-10-15", "contact.hardship_plain": "2026-09-30",
			"visit.hardship_plain": "2026-09-30", "review.hardship_plain": "2027-03-14"}
		wantDues(t, f, e, plain)

		contact(t, f, c.Director, e, fixture.Attempt("2026-09-15"))
		wantDues(t, f, e, plain)

		contact(t, f, c.Director, e, fixture.Reached("call", "2026-09-15"))
		plain["contact.hardship_plain"] = "2026-10-31"
		wantDues(t, f, e, plain)

		f.Wait(48 * time.Hour)
		contact(t, f, c.Director, e, fixture.Reached("visit", "2026-09-17"))
		delete(plain, "first_contact.hardship_plain")
		plain["visit.hardship_plain"] = "2026-12-31"
		wantDues(t, f, e, plain)

		if err := f.Casework.FileForm(ctx, c.Director, e.ID, "plan", f.Values(t, "plan", planSheet)); err != nil {
			t.Fatal(err)
		}
		delete(plain, "plan.hardship_plain")
		wantDues(t, f, e, plain)

		// The flag, set by a contact: tighter, and never later than what was owed.
		f.Wait(12 * 24 * time.Hour) // 29 September
		contact(t, f, c.Director, e, fixture.With(fixture.Reached("visit", "2026-09-29"), map[string][]string{"abnormal": {"found"}, "abnormal_facts": {"两周没有出门，不愿说话"}}))
		wantDues(t, f, e, map[string]care.Date{"guardian_told.hardship_abnormal": "2026-10-02", "first_contact.hardship_abnormal": "2026-10-02", "help_advice.hardship_abnormal": "2026-10-06",
			"plan.hardship_abnormal": "2026-10-13", "contact.hardship_abnormal": "2026-10-13", "visit.hardship_abnormal": "2026-10-31", "review.hardship_abnormal": "2026-12-28"})

		f.Wait(24 * time.Hour)
		contact(t, f, c.Director, e, fixture.With(fixture.Reached("meeting", "2026-09-30"), map[string][]string{"told": {"guardian", "supervisor"}, "home_safe": {"safe"}, "advice": {"help_line"}}))
		wantDues(t, f, e, map[string]care.Date{"plan.hardship_abnormal": "2026-10-13", "contact.hardship_abnormal": "2026-10-14", "visit.hardship_abnormal": "2026-10-31", "review.hardship_abnormal": "2026-12-28"})
	})
}

var planSheet = map[string][]string{"strengths": {"画画", "愿意说话"}, "understanding": {"想念父母"}, "pupil_view_heard": {"yes"}, "pupil_view": {"想周末和妈妈视频"}, "goals": {"每周视频一次"},
	"measure_1": {"每月走访"}, "owner_1": {"儿童主任"}, "cadence_1": {"weekly"}, "peers": {"同桌"}, "contacts": {"奶奶"}, "prohibited": {"当众问父母"}, "watch_signs": {"不出门"},
	"safety_plan": {"not_needed"}, "review_on": {"2026-10-10"}, "closing": {"有人长期照料"}, "guardian_part": {"told"}, "keeper": {"儿童主任"}, "signed": {"儿童主任"}}

// Who lifts the flag of an abnormality is not said: the supervisor does, or a
// second person agrees. The history keeps who and why.
func TestTheFlagIsLiftedByTheSupervisorOrTwo(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c, e := entered(t, f)
		if err := f.Casework.Raise(ctx, f.As(care.ClassTeacher), f.Pupils[0], "课上常哭，说不想回家"); err != nil {
			t.Fatal("the class teacher tells of something abnormal:", err)
		}
		if got := dues(t, f, e); got["visit.hardship_abnormal"] == "" {
			t.Fatalf("after the flag: %v", got)
		}
		if _, err := f.Casework.OpenFile(ctx, f.As(care.ClassTeacher), f.Pupils[0]); err != nil {
			t.Fatal(err)
		}
		lift := casework.Grading{Episode: e.ID, Level: care.LevelWatch, Reason: "连续三次走访，情绪平稳"}
		out, err := f.Casework.Grade(ctx, c.Director, lift)
		if err != nil || !out.Second {
			t.Fatalf("the child director alone: %+v, %v; want a second person needed", out, err)
		}
		if _, err := f.Casework.Grade(ctx, c.Director, lift); care.KindOf(err) != care.Forbidden {
			t.Fatalf("the same person again: %v, want forbidden", err)
		}
		w, err := f.Casework.Work(ctx, c.Supervisor)
		if err != nil || !slices.ContainsFunc(append(w.Later, w.Week...), func(r casework.Row) bool { return r.Ref == "level_proposal" && r.Step == casework.StepGrade }) {
			t.Fatalf("the supervisor's work is %+v, %v; want the judgement", w, err)
		}
		if out, err = f.Casework.Grade(ctx, c.Supervisor, lift); err != nil || out.Second || out.Episode.Level != care.LevelWatch {
			t.Fatalf("the supervisor: %+v, %v; want lifted", out, err)
		}
		file, err := f.Casework.OpenFile(ctx, c.Supervisor, f.Pupils[0])
		if err != nil {
			t.Fatal(err)
		}
		var history []care.Level
		for _, l := range file.Care[0].Levels {
			history = append(history, l.Level)
			if l.Reason == "" || l.ByPerson == 0 {
				t.Errorf("a line without who or why: %+v", l)
			}
		}
		if !slices.Equal(history, []care.Level{care.LevelWatch, care.LevelGeneral, care.LevelWatch}) {
			t.Errorf("history %v", history)
		}
		sound(t, f)
	})
}

// Each side sees its own: the village not the school's level and plan, the school
// only that somebody looks after the child.
func TestProgrammesAreApart(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t) // Pupils[1] is serious in the school's care
		c := f.Countryside(t)
		e, err := f.Casework.Enter(ctx, c.Supervisor, casework.Entry{Person: f.Pupils[1], Programme: care.ChildInHardship, Level: care.LevelWatch, Reason: "留守"})
		if err != nil {
			t.Fatal(err)
		}
		contact(t, f, c.Director, e, fixture.Reached("visit", "2026-09-15"))
		for _, who := range []act.Who{c.Director, c.Supervisor} {
			file, err := f.Casework.OpenFile(ctx, who, f.Pupils[1])
			if err != nil {
				t.Fatal(err)
			}
			if file.Episode.ID != 0 || len(file.Levels) > 0 || file.Knows.Level || file.Plan != nil {
				t.Errorf("%s sees the school's care: %+v", who.Role, file.Episode)
			}
			if len(file.Care) != 1 || !file.Care[0].Known {
				t.Errorf("%s sees %+v, want the programme", who.Role, file.Care)
			}
			for _, row := range file.Next {
				if row.Of != care.ChildInHardship {
					t.Errorf("%s sees a row of %q: %s", who.Role, row.Of, row.Rule)
				}
			}
			for _, ev := range file.Events {
				if ev.Kind != "care" && ev.Kind != "record" || !ev.Sealed.IsZero() {
					t.Errorf("%s sees %s %+v", who.Role, ev.Kind, ev.Title)
				}
			}
		}
		for _, role := range []care.Role{care.PsychologyLead, care.ClassTeacher, care.PsychologyTeacher} {
			file, err := f.Casework.OpenFile(ctx, f.As(role), f.Pupils[1])
			if err != nil {
				t.Fatal(err)
			}
			if len(file.Care) != 1 || file.Care[0].Known || len(file.Care[0].Levels) > 0 || file.Care[0].Episode.Level != 0 || file.Care[0].Owner.Post != c.Director.Post {
				t.Errorf("%s sees %+v, want only who looks after the child", role, file.Care)
			}
			for _, row := range file.Next {
				if row.Of == care.ChildInHardship {
					t.Errorf("%s sees %s", role, row.Rule)
				}
			}
			for _, ev := range file.Events {
				if ev.Kind == "care" || ev.Title.En == "Record of a contact or visit" {
					t.Errorf("%s sees %+v", role, ev)
				}
			}
			if err := f.Casework.FileContact(ctx, f.As(role), e.ID, f.Values(t, casework.ContactForm, fixture.Reached("call", "2026-09-15"))); care.KindOf(err) != care.NotFound {
				t.Errorf("%s files a contact: %v, want not found", role, err)
			}
		}
		owner, err := f.Casework.Work(ctx, f.As(care.PsychologyTeacher))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range owner.Waiting {
			if row.Of == care.ChildInHardship {
				t.Errorf("the school's owner waits for %s", row.Rule)
			}
		}
		sound(t, f)
	})
}

// Work follows where the child lives, in that minute; a vacant seat's climbs and
// comes back; whoever leaves the programme is owed nothing more.
func TestDutiesFollowResidenceAndSeats(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, admin := context.Background(), f.As(care.DistrictOfficer)
		c, e := entered(t, f)
		owner := func(want care.ID, why string) {
			t.Helper()
			view(t, f, func(tx *act.Tx) error {
				now, err := tx.Episode(e.ID)
				if now.OwnerPost != want {
					t.Errorf("%s: owner is %s, want %s", why, now.OwnerPost, want)
				}
				duties, err2 := tx.DutiesAbout(e.Person)
				for _, d := range duties {
					if d.State == care.DutyOpen && d.Post != want {
						t.Errorf("%s: %s lies with %s, want %s", why, d.Rule, d.Post, want)
					}
				}
				if err == nil {
					err = err2
				}
				return err
			})
			sound(t, f)
		}
		if err := f.Regions.MoveHome(ctx, c.Supervisor, region.Home{Person: e.Person, State: care.Boarding}); err != nil {
			t.Fatal(err)
		}
		owner(c.Director.Post, "boards at school")
		if err := f.Regions.MoveHome(ctx, c.Supervisor, region.Home{Person: e.Person, Village: c.Village2.ID}); err != nil {
			t.Fatal(err)
		}
		owner(c.Director2.Post, "moved")
		if _, err := f.Casework.OpenFile(ctx, c.Director, e.Person); care.KindOf(err) != care.NotFound {
			t.Errorf("the former village opens the file: %v, want not found", err)
		}
		if err := f.Regions.Release(ctx, admin, c.Director2.Post, c.Director2.Person); err != nil {
			t.Fatal(err)
		}
		owner(c.Supervisor.Post, "the seat is vacant")
		post, _, err := f.Regions.Appoint(ctx, admin, c.Director2.Person, region.Seat{Unit: c.Village2.ID, Role: care.ChildDirector})
		if err != nil {
			t.Fatal(err)
		}
		owner(post, "the successor")
		if err := f.Casework.Leave(ctx, c.Director2, e.ID, "resolved", "父母已回乡"); care.KindOf(err) != care.Forbidden {
			t.Errorf("the child director ends it alone: %v, want forbidden", err)
		}
		if err := f.Casework.Leave(ctx, c.Supervisor, e.ID, "resolved", "父母已回乡，走访核实"); err != nil {
			t.Fatal(err)
		}
		if got := dues(t, f, e); len(got) != 0 {
			t.Errorf("after leaving: %v", got)
		}
		sound(t, f)
	})
}

// Entering in the last week of a month counts from the next one; the first contact
// has its own short time.
func TestAMonthEndEntryHasAGrace(t *testing.T) {
	f := fixture.SQLite(t)
	f.SetNow(time.Date(2026, 9, 28, 10, 0, 0, 0, care.China))
	_, e := entered(t, f)
	wantDues(t, f, e, map[string]care.Date{"first_contact.hardship_plain": "2026-10-08", "plan.hardship_plain": "2026-10-28", "contact.hardship_plain": "2026-10-31",
		"visit.hardship_plain": "2026-12-31", "review.hardship_plain": "2027-03-27"})
}

// What was owed on the old level by a day is not owed later on the tighter one;
// what is late already stays late.
func TestATightenedCadenceIsNeverLater(t *testing.T) {
	f := fixture.SQLite(t)
	c, e := entered(t, f)
	f.Wait(13 * 24 * time.Hour) // 28 September: the month's contact is due on the 30th, the first one is late
	if err := f.Casework.Raise(context.Background(), c.Director, f.Pupils[0], "不愿出门"); err != nil {
		t.Fatal(err)
	}
	wantDues(t, f, e, map[string]care.Date{"guardian_told.hardship_abnormal": "2026-10-01", "first_contact.hardship_abnormal": "2026-09-25", "help_advice.hardship_abnormal": "2026-10-05",
		"plan.hardship_abnormal": "2026-10-12", "contact.hardship_abnormal": "2026-09-30", "visit.hardship_abnormal": "2026-09-30", "review.hardship_abnormal": "2026-12-27"})
}

func TestProgrammeListShowsLateFirst(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c, e := entered(t, f)
		f.Wait(11 * 24 * time.Hour)
		if _, err := f.Casework.Enter(ctx, c.Supervisor, casework.Entry{Person: f.Pupils[2], Programme: care.ChildInHardship, Level: care.LevelGeneral, Reason: "独自在家"}); err != nil {
			t.Fatal(err)
		}
		for _, who := range []act.Who{c.Director, c.Supervisor} {
			list, err := f.Casework.ProgrammeList(ctx, who, 0, store.ProgrammeQuery{Programme: care.ChildInHardship, Level: -1, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			if list.Total != 2 || list.Late != 1 || list.Lines[0].Episode.ID != e.ID || list.Lines[0].Overdue != 1 || list.Lines[1].Label.En != "Abnormality found" {
				t.Errorf("%s: %+v", who.Role, list)
			}
		}
		for _, who := range []act.Who{c.Director2, f.As(care.HealthOfficer)} {
			list, err := f.Casework.ProgrammeList(ctx, who, 0, store.ProgrammeQuery{Programme: care.ChildInHardship, Level: -1, Limit: 50})
			if err == nil && list.Total != 0 || err != nil && care.KindOf(err) != care.Forbidden {
				t.Errorf("%s: %+v, %v; want nobody", who.Role, list, err)
			}
		}
	})
}
