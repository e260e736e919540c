package instrument

import (
	"fmt"
	"slices"
)

func (in *Instrument) checkBands() *flaw {
	seen, defaults := map[string]bool{}, 0
	for i, set := range in.BandSets {
		at := fmt.Sprintf("band_sets[%d]", i)
		if !idPattern.MatchString(set.ID) || seen[set.ID] {
			return flawf(at+".id", "a band-set id is unique, of lower-case letters, digits and _")
		}
		seen[set.ID] = true
		if set.Default {
			defaults++
		}
		if set.Source == "" || !slices.Contains(grades, set.Grade) {
			return flawf(at, "a band set names its source and how well it is known")
		}
		if f := checkSource(at, set.Source, set.SourceZh); f != nil {
			return f
		}
		if set.Algorithm != "" {
			if algorithms[set.Algorithm] == nil || len(set.Outcomes) == 0 {
				return flawf(at+".algorithm", "no code has the algorithm %q, or it lists no outcomes", set.Algorithm)
			}
			for j, o := range set.Outcomes {
				if o.Zh == "" || o.En == "" {
					return flawf(fmt.Sprintf("%s.outcomes[%d]", at, j), "both names are needed")
				}
			}
		}
		for j := range set.Scales {
			if f := in.checkScaleBand(fmt.Sprintf("%s.scales[%d]", at, j), &set.Scales[j]); f != nil {
				return f
			}
		}
	}
	if len(in.BandSets) > 0 && defaults != 1 {
		return flawf("band_sets", "exactly one band set is the default")
	}
	return in.checkCutoffs()
}

// checkScaleBand requires bands in rising order without overlap or hole: the
// next band begins one step (1 for sums, 0.01 for means) or a multiplier
// above the end of the one before.
func (in *Instrument) checkScaleBand(at string, sb *ScaleBand) *flaw {
	scale := in.scaleByID(sb.Scale)
	if scale == nil && sb.Scale != "subscales" {
		return flawf(at+".scale", "there is no scale %q", sb.Scale)
	}
	if len(sb.Bands) == 0 {
		return flawf(at, "bands are missing")
	}
	for i, b := range sb.Bands {
		here := fmt.Sprintf("%s.bands[%d]", at, i)
		if !idPattern.MatchString(b.ID) || b.Zh == "" || b.En == "" {
			return flawf(here, "a band needs an id and both names")
		}
		if b.Max < b.Min {
			return flawf(here+".max", "the band ends before it begins")
		}
		if i == 0 {
			continue
		}
		if gap := b.Min - sb.Bands[i-1].Max; gap <= 0 || gap > 1.001 {
			return flawf(here+".min", "the band leaves a hole after the one before, or overlaps it")
		}
	}
	if scale == nil || len(scale.Range) != 2 {
		return nil
	}
	if first, last := sb.Bands[0].Min, sb.Bands[len(sb.Bands)-1].Max; first != scale.Range[0] || last != scale.Range[1] {
		return flawf(at+".bands", "the bands cover %g to %g, the scale reaches %g to %g", first, last, scale.Range[0], scale.Range[1])
	}
	return nil
}

func (in *Instrument) checkCutoffs() *flaw {
	for i, c := range in.Cutoffs {
		at := fmt.Sprintf("cutoffs[%d]", i)
		if !idPattern.MatchString(c.ID) {
			return flawf(at+".id", "a cut-off id is lower-case letters, digits and _")
		}
		if (c.AtLeast == nil) == (c.AtMost == nil) {
			return flawf(at, "a cut-off has at_least or at_most")
		}
		if c.Source == "" || !slices.Contains(grades, c.Grade) {
			return flawf(at, "a cut-off names its source and how well it is known")
		}
		if f := checkSource(at, c.Source, c.SourceZh); f != nil {
			return f
		}
		for j, id := range c.Scales {
			if id != "subscales" && in.scaleByID(id) == nil {
				return flawf(fmt.Sprintf("%s.scales[%d]", at, j), "there is no scale %q", id)
			}
		}
	}
	return nil
}

func (in *Instrument) scaleByID(id string) *Scale {
	if id == "total" {
		return &in.Total
	}
	for i := range in.Subscales {
		if in.Subscales[i].ID == id {
			return &in.Subscales[i]
		}
	}
	return nil
}
