package region_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/policies"
)

// A post that opens much is given by two people with two sign-ins; whoever
// proposed it never holds a password to it.
func TestAGuardedPostTakesTwo(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		officer, security := f.As(care.DistrictOfficer), f.As(care.SecurityAdmin)
		hired, err := f.Regions.AddStaff(ctx, officer, []region.NewStaff{{Name: "新站长", Seats: []region.Seat{{Unit: f.School.ID, Role: care.PsychologyLead}}}})
		if err != nil {
			t.Fatal(err)
		}
		h := hired[0]
		if h.Posts[0] != 0 || h.Waits[0] == 0 || h.Sheet.Password != "" || holds(t, f, h.Person) != 0 {
			t.Fatalf("added alone: %+v, %d posts; want none and no password", h, holds(t, f, h.Person))
		}
		if e := lastEntry(t, f); e.Act != "region.AddStaff" || e.Outcome != "proposed" {
			t.Errorf("the log ends with %s %s; want the proposal", e.Act, e.Outcome)
		}
		sameElsewhere := officer
		sameElsewhere.Post, sameElsewhere.Role = security.Post, care.SecurityAdmin
		for name, who := range map[string]act.Who{"who proposed it": officer, "the same person in another post": sameElsewhere, "a class teacher": f.As(care.ClassTeacher),
			"another school's principal": f.AsOther(care.Principal), "the person concerned": {Actor: access.Actor{Person: h.Person, Post: 1, Unit: f.Root, Role: care.SecurityAdmin}}} {
			if _, err := f.Regions.Confirm(ctx, who, h.Waits[0]); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s confirms: %v; want forbidden", name, err)
			}
		}
		if e := lastEntry(t, f); e.Act != "region.Confirm" || e.Outcome != "denied" {
			t.Errorf("the log ends with %s %s; want the refusal", e.Act, e.Outcome)
		}
		done, err := f.Regions.Confirm(ctx, f.As(care.Principal), h.Waits[0])
		if err != nil || holds(t, f, h.Person) != 1 || done[0].Post == 0 {
			t.Fatalf("the principal confirms: %v, %d posts", err, holds(t, f, h.Person))
		}
		if in, err := f.Regions.SignIn(ctx, h.Sheet.Login, done[0].Sheet.Password); err != nil || !in.MustChange || len(in.Posts) != 1 {
			t.Errorf("the newcomer signs in: %+v, %v", in, err)
		}
		if _, err := f.Regions.Confirm(ctx, security, h.Waits[0]); care.KindOf(err) != care.Conflict {
			t.Errorf("confirming twice: %v; want conflict", err)
		}
	})
}

// A proposal that was refused, taken back or left for a week gives nothing.
func TestAProposalEnds(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	officer, security := f.As(care.DistrictOfficer), f.As(care.SecurityAdmin)
	person := f.As(care.SubjectTeacher).Person
	propose := func() care.ID {
		t.Helper()
		post, waits, err := f.Regions.Appoint(ctx, officer, person, region.Seat{Unit: f.School.ID, Role: care.PsychologyTeacher})
		if err != nil || post != 0 || waits == 0 {
			t.Fatalf("the officer appoints alone: post %d, %v", post, err)
		}
		return waits
	}
	first := propose()
	if again := propose(); again != first {
		t.Error("asking again made a second proposal")
	}
	pending := func(who act.Who) int {
		list, err := f.Regions.Pending(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for who, want := range map[care.Role]int{care.SecurityAdmin: 1, care.SystemAdmin: 1, care.AuditAdmin: 1, care.Principal: 1, care.DistrictOfficer: 1} {
		if got := pending(f.As(who)); got != want {
			t.Errorf("%s sees %d proposals; want %d", who, got, want)
		}
	}
	if got := pending(f.AsOther(care.Principal)); got != 0 {
		t.Errorf("another school's principal sees %d proposals", got)
	}
	for _, end := range []struct {
		by   act.Who
		wait time.Duration
	}{{by: security}, {by: officer}, {wait: 7 * 24 * time.Hour}} {
		id := propose()
		f.Wait(end.wait)
		if end.wait == 0 {
			if err := f.Regions.Refuse(ctx, end.by, id); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.Regions.Confirm(ctx, security, id); care.KindOf(err) != care.Conflict {
			t.Errorf("confirmed after its end: %v; want conflict", err)
		}
	}
	if pending(security) != 0 || holds(t, f, person) != 1 {
		t.Errorf("%d proposals left, %d posts; want none and the old one", pending(security), holds(t, f, person))
	}
}

// The password of whoever holds such a post, or is proposed for one, is reset by
// two; the others' by one.
func TestAGuardedPasswordTakesTwo(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		officer := f.As(care.DistrictOfficer)
		teacher := f.As(care.SubjectTeacher).Person
		if sheet, err := f.Regions.ResetPassword(ctx, officer, teacher); err != nil || sheet.Password == "" {
			t.Errorf("a subject teacher's password: %v; want a new one", err)
		}
		if _, _, err := f.Regions.Appoint(ctx, officer, teacher, region.Seat{Unit: f.School.ID, Role: care.PsychologyTeacher}); err != nil {
			t.Fatal(err)
		}
		for name, person := range map[string]care.ID{"security_admin": f.As(care.SecurityAdmin).Person, "psychology_teacher": f.As(care.PsychologyTeacher).Person, "proposed": teacher} {
			before := secret(t, f, person)
			if sheet, err := f.Regions.ResetPassword(ctx, officer, person); err != nil || sheet.Password != "" || secret(t, f, person) != before {
				t.Errorf("%s: password %q, %v; want that nothing changed", name, sheet.Password, err)
			}
		}
		list, err := f.Regions.Pending(ctx, f.As(care.SystemAdmin))
		if err != nil || len(list) != 4 {
			t.Fatalf("%d proposals wait, %v; want four", len(list), err)
		}
		for _, l := range list {
			if l.Kind != region.ProposePassword || l.Person != f.As(care.SecurityAdmin).Person {
				continue
			}
			done, err := f.Regions.Confirm(ctx, f.As(care.SystemAdmin), l.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Regions.SignIn(ctx, done[0].Sheet.Login, done[0].Sheet.Password); err != nil {
				t.Errorf("the security administrator signs in with the new password: %v", err)
			}
		}
	})
}

// A list of staff gives nobody such a post either.
func TestAListOfStaffProposes(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	list := "学校,姓名,手机,岗位\n青溪试验学校,名单甲,15400009991,心理教师\n青溪试验学校,名单乙,15400009992,值班教师\n"
	officer := f.As(care.DistrictOfficer)
	id, err := f.Regions.StageStaff(ctx, officer, region.ImportSource{Name: "list.csv", Reader: strings.NewReader(list), Size: int64(len(list)), Unit: f.School.ID})
	if err != nil {
		t.Fatal(err)
	}
	var sheets []region.AccountSheet
	if err := f.Regions.ApplyImport(ctx, officer, id, region.ApplyOptions{GoodRows: true, Sheets: func(s []region.AccountSheet) { sheets = append(sheets, s...) }}); err != nil {
		t.Fatal(err)
	}
	passwords := map[string]bool{}
	for _, s := range sheets {
		passwords[s.Name] = s.Password != ""
	}
	pending, err := f.Regions.Pending(ctx, f.As(care.Principal))
	if err != nil || len(pending) != 1 || pending[0].Name != "名单甲" || len(sheets) != 2 || passwords["名单甲"] || !passwords["名单乙"] {
		t.Errorf("pending %d, sheets %v, %v; want the psychology teacher to wait without a password", len(pending), passwords, err)
	}
}

func TestWhichPostsTakeTwo(t *testing.T) {
	f := fixture.SQLite(t)
	nanan, err := policy.Load(policies.FS, "nanan")
	must(t, err)
	always := []care.Role{care.SystemAdmin, care.SecurityAdmin, care.AuditAdmin, care.DistrictOfficer, care.Principal, care.PsychologyLead, care.PsychologyTeacher, care.Inspector,
		care.UnitHead, care.CivilAffairsOfficer} // wards and their medicine
	for _, c := range []struct {
		pack *policy.Stack
		also []care.Role
	}{{f.Policy(), nil}, {nanan, []care.Role{care.PreventionDoctor, care.HospitalLead, care.HealthOfficer}}} {
		f.Adopt(t, c.pack)
		for _, role := range care.StaffRoles() {
			want := slices.Contains(always, role) || slices.Contains(c.also, role)
			if got := region.Guarded(f.Access(), role); got != want {
				t.Errorf("%s: %s takes two: %v, want %v", c.pack.ID(), role, got, want)
			}
		}
	}
}

// One person alone hands nobody's file over: not the patients of a clinic, not the
// key population, not the wards of a home, not the employees of a room.
func TestOneAloneHandsNoFileOver(t *testing.T) {
	f := fixture.SQLite(t)
	nanan, err := policy.Load(policies.FS, "nanan")
	must(t, err)
	f.Adopt(t, nanan)
	in := f.Institutions(t)
	ctx, security, friend := context.Background(), f.As(care.SecurityAdmin), f.As(care.SubjectTeacher).Person
	for _, seat := range []region.Seat{{Unit: in.Clinic.ID, Role: care.PreventionDoctor}, {Unit: f.Root, Role: care.CivilAffairsOfficer}, {Unit: in.Home.ID, Role: care.UnitHead}, {Unit: in.Room.ID, Role: care.PsychologyLead}} {
		post, waits, err := f.Regions.Appoint(ctx, security, friend, seat)
		if err != nil || post != 0 || waits == 0 || holds(t, f, friend) != 1 {
			t.Errorf("%s: post %d, waits %d, %v; want that it waits for a second person", seat.Role, post, waits, err)
		}
	}
}

// Who employs does not counsel: not in the enterprise's own room, not in one for all
// around it, in whichever order the posts come.
func TestAnEmployerIsNotTheCounsellor(t *testing.T) {
	f := fixture.SQLite(t)
	in := f.Institutions(t)
	ctx, officer, security := context.Background(), f.As(care.DistrictOfficer), f.As(care.SecurityAdmin)
	centre, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.Centre, Name: "区心理服务中心"})
	must(t, err)
	agency, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.Agency, Name: "试验机关"})
	must(t, err)
	for name, c := range map[string]struct {
		person care.ID
		seat   region.Seat
		want   bool
	}{
		"the boss in the works' room":         {in.Boss.Person, region.Seat{Unit: in.Room.ID, Role: care.PsychologyLead}, false},
		"the boss in the district's centre":   {in.Boss.Person, region.Seat{Unit: centre.ID, Role: care.PsychologyLead}, false},
		"the counsellor as the works' head":   {in.Counsellor.Person, region.Seat{Unit: in.Works.ID, Role: care.UnitHead}, false},
		"the counsellor as an agency's head":  {in.Counsellor.Person, region.Seat{Unit: agency.ID, Role: care.UnitHead}, true},
		"the home's head in the works' room":  {in.Head.Person, region.Seat{Unit: in.Room.ID, Role: care.PsychologyLead}, true},
		"the counsellor also in the district": {in.Counsellor.Person, region.Seat{Unit: centre.ID, Role: care.PsychologyLead}, true},
	} {
		if _, _, err := f.Regions.Appoint(ctx, security, c.person, c.seat); (err == nil) != c.want || err != nil && care.KindOf(err) != care.Invalid {
			t.Errorf("%s: %v; want allowed %v", name, err, c.want)
		}
	}
	twice, err := f.Regions.AddStaff(ctx, officer, []region.NewStaff{{Name: "两头", Seats: []region.Seat{{Unit: agency.ID, Role: care.UnitHead}, {Unit: centre.ID, Role: care.PsychologyLead}}}})
	must(t, err) // both wait; the second of them is refused when it is confirmed
	if _, err := f.Regions.Confirm(ctx, security, twice[0].Waits[0]); err != nil {
		t.Error(err)
	}
	if _, err := f.Regions.Confirm(ctx, security, twice[0].Waits[1]); care.KindOf(err) != care.Invalid {
		t.Errorf("both posts one after the other: %v; want invalid", err)
	}
}

func holds(t *testing.T, f *fixture.Fixture, person care.ID) (n int) {
	t.Helper()
	inside(t, f, func(tx *act.Tx) error {
		held, err := tx.HeldPosts(person)
		n = len(held)
		return err
	})
	return n
}

func secret(t *testing.T, f *fixture.Fixture, person care.ID) (s string) {
	t.Helper()
	inside(t, f, func(tx *act.Tx) error {
		a, err := tx.AccountOf(person)
		s = a.Secret
		return err
	})
	return s
}

func lastEntry(t *testing.T, f *fixture.Fixture) (e audit.Entry) {
	t.Helper()
	inside(t, f, func(tx *act.Tx) error {
		rows, err := tx.AuditPage(0, nil, 1)
		if err != nil {
			return err
		}
		return e.Unmarshal(rows[0].Entry)
	})
	return e
}

func inside(t *testing.T, f *fixture.Fixture, fn func(*act.Tx) error) {
	t.Helper()
	if err := f.View(context.Background(), act.System, fn); err != nil {
		t.Fatal(err)
	}
}
