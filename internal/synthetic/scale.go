package synthetic

import (
	"math"
	"math/rand/v2"
	"strings"
)

// A scale answers by Samejima's graded-response model (1969, Psychometrika
// monograph 17): with trait t, the chance to choose option k or higher is
// 1/(1+exp(-slope*(t-threshold_k))). Thresholds are in standard deviations of the
// trait among all pupils.

// grm is one item of the model.
type grm struct {
	slope      float64
	thresholds []float64 // ascending, one fewer than options
	selfHarm   bool      // answered by the school's own load as well
}

// scale is an instrument as the synthetic pupils know it. Depression is the share
// of the depression trait in what it measures; the rest is anxiety.
type scale struct {
	items      []grm
	depression float64
	turned     bool // higher is better: WHO-5 and its like
}

// phq9 and gad7 are ours, tuned so that the figures of a whole district come out
// as surveys of Chinese pupils report them: alpha .84-.90, PHQ-9 of 10 and above
// 10-15 %, item 9 above nought about 8 % (scale_test.go holds the bounds). The order of the
// items' severity follows the adolescent data of Gao and Liu 2024 (Ann Gen
// Psychiatry 23:7) in kind: tiredness first, self-harm last.
var phq9 = scale{depression: 1, items: []grm{
	{slope: 2.1, thresholds: []float64{.30, 1.70, 2.35}},
	{slope: 2.6, thresholds: []float64{.35, 1.60, 2.20}},
	{slope: 1.9, thresholds: []float64{.45, 1.60, 2.25}},
	{slope: 2.3, thresholds: []float64{.10, 1.45, 2.10}},
	{slope: 1.8, thresholds: []float64{.65, 1.80, 2.50}},
	{slope: 2.4, thresholds: []float64{.60, 1.60, 2.20}},
	{slope: 1.9, thresholds: []float64{.35, 1.55, 2.20}},
	{slope: 2.0, thresholds: []float64{1.20, 2.15, 2.80}},
	{slope: 2.6, thresholds: []float64{1.72, 2.50, 3.05}, selfHarm: true},
}}

var gad7 = scale{depression: 0, items: []grm{
	{slope: 2.5, thresholds: []float64{.25, 1.60, 2.20}},
	{slope: 2.8, thresholds: []float64{.60, 1.60, 2.20}},
	{slope: 2.6, thresholds: []float64{.45, 1.55, 2.15}},
	{slope: 2.4, thresholds: []float64{.50, 1.60, 2.25}},
	{slope: 1.9, thresholds: []float64{1.05, 2.05, 2.70}},
	{slope: 2.0, thresholds: []float64{.30, 1.60, 2.25}},
	{slope: 2.0, thresholds: []float64{.85, 1.90, 2.50}},
}}

// What other scales mostly measure, by the beginning of their id; half and half
// where nothing is listed.
var (
	ofDepression = []string{"phq", "cesd", "cdi", "dsrsc", "sds", "bdi"}
	ofAnxiety    = []string{"gad", "scared", "sas", "bai"}
	turnedScales = []string{"who5", "swls", "rses"}
)

func begins(id string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(id, p) {
			return true
		}
	}
	return false
}

// scaleOf is the model of an instrument: ours for phq9 and gad7, else one made of
// the id, so that any scale of items with options can be answered.
func scaleOf(id string, items, options int) scale {
	switch {
	case id == "phq9" && items == 9 && options == 4:
		return phq9
	case id == "gad7" && items == 7 && options == 4:
		return gad7
	}

	rng := stream(textKey(id), uint64(items), uint64(options))
	s := scale{depression: .5, turned: begins(id, turnedScales), items: make([]grm, items)}
	switch {
	case begins(id, ofDepression):
		s.depression = 1
	case begins(id, ofAnxiety):
		s.depression = 0
	}
	for i := range s.items {
		s.items[i] = genericItem(rng, options)
	}
	return s
}

// genericItem spreads its thresholds from somewhat above the mean over about two
// standard deviations, as symptoms do that most pupils do not have.
func genericItem(rng *rand.Rand, options int) grm {
	item := grm{slope: 1.3 + .8*rng.Float64()}
	first := .1 + .9*rng.Float64()
	for k := range options - 1 {
		item.thresholds = append(item.thresholds, first+2.1*float64(k)/float64(max(options-2, 1)))
	}
	return item
}

// answer draws an option, 0 to len(thresholds). One draw for all thresholds keeps
// the options in order.
func (g grm) answer(rng *rand.Rand, trait float64) int {
	u := rng.Float64()
	chosen := 0
	for k, threshold := range g.thresholds {
		if u < 1/(1+math.Exp(-g.slope*(trait-threshold))) {
			chosen = k + 1
		}
	}
	return chosen
}
