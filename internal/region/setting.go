package region

import (
	"context"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// PutSetting sets a setting of the region: the system administrator's act.
func (r Room) PutSetting(ctx context.Context, who act.Who, name, value string) error {
	return r.Do(ctx, who, "region.PutSetting", func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Settings, root.ID); err != nil {
			return err
		}
		if name = strings.TrimSpace(name); name == "" {
			return care.Invalidf("name", "请指定设置项", "name the setting")
		}
		t.About("setting", 0, 0)
		t.Detail(name, value)
		return t.PutSetting(name, value, who.Post)
	})
}
