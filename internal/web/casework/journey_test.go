package caseweb_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/webtest"
)

// From a danger answer to a child with an owner, a plan and a contact, all over
// the pages, ending with the invariants.
func TestFromAFlagToAPlan(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		s := serve(t, f)
		a, flag := flagged(t, s)
		duty, teacher, lead := s.As(t, care.DutyAdult), s.As(t, care.PsychologyTeacher), s.As(t, care.PsychologyLead)

		duty.Get("/work").OK().Has("危险警报", "/alerts/"+a.ID.String())
		duty.Get("/alerts/"+a.ID.String()).OK().Has("我去", nameOf(t, s, a.Person), "已看到", "弄清家里是否安全之前，不要打给监护人")
		duty.Post("/alerts/" + a.ID.String() + "/answer").Goes("/alerts/" + a.ID.String())
		teacher.Post("/alerts/" + a.ID.String() + "/answer").Goes("/alerts/" + a.ID.String())
		teacher.Get("/alerts/"+a.ID.String()).OK().Has("已经有人去了", "值班教师")
		duty.Get("/pupils/"+a.Person.String()).OK().Has("/alerts/"+a.ID.String()+"/check", "先不要联系监护人")
		duty.Post("/alerts/"+a.ID.String()+"/check", "seen", "yes").Is(http.StatusUnprocessableEntity).Has("还没有保存")
		duty.Post("/alerts/"+a.ID.String()+"/check", fields("", fixture.SafeCheck)...).Goes("/work")
		if got := duty.Fragment("/alerts/" + a.ID.String() + "/now"); got.Status != 286 && got.Status != http.StatusNotFound {
			t.Errorf("got status %d, want the fragment to stop asking", got.Status)
		}

		at := "/flags/" + flag.ID.String()
		teacher.Get("/flags").OK().Has(nameOf(t, s, a.Person), "等待面谈")
		teacher.Get(at).OK().Has("为什么提示", "测评分数", "填写面谈记录")
		teacher.Get(at+"/interview").OK().Has("安全评估记录", "f6.wish")
		teacher.Post(at+"/interview", fields("", fixture.Interview)...).Is(http.StatusUnprocessableEntity).Has("F6")
		teacher.Post(at+"/interview", append(fields("", fixture.Interview), fields("f6.", fixture.RiskCalm)...)...).Goes(at + "/decision")

		serious := append(fields("", fixture.Serious), "facts", "近期需要多陪伴")
		teacher.Post(at+"/decision", append(slices.Clip(serious), "groups", "released")...).Is(http.StatusUnprocessableEntity).Has("这个类别不属于这个项目")
		serious = append(serious, "groups", "bereaved")
		teacher.Post(at+"/decision", serious...).OK().Has("会通知谁", "先确认家里是否安全", "等待放行", "YY2023-2.6-04", "确认决定")
		teacher.Get("/work").OK().Has("定级别")
		teacher.Get("/pupils?unit=" + s.Class.ID.String()).OK().Has("已面谈，待定级别")
		teacher.Get(at).OK().Has("确定级别或结束")
		teacher.Post(at+"/decision", append(serious, "confirm", "yes")...).Goes("/pupils/" + a.Person.String())
		teacher.Get(at).OK().Has("提示已结束", "由危险回答引起。").Lacks("需要面谈的学生</h1>", "当天面谈")
		teacher.Get("/pupils/"+a.Person.String()+"/review").OK().Has("复核或结案</h1>", "调高")
		teacher.Get("/pupils/"+a.Person.String()).OK().Has("谁负责，下一步做什么", "严重心理问题", "经过", "面谈记录")

		held, episode := notices(t, s, a.Person)
		teacher.Get("/pupils/" + a.Person.String()).OK().Has("先不要联系监护人")
		teacher.Get("/notices").OK().Has(`href="/flags"`)
		teacher.Post("/notices/"+held.String()+"/home-safe", fields("", fixture.HomeSafe)...).Goes("/notices/" + held.String())
		teacher.Get("/pupils/" + a.Person.String()).OK().Lacks("先不要联系监护人")
		lead.Get("/work").OK().Has("/episodes/" + episode.String() + "/release")
		wide := lead.Get("/episodes/" + episode.String() + "/release")
		lead.Get(wide.Location).OK().Has("放行后会收到通知的人", "区县教育干部", "德育处", "马上")
		lead.Post("/episodes/" + episode.String() + "/release").Goes("/work")

		class := s.As(t, care.ClassTeacher)
		mine := regexp.MustCompile(`/notices/[0-9a-z]{13}`).FindString(class.Get("/work").OK().Body)
		class.Get(mine).OK().Has("近期需要多陪伴", "我已阅读", "发出时间", "确认期限").Lacks("PHQ", "分数")
		class.Post(mine + "/acknowledge").Goes("/work")
		class.Get("/work").OK().Lacks(mine)

		slip := teacher.Post("/notices/"+held.String()+"/link").OK().Has("只显示这一次", "https://school.example/l/")
		guardianReads(t, s, regexp.MustCompile(`/l/[0-9a-z]{26}`).FindString(slip.Body), a.Person)

		teacher.Get("/episodes/"+episode.String()+"/plan").OK().Has("一生一策", "座位")
		teacher.Post("/episodes/"+episode.String()+"/plan", fields("", plan)...).Goes("/work")
		teacher.Get("/pupils/"+a.Person.String()).OK().Has("不要做的事", "当众批评", "（丧亲）")
		teacher.Post("/episodes/"+episode.String()+"/f5_interview", fields("", fixture.Interview)...).Goes("/work")
		teacher.Get("/episodes/"+episode.String()+"/owner").OK().Has("心理辅导站站长", nameOf(t, s, a.Person), "学生档案")
		clean(t, s)
	})
}

var plan = map[string][]string{"strengths": {"画画\n足球"}, "understanding": {"近来睡得少"}, "pupil_view_heard": {"yes"}, "pupil_view": {"想先和同桌坐"}, "goals": {"睡够八小时"},
	"measure_1": {"每周谈一次"}, "owner_1": {"心理教师"}, "cadence_1": {"weekly"}, "contacts": {"班主任"}, "prohibited": {"当众批评"}, "watch_signs": {"不来上课"}, "safety_plan": {"not_needed"},
	"review_on": {"2026-10-10"}, "closing": {"连续四周稳定"}, "guardian_part": {"told"}, "keeper": {"心理教师"}, "signed": {"心理教师"}}

// notices finds the guardian's held notice and its episode.
func notices(t *testing.T, s *webtest.Site, person care.ID) (held, episode care.ID) {
	t.Helper()
	view(t, s, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(person, care.StudentCare)
		if err != nil {
			return err
		}
		list, err := tx.NoticesOf(e.ID)
		i := slices.IndexFunc(list, func(n care.Notice) bool { return n.State == care.NoticeHeld })
		held, episode = list[i].ID, e.ID
		return err
	})
	return held, episode
}

// forbidden words never reach a guardian.
var forbidden = []string{"严重", "重大", "级别", "得分", "分数", "抑郁", "焦虑症", "高危", "异常", "诊断为", "PHQ", "心环", "Xinhuan", "score", "serious", "major", "depress"}

func guardianReads(t *testing.T, s *webtest.Site, link string, person care.ID) {
	t.Helper()
	name := nameOf(t, s, person)
	b := s.Stranger(t)
	door := b.Get(link).OK().Has("最后四位").Lacks(name, "孩子")
	if other := b.Get("/l/" + strings.Repeat("0", 26)).OK(); len(other.Body) != len(door.Body) {
		t.Error("a true and a false link show different pages before the proof")
	}
	b.Post(link, "last4", "9999").Is(http.StatusUnprocessableEntity).Has("数字不对").Lacks(name)
	last4 := phoneEnd(t, s, person)
	page := b.Post(link, "last4", last4).OK().Has(name, "近期需要多陪伴", "学校看到了什么", "您可以做什么", "找谁联系", "12356")
	for _, w := range forbidden {
		if strings.Contains(text(page), w) {
			t.Errorf("a guardian reads %q", w)
		}
	}
	b.Post(link+"/read", "last4", last4).OK().Has("谢谢您")
	b.Post(link, "last4", last4).Is(http.StatusNotFound).Lacks(name)
	view(t, s, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(person, care.StudentCare)
		if err != nil {
			return err
		}
		list, err := tx.NoticesOf(e.ID)
		for _, n := range list {
			if n.Guardian != 0 && (n.State != care.NoticeAcknowledged || n.AckBy != 0) {
				t.Errorf("guardian's notice is %q by %v; want acknowledged by the guardian", n.State, n.AckBy)
			}
		}
		return err
	})
}

func phoneEnd(t *testing.T, s *webtest.Site, person care.ID) (last4 string) {
	t.Helper()
	view(t, s, func(tx *act.Tx) error {
		g, err := tx.GuardiansOf(person)
		last4 = g[0].Phone[len(g[0].Phone)-4:]
		return err
	})
	return last4
}
