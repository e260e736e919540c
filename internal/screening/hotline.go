package screening

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// LineOf reads the help line of the round a pupil sits in, for whoever holds the
// sitting's token: also a refusal ends with the lines that are open.
func (r Room) LineOf(ctx context.Context, sitting care.ID, token string) (h policy.Hotline, err error) {
	err = r.View(ctx, act.Who{}, func(t *act.Tx) error {
		row, err := r.sitting(t, sitting, token)
		if err != nil {
			return err
		}
		c, err := t.Campaign(row.Campaign)
		h = act.LineOf(c)
		return err
	})
	return h, err
}
