package instrument

import (
	"slices"
	"strings"
	"testing"
)

// The traps are mistakes seen in public scoring pages and code bases; each
// test fails when the shipped data or the scoring falls into one.

func total(t *testing.T, id, text string, o Options) float64 {
	t.Helper()
	r := get(t, id).Score(Sheet{Answers: answers(t, text)}, o)
	if !r.Scored {
		t.Fatalf("%s: not scored: %v", id, r.Flags)
	}
	return r.Total
}

func subscale(t *testing.T, in *Instrument, id string) []int {
	t.Helper()
	s := in.scaleByID(id)
	if s == nil {
		t.Fatalf("%s has no sub-scale %s", in.ID, id)
	}
	return s.Items
}

func TestTrap01ZungRounding(t *testing.T) {
	const raw42 = "4x7 3x3 4x2 3 4 3 4x3 1 4"
	if got := total(t, "sds", raw42, Options{}); got != 53 {
		t.Errorf("raw 42: got %v, want 53", got)
	}
	if got := total(t, "sds", raw42, Options{Settings: map[string]string{"rounding": "truncate"}}); got != 52 {
		t.Errorf("raw 42 truncated: got %v, want 52", got)
	}
	if in := get(t, "sas"); in.Total.Rounding != "half_up" {
		t.Errorf("SAS rounding: got %q, want half_up", in.Total.Rounding)
	}
}

func TestTrap02RosenbergOrder(t *testing.T) {
	const best = "4 4 1 4 1 4 4 1 1 1"
	if got := total(t, "rses", best, Options{}); got != 40 {
		t.Errorf("Chinese order: got %v, want 40", got)
	}
	if got := total(t, "rses", best, Options{Settings: map[string]string{"order": "english"}}); got != 28 {
		t.Errorf("English order: got %v, want 28", got)
	}
}

func TestTrap03TeenFormOrderAndCodes(t *testing.T) {
	in := get(t, "phqa")
	if in.Items[0].Topic != "mood or irritability" || in.Items[1].Topic != "interest" || in.Items[3].Topic != "appetite" || in.Items[4].Topic != "fatigue" {
		t.Errorf("items 1, 2, 4, 5: got %q %q %q %q", in.Items[0].Topic, in.Items[1].Topic, in.Items[3].Topic, in.Items[4].Topic)
	}
	if len(in.LOINC.Items) != 0 {
		t.Errorf("got item codes %v, want none: they do not line up by position", in.LOINC.Items)
	}
}

func TestTrap04HiddenSuicideItemsOfMHT(t *testing.T) {
	in := get(t, "mht")
	odd, even := subscale(t, in, "impulsiveness"), in.Validity.Lie.Items
	for i := range 10 {
		if odd[i] != 81+2*i || even[i] != 82+2*i {
			t.Errorf("got impulsiveness %v and validity %v, want the odd and the even items from 81 to 100", odd, even)
			break
		}
	}
	if in.Total.Range[1] != 90 || slices.ContainsFunc(in.Total.Items, func(n int) bool { return slices.Contains(even, n) }) {
		t.Errorf("the total must leave out the validity items and end at 90, got %v", in.Total.Range)
	}
	r := in.Score(Sheet{Answers: answers(t, "0x84 1 0x11 1 0x3")}, Options{})
	if !slices.Equal(r.Critical, []string{"mht.85", "mht.97"}) {
		t.Errorf("got %v, want mht.85 and mht.97", r.Critical)
	}
	if in.ItemCount != 100 || len(in.Subscales) != 9 {
		t.Errorf("got %d items and %d scales, want 100 and 8 content scales with the validity scale", in.ItemCount, len(in.Subscales))
	}
}

func TestTrap05UPISettings(t *testing.T) {
	in := get(t, "upi")
	for _, c := range []struct {
		answers  string
		settings map[string]string
		want     string
	}{
		{"0x7 1 0x56", nil, "category_2"},
		{"0x7 1 0x56", map[string]string{"category2": "and"}, "category_3"},
		{"0x63 1", nil, "category_2"},
		{"0x63 1", map[string]string{"auxiliary": "61-63"}, "category_3"},
	} {
		if got := in.Score(Sheet{Answers: answers(t, c.answers)}, Options{Settings: c.settings}).Band; got != c.want {
			t.Errorf("%s with %v: got %s, want %s", c.answers, c.settings, got, c.want)
		}
	}
}

func TestTrap06MiskeyedScales(t *testing.T) {
	for _, c := range []struct {
		instrument, scale string
		want              []int
	}{
		{"scared41", "panic_somatic", []int{1, 6, 9, 12, 15, 18, 19, 22, 24, 27, 30, 34, 38}},
		{"scared41", "school", []int{2, 11, 17, 36}},
		{"dass21", "depression", []int{3, 5, 10, 13, 16, 17, 21}},
		{"dass21", "anxiety", []int{2, 4, 7, 9, 15, 19, 20}},
		{"dass21", "stress", []int{1, 6, 8, 11, 12, 14, 18}},
		{"dassy", "anxiety", []int{2, 4, 7, 9, 15, 19, 20}},
	} {
		if got := subscale(t, get(t, c.instrument), c.scale); !slices.Equal(got, c.want) {
			t.Errorf("%s %s: got %v, want %v", c.instrument, c.scale, got, c.want)
		}
	}
	partition(t, "scared41", 41, []string{"panic_somatic", "gad", "separation", "social", "school"})
	partition(t, "dass21", 21, []string{"depression", "anxiety", "stress"})
	partition(t, "psc17", 17, []string{"internalizing", "attention", "externalizing"})
	partition(t, "rcads47", 47, []string{"sad", "sp", "gad", "pd", "ocd", "mdd"})
	partition(t, "sdq", 25, []string{"emotional", "conduct", "hyperactivity", "peer", "prosocial"})
	partition(t, "mssmhs", 60, nil)
	partition(t, "mht", 100, nil)
	partition(t, "scl90", 90, []string{"somatization", "obsessive", "interpersonal", "depression", "anxiety", "hostility", "phobia", "paranoia", "psychoticism", "other"})
}

// partition checks that the sub-scales use every item exactly once.
func partition(t *testing.T, id string, items int, scales []string) {
	t.Helper()
	in := get(t, id)
	if scales == nil {
		for _, s := range in.Subscales {
			scales = append(scales, s.ID)
		}
	}
	var used []int
	for _, s := range scales {
		used = append(used, subscale(t, in, s)...)
	}
	slices.Sort(used)
	for i := range items {
		if len(used) != items || used[i] != i+1 {
			t.Errorf("%s: the sub-scales do not use each of the %d items once: %v", id, items, used)
			return
		}
	}
}

func TestTrap07GAD7PublishedBandsOnly(t *testing.T) {
	in := get(t, "gad7")
	var starts []float64
	for _, b := range in.BandSets[0].Scales[0].Bands {
		starts = append(starts, b.Min)
	}
	if !slices.Equal(starts, []float64{0, 5, 10, 15}) || len(in.BandSets) != 1 {
		t.Errorf("got starts %v in %d band sets, want 0 5 10 15 in one", starts, len(in.BandSets))
	}
}

func TestTrap08SDQNormSetIsNamedAndProsocialLeftOut(t *testing.T) {
	in := get(t, "sdq")
	r := in.Score(Sheet{Answers: answers(t, "1x25"), Informant: "parent"}, Options{})
	if r.BandSet != "china_du2008" || r.Total != 20 {
		t.Errorf("got set %s and total %v, want china_du2008 and 20 of the four difficulty scales", r.BandSet, r.Total)
	}
	const fifteen = "1x15 0 1 0 0 1 1 0x4"
	china := in.Score(Sheet{Answers: answers(t, fifteen)}, Options{})
	uk := in.Score(Sheet{Answers: answers(t, fifteen)}, Options{BandSet: "uk_3band"})
	if china.Band != "borderline" || uk.Band != "normal" || uk.BandSet != "uk_3band" {
		t.Errorf("got %s and %s (%s), want borderline in China and normal in uk_3band", china.Band, uk.Band, uk.BandSet)
	}
}

func TestTrap09AllZeroCESDScoresTwelve(t *testing.T) {
	r := get(t, "cesd").Score(Sheet{Answers: answers(t, "0x20")}, Options{})
	if r.Total != 12 || !slices.Contains(r.Flags, FlagStraightLine) || r.Valid {
		t.Errorf("got total %v, flags %v, valid %v, want 12, straight_line, invalid", r.Total, r.Flags, r.Valid)
	}
}

func TestTrap10HigherIsBetter(t *testing.T) {
	for _, id := range []string{"who5", "swls", "rses"} {
		if got := get(t, id).Direction; got != "higher_better" {
			t.Errorf("%s: got %q, want higher_better", id, got)
		}
	}
	r := get(t, "who5").Score(Sheet{Answers: answers(t, "0x5")}, Options{})
	if r.Band != "likely_depression" {
		t.Errorf("WHO-5 of 0: got %s, want likely_depression", r.Band)
	}
	r = get(t, "sdq").Score(Sheet{Answers: answers(t, "2 0 0 2 0 0 2 0 2 0 2 0 0 2 0 0 2 0 0 2 2 0 0 0 2")}, Options{})
	if got := r.Subscales[4]; got.Value != 10 || got.Band != "normal" {
		t.Errorf("SDQ prosocial of 10: got %+v, want normal", got)
	}
}

func TestTrap11UnequalOptions(t *testing.T) {
	cries := get(t, "cries")
	if err := cries.Check(answers(t, "2 0x12")); err == nil {
		t.Error("CRIES prints no 2, but it was accepted")
	}
	if got := total(t, "cries", "5 3 1 0x10", Options{}); got != 9 {
		t.Errorf("CRIES 5+3+1: got %v, want 9", got)
	}
	sbqr := get(t, "sbqr")
	for i, want := range []int16{4, 5, 3, 6} {
		if got := sbqr.compiled.high[i]; got != want {
			t.Errorf("SBQ-R item %d reaches %d, want %d", i+1, got, want)
		}
	}
	if err := sbqr.Check(answers(t, "6 1 1 0")); err == nil {
		t.Error("SBQ-R item 1 has no 6, but it was accepted")
	}
}

func TestTrap12KesslerCodings(t *testing.T) {
	if err := get(t, "k6").Check(answers(t, "5x6")); err == nil {
		t.Error("K6 is coded 0-4 here; a sheet coded 1-5 was accepted")
	}
	if err := get(t, "k10").Check(answers(t, "0x10")); err == nil {
		t.Error("K10 is coded 1-5 here; a sheet coded 0-4 was accepted")
	}
	in := get(t, "k10")
	one := in.Score(Sheet{Answers: answers(t, "2x9 1")}, Options{})
	two := in.Score(Sheet{Answers: answers(t, "2x9 1")}, Options{BandSet: "bands_20_25_30"})
	if one.Band != "moderate" || two.Band != "well" || one.BandSet == two.BandSet {
		t.Errorf("19: got %s (%s) and %s (%s), want moderate and well in named sets", one.Band, one.BandSet, two.Band, two.BandSet)
	}
}

func TestTrap13RemissionIsNoCutoff(t *testing.T) {
	for _, c := range get(t, "phqa").Cutoffs {
		if *c.AtLeast < 10 {
			t.Errorf("%s at %v: 7 is a remission criterion, not a screening cut-off", c.ID, *c.AtLeast)
		}
	}
}

func TestTrap14ElevenAgePoints(t *testing.T) {
	in := get(t, "ws06")
	if len(in.Subscales) != 11 || in.ItemCount != 44 {
		t.Fatalf("got %d age points and %d signs, want 11 and 44", len(in.Subscales), in.ItemCount)
	}
	partition(t, "ws06", 44, nil)
	for _, s := range in.Subscales {
		if len(s.Items) != 4 {
			t.Errorf("%s: got %d signs, want 4", s.ID, len(s.Items))
		}
	}
	if in.Items[40].Zh != "不会表达自己的感受或想法" {
		t.Errorf("item 41: got %q, want the first sign of six years", in.Items[40].Zh)
	}
}

func TestTrap15NoPHQ15CodeOnGAD2(t *testing.T) {
	for _, in := range library.All() {
		codes := append(slices.Clone(in.LOINC.Items), in.LOINC.Panel, in.LOINC.Total)
		if slices.Contains(codes, "70273-8") {
			t.Errorf("%s carries 70273-8, which is the PHQ-15 total", in.ID)
		}
	}
	if !strings.Contains(get(t, "gad2").LOINC.Note, "70273-8") {
		t.Error("gad2 does not warn about 70273-8")
	}
}
