package roster

import (
	"testing"

	"xinhuan/internal/sheet"
)

// TestAFaultSaysWhichOfTwoEqualHeadings: the column is told by letter or number, and a column
// that repeats another names both.
func TestAFaultSaysWhichOfTwoEqualHeadings(t *testing.T) {
	b := bookOf(t, "姓名,性别,班级,年级,班级,学生姓名\n甲一,男,七年级1班,,,\n")
	m, faults := Header(b, Pupils, nil)
	got := map[string]string{}
	for _, f := range faults {
		got[f.ColumnName(true)+" "+f.ColumnName(false)] = f.Code + " " + f.Header
	}
	for key, want := range map[string]string{"C, E 3, 5": "duplicate_column 班级 / 班级", "A, F 1, 6": "duplicate_column 姓名 / 学生姓名"} {
		if got[key] != want {
			t.Errorf("%s: got %q of %v, want %q", key, got[key], got, want)
		}
	}
	at := Fault{Sheet: m.Sheets[0].Sheet, Row: 2}
	if f := m.Place(at, FieldIDNo, FieldClass); f.Column != 3 || f.Header != "班级" {
		t.Errorf("the class: %+v, want column 3", f)
	}
	if f := m.Place(at, FieldIDNo); f.Column != 0 || f.ColumnName(true) != "" {
		t.Errorf("a column that is not there: %+v, want none", f)
	}
	if f := (Fault{Column: 28}); f.ColumnName(true) != "AB" || b.Format != sheet.CSV {
		t.Errorf("column 28 is %s, want AB", f.ColumnName(true))
	}
}
