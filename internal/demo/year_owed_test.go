package demo

import (
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
)

// What the documents ask of units in the school year 2026-2027, read off them by
// hand: clause, who, how often, and by which days. Nothing here comes from a pack or
// from the code under test, so that the two can be held against each other.

var (
	allStages = []care.Stage{care.Primary, care.Junior, care.Senior, care.Vocational}
	general   = []care.Stage{care.Primary, care.Junior, care.Senior}

	schoolYear    = []care.Date{"2027-08-31"}
	calendarYears = []care.Date{"2026-12-31", "2027-12-31"}
	halfYears     = []care.Date{"2026-12-31", "2027-06-30", "2027-12-31"}
	terms         = []care.Date{"2027-01-22", "2027-07-07"}
)

type owed struct {
	rule, clause string
	kind         care.UnitKind
	stages       []care.Stage
	due          []care.Date
}

func owedByUnits() []owed {
	return []owed{
		{"yearly_screening", "MOE2021-10", care.District, nil, schoolYear},
		{"student_survey_regular", "CQ2020-3.3-09", care.District, nil, schoolYear},
		{"education_plan_yearly", "CQ2020-3.6-10", care.District, nil, calendarYears},
		{"science_day_yearly", "CQ2024-2.1-05", care.District, nil, calendarYears},
		{"backbone_training", "CQ2024-2.13-03", care.District, nil, schoolYear},
		{"skills_training", "YY2023-2.14-04", care.District, nil, terms},
		{"regional_monitoring", "YY2023-2.4-06", care.District, nil, calendarYears},
		{"schools_appraised", "YY2023-3.1-01", care.District, nil, calendarYears},
		{"district_budget", "YY2023-3.2-01", care.District, nil, calendarYears},

		{"discharged_follow_up", "CQ2024-2.11-03", care.Township, nil, monthEnds()},
		{"hardship_sweep", "CQ2024-2.4-05", care.Township, nil, halfYears},

		{"level_review_meeting", "ours", care.School, allStages, halfYears},
		{"parent_training_yearly", "CQ2020-3.5-08", care.School, allStages, calendarYears},
		{"exam_counselling_yearly", "CQ2020-3.4-01", care.School, []care.Stage{care.Junior, care.Senior}, []care.Date{"2027-06-06"}},
		{"teacher_assessment_regular", "CQ2020-3.6-15", care.School, allStages, schoolYear},
		{"school_monitoring", "CQ2024-2.4-01", care.School, allStages, schoolYear},
		{"teacher_home_visits", "CQ2024-2.5-01", care.School, allStages, terms},
		{"student_day", "YY2023-2.3-05", care.School, allStages, []care.Date{"2027-05-25"}},
		{"entrance_exam_junior", "YY2023-2.3-05", care.School, []care.Stage{care.Junior}, []care.Date{"2027-06-11"}},
		{"entrance_exam_senior", "YY2023-2.3-05", care.School, []care.Stage{care.Senior}, []care.Date{"2027-06-06"}},
		{"vocational_activity", "YY2023-2.3-05", care.School, []care.Stage{care.Vocational}, schoolYear},
		{"school_year_assessment", "YY2023-2.5-01", care.School, allStages, schoolYear},
		{"regular_assessment", "YY2023-2.5-09", care.School, allStages, schoolYear},
		{"graduation_watch", "YY2023-2.7-03", care.School, allStages, []care.Date{"2027-07-15"}},
		{"school_budget", "YY2023-3.2-01", care.School, allStages, calendarYears},

		{"lesson_two_weeks", "YY2023-2.2-03", care.Class, general, everyTwoWeeks()},
		{"lessons_term", "YY2023-2.2-04", care.Class, general, terms},
	}
}

// monthEnds are the last days of the twelve months.
func monthEnds() (out []care.Date) {
	for m := time.Month(10); m <= 21; m++ {
		out = append(out, plain(2026, m, 0))
	}
	return out
}

// everyTwoWeeks are the last days of two weeks of teaching, counted from the Monday of
// each term's first week. There is school in every week of these two terms; the one
// week that is left of the autumn goes with the two before it.
func everyTwoWeeks() (out []care.Date) {
	for day := care.Date("2026-09-13"); day < "2027-01-10"; day = day.AddDays(14) {
		out = append(out, day)
	}
	out = append(out, "2027-01-22")
	for day := care.Date("2027-03-07"); day < "2027-07-07"; day = day.AddDays(14) {
		out = append(out, day)
	}
	return append(out, "2027-07-07")
}

func plain(year int, month time.Month, day int) care.Date {
	return care.Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// unitDuties lists the duties of all units of the diary: rule, unit, last day.
func (d *Diary) unitDuties() (out []string) {
	for _, o := range owedByUnits() {
		for _, u := range d.Units {
			if u.Kind != o.kind || o.stages != nil && !slices.Contains(o.stages, u.Stage) {
				continue
			}
			for _, due := range o.due {
				if due >= u.OpenedOn {
					out = append(out, line("cadence/"+o.rule, u.ID, due))
				}
			}
		}
	}
	return out
}

func line(rule string, about care.ID, due care.Date) string {
	return strings.Join([]string{rule, about.String(), string(due)}, " ")
}

// The days of the year as the State Council (2026) and the regulation (2027) have
// them, and the terms of the county.
var (
	daysOff  = [][2]care.Date{{"2026-09-25", "2026-09-27"}, {"2026-10-01", "2026-10-07"}, {"2027-01-01", "2027-01-01"}, {"2027-02-05", "2027-02-08"}, {"2027-04-05", "2027-04-05"}, {"2027-05-01", "2027-05-02"}, {"2027-06-09", "2027-06-09"}, {"2027-09-15", "2027-09-15"}, {"2027-10-01", "2027-10-03"}}
	worked   = []care.Date{"2026-09-20", "2026-10-10"}
	termDays = [][2]care.Date{{"2026-09-01", "2027-01-22"}, {"2027-02-22", "2027-07-07"}, {"2027-09-01", "2028-01-20"}}
)

func isSchoolDay(d care.Date) bool {
	in := func(list [][2]care.Date) bool {
		return slices.ContainsFunc(list, func(s [2]care.Date) bool { return s[0] <= d && d <= s[1] })
	}
	weekend := d.Time().Weekday() == time.Saturday || d.Time().Weekday() == time.Sunday
	return in(termDays) && (slices.Contains(worked, d) || !weekend && !in(daysOff))
}

func schoolDaysAfter(d care.Date, n int) care.Date {
	for n > 0 {
		if d = d.AddDays(1); isSchoolDay(d) {
			n--
		}
	}
	return d
}
