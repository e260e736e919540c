package psychometrics

import "math"

// Retest compares two sittings of the same people, where a lower score is better.
// Improved and Worse count reliable change only: more than the scale's own error
// would produce in 95 % of unchanged people.
type Retest struct {
	N        int    `json:"n"`
	R        Figure `json:"r"`
	Improved int    `json:"improved"`
	Worse    int    `json:"worse"`
}

// reliable is the two-sided 5 % point of the normal distribution.
const reliable = 1.96

// NewRetest pairs first[i] with second[i], the sum scores of one person. alpha is
// the reliability of the first sitting among the same people.
//
// Reliable change is the index of Jacobson and Truax 1991 (J Consult Clin Psychol
// 59, 12-19): RCI = (second - first) / (sd1 * sqrt(2) * sqrt(1 - alpha)), with
// |RCI| > 1.96. The reliability is the first sitting's alpha and not the retest
// correlation: over a week people really change, so r takes their change for
// error of the scale (on the open two-wave PHQ-9 data r asks for 8 points and
// finds 21 and 6 people; alpha asks for 6 and finds 45 and 22).
func NewRetest(first, second []float64, alpha float64) Retest {
	out := Retest{N: len(first), R: Figure(Correlation(first, second))}
	se := SD(first) * math.Sqrt2 * math.Sqrt(1-alpha)
	if !(se > 0) {
		return out
	}
	for i := range first {
		switch rci := (second[i] - first[i]) / se; {
		case rci < -reliable:
			out.Improved++
		case rci > reliable:
			out.Worse++
		}
	}
	return out
}
