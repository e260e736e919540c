package lesson_test

import (
	"slices"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/policy"
	"xinhuan/policies"
)

func calendar(t *testing.T) *policy.Calendar {
	t.Helper()
	s, err := policy.Load(policies.FS, "youyang")
	if err != nil {
		t.Fatal(err)
	}
	return s.Calendar()
}

// thursday is a slot from the first day of the autumn term of 2026.
func thursday(weeks care.Weeks) care.LessonSlot {
	return care.LessonSlot{Class: 1, Weekday: 4, Period: 3, Weeks: weeks, From: "2026-09-01"}
}

func days(list []lesson.Lesson) (out []care.Date) {
	for _, l := range list {
		if l.Counts() {
			out = append(out, l.On)
		}
	}
	return out
}

func TestHolidaysAndExamsHaveNoLesson(t *testing.T) {
	cal := calendar(t)
	got := days(lesson.Of([]care.LessonSlot{thursday(care.EveryWeek)}, nil, "2026-09-01", "2026-10-15", cal))
	want := []care.Date{"2026-09-03", "2026-09-10", "2026-09-17", "2026-09-24", "2026-10-08", "2026-10-15"} // the 1st of October is National Day
	if !slices.Equal(got, want) {
		t.Errorf("every week: got %v, want %v", got, want)
	}
	exam := lesson.Of([]care.LessonSlot{{Weekday: 1, Period: 1, Weeks: care.EveryWeek, From: "2027-02-22"}}, nil, "2027-05-31", "2027-06-14", cal)
	if got, want := days(exam), []care.Date{"2027-05-31", "2027-06-14"}; !slices.Equal(got, want) {
		t.Errorf("around the entrance examination: got %v, want %v", got, want)
	}
	if got := days(lesson.Of([]care.LessonSlot{thursday(care.EveryWeek)}, nil, "2027-01-23", "2027-02-21", cal)); len(got) != 0 {
		t.Errorf("between the terms: got %v, want none", got)
	}
}

func TestOddAndEvenWeeksCountFromTheTermsFirst(t *testing.T) {
	cal := calendar(t)
	for d, want := range map[care.Date]int{"2026-09-01": 1, "2026-09-06": 1, "2026-09-07": 2, "2026-10-08": 6, "2027-02-22": 1, "2027-03-01": 2} {
		if got := lesson.Week(d, cal); got != want {
			t.Errorf("%s: got week %d, want %d", d, got, want)
		}
	}
	odd := days(lesson.Of([]care.LessonSlot{thursday(care.OddWeeks)}, nil, "2026-09-01", "2026-10-31", cal))
	if want := []care.Date{"2026-09-03", "2026-09-17", "2026-10-15", "2026-10-29"}; !slices.Equal(odd, want) { // the 1st of October would be week 5
		t.Errorf("odd weeks: got %v, want %v", odd, want)
	}
	even := days(lesson.Of([]care.LessonSlot{thursday(care.EvenWeeks)}, nil, "2026-09-01", "2026-10-31", cal))
	if want := []care.Date{"2026-09-10", "2026-09-24", "2026-10-08", "2026-10-22"}; !slices.Equal(even, want) {
		t.Errorf("even weeks: got %v, want %v", even, want)
	}
	both := days(lesson.Of([]care.LessonSlot{thursday(care.OddWeeks), thursday(care.EvenWeeks)}, nil, "2026-09-01", "2026-10-31", cal))
	if every := days(lesson.Of([]care.LessonSlot{thursday(care.EveryWeek)}, nil, "2026-09-01", "2026-10-31", cal)); !slices.Equal(both, every) {
		t.Errorf("odd and even together: got %v, want those of every week %v", both, every)
	}
}

func TestAClassThatStartsLateHasNoEarlierLesson(t *testing.T) {
	s := thursday(care.EveryWeek)
	s.From, s.To = "2026-10-12", "2026-11-05"
	got := days(lesson.Of([]care.LessonSlot{s}, nil, "2026-09-01", "2027-01-22", calendar(t)))
	if want := []care.Date{"2026-10-15", "2026-10-22", "2026-10-29", "2026-11-05"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCancelledThenMadeUp(t *testing.T) {
	changes := []care.LessonChange{{ID: 1, On: "2026-09-10", Period: 3, Reason: care.LessonExam}, {ID: 2, On: "2026-09-11", Period: 2},
		{ID: 3, On: "2026-09-14", Period: 1, Reason: care.LessonEvent}} // nothing was planned on that day: it takes nothing away
	list := lesson.Of([]care.LessonSlot{thursday(care.EveryWeek)}, changes, "2026-09-01", "2026-09-20", calendar(t))
	if got, want := days(list), []care.Date{"2026-09-03", "2026-09-11", "2026-09-17"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if list[1].Out != care.LessonExam || !list[2].Added {
		t.Errorf("got %+v, want the cancelled lesson with its reason and the added one", list)
	}
}

func TestOnlySignedMonthsAreProven(t *testing.T) {
	cal := calendar(t)
	list := lesson.Of([]care.LessonSlot{thursday(care.EveryWeek)}, nil, "2026-09-01", "2027-01-22", cal)
	today := care.Date("2026-10-20")
	before := lesson.Count(list, nil, today, "2026-09-01", "2026-10-31")
	if want := (lesson.Tally{Waiting: 6, Coming: 2}); before != want {
		t.Errorf("unsigned: got %+v, want %+v", before, want)
	}
	if got, want := lesson.Unsigned(list, nil, today), []string{"2026-09", "2026-10"}; !slices.Equal(got, want) {
		t.Errorf("unsigned months: got %v, want %v", got, want)
	}
	signed := []care.LessonMonth{{Month: "2026-09", Days: []care.Date{"2026-09-03", "2026-09-17", "2026-09-17"}}}
	if got, want := lesson.Count(list, signed, today, "2026-09-01", "2026-10-31"), (lesson.Tally{Held: 3, Waiting: 2, Coming: 2}); got != want {
		t.Errorf("September signed: got %+v, want %+v", got, want)
	}
	if got, want := lesson.Count(list, signed, today, "2026-09-01", "2026-09-15"), (lesson.Tally{Held: 1}); got != want {
		t.Errorf("its first half: got %+v, want %+v", got, want)
	}
	if got := lesson.SignBy("2026-02-10"); got != "2026-03-07" {
		t.Errorf("February is signed by %s, want 2026-03-07", got)
	}
}
