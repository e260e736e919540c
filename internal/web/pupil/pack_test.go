package pupil_test

import (
	"net/http"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// What an alert suggests is the pack's word, and a rule of the pack may call as
// well as a critical answer.
func TestThePackSaysWhatADangerAnswerSuggestsAndWhatElseCalls(t *testing.T) {
	t.Parallel()
	f := fixture.SQLite(t)
	f.Adopt(t, fixture.HillPack(t, map[string]string{"hill/rules.yaml": `critical_suggests: general
rules:
  - {id: hill_call, scale: gad7, when: total >= 20, alert: true, text: {zh: 立即见面, en: Meet at once}, clause: ours}
`}))
	s := &school{Fixture: f, t: t, round: f.OpenRound(t)}
	s.tickets = f.Tickets(t, s.round.ID)
	s.url = serve(t, f.Kernel)
	p := s.signIn(s.Pupils[0])
	want(t, "danger answer", p.ask("POST", "/critical", critical(9, 1)), http.StatusAccepted)
	suggested := func(person care.ID) (level care.Level) {
		s.view(func(t *act.Tx) error {
			flags, err := t.FlagsOf(person)
			if len(flags) > 0 {
				level = flags[0].Suggested
			}
			return err
		})
		return level
	}
	same(t, "suggested beside the alert", suggested(s.Pupils[0]), care.LevelGeneral)

	q := s.signIn(s.Pupils[1])
	sheet := answers()
	sheet["answers"].(map[string][]int)["gad7"] = []int{3, 3, 3, 3, 3, 3, 3}
	want(t, "a sheet that a rule calls about", q.ask("POST", "/submit", sheet), http.StatusOK)
	same(t, "alerts", len(s.alerts(s.Pupils[1])), 1)
	same(t, "duties", s.openDuties(s.Pupils[1]), "interview.alert safety_check")
}
