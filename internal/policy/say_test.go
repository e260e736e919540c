package policy

import (
	"slices"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/policies"
)

// Guardians are told in every region that ships, by rows that name what the letter
// says; what a row says at major is where the child is and to come at once.
func TestEveryRegionTellsGuardians(t *testing.T) {
	for _, id := range []string{"national", "chongqing", "changzhou", "youyang", "nanan"} {
		s, err := Load(policies.FS, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.noticeRows {
			if r.To == care.GuardianRole && len(r.Says) == 0 {
				t.Errorf("%s: the guardian's row of %s names nothing its letter says", id, r.Level)
			}
		}
		if _, told := s.GuardianNotice(care.StudentCare, care.LevelWatch); told {
			t.Errorf("%s: guardians are told of a mere signal", id)
		}
		for _, l := range []care.Level{care.LevelGeneral, care.LevelSerious, care.LevelMajor} {
			n, told := s.GuardianNotice(care.StudentCare, l)
			if !told || !n.Hold || n.ConsentFromAge != care.AdultFrom || n.Origin != Floor {
				t.Errorf("%s: of %s guardians are told %v by %+v; want held, with consent from 18, as law or document demands", id, l, told, n)
			}
			if !slices.Equal(n.Says, UsualSays(l)) {
				t.Errorf("%s: of %s the letter says %v, want %v", id, l, n.Says, UsualSays(l))
			}
		}
	}
}

// What is to be reached by a day names it in words.
func TestTheDayOfAMeasureIsSaidInWords(t *testing.T) {
	s, err := Load(policies.FS, "nanan")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.said(Measure{Target: 60, TargetKind: "percent", Due: "2026-12-31"}).Demand, (care.Text{Zh: "60% 2026年12月31日", En: "60% 31\u00a0Dec\u00a02026"}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
