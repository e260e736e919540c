package care

import (
	"testing"
	"time"
)

func TestADayIsReadAndWrittenAsTheLibraryDoes(t *testing.T) {
	for at := time.Date(1, 1, 1, 0, 0, 0, 0, China); at.Year() < 2101; at = at.AddDate(0, 0, 13) {
		d := Date(at.Format(time.DateOnly))
		if got := DateOf(at); got != d || !d.Time().Equal(at) {
			t.Fatalf("%s: written %s, read %s", at, got, d.Time())
		}
		for _, n := range []int{-400, -1, 0, 1, 31, 366} {
			if got, want := d.AddDays(n), Date(at.AddDate(0, 0, n).Format(time.DateOnly)); got != want && want > "0001" && want[0] != '-' {
				t.Fatalf("%s and %d days: got %s, want %s", d, n, got, want)
			}
		}
	}
	for _, bad := range []Date{"", "2026", "2026-00-10", "2026-13-01", "2026-02-29", "2026-02-00", "2026-9-1", "2026/09/01", "2026-09-31", "2026-09-1x", "２026-09-1", "2026-09-011"} {
		_, err := time.ParseInLocation(time.DateOnly, string(bad), China)
		if err == nil || !bad.Time().IsZero() {
			t.Errorf("%q: library says %v, Time %s; want no day", bad, err, bad.Time())
		}
	}
}

func BenchmarkAddDays(b *testing.B) {
	d := Date("2026-09-01")
	for b.Loop() {
		d = d.AddDays(1)
	}
}
