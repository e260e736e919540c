package table

import (
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func TestItemsReadsNamesAndRanges(t *testing.T) {
	file := open(t, "id,a,b,c,d\n")
	for list, want := range map[string]string{
		"a,b": "a,b", " d , a ": "d,a", "a,...,d": "a,b,c,d", "d,a,...,c": "d,a,b,c", "a,...,b": "a,b", "z": "z",
	} {
		got, err := file.Items(strings.Split(list, ","))
		if err != nil || !slices.Equal(got, strings.Split(want, ",")) {
			t.Errorf("%s: got %v, %v, want %s", list, got, err, want)
		}
	}
	for _, list := range []string{"...", "a,...", "...,a", "d,...,a", "a,...,z", "a,...,a", "a,a", "a,...,c,b", "z, z"} {
		if got, err := file.Items(strings.Split(list, ",")); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, %v, want a refusal", list, got, err)
		}
	}
}
