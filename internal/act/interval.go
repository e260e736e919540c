package act

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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
	set, err := t.Intervals()
	if err != nil {
		return nil, err
	}
	list := t.Policy.Cadences()
	for i, c := range list {
		if own := set[c.ID]; len(own) > 0 {
			list[i] = c.With(own[len(own)-1])
		}
	}
	t.settledRows = list
	return list, nil
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
