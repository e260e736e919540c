package questionnaire

import (
	"io/fs"
	"path"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// Load reads one form. The error joins a *FileFault for every mistake found.
//
// Refused are: unknown or repeated keys; ids that are not lower_snake or are
// used twice; a text without both languages; an unknown kind, class, audience,
// prefill source or signal; bounds a kind does not have; a condition on an
// unknown or a later field, or on a code the field does not offer.
func Load(fsys fs.FS, name string) (*Definition, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	return Read(name, src)
}

// Read reads one form from its bytes; name is what faults call the file.
func Read(name string, src []byte) (*Definition, error) {
	r := &formReader{reader: reader{file: name}, fields: map[string]*Field{}, sets: map[string][]Option{}}
	d := r.form(r.document(src))
	if len(r.faults) > 0 {
		return nil, r.joined()
	}
	if id := path.Base(name); id != d.ID+".yaml" {
		return nil, &FileFault{File: name, Line: 1, Col: 1, Message: "the file must be called " + d.ID + ".yaml"}
	}
	d.finish()
	return d, nil
}

// formReader knows the fields read so far, because conditions may look only
// back.
type formReader struct {
	reader
	fields map[string]*Field
	class  Class // of fields that name none
	sets   map[string][]Option
	used   []string   // option sets that a field takes
	days   []ast.Node // fields that date a sheet
}

var (
	idPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	kinds     = []Kind{ShortText, LongText, Choice, Multi, YesNo, Date, Time, Number, Phone, Signature, Note, GroupRepeat, Attachment}
	audiences = []Audience{ForStaff, ForGuardian, ForPupil}
	classes   = []Class{ClassIdentity, ClassAnswers, ClassScores, ClassPlan, ClassNotes, ClassMedical, ClassContacts, ClassProtection, ClassWork, ClassPlanSummary, ClassPlanFamily}
)

func (r *formReader) form(n ast.Node) *Definition {
	d := &Definition{}
	if n == nil {
		return d
	}
	o := r.object(n, "a form", "id", "audience", "class", "title", "intro", "option_sets", "sections", "signals", "record")
	d.ID = r.id(o, "a form")
	d.Audience = oneOf(r, r.need(o, "audience", "a form"), "audience", audiences)
	r.class = oneOf(r, r.need(o, "class", "a form"), "class", classes)
	if t := r.need(o, "title", "a form"); t != nil {
		d.Title = r.bilingual(t, "title")
	}
	if t := o.vals["intro"]; t != nil {
		d.Intro = r.bilingual(t, "intro")
	}
	if sets := o.vals["option_sets"]; sets != nil {
		r.optionSets(sets)
	}
	if n := o.vals["record"]; n != nil {
		d.Record = r.record(n)
	}
	if s := r.need(o, "sections", "a form"); s != nil {
		for _, e := range r.list(s, "sections") {
			d.Sections = append(d.Sections, r.section(e, d.Sections))
		}
	}
	for name := range r.sets {
		if !slices.Contains(r.used, name) {
			r.fault(o.vals["option_sets"], "option set %q is used by no field", name)
		}
	}
	r.checkDays(d)
	if s := o.vals["signals"]; s != nil {
		for _, e := range r.list(s, "signals") {
			d.SignalRules = append(d.SignalRules, r.signal(e))
		}
	}
	return d
}

func (r *formReader) section(n ast.Node, before []Section) Section {
	o := r.object(n, "a section", "id", "title", "fields")
	s := Section{ID: r.id(o, "a section")}
	if slices.ContainsFunc(before, func(b Section) bool { return b.ID == s.ID }) {
		r.fault(o.vals["id"], "section id %q is used twice", s.ID)
	}
	if t := r.need(o, "title", "a section"); t != nil {
		s.Title = r.bilingual(t, "title")
	}
	if f := r.need(o, "fields", "a section"); f != nil {
		for _, e := range r.list(f, "fields") {
			s.Fields = append(s.Fields, r.field(e))
		}
	}
	return s
}

func (r *formReader) signal(n ast.Node) Signal {
	o := r.object(n, "a signal", "name", "when")
	s := Signal{Name: oneOf(r, r.need(o, "name", "a signal"), "signal", signalNames)}
	if w := r.need(o, "when", "a signal"); w != nil {
		s.When = r.cond(w)
	}
	return s
}

func (r *formReader) optionSets(n ast.Node) {
	for _, kv := range r.pairs(n, "option_sets") {
		if name, ok := r.text(kv.Key); ok {
			r.sets[name] = r.options(kv.Value)
		}
	}
}

func (r *formReader) options(n ast.Node) []Option {
	var all []Option
	for _, e := range r.list(n, "options") {
		o := r.object(e, "an option", "code", "label")
		var opt Option
		if c := r.need(o, "code", "an option"); c != nil {
			opt.Code, _ = r.text(c)
			if !idPattern.MatchString(opt.Code) {
				r.fault(c, "option code %q must be lower_snake", opt.Code)
			}
			if slices.ContainsFunc(all, func(b Option) bool { return b.Code == opt.Code }) {
				r.fault(c, "option code %q is used twice", opt.Code)
			}
		}
		if l := r.need(o, "label", "an option"); l != nil {
			opt.Label = r.bilingual(l, "label of an option")
		}
		all = append(all, opt)
	}
	return all
}

func (r *formReader) id(o object, what string) string {
	n := r.need(o, "id", what)
	if n == nil {
		return ""
	}
	id, ok := r.text(n)
	if ok && !idPattern.MatchString(id) {
		r.fault(n, "id %q must be lower_snake", id)
	}
	return id
}

// oneOf reads a word out of a closed list.
func oneOf[T ~string](r *formReader, n ast.Node, what string, list []T) T {
	if n == nil {
		return ""
	}
	s, ok := r.text(n)
	if ok && !slices.Contains(list, T(s)) {
		r.fault(n, "unknown %s %q; known are %v", what, s, list)
	}
	return T(s)
}
