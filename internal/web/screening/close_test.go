package roundweb_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// A sheet that came in after the closing stands on the page, in the export and beside the
// figures that were signed; who plans the round signs them again.
func TestALateSheetStandsBesideTheSignedFigures(t *testing.T) {
	s := site(t)
	ctx := context.Background()
	c := s.OpenRound(t)
	tickets := s.Tickets(t, c.ID)
	late := tickets[s.Pupils[1]]
	began, err := s.Screening.SignIn(ctx, late.ClassCode, late.Code)
	must(t, err)
	s.Answer(t, tickets[s.Pupils[0]], fixture.Sheet(1))
	lead, principal := s.As(t, care.PsychologyLead), s.As(t, care.Principal)
	s.Wait(time.Minute)
	lead.Post(at(c, "/close"), "word", "结束").Goes(at(c, ""))
	lead.Get(at(c, "")).OK().Has("结束：", "1 人交卷、0 人中途停止").Lacks("迟交", "重新确认")
	lead.Post(at(c, "/amend")).Is(http.StatusConflict)
	s.Wait(time.Minute)
	if _, err := s.Screening.Submit(ctx, began.Sitting, began.Token, fixture.Sheet(1)); err != nil {
		t.Fatal(err)
	}
	lead.Get(at(c, "")).OK().Has("1 人交卷", "结束后交卷或停止 1 人，按迟交计", "迟交", "结束以后又收到了答卷", "重新确认", "/amend").Sound()
	lead.Get(at(c, "/export/csv")).OK().Has("其中迟交")
	principal.Get(at(c, "")).OK().Has("结束后交卷或停止 1 人，按迟交计").Lacks("/amend")
	for _, role := range []care.Role{care.Principal, care.ClassTeacher, care.DistrictResearcher} {
		s.As(t, role).Get(at(c, "/amend")).Is(http.StatusForbidden)
		s.As(t, role).Post(at(c, "/amend")).Is(http.StatusForbidden)
	}
	s.As(t, care.SubjectTeacher).Get(at(c, "/amend")).Is(http.StatusNotFound)
	lead.Get(at(c, "/amend")).OK().Has("现在 2 人完成，其中 1 人迟交").Sound()
	lead.Post(at(c, "/amend")).Goes(at(c, ""))
	lead.Get(at(c, "")).OK().Has("重新确认：", "2 人交卷", "1 人交卷", "结束后交卷或停止 1 人，按迟交计").Lacks(`href="` + at(c, "/amend"))
}
