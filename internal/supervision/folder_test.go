package supervision_test

import (
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
)

func everyClause(f *fixture.Fixture) (ids []string) {
	for _, c := range f.Policy().Clauses() {
		ids = append(ids, c.ID)
	}
	return ids
}

// folder makes a folder of everything.
func folder(t *testing.T, f *fixture.Fixture, who act.Who, ask supervision.Ask) supervision.Folder {
	t.Helper()
	r := room(f)
	if ask.Clauses == nil {
		ask.Clauses = everyClause(f)
	}
	if ask.Year == 0 {
		ask.Year = care.SchoolYear(care.DateOf(f.Now()))
	}
	id, err := r.BeginFolder(ctx, who, ask)
	must(t, err)
	got, err := r.Folder(ctx, who, id, ask, nil)
	must(t, err)
	return got
}

// TestAFolderCountsWhatTheDatabaseHolds makes a folder of a worked school and counts
// duties and records again, straight from the tables.
func TestAFolderCountsWhatTheDatabaseHolds(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, lead := room(f), f.As(care.PsychologyLead)
		must(t, r.Generate(ctx))
		today := care.DateOf(f.Now())
		file := func(who act.Who, unit care.ID, kind string, on care.Date, people float64) care.ID {
			v := values(on)
			v["participants"] = number(people)
			id, _, err := r.FileActivity(ctx, who, supervision.NewActivity{Unit: unit, Kind: kind, Values: v})
			must(t, err)
			return id
		}
		file(lead, f.School.ID, "parent_training", today, 120)
		file(lead, f.School.ID, "facility", today.AddDays(-400), 3) // set up in an earlier year, stands still
		file(lead, f.Class.ID, "lesson", today, 45)
		withdrawn := file(lead, f.School.ID, "lecture", today, 50)
		must(t, r.Withdraw(ctx, lead, withdrawn, "登记错了"))
		file(f.AsOther(care.PsychologyLead), f.Other.ID, "lecture", today, 50) // another school's
		f.Wait(120 * 24 * time.Hour)
		must(t, r.Generate(ctx))

		got := folder(t, f, f.As(care.Principal), supervision.Ask{Unit: f.School.ID})
		if len(got.Clauses) != len(f.Policy().Clauses()) || got.LeftOut != 0 {
			t.Fatalf("got %d clauses and %d left out, want all %d", len(got.Clauses), got.LeftOut, len(f.Policy().Clauses()))
		}
		if len(got.Records) != 3 {
			t.Errorf("got %d records, want the three of the school that are kept", len(got.Records))
		}
		year := care.SchoolYear(today)
		for _, c := range got.Clauses {
			for _, d := range c.Duties {
				if want := countAgain(t, f, d.Cadence, year); want.InTime != d.InTime || want.Afterwards != d.Afterwards || want.Missing != d.Missing || want.Coming != d.Coming {
					t.Errorf("%s: %s: got %d in time, %d afterwards, %d missing, %d coming; counted again %d, %d, %d, %d", c.Clause.ID, d.Cadence.ID,
						d.InTime, d.Afterwards, d.Missing, d.Coming, want.InTime, want.Afterwards, want.Missing, want.Coming)
				}
				missing := 0
				for _, g := range c.Gaps {
					if g.Kind == supervision.GapLate && g.Text == d.Cadence.Text {
						missing += g.Count
						if g.Unit.ID != f.School.ID {
							t.Errorf("a gap of a class stands at %s, want its school", g.Unit.Kind)
						}
						if g.Since == "" || g.Since > care.DateOf(f.Now()) {
							t.Errorf("a gap since %q", g.Since)
						}
					}
				}
				if missing != d.Missing {
					t.Errorf("%s: gaps say %d of %s are missing, want %d", c.Clause.ID, missing, d.Cadence.ID, d.Missing)
				}
			}
			for _, i := range c.Evidence {
				if !slices.Contains(got.Records[i].Clauses, c.Clause.ID) {
					t.Errorf("%s points to a record that does not know it", c.Clause.ID)
				}
			}
		}
	})
}

// countAgain counts the duties of a cadence in the school and its classes one by one.
func countAgain(t *testing.T, f *fixture.Fixture, c policy.Cadence, year int) (n supervision.DutyTally) {
	t.Helper()
	n.Cadence = c
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		for _, unit := range []care.ID{f.School.ID, f.Class.ID, f.Class2.ID} {
			list, err := tx.DutiesOfUnit(unit, 0, care.MillisOf(f.Now().AddDate(10, 0, 0)))
			if err != nil {
				return err
			}
			for _, d := range list {
				if d.Rule != policy.CadencePrefix+c.ID || care.SchoolYear(care.DateOf(d.DueAt.Time())) != year {
					continue
				}
				switch {
				case d.State == care.DutyVoid:
				case d.State == care.DutyDone && d.DoneAt > d.DueAt:
					n.Afterwards++
				case d.State == care.DutyDone:
					n.InTime++
				case d.DueAt < tx.Now:
					n.Missing++
				default:
					n.Coming++
				}
			}
		}
		return nil
	}))
	return n
}

func TestFewParticipantsAreNotTold(t *testing.T) {
	f := fixture.SQLite(t)
	r, lead := room(f), f.As(care.PsychologyLead)
	for _, n := range []float64{3, 4, 5, 60} {
		v := values(care.DateOf(f.Now()))
		v["participants"] = number(n)
		_, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "group_session", Values: v})
		must(t, err)
	}
	got := folder(t, f, f.As(care.Principal), supervision.Ask{Unit: f.School.ID})
	seen := false
	for _, c := range got.Clauses {
		for _, k := range c.Kinds {
			if k.Sort.ID != "group_session" {
				continue
			}
			seen = true
			if k.Records != 4 || k.Participants != 65 || k.Few != 2 {
				t.Errorf("%s: got %d records, %d participants and %d with few, want 4, 65 and 2", c.Clause.ID, k.Records, k.Participants, k.Few)
			}
		}
	}
	if !seen {
		t.Error("no clause counts group sessions")
	}
	for n, want := range map[int]bool{0: false, 1: true, 4: true, 5: false} {
		if supervision.Few(n) != want {
			t.Errorf("%d participants: got few %v, want %v", n, !want, want)
		}
	}
}

func TestOnlyWhoAnswersForAUnitHasItsFolder(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r := room(f)
		ask := supervision.Ask{Unit: f.School.ID, Year: 2026, Clauses: everyClause(f)[:1]}
		for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.DistrictOfficer, care.Inspector, care.HealthOfficer} {
			if _, err := r.BeginFolder(ctx, f.As(role), ask); err != nil {
				t.Errorf("%s: got %v, want a folder", role, err)
			}
		}
		for _, role := range []care.Role{care.ClassTeacher, care.PsychologyTeacher, care.PsychologyLead, care.GradeHead, care.SubjectTeacher, care.SystemAdmin, care.AuditAdmin, care.DutyAdult, care.ChildDirector} {
			if _, err := r.BeginFolder(ctx, f.As(role), ask); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s: got %v, want forbidden", role, err)
			}
			if _, err := r.Folder(ctx, f.As(role), 1, ask, nil); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s gathers: got %v, want forbidden", role, err)
			}
		}
		for _, role := range []care.Role{care.Principal, care.DeputyPrincipal} {
			if _, err := r.BeginFolder(ctx, f.AsOther(role), ask); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s of another school: got %v, want forbidden", role, err)
			}
		}
		ask.Names = true
		if _, err := r.BeginFolder(ctx, f.As(care.Inspector), ask); fault(err, "names").IsZero() {
			t.Errorf("an inspector asks for names: got %v, want a fault beside the field", err)
		}
		if _, err := r.BeginFolder(ctx, f.As(care.Principal), ask); err != nil {
			t.Errorf("a principal asks for names: got %v", err)
		}
		ask.Clauses = nil
		if _, err := r.BeginFolder(ctx, f.As(care.Principal), ask); fault(err, "documents").IsZero() {
			t.Errorf("without a clause: got %v, want a fault beside the field", err)
		}
	})
}

func TestAUnitWithNothingHasAFolder(t *testing.T) {
	f := fixture.SQLite(t)
	got := folder(t, f, f.As(care.Principal), supervision.Ask{Unit: f.School.ID, Only: true})
	if len(got.Records) != 0 || len(got.Rounds) != 0 || len(got.Clauses)+got.LeftOut != len(f.Policy().Clauses()) {
		t.Errorf("got %d records, %d rounds, %d clauses and %d left out", len(got.Records), len(got.Rounds), len(got.Clauses), got.LeftOut)
	}
}

func TestManyRecordsAreAllThereOnce(t *testing.T) {
	f := fixture.SQLite(t)
	r, lead := room(f), f.As(care.PsychologyLead)
	const many = 500
	for i := range many {
		_, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "lecture", Values: values(care.DateOf(f.Now()).AddDays(-i % 10))})
		must(t, err)
	}
	last := 0
	ask := supervision.Ask{Unit: f.School.ID, Year: 2026, Clauses: everyClause(f)}
	id, err := r.BeginFolder(ctx, f.As(care.Principal), ask)
	must(t, err)
	got, err := r.Folder(ctx, f.As(care.Principal), id, ask, func(done, total int) {
		if done < last || total != many {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		last = done
	})
	must(t, err)
	if len(got.Records) != many || last != many {
		t.Errorf("got %d records and %d told, want %d", len(got.Records), last, many)
	}
	for i := 1; i < many; i++ {
		if a, b := got.Records[i-1], got.Records[i]; a.On > b.On || a.On == b.On && a.ID >= b.ID {
			t.Fatalf("records %d and %d are out of order", i-1, i)
		}
	}
}

func TestPeriodsAreYearsAndTerms(t *testing.T) {
	f := fixture.SQLite(t)
	cal := f.Policy().Calendar()
	whole, err := supervision.PeriodOf(cal, 2026, 0)
	must(t, err)
	if whole.From != "2026-09-01" || whole.To != "2027-08-31" {
		t.Errorf("got %v, want the school year", whole.Days)
	}
	n := supervision.Terms(cal, 2026)
	if n != 2 {
		t.Fatalf("got %d terms, want 2", n)
	}
	first, err := supervision.PeriodOf(cal, 2026, 1)
	must(t, err)
	second, err := supervision.PeriodOf(cal, 2026, 2)
	must(t, err)
	if first.From < whole.From || first.To >= second.From || second.To > whole.To {
		t.Errorf("got %v and %v within %v", first.Days, second.Days, whole.Days)
	}
	if _, err := supervision.PeriodOf(cal, 2026, 3); fault(err, "period").IsZero() {
		t.Errorf("a third term: got %v, want a fault", err)
	}
}

// TestTheYearShowsEveryDutyInItsMonth: the calendar has the board's duties and those
// that Generate will open later, and no others.
func TestTheYearShowsEveryDutyInItsMonth(t *testing.T) {
	f := fixture.SQLite(t)
	r, who := room(f), f.As(care.Principal)
	must(t, r.Generate(ctx))
	b, months, err := r.Calendar(ctx, who, f.School.ID, 2026)
	must(t, err)
	if len(months) != 12 || months[0].First != "2026-09-01" || months[11].First != "2027-08-01" {
		t.Fatalf("got %d months from %s, want September to August", len(months), months[0].First)
	}
	want, planned := map[string]bool{}, 0
	for _, m := range months {
		for _, l := range m.Lines {
			if due := care.DateOf(l.Duty.DueAt.Time()); due[:7] != m.First[:7] {
				t.Errorf("%s is due on %s and stands in %s", l.Cadence.ID, due, m.First)
			}
			want[l.Duty.Rule+l.Duty.Period] = true
			if l.Planned {
				planned++
			}
		}
	}
	if planned == 0 || len(want)-planned != len(b.Lines) {
		t.Errorf("got %d coming and %d in all, want %d of the board beside them", planned, len(want), len(b.Lines))
	}
	f.SetNow(time.Date(2027, 8, 31, 12, 0, 0, 0, care.China))
	must(t, r.Generate(ctx))
	after, err := r.Board(ctx, who, f.School.ID, 2026)
	must(t, err)
	for _, l := range after.Lines {
		if l.Stands.State != duty.Void && !want[l.Duty.Rule+l.Duty.Period] {
			t.Errorf("%s %s was opened later and not on the calendar", l.Cadence.ID, l.Duty.Period)
		}
		delete(want, l.Duty.Rule+l.Duty.Period)
	}
	for key := range want {
		t.Errorf("%s was on the calendar and never opened", key)
	}
}

func TestStandingRecordsCountWhileTheyStand(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, lead := room(f), f.As(care.PsychologyLead)
		today := care.DateOf(f.Now())
		id, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "facility", Values: values(today.AddDays(-800))})
		must(t, err)
		must(t, r.EndStanding(ctx, lead, id, today.AddDays(-300)))
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			for from, want := range map[care.Date]int{today.AddDays(-20): 0, today.AddDays(-300): 1, today.AddDays(-700): 1} {
				filter := store.ActivityFilter{Kind: "facility", From: from, To: today, Standing: true}
				n, err := tx.CountActivitiesBelow(f.Root, filter)
				if err != nil {
					return err
				}
				list, err := tx.ActivitiesBelow(f.Root, filter, 10, 0)
				if err != nil || n != want || len(list) != want {
					t.Errorf("from %s: got %d counted and %d listed (%v), want %d", from, n, len(list), err, want)
				}
			}
			return nil
		}))
	})
}
