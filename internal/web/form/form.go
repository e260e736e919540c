// Package form draws a questionnaire's definition with the kit's one form, and
// reads what was posted back into values. Showing and hiding in the browser is a
// comfort only: the definition's own check judges.
package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/ui"
)

// Drawing is how a definition is placed on a page.
type Drawing struct {
	Prefix string                 // before every field's name, where two forms share a page
	Skip   []string               // fields that the program fills in by itself
	When   *ui.When               // condition under which the whole is shown; fields with a condition of their own keep that
	Notes  map[string]care.Text   // for a note's prefill source: what stands under its words
	Files  map[string][]ui.Option // for a field of files: those that are there already
}

// Fields are the definition's fields with these answers in them.
func (d Drawing) Fields(def *questionnaire.Definition, v questionnaire.Values, faults map[string]care.Text) []ui.Field {
	var out []ui.Field
	for _, s := range def.Sections {
		out = append(out, ui.Field{Name: d.Prefix + "section_" + s.ID, Kind: ui.SectionField, Label: s.Title, ShowWhen: d.When})
		for i := range s.Fields {
			f := &s.Fields[i]
			if !slices.Contains(d.Skip, f.ID) {
				field := d.field(def, f, v, faults)
				if f.Kind == questionnaire.Attachment {
					out = append(out, d.attachments(field, f)...)
					continue
				}
				out = append(out, field)
			}
		}
	}
	return out
}

var kinds = map[questionnaire.Kind]ui.FieldKind{questionnaire.ShortText: ui.TextField, questionnaire.LongText: ui.LongField, questionnaire.Choice: ui.ChoiceField,
	questionnaire.Multi: ui.MultiField, questionnaire.YesNo: ui.YesNoField, questionnaire.Date: ui.DateField, questionnaire.Time: ui.TimeField,
	questionnaire.Number: ui.NumberField, questionnaire.Phone: ui.PhoneField, questionnaire.Signature: ui.SignField, questionnaire.Note: ui.NoteField,
	questionnaire.GroupRepeat: ui.LongField, questionnaire.Attachment: ui.FileField}

func (d Drawing) field(def *questionnaire.Definition, f *questionnaire.Field, v questionnaire.Values, faults map[string]care.Text) ui.Field {
	out := ui.Field{Name: d.Prefix + f.ID, Kind: kinds[f.Kind], Label: f.Label, Help: f.Help, Error: faults[f.ID], Values: given(v, f), MaxLength: f.MaxLen}
	if f.Kind == questionnaire.Note {
		out.Label, out.Help = care.Text{}, joinText(f.Label, d.Notes[f.PrefillFrom])
	}
	if f.Kind == questionnaire.GroupRepeat {
		out.MaxLength, out.Rows = 0, 3
		out.Help = joinText(f.Help, care.Text{Zh: "一行写一项。", En: "One on each line."})
	}
	for _, o := range f.Options {
		out.Options = append(out.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	out.ShowWhen = d.When
	if f.ShowWhen != nil {
		out.ShowWhen = when(def, d.Prefix, *f.ShowWhen)
	}
	// Without a script everything is shown, and what does not apply must not be asked for.
	out.Required = f.Required && f.ShowWhen == nil && d.When == nil && f.Kind != questionnaire.Multi
	out.Needed = f.Required
	return out
}

func joinText(a, b care.Text) care.Text {
	if b.IsZero() {
		return a
	}
	if a.IsZero() {
		return b
	}
	gap := " "
	if strings.HasSuffix(a.Zh, "。") { // holds its own space
		gap = ""
	}
	return care.Text{Zh: a.Zh + gap + b.Zh, En: a.En + " " + b.En}
}

// given is an answer as the inputs hold it.
func given(v questionnaire.Values, f *questionnaire.Field) []string {
	if yes, ok := v.Bool(f.ID); ok {
		return []string{map[bool]string{true: "yes", false: "no"}[yes]}
	}
	if n, ok := v.Number(f.ID); ok {
		return []string{strconv.FormatFloat(n, 'f', -1, 64)}
	}
	list := v.Strings(f.ID)
	if f.Kind == questionnaire.GroupRepeat && len(list) > 0 {
		return []string{strings.Join(list, "\n")}
	}
	return list
}

// when writes a condition in the kit's two-level form. What does not fit (a mix
// of "all" and "any" deeper down) answers nil: the field is then always shown.
func when(def *questionnaire.Definition, prefix string, c questionnaire.Cond) *ui.When {
	leaves := func(list []questionnaire.Cond, negate bool) ([]ui.Is, bool) {
		var out []ui.Is
		for _, k := range list {
			is, ok := leaf(def, prefix, k, negate)
			if !ok {
				return nil, false
			}
			out = append(out, is)
		}
		return out, true
	}
	negate := false
	if c.Not != nil {
		c, negate = *c.Not, true
	}
	w := &ui.When{}
	var ok bool
	switch all := c.All != nil; {
	case all != negate && (c.All != nil || c.Any != nil):
		w.All, ok = leaves(append(c.All, c.Any...), negate)
	case c.All != nil || c.Any != nil:
		w.Any, ok = leaves(append(c.All, c.Any...), negate)
	default:
		w.All, ok = leaves([]questionnaire.Cond{c}, negate)
	}
	if !ok {
		return nil
	}
	return w
}

// leaf is one comparison; the opposite of "is one of these" is "is one of the
// others", so that an unanswered question shows nothing yet.
func leaf(def *questionnaire.Definition, prefix string, c questionnaire.Cond, negate bool) (ui.Is, bool) {
	f := def.Field(c.Field)
	if f == nil {
		return ui.Is{}, false
	}
	if c.Answered != nil {
		return ui.Is{Field: prefix + c.Field, Given: true}, *c.Answered != negate
	}
	codes := c.In
	if c.Equals != "" {
		codes = []string{c.Equals}
	}
	if !negate {
		return ui.Is{Field: prefix + c.Field, In: codes}, true
	}
	var others []string
	for _, o := range f.Choices() {
		if !slices.Contains(codes, o.Code) {
			others = append(others, o.Code)
		}
	}
	return ui.Is{Field: prefix + c.Field, In: others}, len(others) > 0
}

// Parse reads the posted fields of a definition, under a prefix.
func Parse(def *questionnaire.Definition, prefix string, posted url.Values) questionnaire.Values {
	if prefix == "" {
		return def.Parse(posted)
	}
	own := url.Values{}
	for name, v := range posted {
		if id, ok := strings.CutPrefix(name, prefix); ok {
			own[id] = v
		}
	}
	return def.Parse(own)
}
