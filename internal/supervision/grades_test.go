package supervision_test

import (
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
)

// A closed round finishes a school's yearly assessment when it covered every grade that
// the pack demands and the school has (K6); until then the board names what is missing.
func TestTheYearlyAssessmentCoversTheGradesOfThePack(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, officer := room(f), f.As(care.DistrictOfficer)
		_, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Other.ID, Kind: care.Class, Stage: care.Junior, Entry: 2024, Number: 1})
		must(t, err)
		assessed := func(unit care.ID, cadence string) (duty.State, string) {
			t.Helper()
			must(t, r.Generate(ctx))
			b, err := r.Board(ctx, officer, unit, care.SchoolYear(care.DateOf(f.Now())))
			must(t, err)
			l := line(t, b, cadence)
			var missing []string
			for _, u := range l.Grades {
				missing = append(missing, care.GradeName(u.Grade(2026), u.Stage).Zh)
			}
			return l.Stands.State, strings.Join(missing, " ")
		}
		done := func(unit care.ID, cadence string, want bool, lacks string) {
			t.Helper()
			state, missing := assessed(unit, cadence)
			if (state == duty.Done) != want || missing != lacks {
				t.Errorf("%s is %s, missing %q; want done %v, missing %q", cadence, state, missing, want, lacks)
			}
		}
		closed := func(grades ...int) {
			t.Helper()
			c := f.OpenRoundOf(t, grades...)
			f.Wait(time.Hour)
			must(t, f.Screening.CloseRound(ctx, f.As(care.PsychologyLead), c.ID))
			f.Wait(23 * time.Hour)
		}
		done(f.School.ID, "school_year_assessment", false, "七年级 八年级")
		closed(7)
		done(f.School.ID, "school_year_assessment", false, "八年级")
		done(f.School.ID, "regular_assessment", true, "") // names no grades: a round is a round
		closed(8)
		done(f.School.ID, "school_year_assessment", true, "")
		done(f.Other.ID, "school_year_assessment", false, "七年级 八年级 九年级")
		done(f.Root, "yearly_screening", false, "") // the other school is not screened

		f.Wait(24 * time.Hour)
		_, err = f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.School.ID, Kind: care.Class, Stage: care.Junior, Entry: 2024, Number: 1})
		must(t, err)
		done(f.School.ID, "school_year_assessment", true, "") // a grade founded later takes nothing back
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			_, err := supervision.Audit(tx, func(format string, args ...any) { t.Errorf(format, args...) })
			return err
		}))
	})
}

// A teaching point of grades 1 to 3 owes no assessment of grades 4 to 12 until it has a
// fourth, and keeps its district from nothing; a school whose roster is still to come does.
func TestASchoolOfLowerGradesOwesNoAssessment(t *testing.T) {
	f := fixture.SQLite(t)
	r, officer := room(f), f.As(care.DistrictOfficer)
	found := func(stage care.Stage, name string, entries ...int) care.Unit {
		t.Helper()
		s, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: f.Root, Kind: care.School, Stage: stage, Name: name})
		must(t, err)
		for i, entry := range entries {
			_, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: s.ID, Kind: care.Class, Stage: stage, Entry: entry, Number: i + 1})
			must(t, err)
		}
		return s
	}
	owes := func(u care.Unit) (owed bool, missing string) {
		t.Helper()
		must(t, r.Generate(ctx))
		b, err := r.Board(ctx, officer, u.ID, 2026)
		must(t, err)
		for _, l := range b.Lines {
			if l.Cadence.ID == "school_year_assessment" && l.Duty.State != care.DutyVoid {
				owed = true
				for _, g := range l.Grades {
					missing += care.GradeName(g.Grade(2026), g.Stage).Zh
				}
			}
		}
		must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
			_, err := supervision.Audit(tx, func(format string, args ...any) { t.Errorf(format, args...) })
			return err
		}))
		return owed, missing
	}
	point, bare, upper := found(care.Primary, "山坳教学点", 2024, 2025, 2026), found(care.Primary, "新建小学"), found(care.Primary, "河口小学", 2023)
	mixed := found(care.Senior, "综合高中", 2026)
	_, err := f.Regions.AddUnit(ctx, officer, care.Unit{Parent: mixed.ID, Kind: care.Class, Stage: care.Vocational, Entry: 2026, Number: 1})
	must(t, err)
	for _, c := range []struct {
		school  care.Unit
		owed    bool
		missing string
	}{{point, false, ""}, {bare, true, ""}, {upper, true, "四年级"}, {mixed, true, "高一职高一"}} {
		if owed, missing := owes(c.school); owed != c.owed || missing != c.missing {
			t.Errorf("%s: owed %v, missing %q; want %v, %q", c.school.Name, owed, missing, c.owed, c.missing)
		}
	}
	f.Wait(24 * time.Hour)
	_, err = f.Regions.AddUnit(ctx, officer, care.Unit{Parent: point.ID, Kind: care.Class, Stage: care.Primary, Entry: 2023, Number: 1})
	must(t, err)
	if owed, missing := owes(point); !owed || missing != "四年级" {
		t.Errorf("with a fourth grade: owed %v, missing %q", owed, missing)
	}
}

// Which grades is the region's to write.
func TestARegionSaysWhichGradesAreAssessed(t *testing.T) {
	f := fixture.SQLite(t)
	r := room(f)
	pack := func(grades string) *policy.Stack {
		return fixture.HillPack(t, map[string]string{"hill/duties.yaml": `cadences:
  - {id: hill_assessment, text: {zh: 每学年测评, en: Yearly assessment}, unit: [school], grades: [` + grades + `], done_by: [round/screening], count: 1, period: school_year, owner: psychology_lead, clause: HILL-4, override: free, conflict: K6}
  - {id: hill_evening, text: {zh: 家长夜校, en: Parents' evening}, unit: [school], done_by: [activity/parent_training], count: 2, period: school_term, owner: psychology_lead, clause: HILL-4}
timers:
  - {id: contact.serious, text: {zh: 每周联系, en: Contact every week}, within: 7 days, cadence: true, counts: [visit, meeting, call, video], along: network, clause: HILL-3}
`})
	}
	c := f.OpenRoundOf(t, 7)
	f.Wait(time.Hour)
	must(t, f.Screening.CloseRound(ctx, f.As(care.PsychologyLead), c.ID))
	for _, want := range []struct {
		grades string
		state  duty.State
	}{{"7, 8", duty.Waiting}, {"7", duty.Done}} {
		f.Adopt(t, pack(want.grades))
		f.Wait(24 * time.Hour)
		must(t, r.Generate(ctx))
		b, err := r.Board(ctx, f.As(care.DistrictOfficer), f.School.ID, 2026)
		must(t, err)
		if l := line(t, b, "hill_assessment"); l.Stands.State != want.state {
			t.Errorf("with grades %s: got %s, missing %d, want %s", want.grades, l.Stands.State, len(l.Grades), want.state)
		}
	}
}
