package form

import (
	"testing"

	"xinhuan/internal/care"
)

// Two sentences of help stand together as each language writes them.
func TestHelpIsJoinedAsEachLanguageWrites(t *testing.T) {
	for _, c := range []struct{ first, want string }{
		{"写姓名和原因。", "写姓名和原因。一行写一项。"},
		{"先核对", "先核对 一行写一项。"},
	} {
		got := joinText(care.Text{Zh: c.first, En: "Name and reason."}, care.Text{Zh: "一行写一项。", En: "One on each line."})
		if got.Zh != c.want || got.En != "Name and reason. One on each line." {
			t.Errorf("got %q, %q", got.Zh, got.En)
		}
	}
}
