package region

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
)

// PutSettings sets settings of the region in one act: the system
// administrator's.
func (r Room) PutSettings(ctx context.Context, who act.Who, values map[string]string) error {
	return r.Do(ctx, who, "region.PutSettings", func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		t.About("settings", root.ID, 0)
		if err := t.DecideUnit(access.Write, access.Settings, root.ID); err != nil {
			return err
		}
		for name, value := range values {
			if err := t.PutSetting(name, value, who.Post); err != nil {
				return err
			}
		}
		t.Detail(values)
		return nil
	})
}
