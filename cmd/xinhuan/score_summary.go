package main

import (
	"fmt"
	"io"
	"math"

	"xinhuan/internal/instrument"
)

// scoreSummary is what a scored data set looks like as a whole. Percentages
// are of the scored rows; weighted ones of their weights.
type scoreSummary struct {
	Instrument     string       `json:"instrument"`
	Version        string       `json:"version"`
	BandSet        string       `json:"band_set"`
	N              int          `json:"n"`
	Scored         int          `json:"scored"`
	Unscored       int          `json:"unscored"`
	Mean           *float64     `json:"mean,omitempty"`
	SD             *float64     `json:"sd,omitempty"` // sample standard deviation
	Bands          []scoreCount `json:"bands"`
	Cutoffs        []scoreCount `json:"cutoffs"`
	Critical       int          `json:"critical"`        // rows with a hard critical answer, scored or not
	CriticalScored int          `json:"critical_scored"` // of those, the scored ones
	Soft           int          `json:"soft"`
	NormSet        string       `json:"norm_set,omitempty"`
	Placed         *int         `json:"placed,omitempty"` // rows with a figure that the norms place

	placed     int
	weighted   bool
	hasTotal   bool
	weights    float64
	mean, sums float64
}

type scoreCount struct {
	ID              string   `json:"id"`
	N               int      `json:"n"`
	Percent         float64  `json:"percent"`
	WeightedPercent *float64 `json:"weighted_percent,omitempty"`
	weight          float64
}

func newScoreSummary(in *instrument.Instrument, weighted bool) *scoreSummary {
	s := &scoreSummary{Instrument: in.ID, Version: in.Version(), weighted: weighted, hasTotal: in.HasTotal(), Bands: []scoreCount{}, Cutoffs: []scoreCount{}}
	for _, set := range in.BandSets {
		if !set.Default {
			continue
		}
		s.BandSet = set.ID
		for _, o := range set.Outcomes {
			s.Bands = append(s.Bands, scoreCount{ID: o.ID})
		}
		for _, scale := range set.Scales {
			if scale.Scale != "total" || len(s.Bands) > 0 {
				continue
			}
			for _, b := range scale.Bands {
				s.Bands = append(s.Bands, scoreCount{ID: b.ID})
			}
		}
	}
	for _, c := range in.Cutoffs {
		s.Cutoffs = append(s.Cutoffs, scoreCount{ID: c.ID})
	}
	return s
}

func (s *scoreSummary) add(r instrument.Result, weight float64) {
	s.N++
	if len(r.Critical) > 0 {
		s.Critical++
	}
	if len(r.Norms) > 0 {
		s.placed++
	}
	if len(r.Soft) > 0 {
		s.Soft++
	}
	if !r.Scored {
		s.Unscored++
		return
	}
	s.Scored++
	if len(r.Critical) > 0 {
		s.CriticalScored++
	}
	s.weights += weight
	// Welford's update: no cancellation on long files.
	delta := r.Total - s.mean
	s.mean += delta / float64(s.Scored)
	s.sums += delta * (r.Total - s.mean)
	tally(s.Bands, r.Band, weight)
	for _, id := range r.Cutoffs {
		tally(s.Cutoffs, id, weight)
	}
}

func tally(counts []scoreCount, id string, weight float64) {
	for i := range counts {
		if counts[i].ID == id {
			counts[i].N++
			counts[i].weight += weight
		}
	}
}

func (s *scoreSummary) finish() {
	if s.NormSet != "" {
		s.Placed = &s.placed
	}
	for _, counts := range [][]scoreCount{s.Bands, s.Cutoffs} {
		for i := range counts {
			c := &counts[i]
			if s.Scored > 0 {
				c.Percent = 100 * float64(c.N) / float64(s.Scored)
			}
			if s.weighted && s.weights > 0 {
				p := 100 * c.weight / s.weights
				c.WeightedPercent = &p
			}
		}
	}
	if !s.hasTotal || s.Scored == 0 {
		return
	}
	mean := s.mean
	s.Mean = &mean
	if s.Scored > 1 {
		sd := math.Sqrt(s.sums / float64(s.Scored-1))
		s.SD = &sd
	}
}

func (s *scoreSummary) print(w io.Writer) error {
	fmt.Fprintf(w, "%s, band set %s\nn %d, scored %d, not scored %d\n", s.Version, s.BandSet, s.N, s.Scored, s.Unscored)
	if s.Mean != nil {
		fmt.Fprintf(w, "mean %.4f", *s.Mean)
		if s.SD != nil {
			fmt.Fprintf(w, ", sd %.4f", *s.SD)
		}
		fmt.Fprintln(w)
	}
	for _, part := range []struct {
		title  string
		counts []scoreCount
	}{{"band", s.Bands}, {"cut-off", s.Cutoffs}} {
		for _, c := range part.counts {
			fmt.Fprintf(w, "%s %s: %d (%.4f %%)", part.title, c.ID, c.N, c.Percent)
			if c.WeightedPercent != nil {
				fmt.Fprintf(w, ", weighted %.4f %%", *c.WeightedPercent)
			}
			fmt.Fprintln(w)
		}
	}
	if s.Placed != nil {
		fmt.Fprintf(w, "norm set %s: %d of %d rows placed\n", s.NormSet, *s.Placed, s.N)
	}
	_, err := fmt.Fprintf(w, "critical %d (%d of the scored), soft %d\n", s.Critical, s.CriticalScored, s.Soft)
	return err
}
