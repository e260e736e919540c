package act

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

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

// Attached are the checked files of a sheet by field, each with the number its
// field names.
type Attached map[string][]attached

type attached struct {
	id   care.ID
	file attachment.File
}

// Attach checks the files of a sheet and answers its values with their numbers
// written in. A number that was posted counts only when it is among those kept, the
// files of the record being amended: nobody reads another file by its number.
func (t *Tx) Attach(def *questionnaire.Definition, v questionnaire.Values, files Files, kept map[care.ID]bool) (questionnaire.Values, Attached, error) {
	made := Attached{}
	if v = maps.Clone(v); v == nil {
		v = questionnaire.Values{}
	}
	for _, f := range def.Attachments() {
		var ids []string
		for _, id := range v.Strings(f.ID) {
			if n, err := care.ParseID(id); err == nil && kept[n] {
				ids = append(ids, id)
			}
		}
		if f.Max != nil && float64(len(ids)+len(files[f.ID])) > *f.Max {
			return v, nil, care.Invalidf(f.ID, fmt.Sprintf("最多附 %g 个文件", *f.Max), fmt.Sprintf("attach at most %g files", *f.Max))
		}
		for _, u := range files[f.ID] {
			file, err := attachment.Check(u.Name, u.Content)
			if err != nil {
				return v, nil, renamed(err, f.ID)
			}
			n := attached{t.NewID(), file}
			made[f.ID] = append(made[f.ID], n)
			ids = append(ids, n.id.String())
		}
		v[f.ID] = questionnaire.ListValue(ids...)
	}
	return v, made, nil
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

// KeepFiles seals the files of the fields a clean sheet shows, with the key of whom
// or what the record is about and of the field's class.
func (t *Tx) KeepFiles(subject, record care.ID, def *questionnaire.Definition, clean questionnaire.Values, files Attached) error {
	for _, f := range def.Attachments() {
		if !clean.Answered(f.ID) {
			continue
		}
		for _, n := range files[f.ID] {
			a := store.Attachment{ID: n.id, Record: record, Class: string(f.Class)}
			var err error
			if a.Name, err = t.SealJSON(subject, envelope.Class(f.Class), "attachment", "name", n.id, fileName{n.file.Name, n.file.Type, len(n.file.Content)}); err != nil {
				return err
			}
			if a.Sealed, err = t.Seal(subject, envelope.Class(f.Class), "attachment", "sealed", n.id, n.file.Content); err != nil {
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

// FilesOf lists the files that a sheet's readable fields name.
func (t *Tx) FilesOf(def *questionnaire.Definition, v questionnaire.Values) ([]FileLine, error) {
	var list []FileLine
	for _, f := range def.Attachments() {
		for _, s := range v.Strings(f.ID) {
			id, err := care.ParseID(s)
			if err != nil {
				return nil, fmt.Errorf("act: a sheet of %s names a file by no number", def.ID)
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
				return nil, fmt.Errorf("act: the name of file %s is not readable", id)
			}
			list = append(list, FileLine{ID: id, Field: f.ID, Name: n.Name, Type: n.Type, Size: n.Size})
		}
	}
	return list, nil
}

// OpenFile opens one of a sheet's files; who may read the sheet is asked before.
func (t *Tx) OpenFile(lines []FileLine, file care.ID) (attachment.File, error) {
	i := slices.IndexFunc(lines, func(l FileLine) bool { return l.ID == file })
	if i < 0 {
		return attachment.File{}, care.Fail(care.NotFound, "open attachment", "没有这个附件，或不在您的岗位范围内", "there is no such attachment, or it is outside your post's scope")
	}
	sealed, err := t.AttachmentBody(file)
	if err != nil {
		return attachment.File{}, err
	}
	plain, err := t.Open("attachment", "sealed", file, sealed)
	return attachment.File{Name: lines[i].Name, Type: lines[i].Type, Content: plain}, err
}
