package screening

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// The region's settings with its own help line and its hours; new rounds begin
// with them.
const (
	LocalLine  = "hotline.local"
	LocalHours = "hotline.local_hours"
)

// lineOf is the help line of a round; without a number where it has none.
func lineOf(c care.Campaign) policy.Hotline {
	h, _ := policy.LocalLine(c.Settings.LocalLine, c.Settings.LocalHours)
	return h
}

// LineOf reads the help line of the round a pupil sits in, for whoever holds the
// sitting's token: also a refusal ends with the lines that are open.
func (r Room) LineOf(ctx context.Context, sitting care.ID, token string) (h policy.Hotline, err error) {
	err = r.View(ctx, act.Who{}, func(t *act.Tx) error {
		row, err := r.sitting(t, sitting, token)
		if err != nil {
			return err
		}
		c, err := t.Campaign(row.Campaign)
		h = lineOf(c)
		return err
	})
	return h, err
}
