package verify

import (
	"context"
	"encoding/json"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
)

// sealed opens every sealed value. A submitted result with a critical answer
// must have raised an alert.
func sealed(_ context.Context, t *act.Tx, c *Check) error {
	if t.K.Locked() {
		c.fail("the region is locked; sealed values were not opened")
		return nil
	}
	for _, column := range store.SealedColumns() {
		err := t.EachSealed(column, func(row store.SealedRow) error {
			c.Checked++
			plain, err := t.Open(column.Table, column.Column, row.ID, row.Sealed)
			if err != nil {
				c.fail("%s.%s of %s does not open", column.Table, column.Column, row.ID)
				return nil
			}
			if column.Table == "sitting" && column.Column == "result" {
				return alerted(t, c, row.ID, plain)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func alerted(t *act.Tx, c *Check, sitting care.ID, plain []byte) error {
	var res screening.Result
	if err := json.Unmarshal(plain, &res); err != nil {
		c.fail("result of sitting %s is not readable", sitting)
		return nil
	}
	critical := 0
	for _, s := range res.Scores {
		critical += len(s.Critical)
	}
	if critical == 0 && !res.Alert {
		return nil
	}
	has, err := t.HasAlert(sitting)
	if err == nil && !has {
		c.fail("sitting %s asks for an alert and raised none", sitting)
	}
	return err
}
