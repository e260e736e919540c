package instrument

// NormScore places a figure in a reference distribution. T and Percentile are
// 0 where the set does not say.
type NormScore struct {
	Set        string  `json:"set"`
	Scale      string  `json:"scale"`
	T          float64 `json:"t"`
	Percentile float64 `json:"percentile"`
	Band       string  `json:"band"` // of T, where the set names ranges
}

// norms adds what the norm sets with a table say about this person.
func (v *view) norms(r *Result) {
	for i := range v.in.NormSets {
		set := &v.in.NormSets[i]
		if len(set.Rows) == 0 {
			continue
		}
		for _, s := range v.values {
			if !s.Scored {
				continue
			}
			if row := v.normRow(set, s); row != nil {
				t := row.t(s.Value)
				r.Norms = append(r.Norms, NormScore{Set: set.ID, Scale: s.ID, T: t, Percentile: row.Percentile, Band: bandOf(set.TBands, t)})
			}
		}
	}
}

// normRow is the first row for the scale and the person: a row with mean and
// sd, or the table row of this raw score.
func (v *view) normRow(set *NormSet, s SubscaleScore) *NormRow {
	for i := range set.Rows {
		row := &set.Rows[i]
		if row.Scale == s.ID && v.fits(row.Informant, row.Sex, row.Ages) && (row.SD > 0 || row.Raw == s.Value) {
			return row
		}
	}
	return nil
}

func (row *NormRow) t(value float64) float64 {
	if row.SD > 0 {
		return 50 + 10*(value-row.Mean)/row.SD
	}
	return row.T
}
