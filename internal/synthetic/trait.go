package synthetic

import "math"

// traits are what a pupil brings to a sheet, in standard deviations.
type traits struct {
	depression, anxiety float64
	selfHarm            float64 // added to depression where an item asks for it
	pace                float64 // factor on reading time
}

// traitCorrelation of depression and anxiety in one person. Sum scores of PHQ-9
// and GAD-7 then correlate near .6, a little less than adults' .7-.8: ours.
const traitCorrelation = .75

// heavyLoad lifts item 9 in a school with a heavy load, so that about a fifth of
// its pupils do not answer it with nought.
const heavyLoad = .52

// traits of a pupil never change: they follow from the district's seed and the
// pupil's number. Shifts are ours, in the direction surveys find (girls and older
// pupils score higher; PHQ-9 in Hangzhou 2018-19, 12,241 pupils aged 10-19).
func (d *District) traits(p Pupil) traits {
	rng := stream(d.seed, traitStream, uint64(p.nth))
	z, own := rng.NormFloat64(), rng.NormFloat64()
	school := d.Schools[p.School]
	shift := school.mood + gradeShift(p.Grade) + circumstances(p)
	t := traits{
		depression: z + shift,
		anxiety:    traitCorrelation*z + math.Sqrt(1-traitCorrelation*traitCorrelation)*own + shift,
		pace:       readingPace(p.Grade) * math.Exp(.25*rng.NormFloat64()),
	}
	if p.Sex == "f" {
		t.depression += girlShift(p.Grade)
		t.anxiety += 1.3 * girlShift(p.Grade)
	}
	if school.heavy {
		t.selfHarm = heavyLoad
	}
	return t
}

func gradeShift(grade int) float64 {
	switch {
	case grade < 7:
		return -.42
	case grade == 7:
		return -.22
	}
	return -.08
}

func girlShift(grade int) float64 {
	if grade < 7 {
		return .05
	}
	return .22
}

func circumstances(p Pupil) float64 {
	shift := 0.0
	for _, c := range []struct {
		holds bool
		adds  float64
	}{{p.LeftBehind, .12}, {p.SingleParent, .1}, {p.Hardship, .3}, {p.Boarder, .04}} {
		if c.holds {
			shift += c.adds
		}
	}
	return shift
}

// readingPace: a grade 4 pupil needs over half as long again as a senior.
func readingPace(grade int) float64 {
	return max(.9, 1.6-.09*float64(grade-4))
}
