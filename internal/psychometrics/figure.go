package psychometrics

import (
	"math"
	"strconv"
)

// Figure is a number of a report that may be unknown. NaN and the infinities are
// written as null in JSON, which has no word for them.
type Figure float64

// MarshalJSON writes the shortest decimal that reads back as the same number.
func (f Figure) MarshalJSON() ([]byte, error) {
	v := float64(f)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, v, 'g', -1, 64), nil
}

// String writes six decimals for people, or a dash where there is no figure.
func (f Figure) String() string {
	v := float64(f)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "-"
	}
	return strconv.FormatFloat(v, 'f', 6, 64)
}
