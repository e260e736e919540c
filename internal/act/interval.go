package act

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// intervalSetting is the name of the setting with a cadence's intervals, oldest
// first: its history stands with it.
const intervalSetting = "interval."

// Intervals are the region's own intervals of what its documents call regular, by
// cadence, oldest first.
func (t *Tx) Intervals() (map[string][]policy.Interval, error) {
	all, err := t.Settings()
	if err != nil {
		return nil, err
	}
	out := map[string][]policy.Interval{}
	for name, value := range all {
		id, ok := strings.CutPrefix(name, intervalSetting)
		if !ok {
			continue
		}
		var list []policy.Interval
		if err := json.Unmarshal([]byte(value), &list); err != nil {
			return nil, fmt.Errorf("act: setting %s: %w", name, err)
		}
		out[id] = list
	}
	return out, nil
}

// SetInterval puts a new interval behind those before it.
func (t *Tx) SetInterval(cadence string, i policy.Interval) error {
	all, err := t.Intervals()
	if err != nil {
		return err
	}
	value, err := json.Marshal(append(all[cadence], i))
	if err != nil {
		return err
	}
	t.settledRows = nil
	return t.PutSetting(intervalSetting+cadence, string(value), t.Who.Post)
}

// Cadences lists what units do again and again: the packs' rows, at the region's own
// interval where the documents leave it open.
func (t *Tx) Cadences() ([]policy.Cadence, error) {
	if t.settledRows != nil {
		return t.settledRows, nil
	}
	list, err := t.withIntervals(t.Policy.Cadences(), 0)
	if err == nil {
		t.settledRows = list
	}
	return list, err
}

// withIntervals puts cadences at the region's own intervals, as they had been set by an
// instant; 0 = by now.
func (t *Tx) withIntervals(list []policy.Cadence, by care.Millis) ([]policy.Cadence, error) {
	set, err := t.Intervals()
	if err != nil {
		return nil, err
	}
	for i, c := range list {
		for _, own := range set[c.ID] {
			if by == 0 || own.At < by {
				list[i] = c.With(own)
			}
		}
	}
	return list, nil
}

// CadencesOf are Cadences under the pack of an era.
func (t *Tx) CadencesOf(e Era) ([]policy.Cadence, error) {
	switch {
	case e.InForce:
		return t.Cadences()
	case e.Pack == nil:
		return nil, nil
	}
	return t.withIntervals(e.Pack.Cadences(), e.To)
}

// Cadence finds one of them.
func (t *Tx) Cadence(id string) (policy.Cadence, bool, error) {
	list, err := t.Cadences()
	i := slices.IndexFunc(list, func(c policy.Cadence) bool { return c.ID == id })
	if err != nil || i < 0 {
		return policy.Cadence{}, false, err
	}
	return list[i], true, nil
}

// OpenIntervals are the cadences in force whose interval the region still has to
// set.
func (t *Tx) OpenIntervals() ([]policy.Cadence, error) {
	list, err := t.Cadences()
	return slices.DeleteFunc(slices.Clone(list), func(c policy.Cadence) bool { return !c.Unsettled() || !c.InForce(t.Today) }), err
}
