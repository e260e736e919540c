package policy

import "testing"

// A part without a number has words in both languages; one numeral keeps its mark.
func TestASectionReadsInBothLanguages(t *testing.T) {
	for section, want := range map[string][2]string{
		"发文": {"发文", "Issuing note"}, "一": {"一、", "一、"}, "二、(四)12.": {"二、(四)12.", "二、(四)12."}, "": {"", ""},
	} {
		if got := (Clause{Section: section}).SectionText(); got.Zh != want[0] || got.En != want[1] {
			t.Errorf("%q: got %q, %q", section, got.Zh, got.En)
		}
	}
}
