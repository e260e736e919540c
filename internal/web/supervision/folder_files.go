package supervisionweb

import (
	"io"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/document"
	"xinhuan/internal/sheet"
)

// signature is who signed a folder off, and what exactly.
type signature struct {
	by       care.Role
	at       care.Millis
	manifest document.Manifest
	note     []byte
}

// fileNames are the files of a folder by their format.
var fileNames = map[string]string{"docx": "folder.docx", "xlsx": "folder.xlsx"}

// files are those of a folder in its language: the same bytes each time.
func (p pages) files(j job) []document.File {
	return []document.File{
		{Name: fileNames["docx"], Write: func(w io.Writer) error { return document.WriteDOCX(w, p.report(j, j.lang)) }},
		{Name: fileNames["xlsx"], Write: func(w io.Writer) error { return sheet.WriteXLSX(w, p.sheets(j)...) }},
	}
}

// seal lists the files as they are with the signature on them and signs the list.
func (p pages) seal(j *job, s *signature) error {
	j.signed = s
	f, suite := j.folder, p.Public().Suite()
	origin := document.Origin(p.Region, suite)
	signer, err := p.Signer(origin)
	if err != nil {
		return err
	}
	where := f.Where(f.Unit).In(j.lang)
	if f.Above != "" {
		where = f.Above + " " + where
	}
	facts := []document.Fact{{Name: "folder", Value: f.ID.String()}, {Name: "unit", Value: where}, {Name: "period", Value: f.Period.Name().In(j.lang) + ", " + string(f.Period.From) + " - " + string(f.Period.To)},
		{Name: "clauses", Value: number(len(f.Clauses))}, {Name: "records", Value: number(len(f.Records))}, {Name: "rules", Value: f.Pack},
		{Name: "gathered", Value: instant(f.At)}, {Name: "signed off by", Value: s.by.Name().In(j.lang)}, {Name: "signed off at", Value: instant(s.at)}}
	if s.manifest, err = document.MakeManifest(origin, suite, facts, p.files(*j)); err != nil {
		return err
	}
	s.note, err = s.manifest.Sign(signer)
	return err
}

func instant(m care.Millis) string { return m.Time().In(care.China).Format(time.RFC3339) }
