package questionnaire

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Line is one line of a read-only view: a question and its answer in words.
type Line struct {
	Section string
	Field   string
	Class   Class
	Label   string
	Answer  string // "" when the shown field was left empty
}

// Summary gives label and answer of every shown field of a stored sheet, for
// print and reading. A field with an answer counts as shown, because a stored
// sheet is clean: so a reader who may not open the class of the deciding field
// still sees what depends on it. Clean a posted sheet before showing it.
func (d *Definition) Summary(v Values, lang care.Lang) []Line {
	shown, _ := d.walk(v)
	var lines []Line
	for _, s := range d.Sections {
		for i := range s.Fields {
			f := d.index[s.Fields[i].ID]
			if f.Kind == Note || !(v.Answered(f.ID) || slices.Contains(shown, f)) {
				continue
			}
			lines = append(lines, Line{Section: s.Title.In(lang), Field: f.ID, Class: f.Class,
				Label: f.Label.In(lang), Answer: f.Words(v[f.ID], lang)})
		}
	}
	return lines
}

// Words is an answer as a person reads it. Codes that the definition does not
// know appear as they are.
func (f *Field) Words(x Value, lang care.Lang) string {
	switch x.kind {
	case noValue:
		return ""
	case numberValue:
		return strconv.FormatFloat(x.num, 'f', -1, 64)
	}
	if f.Kind == Date && x.codes() != nil {
		if day := care.Date(x.codes()[0]).Words(); !day.IsZero() {
			return day.In(lang)
		}
	}
	parts := slices.Clone(x.codes())
	for i, code := range parts {
		if label, ok := f.option(code); ok {
			parts[i] = label.In(lang)
		}
	}
	switch {
	case f.Kind == Attachment:
		return care.Text{Zh: fmt.Sprintf("%d 个文件", len(parts)), En: fmt.Sprintf("%d attached", len(parts))}.In(lang)
	case f.Kind == GroupRepeat:
		return strings.Join(parts, "\n")
	case lang == care.En:
		return strings.Join(parts, "; ")
	}
	return strings.Join(parts, "；")
}

// Change is one field that an amendment changed. Records are amended, never
// edited: the old sheet stays and the change is shown beside it.
type Change struct {
	Field    string
	Label    care.Text
	Old, New Value
}

// Diff lists what differs between two sheets of this form, both as Clean
// returned them, in the order of the form.
func (d *Definition) Diff(old, new Values) []Change {
	var changes []Change
	for _, f := range d.Fields() {
		if !old[f.ID].Equal(new[f.ID]) {
			changes = append(changes, Change{Field: f.ID, Label: f.Label, Old: old[f.ID], New: new[f.ID]})
		}
	}
	return changes
}

// Split sorts the answers of shown fields into the classes of the archive, each
// to be sealed under its own key.
func (d *Definition) Split(v Values) map[Class]Values {
	parts := map[Class]Values{}
	for id, x := range d.Clean(v) {
		class := d.index[id].Class
		if parts[class] == nil {
			parts[class] = Values{}
		}
		parts[class][id] = x
	}
	return parts
}

// Join puts the parts together again. A class that may not be read is simply
// absent and its questions look unanswered, so Check, Clean and Signals judge
// rightly only over whole sheets; Summary and Diff read partial ones too.
func Join(parts map[Class]Values) Values {
	v := Values{}
	for _, p := range parts {
		maps.Copy(v, p)
	}
	return v
}
