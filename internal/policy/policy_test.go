package policy

import (
	"testing"

	"xinhuan/policies"
)

// allPacks are the packs that ship, parents before those that stand on them.
var allPacks = []string{"national", "chongqing", "changzhou", "youyang", "nanan"}

func TestShippedPacksAreSound(t *testing.T) {
	for _, id := range allPacks {
		if err := Check(policies.FS, id); err != nil {
			t.Errorf("%s:\n%v", id, FaultsOf(err))
			if FaultsOf(err) == nil {
				t.Error(err)
			}
		}
	}
}
