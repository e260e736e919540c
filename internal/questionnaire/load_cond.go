package questionnaire

import "github.com/goccy/go-yaml/ast"

// cond reads a condition and checks it against the fields read so far.
func (r *formReader) cond(n ast.Node) Cond {
	o := r.object(n, "a condition", "all", "any", "not", "field", "equals", "in", "answered")
	var c Cond
	given := 0
	for _, key := range []string{"all", "any", "not", "field"} {
		if o.vals[key] != nil {
			given++
		}
	}
	if given != 1 {
		r.fault(n, "a condition has exactly one of all, any, not, field")
		return c
	}
	switch {
	case o.vals["all"] != nil:
		c.All = r.conds(o.vals["all"])
	case o.vals["any"] != nil:
		c.Any = r.conds(o.vals["any"])
	case o.vals["not"] != nil:
		k := r.cond(o.vals["not"])
		c.Not = &k
	}
	r.leaf(&c, o)
	return c
}

func (r *formReader) conds(n ast.Node) []Cond {
	var all []Cond
	for _, e := range r.list(n, "all or any") {
		all = append(all, r.cond(e))
	}
	return all
}

func (r *formReader) leaf(c *Cond, o object) {
	tests := 0
	for _, key := range []string{"equals", "in", "answered"} {
		if o.vals[key] != nil {
			tests++
		}
	}
	at := o.vals["field"]
	if (tests == 1) != (at != nil) || tests > 1 {
		r.fault(o.at, "a field is tested by exactly one of equals, in, answered")
		return
	}
	if at == nil {
		return
	}
	c.Field, _ = r.text(at)
	f := r.fields[c.Field]
	if f == nil {
		r.fault(at, "the condition asks about %q, which is no earlier field", c.Field)
		return
	}
	if f.Kind == Note {
		r.fault(at, "the condition asks about %q, a note without an answer", c.Field)
	}
	if n := o.vals["answered"]; n != nil {
		b := r.yes(n)
		c.Answered = &b
	}
	if n := o.vals["equals"]; n != nil {
		c.Equals = r.code(f, n)
	}
	if n := o.vals["in"]; n != nil {
		for _, e := range r.list(n, "in") {
			c.In = append(c.In, r.code(f, e))
		}
	}
}

// code reads an option code that the field really offers.
func (r *formReader) code(f *Field, n ast.Node) string {
	s, ok := r.text(n)
	if !ok {
		return ""
	}
	if len(f.Choices()) == 0 {
		r.fault(n, "%q offers no options; test it by answered", f.ID)
	} else if _, ok := f.option(s); !ok {
		r.fault(n, "%q offers no %q", f.ID, s)
	}
	return s
}
