// Package screening holds the acts of a screening round: planning and opening
// it, consent, tickets, a pupil's sitting from sign-in to receipt, danger
// answers, absentees and closing.
package screening

import "xinhuan/internal/act"

// Room is the round's acts on a kernel.
type Room struct {
	*act.Kernel
	desk *desk // nil remembers nothing
}

// ForPupils is the room as the pupils' page uses it: this process remembers,
// within bounds, the sittings under way, so that handing in a sheet reads the
// sitting once and nothing else.
func ForPupils(k *act.Kernel) Room { return Room{Kernel: k, desk: newDesk()} }
