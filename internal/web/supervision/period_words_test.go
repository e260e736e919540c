package supervisionweb

import (
	"testing"

	"xinhuan/internal/fixture"
)

func TestPeriodsRead(t *testing.T) {
	s := fixture.SQLite(t).Policy()
	for name, want := range map[string]string{"2026": "2026年", "2026-2027": "2026–2027 学年", "2026-2027-1": "2026–2027 学年第一学期", "2026-2027-1-w03": "2026–2027 学年第一学期第 3 周起两周", "2026-H2": "2026年下半年", "2026-Q3": "2026年第三季度",
		"2026-09": "2026年9月", "2026-09a": "2026年9月上半月", "2026-10b": "2026年10月下半月", "2026-10-10": "2026年10月10日", "unheard": "unheard", "2026-unheard": "2026-unheard"} {
		if got := periodWords(s, name); got.Zh != want {
			t.Errorf("%s reads %q, not %q", name, got.Zh, want)
		}
	}
}

func TestMoreEvidenceThanAskedIsNoShare(t *testing.T) {
	for _, c := range []struct {
		have, asked int
		zh, en      string
	}{{0, 1, "0 / 1", "0 of 1"}, {1, 1, "1 / 1", "1 of 1"}, {2, 1, "2（要求 1）", "2 (1 asked)"}} {
		if got := haveWords(c.have, c.asked); got.Zh != c.zh || got.En != c.en {
			t.Errorf("%d of %d reads %q, %q; want %q, %q", c.have, c.asked, got.Zh, got.En, c.zh, c.en)
		}
	}
}
