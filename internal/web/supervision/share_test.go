package supervisionweb_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// A signed yearly report shows a rate that stands on few children to who may open them, on
// no page, no paper and no amendment to anybody else.
func TestAYearlyReportTellsLeadersNoRateOfFew(t *testing.T) {
	f := fixture.SQLite(t)
	s := site(t, f)
	f.SetNow(care.Date("2027-09-08").Time().Add(10 * time.Hour)) // a year without other rounds
	tickets := f.Tickets(t, f.OpenRound(t).ID)
	for _, p := range f.Pupils[:10] { // two of twelve are left
		f.Answer(t, tickets[p], fixture.Sheet(0, 1, 0, 1, 0, 0, 1, 0, 0))
	}
	f.SetNow(care.Date("2028-07-12").Time().Add(10 * time.Hour))
	at := "/activities/add?unit=" + f.School.ID.String() + "&kind=yearly_report"
	lead := s.As(t, care.PsychologyLead)
	filed := lead.Post(at, answering(posted(lead.Get(at).OK().Body), "interviewed_rate", "67", "plan_rate", "67", "referral_rate", "67", "work", "做了", "gaps", "无", "next", "继续")...)
	if filed.Status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", filed.Status, filed.Words())
	}
	for _, path := range []string{filed.Location, filed.Location + "/paper"} {
		lead.Get(path).OK().Has("83", "67", "100").Lacks("已隐去")
		for _, role := range []care.Role{care.Principal, care.DeputyPrincipal, care.DistrictOfficer, care.DistrictResearcher, care.Inspector} {
			page := s.As(t, role).Get(path).OK().Has("100")
			if n := strings.Count(page.Body, "已隐去"); n != 4 || regexp.MustCompile(`\b(83|67)\b`).MatchString(page.Words()) {
				t.Errorf("%s reads %s: %d rates hidden, want 4: %s", role, path, n, page.Words())
			}
		}
	}
	form := s.As(t, care.DeputyPrincipal).Get(filed.Location + "/amend").OK().Has("留空就保持不变")
	if input := regexp.MustCompile(`<input[^>]*name="participation"[^>]*>`).FindString(form.Body); input == "" || strings.Contains(input, `"83"`) || strings.Contains(input, "required") {
		t.Errorf("the amendment shows %s", input)
	}
}
