package policy

import (
	"testing"

	"xinhuan/policies"
)

func TestShippedPacksAreSound(t *testing.T) {
	for _, id := range []string{"national", "youyang"} {
		if err := Check(policies.FS, id); err != nil {
			t.Errorf("%s:\n%v", id, FaultsOf(err))
			if FaultsOf(err) == nil {
				t.Error(err)
			}
		}
	}
}
