package psychometrics

import (
	"math"
	"strconv"
)

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
	Cut            *Cut              `json:"cut"` // null when not asked for
	Items          []Item            `json:"items"`
	Groups         []Report          `json:"groups"` // empty when not asked for
	Retest         *Retest           `json:"retest"` // null when not asked for
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
		Groups:         []Report{},
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
