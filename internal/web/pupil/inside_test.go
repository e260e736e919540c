package pupil

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"xinhuan/internal/web/ui"
)

func TestTheShellFitsItsTemplate(t *testing.T) { ui.Check(t, shell, shellPage{}) }

func TestALimiterForgetsAndStaysSmall(t *testing.T) {
	l, now := newLimiter(3, time.Second), time.Now()
	for range 3 {
		if l.wait("a", now) != 0 {
			t.Fatal("refused before the burst was used up")
		}
		l.fail("a", now)
	}
	if got := l.wait("a", now); got != time.Second {
		t.Errorf("wait after the burst: got %s, want 1s", got)
	}
	if got := l.wait("a", now.Add(time.Second)); got != 0 {
		t.Errorf("wait a second later: got %s, want 0", got)
	}
	if got := l.wait("b", now); got != 0 {
		t.Errorf("wait of somebody else: got %s, want 0", got)
	}
	for i := range 3 * limiterMost {
		l.fail(fmt.Sprint(i), now)
	}
	if len(l.full) > limiterMost {
		t.Errorf("keys kept: got %d, want at most %d", len(l.full), limiterMost)
	}
}

func TestCallersAreNetworks(t *testing.T) {
	for addr, want := range map[string]string{"192.0.2.7:1234": "192.0.2.7", "[::ffff:192.0.2.7]:1": "192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:99": "2001:db8:1:2::/64", "nonsense": "nonsense"} {
		if got := callerOf(&http.Request{RemoteAddr: addr}); got != want {
			t.Errorf("%s: got %s, want %s", addr, got, want)
		}
	}
}
