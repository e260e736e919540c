package policy

import (
	"fmt"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// unitCase is so many units of a region with what they have.
type unitCase struct {
	Unit   care.UnitKind `yaml:"unit"`
	Stages []care.Stage  `yaml:"stages"`
	Has    []string      `yaml:"has"`   // as in having of a measure
	Times  int           `yaml:"times"` // how many of them; 1 when left out
}

// runMeasure asks for a figure, from its two numbers or from units that are counted;
// with on also for the stretch of time it belongs to.
func (s *Stack) runMeasure(c caseRow) (refs []string, got, want string) {
	m, ok := s.Measure(c.Measure)
	if !ok {
		return nil, "an unknown measure", "measure: an id with numerator and denominator"
	}
	above, below := c.Numerator, c.Denominator
	if len(c.Units) > 0 {
		var units []Standing
		for _, u := range c.Units {
			for range max(1, u.Times) {
				units = append(units, Standing{u.Unit, u.Stages, u.Has})
			}
		}
		above, below = m.Count(units)
		got, want = fmt.Sprintf("%v of %v, ", above, below), fmt.Sprintf("%v of %v, ", c.Numerator, c.Denominator)
	}
	met := "without target"
	if c.Met != nil {
		met = fmt.Sprint(*c.Met)
	}
	if c.None {
		want += "no figure"
	} else {
		want += number(c.Value) + ", met " + met
	}
	got += figure(m, above, below)
	if c.Hidden != nil {
		got, want = got+fmt.Sprintf(", hidden %v", m.Hides(above, below)), want+fmt.Sprintf(", hidden %v", *c.Hidden)
	}
	if c.On != "" {
		got += " for " + duty.Recurrence{Span: m.Period}.On(c.On, s.calendar).Name
		want += " for " + c.Period
	}
	return only("measure/" + c.Measure), got, want
}

func figure(m Measure, above, below float64) string {
	v, ok := m.Value(above, below)
	switch {
	case !ok:
		return "no figure"
	case m.Target != 0 || m.TargetKind == "trend":
		return fmt.Sprintf("%s, met %v", number(v), m.Met(v))
	}
	return number(v) + ", met without target"
}
