package policyweb_test

import (
	"context"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
	"xinhuan/policies"
)

var stacks = []string{"national", "changzhou", "chongqing", "youyang", "nanan"}

// site serves the pages of the rules for a stack of packs.
func site(t *testing.T, id string, evidence policyweb.Evidence) *webtest.Site {
	t.Helper()
	f := fixture.SQLite(t)
	adopt(t, f, id)
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	policyweb.Routes(routes, policyweb.Deps{Room: f.Casework, Evidence: evidence})
	return webtest.New(t, f, routes.Handler())
}

// adopt puts a stack in the place of the fixture's.
func adopt(t *testing.T, f *fixture.Fixture, id string) {
	t.Helper()
	s, err := policy.Load(policies.FS, id)
	if err != nil {
		t.Fatal(err)
	}
	f.Adopt(t, s)
}

var parts = []string{"documents", "conflicts", "levels", "notices", "networks", "rules", "groups", "programmes", "timers", "hotlines", "cadences", "activities", "ratios", "measures", "access", "retention", "calendar", "forms", "product", "clauses"}

// TestThePolicyCitesItsClauses opens every part and every clause of every stack
// in both languages.
func TestThePolicyCitesItsClauses(t *testing.T) {
	s := site(t, "youyang", nil)
	b := s.As(t, care.ClassTeacher)
	opened := map[string]bool{} // a clause of a pack that several stacks share is one page
	for _, id := range stacks {
		t.Run(id, func(t *testing.T) {
			adopt(t, s.Fixture, id)
			for _, lang := range []string{"zh", "en"} {
				b.Get("/policy?lang=" + lang).OK().Has("/policy/clauses")
				for _, part := range parts {
					b.Get("/policy/" + part).OK().Has(`id="` + first(part) + `"`)
					b.Get("/policy/" + part + "?print=all").OK()
				}
				for _, c := range s.Policy().Clauses() {
					if opened[lang+c.ID] {
						continue
					}
					opened[lang+c.ID] = true
					body := html.UnescapeString(b.Get(policyweb.ClauseHref(c.ID)).OK().Body)
					doc, _ := s.Policy().Document(c.DocumentID())
					for _, words := range []string{c.ID, c.Text.Zh, c.Text.En, doc.Number, c.SectionText().In(care.Lang(lang))} {
						if !strings.Contains(body, words) {
							t.Errorf("%s: the page of %s lacks %q", lang, c.ID, words)
						}
					}
				}
			}
			b.Get("/policy/nothing").Is(http.StatusNotFound)
			b.Get("/policy/clauses/YY1999-1-01").Is(http.StatusNotFound)
		})
	}
}

// first is something that stands on every page of a part.
func first(part string) string {
	return map[string]string{"documents": "law", "notices": "matrix", "networks": "network-school", "programmes": "programme-student_care", "access": "access-person", "calendar": "calendar-days"}[part] + map[bool]string{true: part}[strings.Contains("conflicts levels rules groups timers hotlines cadences activities ratios measures retention forms product clauses", part)]
}

// TestEveryRowIsOnAPage: from anywhere a row's place leads to the row itself.
func TestEveryRowIsOnAPage(t *testing.T) {
	s := site(t, "youyang", nil)
	b := s.As(t, care.ClassTeacher)
	for _, id := range stacks {
		t.Run(id, func(t *testing.T) {
			adopt(t, s.Fixture, id)
			pages := map[string]string{}
			for _, row := range s.Policy().Rows() {
				place := policyweb.Place(row.Ref)
				at, anchor, ok := strings.Cut(place, "#")
				if !ok {
					t.Errorf("%s has no place", row.Ref)
					continue
				}
				if _, read := pages[at]; !read {
					pages[at] = b.Get(at).OK().Body
				}
				if !strings.Contains(pages[at], `id="`+anchor+`"`) {
					t.Errorf("%s does not stand at %s", row.Ref, place)
				}
				if kind, _, _ := strings.Cut(row.Key, "/"); kind == "notice" && !strings.Contains(pages[at], `id="`+strings.ReplaceAll(row.Key, "/", "-")+`"`) {
					t.Errorf("%s does not stand at %s", row.Key, place)
				}
			}
			for _, c := range s.Policy().Product().Capabilities {
				at, anchor, _ := strings.Cut(policyweb.Place("product/"+c.ID), "#")
				b.Get(at).OK().Has(`id="` + anchor + `"`)
			}
		})
	}
}

// link matches the links into the rules.
var link = regexp.MustCompile(`href="(/policy[^"]*)"`)

// TestEveryLinkIntoTheRulesLeadsThere follows all links between the pages of the
// rules, to the very row.
func TestEveryLinkIntoTheRulesLeadsThere(t *testing.T) {
	s := site(t, "youyang", nil)
	b := s.As(t, care.DistrictOfficer)
	bodies := map[string]string{}
	queue := []string{"/policy"}
	for len(queue) > 0 {
		href := queue[0]
		queue = queue[1:]
		at, anchor, _ := strings.Cut(href, "#")
		body, read := bodies[at]
		if !read {
			a := b.Get(at)
			if a.Status != http.StatusOK {
				t.Errorf("%s answers %d", at, a.Status)
			}
			body, bodies[at] = a.Body, a.Body
			for _, m := range link.FindAllStringSubmatch(a.Body, -1) {
				if next := html.UnescapeString(m[1]); !strings.Contains(next, "sort=") && !strings.Contains(next, "print=") {
					queue = append(queue, next)
				}
			}
		}
		if anchor != "" && !strings.Contains(body, `id="`+anchor+`"`) {
			t.Errorf("%s has no %s", at, anchor)
			bodies[at] += ` id="` + anchor + `"` // said once
		}
	}
	if len(bodies) < len(s.Policy().Clauses()) {
		t.Errorf("got %d pages by links, want more than the %d clauses", len(bodies), len(s.Policy().Clauses()))
	}
}

func TestClausesAreFoundInBothLanguages(t *testing.T) {
	s := site(t, "youyang", nil)
	b := s.As(t, care.ClassTeacher)
	b.Get("/policy/clauses?lang=zh").OK().Has("3 份本地文件共 297 条", "已落实", "YY2023-0-01")
	b.Get("/policy/clauses?q=10+lessons").OK()
	b.Get("/policy/clauses?q=ten+lessons").OK().Has("YY2023-2.2-04").Lacks("YY2023-2.2-03<")
	b.Get("/policy/clauses?q=10课时").OK().Has("YY2023-2.2-04").Lacks("YY2023-2.2-03<")
	b.Get("/policy/clauses?f.document=CQ2024&f.kind=training").OK().Has("CQ2024-2.13").Lacks(">YY2023", ">CQ2020")
	b.Get("/policy/clauses?f.standing=outside").OK().Has("YY2023-1.2-04").Lacks(">YY2023-2.2-03<")
	b.Get("/policy/clauses?f.by=ratio").OK().Has("YY2023-2.13-02").Lacks(">YY2023-2.2-03<")
	b.Get("/policy/clauses?f.ref=cadence/lessons_term").OK().Has("YY2023-2.2-04", "只列出").Lacks(">YY2023-2.2-03<")
	b.Get("/policy/clauses?sort=-id&page=2").OK()
	b.Get("/policy/ratios").OK().Has("8,001", "不适用")
	b.Get("/policy/hotlines").OK().Has("12356", "12355", "次日", "本地只能延长接听时间").Lacks("本地只能调高")
	b.Get("/policy/cadences?f.settled=open").OK().Has("待本地确定间隔")
	b.Get("/policy/measures?f.state=ended").OK().Has("留作历史").Lacks("rooms\"")
}

// TestOpenWorkTellsNothingOfChildren: the numbers behind a clause are for those
// who may open the children, also where the number is nought.
func TestOpenWorkTellsNothingOfChildren(t *testing.T) {
	s := site(t, "youyang", nil)
	s.Work(t)
	at := "" // a clause that asks for interviews
	for _, c := range s.Policy().ClausesOf("product/interview") {
		at = policyweb.ClauseHref(c.ID)
	}
	s.As(t, care.PsychologyLead).Get(at+"?lang=zh").OK().Has("今天的佐证", "本级未完成").Lacks("已隐去")
	s.As(t, care.Principal).Get(at+"?lang=zh").OK().Has("本级未完成", "已隐去", "与学生有关的数字只给能看学生的岗位")
	s.As(t, care.Invigilator).Get(at+"?lang=zh").OK().Has("您的岗位现在没有这一条的工作").Lacks("本级未完成", "已隐去")
}

// A clause about one time limit of a programme shows the open work of that one, and
// not of all that the programme asks for.
func TestTheEvidenceIsOfTheClausesOwnTimers(t *testing.T) {
	s := site(t, "chongqing", nil)
	s.Hardship(t)
	for clause, want := range map[string]string{"CQ2024-2.5-04": "contact.hardship_plain", "CQ2024-2.5-06": "contact.hardship_abnormal"} {
		body := s.As(t, care.ChildDirector).Get(policyweb.ClauseHref(clause) + "?lang=zh").OK().Body
		from, to := strings.Index(body, `id="evidence"`), strings.Index(body, `class="clause-next`)
		for _, timer := range s.Policy().Timers() {
			has := strings.Contains(body[from:to], "timer-"+timer.ID+`"`) || strings.Contains(body[from:to], "timer%2F"+timer.ID+"#")
			if has && timer.ID != want {
				t.Errorf("%s: the evidence counts %s", clause, timer.ID)
			}
		}
	}
}

// What serves nothing yet says so, on the clause's page and in its own row.
func TestWhatServesNothingYetSaysSo(t *testing.T) {
	s := site(t, "nanan", nil)
	b := s.As(t, care.DistrictOfficer)
	b.Get(policyweb.ClauseHref("NA2024-3.2.2-02")+"?lang=zh").OK().Has("现在没有什么会启动这个时限", "待建")
	b.Get("/policy/timers?lang=zh&q=数据泄露").OK().Has("现在没有什么会启动这个时限")
	b.Get("/policy/timers?lang=zh&q=安全核查").OK().Lacks("现在没有什么会启动这个时限")
	b.Get("/policy/measures?lang=zh&q=结对").OK().Has("要逐人统计，系统暂不出数", "请责任单位按“指标”页“怎样算”写的分子、分母自行统计", "系统里不用填").Lacks("由个案和测评算出")
	b.Get("/policy/measures?lang=en").OK().Has("the body responsible counts by what the page of measures says", "Counted over people; not computed here")

}

// Each conflict has, in every stack, the rows to change or the reason why it does not
// arise there.
func TestEveryConflictSaysWhatToChangeOrThatItDoesNotArise(t *testing.T) {
	s := site(t, "youyang", nil)
	b := s.As(t, care.DistrictOfficer)
	row := regexp.MustCompile(`(?s)<tr[^>]*id="conflict-(K\d+)".*?</tr>`)
	for _, id := range stacks {
		adopt(t, s.Fixture, id)
		for lang, words := range map[string]string{"zh": "本地不涉及", "en": "Does not arise here"} {
			found := map[string]string{}
			for _, m := range row.FindAllStringSubmatch(b.Get("/policy/conflicts?print=all&lang="+lang).OK().Body, -1) {
				found[m[1]] = m[0]
			}
			for _, c := range s.Policy().Conflicts() {
				here, elsewhere := s.Policy().Sides(c)
				says, rows := strings.Contains(found[c.ID], words), c.Rows()
				if says == (len(rows) > 0) || says && s.Policy().Arises(c) {
					t.Errorf("%s, %s: %s has %d rows to change, and the page says it does not arise: %v", id, lang, c.ID, len(rows), says)
				}
				for _, doc := range append(here, elsewhere...) {
					if !strings.Contains(found[c.ID], doc) {
						t.Errorf("%s, %s: %s does not name %s", id, lang, c.ID, doc)
					}
				}
				for _, ref := range rows {
					if !strings.Contains(html.UnescapeString(found[c.ID]), policyweb.Place(ref)) {
						t.Errorf("%s, %s: %s has no link to %s", id, lang, c.ID, ref)
					}
				}
			}
		}
	}
}

func TestOthersMayGiveTheEvidence(t *testing.T) {
	asked := ""
	s := site(t, "youyang", func(_ context.Context, who act.Who, c policy.Clause) ([]ui.Component, error) {
		asked = string(who.Role) + " " + c.ID
		return []ui.Component{ui.Badge{Text: care.Text{Zh: "登记了三次", En: "recorded three times"}}}, nil
	})
	s.As(t, care.Principal).Get("/policy/clauses/YY2023-2.2-04?lang=zh").OK().Has("登记了三次")
	if asked != "principal YY2023-2.2-04" {
		t.Errorf("asked for %q, want the reader and the clause", asked)
	}
}

// The pages say how what is late climbs, and another network says another thing.
func TestThePagesSayHowLateWorkClimbs(t *testing.T) {
	s := site(t, "youyang", nil)
	b := s.As(t, care.ClassTeacher)
	b.Get("/policy/networks").OK().Has("年级组长 → 心理辅导站站长 → 分管副校长 → 校长 → 区县教育干部").Has("院系负责人 → 心理辅导站站长").Has("跳过")
	b.Get("/policy/timers").OK().Has("沿预警网络逐级往上提醒，满 1 天、3 天、7 天、14 天、21 天各一步，最后到区县").Has("满 30 分钟、1 小时、2 小时、4 小时各一步")
	b.Get("/policy/cadences?col=climb").OK().Has("沿预警网络逐级往上提醒，满 7 天、14 天、21 天、28 天、35 天各一步")
	if page := b.Get("/policy/networks").OK(); strings.Count(page.Body, "无权知道这件事的岗位跳过") != 1 {
		t.Error("how a network climbs is said once for all")
	}
	b.Get("/policy/networks?lang=en").OK().Has("Grade head → Psychology lead → Deputy principal → Principal → District education officer")
	adopt(t, s.Fixture, "changzhou")
	b.Get("/policy/networks?lang=zh").OK().Lacks("年级组长 → ").Has("心理辅导站站长 → 分管副校长 → 校长 → 区县教育干部")
}
