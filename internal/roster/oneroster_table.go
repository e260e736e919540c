package roster

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// faultCap is how many faults of one kind are listed for one file before they
// are only counted (ours): a set of a million records repeats its habits.
const faultCap = 20

// files are the parts of OneRoster CSV that are read, with the columns by which
// a file is known to be what its name says (OneRoster 1.1 CSV tables and 1.2
// CSV binding). Other files and columns of the standard are left alone.
var files = map[string]struct {
	marks    []string // lower case
	required bool
}{
	"manifest.csv":         {[]string{"propertyname", "value"}, false},
	"orgs.csv":             {[]string{"sourcedid", "name", "type"}, true},
	"academicsessions.csv": {[]string{"sourcedid", "title", "startdate"}, false},
	"classes.csv":          {[]string{"sourcedid", "title", "classtype"}, true},
	"users.csv":            {[]string{"sourcedid", "givenname", "familyname"}, true},
	"enrollments.csv":      {[]string{"classsourcedid", "usersourcedid", "role"}, true},
	"roles.csv":            {[]string{"usersourcedid", "role", "orgsourcedid"}, false},
	"userprofiles.csv":     {[]string{"usersourcedid", "profiletype"}, false},
	"demographics.csv":     {[]string{"sourcedid", "birthdate"}, false},
}

// standard columns that senders misspell.
var spellings = []string{"datelastmodified", "sourcedid", "preferredgivenname", "preferredmiddlename", "preferredfamilyname", "usermasteridentifier",
	"primaryorgsourcedid", "usersourcedid", "orgsourcedid", "orgsourcedids", "classsourcedid", "schoolsourcedid", "agentsourcedids", "parentsourcedid", "identifier", "enableduser", "givenname", "familyname", "begindate", "enddate"}

// table is one file of a set.
type table struct {
	name    string
	book    *sheet.Book
	heading []string
	at      map[string]int
	row     sheet.Row
}

// openTable opens a file and looks at its headings. A missing or foreign file
// gives nil.
func (o *OneRoster) openTable(name string) *table {
	spec := files[name]
	p := o.paths[name]
	if p == "" {
		if spec.required {
			o.report(place{sheet: name}.fault("missing_file"))
		}
		return nil
	}
	book, err := sheet.OpenCSV(name, func() (io.ReadCloser, error) { return o.fsys.Open(p) })
	if err != nil {
		o.report(place{sheet: name}.fileFault(err))
		return nil
	}
	tb := &table{name: name, book: book, at: map[string]int{}}
	row := 0
	for r, err := range book.Rows(book.Sheets()[0].Name) {
		if err != nil {
			o.report(place{sheet: name}.fileFault(err))
			return nil
		}
		tb.heading, row = r.Cells, r.Number
		break
	}
	o.headings(tb, row)
	for _, mark := range spec.marks {
		if _, ok := tb.at[mark]; !ok {
			f := place{sheet: name, row: row}.fault("unexpected_header")
			if spec.required {
				f.Severity = Error
			}
			o.report(f)
			return nil
		}
	}
	if !book.Text.FinalNewline {
		o.report(place{sheet: name}.fault("no_final_newline"))
	}
	o.opened[name] = tb
	return tb
}

func (o *OneRoster) headings(tb *table, row int) {
	empty := false
	for i, h := range tb.heading {
		key := strings.ToLower(clean(h))
		at := place{tb.name, row, i + 1, clean(h)}
		switch {
		case key == "":
			empty = true
			continue
		case strings.Contains(key, "password"):
			o.report(at.fault("password_column"))
			continue
		}
		if right := respell(key); right != key {
			o.report(at.fault("misspelt_header"))
			key = right
		}
		if _, twice := tb.at[key]; !twice {
			tb.at[key] = i
		}
	}
	if empty {
		o.report(place{sheet: tb.name, row: row}.fault("empty_columns"))
	}
}

// respell finds the standard heading within two slips of a long one.
func respell(key string) string {
	if len(key) < 9 || slices.Contains(spellings, key) || strings.HasPrefix(key, "metadata.") {
		return key
	}
	for _, right := range spellings {
		if d := len(right) - len(key); d >= -1 && d <= 1 && slips(key, right) <= 2 {
			return right
		}
	}
	return key
}

// slips counts the single-letter changes from one word to another.
func slips(a, b string) int {
	line := make([]int, len(b)+1)
	for j := range line {
		line[j] = j
	}
	for i := range len(a) {
		diagonal := line[0]
		line[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, line[j], line[j+1])
			}
			diagonal, line[j+1] = line[j+1], cost
		}
	}
	return line[len(b)]
}

// each calls use for every record; it stops when use says so.
func (tb *table) each(broken func(Fault), use func() bool) {
	first := true
	for row, err := range tb.book.Rows(tb.book.Sheets()[0].Name) {
		if err != nil {
			broken(place{sheet: tb.name, row: row.Number}.fileFault(err))
			return
		}
		if first {
			first = false
			continue
		}
		tb.row = row
		if !use() {
			return
		}
	}
}

// get is a cell of the current record by its standard heading in lower case.
func (tb *table) get(column string) string {
	i, ok := tb.at[column]
	if !ok || i >= len(tb.row.Cells) {
		return ""
	}
	return clean(tb.row.Cells[i])
}

func (tb *table) fault(column, code string, detail ...care.Text) Fault {
	return tb.place(tb.row.Number, column).fault(code, detail...)
}

func (tb *table) place(row int, column string) place {
	p := place{sheet: tb.name, row: row}
	if i, ok := tb.at[column]; ok {
		p.column, p.header = i+1, clean(tb.heading[i])
	}
	return p
}

// list cuts a cell of several identifiers.
func list(s string) []string {
	var out []string
	for _, part := range strings.Split(s, ",") {
		if part = clean(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// find looks for the files at the top or one folder down, by name in any case.
func find(fsys fs.FS) (map[string]string, error) {
	out := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		depth := strings.Count(p, "/")
		if d.IsDir() {
			if depth > 0 || strings.HasPrefix(d.Name(), "__MACOSX") {
				return fs.SkipDir
			}
			return nil
		}
		name := strings.ToLower(path.Base(p))
		if _, known := files[name]; !known {
			return nil
		}
		if before := out[name]; before == "" || depth < strings.Count(before, "/") {
			out[name] = p
		}
		return nil
	})
	return out, err
}
