package demo

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// habit is what units of a kind do in a year, on which days.
type habit struct {
	deed
	stages []care.Stage // of schools and classes; none: all
	on     []string     // month and day
}

// habits of the schools, the townships and the district. Days and shares are ours.
var (
	schoolHabits = []habit{
		{deed{kind: "parent_training", topic: "家长怎样听孩子说话", people: 150, hours: 1.5, every: 4}, nil, []string{"10-22", "04-15"}},
		{deed{kind: "case_meeting", topic: "半年集中研判", people: 7, every: 5}, nil, []string{"11-05", "04-20"}},
		{deed{kind: "teacher_assessment", topic: "教师心理评估", people: 40, result: "已反馈", every: 3}, nil, []string{"12-10"}},
		{deed{kind: "home_visit_round", topic: "走访困境学生家庭", people: 12, every: 6}, nil, []string{"10-15", "04-09"}},
		{deed{kind: "exam_counselling", topic: "考前减压", people: 90, hours: 1, every: 7}, []care.Stage{care.Junior, care.Senior}, []string{"05-21"}},
		{deed{kind: "theme_activity", topic: "心理健康日活动", people: 300, every: 4}, nil, []string{"05-24"}},
		{deed{kind: "graduation_watch", topic: "毕业前后重点关注", people: 9, every: 5}, nil, []string{"05-12"}},
		{deed{kind: "budget", topic: "心理健康教育经费", result: "已列入", every: 3}, nil, []string{"11-18", "03-10"}},
	}
	townshipHabits = []habit{
		{deed{kind: "sweep", topic: "梳理困境儿童名单", people: 6, result: "名单完整", every: 5}, nil, []string{"10-09", "03-12", "07-08"}},
		{deed{kind: "home_visit_round", topic: "核对出院儿童随访", people: 3, every: 4}, nil,
			[]string{"09-10", "10-12", "11-11", "12-10", "01-11", "02-24", "03-10", "04-12", "05-11", "06-10", "07-12", "08-11"}},
	}
	districtHabits = []habit{
		{deed{kind: "yearly_plan", topic: "年度工作计划", result: "已印发"}, nil, []string{"01-20"}},
		{deed{kind: "teacher_training", topic: "心理教师培训", people: 60, hours: 6}, nil, []string{"10-28", "04-21"}},
		{deed{kind: "survey", topic: "学生心理状况调研", people: 500, result: "已成报告"}, nil, []string{"12-15"}},
		{deed{kind: "mental_health_day", topic: "世界精神卫生日", people: 800}, nil, []string{"10-10"}},
		{deed{kind: "yearly_appraisal", topic: "学校年度考核", people: 60, result: "已通报"}, nil, []string{"12-28"}},
	}
)

// doDeeds plans the records of what units did. Every so many units leave a thing
// out, and two classes in five have no lessons on file.
func (b *builder) doDeeds() {
	for i, s := range b.schools {
		who, ok := s.first(care.PsychologyLead)
		if !ok {
			continue
		}
		b.doHabits(i, s.unit, s.Stages, who, schoolHabits)
		for n, c := range s.classes {
			if n%5 > 2 || c.Stage == care.Vocational {
				continue
			}
			for day := dayOf(b.start, "09-03").AddDays(n % 5); day <= dayOf(b.start, "07-02"); day = day.AddDays(10) {
				if b.Policy().Calendar().IsSchoolDay(day) {
					b.does(day, who, c.unit, deed{kind: "lesson", topic: "认识情绪", people: 45, hours: 0.75})
				}
			}
		}
	}
	n := 0
	for _, p := range b.district.Places {
		if p.Kind == care.Township {
			b.doHabits(n, b.places[p.Code], nil, b.seatIn(p.Code, care.ChildSupervisor), townshipHabits)
			n++
		}
	}
	b.doHabits(0, b.root, nil, b.officer, districtHabits)
}

// seatIn is who sits in a role's seat of a place; nobody where there is none.
func (b *builder) seatIn(code string, role care.Role) act.Who {
	for _, w := range b.posts {
		if w.Role == role && w.Unit == b.places[code] {
			return w
		}
	}
	return act.Who{}
}

func (b *builder) doHabits(i int, unit care.ID, stages []care.Stage, who act.Who, list []habit) {
	for j, h := range list {
		if h.every > 0 && (i+j)%h.every == h.every-1 || !meets(h.stages, stages) {
			continue
		}
		for _, day := range h.on {
			b.does(dayOf(b.start, day), who, unit, h.deed)
		}
	}
}

func meets(want, have []care.Stage) bool {
	for _, w := range want {
		for _, h := range have {
			if w == h {
				return true
			}
		}
	}
	return len(want) == 0
}

// does plans a deed and remembers it once it is on file.
func (b *builder) does(day care.Date, who act.Who, unit care.ID, d deed) {
	b.filed(day, who, unit, d, func() {
		b.note(func(diary *Diary) { diary.Deeds = append(diary.Deeds, Deed{unit, d.kind, day}) })
	})
}

// openClass opens one class more in spring, so that a unit joins in the year.
func (b *builder) openClass() {
	day := dayOf(b.start, "03-16")
	s := b.schools[0]
	last := s.classes[0]
	for _, c := range s.classes {
		if c.Stage == last.Stage && c.Entry == last.Entry && c.Number > last.Number {
			last = c
		}
	}
	b.alone(day, 0, func(ctx context.Context) error {
		u, err := b.regions.AddUnit(ctx, b.officer, care.Unit{Parent: s.unit, Kind: care.Class, Stage: last.Stage, Entry: last.Entry, Number: last.Number + 1, OpenedOn: day})
		b.note(func(d *Diary) { d.Units = append(d.Units, u) })
		return err
	})
}
