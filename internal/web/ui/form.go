package ui

import (
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Form is the one form of the product: one column, one main button at the
// bottom, faults beside the fields. It works without script; a script hides
// what does not apply and keeps a draft on the server.
type Form struct {
	ID     string
	Action string
	Intro  care.Text
	Error  care.Text // what is wrong with the whole, if not with one field
	Fields []Field
	Submit care.Text
	Cancel *Link
	Draft  string // address that keeps a sealed draft; "" = none
	Saved  care.Millis
	Danger bool
}

// FieldKind is how a field is answered.
type FieldKind string

// The kinds of field.
const (
	TextField     FieldKind = "text"
	LongField     FieldKind = "long"
	ChoiceField   FieldKind = "choice"
	SelectField   FieldKind = "select" // a choice of many, as a list box
	MultiField    FieldKind = "multi"
	YesNoField    FieldKind = "yesno"
	DateField     FieldKind = "date"
	TimeField     FieldKind = "time"
	NumberField   FieldKind = "number"
	PhoneField    FieldKind = "phone"
	PasswordField FieldKind = "password"
	SignField     FieldKind = "sign" // one's own name, typed as a signature
	FileField     FieldKind = "file"
	HiddenField   FieldKind = "hidden"
	NoteField     FieldKind = "note"    // words to read between fields
	SectionField  FieldKind = "section" // a heading
)

// Field is one question of a form.
type Field struct {
	Name         string
	Kind         FieldKind
	Label        care.Text
	Help         care.Text
	Error        care.Text
	Required     bool
	Needed       bool     // marked as required where the browser can't insist on it
	Values       []string // what was given before
	Options      []Option
	Min, Max     string // of a number or a date
	Unit         care.Text
	Rows         int
	MaxLength    int
	Accept       string // of a file
	Many         bool   // several files
	Autocomplete string
	ShowWhen     *When
	Why          *Why
}

// Option is one of the answers of a choice.
type Option struct {
	Value string
	Label care.Text
	Help  care.Text
}

// When says under which answers a field applies: all of All hold and, if any
// are given, one of Any. js/show_when.ts is its twin in the browser.
type When struct {
	All []Is `json:"all,omitempty"`
	Any []Is `json:"any,omitempty"`
}

// Is compares another field of the same form: In lists values of which one is
// given; NotIn values none of which is; Given asks for any answer at all;
// AtLeast is for numbers.
type Is struct {
	Field   string   `json:"field"`
	Given   bool     `json:"given,omitempty"`
	In      []string `json:"in,omitempty"`
	NotIn   []string `json:"not_in,omitempty"`
	AtLeast *float64 `json:"at_least,omitempty"`
}

// Holds evaluates the condition on the given answers.
func (w *When) Holds(values map[string][]string) bool {
	if w == nil {
		return true
	}
	for _, is := range w.All {
		if !is.holds(values[is.Field]) {
			return false
		}
	}
	return len(w.Any) == 0 || slices.ContainsFunc(w.Any, func(is Is) bool { return is.holds(values[is.Field]) })
}

func (is Is) holds(given []string) bool {
	has := func(list []string) bool {
		return slices.ContainsFunc(given, func(v string) bool { return slices.Contains(list, v) })
	}
	if is.Given && !slices.ContainsFunc(given, func(v string) bool { return strings.TrimSpace(v) != "" }) {
		return false
	}
	if len(is.In) > 0 && !has(is.In) {
		return false
	}
	if has(is.NotIn) {
		return false
	}
	if is.AtLeast == nil {
		return true
	}
	return slices.ContainsFunc(given, func(v string) bool {
		n, err := strconv.ParseFloat(v, 64)
		return err == nil && n >= *is.AtLeast
	})
}

func (c Form) draw(p Page) (template.HTML, error) { return draw(p, "form", c) }

// Value is the single answer given before.
func (f Field) Value() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0]
}

// Has tells whether an option was chosen before.
func (f Field) Has(o Option) bool { return slices.Contains(f.Values, o.Value) }

// ShowWhenJSON is the condition for the script, or "".
func (f Field) ShowWhenJSON() (string, error) {
	if f.ShowWhen == nil {
		return "", nil
	}
	b, err := json.Marshal(f.ShowWhen)
	return string(b), err
}

// Choices are the options, with yes and no for YesNoField.
func (f Field) Choices() []Option {
	if f.Kind == YesNoField {
		return []Option{{Value: "yes", Label: care.Text{Zh: "是", En: "Yes"}}, {Value: "no", Label: care.Text{Zh: "否", En: "No"}}}
	}
	return f.Options
}

// Group tells whether the field is a set of boxes under one question.
func (f Field) Group() bool {
	return f.Kind == ChoiceField || f.Kind == MultiField || f.Kind == YesNoField
}

// InputType is the type attribute of a one-line field.
func (f Field) InputType() string {
	switch f.Kind {
	case DateField, TimeField, NumberField, FileField, PasswordField:
		return string(f.Kind)
	case PhoneField:
		return "tel"
	default:
		return "text"
	}
}

// Complete is the autocomplete attribute; children's data must not stay in the
// browser of a shared computer, so it is off unless asked for.
func (f Field) Complete() string {
	if f.Autocomplete == "" {
		return "off"
	}
	return f.Autocomplete
}

// DescribedBy lists the ids of help and fault.
func (f Field) DescribedBy(form string) string {
	id := form + "-" + f.Name
	switch {
	case !f.Help.IsZero() && !f.Error.IsZero():
		return id + "-help " + id + "-error"
	case !f.Help.IsZero():
		return id + "-help"
	case !f.Error.IsZero():
		return id + "-error"
	default:
		return ""
	}
}

// Faulty lists the fields with faults, for the summary at the top.
func (c Form) Faulty() (out []Field) {
	for _, f := range c.Fields {
		if !f.Error.IsZero() {
			out = append(out, f)
		}
	}
	return out
}

// Files tells whether the form carries a file.
func (c Form) Files() bool {
	return slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Kind == FileField })
}

// Fill puts the given answers and the faults of an Invalid error back into the
// fields, so that nothing has to be typed twice.
func (c *Form) Fill(values map[string][]string, err error) {
	var faults map[string]care.Text
	if e := careError(err); e != nil {
		faults = e.Fields
		c.Error = e.Text
	}
	for i := range c.Fields {
		f := &c.Fields[i]
		if v, ok := values[f.Name]; ok && f.Kind != PasswordField && f.Kind != FileField {
			f.Values = v
		}
		f.Error = faults[f.Name]
	}
}
