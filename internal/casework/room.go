// Package casework holds the acts from an alert or a flag to a child with an
// owner and a next date: answering, safety check, interview, level, notices,
// follow-up and closing.
package casework

import "xinhuan/internal/act"

// Room is the case acts on a kernel.
type Room struct{ *act.Kernel }
