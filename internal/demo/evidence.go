package demo

import (
	"context"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/supervision"
)

// deed is what a school does in the term, on which day of it, with how many.
type deed struct {
	kind   string
	day    int // days after the term's first day
	topic  string
	people int
	hours  float64
	place  string
	result string
	every  int // a school in so many leaves it out: something must be missing to be seen
}

// deeds of a term. Invented; days and numbers are ours.
var deeds = []deed{
	{kind: "facility", day: 3, place: "心理辅导室", every: 9},
	{kind: "team", day: 5, topic: "心理健康教育工作小组", people: 6, every: 11},
	{kind: "governance_document", day: 6, topic: "本学年心理健康教育工作方案", result: "已印发", every: 7},
	{kind: "teacher_training", day: 12, topic: "怎样和情绪低落的学生谈话", people: 32, hours: 4, every: 4},
	{kind: "parent_training", day: 26, topic: "孩子进入新学期，家长可以做什么", people: 180, hours: 1.5, every: 3},
	{kind: "mental_health_day", day: 39, topic: "世界精神卫生日主题活动", people: 400, every: 5},
	{kind: "group_session", day: 45, topic: "同伴交往", people: 16, hours: 1, every: 2},
	{kind: "parent_session", day: 52, topic: "陪伴与沟通", people: 60, hours: 1, every: 3},
}

// keepEvidence plans the records of what the schools did and taught.
func (b *builder) keepEvidence() {
	first := b.start.AddDays(7)
	for i, s := range b.schools {
		who, ok := s.first(care.PsychologyLead)
		if !ok {
			continue
		}
		for j, d := range deeds {
			if (i+j)%d.every == d.every-1 {
				continue
			}
			b.did(first.AddDays(d.day+i%3), who, s.unit, d)
		}
		b.teach(s, i)
	}
}

func (b *builder) did(day care.Date, who act.Who, unit care.ID, d deed) {
	b.filed(day, who, unit, d, func() {})
}

// filed plans an activity record and what follows once it is on file.
func (b *builder) filed(day care.Date, who act.Who, unit care.ID, d deed, then func()) {
	if day >= dateOf(b.o.Now) {
		return
	}
	b.later(at(day, 16, 40), nil, func(ctx context.Context) error {
		v := questionnaire.Values{"kind": questionnaire.TextValue(d.kind), "held_on": questionnaire.TextValue(string(day)), "topic": questionnaire.TextValue(d.topic),
			"place": questionnaire.TextValue(d.place), "result": questionnaire.TextValue(d.result), "notes": questionnaire.TextValue("材料存学校档案室")}
		if d.people > 0 {
			v["participants"] = questionnaire.NumberValue(float64(d.people))
		}
		if d.hours > 0 {
			v["hours"], v["minutes"] = questionnaire.NumberValue(d.hours), questionnaire.NumberValue(d.hours*60)
		}
		_, _, err := b.supervision.FileActivity(ctx, who, supervision.NewActivity{Unit: unit, Kind: d.kind, Values: v, Files: b.papers(d.kind)})
		if err == nil {
			then()
		}
		return err
	})
}

// papers is the file that a kind of record asks for: a page of invented words.
func (b *builder) papers(kind string) act.Files {
	k, _ := b.Policy().Activity(kind)
	if !slices.Contains(k.Needs, "attachment") {
		return nil
	}
	return act.Files{"files": {{Name: k.Text.Zh + ".pdf", Content: []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")}}}
}
