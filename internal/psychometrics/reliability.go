package psychometrics

import "math"

// Alpha is Cronbach's alpha, k/(k-1) * (1 - trace/total), of a covariance matrix.
// Of a correlation matrix it is the standardised alpha. NaN for fewer than two
// items or no variance at all.
// Source: Cronbach 1951, Psychometrika 16, 297-334.
func Alpha(cov [][]float64) float64 {
	trace, total := 0.0, 0.0
	for i := range cov {
		trace += cov[i][i]
		for j := range cov {
			total += cov[i][j]
		}
	}
	k := float64(len(cov))
	if k < 2 || !(total > 0) {
		return math.NaN()
	}
	return k / (k - 1) * (1 - trace/total)
}

// OmegaTotal is McDonald's omega total of a correlation matrix: the share of the
// sum score's variance that is not unique to single items,
//
//	(sum of R - sum of u²) / sum of R,   u² = 1 - loading²,
//
// with the loadings of one minres factor. It is what omega_t means in R's psych
// for one factor. The other usual form, (Σλ)²/((Σλ)²+Σu²), puts the variance
// that the model implies in the place of the observed one; where one factor fits,
// the two agree to the third decimal.
// Source: McDonald 1999, Test Theory, ch. 6; Revelle and Zinbarg 2009,
// Psychometrika 74, 145-154.
func OmegaTotal(cor [][]float64) float64 {
	loadings := Minres(cor)
	if loadings == nil {
		return math.NaN()
	}
	total, unique := 0.0, 0.0
	for i := range cor {
		unique += 1 - loadings[i]*loadings[i]
		for j := range cor {
			total += cor[i][j]
		}
	}
	if !(total > 0) {
		return math.NaN()
	}
	return (total - unique) / total
}

// heywood is the largest communality a loading may claim: psych's fa bounds the
// uniqueness from below by .005, and so do we, to agree with it on small samples.
const heywood = 1 - .005

// Minres is the one-factor minimum-residual solution of a correlation matrix: the
// loadings that minimise the sum of squared off-diagonal residuals (r_ij - λiλj)².
// Each loading in turn has a closed form given the others, and no turn can make
// the fit worse, so the rounds end at the minimum that psych's fa(fm="minres")
// reaches by a general optimiser. nil where the matrix has NaN, fewer than three
// items (one factor is then not identified), or no factor can be found.
// Source: Harman and Jones 1966, Psychometrika 31, 351-368.
func Minres(cor [][]float64) []float64 {
	k := len(cor)
	if k < 3 {
		return nil
	}
	loadings := make([]float64, k)
	for i := range cor {
		sum := 0.0
		for j := range cor {
			if math.IsNaN(cor[i][j]) {
				return nil
			}
			sum += cor[i][j]
		}
		loadings[i] = sum / float64(k)
	}

	const rounds, precision = 10_000, 1e-13
	for range rounds {
		moved := 0.0
		for i := range cor {
			num, den := 0.0, 0.0
			for j := range cor {
				if j != i {
					num += cor[i][j] * loadings[j]
					den += loadings[j] * loadings[j]
				}
			}
			if den == 0 {
				return nil
			}
			bound := math.Sqrt(heywood)
			next := max(-bound, min(bound, num/den))
			moved = max(moved, math.Abs(next-loadings[i]))
			loadings[i] = next
		}
		if moved < precision {
			break
		}
	}
	return loadings
}
