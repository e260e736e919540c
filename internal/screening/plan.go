package screening

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Plan is what a round is planned from (form F2).
type Plan struct {
	Unit        care.ID // whose subtree is screened
	Title       string
	OpensOn     care.Date
	ClosesOn    care.Date
	Grades      []int
	Instruments []string
	DutyPosts   []care.ID // called by a danger answer, in order
	SharedRoom  bool
	LocalLine   string // the round's own help line, with its number
	LocalHours  string // when it is answered, as policy.JoinHours writes it
	PerAdult    int    // safety checks one duty adult can do in a day
	Expected    int    // danger answers expected per 1,000 pupils
}

// Defaults of the capacity sum. Ours: a safety check takes some 20 minutes with
// its walk and its notes, so 12 fill a school day; 51 per 1,000 pupils were
// found in 12,690 adolescents in primary care (practice.md section 3, [R53]).
const (
	defaultPerAdult = 12
	defaultExpected = 51
)

// Check says what is wrong with a plan, field by field.
func (p Plan) Check(r Room) error {
	faults := map[string]care.Text{}
	if strings.TrimSpace(p.Title) == "" {
		faults["title"] = care.Text{Zh: "请给这次测评起个名字", En: "give the round a name"}
	}
	if _, err := care.ParseDate(string(p.OpensOn)); err != nil {
		faults["opens_on"] = care.Text{Zh: "请填写开始日期", En: "give the first day"}
	}
	if _, err := care.ParseDate(string(p.ClosesOn)); err != nil || p.ClosesOn < p.OpensOn {
		faults["closes_on"] = care.Text{Zh: "结束日期不能早于开始日期", En: "the last day can't be before the first"}
	}
	if len(p.Grades) == 0 {
		faults["grades"] = care.Text{Zh: "请至少选择一个年级", En: "choose at least one grade"}
	}
	if len(p.Instruments) == 0 {
		faults["instruments"] = care.Text{Zh: "请至少选择一个量表", En: "choose at least one instrument"}
	}
	for _, id := range p.Instruments {
		in, ok := r.Instruments.Get(id)
		if !ok {
			faults["instruments"] = care.Text{Zh: "没有量表“" + id + "”，请从列表中选择", En: "there is no instrument " + id + "; choose from the list"}
			continue
		}
		if why := in.Unasked(care.Zh); !why.IsZero() {
			faults["instruments"] = why
			continue
		}
		for _, grade := range p.Grades {
			if !FitsGrade(in, grade) {
				name := care.GradeName(grade, "")
				faults["instruments"] = care.Text{Zh: in.Names.Zh + "不适合" + name.Zh + "的年龄，请换量表，或把这个年级另排一次测评",
					En: in.Names.En + " does not fit the ages of " + name.En + "; choose another, or plan a round of its own for that grade"}
			}
		}
	}
	if len(p.DutyPosts) < 2 {
		faults["duty_posts"] = care.Text{Zh: "请至少指定两个值班岗位，危险警报会立即呼叫他们", En: "name at least two duty posts; a danger alert calls them at once"}
	}
	_, wrong := policy.LocalLine(p.LocalLine, p.LocalHours)
	for part, field := range map[string]string{policy.LocalWords: "local_line", policy.LocalHours: "local_days"} {
		if fault, is := wrong[part]; is {
			faults[field] = fault
		}
	}
	if len(faults) > 0 {
		return &care.Error{Kind: care.Invalid, Op: "plan round", Fields: faults}
	}
	return nil
}

// FitsGrade tells whether pupils of a grade may be given an instrument: they
// answer it themselves, and both usual ages of the grade (grade+5 and grade+6,
// see instrument.Library.Gaps) are ages it was published or studied for.
func FitsGrade(in *instrument.Instrument, grade int) bool {
	return slices.Contains(in.Informants, "self") && in.ForAge(grade+5) && in.ForAge(grade+6)
}

// PlanRound creates a round with the classes of its grades. It is not open yet.
func (r Room) PlanRound(ctx context.Context, who act.Who, p Plan) (care.Campaign, error) {
	var c care.Campaign
	if err := p.Check(r); err != nil {
		return c, err
	}
	err := r.Do(ctx, who, "screening.PlanRound", func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Round, p.Unit); err != nil {
			return err
		}
		c = care.Campaign{ID: t.NewID(), Unit: p.Unit, SchoolYear: care.SchoolYear(p.OpensOn), Title: strings.TrimSpace(p.Title), State: care.CampaignDraft,
			OpensOn: p.OpensOn, ClosesOn: p.ClosesOn, PackHash: t.Policy.Hash(), CreatedBy: who.Post, Settings: p.settings()}
		for _, id := range p.Instruments {
			in, _ := r.Instruments.Get(id)
			c.Battery = append(c.Battery, care.BatteryItem{Instrument: id, Version: in.Version()})
		}
		t.About("campaign", c.ID, 0)
		t.Detail(c.Title, p.Instruments, p.Grades)
		if err := t.InsertCampaign(c); err != nil {
			return err
		}
		schools, err := addClasses(t, c)
		if err != nil {
			return err
		}
		return checkDuty(t, c, schools)
	})
	return c, err
}

func (p Plan) settings() care.CampaignSettings {
	if p.PerAdult <= 0 {
		p.PerAdult = defaultPerAdult
	}
	if p.Expected <= 0 {
		p.Expected = defaultExpected
	}
	slices.Sort(p.Grades)
	return care.CampaignSettings{Grades: p.Grades, ExpectedAlerts: p.Expected, DailyCapacity: DailyCapacity(p.PerAdult, len(p.DutyPosts), p.Expected),
		DutyPosts: p.DutyPosts, SharedRoom: p.SharedRoom, LocalLine: strings.TrimSpace(p.LocalLine), LocalHours: p.LocalHours}
}

// DailyCapacity is how many pupils may answer in a day so that so many duty adults,
// different people, can check every expected danger answer on that day.
func DailyCapacity(perAdult, adults, expectedPer1000 int) int {
	if expectedPer1000 <= 0 {
		return 0
	}
	return perAdult * adults * 1000 / expectedPer1000
}

// addClasses adds the classes of the round's grades and tells their schools.
func addClasses(t *act.Tx, c care.Campaign) (map[care.ID]bool, error) {
	classes, err := t.Below(c.Unit, care.Class)
	if err != nil {
		return nil, err
	}
	schools := map[care.ID]bool{}
	for _, class := range classes {
		if !slices.Contains(c.Settings.Grades, class.Grade(c.SchoolYear)) {
			continue
		}
		school, err := t.Above(class.ID, care.School)
		if err != nil {
			return nil, err
		}
		if err := t.InsertCampaignClass(store.ClassTally{Campaign: c.ID, Unit: class.ID, School: school.ID, Code: classCode()}); err != nil {
			return nil, fmt.Errorf("class code: %w", err)
		}
		schools[school.ID] = true
	}
	if len(schools) == 0 {
		return nil, care.Invalidf("grades", "所选范围内没有这些年级的班级", "there is no class of these grades in the chosen scope")
	}
	return schools, nil
}

// codeLetters leaves out 0/O, 1/I/L and U.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// classCode is six characters that pupils type; it is no secret.
func classCode() string {
	b := make([]byte, 6)
	rand.Read(b)
	for i := range b {
		b[i] = codeLetters[int(b[i])%len(codeLetters)]
	}
	return string(b)
}
