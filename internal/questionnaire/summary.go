package questionnaire

import (
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

// Summary gives label and answer of every shown field, for print and reading.
func (d *Definition) Summary(v Values, lang care.Lang) []Line {
	shown, kept := d.walk(v)
	section := map[string]string{}
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			section[f.ID] = s.Title.In(lang)
		}
	}
	var lines []Line
	for _, f := range shown {
		if f.Kind == Note {
			continue
		}
		lines = append(lines, Line{Section: section[f.ID], Field: f.ID, Class: f.Class,
			Label: f.Label.In(lang), Answer: f.Words(kept[f.ID], lang)})
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
	parts := slices.Clone(x.codes())
	for i, code := range parts {
		if label, ok := f.option(code); ok {
			parts[i] = label.In(lang)
		}
	}
	switch {
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

// Diff lists what differs between two sheets of this form, in the order of the
// form. Hidden answers count as absent.
func (d *Definition) Diff(old, new Values) []Change {
	a, b := d.Clean(old), d.Clean(new)
	var changes []Change
	for _, f := range d.Fields() {
		if !a[f.ID].Equal(b[f.ID]) {
			changes = append(changes, Change{Field: f.ID, Label: f.Label, Old: a[f.ID], New: b[f.ID]})
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
// absent; then its questions look unanswered and so may what depends on them,
// so judge (Check, Signals) only whole sheets.
func Join(parts map[Class]Values) Values {
	v := Values{}
	for _, p := range parts {
		maps.Copy(v, p)
	}
	return v
}
