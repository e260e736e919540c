package supervision_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
)

var ctx = context.Background()

func room(f *fixture.Fixture) supervision.Room { return supervision.Room{Kernel: f.Kernel} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func number(n float64) questionnaire.Value { return questionnaire.NumberValue(n) }

// values fills in everything a kind of activity may need.
func values(on care.Date) questionnaire.Values {
	return questionnaire.Values{"kind": questionnaire.TextValue("x"), "held_on": questionnaire.TextValue(string(on)), "topic": questionnaire.TextValue("主题"), "place": questionnaire.TextValue("教室"),
		"minutes": questionnaire.NumberValue(40), "hours": questionnaire.NumberValue(1), "credits": questionnaire.NumberValue(2), "participants": questionnaire.NumberValue(45),
		"partners": questionnaire.TextValue("某医院"), "result": questionnaire.TextValue("已完成"), "notes": questionnaire.TextValue("存档")}
}

// line finds the duty of a cadence in the board.
func line(t *testing.T, b supervision.Board, cadence string) supervision.Line {
	t.Helper()
	for _, l := range b.Lines {
		if l.Cadence.ID == cadence && !l.Stands.State.Ending() {
			return l
		}
	}
	for _, l := range b.Lines {
		if l.Cadence.ID == cadence {
			return l
		}
	}
	t.Fatalf("the board of %s has no duty of %s", b.Unit.Name, cadence)
	return supervision.Line{}
}

// someCadence finds a cadence of schools that one activity finishes.
func someCadence(t *testing.T, k *act.Kernel, kind string) policy.Cadence {
	t.Helper()
	today := care.DateOf(k.DB.Now())
	for _, c := range k.Policy().Cadences() {
		for _, d := range c.DoneBy {
			if d == "activity/"+kind && c.Count == 1 && c.Binds(care.School, care.Junior) && c.InForce(today) && c.Period != duty.FixedDates {
				return c
			}
		}
	}
	t.Fatalf("no cadence of schools is done by %s", kind)
	return policy.Cadence{}
}

func TestEvidenceFinishesTheDutyAndItsWithdrawalOpensItAgain(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r := room(f)
		must(t, r.Generate(ctx))
		lead, year := f.As(care.PsychologyLead), care.SchoolYear(care.DateOf(f.Now()))
		c := someCadence(t, f.Kernel, "parent_training")
		board := func() supervision.Board {
			b, err := r.Board(ctx, lead, f.School.ID, year)
			must(t, err)
			return b
		}
		if l := line(t, board(), c.ID); l.Stands.State == duty.Done || l.Have != 0 {
			t.Fatalf("before any record: %+v", l.Stands)
		}
		id, finished, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "parent_training", Values: values(care.DateOf(f.Now()))})
		must(t, err)
		if len(finished) == 0 {
			t.Error("filing finished nothing, want the parent training")
		}
		if l := line(t, board(), c.ID); l.Stands.State != duty.Done || l.Have != 1 {
			t.Errorf("after one record: got %v with %d records, want done with 1", l.Stands.State, l.Have)
		}
		must(t, r.Withdraw(ctx, lead, id, "登记错了学校"))
		if l := line(t, board(), c.ID); l.Stands.State == duty.Done || l.Have != 0 {
			t.Errorf("after the withdrawal: got %v with %d records, want open with 0", l.Stands.State, l.Have)
		}
		if err := r.Withdraw(ctx, lead, id, "再来一次"); care.KindOf(err) != care.Conflict {
			t.Errorf("withdrawing twice: got %v, want a conflict", err)
		}
	})
}

func TestTheBoardLeadsToRoundsOnlyWhoReadsThem(t *testing.T) {
	f := fixture.SQLite(t)
	for role, want := range map[care.Role]bool{care.PsychologyLead: true, care.ArchiveCustodian: false} {
		b, err := room(f).Board(ctx, f.As(role), f.School.ID, care.SchoolYear(care.DateOf(f.Now())))
		must(t, err)
		if b.Rounds != want {
			t.Errorf("%s is sent to the rounds: %v, want %v", role, b.Rounds, want)
		}
	}
}

func TestGeneratingAgainChangesNothing(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	must(t, r.Generate(ctx))
	count := func() (n int) {
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			list, err := tx.UnitDutiesSince(0)
			n = len(list)
			return err
		}))
		return n
	}
	before := count()
	if before < 10 {
		t.Fatalf("got %d duties, want those of two schools, four classes and the district", before)
	}
	for range 3 {
		must(t, r.Generate(ctx))
	}
	if got := count(); got != before {
		t.Errorf("after three more runs: got %d duties, want %d", got, before)
	}
}

// Looking again on the same day writes nothing, unless there is something new: a
// class opened at noon has its duties within the hour.
func TestASecondLookOfTheDayIsIdle(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	must(t, r.Generate(ctx))
	entries := func() (n int) {
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			return tx.EachAudit(func(store.AuditRow) error { n++; return nil })
		}))
		return n
	}
	before, duties := entries(), len(keys(t, f))
	f.Wait(time.Hour)
	must(t, r.Generate(ctx))
	if got := entries(); got != before {
		t.Errorf("a second look wrote %d entries, want none", got-before)
	}
	_, err := f.Regions.AddUnit(ctx, f.As(care.DistrictOfficer), care.Unit{Parent: f.School.ID, Kind: care.Class, Stage: care.Junior, Entry: 2024, Number: 1})
	must(t, err)
	must(t, r.Generate(ctx))
	if got := len(keys(t, f)); got != duties+2 {
		t.Errorf("a class more: got %d duties, want the %d before and its two of lessons", got, duties)
	}
}

// Lessons are asked of primary, junior and senior classes (YY2023-2.2-03); for
// vocational schools the document has a rule of its own.
func TestClassesOfOtherStagesOweNoLessons(t *testing.T) {
	f := fixture.SQLite(t)
	officer := f.As(care.DistrictOfficer)
	school, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.School, Name: "试验职校", Stage: care.Vocational})
	must(t, err)
	class, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: school.ID, Kind: care.Class, Stage: care.Vocational, Entry: 2026, Number: 1})
	must(t, err)
	must(t, room(f).Generate(ctx))
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		list, err := tx.UnitDutiesSince(0)
		for _, d := range list {
			if d.RefID == class.ID {
				t.Errorf("a vocational class owes %s", d.Rule)
			}
		}
		return err
	}))
}

// Whose evidence is withdrawn after he left: the duty opens again with whoever is
// responsible now, not on an empty seat.
func TestAWithdrawnRecordOpensItsDutyWithSomebody(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	must(t, r.Generate(ctx))
	lead, officer := f.As(care.PsychologyLead), f.As(care.DistrictOfficer)
	id, finished, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "parent_training", Values: values(care.DateOf(f.Now()))})
	must(t, err)
	if len(finished) != 1 {
		t.Fatalf("finished %d duties, want one", len(finished))
	}
	must(t, f.Regions.Release(ctx, officer, lead.Post, lead.Person))
	must(t, r.Withdraw(ctx, officer, id, "登记错了"))
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		d, err := tx.Duty(finished[0].Duty.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Holder(d.Post); d.State != care.DutyOpen || err != nil {
			t.Errorf("the duty is %s, and its seat: %v; want open, with somebody", d.State, err)
		}
		return nil
	}))
}

// The successor inherits by the next morning what lay with the level above while the
// seat was empty.
func TestASuccessorInheritsTheUnitsDuties(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	must(t, r.Generate(ctx))
	lead, officer := f.As(care.PsychologyLead), f.As(care.DistrictOfficer)
	rows := func(post care.ID) (n int) {
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			list, err := tx.DutiesOf(post)
			n = len(list)
			return err
		}))
		return n
	}
	before := rows(lead.Post)
	must(t, f.Regions.Release(ctx, officer, lead.Post, lead.Person))
	if got := rows(lead.Post); got != 0 {
		t.Errorf("%d duties lie on the empty seat", got)
	}
	_, waits, err := f.Regions.Appoint(ctx, officer, f.As(care.GradeHead).Person, region.Seat{Unit: f.School.ID, Role: care.PsychologyLead})
	must(t, err)
	done, err := f.Regions.Confirm(ctx, f.As(care.SecurityAdmin), waits)
	must(t, err)
	f.Wait(24 * time.Hour)
	must(t, r.Generate(ctx))
	if got := rows(done[0].Post); got != before || before == 0 {
		t.Errorf("the successor has %d duties, want the %d of the predecessor", got, before)
	}
}

func TestAnOutageLosesNoPeriod(t *testing.T) {
	daily, slept := fixture.SQLite(t), fixture.SQLite(t)
	for range 100 {
		must(t, room(daily).Generate(ctx))
		daily.Wait(24 * time.Hour)
	}
	must(t, room(daily).Generate(ctx))
	must(t, room(slept).Generate(ctx))
	slept.Wait(100 * 24 * time.Hour)
	must(t, room(slept).Generate(ctx))
	if a, b := keys(t, daily), keys(t, slept); len(a) != len(b) {
		t.Errorf("got %d duties by daily runs and %d after an outage of 100 days, want the same", len(a), len(b))
	} else {
		for k := range a {
			if !b[k] {
				t.Errorf("the outage lost %s", k)
			}
		}
	}
}

// keys names each duty by rule, kind of unit and period.
func keys(t *testing.T, f *fixture.Fixture) map[string]bool {
	out := map[string]bool{}
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		list, err := tx.UnitDutiesSince(0)
		for _, d := range list {
			u, err := tx.Unit(d.RefID)
			if err != nil {
				return err
			}
			out[d.Rule+" "+string(u.Kind)+" "+u.Name+" "+d.Period+" "+u.ClassName(2026).Zh] = true
		}
		return err
	}))
	return out
}

// TestEveryKindOfActivityIsEvidenceOfItsClauses files one record of every kind of
// every activity, under each pack that a district can run, and finds it again under
// each clause it is bound to. What a kind asks for is asked for.
func TestEveryKindOfActivityIsEvidenceOfItsClauses(t *testing.T) {
	for _, pack := range []string{"chongqing", "youyang", "nanan", "changzhou"} {
		t.Run(pack, func(t *testing.T) { everyKind(t, fixture.Under(t, t.TempDir(), pack)) })
	}
}

func everyKind(t *testing.T, f *fixture.Fixture) {
	r := room(f)
	must(t, r.Generate(ctx))
	officer := f.As(care.DistrictOfficer)
	today := care.DateOf(f.Now())
	for _, a := range f.Kernel.Policy().Activities() {
		unit, who := unitFor(t, f, a), officer
		def, _ := f.Kernel.Forms().Get(a.FormID())
		if a.Form != "" && def.Writes() == "privacy" {
			who = f.As(care.Principal)
		}
		v := values(today)
		if a.Form != "" {
			sheet, err := r.Blank(ctx, who, unit.ID, a.ID, supervision.Asked{Known: map[string]questionnaire.Value{"round.title": questionnaire.TextValue("秋季测评")}})
			must(t, err)
			v = fixture.Filled(sheet.Def, sheet.Values, today)
		}
		proof := act.Files{"files": {pdf("x")}}
		for _, need := range a.Needs {
			less, files := maps.Clone(v), proof
			if delete(less, need); need == "attachment" {
				files = nil
			}
			if _, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: unit.ID, Kind: a.ID, Values: less, Files: files}); care.KindOf(err) != care.Invalid {
				t.Errorf("%s without %s: got %v, want a fault", a.ID, need, err)
			}
		}
		id, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: unit.ID, Kind: a.ID, Values: v, Files: proof})
		if err != nil {
			t.Errorf("%s: %v", a.ID, err)
			continue
		}
		rec, err := r.Open(ctx, who, id)
		must(t, err)
		if rec.Sort.ID != a.ID || a.Form == "" && rec.Values.String("topic") != "主题" {
			t.Errorf("%s: opened %q with topic %q", a.ID, rec.Sort.ID, rec.Values.String("topic"))
		}
		for _, c := range f.Kernel.Policy().ClausesOf("activity/" + a.ID) {
			year := care.SchoolYear(rec.On)
			ev, err := r.Evidence(ctx, officer, c.ID, f.Root, year)
			must(t, err)
			if !ev.Has(id) {
				t.Errorf("clause %s does not show its evidence of kind %s", c.ID, a.ID)
			}
			next, err := r.Evidence(ctx, officer, c.ID, f.Root, year+1)
			must(t, err)
			if next.Has(id) != a.Standing {
				t.Errorf("clause %s, a year later: evidence of kind %s is there %v, want %v", c.ID, a.ID, next.Has(id), a.Standing)
			}
		}
	}
}

// unitFor is a unit that has such records: a class, the school, or one founded for it.
func unitFor(t *testing.T, f *fixture.Fixture, a policy.Activity) care.Unit {
	for _, u := range []care.Unit{f.School, f.Class} {
		if a.OfUnit(u.Kind, u.Stage) {
			return u
		}
	}
	if slices.Contains(a.Units, care.District) {
		return care.Unit{ID: f.Root}
	}
	add := care.Unit{Parent: f.Root, Kind: a.Units[0], Name: a.ID}
	if add.Kind == care.UniversityUnit {
		add.Kind, add.Stage = care.School, care.University
	}
	u, err := region.Room{Kernel: f.Kernel}.AddUnit(ctx, act.System, add)
	must(t, err)
	return u
}

func TestWhatAKindNeedsMustBeFilledIn(t *testing.T) {
	f := fixture.SQLite(t)
	r, lead := room(f), f.As(care.PsychologyLead)
	v := values(care.DateOf(f.Now()))
	delete(v, "topic")
	_, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "parent_training", Values: v})
	if fault(err, "topic").IsZero() {
		t.Errorf("without a topic: got %v, want a fault beside the field", err)
	}
	_, _, err = r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "parent_training", Values: values(care.DateOf(f.Now()).AddDays(3))})
	if fault(err, "held_on").IsZero() {
		t.Errorf("in the future: got %v, want a fault beside the day", err)
	}
}

func fault(err error, field string) care.Text {
	var e *care.Error
	if !errors.As(err, &e) {
		return care.Text{}
	}
	return e.Fields[field]
}

func TestOtherUnitsAreNobodysToRecordOrRead(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	id, _, err := r.FileActivity(ctx, f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.School.ID, Kind: "lesson", Values: values(care.DateOf(f.Now()))})
	must(t, err)
	for _, role := range []care.Role{care.PsychologyLead, care.Principal, care.ClassTeacher} {
		who := f.AsOther(role)
		if _, err := r.Open(ctx, who, id); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s of another school reads: got %v, want forbidden", role, err)
		}
		if _, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: f.School.ID, Kind: "lesson", Values: values(care.DateOf(f.Now()))}); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s of another school records: got %v, want forbidden", role, err)
		}
		if _, _, err := r.List(ctx, who, f.School.ID, store.ActivityFilter{}, 50, 0); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s of another school lists: got %v, want forbidden", role, err)
		}
	}
	for _, role := range []care.Role{care.SystemAdmin, care.AuditAdmin, care.Invigilator, care.SubjectTeacher} {
		if err := r.Withdraw(ctx, f.As(role), id, "x"); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s withdraws: got %v, want forbidden", role, err)
		}
	}
}

// A department at the district records what its own office did; what a school did is
// the school's to record, and the education officer's to put right.
func TestDepartmentsRecordTheirOwnUnitsActivitiesOnly(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r := room(f)
		id, _, err := r.FileActivity(ctx, f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.School.ID, Kind: "lesson", Values: values(care.DateOf(f.Now()))})
		must(t, err)
		for _, role := range []care.Role{care.DistrictResearcher, care.HealthOfficer, care.CivilAffairsOfficer, care.CivilisationOfficer, care.PropagandaOfficer, care.YouthLeagueOfficer,
			care.WomenFederationOfficer, care.ProtectionOfficer} {
			who := f.As(role)
			if err := r.Withdraw(ctx, who, id, "x"); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s withdraws a school's record: got %v, want forbidden", role, err)
			}
			if _, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: f.School.ID, Kind: "lesson", Values: values(care.DateOf(f.Now()))}); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s records for a school: got %v, want forbidden", role, err)
			}
			must(t, f.View(ctx, who, func(tx *act.Tx) error {
				if !tx.MayUnit(access.Write, access.Activities, f.Root) || !tx.MayUnit(access.Read, access.Activities, f.School.ID) {
					t.Errorf("%s may not record for the district, or not read a school's", role)
				}
				return nil
			}))
		}
		must(t, r.Withdraw(ctx, f.As(care.DistrictOfficer), id, "登记错了"))
	})
}

func TestLateDutiesClimbToTheHeadOfTheUnit(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	must(t, r.Generate(ctx))
	c := someCadence(t, f.Kernel, "parent_training")
	b, err := r.Board(ctx, f.As(care.Principal), f.School.ID, care.SchoolYear(care.DateOf(f.Now())))
	must(t, err)
	l := line(t, b, c.ID)
	f.SetNow(l.Duty.DueAt.Time().Add(8 * 24 * time.Hour).In(care.China))
	must(t, f.Tick(ctx))
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		d, err := tx.Duty(l.Duty.ID)
		if err == nil && (d.Rung != 1 || d.State != care.DutyOpen) {
			t.Errorf("a week after the day: got rung %d, state %s, want the first step and still open", d.Rung, d.State)
		}
		return err
	}))
}
