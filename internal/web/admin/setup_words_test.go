package admin

import (
	"testing"

	"xinhuan/internal/care"
)

// Who reads that schools lack something reads which.
func TestTheSetUpListNamesTheSchools(t *testing.T) {
	var schools []care.Unit
	for _, name := range []string{"甲校", "乙校", "丙校", "丁校", "戊校", "己校"} {
		schools = append(schools, care.Unit{Name: name})
	}
	for n, want := range map[int][2]string{
		0: {"还没有学校", "there is no school yet"},
		1: {"1 所学校没有：甲校", "1 school without: 甲校"},
		6: {"6 所学校没有：甲校、乙校、丙校、丁校、戊校等", "6 schools without: 甲校, 乙校, 丙校, 丁校, 戊校 and others"},
	} {
		if got := withoutWords(schools[:n]); got.Zh != want[0] || got.En != want[1] {
			t.Errorf("%d: got %q, %q", n, got.Zh, got.En)
		}
	}
}
