package questionnaire

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

func (r *formReader) field(n ast.Node) Field {
	o := r.object(n, "a field", "id", "kind", "label", "help", "options", "options_from", "required", "required_when",
		"show_when", "min", "max", "max_len", "class", "prefill_from", "cases", "share")
	f := Field{ID: r.id(o, "a field"), Kind: oneOf(r, r.need(o, "kind", "a field"), "kind", kinds)}
	if l := r.need(o, "label", "a field"); l != nil {
		f.Label = r.bilingual(l, "label")
	}
	if h := o.vals["help"]; h != nil {
		f.Help = r.bilingual(h, "help")
	}
	r.fieldOptions(&f, o)
	r.fieldRules(&f, o)
	r.fieldBounds(&f, o)
	if f.Kind != Note {
		f.Class = r.class
		if c := o.vals["class"]; c != nil {
			f.Class = oneOf(r, c, "class", classes)
		}
	}
	if p := o.vals["prefill_from"]; p != nil {
		f.PrefillFrom = oneOf(r, p, "prefill source", prefillSources)
	}
	if n := o.vals["cases"]; n != nil {
		f.Cases = r.yes(n)
		if f.Kind != Number {
			r.fault(n, "only a number counts cases")
		}
	}
	if n := o.vals["share"]; n != nil {
		f.Share = r.yes(n)
		if f.Kind != Number || !strings.HasPrefix(f.PrefillFrom, "figure.") || f.Cases {
			r.fault(n, "a share is a number, says by prefill_from of which figure, and counts no cases itself")
		}
	}
	if _, twice := r.fields[f.ID]; twice {
		r.fault(o.vals["id"], "field id %q is used twice", f.ID)
	}
	r.fields[f.ID] = &f
	return f
}

// fieldRules are read before the field itself becomes known, so a condition on
// itself or on a later field finds nothing.
func (r *formReader) fieldRules(f *Field, o object) {
	if n := o.vals["show_when"]; n != nil {
		c := r.cond(n)
		f.ShowWhen = &c
	}
	if n := o.vals["required"]; n != nil {
		f.Required = r.yes(n)
	}
	if n := o.vals["required_when"]; n != nil {
		c := r.cond(n)
		f.RequiredWhen = &c
		if f.Required {
			r.fault(n, "a field is either required or required_when")
		}
	}
	if f.Kind == Note {
		for _, key := range []string{"required", "required_when", "class"} {
			if n := o.vals[key]; n != nil {
				r.fault(n, "a note has no answer, so no %s", key)
			}
		}
	}
}

func (r *formReader) fieldOptions(f *Field, o object) {
	own, from := o.vals["options"], o.vals["options_from"]
	choosing := f.Kind == Choice || f.Kind == Multi
	switch {
	case choosing && (own == nil) == (from == nil):
		r.fault(o.at, "a %s needs either options or options_from", f.Kind)
	case !choosing && own != nil:
		r.fault(own, "a %s has no options", f.Kind)
	case !choosing && from != nil:
		r.fault(from, "a %s has no options", f.Kind)
	case own != nil:
		f.Options = r.options(own)
	case from != nil:
		name, ok := r.text(from)
		set, known := r.sets[name]
		if ok && !known {
			r.fault(from, "there is no option set %q", name)
		}
		f.Options = slices.Clone(set)
		r.used = append(r.used, name)
	}
}

func (r *formReader) fieldBounds(f *Field, o object) {
	lists := f.Kind == Multi || f.Kind == GroupRepeat || f.Kind == Attachment
	for key, into := range map[string]**float64{"min": &f.Min, "max": &f.Max} {
		n := o.vals[key]
		switch {
		case n == nil:
		case f.Kind != Number && !lists:
			r.fault(n, "a %s has no %s", f.Kind, key)
		default:
			*into = r.number(n)
		}
	}
	if f.Min != nil && f.Max != nil && *f.Min > *f.Max {
		r.fault(o.vals["min"], "min is above max")
	}
	if f.Kind == GroupRepeat && f.Max == nil {
		most := float64(defaultEntries)
		f.Max = &most
	}
	if f.Kind == Attachment && f.Max == nil {
		most := float64(defaultFiles)
		f.Max = &most
	}
	r.fieldLen(f, o.vals["max_len"])
}

func (r *formReader) fieldLen(f *Field, n ast.Node) {
	switch f.Kind {
	case ShortText, Signature, GroupRepeat:
		f.MaxLen = defaultTextLen
	case LongText:
		f.MaxLen = defaultLongLen
	default:
		if n != nil {
			r.fault(n, "a %s has no max_len", f.Kind)
		}
		return
	}
	if n == nil {
		return
	}
	if v := r.number(n); v != nil {
		f.MaxLen = int(*v)
		if f.MaxLen < 1 || float64(f.MaxLen) != *v {
			r.fault(n, "max_len must be a whole number above 0")
		}
	}
}
