package casework_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
)

// network is Hill's pack with a warning network of its own: who stands at the grade,
// and whom of the school a late thing calls.
func network(t *testing.T, grade, calls string) *policy.Stack {
	t.Helper()
	return fixture.HillPack(t, map[string]string{"hill/network.yaml": fmt.Sprintf(`networks:
  - kind: school
    text: {zh: 四级, en: Four tiers}
    clause: HILL-2
    tiers:
      - {tier: school, text: {zh: 学校, en: School}, roles: [principal, deputy_principal, moral_education_office, psychology_lead, psychology_teacher], calls: [%s]}
      - {tier: grade, text: {zh: 年级, en: Grade}, roles: [%s]}
      - {tier: class, text: {zh: 班级, en: Class}, roles: [class_teacher]}
      - {tier: family, text: {zh: 家庭, en: Family}, roles: [guardian]}
`, calls, grade)})
}

// late opens what a post owes a pupil and lets it become as late as a ladder is long.
func late(t *testing.T, f *fixture.Fixture, owner act.Who, days int) (d care.Duty) {
	t.Helper()
	ok(t, f.Do(context.Background(), act.System, "test.Open", func(tx *act.Tx) (err error) {
		d, err = tx.OpenDuty("return_check.first", care.Duty{Person: f.Pupils[0], Unit: f.School.ID, Ref: "pupil", RefID: f.Pupils[0], Post: owner.Post, Period: fmt.Sprint(f.Now())})
		return err
	}))
	f.SetNow(d.DueAt.Time().Add(time.Duration(days)*24*time.Hour + time.Minute))
	tick(t, f)
	return again(t, f, d)
}

func again(t *testing.T, f *fixture.Fixture, d care.Duty) care.Duty {
	view(t, f, func(tx *act.Tx) (err error) { d, err = tx.Duty(d.ID); return err })
	return d
}

// called is who was called about a duty, by role.
func called(t *testing.T, f *fixture.Fixture, d care.Duty) (list []care.Role) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		posts, err := tx.Called(again(t, f, d))
		for _, id := range posts {
			p, err := tx.Post(id)
			if err != nil {
				return err
			}
			list = append(list, p.Role)
		}
		return err
	})
	return list
}

// awaited tells whether somebody sees in his work that another owes a pupil something.
func awaited(t *testing.T, f *fixture.Fixture, who act.Who, d care.Duty) bool {
	t.Helper()
	w, err := f.Casework.Work(context.Background(), who)
	ok(t, err)
	for _, row := range w.Waiting {
		if row.Ref == d.Ref && row.RefID == d.RefID && row.Rule == d.Rule {
			return true
		}
	}
	return false
}

func TestLateWorkClimbsTheNetworkOfThePack(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		teacher, grade, lead := f.As(care.ClassTeacher), f.As(care.GradeHead), f.As(care.PsychologyLead)
		all := []care.Role{care.GradeHead, care.PsychologyLead, care.DeputyPrincipal, care.Principal, care.DistrictOfficer}
		d := late(t, f, teacher, 1)
		if got := called(t, f, d); !slices.Equal(got, all[:1]) {
			t.Fatalf("a day late: %v was called, want the grade head", got)
		}
		if !awaited(t, f, grade, d) || awaited(t, f, lead, d) || awaited(t, f, f.AsOther(care.GradeHead), d) {
			t.Error("who was called does not see why, or somebody does who was not")
		}
		for i, day := range []time.Duration{3, 7, 14, 21} {
			f.SetNow(d.DueAt.Time().Add(day*24*time.Hour + time.Minute))
			tick(t, f)
			if got := called(t, f, d); !slices.Equal(got, all[:i+2]) {
				t.Errorf("%d days late: %v were called, want %v", day, got, all[:i+2])
			}
		}
		if d = again(t, f, d); d.ClimbAt != 0 || d.State != care.DutyOpen || d.Post != teacher.Post {
			t.Errorf("at the end of the ladder: %+v; want it open, with its owner, and nobody left to call", d)
		}
		if got := called(t, f, late(t, f, f.As(care.PsychologyTeacher), 30)); !slices.Equal(got, all[1:]) {
			t.Errorf("the psychology teacher's: %v were called, want who stands above within the school", got)
		}
		if got := called(t, f, late(t, f, lead, 30)); !slices.Equal(got, all[2:]) {
			t.Errorf("the lead's: %v were called, want nobody below", got)
		}

		for _, c := range []struct{ grade, calls, want string }{
			{"", "psychology_lead, principal", "[psychology_lead principal district_officer]"},
			{"grade_head, subject_teacher", "moral_education_office", "[grade_head moral_education_office district_officer]"},
			{"", "", "[principal district_officer]"},
		} {
			f.Adopt(t, network(t, c.grade, c.calls))
			if got := fmt.Sprint(called(t, f, late(t, f, teacher, 30))); got != c.want {
				t.Errorf("with %q at the grade and %q called in the school: got %s, want %s", c.grade, c.calls, got, c.want)
			}
		}
	})
}

// A tier where nobody sits is passed over at once, and who was called for it is not
// called again when his own turn comes; with nobody there at all it is the district.
func TestAVacantTierIsPassedOver(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, officer := context.Background(), f.As(care.DistrictOfficer)
	empty := func(roles ...care.Role) {
		for _, r := range roles {
			ok(t, f.Regions.Release(ctx, officer, f.As(r).Post, f.As(r).Person))
		}
	}
	messages := func(post care.ID) int { return messages(t, f, post) }
	empty(care.GradeHead)
	lead := f.As(care.PsychologyLead)
	before := messages(lead.Post)
	d := late(t, f, f.As(care.ClassTeacher), 1)
	if got := called(t, f, d); !slices.Equal(got, []care.Role{care.PsychologyLead}) {
		t.Fatalf("a day late with no grade head: %v was called, want the lead", got)
	}
	f.SetNow(d.DueAt.Time().Add(3*24*time.Hour + time.Minute))
	tick(t, f)
	if n := messages(lead.Post) - before; n != 1 {
		t.Errorf("the lead was told %d times, want once", n)
	}
	empty(care.PsychologyLead, care.DeputyPrincipal, care.Principal)
	if got := called(t, f, late(t, f, f.As(care.ClassTeacher), 1)); !slices.Equal(got, []care.Role{care.DistrictOfficer}) {
		t.Errorf("with nobody in the school: %v was called, want the district", got)
	}
}

// messages counts what waits to leave for a post.
func messages(t *testing.T, f *fixture.Fixture, post care.ID) (n int) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		rows, err := tx.OutboxDue(1000)
		for _, o := range rows {
			if o.Post == post {
				n++
			}
		}
		return err
	})
	return n
}

// Whoever was called and leaves his seat was called in vain: who is called in his place is
// told then, at the end the district.
func TestTheCallsOfAnEmptySeatAreHeard(t *testing.T) {
	f := fixture.SQLite(t)
	d := late(t, f, f.As(care.ClassTeacher), 1)
	for _, c := range []struct {
		leaves care.Role
		heir   act.Who
		day    time.Duration // by which the ladder has called who leaves
		next   time.Duration // and the heir for himself
	}{
		{care.GradeHead, f.As(care.PsychologyLead), 1, 3},
		{care.Principal, f.As(care.DistrictOfficer), 14, 21},
	} {
		f.SetNow(d.DueAt.Time().Add(c.day*24*time.Hour + time.Minute))
		tick(t, f)
		before := messages(t, f, c.heir.Post)
		ok(t, f.Do(context.Background(), act.System, "test.Leave", func(tx *act.Tx) error { // by nobody who would be told of his own doing
			if err := tx.EndHolding(f.As(c.leaves).Post, f.As(c.leaves).Person); err != nil {
				return err
			}
			p, err := tx.Post(f.As(c.leaves).Post)
			if err == nil {
				_, err = tx.TakeOver(p)
			}
			return err
		}))
		f.SetNow(d.DueAt.Time().Add(c.next*24*time.Hour + time.Minute))
		tick(t, f)
		if n := messages(t, f, c.heir.Post) - before; n == 0 {
			t.Errorf("after %s left, %s was never told", c.leaves, c.heir.Role)
		}
	}
}

// A class teacher who went to a pupil in danger owes the check; the grade head above him
// takes nobody's turn: the lead, the deputy and the principal hear of it as soon as of
// anybody's.
func TestDangerClimbsAsFastFromAClass(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	var d care.Duty
	view(t, f, func(tx *act.Tx) error {
		return tx.EachOpenDuty(func(x care.Duty) error {
			if x.Rule == "safety_check" {
				d = x
			}
			return nil
		})
	})
	ok(t, f.Do(ctx, act.System, "test.Give", func(tx *act.Tx) error { d.Post = f.As(care.ClassTeacher).Post; return tx.MoveDuty(d) }))
	all := []care.Role{care.GradeHead, care.PsychologyLead, care.DeputyPrincipal, care.Principal, care.DistrictOfficer}
	for _, c := range []struct {
		after time.Duration
		n     int
	}{{30 * time.Minute, 2}, {time.Hour, 3}, {2 * time.Hour, 4}, {4 * time.Hour, 5}} {
		f.SetNow(d.DueAt.Time().Add(c.after + time.Minute))
		tick(t, f)
		if got := called(t, f, d); !slices.Equal(got, all[:c.n]) {
			t.Errorf("%s late: %v were called, want %v", c.after, got, all[:c.n])
		}
	}
}

// What is late and goes to somebody higher up has a shorter ladder: its end is called all
// the same, at the time it would have been.
func TestWhatGoesUpIsStillHeardOfAbove(t *testing.T) {
	f := fixture.SQLite(t)
	d := late(t, f, f.As(care.PsychologyTeacher), 8) // lead, deputy and principal were called
	ok(t, f.Do(context.Background(), act.System, "test.Give", func(tx *act.Tx) error { d.Post = f.As(care.Principal).Post; return tx.MoveDuty(d) }))
	district := f.As(care.DistrictOfficer)
	before := messages(t, f, district.Post)
	f.SetNow(d.DueAt.Time().Add(14*24*time.Hour + time.Minute))
	tick(t, f)
	if n := messages(t, f, district.Post) - before; n != 1 {
		t.Errorf("the district was told %d times, want once", n)
	}
	if d = again(t, f, d); d.ClimbAt != 0 {
		t.Errorf("somebody is left to be called: %+v", d)
	}
}

// A post does not say which grade it leads: of two heads the one is called who has a
// class of that grade, and where neither has the tier is passed over.
func TestTheHeadOfTheGradeIsCalled(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, officer := context.Background(), f.As(care.DistrictOfficer)
	second, _, err := f.Regions.Appoint(ctx, officer, f.As(care.SubjectTeacher).Person, region.Seat{Unit: f.School.ID, Role: care.GradeHead})
	ok(t, err)
	d := late(t, f, f.As(care.ClassTeacher), 1)
	view(t, f, func(tx *act.Tx) error {
		posts, err := tx.Called(d)
		if err == nil && !slices.Equal(posts, []care.ID{second}) {
			t.Errorf("called %v, want %s, who teaches in the class", posts, second)
		}
		return err
	})
	ok(t, f.Regions.Release(ctx, officer, f.As(care.SubjectTeacher).Post, f.As(care.SubjectTeacher).Person))
	if got := called(t, f, late(t, f, f.As(care.ClassTeacher), 1)); !slices.Equal(got, []care.Role{care.PsychologyLead}) {
		t.Errorf("with two heads and no way to tell: %v was called, want the lead", got)
	}
}

// Who may not know of a matter is not called about it, whatever the network says.
func TestNobodyIsCalledAboutWhatHeMayNotKnow(t *testing.T) {
	f := fixture.SQLite(t)
	f.Work(t)
	var d care.Duty
	view(t, f, func(tx *act.Tx) error {
		return tx.EachOpenDuty(func(x care.Duty) error {
			if x.Ref == "flag" && x.Rule != "safety_check" {
				d = x
			}
			return nil
		})
	})
	if d.ID == 0 {
		t.Fatal("no interview is open")
	}
	ok(t, f.Do(context.Background(), act.System, "test.Give", func(tx *act.Tx) error { d.Post = f.As(care.ClassTeacher).Post; return tx.MoveDuty(d) }))
	f.SetNow(d.DueAt.Time().Add(60 * 24 * time.Hour))
	tick(t, f)
	if got := called(t, f, d); len(got) == 0 || slices.Contains(got, care.GradeHead) {
		t.Errorf("of an interview %v were called; want the school above, and no grade head, who may not open it", got)
	}
}

func TestWhatAUniversityOwesClimbsByItsDepartments(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, officer := context.Background(), f.As(care.DistrictOfficer)
		university, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.School, Name: "青溪大学", Stage: care.University})
		ok(t, err)
		faculty, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: university.ID, Kind: care.College, Name: "教育学院"})
		ok(t, err)
		_, err = f.Regions.Hire(ctx, officer, f.As(care.SecurityAdmin), []region.NewStaff{
			{Name: "大学校长", Seats: []region.Seat{{Unit: university.ID, Role: care.Principal}}},
			{Name: "院系负责人", Seats: []region.Seat{{Unit: faculty.ID, Role: care.FacultyLead}}},
			{Name: "辅导员", Seats: []region.Seat{{Unit: faculty.ID, Role: care.UniversityCounsellor}}}})
		ok(t, err)
		ok(t, f.Supervision.Generate(ctx))
		var d care.Duty
		view(t, f, func(tx *act.Tx) error {
			list, err := tx.UnitDutiesSince(0)
			for _, x := range list {
				if x.Rule == "cadence/dorm_visit" && x.RefID == faculty.ID {
					d = x
				}
			}
			return err
		})
		if d.ID == 0 {
			t.Fatal("the faculty does not owe its visits to dormitories")
		}
		f.SetNow(d.DueAt.Time().Add(36 * 24 * time.Hour))
		tick(t, f)
		want := []care.Role{care.FacultyLead, care.Principal, care.Principal, care.Principal, care.DistrictOfficer} // nobody is lead or deputy there
		if got := called(t, f, d); !slices.Equal(got, want) {
			t.Errorf("called %v, want %v", got, want)
		}
	})
}
