package roster

import (
	"slices"
	"strings"

	"xinhuan/internal/sheet"
)

// headerRows is how far down the heading row is looked for: lists begin with a
// title, a note on how to fill them in, or both.
const headerRows = 10

// Columns says what the columns of one sheet mean.
type Columns struct {
	Sheet    string
	Row      int      // of the headings
	Headings []string // as they stand in the file
	Fields   []Field  // what each means; "" is unknown
}

// Mapping says what the columns of a book mean.
type Mapping struct {
	Kind   Kind
	Sheets []Columns
}

// Header finds the heading row of every visible sheet and what its columns
// mean. Own maps headings, as they stand in the file, to fields and wins over
// the built-in words; FieldIgnore drops a column. Faults name columns that are
// unknown, doubled or missing. Without any sheet to read the mapping is empty
// and one of the faults is an error.
func Header(b *sheet.Book, kind Kind, own map[string]Field) (Mapping, []Fault) {
	mine := map[string]Field{}
	for heading, f := range own {
		mine[headingKey(heading)] = f
	}
	m := Mapping{Kind: kind}
	var faults, bare []Fault
	for _, s := range b.Sheets() {
		if s.Hidden {
			faults = append(faults, place{sheet: s.Name}.fault("hidden_sheet"))
			continue
		}
		c, found, err := findHeader(b, kind, s.Name, mine)
		if err != nil {
			faults = append(faults, place{sheet: s.Name, row: c.Row}.fileFault(err))
			continue
		}
		if !found {
			bare = append(bare, place{sheet: s.Name}.fault("sheet_skipped"))
			continue
		}
		faults = append(faults, settleColumns(kind, &c, mine)...)
		m.Sheets = append(m.Sheets, c)
	}
	if len(m.Sheets) == 0 && Worst(faults) != Error {
		faults = append(faults, place{}.fault("no_header"))
	}
	return m, append(faults, bare...)
}

// findHeader takes the row with most known headings, at least two of which one
// is the name or the number of a person, or a weekday.
func findHeader(b *sheet.Book, kind Kind, name string, own map[string]Field) (Columns, bool, error) {
	best, score, n := Columns{}, 1, 0
	for row, err := range b.Rows(name) {
		if err != nil && score > 1 {
			break // reading the rows will come to it again
		}
		if err != nil {
			return Columns{Row: row.Number}, false, err
		}
		if n++; n > headerRows {
			break
		}
		known := map[Field]bool{}
		for _, cell := range row.Cells {
			if f, ok := columnField(kind, cell, own); ok && f != FieldIgnore {
				known[f] = true
			}
		}
		if len(known) > score && (known[FieldName] || known[FieldStudentNo] || known[FieldWeekday]) {
			best, score = Columns{Sheet: name, Row: row.Number, Headings: slices.Clone(row.Cells)}, len(known)
		}
	}
	return best, score > 1, nil
}

func columnField(kind Kind, heading string, own map[string]Field) (Field, bool) {
	if f, ok := own[headingKey(heading)]; ok {
		return f, true
	}
	if len(heading) > 120 {
		return "", false
	}
	return fieldOf(kind, heading)
}

func settleColumns(kind Kind, c *Columns, own map[string]Field) []Fault {
	var faults []Fault
	c.Fields = make([]Field, len(c.Headings))
	used := map[Field]bool{}
	last := Field("")
	for i, heading := range c.Headings {
		at := place{c.Sheet, c.Row, i + 1, clean(heading)}
		if clean(heading) == "" {
			continue
		}
		f, ok := columnField(kind, heading, own)
		f = besideGuardian(f, last, used)
		switch {
		case !ok:
			faults = append(faults, at.fault("unknown_column"))
			continue
		case f == fieldPassword:
			faults = append(faults, at.fault("password_column"))
			f = FieldIgnore
		case f != FieldIgnore && used[f]:
			faults = append(faults, twin(at, slices.Index(c.Fields, f), c))
			f = FieldIgnore
		}
		used[f] = true
		c.Fields[i], last = f, f
	}
	return append(faults, missingColumns(kind, c, used)...)
}

// twin is the fault of a column that repeats another, with both headings.
func twin(at place, first int, c *Columns) Fault {
	f := at.fault("duplicate_column")
	if f.Twin = first + 1; first >= 0 {
		f.Header = clean(c.Headings[first]) + " / " + at.header
	}
	return f
}

// Place adds to a fault of a row the column of the first of some fields that its sheet has.
func (m Mapping) Place(f Fault, fields ...Field) Fault {
	for _, c := range m.Sheets {
		for _, field := range fields {
			if i := slices.Index(c.Fields, field); c.Sheet == f.Sheet && i >= 0 {
				f.Column, f.Header = i+1, clean(c.Headings[i])
				return f
			}
		}
	}
	return f
}

// besideGuardian reads a plain phone or relation column that stands right
// behind a guardian's as that guardian's.
func besideGuardian(f, last Field, used map[Field]bool) Field {
	n, _, ok := guardianOf(last)
	if !ok {
		return f
	}
	if phone := guardianField(n, "phone"); f == FieldPhone && !used[phone] {
		return phone
	}
	if relation := guardianField(n, "relation"); f == guardianField(0, "relation") && !used[relation] {
		return relation
	}
	return f
}

func missingColumns(kind Kind, c *Columns, used map[Field]bool) []Fault {
	var faults []Fault
	need := func(heading string, any ...Field) {
		if !slices.ContainsFunc(any, func(f Field) bool { return used[f] }) {
			faults = append(faults, place{c.Sheet, c.Row, 0, heading}.fault("missing_column"))
		}
	}
	switch kind {
	case Pupils:
		need("姓名 name", FieldName)
		if read(c.Sheet).empty() { // a sheet for each class is called after it
			need("班级 class", FieldClass, FieldGrade)
		}
	case Staff:
		need("姓名 name", FieldName)
		need("岗位 role", FieldRole)
	case Consent:
		need("学号 student number", FieldStudentNo, FieldName)
		need("是否同意 decision", FieldDecision)
		need("日期 date", FieldDate)
	case Timetable:
		need("班级 class", FieldClass, FieldGrade)
		need("星期 weekday", FieldWeekday)
		need("节次 period", FieldPeriod)
	}
	return faults
}

// Template gives the headings of an empty list to fill in, in the order people
// expect.
func Template(kind Kind, zh bool) []sheet.Column {
	words := templates[kind][1]
	if zh {
		words = templates[kind][0]
	}
	var out []sheet.Column
	for _, w := range strings.Split(words, "|") {
		out = append(out, sheet.Column{Title: w, Width: 14})
	}
	return out
}

var templates = map[Kind][2]string{
	Pupils:    {"学校|年级|班级|姓名|性别|出生日期|学籍号|身份证件号|是否住校|是否留守|现住址|监护人姓名|关系|监护人联系电话|学生状态", "School|Grade|Class|Name|Sex|Date of birth|Student number|ID number|Boarder|Left-behind|Address|Guardian name|Relationship|Guardian phone|Status"},
	Staff:     {"学校|姓名|岗位|任教班级|联系电话|邮箱|是否专职", "School|Name|Role|Classes|Phone|Email|Full-time"},
	Consent:   {"学校|年级|班级|姓名|学籍号|是否同意|签署日期|监护人姓名|与学生关系", "School|Grade|Class|Name|Student number|Decision|Date|Guardian name|Relationship"},
	Timetable: {"学校|年级|班级|星期|节次|单双周|任课教师|开始日期|结束日期", "School|Grade|Class|Weekday|Period|Weeks|Teacher|From|To"},
}
