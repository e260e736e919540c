package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// workbook is what the small parts of an XLSX say.
type workbook struct {
	parts     map[string]*zip.File
	archive   int64
	lim       limits
	sheets    []Sheet
	files     []*zip.File // the part of each sheet
	strings   *arena
	dates     []bool // by cell style: shows a date
	epoch1904 bool
}

func openXLSX(r io.ReaderAt, size int64, name string, lim limits) (*Book, error) {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errBroken(err)
	}
	if err := checkArchive(z, lim); err != nil {
		return nil, err
	}
	w := &workbook{parts: make(map[string]*zip.File, len(z.File)), archive: size, lim: lim, strings: &arena{}}
	for _, f := range z.File {
		w.parts[partName(f.Name)] = f
	}
	if err := w.load(); err != nil {
		return nil, err
	}
	return &Book{Name: name, Format: XLSX, sheets: w.sheets, rows: w.rows}, nil
}

type relation struct{ id, kind, target string }

func (w *workbook) load() error {
	main := "xl/workbook.xml"
	roots, err := w.relations("")
	if err != nil {
		return err
	}
	for _, rel := range roots {
		if rel.kind == "officeDocument" {
			main = rel.target
		}
	}
	if w.parts[main] == nil {
		return errOtherOffice()
	}
	rels, err := w.relations(main)
	if err != nil {
		return err
	}
	for _, rel := range rels {
		part := w.parts[rel.target]
		if part == nil {
			continue
		}
		switch rel.kind {
		case "sharedStrings":
			err = w.read(part, func(r io.Reader) (err error) {
				w.strings, err = readStrings(r, w.lim)
				return err
			})
		case "styles":
			err = w.read(part, func(r io.Reader) error { return w.loadStyles(newScanner(r, w.lim.token)) })
		}
		if err != nil {
			return err
		}
	}
	return w.loadSheets(main, rels)
}

func (w *workbook) loadSheets(main string, rels []relation) error {
	targets := map[string]string{}
	for _, rel := range rels {
		if rel.kind == "worksheet" {
			targets[rel.id] = rel.target
		}
	}
	seen := map[string]bool{}
	err := w.starts(main, func(s *scanner) {
		switch string(s.name) {
		case "workbookPr":
			v := s.attr("date1904")
			w.epoch1904 = v == "1" || v == "true"
		case "sheet":
			part := w.parts[targets[s.attr("id")]]
			if part == nil { // a chart or macro sheet
				return
			}
			name := s.attr("name")
			if seen[name] {
				return
			}
			seen[name] = true
			state := s.attr("state")
			w.sheets = append(w.sheets, Sheet{Name: name, Hidden: state != "" && state != "visible"})
			w.files = append(w.files, part)
		}
	})
	if err == nil && len(w.sheets) == 0 {
		return errNotTable()
	}
	return err
}

// loadStyles finds which cell styles show dates.
func (w *workbook) loadStyles(s *scanner) error {
	custom := map[int]bool{}
	inXfs := false
	for {
		kind, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch name := string(s.name); {
		case kind == nodeStart && name == "numFmt":
			id, _ := strconv.Atoi(s.attr("numFmtId"))
			custom[id] = dateFormat(s.attr("formatCode"))
		case name == "cellXfs" && kind != nodeText:
			inXfs = kind == nodeStart
		case kind == nodeStart && name == "xf" && inXfs:
			id, _ := strconv.Atoi(s.attr("numFmtId"))
			shows, own := custom[id]
			w.dates = append(w.dates, shows || (!own && builtinDate(id)))
		}
	}
}

// relations reads the relationship part of a part ("" is the package); a
// missing one means no relations. The kind is the last word of the type, the
// same in the transitional and the strict dialect.
func (w *workbook) relations(part string) ([]relation, error) {
	dir, file := path.Split(part)
	name := dir + "_rels/" + file + ".rels"
	if w.parts[name] == nil {
		return nil, nil
	}
	var out []relation
	err := w.starts(name, func(s *scanner) {
		if string(s.name) != "Relationship" {
			return
		}
		target := s.attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		out = append(out, relation{id: s.attr("Id"), kind: path.Base(s.attr("Type")), target: partName(path.Clean(target))})
	})
	return out, err
}

// starts calls visit for every start tag of a part.
func (w *workbook) starts(part string, visit func(*scanner)) error {
	return w.read(w.parts[part], func(r io.Reader) error {
		s := newScanner(r, w.lim.token)
		for {
			kind, err := s.next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if kind == nodeStart {
				visit(s)
			}
		}
	})
}

func (w *workbook) read(f *zip.File, use func(io.Reader) error) error {
	p, err := openPart(f, w.archive, w.lim)
	if err != nil {
		return err
	}
	defer p.Close()
	return use(p)
}
