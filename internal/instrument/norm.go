package instrument

import "math"

// NormScore places a figure in a reference distribution. T and Percentile are nil
// where the set does not say.
type NormScore struct {
	Set        string   `json:"set"`
	Scale      string   `json:"scale"`
	T          *float64 `json:"t"`
	Percentile *float64 `json:"percentile"`
	Band       string   `json:"band"` // of T, where the set names ranges
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
			row := v.normRow(set, s)
			if row == nil {
				continue
			}
			n := NormScore{Set: set.ID, Scale: s.ID, T: row.t(s.Value), Percentile: row.Percentile}
			if n.T != nil {
				n.Band = bandOf(set.TBands, *n.T)
			}
			r.Norms = append(r.Norms, n)
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

// t is the printed T of the row, or 50 + 10 (value - mean) / sd to one decimal.
func (row *NormRow) t(value float64) *float64 {
	if row.SD == 0 {
		return row.T
	}
	t := math.Round(500+100*(value-row.Mean)/row.SD) / 10
	return &t
}

// NormSet finds a norm set by its id.
func (in *Instrument) NormSet(id string) (NormSet, bool) {
	for _, s := range in.NormSets {
		if s.ID == id {
			return s, true
		}
	}
	return NormSet{}, false
}

// NormBandName is the words of a range of T.
func (s NormSet) NormBandName(id string) (name Named) {
	for _, b := range s.TBands {
		if b.ID == id {
			name = Named{ID: b.ID, Zh: b.Zh, En: b.En}
		}
	}
	return name
}
