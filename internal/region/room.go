// Package region holds the acts on the region itself: its founding, units,
// posts, people, accounts and rosters.
package region

import "xinhuan/internal/act"

// Room is the region's acts on a kernel.
type Room struct{ *act.Kernel }
