package caseweb_test

import (
	"net/http"
	"regexp"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/webtest"
)

// A guardian gets a slip, reads the notice, decides, and the link is spent.
func TestAGuardianDecidesByLink(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	c, err := s.Screening.PlanRound(ctx, s.Fixture.As(care.PsychologyLead), roundOf(s, 7, 8))
	must(t, err)
	at := "/consent-links/" + c.ID.String() + "/" + s.Class.ID.String()
	s.As(t, care.Principal).Post(at).Is(http.StatusForbidden)
	class := s.As(t, care.ClassTeacher)
	class.Get(at).OK().Has("生成并显示条子")
	slips := class.Post(at).OK().Has("只显示这一次")
	links := regexp.MustCompile(`/l/[0-9a-z]{26}`).FindAllString(slips.Body, -1)
	if len(links) != len(s.Pupils) {
		t.Fatalf("got %d links, want %d", len(links), len(s.Pupils))
	}
	if bad := regexp.MustCompile(`case-words">[^<]*(心理|测评|心环)`).FindString(slips.Body); bad != "" {
		t.Errorf("a slip says %q, which others at the desk read along", bad)
	}
	p := first(t, s, slips.Body)
	b, last4 := s.Stranger(t), phoneEnd(t, s, p)
	b.Post(links[0], "last4", last4).OK().Has("不用于", "不是诊断", "随时撤回同意", "不包括询问自我伤害的题目").Lacks("心环")
	b.Post(links[0]+"/consent", "last4", last4, "decision", "agree").Is(http.StatusUnprocessableEntity).Has("还没有保存")
	b.Post(links[0]+"/consent", "last4", last4, "decision", "agree", "assent", "does_not_want", "signer_name", "家长", "relation", "mother", "signature", "家长").OK().Has("已收到您的决定")
	b.Post(links[0], "last4", last4).Is(http.StatusNotFound)
	view(t, s, func(tx *act.Tx) error {
		row, err := tx.Consent(c.ID, p)
		if row.Decision != care.ConsentDecline || row.Channel != "link" {
			t.Errorf("got %q by %q, want decline by link: the child does not want to", row.Decision, row.Channel)
		}
		return err
	})
}

// roundOf plans a round of some grades.
func roundOf(s *webtest.Site, grades ...int) screening.Plan {
	today := care.DateOf(s.Now())
	return screening.Plan{Unit: s.School.ID, Title: "秋季测评", OpensOn: today, ClosesOn: today.AddDays(20), Grades: grades, Instruments: []string{"phq9", "gad7"},
		DutyPosts: []care.ID{s.Fixture.As(care.DutyAdult).Post, s.Fixture.As(care.PsychologyTeacher).Post}}
}

// first finds whose slip stands first.
func first(t *testing.T, s *webtest.Site, page string) care.ID {
	t.Helper()
	m := regexp.MustCompile(`<h2>([^<]+)</h2>`).FindStringSubmatch(page)
	for _, p := range s.Pupils {
		if m != nil && nameOf(t, s, p) == m[1] {
			return p
		}
	}
	t.Fatalf("no pupil's slip on the page: %q", m)
	return 0
}
