package webtest_test

import (
	"net/http"
	"testing"

	"xinhuan/internal/fixture"
	"xinhuan/internal/web/ui"
	"xinhuan/internal/web/webtest"
)

// TestABodyOtherThanAPageStaysAsItCame: what joins a date on a page is three bytes that
// stand in some of all ZIP files by chance; a file without them no longer opens.
func TestABodyOtherThanAPageStaysAsItCame(t *testing.T) {
	joined := "2026" + string(ui.Joiner) + "-11"
	for kind, want := range map[string]string{"text/html; charset=utf-8": "2026-11", "application/zip": joined, "text/csv": joined} {
		s := webtest.New(t, fixture.SQLite(t), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Write([]byte(joined))
		}))
		if got := s.Stranger(t).Get("/").Body; got != want {
			t.Errorf("%s: got %q, want %q", kind, got, want)
		}
	}
}
