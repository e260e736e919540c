package psychometrics

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"xinhuan/internal/care"
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

// Question is what to find out about the sheets.
type Question struct {
	Items    []string
	Reverse  []string // items answered the other way round: v becomes Min+Max-v
	Min, Max float64  // the range of an item as it stands in the data; needed for Reverse only
	Subtract float64  // taken from every answer, where a file codes from 1 what a scale counts from 0
	Weighted bool     // also give weighted shares
	Cut      *float64 // count people at or above
	Grouped  bool     // repeat everything for each Sheet.Group
	Paired   bool     // compare the two waves by Sheet.Person
}

// Cut is how many people scored at or above a value. WeightedShare is the share
// of the weights and therefore does not depend on their scale.
type Cut struct {
	Value         float64 `json:"value"`
	N             int     `json:"n"`
	Share         Figure  `json:"share"`
	WeightedShare *Figure `json:"weighted_share,omitempty"`
}

// Report is what was found. NTotal counts all sheets, N the complete ones;
// MissingByCount says how many sheets lack how many answers ("0" is N).
// SEM is sd * sqrt(1 - alpha), in points of the score. Quantiles are keyed by
// percent.
type Report struct {
	Group          *string           `json:"group,omitempty"`
	NTotal         int               `json:"n_total"`
	N              int               `json:"n"`
	MissingByCount map[string]int    `json:"missing_by_count"`
	Alpha          Figure            `json:"alpha"`
	AlphaStd       Figure            `json:"alpha_std"`
	Omega          Figure            `json:"omega"`
	Mean           Figure            `json:"mean"`
	SD             Figure            `json:"sd"`
	SEM            Figure            `json:"sem"`
	Quantiles      map[string]Figure `json:"quantiles"`
	Cut            *Cut              `json:"cut,omitempty"`
	Items          []Item            `json:"items"`
	Groups         []Report          `json:"groups,omitempty"`
	Retest         *Retest           `json:"retest,omitempty"`
}

// Percents are the quantiles of a report.
var Percents = []int{50, 75, 90, 95, 99}

// Analyse answers the question. It fails with care.Invalid when the question does
// not fit: no items, an item twice, an unknown reversed item, a value outside the
// range it is reversed in, or not exactly two waves.
func Analyse(q Question, sheets []Sheet) (Report, error) {
	if err := q.check(); err != nil {
		return Report{}, err
	}
	keyed, err := q.keyed(sheets)
	if err != nil {
		return Report{}, err
	}

	report := q.report(keyed)
	if q.Grouped {
		report.Groups = q.groups(keyed)
	}
	if q.Paired {
		report.Retest, err = q.retest(keyed)
	}
	return report, err
}

func (q Question) check() error {
	if len(q.Items) == 0 {
		return care.Invalidf("items", "请列出题目所在的列", "name the columns of the items")
	}
	seen := map[string]bool{}
	for _, item := range q.Items {
		if seen[item] {
			return care.Invalidf("items", "题目重复："+item, "an item is named twice: "+item)
		}
		seen[item] = true
	}
	for _, item := range q.Reverse {
		if !seen[item] {
			return care.Invalidf("reverse", "反向题不在题目中："+item, "a reversed item is not among the items: "+item)
		}
	}
	if len(q.Reverse) > 0 && q.Max <= q.Min {
		return care.Invalidf("max", "反向题需要最小值和最大值", "reversed items need the smallest and the largest value")
	}
	return nil
}

// keyed turns reversed items round, so that every item points the same way, and
// brings all to the scale's own zero.
func (q Question) keyed(sheets []Sheet) ([]Sheet, error) {
	out := slices.Clone(sheets)
	for s := range out {
		out[s].Values = slices.Clone(out[s].Values)
		for i, item := range q.Items {
			v := &out[s].Values[i]
			if slices.Contains(q.Reverse, item) {
				// A code such as 9 for "don't know" would otherwise turn into a low score.
				if *v < q.Min || *v > q.Max {
					return nil, care.Invalidf("reverse",
						fmt.Sprintf("第 %d 份答卷的 %s 超出 %g–%g", s+1, item, q.Min, q.Max),
						fmt.Sprintf("sheet %d: %s is outside %g-%g", s+1, item, q.Min, q.Max))
				}
				*v = q.Min + q.Max - *v
			}
			*v -= q.Subtract
		}
	}
	return out, nil
}

func (q Question) report(sheets []Sheet) Report {
	whole := complete(sheets)
	columns, sums := columnsOf(len(q.Items), whole)
	cov := covariances(columns)
	cor := correlations(cov)

	alpha := Alpha(cov)
	report := Report{
		NTotal:         len(sheets),
		N:              len(whole),
		MissingByCount: missingByCount(sheets),
		Alpha:          Figure(alpha),
		AlphaStd:       Figure(Alpha(cor)),
		Omega:          Figure(OmegaTotal(cor)),
		Mean:           Figure(Mean(sums)),
		SD:             Figure(SD(sums)),
		SEM:            Figure(SD(sums) * math.Sqrt(1-alpha)),
		Quantiles:      map[string]Figure{},
		Items:          itemsOf(q.Items, columns, cov),
	}
	for _, p := range Percents {
		report.Quantiles[strconv.Itoa(p)] = Figure(Quantile(sums, float64(p)/100))
	}
	if q.Cut != nil {
		report.Cut = q.cut(whole, sums)
	}
	return report
}

func (q Question) cut(whole []Sheet, sums []float64) *Cut {
	cut := Cut{Value: *q.Cut}
	above, all := 0.0, 0.0
	for i, sum := range sums {
		all += whole[i].Weight
		if sum >= cut.Value {
			cut.N++
			above += whole[i].Weight
		}
	}
	cut.Share = Figure(float64(cut.N) / float64(len(sums)))
	if q.Weighted {
		share := Figure(above / all)
		cut.WeightedShare = &share
	}
	return &cut
}

// groups come in order of their value: by number where all are numbers.
func (q Question) groups(sheets []Sheet) []Report {
	byGroup := map[string][]Sheet{}
	for _, s := range sheets {
		byGroup[s.Group] = append(byGroup[s.Group], s)
	}
	reports := []Report{}
	for _, name := range ordered(byGroup) {
		report := q.report(byGroup[name])
		report.Group = &name
		reports = append(reports, report)
	}
	return reports
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
