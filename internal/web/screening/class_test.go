package roundweb_test

import (
	"encoding/base64"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

func TestConsentsAreEnteredByClassList(t *testing.T) {
	s := site(t)
	c := planned(t, s)
	path := at(c, "/consents/"+s.Class.ID.String())
	teacher := s.As(t, care.ClassTeacher)
	teacher.Get(path).OK().Has("试验生1号", "还没有", "<strong>0</strong> / 12")
	d := func(i int) string { return "d." + s.Pupils[i].String() }
	teacher.Post(path, "channel", "paper", d(0), "decline", d(1), "agree_without_self_harm", d(2), "").Goes(path)
	teacher.Get(path).OK().Has("已登记 2 人", "<strong>2</strong> / 12", "1 人不同意")
	teacher.Post(path, "channel", "paper").Is(http.StatusUnprocessableEntity).Has("什么都没有改动")
	chosen := teacher.Post(path, "channel", "batch", "all", "agree").OK().Has("尚未保存")
	if got := strings.Count(chosen.Body, `value="agree" checked`); got != 10 {
		t.Errorf("got %d pupils set to agree, want the 10 without a record", got)
	}
	view(t, s, func(tx *act.Tx) error {
		m, err := tx.ConsentsIn(c.ID, s.Class.ID)
		if len(m) != 2 || m[s.Pupils[0]].Decision != care.ConsentDecline || m[s.Pupils[1]].Channel != "paper" {
			t.Errorf("got %v after choosing only, want the 2 that were saved", m)
		}
		return err
	})
	args := []string{"channel", "batch"}
	for i := range s.Pupils {
		args = append(args, d(i), "agree")
	}
	teacher.Post(path, args...).Goes(path)
	view(t, s, func(tx *act.Tx) error {
		tally, err := tx.CampaignClass(c.ID, s.Class.ID)
		if tally.Due != 12 {
			t.Errorf("got %d due, want 12 after everybody agreed", tally.Due)
		}
		return err
	})
	teacher.Post(path, "channel", "batch", d(0), "whatever").Is(http.StatusUnprocessableEntity)
	for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.DistrictOfficer, care.Invigilator} {
		s.As(t, role).Get(path).Is(http.StatusForbidden).Lacks("试验生")
	}
}

func TestSlipsOpenThePupilsPageAndDieWhenIssuedAgain(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	inv := s.As(t, care.Invigilator)
	day := string(care.DateOf(s.Now()))
	sheet := class(c, s.Class, "/tickets?day="+day)
	inv.Get(sheet).OK().Has("没有可打印的纸条")
	inv.Post(class(c, s.Class, "/tickets"), "day", day).Goes(sheet)
	first := inv.Get(sheet).OK().Has("已发 12 张纸条", "试验生1号", "https://xinhuan.example/p")
	codes := regexp.MustCompile(`<dd>([0-9A-Z]{5}-[0-9A-Z]{5})</dd>`).FindAllStringSubmatch(first.Body, -1)
	classCode := regexp.MustCompile(`<dd>([0-9A-Z]{6})</dd>`).FindStringSubmatch(first.Body)
	if len(codes) != 12 || classCode == nil {
		t.Fatalf("got %d slips and class code %v, want 12 and one", len(codes), classCode)
	}
	qr := regexp.MustCompile(`src="data:image/png;base64,([^"]+)"`).FindStringSubmatch(first.Body)
	if qr == nil {
		t.Fatal("a slip has no QR code")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer("&#43;", "+").Replace(qr[1]))
	must(t, err)
	if _, err := png.Decode(strings.NewReader(string(raw))); err != nil {
		t.Errorf("the QR code is no picture: %v", err)
	}
	started, err := s.Screening.SignIn(ctx, classCode[1], codes[0][1])
	must(t, err)
	inv.Post(class(c, s.Class, "/tickets"), "day", day).OK().Has("重新发纸条？", "11 张未用的旧纸条作废")
	inv.Post(class(c, s.Class, "/tickets"), "day", day, "sure", "yes").Goes(sheet)
	if _, err := s.Screening.SignIn(ctx, classCode[1], codes[1][1]); err == nil {
		t.Error("a voided slip still opens")
	}
	_, err = s.Screening.Submit(ctx, started.Sitting, started.Token, fixture.Sheet(0))
	must(t, err)
	inv.Get(class(c, s.Class, "")).OK().Has("已完成")
	inv.Post(class(c, s.Class, "/tickets"), "day", "2027-09-09", "sure", "yes").Is(http.StatusUnprocessableEntity)
	inv.Post(class(c, s.Class, "/tickets"), "day", "不是日期").Is(http.StatusUnprocessableEntity)
}

func TestAbsencesComeFromTheClosedList(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	inv := s.As(t, care.Invigilator)
	path := class(c, s.Class, "/absences")
	a := func(i int) string { return "a." + s.Pupils[i].String() }
	inv.Post(path).Is(http.StatusUnprocessableEntity).Has("什么都没有改动")
	inv.Post(path, a(0), "心情不好").Is(http.StatusUnprocessableEntity)
	inv.Post(path, a(0), "ill", a(1), "declined", "a."+s.Strangers[0].String(), "ill").Goes(class(c, s.Class, ""))
	inv.Get(class(c, s.Class, "")).OK().Has("缺席", "生病", "已登记 2 人缺席")
	view(t, s, func(tx *act.Tx) error {
		m, err := tx.AbsencesIn(c.ID, s.Class.ID)
		if len(m) != 2 || m[s.Pupils[0]] != "ill" {
			t.Errorf("got %v, want the two of the class", m)
		}
		return err
	})
	s.As(t, care.ClassTeacher).Post(path, a(2), "ill").Is(http.StatusForbidden)
}

func TestTheMovingPartsAreFragments(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	lead := s.As(t, care.PsychologyLead)
	lead.Fragment(at(c, "/now")).OK().Has(`id="now"`, "every 10s").Lacks("<html")
	lead.Fragment(class(c, s.Class, "/now")).OK().Has(`id="marks"`).Lacks("<html", "csrf_token")
}

func TestEveryPageSpeaksEnglish(t *testing.T) {
	s := site(t)
	c := s.OpenRound(t)
	s.Tickets(t, c.ID)
	lead := s.As(t, care.PsychologyLead)
	zh := regexp.MustCompile(`\p{Han}+`)
	names := strings.NewReplacer("青溪试验学校", "", "秋季测评", "", "中文", "")
	for _, path := range []string{"/rounds", "/rounds/new", at(c, ""), at(c, "/close"), at(c, "/consents/"+s.Class.ID.String()), class(c, s.Class, ""), class(c, s.Class, "/tickets")} {
		got := lead.Get(path + "?lang=en").OK()
		text := regexp.MustCompile(`(?s)<span class="pager-count">.*?</span>|<[^>]*>`).ReplaceAllString(got.Body, " ")
		text = regexp.MustCompile(`青溪试验学校\p{Han}+|试验生\d+号·..`).ReplaceAllString(text, "")
		text = names.Replace(text)
		if left := zh.FindAllString(text, -1); len(left) > 0 {
			t.Errorf("%s in English holds %v", path, left)
		}
	}
}
