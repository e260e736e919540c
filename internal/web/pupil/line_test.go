package pupil_test

import (
	"net/http"
	"testing"
	"time"

	"xinhuan/internal/fixture"
)

// local tells whether the round's own line is among those an answer calls open.
func local(r said) bool {
	list, _ := r.body["lines"].([]any)
	if help, is := r.body["help"].(map[string]any); is {
		list, _ = help["lines"].([]any)
	}
	for _, l := range list {
		if l.(map[string]any)["number"] == fixture.LocalNumber {
			return true
		}
	}
	return false
}

// Every last page names the school's own line while it is answered, also where
// the pupil stopped or is turned away; out of its hours none does.
func TestTheRoundsOwnLineIsNamedWhileItIsOpen(t *testing.T) {
	onSQLite(t, func(s *school) {
		p := s.signIn(s.Pupils[0])
		named := func(what string, r said, status int) {
			t.Helper()
			want(t, what, r, status)
			same(t, "the local line at: "+what, local(r), true)
		}
		named("sign-in", p.first, http.StatusOK)
		named("danger answer", p.ask("POST", "/critical", critical(9, 1)), http.StatusAccepted)
		named("help", p.ask("GET", "/help", nil), http.StatusOK)
		named("submit", p.ask("POST", "/submit", answers(1)), http.StatusOK)
		named("another sheet", p.ask("POST", "/submit", answers(2)), http.StatusConflict)
		named("a draft afterwards", p.ask("PUT", "/draft", draft(3, 1)), http.StatusConflict)
		named("a stop afterwards", p.ask("POST", "/stop", "{}"), http.StatusConflict)
		done := s.trySignIn(s.tickets[s.Pupils[0]])
		named("signing in again", done, http.StatusConflict)
		same(t, "the receipt of whoever is done", done.body["receipt"], any(p.id))
		q := s.signIn(s.Pupils[1])
		named("stop", q.ask("POST", "/stop", "{}"), http.StatusOK)

		late := s.signIn(s.Pupils[2])
		s.Wait(10 * time.Hour) // the line answers until six
		same(t, "the local line in the evening", local(late.ask("GET", "/help", nil)), false)
		same(t, "the local line after an evening's stop", local(late.ask("POST", "/stop", "{}")), false)
	})
}
