package pupil_test

import (
	"net/http"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// A client that only saves: the call about the answer never came through, and the
// sheet may never be handed in.
func TestADangerAnswerInASavedDraft(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[2]
		p := s.signIn(person)
		want(s.t, "draft", p.ask("PUT", "/draft", draft(1, 0, 1)), http.StatusOK)
		same(s.t, "alerts of a calm draft", len(s.alerts(person)), 0)
		short := map[string]any{"rev": 2, "answers": map[string][]int{"phq9": {0, 1, 0, -2, 0, 0, 0, 0, 2}}}
		for rev := 2; rev < 5; rev++ {
			short["rev"] = rev
			want(s.t, "draft with a danger answer", p.ask("PUT", "/draft", short), http.StatusOK)
		}
		alerts := s.alerts(person)
		if len(alerts) != 1 {
			s.t.Fatalf("alerts: got %d, want 1", len(alerts))
		}
		same(s.t, "called", s.called(alerts[0].ID), "duty_adult psychology_teacher")
		same(s.t, "the page", p.helpState(), "calling")
		same(s.t, "duties", s.openDuties(person), "interview.alert safety_check")
		s.wantOneFlag(person)
		s.wantReasons(person, "alert.item.[phq9.9]")

		if _, err := s.Casework.AnswerAlert(s.t.Context(), s.As(care.DutyAdult), alerts[0].ID); err != nil {
			s.t.Fatal(err)
		}
		if err := s.Casework.SafetyCheck(s.t.Context(), s.As(care.DutyAdult), alerts[0].ID, s.Values(s.t, "safety_check", fixture.SafeCheck)); err != nil {
			s.t.Fatal(err)
		}
		s.url = serve(s.t, s.Kernel) // another process, which remembers nothing
		want(s.t, "the same answer once more", p.ask("PUT", "/draft", draft(5, 0, 1, 0, 0, 0, 0, 0, 0, 2)), http.StatusOK)
		want(s.t, "stop", p.ask("POST", "/stop", map[string]string{}), http.StatusOK)
		same(s.t, "the page after the check", s.alerts(person)[0].State, care.AlertEnded)
		s.wantOneFlag(person)

		old := s.signIn(s.Pupils[3])
		want(s.t, "draft", old.ask("PUT", "/draft", draft(7, 1)), http.StatusOK)
		want(s.t, "an older draft that comes late", old.ask("PUT", "/draft", draft(3, 0, 0, 0, 0, 0, 0, 0, 0, 1)), http.StatusOK)
		same(s.t, "alerts of a draft that is not kept", len(s.alerts(s.Pupils[3])), 1)
	})
}

// Whose family consented without the self-harm items is not asked them: what a client
// without those items saves calls nobody.
func TestASavedDraftWithoutSelfHarmItemsCallsNobody(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[4]
		s.Consent(s.t, s.round.ID, care.ConsentNoSelfHarm, person)
		p := s.signIn(person)
		for rev, phq9 := range [][]int{{3, 3, 3, 3, 3, 3, 3, 3}, {3, 3, 3, 3, 3, 3, 3, 3, -1}} {
			want(s.t, "draft", p.ask("PUT", "/draft", map[string]any{"rev": rev + 1, "answers": map[string][]int{"phq9": phq9, "gad7": {3, 3}}}), http.StatusOK)
		}
		same(s.t, "alerts", len(s.alerts(person)), 0)
	})
}

// A draft that comes when the family has taken its consent back is not kept, and
// calls all the same.
func TestADraftAfterTheConsentWasTakenBackStillCalls(t *testing.T) {
	each(t, func(s *school) {
		for i, before := range []bool{true, false} { // whether this process knew the sitting
			person := s.Pupils[5+i]
			p := s.signIn(person)
			s.Consent(s.t, s.round.ID, care.ConsentDecline, person)
			if !before {
				s.url = serve(s.t, s.Kernel)
			}
			want(s.t, "draft", p.ask("PUT", "/draft", draft(1, 0, 0, 0, 0, 0, 0, 0, 0, 1)), http.StatusConflict)
			same(s.t, "alerts", len(s.alerts(person)), 1)
		}
	})
}
