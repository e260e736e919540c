package policy

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/policies"
)

// hill is a fifth region that the program has never heard of: a district of the
// city with words, people and numbers of its own, written in nothing but data.
var hill = map[string]string{
	"pack.yaml": `id: hill
authority: {zh: 某山区, en: Hill District}
tier: district
parent: chongqing
valid_from: 2026-09-01
documents:
  - {id: HILL, title: {zh: 某山区方案, en: Plan of Hill District}, number: "", issued: 2026-08-01, valid_from: 2026-09-01, force: plan, clauses: 5}
`,
	"clauses.yaml": `clauses:
  - {id: HILL-1, section: 一, kind: warning, text: {zh: 轻、中、重三类, en: "Light, middle, heavy"}, served_by: [level/general, level/serious, level/major]}
  - {id: HILL-2, section: 二, kind: warning, text: {zh: 轻的也告知年级组长, en: The grade head hears of the light too}, served_by: [notice/general]}
  - {id: HILL-3, section: 三, kind: parents, text: {zh: 每年家长培训三次, en: Parents are trained three times a year}, served_by: [cadence/parent_training_yearly]}
  - {id: HILL-4, section: 四, kind: staffing, text: {zh: 每 3000 名大学生 1 名教师, en: One teacher for 3000 students}, served_by: [ratio/university_4000]}
  - {id: HILL-5, section: 五, kind: indicator, text: {zh: 七成家长学校开展活动, en: Seven parent schools in ten are active}, served_by: [measure/hill_parent_schools]}
`,
	"levels.yaml": `levels:
  - {level: general, label: {zh: 轻, en: Light}, shape: triangle, colour: general, review_days: 120, meaning: {zh: 轻, en: light}, clause: HILL-1}
  - {level: serious, label: {zh: 中, en: Middle}, shape: square, colour: serious, review_days: 30, meaning: {zh: 中, en: middle}, clause: HILL-1}
  - {level: major, label: {zh: 重, en: Heavy}, shape: octagon, colour: major, review_days: 14, meaning: {zh: 重, en: heavy}, clause: HILL-1}
`,
	"notices.yaml": `notices:
  - {level: general, to: grade_head, via: grade, origin: floor, minimum: {zh: 请协调, en: Please support}, ack: notice_ack.general, climb_to: psychology_lead, clause: HILL-2}
`,
	"duties.yaml": `cadences:
  - {id: parent_training_yearly, text: {zh: 家长培训, en: Parent training}, unit: [school, preschool], stages: [primary, junior, senior, vocational], done_by: [activity/parent_training], count: 3, period: calendar_year, owner: psychology_lead, clause: HILL-3}
`,
	"ratios.yaml": `ratios:
  - {id: university_4000, text: {zh: 高校每 3000 名学生 1 名, en: "Universities: one for 3000"}, for: students, from: 1, staff: 1, per: 3000, round: up, post: any, clause: HILL-4}
`,
	"measures.yaml": `measures:
  - {id: hill_parent_schools, text: {zh: 家长学校, en: Parent schools}, numerator: {zh: 有活动的, en: active}, denominator: {zh: 全部, en: all}, unit: station, having: [activity/parent_session], figures: units, target: 70, due: 2028-12-31, clause: HILL-5, override: min}
`,
	"tests.yaml": `cases:
  - {name: light, level: general, label: 轻}
  - {name: middle, level: serious, label: 中}
  - {name: heavy, level: major, label: 重}
  - {name: the grade head hears of the light, notices: general, floor: [grade_head, guardian], to: [grade_head, guardian, psychology_teacher, psychology_lead]}
  - {name: three a year, cadence: parent_training_yearly, on: 2026-10-08, period: "2026", due: 2026-12-31, count: 3}
  - {name: one for 3000, ratio: university_4000, size: 6001, needs: 3}
  - {name: seven in ten, measure: hill_parent_schools, numerator: 7, denominator: 10, value: 70, met: true}
`,
}

func hillFS() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range hill {
		fsys["hill/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// Another region needs no line of code.
func TestAFifthRegionIsDataOnly(t *testing.T) {
	s, err := Load(policies.With(hillFS()), "hill")
	if err != nil {
		t.Fatal(FaultsOf(err), err)
	}
	city := shipped(t, "chongqing")
	for l, want := range map[care.Level]string{care.LevelGeneral: "轻", care.LevelSerious: "中", care.LevelMajor: "重"} {
		if got := s.Level(l).Label.Zh; got != want {
			t.Errorf("%v: got the word %s, want %s", l, got, want)
		}
	}
	told := func(s *Stack) (out []care.Role) {
		for _, n := range s.Notices(care.LevelGeneral) {
			out = append(out, n.To)
		}
		return out
	}
	at := slices.Index(told(s), care.GradeHead)
	if at < 0 || slices.Contains(told(city), care.GradeHead) || s.Notices(care.LevelGeneral)[at].Clause != "HILL-2" {
		t.Errorf("general: got %v told, the city has %v; want the grade head here only", told(s), told(city))
	}
	ours, _ := s.Cadence("parent_training_yearly")
	theirs, _ := city.Cadence("parent_training_yearly")
	if ours.Count != 3 || theirs.Count == 3 || ours.Period != duty.CalendarYear {
		t.Errorf("got %d trainings a year, the city has %d; want 3 here", ours.Count, theirs.Count)
	}
	need := func(s *Stack, size int) int {
		i := slices.IndexFunc(s.Ratios(), func(r Ratio) bool { return r.ID == "university_4000" })
		return s.Ratios()[i].Needs(size)
	}
	if need(s, 3001) != 2 || need(city, 3001) != 1 {
		t.Errorf("3001 students need %d here and %d in the city, want 2 and 1", need(s, 3001), need(city, 3001))
	}
	m, _ := s.Measure("hill_parent_schools")
	if v, ok := m.Value(69, 100); !ok || m.Met(v) || m.Due != "2028-12-31" || m.TargetText().En != "70%" {
		t.Errorf("got %+v, want 70%% by the end of 2028", m)
	}
	cover := Cover(s).ByDoc["HILL"]
	if cover["served"] != 5 || cover["total"] != 5 {
		t.Errorf("got %v, want five clauses served", cover)
	}
	for _, u := range Cover(s).Unproven {
		if strings.HasPrefix(u, "HILL-") {
			t.Errorf("unproven: %s", u)
		}
	}
	if names := s.Packs(); len(names) != 3 || names[1].ID != "chongqing" {
		t.Errorf("got %v, want nation, city, district", names)
	}
}

// The city's bounds hold in a region it has never heard of.
func TestAFifthRegionCantAskLess(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"fewer trainings":      {"duties.yaml", "count: 3", "count: 0", "at least 1"},
		"fewer teachers":       {"ratios.yaml", "per: 3000", "per: 5000", "must be at least 1:4000 (clause CQ2020-3.6-03), not 1:5000"},
		"the word of a level":  {"tests.yaml", "label: 轻", "label: 一般", `case "light" failed`},
		"a clause left out":    {"pack.yaml", "clauses: 5", "clauses: 6", "document HILL has 6 clauses"},
		"a recipient left out": {"notices.yaml", "level: general", "level: watch", "the grade head hears of the light"},
	} {
		fsys := hillFS()
		text := strings.Replace(hill[c.file], c.old, c.new, 1)
		fsys["hill/"+c.file] = &fstest.MapFile{Data: []byte(text)}
		if err := Check(policies.With(fsys), "hill"); err == nil || text == hill[c.file] || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, FaultsOf(err), c.want)
		}
	}
}
