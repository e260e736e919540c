package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/attachment"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Upload is a file as it came.
type Upload struct {
	Name    string
	Content []byte
}

// Files are the files of a sheet by field.
type Files map[string][]Upload

// newFile is a checked file with the number its field names.
type newFile struct {
	id   care.ID
	file attachment.File
}

// attach checks the files and writes their numbers into the sheet's fields. A
// number that was posted counts only when it names a file of the record being
// amended: nobody reads another child's file by its number.
func (s *sheet) attach(t *act.Tx, def *questionnaire.Definition) (map[string][]newFile, error) {
	made := map[string][]newFile{}
	if s.values = maps.Clone(s.values); s.values == nil {
		s.values = questionnaire.Values{}
	}
	for _, f := range def.Attachments() {
		var ids []string
		for _, id := range s.values.Strings(f.ID) {
			if n, err := care.ParseID(id); err == nil && s.kept[n] {
				ids = append(ids, id)
			}
		}
		if f.Max != nil && float64(len(ids)+len(s.files[f.ID])) > *f.Max {
			return nil, care.Invalidf(f.ID, fmt.Sprintf("最多附 %g 个文件", *f.Max), fmt.Sprintf("attach at most %g files", *f.Max))
		}
		for _, u := range s.files[f.ID] {
			file, err := attachment.Check(u.Name, u.Content)
			if err != nil {
				return nil, renamed(err, f.ID)
			}
			n := newFile{t.NewID(), file}
			made[f.ID] = append(made[f.ID], n)
			ids = append(ids, n.id.String())
		}
		s.values[f.ID] = questionnaire.ListValue(ids...)
	}
	return made, nil
}

// renamed puts a file's fault beside its field.
func renamed(err error, field string) error {
	e, ok := err.(*care.Error)
	if !ok {
		return err
	}
	for _, text := range e.Fields {
		return &care.Error{Kind: care.Invalid, Op: "attach", Fields: map[string]care.Text{field: text}}
	}
	return err
}

// fileName is what is sealed beside a file.
type fileName struct {
	Name string          `json:"name"`
	Type attachment.Type `json:"type"`
	Size int             `json:"size"`
}

// keepFiles seals the files of shown fields with the person's key of the field's
// class.
func keepFiles(t *act.Tx, row store.RecordRow, clean questionnaire.Values, files map[string][]newFile) error {
	def, _ := t.K.Forms.Get(row.Form)
	for _, f := range def.Attachments() {
		if !clean.Answered(f.ID) {
			continue
		}
		for _, n := range files[f.ID] {
			a := store.Attachment{ID: n.id, Record: row.ID, Class: string(f.Class)}
			var err error
			if a.Name, err = t.SealJSON(row.Person, envelope.Class(f.Class), "attachment", "name", n.id, fileName{n.file.Name, n.file.Type, len(n.file.Content)}); err != nil {
				return err
			}
			if a.Sealed, err = t.Seal(row.Person, envelope.Class(f.Class), "attachment", "sealed", n.id, n.file.Content); err != nil {
				return err
			}
			if err := t.InsertAttachment(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// FileLine is a file of a record as its reader sees it in a list.
type FileLine struct {
	ID    care.ID
	Field string
	Name  string
	Type  attachment.Type
	Size  int
}

// filesOf lists the files that a record's readable fields name.
func filesOf(t *act.Tx, v RecordView) ([]FileLine, error) {
	var list []FileLine
	for _, f := range v.Def.Attachments() {
		for _, s := range v.Values.Strings(f.ID) {
			id, err := care.ParseID(s)
			if err != nil {
				return nil, fmt.Errorf("casework: record %s names a file by no number", v.ID)
			}
			row, err := t.AttachmentName(id)
			if err != nil {
				return nil, err
			}
			plain, err := t.Open("attachment", "name", id, row.Name)
			if err != nil {
				return nil, err
			}
			var n fileName
			if err := json.Unmarshal(plain, &n); err != nil {
				return nil, fmt.Errorf("casework: the name of file %s is not readable", id)
			}
			list = append(list, FileLine{ID: id, Field: f.ID, Name: n.Name, Type: n.Type, Size: n.Size})
		}
	}
	return list, nil
}

// OpenAttachment opens a file of a record for whoever may read the field it
// stands in. Every opening is logged with its purpose.
func (r Room) OpenAttachment(ctx context.Context, who act.Who, record, file care.ID) (attachment.File, error) {
	var out attachment.File
	err := r.Do(ctx, who, "casework.OpenAttachment", func(t *act.Tx) error {
		v, err := openReadable(t, record)
		if err != nil {
			return err
		}
		lines, err := filesOf(t, v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(lines, func(l FileLine) bool { return l.ID == file })
		if i < 0 {
			return care.Fail(care.NotFound, "open attachment", "没有这个附件，或不在您的岗位范围内", "there is no such attachment, or it is outside your post's scope")
		}
		t.About("attachment", file, v.Person)
		sealed, err := t.AttachmentBody(file)
		if err != nil {
			return err
		}
		plain, err := t.Open("attachment", "sealed", file, sealed)
		out = attachment.File{Name: lines[i].Name, Type: lines[i].Type, Content: plain}
		return err
	})
	return out, err
}
