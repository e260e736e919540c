package supervision_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/lesson"
	"xinhuan/internal/supervision"
)

// on moves the clock to ten o'clock of a day and lets the day's duties be opened.
func on(t *testing.T, f *fixture.Fixture, day care.Date) {
	t.Helper()
	f.SetNow(day.Time().Add(10 * time.Hour))
	must(t, room(f).Generate(ctx))
}

// teach imports a timetable of lines "七年级(1)班,周四,3,每周" for the school.
func teach(t *testing.T, f *fixture.Fixture, from care.Date, lines ...string) supervision.TimetablePlan {
	t.Helper()
	text := "班级,星期,节次,单双周\n" + strings.Join(lines, "\n") + "\n"
	p, err := room(f).CheckTimetable(ctx, f.As(care.PsychologyLead), supervision.TimetableFile{Unit: f.School.ID, Name: "课表.csv", Content: []byte(text), From: from})
	must(t, err)
	if len(p.Faults) > 0 {
		t.Fatalf("the timetable has faults: %+v", p.Faults)
	}
	_, _, err = room(f).ApplyTimetable(ctx, f.As(care.PsychologyLead), f.School.ID, p.From, p.Slots)
	must(t, err)
	return p
}

// sign signs a month of a class in which nothing but what is given fell out.
func sign(t *testing.T, f *fixture.Fixture, class care.ID, month string, out ...supervision.Out) int {
	t.Helper()
	n, err := room(f).SignMonth(ctx, f.As(care.PsychologyLead), supervision.MonthSheet{School: f.School.ID, Month: month, Out: map[care.ID][]supervision.Out{class: out}})
	must(t, err)
	return n
}

// standings names each lesson duty of a class with how it stands.
func standings(t *testing.T, f *fixture.Fixture, class care.ID) map[string]duty.State {
	t.Helper()
	b, err := room(f).Board(ctx, f.As(care.PsychologyLead), class, 2026)
	must(t, err)
	out := map[string]duty.State{}
	for _, l := range b.Lines {
		if strings.HasPrefix(l.Cadence.ID, "lesson") {
			out[l.Duty.Period] = l.Stands.State
		}
	}
	return out
}

func line1(t *testing.T, f *fixture.Fixture, class care.ID) supervision.ClassLessons {
	t.Helper()
	b, err := room(f).Lessons(ctx, f.As(care.PsychologyLead), class, care.DateOf(f.Now()))
	must(t, err)
	if len(b.Classes) != 1 {
		t.Fatalf("got %d classes, want 1", len(b.Classes))
	}
	return b.Classes[0]
}

func TestASignedMonthProvesWhatTheTimetableSays(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		const first, second = "2026-2027-1-w03", "2026-2027-1-w05" // 14 to 27 September, to 11 October
		on(t, f, "2026-09-15")
		if got := standings(t, f, f.Class.ID)[first]; got == duty.Done {
			t.Fatalf("without a lesson the two weeks are %s", got)
		}
		teach(t, f, "2026-09-01", "七年级(1)班,周四,3,每周")
		on(t, f, "2026-09-20")
		if got := standings(t, f, f.Class.ID); got[first] != duty.Open && got[first] != duty.Waiting {
			t.Errorf("before the month can be signed: got %v, want nothing late", got)
		}
		if c := line1(t, f, f.Class.ID); c.Count.Held != 0 || c.Count.Waiting != 3 || len(c.Unsigned) != 1 || c.Unsigned[0] != "2026-09" {
			t.Errorf("unsigned: got %+v unsigned %v, want 3 lessons that wait", c.Count, c.Unsigned)
		}
		_, err := room(f).SignMonth(ctx, f.As(care.PsychologyLead), supervision.MonthSheet{School: f.School.ID, Month: "2026-09", Out: map[care.ID][]supervision.Out{f.Class.ID: nil}})
		if care.KindOf(err) != care.Conflict || !strings.Contains(err.Error(), "Sep\u00a02026") {
			t.Errorf("signing lessons that are still to come: got %v, want a conflict that names the day in words", err)
		}
		on(t, f, "2026-09-28")
		if c := line1(t, f, f.Class.ID); c.Met {
			t.Error("two weeks are over, their lessons are not signed, and they count as met")
		}
		on(t, f, "2026-10-08") // a day after the last for signing
		if got := standings(t, f, f.Class.ID); got[first] != duty.Late || got[second] == duty.Late {
			t.Errorf("unsigned a week after the month: got %v, want the first two weeks late", got)
		}
		if n := sign(t, f, f.Class.ID, "2026-09"); n != 4 {
			t.Errorf("got %d lessons in September, want 4", n)
		}
		got := standings(t, f, f.Class.ID)
		if got[first] != duty.Done || got[second] == duty.Done || got["2026-2027-1"] == duty.Done {
			t.Errorf("after signing: got %v, want the first two weeks done, the second and the term open", got)
		}
		if c := line1(t, f, f.Class.ID); c.Count.Held != 4 || !c.Met {
			t.Errorf("after signing: got %+v met %v", c.Count, c.Met)
		}
		on(t, f, "2026-11-01")
		if got := standings(t, f, f.Class.ID)[second]; got == duty.Late {
			t.Error("two weeks whose second lesson lies in a month that can still be signed are late")
		}
		sign(t, f, f.Class.ID, "2026-10")
		if got := standings(t, f, f.Class.ID)[second]; got != duty.Done {
			t.Errorf("after October was signed its two weeks are %s, want done", got)
		}
		if got := standings(t, f, f.Class2.ID)[first]; got != duty.Late {
			t.Errorf("the class without a timetable: got %s, want late", got)
		}
	})
}

// A class that has its lesson in even weeks keeps to "once in two weeks", and lessons
// four weeks apart do not.
func TestEvenWeeksKeepToTheClauseAndFourWeeksApartDoNot(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-09-15")
	teach(t, f, "2026-09-01", "七年级(1)班,周四,3,双周")
	for period, s := range term(t, f, f.Class.ID) {
		if strings.Contains(period, "-w") && s != duty.Done {
			t.Errorf("%s is %s, want done: its even week had a lesson", period, s)
		}
	}
	f = fixture.SQLite(t)
	on(t, f, "2026-10-12")
	teach(t, f, "2026-10-12", "七年级(1)班,周一,3,双周")
	on(t, f, "2026-12-15")
	sign(t, f, f.Class.ID, "2026-10")
	sign(t, f, f.Class.ID, "2026-11", supervision.Out{On: "2026-11-02", Period: 3, Reason: care.LessonEvent}, supervision.Out{On: "2026-11-30", Period: 3, Reason: care.LessonEvent})
	got := standings(t, f, f.Class.ID) // left are 19 October, 16 November, 14 December: 28 days apart
	for _, period := range []string{"2026-2027-1-w09", "2026-2027-1-w13"} {
		if got[period] != duty.Late {
			t.Errorf("%s is %s, want late: it had no lesson", period, got[period])
		}
	}
}

func TestCancelledIsNotProvenUntilMadeUp(t *testing.T) {
	f := fixture.SQLite(t)
	r, lead := room(f), f.As(care.PsychologyLead)
	on(t, f, "2026-10-09")
	teach(t, f, "2026-09-01", "七年级(1)班,周四,3,双周") // 8 and 22 October
	must(t, r.CancelLesson(ctx, lead, f.Class.ID, "2026-10-22", 3, care.LessonExam))
	if err := r.CancelLesson(ctx, lead, f.Class.ID, "2026-10-23", 3, care.LessonExam); care.KindOf(err) != care.Invalid {
		t.Errorf("a lesson that the timetable does not have: got %v, want invalid", err)
	}
	if err := r.CancelLesson(ctx, lead, f.Class.ID, "2026-10-08", 3, ""); fault(err, "reason").IsZero() {
		t.Errorf("without a reason: got %v, want a fault beside it", err)
	}
	on(t, f, "2026-11-02")
	if got := standings(t, f, f.Class.ID)["2026-2027-1-w07"]; got != duty.Late {
		t.Errorf("the fortnight whose lesson fell out: got %s, want late at once", got)
	}
	must(t, r.AddLesson(ctx, lead, f.Class.ID, "2026-10-23", 5))
	if got := standings(t, f, f.Class.ID)["2026-2027-1-w07"]; got == duty.Late || got == duty.Done {
		t.Errorf("made up, unsigned: got %s, want waiting for the signature", got)
	}
	if n := sign(t, f, f.Class.ID, "2026-10", supervision.Out{On: "2026-10-22", Period: 3, Reason: care.LessonExam}); n != 2 {
		t.Errorf("got %d lessons in October, want 2", n)
	}
	if got := standings(t, f, f.Class.ID); got["2026-2027-1-w05"] != duty.Done || got["2026-2027-1-w07"] != duty.Done {
		t.Errorf("signed: got %v, want both done", got)
	}
	if err := r.CancelLesson(ctx, lead, f.Class.ID, "2026-10-08", 3, care.LessonEvent); care.KindOf(err) != care.Conflict {
		t.Errorf("a change in a signed month: got %v, want a conflict", err)
	}
	if n := sign(t, f, f.Class.ID, "2026-10", supervision.Out{On: "2026-10-22", Period: 3, Reason: care.LessonExam}, supervision.Out{On: "2026-10-08", Period: 3, Reason: care.LessonTaken}); n != 1 {
		t.Errorf("signed again: got %d lessons, want 1", n)
	}
	if got := standings(t, f, f.Class.ID); got["2026-2027-1-w05"] != duty.Late || got["2026-2027-1-w07"] != duty.Done {
		t.Errorf("signed again without the first: got %v, want the first fortnight late", got)
	}
}

// term lets an autumn term pass and signs each month of a class as the timetable says.
func term(t *testing.T, f *fixture.Fixture, class care.ID) map[string]duty.State {
	for _, m := range []string{"2026-09", "2026-10", "2026-11", "2026-12", "2027-01"} {
		on(t, f, lesson.LastOf(m).AddDays(1))
		if c := line1(t, f, class); len(c.Unsigned) > 0 {
			sign(t, f, class, m)
		}
	}
	on(t, f, "2027-02-10")
	return standings(t, f, class)
}

func TestNineLessonsOnePerFortnightAreTooFew(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-09-17") // the class begins late: nine times two weeks are left of the term
	class, err := f.Regions.AddUnit(ctx, f.As(care.DistrictOfficer), care.Unit{Parent: f.School.ID, Kind: care.Class, Stage: care.Junior, Entry: 2026, Number: 2})
	must(t, err)
	teach(t, f, "2026-09-17", "七年级(2)班,周四,3,双周")
	got := term(t, f, class.ID)
	fortnights := 0
	for period, s := range got {
		if strings.Contains(period, "-w") && s == duty.Done {
			fortnights++
		} else if strings.Contains(period, "-w") {
			t.Errorf("%s is %s, want done", period, s)
		}
	}
	if c := line1(t, f, class.ID); c.Count.Held != 9 || fortnights != 9 || c.Met {
		t.Errorf("got %d lessons in %d fortnights, met %v, want 9 in 9 and the term not met", c.Count.Held, fortnights, c.Met)
	}
	if got["2026-2027-1"] != duty.Late {
		t.Errorf("the term is %s, want late", got["2026-2027-1"])
	}
}

func TestTenLessonsAtOnceLeaveTheOtherFortnightsOpen(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-09-15")
	p := teach(t, f, "2026-09-01", "七年级(1)班,周一,1,每周", "七年级(1)班,周三,2,每周", "七年级(1)班,周五,3,每周")
	// after four weeks the timetable has none: its last day
	list := p.Slots
	for i := range list {
		list[i].To = "2026-09-28"
	}
	_, _, err := room(f).ApplyTimetable(ctx, f.As(care.PsychologyLead), f.School.ID, "2026-09-01", list)
	must(t, err)
	got := term(t, f, f.Class.ID)
	if got["2026-2027-1"] != duty.Done || got["2026-2027-1-w03"] != duty.Done || got["2026-2027-1-w05"] != duty.Done {
		t.Errorf("the first month: got %v, want the term and the weeks with lessons done", got)
	}
	for _, period := range []string{"2026-2027-1-w07", "2026-2027-1-w09", "2026-2027-1-w11", "2026-2027-1-w13", "2026-2027-1-w15", "2026-2027-1-w17", "2026-2027-1-w19"} {
		if got[period] != duty.Late {
			t.Errorf("%s is %s, want late: it had no lesson", period, got[period])
		}
	}
	b, err := room(f).Lessons(ctx, f.As(care.PsychologyLead), f.Class.ID, "2026-12-01")
	must(t, err)
	if c := b.Classes[0]; c.Met || !c.Late || len(c.Short) < 7 || !c.Short[0].Lacks() || c.Count.Held != 11 {
		t.Errorf("got met %v with %d lessons and %d gaps", c.Met, c.Count.Held, len(c.Short))
	}
}

func TestAClassThatStartsLateOwesWhatBeganAfterIt(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-10-19")
	late, err := f.Regions.AddUnit(ctx, f.As(care.DistrictOfficer), care.Unit{Parent: f.School.ID, Kind: care.Class, Stage: care.Junior, Entry: 2026, Number: 2})
	must(t, err)
	teach(t, f, "2026-10-19", "七年级(2)班,周四,3,每周")
	on(t, f, "2026-11-02")
	if n := sign(t, f, late.ID, "2026-10"); n != 2 {
		t.Errorf("got %d lessons in October, want those of the 22nd and 29th", n)
	}
	got := standings(t, f, late.ID)
	if _, owed := got["2026-2027-1-w01"]; owed {
		t.Error("a fortnight before the class began is owed")
	}
	if got["2026-2027-1-w07"] != duty.Done {
		t.Errorf("its first fortnight is %s, want done", got["2026-2027-1-w07"])
	}
	if c := line1(t, f, late.ID); !c.Met {
		t.Errorf("the late class has not met what it owes: %+v", c.Short)
	}
	before, err := room(f).Lessons(ctx, f.As(care.DistrictOfficer), f.School.ID, "2026-05-15")
	must(t, err)
	if slices.ContainsFunc(before.Classes, func(c supervision.ClassLessons) bool { return c.Class.ID == late.ID }) {
		t.Error("a class stands in a term before it began, as if it had met something")
	}
}

func TestASchoolHasMetWhatEveryClassMet(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-09-15")
	teach(t, f, "2026-09-01", "七年级(1)班,周四,3,每周", "八年级(1)班,周五,2,每周")
	on(t, f, "2026-10-01")
	sign(t, f, f.Class.ID, "2026-09")
	b, err := room(f).Lessons(ctx, f.As(care.PsychologyLead), f.School.ID, "2026-10-01")
	must(t, err)
	if b.Met() != 1 || len(b.Classes) != 2 || b.Months != 2 || b.Signed != 1 {
		t.Errorf("one class signed: got %d of %d met, %d of %d months signed", b.Met(), len(b.Classes), b.Signed, b.Months)
	}
	for _, c := range b.Classes {
		if c.Class.ID == f.Class2.ID && (c.Met || len(c.Unsigned) != 1) {
			t.Errorf("the unsigned class: got met %v, unsigned %v", c.Met, c.Unsigned)
		}
	}
	sign(t, f, f.Class2.ID, "2026-09")
	b, err = room(f).Lessons(ctx, f.As(care.PsychologyLead), f.School.ID, "2026-10-01")
	must(t, err)
	if b.Late() != 0 {
		t.Errorf("both signed: %d are late", b.Late())
	}
	if b.Met() != 2 {
		t.Errorf("both signed: got %d met: %+v", b.Met(), b.Classes)
	}
}

func TestAnotherListReplacesOnlyTheClassesItNames(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-09-15")
	first := teach(t, f, "2026-09-01", "七年级(1)班,周四,3,每周", "八年级(1)班,周五,2,单周")
	if first.Count(supervision.SlotNew) != 2 {
		t.Fatalf("first list: got %+v", first.Lines)
	}
	on(t, f, "2026-10-01")
	sign(t, f, f.Class.ID, "2026-09")
	second := teach(t, f, "2026-10-12", "七年级(1)班,周二,1,每周")
	if n, e, s := second.Count(supervision.SlotNew), second.Count(supervision.SlotEnded), second.Count(supervision.SlotSame); n != 1 || e != 1 || s != 0 {
		t.Errorf("another day: got %d new, %d ended, %d same, want 1, 1, 0", n, e, s)
	}
	third := teach(t, f, "2026-10-12", "七年级(1)班,周二,1,每周")
	if third.Count(supervision.SlotSame) != 1 || len(third.Lines) != 1 {
		t.Errorf("the same list again: got %+v, want nothing to do", third.Lines)
	}
	on(t, f, "2026-11-01")
	b, err := room(f).Lessons(ctx, f.As(care.PsychologyLead), f.School.ID, "2026-11-01")
	must(t, err)
	got := map[care.ID]string{}
	for _, c := range b.Classes {
		for _, l := range c.Lessons {
			if l.On.Month() == "2026-10" {
				got[c.Class.ID] += fmt.Sprint(string(l.On[8:]), " ")
			}
		}
	}
	if want := "08 13 20 27 "; got[f.Class.ID] != want {
		t.Errorf("October of the changed class: got %s, want %s", got[f.Class.ID], want)
	}
	if want := "16 30 "; got[f.Class2.ID] != want {
		t.Errorf("October of the class that was not named: got %s, want %s", got[f.Class2.ID], want)
	}
	if c := b.Classes[0]; c.Class.ID == f.Class.ID && c.Count.Held != 4 {
		t.Errorf("the signed September: got %d lessons, want 4", c.Count.Held)
	}
}

func TestLessonsAreKeptAndSignedByWhoTeaches(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	on(t, f, "2026-09-15")
	teach(t, f, "2026-09-01", "七年级(1)班,周四,3,每周")
	on(t, f, "2026-10-01")
	s := supervision.MonthSheet{School: f.School.ID, Month: "2026-09", Out: map[care.ID][]supervision.Out{f.Class.ID: nil}}
	for _, who := range []act.Who{f.As(care.Principal), f.As(care.ClassTeacher), f.As(care.DistrictOfficer), f.AsOther(care.PsychologyLead), f.As(care.SubjectTeacher), f.As(care.SystemAdmin)} {
		if _, err := r.SignMonth(ctx, who, s); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s signs: got %v, want forbidden", who.Role, err)
		}
	}
	for _, who := range []act.Who{f.AsOther(care.PsychologyLead), f.As(care.SubjectTeacher), f.As(care.AuditAdmin)} {
		if err := r.CancelLesson(ctx, who, f.Class.ID, "2026-09-03", 3, care.LessonExam); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s cancels: got %v, want forbidden", who.Role, err)
		}
		if _, err := r.CheckTimetable(ctx, who, supervision.TimetableFile{Unit: f.School.ID, Name: "x.csv", Content: []byte("班级,星期,节次\n七年级(1)班,周一,1\n")}); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s imports: got %v, want forbidden", who.Role, err)
		}
	}
	if _, err := r.SignMonth(ctx, f.As(care.PsychologyTeacher), s); err != nil {
		t.Errorf("the psychology teacher signs: %v", err)
	}
}
