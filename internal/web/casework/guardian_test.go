package caseweb_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/webtest"
)

var grandmother = care.Guardian{Name: "试验奶奶", Relation: "grandparent", Phone: "15407770001"}

func seniorClass(t *testing.T, s *webtest.Site) care.ID {
	t.Helper()
	u, err := s.Regions.AddUnit(ctx, s.Fixture.As(care.DistrictOfficer), care.Unit{Parent: s.School.ID, Kind: care.Class, Stage: care.Senior, Entry: 2024, Number: 9})
	must(t, err)
	return u.ID
}

func told(t *testing.T, s *webtest.Site, person care.ID) (list []care.Notice) {
	t.Helper()
	view(t, s, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(person, care.StudentCare)
		if err != nil {
			return err
		}
		all, err := tx.NoticesOf(e.ID)
		for _, n := range all {
			if n.ToRole == care.GuardianRole {
				list = append(list, n)
			}
		}
		return err
	})
	return list
}

// The page asks an adult whether his guardians may be told, says what follows before
// anything is saved, and saving does that. A minor is not asked.
func TestTheDecisionAsksAnAdult(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	class := seniorClass(t, s)
	teacher := s.As(t, care.PsychologyTeacher)
	at := func(person care.ID) string { return "/flags/" + s.Met(t, person).ID.String() + "/decision" }
	const question = `name="guardian_consent"`

	minor := at(s.Pupil(t, class, "明天成年", "2008-09-16", grandmother))
	teacher.Get(minor).OK().Lacks(question, "能否告知监护人")

	adult := s.Pupil(t, class, "今天成年", "2008-09-15", grandmother)
	page := at(adult)
	teacher.Get(page).OK().Has(question, "学生已满 18 岁。本人同意把情况告诉监护人吗？").Lacks("已核实：还未成年")
	teacher.Get(page+"?lang=en").OK().Has("The pupil is 18 or older. Does the pupil agree that guardians are told?", "May guardians be told?")
	teacher.Get(page + "?lang=zh").OK()
	teacher.Post(page, fields("", fixture.Serious)...).Is(http.StatusUnprocessableEntity).Has("还没有保存")
	refuses := fields("", fixture.With(fixture.Serious, map[string][]string{"guardian_consent": {"refuses"}}))
	teacher.Post(page, refuses...).OK().Has("不同意告知：这次不通知监护人").Lacks("先确认家里是否安全", "监护人会读到")
	agrees := fields("", fixture.With(fixture.Serious, map[string][]string{"guardian_consent": {"agrees"}}))
	teacher.Post(page, agrees...).OK().Has("学生已满 18 岁，同意告知", "先确认家里是否安全", "监护人会读到", "学校在做什么")
	teacher.Post(page, append(refuses, "confirm", "yes")...).Goes("/pupils/" + adult.String())
	if list := told(t, s, adult); len(list) != 0 {
		t.Errorf("the adult refused and %d notices wait for the guardian", len(list))
	}
	major := fields("", fixture.With(fixture.Serious, map[string][]string{"decision": {"higher"}, "level": {"major"}}))
	review := "/pupils/" + adult.String() + "/review"
	teacher.Post(review, major...).Is(http.StatusUnprocessableEntity).Has("请写明学生现在在哪里")
	major = append(major, "where", fixture.WhereNow)
	teacher.Post(review, major...).OK().Has("可能危及生命", "请您马上来", fixture.WhereNow).Lacks("不同意告知")
	teacher.Post(review, append(major, "confirm", "yes")...).Goes("/pupils/" + adult.String())
	if list := told(t, s, adult); len(list) != 1 || list[0].State != care.NoticeHeld {
		t.Errorf("life is in danger: %+v, want one notice held", list)
	}

	unknown := s.Pupil(t, class, "没有生日", "", grandmother)
	page = at(unknown)
	teacher.Get(page).OK().Has(question, "名册里没有出生日期", "已核实：还未成年")
	found := fields("", fixture.With(fixture.Serious, map[string][]string{"guardian_consent": {"minor"}}))
	teacher.Post(page, append(found, "confirm", "yes")...).Goes("/pupils/" + unknown.String())
	list := told(t, s, unknown)
	if len(list) != 1 {
		t.Fatalf("found out to be a minor: %d notices, want one", len(list))
	}
	teacher.Get("/notices/" + list[0].ID.String() + "/home-safe").OK().Has("请核实学生是否已成年")
	clean(t, s)
}

// What the deciding page shows as the guardian's letter is what the guardian reads.
func TestPreviewAndLetterAgree(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	teacher := s.As(t, care.PsychologyTeacher)
	for i, level := range []string{"general", "serious", "major"} {
		person := s.Pupils[i]
		posted := append(fields("", fixture.With(fixture.Serious, map[string][]string{"level": {level}})), "facts", "这两周常独自发呆", "where", fixture.WhereNow)
		page := "/flags/" + s.Met(t, person).ID.String() + "/decision"
		preview := text(teacher.Post(page, posted...).OK())
		teacher.Post(page, append(posted, "confirm", "yes")...).Goes("/pupils/" + person.String())
		n := told(t, s, person)[0]
		teacher.Post("/notices/"+n.ID.String()+"/home-safe", fields("", fixture.HomeSafe)...).Goes("/notices/" + n.ID.String())
		shown := text(teacher.Get("/notices/" + n.ID.String()).OK())
		slip := teacher.Post("/notices/" + n.ID.String() + "/link").OK()
		letter := s.Stranger(t).Post(regexp.MustCompile(`/l/[0-9a-z]{26}`).FindString(slip.Body), "last4", phoneEnd(t, s, person)).OK()
		passages := regexp.MustCompile(`(?s)<section><h2>([^<]+)</h2><p>([^<]+)</p>`).FindAllStringSubmatch(letter.Body, -1)
		if len(passages) < 5 {
			t.Fatalf("%s: the letter has %d passages", level, len(passages))
		}
		for _, p := range passages {
			for _, words := range p[1:] {
				if words = strings.Join(strings.Fields(words), " "); !strings.Contains(preview, words) || !strings.Contains(shown, words) {
					t.Errorf("%s: the guardian reads %q; the deciding page or the notice's page does not say so", level, html.UnescapeString(words))
				}
			}
		}
		for _, w := range forbidden {
			if strings.Contains(text(letter), w) {
				t.Errorf("%s: a guardian reads %q", level, w)
			}
		}
		if urgent := strings.Contains(letter.Body, "马上到孩子身边"); urgent != (level == "major") {
			t.Errorf("%s: come at once %v", level, urgent)
		}
	}
	clean(t, s)
}

// Nobody on the roster: the preview says who looks for a guardian, the class teacher has
// it in his work, enters one, and the notice goes on.
func TestAGuardianIsFoundOverThePages(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	person := s.Pupil(t, s.Class.ID, "没有监护人", "2013-01-01")
	teacher, class := s.As(t, care.PsychologyTeacher), s.As(t, care.ClassTeacher)
	page := "/flags/" + s.Met(t, person).ID.String() + "/decision"
	teacher.Post(page, fields("", fixture.Serious)...).OK().Has("名册里没有这名学生的监护人", "班主任", "先找到监护人")
	teacher.Post(page, append(fields("", fixture.Serious), "confirm", "yes")...).Goes("/pupils/" + person.String())
	n := told(t, s, person)[0]
	at := "/notices/" + n.ID.String()
	teacher.Get(at).OK().Has("先找到监护人", "由谁负责").Lacks("/home-safe")
	teacher.Get(at + "/home-safe").OK()
	teacher.Post(at+"/home-safe", fields("", fixture.HomeSafe)...).Is(http.StatusConflict)
	class.Get("/work").OK().Has(at+"/guardian", "登记监护人")
	class.Get(at+"/guardian").OK().Has("问村（居）委会", `href="/work"`)
	class.Post(at+"/guardian", "found", "found").Is(http.StatusUnprocessableEntity).Has("还没有保存")
	class.Post(at+"/guardian", fields("", fixture.GuardianFound)...).Goes("/work")
	class.Get("/work").OK().Lacks(at + "/guardian")
	teacher.Get(at).OK().Has("/home-safe", "先确认家里是否安全")
	teacher.Get("/pupils/"+person.String()).OK().Has("试验奶奶", "15409990000")
	s.As(t, care.SubjectTeacher).Get(at + "/guardian").Is(http.StatusNotFound)
	clean(t, s)
}

// Two people withhold: the protection officer has the child in his work, reads why and
// records what he did; he sees neither level nor plan.
func TestProtectionOverThePages(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	person := s.Pupils[0]
	n := fixture.FamilyNotice(t, s.Confirm(t, person, care.LevelSerious, nil).Notices)
	at := "/notices/" + n.ID.String()
	withhold := fields("", fixture.HomeWithhold)
	teacher, lead, officer := s.As(t, care.PsychologyTeacher), s.As(t, care.PsychologyLead), s.As(t, care.ProtectionOfficer)
	officer.Get(at).Is(http.StatusNotFound)
	teacher.Post(at+"/home-safe", withhold...).Goes(at)
	lead.Post(at+"/home-safe", withhold...).Goes(at)
	teacher.Get(at).OK().Has("不通知，走保护途径", "由谁负责", "未成年人保护干部", "期限").Lacks(at+"/protection", "监护人会读到")
	officer.Get("/work").OK().Has(nameOf(t, s, person), "接手保护", at)
	officer.Get(at).OK().Has("继父", "姑姑", "由班主任家访", at+"/protection").Lacks("严重心理问题")
	officer.Get(at+"/protection").OK().Has("系统不代为报警", "接报人和编号")
	officer.Get("/pupils/"+person.String()).OK().Lacks("严重心理问题", "PHQ")
	teacher.Get(at + "/protection").Is(http.StatusForbidden)
	officer.Post(at+"/protection", fields("", fixture.With(fixture.Protected, map[string][]string{"police": {"not_yet"}}))...).Goes("/work")
	officer.Get("/work").OK().Has("接手保护")
	officer.Post(at+"/protection", fields("", fixture.Protected)...).Goes("/work")
	officer.Get("/work").OK().Lacks(at)
	teacher.Get(at).OK().Has("已办结")
	clean(t, s)
}

// The slips of a class leave out who decides himself, and say so.
func TestSlipsLeaveOutAdults(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	class := seniorClass(t, s)
	s.Pupil(t, class, "明天成年", "2008-09-16", grandmother)
	adult := s.Pupil(t, class, "今天成年", "2008-09-15", grandmother)
	c, err := s.Screening.PlanRound(ctx, s.Fixture.As(care.PsychologyLead), roundOf(s, 12))
	must(t, err)
	lead := s.As(t, care.PsychologyLead)
	slips := lead.Post("/consent-links/"+c.ID.String()+"/"+class.String()).OK().Has("由本人决定的学生", nameOf(t, s, adult), "本人在纸上签名")
	if n := len(regexp.MustCompile(`https://school.example/l/[0-9a-z]{26}`).FindAllString(slips.Body, -1)); n != 1 {
		t.Errorf("%d slips, want the minor's alone", n)
	}
}
