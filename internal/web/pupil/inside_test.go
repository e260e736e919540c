package pupil

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"xinhuan/internal/care"
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

func TestARoundsOwnLine(t *testing.T) {
	for text, want := range map[string]line{
		"心理辅导站 023-75550000":  {Number: "023-75550000", Name: care.Text{Zh: "心理辅导站", En: "心理辅导站"}},
		"13800000000":         {Number: "13800000000", Name: localLine},
		"3号楼辅导室：0519-8555000": {Number: "0519-8555000", Name: care.Text{Zh: "3号楼辅导室", En: "3号楼辅导室"}},
	} {
		got, ok := parseLocal(text)
		if !ok || got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
	for _, none := range []string{"", "请找班主任", "12"} {
		if got, ok := parseLocal(none); ok {
			t.Errorf("%q: got %v, want no line", none, got)
		}
	}
}
