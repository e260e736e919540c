package casework_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
)

// registered enters somebody whom a unit registers.
func registered(t *testing.T, f *fixture.Fixture, who act.Who, id care.Programme, unit care.Unit, as care.Identity) care.Episode {
	t.Helper()
	e, err := f.Casework.Enter(context.Background(), who, f.Entering(t, id, unit.ID, as))
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return e
}

// seat hires somebody into a seat.
func seat(t *testing.T, f *fixture.Fixture, at care.Unit, role care.Role) act.Who {
	t.Helper()
	hired, err := f.Regions.Hire(context.Background(), f.As(care.DistrictOfficer), f.As(care.SecurityAdmin), []region.NewStaff{{Name: at.Name + string(role), Seats: []region.Seat{{Unit: at.ID, Role: role}}}})
	if err != nil {
		t.Fatal(err)
	}
	return act.Who{Actor: access.Actor{Person: hired[0].Person, Post: hired[0].Posts[0], Unit: at.ID, Role: role}, Purpose: "daily_work"}
}

// posted are values as a page posts them, right or wrong.
func posted(t *testing.T, f *fixture.Fixture, form string, sheet map[string][]string) questionnaire.Values {
	t.Helper()
	def, ok := f.Forms().Get(form)
	if !ok {
		t.Fatalf("no form %s", form)
	}
	return def.Parse(sheet)
}

func finish(t *testing.T, f *fixture.Fixture, who act.Who, e care.Episode, rule string) {
	t.Helper()
	open := func() (found care.Duty) {
		view(t, f, func(tx *act.Tx) error {
			duties, err := tx.DutiesAbout(e.Person)
			for _, d := range duties {
				if d.Rule == rule && d.State == care.DutyOpen && d.RefID == e.ID {
					found = d
				}
			}
			return err
		})
		return found
	}
	d := open()
	timer, _ := f.Kernel.Policy().Timer(rule)
	if err := f.Casework.FinishDuty(context.Background(), who, d.ID, "done"); care.KindOf(err) != care.Conflict {
		t.Errorf("%s: ended by one click: got %v, want a conflict", rule, err)
	}
	def, ok := f.Forms().Get(timer.Form)
	if !ok {
		t.Fatalf("%s has no form", rule)
	}
	today := care.DateOf(f.Now())
	if _, err := f.Casework.FileCare(context.Background(), who, e.ID, timer.Form, questionnaire.Values{}, nil); care.KindOf(err) != care.Invalid {
		t.Errorf("%s: an empty %s: got %v, want faults", rule, timer.Form, err)
	}
	if _, err := f.Casework.FileCare(context.Background(), who, e.ID, timer.Form, fixture.Filled(def, questionnaire.Values{}, today), nil); err != nil {
		t.Errorf("%s: %v", rule, err)
	}
	if still := open(); still.ID == d.ID {
		t.Errorf("%s: its form %s did not end it", rule, timer.Form)
	}
}

// A child comes into an institution's care, is assessed, talked with and taken to a
// doctor, and leaves: CQ2024-2.4-03, -04, 2.10-04.
func TestAnInstitutionLooksAfterItsWard(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		e := registered(t, f, in.Head, "state_ward", in.Home, care.Identity{Name: "试验甲", Birth: "2018-05-01"})
		if e.OwnerPost != in.Head.Post {
			t.Errorf("%s is responsible, want the head of the home", e.OwnerPost)
		}
		wantDues(t, f, e, map[string]care.Date{"assess_entry.ward": "2026-10-15", "assess.ward": "2027-03-14", "talk.ward_plain": "2026-09-30", "plan.ward_plain": "2026-10-15", "review.ward_plain": "2027-03-14"})
		if err := f.Casework.FileContact(ctx, in.Head, e.ID, f.Values(t, casework.ContactForm, fixture.Reached("meeting", care.DateOf(f.Now())))); err != nil {
			t.Fatal(err)
		}
		finish(t, f, in.Head, e, "assess_entry.ward")
		if got := dues(t, f, e); got["talk.ward_plain"] != "2026-10-31" || got["assess_entry.ward"] != "" {
			t.Errorf("after the talk: %v", got)
		}
		if _, err := f.Casework.Grade(ctx, in.Head, casework.Grading{Episode: e.ID, Level: care.LevelGeneral, Reason: "测评后发现异常"}); err != nil {
			t.Fatal(err)
		}
		for _, rule := range []string{"clinic_visit.ward_abnormal", "file_update.ward_abnormal"} {
			finish(t, f, in.Head, e, rule)
		}
		sound(t, f)
		if err := f.Casework.Leave(ctx, in.Head, e.ID, "resolved", "没有这个原因"); care.KindOf(err) != care.Invalid {
			t.Errorf("a reason of another programme: %v, want invalid", err)
		}
		if err := f.Casework.Leave(ctx, in.Head, e.ID, "home", "姑姑接回，已核实"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Casework.OpenFile(ctx, in.Head, e.Person); care.KindOf(err) != care.NotFound {
			t.Errorf("who left is still opened: %v", err)
		}
		if got := dues(t, f, e); len(got) != 0 {
			t.Errorf("after leaving: %v", got)
		}
		back := f.Entering(t, "state_ward", in.Home.ID, care.Identity{Name: "试验甲", Birth: "2018-05-01"})
		if _, err := f.Casework.Enter(ctx, in.Head, back); care.KindOf(err) != care.Invalid {
			t.Errorf("the same name and birth date: got %v, want to be asked to compare", err)
		}
		back.New.Compared = casework.SamePerson
		if again, err := f.Casework.Enter(ctx, in.Head, back); err != nil || again.Person != e.Person {
			t.Errorf("compared and the same: got %v, %v", again.Person, err)
		}
		sound(t, f)
	})
}

// A pupil of the roster is recognised by number and name; the school goes on seeing
// its pupil and learns nothing of the ward; a second institution has to wait.
func TestAKnownChildIsRecognised(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		var pupil care.Identity
		view(t, f, func(tx *act.Tx) error {
			p, err := tx.Person(f.Pupils[0])
			if err == nil {
				pupil, err = tx.Identity(p)
			}
			return err
		})
		as := care.Identity{Name: pupil.Name, IDNo: pupil.IDNo, StudentNo: pupil.StudentNo}
		wrong := as
		wrong.Name = "别人"
		if _, err := f.Casework.Enter(ctx, in.Head, f.Entering(t, "state_ward", in.Home.ID, wrong)); care.KindOf(err) != care.Invalid {
			t.Errorf("number and name that do not fit: %v", err)
		}
		e := registered(t, f, in.Head, "state_ward", in.Home, as)
		if e.Person != f.Pupils[0] {
			t.Fatalf("registered %s, want the pupil %s", e.Person, f.Pupils[0])
		}
		if _, err := f.Casework.Enter(ctx, in.Head, f.Entering(t, "state_ward", in.Home.ID, as)); care.KindOf(err) != care.Conflict {
			t.Errorf("entering twice: %v, want a conflict", err)
		}
		for _, role := range []care.Role{care.ClassTeacher, care.PsychologyLead, care.Principal} {
			file, err := f.Casework.OpenFile(ctx, f.As(role), e.Person)
			if err == nil && len(file.Care) > 0 {
				t.Errorf("%s learns of the ward: %+v", role, file.Care)
			}
		}
		second := f.Institutions(t)
		if _, err := f.Casework.Enter(ctx, second.Head, f.Entering(t, "state_ward", second.Home.ID, as)); care.KindOf(err) != care.Conflict {
			t.Errorf("a second institution: %v, want a conflict", err)
		}
		if _, err := f.Casework.Enter(ctx, second.Head, f.Entering(t, "state_ward", in.Home.ID, care.Identity{Name: "试验乙"})); care.KindOf(err) != care.Forbidden {
			t.Errorf("registering at another's home: %v, want forbidden", err)
		}
		sound(t, f)
	})
}

// NA2024-3.5.1-02 and -04: a patient is registered by diagnosis, followed up by class,
// and has a team when unstable.
func TestAPatientIsFollowedUp(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		entry := f.Entering(t, "severe_disorder", in.Clinic.ID, care.Identity{Name: "试验患者", IDNo: "11010519491231002X", Phone: "13800000001"})
		bare := entry
		bare.Values = posted(t, f, "entry_patient", map[string][]string{"hospital": {"试验医院"}})
		if _, err := f.Casework.Enter(ctx, in.Doctor, bare); care.KindOf(err) != care.Invalid {
			t.Errorf("without a diagnosis: %v", err)
		}
		for who, want := range map[*act.Who]care.Kind{&in.Head: care.Forbidden, &in.Civil: care.Forbidden, &in.Boss: care.Forbidden} {
			if _, err := f.Casework.Enter(ctx, *who, entry); care.KindOf(err) != want {
				t.Errorf("%s registers a patient: %v", who.Role, err)
			}
		}
		e, err := f.Casework.Enter(ctx, in.Doctor, entry)
		if err != nil {
			t.Fatal(err)
		}
		wantDues(t, f, e, map[string]care.Date{"follow_up.smd_stable": "2026-12-15"})
		f.Wait(24 * time.Hour)
		if err := f.Casework.FileContact(ctx, in.Doctor, e.ID, f.Values(t, casework.AdultContact, fixture.ReachedAdult("call", "2026-09-16"))); err != nil {
			t.Fatal(err)
		}
		wantDues(t, f, e, map[string]care.Date{"follow_up.smd_stable": "2026-12-16"})
		if _, err := f.Casework.Grade(ctx, in.Doctor, casework.Grading{Episode: e.ID, Level: care.LevelSerious, Reason: "复发"}); err != nil {
			t.Fatal(err)
		}
		wantDues(t, f, e, map[string]care.Date{"follow_up.smd_unstable": "2026-09-30", "case_team.smd_unstable": "2026-09-23", "relapse_referral.smd": "2026-09-17"})
		finish(t, f, in.Doctor, e, "case_team.smd_unstable")
		finish(t, f, in.Doctor, e, "relapse_referral.smd")
		file, err := f.Casework.OpenFile(ctx, in.Doctor, e.Person)
		if err != nil || file.Identity.Name != "试验患者" || file.Identity.Birth != "1949-12-31" || len(file.Care) != 1 || len(file.Care[0].Levels) != 2 {
			t.Fatalf("the doctor's file: %+v, %v", file, err)
		}
		if err := f.Casework.Leave(ctx, in.Doctor, e.ID, "moved", "接收地已确认"); err != nil {
			t.Fatal(err)
		}
		back := registered(t, f, in.Doctor, "severe_disorder", in.Clinic, entry.New.Identity)
		if back.Person != e.Person {
			t.Error("who came back was registered twice")
		}
		sound(t, f)
	})
}

// NA2024-3.3.3(2)-07: no label without basis, expiry and a way to contest. The basis is
// looked at by its last day; only a new one keeps it.
func TestABasisNeverRunsOutInSilence(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		entry := f.Entering(t, "key_population", f.Root, care.Identity{Name: "试验丙"})
		for field, value := range map[string]string{"valid_to": "2026-09-15", "valid_to ": "2028-01-01", "consent": "not_told", "met_on": ""} {
			bad := entry
			sheet := map[string][]string{"source": {"self"}, "valid_to": {"2026-11-14"}, "met_on": {"2026-09-15"}, "met_by": {"某"}, "consent": {"told"}, "contest_at": {"某处"}}
			sheet[strings.TrimSpace(field)] = []string{value}
			bad.Values = posted(t, f, "entry_key_population", sheet)
			if _, err := f.Casework.Enter(ctx, in.Civil, bad); care.KindOf(err) != care.Invalid {
				t.Errorf("%s=%q: %v, want it refused", field, value, err)
			}
		}
		e, err := f.Casework.Enter(ctx, in.Civil, entry)
		if err != nil {
			t.Fatal(err)
		}
		if e.ValidTo != "2026-11-14" {
			t.Errorf("valid to %q", e.ValidTo)
		}
		wantDues(t, f, e, map[string]care.Date{"plan.key_population": "2026-10-15", "contact.key_population": "2026-12-15", "basis_review.key_population": "2026-11-14"})
		f.Wait(40 * 24 * time.Hour)
		if _, err := f.Casework.Grade(ctx, in.Civil, casework.Grading{Episode: e.ID, Level: care.LevelWatch, Reason: "复核"}); care.KindOf(err) != care.Invalid {
			t.Errorf("a review without a new last day: %v", err)
		}
		if _, err := f.Casework.Grade(ctx, in.Civil, casework.Grading{Episode: e.ID, Level: care.LevelGeneral, Reason: "复核，需要疏导", ValidTo: "2026-11-20"}); err != nil {
			t.Fatal(err)
		}
		if got := dues(t, f, e); got["basis_review.key_population"] != "2026-11-20" {
			t.Errorf("after the renewal: %v", got)
		}
		sound(t, f)
		f.Wait(40 * 24 * time.Hour) // past the last day
		tick(t, f)
		list, err := f.Casework.ProgrammeList(ctx, in.Civil, 0, store.ProgrammeQuery{Programme: "key_population", Level: -1, Limit: 9})
		if err != nil || len(list.Lines) != 1 || list.Lines[0].Overdue == 0 {
			t.Errorf("past its last day: %+v, %v; want it late", list, err)
		}
		if err := f.Casework.Leave(ctx, in.Civil, e.ID, "expired", "没有新的依据"); err != nil {
			t.Errorf("ending what ran out: %v", err)
		}
		sound(t, f)
	})
}

// Who objects is judged by somebody else; whoever entered him may end it and not keep it.
func TestAnObjectionIsJudgedBySomebodyElse(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		e := registered(t, f, in.Civil, "key_population", care.Unit{ID: f.Root}, care.Identity{Name: "试验丁"})
		if err := f.Casework.Contest(ctx, in.Civil, e.ID, ""); care.KindOf(err) != care.Invalid {
			t.Errorf("an objection without words: %v", err)
		}
		if err := f.Casework.Contest(ctx, in.Civil, e.ID, "本人说情况不实"); err != nil {
			t.Fatal(err)
		}
		if err := f.Casework.Contest(ctx, in.Civil, e.ID, "又说一次"); care.KindOf(err) != care.Conflict {
			t.Errorf("a second objection: %v", err)
		}
		keep := casework.Grading{Episode: e.ID, Level: care.LevelWatch, Reason: "维持", ValidTo: "2026-10-30"}
		if _, err := f.Casework.Grade(ctx, in.Civil, keep); care.KindOf(err) != care.Forbidden {
			t.Errorf("whoever entered him keeps him: %v", err)
		}
		judge := f.As(care.DistrictOfficer)
		work, err := f.Casework.Work(ctx, judge)
		if err != nil {
			t.Fatal(err)
		}
		rows := slices.Concat(work.Now, work.Week, work.Later)
		if !slices.ContainsFunc(rows, func(r casework.Row) bool {
			return r.Rule == "contest.key_population" && r.Of == "key_population" && r.Step == casework.StepGrade
		}) {
			t.Errorf("the judge's work lacks the objection: %+v", rows)
		}
		if _, err := f.Casework.Grade(ctx, judge, keep); err != nil {
			t.Fatal(err)
		}
		if err := f.Casework.Contest(ctx, in.Civil, e.ID, "再次提出，附材料"); err != nil {
			t.Fatal(err)
		}
		sound(t, f)
		if err := f.Casework.Leave(ctx, judge, e.ID, "contested", "材料属实，不应列入"); err != nil {
			t.Fatal(err)
		}
		view(t, f, func(tx *act.Tx) error {
			duties, err := tx.DutiesAbout(e.Person)
			for _, d := range duties {
				if d.State == care.DutyOpen {
					t.Errorf("%s is still open", d.Rule)
				}
			}
			return err
		})
		sound(t, f)
	})
}

// NA2024-3.3.4-04, K18: by the employee's consent alone, by the counselling room, and
// ended when he says so.
func TestAnEmployeeIsHelpedByHisOwnWill(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		entry := f.Entering(t, care.EmployeeCare, in.Room.ID, care.Identity{Name: "试验员工"})
		no := entry
		no.Values = f.Values(t, "entry_employee", map[string][]string{"consent": {"refused"}, "consent_on": {"2026-09-15"}, "consent_how": {"spoken"}, "told": {"secret"}, "way": {"talk"}})
		if _, err := f.Casework.Enter(ctx, in.Counsellor, no); care.KindOf(err) != care.Invalid {
			t.Errorf("without consent: %v", err)
		}
		for _, who := range []act.Who{in.Boss, f.As(care.PsychologyLead), f.As(care.DistrictOfficer), f.As(care.Principal)} {
			if _, err := f.Casework.Enter(ctx, who, entry); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s registers an employee: %v, want forbidden", who.Role, err)
			}
		}
		at := entry
		at.New.Unit = f.School.ID
		if _, err := f.Casework.Enter(ctx, f.As(care.PsychologyLead), at); care.KindOf(err) != care.Invalid {
			t.Errorf("a school registers an employee: %v", err)
		}
		entry.Level = care.LevelGeneral
		e, err := f.Casework.Enter(ctx, in.Counsellor, entry)
		if err != nil {
			t.Fatal(err)
		}
		wantDues(t, f, e, map[string]care.Date{"first_contact.employee_general": "2026-09-21", "contact.employee_general": "2026-10-15"})
		f.Wait(24 * time.Hour)
		if err := f.Casework.FileContact(ctx, in.Counsellor, e.ID, f.Values(t, casework.AdultContact, fixture.ReachedAdult("meeting", "2026-09-16"))); err != nil {
			t.Fatal(err)
		}
		wantDues(t, f, e, map[string]care.Date{"contact.employee_general": "2026-10-16"})
		if err := f.Regions.Release(ctx, f.As(care.DistrictOfficer), in.Counsellor.Post, in.Counsellor.Person); care.KindOf(err) != care.Conflict {
			t.Errorf("the counsellor leaves and the file climbs to an office: %v", err)
		}
		f.Wait(60 * 24 * time.Hour) // late: his will ends it all the same
		if err := f.Casework.Leave(ctx, in.Counsellor, e.ID, "withdrawn", "本人要求结束"); err != nil {
			t.Fatal(err)
		}
		sound(t, f)
	})
}

// Who may not know of a programme sees neither person nor name, nor that there is one:
// by the page, the search, lists of people, lists and counts of programmes, and work.
func TestWhoMayNotKnowSeesNobody(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		names := map[care.Programme]string{"severe_disorder": "试验患者", "key_population": "试验重点", care.EmployeeCare: "试验员工"}
		people := map[care.Programme]care.Episode{
			"severe_disorder": registered(t, f, in.Doctor, "severe_disorder", in.Clinic, care.Identity{Name: names["severe_disorder"]}),
			"key_population":  registered(t, f, in.Civil, "key_population", care.Unit{ID: f.Root}, care.Identity{Name: names["key_population"]}),
			care.EmployeeCare: registered(t, f, in.Counsellor, care.EmployeeCare, in.Room, care.Identity{Name: names[care.EmployeeCare]}),
		}
		knows := map[care.Programme]act.Who{"severe_disorder": in.Doctor, "key_population": in.Civil, care.EmployeeCare: in.Counsellor}
		// A head of the clinic, and of the counselling room, besides who looks after people there.
		everybody := []act.Who{in.Head, in.Doctor, in.Boss, in.Counsellor, in.Civil, seat(t, f, in.Clinic, care.UnitHead), seat(t, f, in.Room, care.UnitHead), seat(t, f, in.Clinic, care.PreventionDoctor)}
		for _, role := range care.StaffRoles() {
			if who, ok := f.Has(role); ok {
				everybody = append(everybody, who)
			}
		}
		for programme, e := range people {
			for _, who := range everybody {
				sees := who.Post == knows[programme].Post
				file, err := f.Casework.OpenFile(ctx, who, e.Person)
				if (err == nil) != sees {
					t.Errorf("%s at %s opens %s: %v", who.Role, who.Unit, programme, err)
				}
				if sees && (len(file.Care) != 1 || !file.Care[0].Known || len(file.Next) == 0) {
					t.Errorf("%s sees too little of %s: %+v", who.Role, programme, file)
				}
				if found, err := f.Casework.Search(ctx, who, names[programme], 0); err == nil && (len(found.Lines) > 0) != sees {
					t.Errorf("%s finds %+v of %s", who.Role, found.Lines, programme)
				}
				if list, err := f.Casework.Pupils(ctx, who, 0); err == nil && !sees && slices.ContainsFunc(list.Lines, func(l casework.PupilLine) bool { return l.Person == e.Person }) {
					t.Errorf("%s lists %s", who.Role, programme)
				}
				if list, err := f.Casework.ProgrammeList(ctx, who, 0, store.ProgrammeQuery{Programme: programme, Level: -1, Limit: 9}); err == nil && (list.Total > 0) != sees {
					t.Errorf("%s counts %d in %s", who.Role, list.Total, programme)
				}
				seen, err := f.Casework.ProgrammesSeen(ctx, who)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range seen {
					if c.Programme.ID == string(programme) && (c.Open > 0) != sees {
						t.Errorf("%s sees %d open in %s", who.Role, c.Open, programme)
					}
				}
				work, err := f.Casework.Work(ctx, who)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range slices.Concat(work.Now, work.Week, work.Later, work.Waiting) {
					if row.Pupil.Person == e.Person && !sees {
						t.Errorf("%s has a row of %s", who.Role, programme)
					}
				}
			}
		}
	})
}

// One person in two programmes: each worker sees his own part, one plan of what comes
// next, and nothing of the other's.
func TestOnePlanAcrossProgrammes(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		as := care.Identity{Name: "试验同人", IDNo: "11010519491231002X"}
		patient := registered(t, f, in.Doctor, "severe_disorder", in.Clinic, as)
		employee := registered(t, f, in.Counsellor, care.EmployeeCare, in.Room, as)
		key := registered(t, f, in.Civil, "key_population", care.Unit{ID: f.Root}, as)
		if employee.Person != patient.Person || key.Person != patient.Person {
			t.Fatal("one number, several persons")
		}
		for who, of := range map[*act.Who]care.Programme{&in.Doctor: "severe_disorder", &in.Counsellor: care.EmployeeCare, &in.Civil: "key_population"} {
			file, err := f.Casework.OpenFile(ctx, *who, patient.Person)
			if err != nil {
				t.Fatal(err)
			}
			if len(file.Care) != 1 || file.Care[0].Episode.Programme != of || len(file.Next) == 0 {
				t.Errorf("%s sees %+v", who.Role, file.Care)
			}
			for _, row := range file.Next {
				if row.Of != of {
					t.Errorf("%s sees a row of %s", who.Role, row.Of)
				}
			}
			if !file.Pupil.Class.IsZero() {
				t.Errorf("%s reads by whom the person is served: %s", who.Role, file.Pupil.Class.En)
			}
		}
		if err := f.Casework.Leave(ctx, in.Counsellor, employee.ID, "withdrawn", "本人要求"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Casework.OpenFile(ctx, in.Doctor, patient.Person); err != nil {
			t.Errorf("leaving one programme closed another: %v", err)
		}
		sound(t, f)
	})
}
