package pupil_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
)

func (p *sitting) helpState() string {
	p.s.t.Helper()
	r := p.ask("GET", "/help", nil)
	want(p.s.t, "help", r, http.StatusOK)
	return r.body["state"].(string)
}

func critical(item, value int) map[string]any {
	return map[string]any{"instrument": "phq9", "item": item, "value": value, "at": 1}
}

// A danger answer calls the duty posts at once, submitted or not; what the page
// says is true at every step.
func TestADangerAnswerCallsAnAdult(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[0]
		p := s.signIn(person)
		same(s.t, "before", p.helpState(), "none")
		want(s.t, "an answer that calls nobody", p.ask("POST", "/critical", critical(9, 0)), http.StatusUnprocessableEntity)
		want(s.t, "an item that calls nobody", p.ask("POST", "/critical", critical(1, 3)), http.StatusUnprocessableEntity)
		same(s.t, "alerts", len(s.alerts(person)), 0)

		said := p.ask("POST", "/critical", critical(9, 1))
		want(s.t, "item 9 at 1", said, http.StatusAccepted)
		same(s.t, "what critical is answered with", keys(said.body), "alert help")
		same(s.t, "what the page learns", keys(said.body["help"].(map[string]any)), "lines state text who")
		same(s.t, "after", p.helpState(), "calling")
		want(s.t, "the same once more", p.ask("POST", "/critical", critical(9, 3)), http.StatusAccepted)
		alerts := s.alerts(person)
		if len(alerts) != 1 {
			s.t.Fatalf("alerts: got %d, want 1", len(alerts))
		}
		alert := alerts[0].ID
		same(s.t, "called", s.called(alert), "duty_adult psychology_teacher")
		same(s.t, "duties", s.openDuties(person), "interview.alert safety_check")
		s.wantSuggested(person, care.LevelNone)

		s.Wait(119 * time.Second)
		s.tick()
		same(s.t, "called before two minutes", s.called(alert), "duty_adult psychology_teacher")
		s.Wait(time.Second)
		s.tick()
		s.tick()
		same(s.t, "called at two minutes", s.called(alert), "duty_adult psychology_lead psychology_teacher")
		same(s.t, "the page after silence", p.helpState(), "nobody_yet")
		s.Wait(119 * time.Second)
		s.tick()
		same(s.t, "called before four minutes", s.called(alert), "duty_adult psychology_lead psychology_teacher")
		s.Wait(time.Second)
		s.tick()
		same(s.t, "called at four minutes", s.called(alert), "deputy_principal duty_adult psychology_lead psychology_teacher")

		if _, err := s.Casework.OpenAlert(s.t.Context(), s.As(care.DutyAdult), alert); err != nil {
			s.t.Fatal(err)
		}
		same(s.t, "the page when somebody only opened the alert", p.helpState(), "nobody_yet")
		if _, err := s.Casework.AnswerAlert(s.t.Context(), s.As(care.PsychologyTeacher), alert); err != nil {
			s.t.Fatal(err)
		}
		coming := p.ask("GET", "/help", nil)
		same(s.t, "the page when answered", coming.body["state"], any("coming"))
		if who := coming.body["who"].(map[string]any)["zh"].(string); strings.Contains(who, "心理") {
			s.t.Errorf("a neighbour can read who comes: %s", who)
		}
		if err := s.Casework.SafetyCheck(s.t.Context(), s.As(care.PsychologyTeacher), alert, s.Values(s.t, "safety_check", fixture.SafeCheck)); err != nil {
			s.t.Fatal(err)
		}
		checked := p.ask("GET", "/help", nil)
		same(s.t, "the page after the check", checked.body["state"], any("checked"))
		if text := checked.body["text"].(map[string]any)["zh"].(string); !strings.Contains(text, "已经来找过你") {
			s.t.Errorf("the page after the check says %s", text)
		}
		want(s.t, "submit", p.ask("POST", "/submit", answers(0, 0, 0, 0, 0, 0, 0, 0, 1)), http.StatusOK)
		same(s.t, "alerts after the submit", len(s.alerts(person)), 1)
		s.wantOneFlag(person)
		s.wantSuggested(person, care.LevelNone)
	})
}

func (s *school) tick() {
	s.t.Helper()
	if err := s.Tick(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *school) wantOneFlag(person care.ID) {
	s.t.Helper()
	s.view(func(t *act.Tx) error {
		flags, err := t.FlagsOf(person)
		if err != nil {
			return err
		}
		if len(flags) != 1 {
			s.t.Errorf("flags: got %d, want 1", len(flags))
			return nil
		}
		same(s.t, "the flag is critical", flags[0].Critical, true)
		same(s.t, "the flag names the alert", flags[0].Alert != 0, true)
		tally, err := t.CampaignClass(s.round.ID, s.Class.ID)
		same(s.t, "flagged, alerted", [2]int{tally.Flagged, tally.Alerted}, [2]int{1, 1})
		return err
	})
}

// wantSuggested checks what the pupil's flag suggests, and that the interview
// stands as early among other work as the gravest suggestion, whatever that is.
func (s *school) wantSuggested(person care.ID, level care.Level) {
	s.t.Helper()
	s.view(func(t *act.Tx) error {
		flags, err := t.FlagsOf(person)
		if err != nil {
			return err
		}
		same(s.t, "level suggested by the alert", flags[0].Suggested, level)
		reasons, err := t.Reasons(flags[0])
		for _, r := range reasons {
			same(s.t, "level of reason "+r.Rule, r.Level, care.LevelNone)
		}
		if err != nil {
			return err
		}
		d, err := t.InterviewDuty(flags[0])
		same(s.t, "urgency of the interview", d.Level, care.LevelSerious)
		return err
	})
}

// The page may have lost the network between the answer and the submit.
func TestADangerAnswerInTheSheetAlone(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[1]
		p := s.signIn(person)
		want(s.t, "submit", p.ask("POST", "/submit", answers(0, 0, 0, 0, 0, 0, 0, 0, 1)), http.StatusOK)
		same(s.t, "alerts", len(s.alerts(person)), 1)
		s.wantOneFlag(person)
		same(s.t, "duties", s.openDuties(person), "interview.alert safety_check")
		want(s.t, "the page's own alert comes after it", p.ask("POST", "/critical", critical(9, 1)), http.StatusAccepted)
		same(s.t, "alerts", len(s.alerts(person)), 1)

	})
}

func TestThePupilAsksForSomebody(t *testing.T) {
	each(t, func(s *school) {
		p := s.signIn(s.Pupils[3])
		want(s.t, "help", p.ask("POST", "/help", "{}"), http.StatusAccepted)
		same(s.t, "the page", p.helpState(), "calling")
		alerts := s.alerts(s.Pupils[3])
		if len(alerts) != 1 || alerts[0].Source != care.AlertHelp {
			s.t.Fatalf("alerts: got %v, want one that asks for somebody", alerts)
		}
		s.wantSuggested(s.Pupils[3], care.LevelNone)
		same(s.t, "called", s.called(alerts[0].ID), "duty_adult psychology_teacher")

		q := s.signIn(s.Pupils[4])
		want(s.t, "stop to talk", q.ask("POST", "/stop", map[string]string{"reason": "talk"}), http.StatusOK)
		same(s.t, "alerts of a pupil who stopped to talk", len(s.alerts(s.Pupils[4])), 1)
	})
}

// After a power cut the region is locked until somebody brings its key:
// answering and calling for help go on meanwhile.
func TestALockedRegionStillAnswersAndCalls(t *testing.T) {
	each(t, func(s *school) {
		before := s.signIn(s.Pupils[0]) // by the process that had the key
		want(s.t, "draft", before.ask("PUT", "/draft", draft(1, 1)), http.StatusOK)
		stopper := s.signIn(s.Pupils[1])
		want(s.t, "draft", stopper.ask("PUT", "/draft", draft(1, 1)), http.StatusOK)

		unseen := s.signIn(s.Pupils[3])
		want(s.t, "draft", unseen.ask("PUT", "/draft", draft(1, 1)), http.StatusOK)

		locked := fixture.Kernel(s.t, s.DB, s.Keys.Public(), nil)
		defer locked.Close()
		if !locked.Locked() {
			s.t.Fatal("the region is not locked")
		}
		s.url = serve(s.t, locked)
		declined := []screening.NewConsent{{Person: s.Pupils[3], Decision: care.ConsentDecline, Channel: "paper"}}
		err := screening.Room{Kernel: locked}.RecordConsents(s.t.Context(), s.As(care.ClassTeacher), s.round.ID, declined)
		if care.KindOf(err) != care.Sealed {
			s.t.Errorf("a draft nobody can look into is erased: %v; want the change to wait for the key", err)
		}
		for _, p := range []*sitting{before, s.signIn(s.Pupils[2])} {
			want(s.t, "draft", p.ask("PUT", "/draft", draft(2, 1, 1)), http.StatusOK)
			want(s.t, "danger answer", p.ask("POST", "/critical", critical(9, 2)), http.StatusAccepted)
			same(s.t, "the page", p.helpState(), "calling")
			want(s.t, "submit", p.ask("POST", "/submit", answers(1, 1, 0, 0, 0, 0, 0, 0, 2)), http.StatusOK)
		}
		want(s.t, "stop", stopper.ask("POST", "/stop", map[string]string{}), http.StatusOK)
		for _, person := range []care.ID{s.Pupils[0], s.Pupils[2]} {
			alerts := s.alerts(person)
			if len(alerts) != 1 {
				s.t.Fatalf("alerts: got %d, want 1", len(alerts))
			}
			same(s.t, "called", s.called(alerts[0].ID), "duty_adult psychology_teacher")
			same(s.t, "duties", s.openDuties(person), "interview.alert safety_check")
		}
		s.view(func(t *act.Tx) error { // with the key everything opens
			for _, person := range []care.ID{s.Pupils[0], s.Pupils[2]} {
				row, err := t.LastSitting(s.round.ID, person)
				if err != nil {
					return err
				}
				if _, err := t.Open("sitting", "sheet", row.ID, row.Sheet); err != nil {
					return err
				}
				if _, err := t.Open("sitting", "result", row.ID, row.Result); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// Somebody was called already: what is answered after that still reaches the
// interview, also when the sheet is never handed in.
func TestADangerAnswerAfterACallForSomebody(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[5]
		p := s.signIn(person)
		want(s.t, "help", p.ask("POST", "/help", "{}"), http.StatusAccepted)
		want(s.t, "danger answer", p.ask("POST", "/critical", critical(9, 2)), http.StatusAccepted)
		same(s.t, "alerts", len(s.alerts(person)), 1)
		s.wantOneFlag(person)
		want(s.t, "draft", p.ask("PUT", "/draft", draft(1, 0, 0, 0, 0, 0, 0, 0, 0, 2)), http.StatusOK)
		s.wantReasons(person, "alert.help alert.item.[phq9.9]")
	})
}

func (s *school) wantReasons(person care.ID, list string) {
	s.t.Helper()
	s.view(func(t *act.Tx) error {
		flags, err := t.FlagsOf(person)
		if err != nil {
			return err
		}
		reasons, err := t.Reasons(flags[0])
		var rules []string
		for _, r := range reasons {
			rules = append(rules, r.Rule)
		}
		same(s.t, "reasons", strings.Join(rules, " "), list)
		return err
	})
}
