// Package screening holds the acts of a screening round: planning and opening
// it, consent, tickets, a pupil's sitting from sign-in to receipt, danger
// answers, absentees and closing.
package screening

import "xinhuan/internal/act"

// Room is the round's acts on a kernel.
type Room struct{ *act.Kernel }
