package roster

import (
	"errors"
	"strings"
	"unicode/utf8"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// Context is what the lists don't say.
type Context struct {
	Calendar
	School      string                            // of rows without a school
	KnownSchool func(name string) bool            // nil: not checked
	KnownClass  func(school string, c Class) bool // of timetables; nil: not checked
	KnownStaff  func(school, name string) bool    // of timetables; nil: not checked
}

// reader reads the rows of one sheet. It is used again for every row, so a
// clean row costs no faults.
type reader struct {
	ctx     Context
	columns Columns
	at      map[Field]int // column of each field
	row     sheet.Row
	faults  []Fault
	seen    *seen
	classes map[classKey]classResult
	schools map[string]schoolFacts
}

type classKey struct{ stage, grade, class, school string }

type classResult struct {
	class Class
	code  string
}

type schoolFacts struct {
	known bool
	stage Stage
}

func newReader(ctx Context) *reader {
	return &reader{ctx: ctx, seen: newSeen(), classes: map[classKey]classResult{}, schools: map[string]schoolFacts{}}
}

func (r *reader) begin(c Columns) {
	r.columns = c
	r.at = map[Field]int{}
	for i, f := range c.Fields {
		if f != "" && f != FieldIgnore {
			if _, taken := r.at[f]; !taken {
				r.at[f] = i
			}
		}
	}
}

// raw is the text of a field's cell.
func (r *reader) raw(f Field) string {
	i, ok := r.at[f]
	if !ok || i >= len(r.row.Cells) {
		return ""
	}
	return r.row.Cells[i]
}

// text is the cleaned text of a field's cell; unreadable characters are a fault.
func (r *reader) text(f Field) string {
	s := r.raw(f)
	if strings.ContainsRune(s, utf8.RuneError) {
		r.fault(f, "unreadable")
	}
	return clean(s)
}

func (r *reader) fault(f Field, code string, detail ...care.Text) {
	p := place{sheet: r.columns.Sheet, row: r.row.Number}
	if i, ok := r.at[f]; ok {
		p.column, p.header = i+1, clean(r.columns.Headings[i])
	}
	r.faults = append(r.faults, p.fault(code, detail...))
}

// each calls use for every row below the headings of every sheet. A sheet that
// breaks off is reported through broken and ends that sheet.
func (r *reader) each(b *sheet.Book, m Mapping, use func() bool, broken func(Fault) bool) {
	for _, c := range m.Sheets {
		r.begin(c)
		for row, err := range b.Rows(c.Sheet) {
			if err != nil {
				if !broken(place{sheet: c.Sheet, row: row.Number}.fileFault(err)) {
					return
				}
				break
			}
			if row.Number <= c.Row {
				continue
			}
			r.row, r.faults = row, nil
			if r.repeated() {
				continue
			}
			if !use() {
				return
			}
		}
	}
}

// repeated tells whether the row is the headings again, as printed lists have
// them on every page, or has nothing in it.
func (r *reader) repeated() bool {
	some := false
	for _, c := range r.row.Cells {
		if clean(c) != "" {
			some = true
			break
		}
	}
	i, ok := r.at[FieldName]
	if !ok {
		i, ok = r.at[FieldWeekday]
	}
	return !some || (ok && i < len(r.row.Cells) && clean(r.row.Cells[i]) == clean(r.columns.Headings[i]))
}

// notPeople begin the cells of totals, notes and signatures.
var notPeople = []string{"合计", "总计", "小计", "共计", "填表人", "填报人", "制表", "审核人", "备注", "说明", "注:", "注：", "Total"}

// stray tells whether a row looks like a total, a note or a signature instead
// of a person.
func (r *reader) stray(name string) bool {
	if name != "" {
		return notPerson(name)
	}
	filled := 0
	for _, c := range r.row.Cells {
		s := clean(c)
		if s == "" {
			continue
		}
		filled++
		if notPerson(s) {
			return true
		}
	}
	return filled <= 1
}

func notPerson(s string) bool {
	for _, w := range notPeople {
		if s[0] == w[0] && strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// fileFault carries the advice of the error that ended the reading.
func (p place) fileFault(err error) Fault {
	f := p.fault("file")
	var e *care.Error
	if errors.As(err, &e) && !e.Text.IsZero() {
		f.Do = e.Text
	}
	return f
}

// school reads the school and tells what is known about it.
func (r *reader) school() (string, Stage) {
	name := r.text(FieldSchool)
	field := FieldSchool
	if name == "" {
		name = r.ctx.School
	}
	if name == "" {
		r.fault(field, "missing_school")
		return "", ""
	}
	facts, ok := r.schools[name]
	if !ok {
		facts = schoolFacts{r.ctx.KnownSchool == nil || r.ctx.KnownSchool(name), StageOfSchool(name)}
		if len(r.schools) < 10_000 {
			r.schools[name] = facts
		}
	}
	if !facts.known {
		r.fault(field, "unknown_school")
	}
	return name, facts.stage
}

// class reads grade and class. Lists repeat the same few hundred texts, so each
// is taken apart once.
func (r *reader) class(school Stage) (Class, string, string) {
	stage, grade, class := r.text(FieldStage), r.text(FieldGrade), r.text(FieldClass)
	key := classKey{stage, grade, class, string(school)}
	if grade == "" && class == "" {
		key.class = r.columns.Sheet
	}
	got, ok := r.classes[key]
	if !ok {
		got.class, got.code = r.readClass(key, school)
		if len(r.classes) < 20_000 {
			r.classes[key] = got
		}
	}
	if got.code != "" {
		field := FieldClass
		if _, has := r.at[FieldGrade]; has && got.code != "missing_class" {
			field = FieldGrade
		}
		r.fault(field, got.code)
	}
	if got.code == "cohort_reading" && got.class.No == 0 {
		r.fault(FieldClass, "missing_class")
	}
	return got.class, grade, class
}

func (r *reader) readClass(key classKey, school Stage) (Class, string) {
	c := r.ctx.Calendar
	if s := ParseStage(key.stage); s != "" {
		c.Stage = s
	} else if school != "" {
		c.Stage = school
	}
	grade, class := read(key.grade), read(key.class)
	if grade.empty() && class.empty() {
		return Class{}, "missing_grade"
	}
	if grade.grade == 0 && grade.cohort == 0 && grade.bare == 0 && class.grade == 0 && class.cohort == 0 && !grade.kindergarten && !class.kindergarten {
		if sheet := read(r.columns.Sheet); sheet.grade > 0 || sheet.cohort > 0 { // the sheet is called 七年级, the column says 3班
			grade = sheet
		}
	}
	return c.merge(grade, class)
}

// date reads a day; a future one is a fault.
func (r *reader) date(f Field) care.Date {
	s := r.text(f)
	if s == "" {
		return ""
	}
	d, code := ParseDate(s)
	if code == "" && d > r.ctx.Today {
		d, code = "", "future_date"
	}
	if code != "" {
		r.fault(f, code)
	}
	return d
}

func (r *reader) phone(f Field) string {
	s := r.text(f)
	if s == "" {
		return ""
	}
	no, code := parsePhone(s)
	if code != "" {
		r.fault(f, code)
	}
	return no
}

func (r *reader) tri(f Field, yes, no []string) Tri {
	s := r.text(f)
	if s == "" {
		return Unknown
	}
	v, ok := parseTri(s, yes, no)
	if !ok {
		r.fault(f, "bad_yes_no")
	}
	return v
}

func (r *reader) name() string {
	name := personName(r.text(FieldName))
	switch {
	case r.stray(name):
		r.fault(FieldName, "stray_row")
		return ""
	case name == "":
		r.fault(FieldName, "missing_name")
	case strings.ContainsAny(name, "0123456789\n") || utf8.RuneCountInString(name) > 60:
		r.fault(FieldName, "name_shape")
	}
	return name
}
