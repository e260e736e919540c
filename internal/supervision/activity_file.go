package supervision

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/attachment"
	"xinhuan/internal/care"
)

// OpenFile opens a file of a record, whatever became of the record; every opening
// is logged.
func (r Room) OpenFile(ctx context.Context, who act.Who, id, file care.ID) (out attachment.File, err error) {
	err = r.Do(ctx, who, "supervision.OpenFile", func(t *act.Tx) error {
		a, _, err := own(t, id, access.Read)
		if err != nil {
			return err
		}
		rec, err := opened(t, a)
		if err != nil {
			return err
		}
		t.About("attachment", file, 0)
		out, err = t.OpenFile(rec.Files, file)
		return err
	})
	return out, err
}
