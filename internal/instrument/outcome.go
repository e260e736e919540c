package instrument

import "slices"

// outcome decides whether the sheet is scored and names its bands and cut-offs.
//
// An instrument with a total is scored when the total is. One without is
// scored when every sub-scale is (any of them, where it is filled section by
// section) or when its algorithm can already say something.
func (v *view) outcome(r *Result) {
	total := v.values[0]
	r.Subscales = v.values[1:]
	switch {
	case v.in.HasTotal():
		r.Scored, r.Total = total.Scored, total.Value
	case v.in.Sections:
		r.Scored = slices.ContainsFunc(r.Subscales, func(s SubscaleScore) bool { return s.Scored })
	default:
		r.Scored = len(r.Subscales) > 0 && !slices.ContainsFunc(r.Subscales, func(s SubscaleScore) bool { return !s.Scored })
	}
	v.cutoffs(r)
	set := v.bandSet(r)
	if set == nil {
		return
	}
	r.BandSet = set.ID
	for i := range r.Subscales {
		if s := &r.Subscales[i]; s.Scored {
			s.Band = v.band(set, s.ID, s.Value)
		}
	}
	if set.Algorithm != "" {
		band, ok := algorithms[set.Algorithm](v, r)
		if ok {
			r.Scored, r.Band = true, band
		}
		return
	}
	if r.Scored && v.in.HasTotal() {
		r.Band = v.band(set, "total", r.Total)
	}
}

// bandSet is the chosen set; an unknown id is flagged and the default used.
func (v *view) bandSet(r *Result) *BandSet {
	if v.options.BandSet == "" {
		return v.in.compiled.bands
	}
	for i := range v.in.BandSets {
		if v.in.BandSets[i].ID == v.options.BandSet {
			return &v.in.BandSets[i]
		}
	}
	r.Flags = append(r.Flags, FlagOption)
	return v.in.compiled.bands
}

// bandsFor finds the bands of a scale for the person; nil where the set has
// none, or needs a sex or age that is unknown.
func (v *view) bandsFor(set *BandSet, scale string) *ScaleBand {
	for i := range set.Scales {
		sb := &set.Scales[i]
		if sb.Scale != scale && (sb.Scale != "subscales" || scale == "total") {
			continue
		}
		if v.fits(sb.Informant, sb.Sex, sb.Ages) {
			return sb
		}
	}
	return nil
}

func (v *view) fits(informant, sex string, ages Ages) bool {
	return (informant == "" || informant == v.sheet.Informant) &&
		(sex == "" || sex == v.sheet.Sex) &&
		(ages.IsZero() || (v.sheet.Age > 0 && ages.Has(v.sheet.Age)))
}

func (v *view) band(set *BandSet, scale string, value float64) string {
	if sb := v.bandsFor(set, scale); sb != nil {
		return bandOf(sb.Bands, value)
	}
	return ""
}

// bandOf is the band with the greatest start not above the value, so a
// prorated 9.5 still belongs to the band 5-9.
func bandOf(bands []Band, value float64) string {
	id := ""
	for i := range bands {
		if value >= bands[i].Min {
			id = bands[i].ID
		}
	}
	return id
}

func (v *view) cutoffs(r *Result) {
	for i := range v.in.Cutoffs {
		c := &v.in.Cutoffs[i]
		if (c.Informant == "" || c.Informant == v.sheet.Informant) && v.meets(c) {
			r.Cutoffs = append(r.Cutoffs, c.ID)
		}
	}
}

func (v *view) meets(c *Cutoff) bool {
	for i, s := range v.values {
		named := slices.Contains(c.Scales, s.ID) || (i > 0 && slices.Contains(c.Scales, "subscales"))
		if !named || !s.Scored {
			continue
		}
		if (c.AtLeast != nil && s.Value >= *c.AtLeast) || (c.AtMost != nil && s.Value <= *c.AtMost) {
			return true
		}
	}
	return false
}
