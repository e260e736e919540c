package care

import "testing"

func TestMajority(t *testing.T) {
	const today = Date("2026-09-15")
	for _, c := range []struct {
		name  string
		birth Date
		stage Stage
		want  Majority
	}{
		{"the eighteenth birthday", "2008-09-15", Senior, Adult},
		{"the day before it", "2008-09-16", Senior, Minor},
		{"a birth date says more than the stage", "2009-01-01", University, Minor},
		{"no birth date in a primary school", "", Primary, Minor},
		{"no birth date in a junior school", "", Junior, Minor},
		{"no birth date in a senior school", "", Senior, AgeNotOnRoll},
		{"no birth date in a vocational school", "", Vocational, AgeNotOnRoll},
		{"no birth date at a university", "", University, AgeNotOnRoll},
		{"nothing known", "", "", AgeNotOnRoll},
	} {
		if got := MajorityOf(c.birth, c.stage, today); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
