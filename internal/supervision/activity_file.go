package supervision

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/attachment"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// filesBefore are the files of the record being amended: the new one may name them
// again, and the former keeps them all.
func filesBefore(t *act.Tx, amends care.ID) (map[care.ID]bool, error) {
	kept := map[care.ID]bool{}
	if amends == 0 {
		return kept, nil
	}
	v, err := valuesOf(t, amends)
	for _, id := range v.Strings(filesField) {
		if n, err := care.ParseID(id); err == nil {
			kept[n] = true
		}
	}
	return kept, err
}

func valuesOf(t *act.Tx, id care.ID) (questionnaire.Values, error) {
	sealed, err := t.ActivityBody(id)
	if err != nil {
		return nil, err
	}
	plain, err := t.Open("activity", "body", id, sealed)
	if err != nil {
		return nil, err
	}
	return questionnaire.DecodeValues(plain)
}

// OpenFile opens a file of a record, whatever became of the record; every opening
// is logged.
func (r Room) OpenFile(ctx context.Context, who act.Who, id, file care.ID) (out attachment.File, err error) {
	err = r.Do(ctx, who, "supervision.OpenFile", func(t *act.Tx) error {
		a, _, err := own(t, id, access.Read)
		if err != nil {
			return err
		}
		def, err := definition(t, a.FormHash)
		if err != nil {
			return err
		}
		v, err := valuesOf(t, id)
		if err != nil {
			return err
		}
		lines, err := t.FilesOf(def, v)
		if err != nil {
			return err
		}
		t.About("attachment", file, 0)
		out, err = t.OpenFile(lines, file)
		return err
	})
	return out, err
}
