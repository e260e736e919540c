package act

import (
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// The region's settings with its own help line and its hours; new rounds begin
// with them.
const (
	LocalLine  = "hotline.local"
	LocalHours = "hotline.local_hours"
)

// LineOf is the help line of a round; without a number where it has none.
func LineOf(c care.Campaign) policy.Hotline {
	h, _ := policy.LocalLine(c.Settings.LocalLine, c.Settings.LocalHours)
	return h
}

// OpenLines are the lines that are answered now, the nearest first: the round's own, the
// region's where the round has none, and those of the pack.
func (t *Tx) OpenLines(round care.Campaign) ([]policy.Hotline, error) {
	local, now := LineOf(round), t.Now.Time()
	if local.Number == "" {
		words, err := t.Setting(LocalLine)
		if err != nil {
			return nil, err
		}
		hours, err := t.Setting(LocalHours)
		if err != nil {
			return nil, err
		}
		local, _ = policy.LocalLine(words, hours)
	}
	var list []policy.Hotline
	if local.Number != "" && local.OpenAt(now) {
		list = append(list, local)
	}
	for _, h := range t.Policy.Hotlines(now) {
		if h.Number != local.Number {
			list = append(list, h)
		}
	}
	return list, nil
}
