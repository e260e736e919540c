package form

import (
	"fmt"
	"io"
	"net/http"

	"xinhuan/internal/attachment"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/ui"
)

// fileSuffix tells the box for new files from the boxes of those that are kept.
const fileSuffix = ".file"

// attachments draws a field for files: those that are there already, to keep or
// leave out, and a box for new ones.
func (d Drawing) attachments(out ui.Field, f *questionnaire.Field) []ui.Field {
	var list []ui.Field
	if had := d.Files[f.ID]; len(had) > 0 {
		keep := out
		keep.Kind, keep.Options, keep.Required, keep.Error = ui.MultiField, had, false, care.Text{}
		keep.Values = nil
		for _, o := range had {
			keep.Values = append(keep.Values, o.Value)
		}
		keep.Help = care.Text{Zh: "不打勾的不带到新的记录里，原来的记录仍保留。", En: "What is not ticked is left out of the new record; the old record keeps it."}
		list = append(list, keep)
		out.Label = care.Text{Zh: f.Label.Zh + "：再添加", En: f.Label.En + ": add"}
		out.Required = false
	}
	out.Kind, out.Name, out.Accept, out.Many, out.MaxLength = ui.FileField, out.Name+fileSuffix, attachment.Accept, true, 0
	most := fmt.Sprintf("%g", *f.Max)
	out.Help = joinText(f.Help, care.Text{Zh: "PDF、照片、文字文档或电子表格，每个不超过 10 MB，最多 " + most + " 个。照片里的地点和时间会自动去掉。",
		En: "PDF, photo, Word or Excel file; up to 10 MB each, at most " + most + ". Place and time are taken out of photos."})
	return append(list, out)
}

// Upload is a file as it was posted.
type Upload struct {
	Name    string
	Content []byte
}

// Files reads the posted files of a definition. They are in memory already and
// never touch the disk; more than the largest allowed is read of none.
func Files(def *questionnaire.Definition, r *http.Request) (map[string][]Upload, error) {
	files := map[string][]Upload{}
	if r.MultipartForm == nil {
		return files, nil
	}
	for _, f := range def.Attachments() {
		for _, h := range r.MultipartForm.File[f.ID+fileSuffix] {
			if h.Size == 0 && h.Filename == "" {
				continue
			}
			part, err := h.Open()
			if err != nil {
				return nil, err
			}
			content, err := io.ReadAll(io.LimitReader(part, attachment.MaxBytes+1))
			part.Close()
			if err != nil {
				return nil, err
			}
			files[f.ID] = append(files[f.ID], Upload{h.Filename, content})
		}
	}
	return files, nil
}
