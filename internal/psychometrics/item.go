package psychometrics

import "math"

// Item is what one item does in its scale. ItemRestR is the correlation with the
// sum of the *other* items (an item always correlates with a sum it is part of);
// AlphaIfDropped is the alpha of the scale without it.
type Item struct {
	Item           string `json:"item"`
	N              int    `json:"n"`
	Mean           Figure `json:"mean"`
	SD             Figure `json:"sd"`
	ItemRestR      Figure `json:"item_rest_r"`
	AlphaIfDropped Figure `json:"alpha_if_dropped"`
}

func itemsOf(names []string, columns [][]float64, cov [][]float64) []Item {
	items := make([]Item, len(names))
	for i, name := range names {
		items[i] = Item{
			Item:           name,
			N:              len(columns[i]),
			Mean:           Figure(Mean(columns[i])),
			SD:             Figure(SD(columns[i])),
			ItemRestR:      Figure(itemRest(cov, i)),
			AlphaIfDropped: Figure(Alpha(without(cov, i))),
		}
	}
	return items
}

// itemRest needs only the covariances: cov(i, rest) is row i without its own
// variance, var(rest) the sum of all that does not touch i.
func itemRest(cov [][]float64, i int) float64 {
	withRest, rest := 0.0, 0.0
	for j := range cov {
		if j == i {
			continue
		}
		withRest += cov[i][j]
		for k := range cov {
			if k != i {
				rest += cov[j][k]
			}
		}
	}
	v := cov[i][i] * rest
	if !(v > 0) {
		return math.NaN()
	}
	return withRest / math.Sqrt(v)
}

func without(cov [][]float64, i int) [][]float64 {
	m := square(len(cov) - 1)
	for a, row := range m {
		for b := range row {
			row[b] = cov[skip(a, i)][skip(b, i)]
		}
	}
	return m
}

func skip(n, gap int) int {
	if n >= gap {
		return n + 1
	}
	return n
}
