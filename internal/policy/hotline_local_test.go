package policy

import (
	"testing"
	"time"

	"xinhuan/internal/care"
)

func TestALocalLineIsANumberWithHours(t *testing.T) {
	for _, c := range []struct{ words, hours, number, name, faults string }{
		{"心理辅导站 023-75550000", "weekdays 08:00-18:00", "023-75550000", "心理辅导站", ""},
		{"  请拨 023 7555 0000（课间）", "daily 08:00-02:00", "023-7555-0000", "", ""},
		{"12320", "daily 00:00-00:00", "12320", "本地求助电话", ""},
		{"", "", "", "", ""},
		{"心理辅导室：教学楼二楼", "weekdays 08:00-18:00", "", "", "line"},
		{"3号楼辅导室：0519-8555000", "daily 08:00-18:00", "0519-8555000", "3号楼辅导室", ""},
		{"教学楼 301 室", "weekdays 08:00-18:00", "", "", "line"},
		{"1-2", "weekdays 08:00-18:00", "", "", "line"},
		{"", "weekdays 08:00-18:00", "", "", "line"},
		{"023-75550000", "", "", "", "hours"},
		{"023-75550000", "weekdays 08:00-", "", "", "hours"},
		{"023-75550000", " 08:00-18:00", "", "", "hours"},
	} {
		h, faults := LocalLine(c.words, c.hours)
		_, line := faults[LocalWords]
		_, hours := faults[LocalHours]
		if line != (c.faults == "line") || hours != (c.faults == "hours") || h.Number != c.number {
			t.Errorf("%q, %q: got number %q, faults %v; want %q and a fault of %q", c.words, c.hours, h.Number, faults, c.number, c.faults)
		}
		if c.name != "" && h.Text.Zh != c.name {
			t.Errorf("%q: got name %q, want %q", c.words, h.Text.Zh, c.name)
		}
	}
	h, _ := LocalLine("023-75550000", JoinHours(LocalWeekdays, "08:00", "18:00"))
	for at, want := range map[string]bool{"2026-09-15T09:00": true, "2026-09-15T18:00": false, "2026-09-19T09:00": false} { // a Tuesday and a Saturday
		now, err := time.ParseInLocation("2006-01-02T15:04", at, care.China)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.OpenAt(now); got != want {
			t.Errorf("open at %s: got %v, want %v", at, got, want)
		}
	}
}
