package casework

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/attachment"
	"xinhuan/internal/care"
)

// Upload is a file as it came.
type Upload = act.Upload

// Files are the files of a sheet by field.
type Files = act.Files

// OpenAttachment opens a file of a record for whoever may read the field it
// stands in. Every opening is logged with its purpose.
func (r Room) OpenAttachment(ctx context.Context, who act.Who, record, file care.ID) (attachment.File, error) {
	var out attachment.File
	err := r.Do(ctx, who, "casework.OpenAttachment", func(t *act.Tx) error {
		v, err := openReadable(t, record)
		if err != nil {
			return err
		}
		lines, err := t.FilesOf(v.Def, v.Values)
		if err != nil {
			return err
		}
		if out, err = t.OpenFile(lines, file); err == nil {
			t.About("attachment", file, v.Person)
		}
		return err
	})
	return out, err
}
