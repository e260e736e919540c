package screening

import (
	"testing"

	"xinhuan/internal/care"
)

// TestWorkMovesToWhoIsLeftForIt: what two may do gives way to what only one may do, along
// a chain of three; and nobody does more than a day's work.
func TestWorkMovesToWhoIsLeftForIt(t *testing.T) {
	const half = dayWork / 2
	var s shares
	for i, step := range []struct {
		people       []care.ID
		amount, want int64
	}{
		{[]care.ID{1, 2}, dayWork, dayWork}, {[]care.ID{2, 3}, dayWork, dayWork}, {[]care.ID{1}, half, half},
		{[]care.ID{2}, half, half}, {[]care.ID{1, 2, 3}, 1, 0}, {nil, 1, 0}, {[]care.ID{4}, 3 * dayWork, dayWork},
	} {
		if got := s.take(step.people, step.amount); got != step.want {
			t.Errorf("step %d: %d of %d found somebody, want %d", i+1, got, step.amount, step.want)
		}
	}
	for p, used := range s.used {
		if used > dayWork {
			t.Errorf("person %d does %d, more than a day's work", p, used)
		}
	}
}
