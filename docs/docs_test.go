package docs

import (
	"maps"
	"slices"
	"testing"
)

func TestTheRegisterIsReadStrictly(t *testing.T) {
	rows := registered("x\n## Clear columns\n\n| table | columns | why |\n| --- | --- | --- |\n| `a` | `x` `y` | known |\n\n## Sealed columns\n\n| `b` | `z` | plan | body |\n", Clear)
	if got, want := slices.Sorted(maps.Keys(rows)), []string{"a.x", "a.y"}; !slices.Equal(got, want) || rows["a.x"][0] != "known" {
		t.Errorf("got %v, want %v with their reason", rows, want)
	}
}
