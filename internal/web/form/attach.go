package form

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"xinhuan/internal/act"
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

// Files reads the posted files of a definition. They are in memory already and
// never touch the disk; more than the largest allowed is read of none.
func Files(def *questionnaire.Definition, r *http.Request) (act.Files, error) {
	files := act.Files{}
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
			files[f.ID] = append(files[f.ID], act.Upload{Name: h.Filename, Content: content})
		}
	}
	return files, nil
}

// ChooseAgain: a browser forgets the chosen files when a form comes back with
// faults; that must not go unnoticed.
func ChooseAgain(faults map[string]care.Text, files act.Files) {
	for field := range files {
		if _, told := faults[field]; faults != nil && !told {
			faults[field] = care.Text{Zh: "表格还没有保存，请再选一次文件", En: "The form was not saved yet; choose the files once more"}
		}
	}
}

// Kept are the files of a record as boxes to keep or leave out.
func Kept(files []act.FileLine) map[string][]ui.Option {
	out := map[string][]ui.Option{}
	for _, f := range files {
		out[f.Field] = append(out[f.Field], ui.Option{Value: f.ID.String(), Label: care.Text{Zh: f.Name, En: f.Name}})
	}
	return out
}

// Download hands out a file. It is always a download of its own type, so that
// nothing inside it runs in the page.
func Download(w http.ResponseWriter, f attachment.File) error {
	w.Header().Set("Content-Type", f.Type.Media())
	w.Header().Set("Content-Disposition", "attachment; filename=\"file."+string(f.Type)+"\"; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(f.Name), "+", "%20"))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err := w.Write(f.Content)
	return err
}
