package pupil_test

import (
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/verify"
)

// A consent that is taken back, or narrowed, while the pupil answers ends the
// sitting: nothing of it can be handed in, nothing is kept, and the page says so
// kindly. Danger to life comes first: it still calls an adult.
func TestConsentWithdrawnWhileAnswering(t *testing.T) {
	each(t, func(s *school) {
		said := func(what string, r said) {
			s.t.Helper()
			want(s.t, what, r, http.StatusConflict)
			closing, _ := r.body["closing"].(map[string]any)
			if zh, _ := closing["zh"].(string); !strings.Contains(zh, "家里改变了决定") || r.body["receipt"] != nil || !local(r) {
				s.t.Errorf("%s: the page does not say what happened: %s", what, r.raw)
			}
		}
		calm, danger, kept, narrowed := s.signIn(s.Pupils[0]), s.signIn(s.Pupils[1]), s.signIn(s.Pupils[2]), s.signIn(s.Pupils[3])
		want(s.t, "draft", calm.ask("PUT", "/draft", draft(1, 1, 2)), http.StatusOK)
		want(s.t, "a draft with a danger answer that called nobody yet", kept.ask("PUT", "/draft", draft(1, 0, 0, 0, 0, 0, 0, 0, 0, 2)), http.StatusOK)
		s.Consent(s.t, s.round.ID, care.ConsentDecline, s.Pupils[0], s.Pupils[1], s.Pupils[2])
		s.Consent(s.t, s.round.ID, care.ConsentNoSelfHarm, s.Pupils[3])

		said("draft", calm.ask("PUT", "/draft", draft(2, 1, 2, 3)))
		said("submit", calm.ask("POST", "/submit", answers(1, 2, 3)))
		said("stop", calm.ask("POST", "/stop", "{}"))
		same(s.t, "alerts of a calm pupil", len(s.alerts(s.Pupils[0])), 0)
		want(s.t, "signing in again", s.trySignIn(s.tickets[s.Pupils[0]]), http.StatusForbidden)

		said("a sheet with a danger answer", danger.ask("POST", "/submit", answers(0, 0, 0, 0, 0, 0, 0, 0, 1)))
		same(s.t, "alerts", len(s.alerts(s.Pupils[1])), 1)
		want(s.t, "a danger answer after the withdrawal", danger.ask("POST", "/critical", critical(9, 1)), http.StatusAccepted)
		same(s.t, "the help", danger.helpState(), "calling")
		same(s.t, "alerts of a draft that was erased", len(s.alerts(s.Pupils[2])), 1)

		said("a sheet with more than is allowed now", narrowed.ask("POST", "/submit", answers(1)))
		again := s.signIn(s.Pupils[3])
		if again.id == narrowed.id {
			s.t.Error("a narrower consent goes on with the sitting that asked for more")
		}
		want(s.t, "submit of what is allowed", again.ask("POST", "/submit", answers(1, 0, 0, 0, 0, 0, 0, 0, -1)), http.StatusOK)

		s.view(func(t *act.Tx) error {
			for i, p := range []*sitting{calm, danger, kept} {
				row, err := t.LastSitting(s.round.ID, s.Pupils[i])
				if err != nil {
					return err
				}
				if row.ID.String() != p.id || row.State != care.SittingWithdrawn || row.Draft != nil || row.Sheet != nil || row.Result != nil {
					s.t.Errorf("a withdrawn sitting stands as %s with %d, %d and %d bytes", row.State, len(row.Draft), len(row.Sheet), len(row.Result))
				}
			}
			return nil
		})
		report, err := verify.Run(s.t.Context(), s.Kernel)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, c := range report.Checks {
			if !c.OK && c.Name != "unit_duties" && c.Name != "durability" {
				s.t.Errorf("%s: %v", c.Name, c.Violations)
			}
		}
	})
}
