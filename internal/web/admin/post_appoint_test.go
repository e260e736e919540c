package admin

import (
	"slices"
	"testing"

	"xinhuan/internal/care"
)

// Every seat of staff can be filled on a page, at some kind of unit.
func TestEverySeatIsOfferedSomewhere(t *testing.T) {
	for _, role := range care.StaffRoles() {
		offered := false
		for _, roles := range rolesAt {
			offered = offered || slices.Contains(roles, role)
		}
		if !offered {
			t.Errorf("no kind of unit offers %s", role)
		}
	}
}
