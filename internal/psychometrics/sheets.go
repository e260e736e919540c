package psychometrics

import (
	"math"
	"strconv"
)

// Sheet is one person's answers at one sitting: one value an item, NaN where
// missing. Person and Wave are needed for a retest only.
type Sheet struct {
	Values []float64
	Weight float64
	Group  string
	Person string
	Wave   string
}

func missingByCount(sheets []Sheet) map[string]int {
	counts := map[string]int{}
	for _, s := range sheets {
		counts[strconv.Itoa(missing(s))]++
	}
	return counts
}

func missing(s Sheet) int {
	n := 0
	for _, v := range s.Values {
		if math.IsNaN(v) {
			n++
		}
	}
	return n
}

func complete(sheets []Sheet) []Sheet {
	whole := make([]Sheet, 0, len(sheets))
	for _, s := range sheets {
		if missing(s) == 0 {
			whole = append(whole, s)
		}
	}
	return whole
}

func columnsOf(items int, whole []Sheet) (columns [][]float64, sums []float64) {
	columns = make([][]float64, items)
	sums = make([]float64, len(whole))
	for i := range columns {
		columns[i] = make([]float64, len(whole))
		for p, s := range whole {
			columns[i][p] = s.Values[i]
			sums[p] += s.Values[i]
		}
	}
	return columns, sums
}

func total(s Sheet) float64 {
	sum := 0.0
	for _, v := range s.Values {
		sum += v
	}
	return sum
}
