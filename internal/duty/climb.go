package duty

import (
	"time"

	"xinhuan/internal/care"
)

// Step is one rung of a ladder: when nobody has answered for so long, the role
// is called too. After runs by the clock, day and night, from the same instant
// for every step.
type Step struct {
	After time.Duration
	To    care.Role
}

// Climb tells how many steps have been reached at now (0: only the first holder
// is asked) and the instant of the next one; next is 0 when the ladder is at its
// end. from is the opening of an alert or notice, or the due instant of work
// whose ladder starts with lateness. Steps must be in order of After, as a
// loaded pack guarantees.
func Climb(steps []Step, from, now care.Millis) (rung int, next care.Millis) {
	for _, s := range steps {
		at := from + care.Millis(s.After.Milliseconds())
		if now < at {
			return rung, at
		}
		rung++
	}
	return rung, 0
}
