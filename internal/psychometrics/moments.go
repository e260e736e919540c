package psychometrics

import (
	"math"
	"slices"
)

// Mean is the arithmetic mean; NaN of nothing.
func Mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Variance is the sample variance (divisor n-1); NaN for fewer than two values.
// It goes over the data twice, because scores of a whole region lose digits when
// squares are summed first.
func Variance(x []float64) float64 { return Covariance(x, x) }

// SD is the sample standard deviation.
func SD(x []float64) float64 { return math.Sqrt(Variance(x)) }

// Covariance is the sample covariance (divisor n-1) of two columns of equal
// length; NaN for fewer than two pairs.
func Covariance(x, y []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	mx, my, sum := Mean(x), Mean(y), 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x)-1)
}

// Correlation is Pearson's r; NaN where a column does not vary.
func Correlation(x, y []float64) float64 {
	v := Variance(x) * Variance(y)
	if !(v > 0) {
		return math.NaN()
	}
	return Covariance(x, y) / math.Sqrt(v)
}

// Quantile is R's type 7 (Hyndman and Fan 1996, definition 7): linear between the
// order statistics at h = (n-1)p. The input need not be sorted.
func Quantile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(x))
	h := float64(len(s)-1) * p
	lo := int(math.Floor(h))
	hi := min(lo+1, len(s)-1)
	return s[lo] + (h-float64(lo))*(s[hi]-s[lo])
}

// covariances is the covariance matrix of the columns.
func covariances(columns [][]float64) [][]float64 {
	m := square(len(columns))
	for i := range columns {
		for j := i; j < len(columns); j++ {
			m[i][j] = Covariance(columns[i], columns[j])
			m[j][i] = m[i][j]
		}
	}
	return m
}

// correlations turns a covariance matrix into a correlation matrix; the row of
// an item without variance becomes NaN.
func correlations(cov [][]float64) [][]float64 {
	m := square(len(cov))
	for i := range cov {
		for j := range cov {
			m[i][j] = math.NaN()
			if v := cov[i][i] * cov[j][j]; v > 0 {
				m[i][j] = cov[i][j] / math.Sqrt(v)
			}
		}
	}
	return m
}

func square(k int) [][]float64 {
	m := make([][]float64, k)
	for i := range m {
		m[i] = make([]float64, k)
	}
	return m
}
