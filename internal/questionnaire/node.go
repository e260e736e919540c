package questionnaire

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"xinhuan/internal/bound"
	"xinhuan/internal/care"
)

// FileFault is a mistake in a definition file, with the place to look at.
type FileFault struct {
	File      string
	Line, Col int // from 1; 0 when the mistake has no place
	Message   string
}

func (e *FileFault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Message)
}

// reader walks the syntax tree of one file and collects every fault, so that an
// author corrects a form in one round. The tree is walked by hand because
// decoding into structs forgets where a condition or a text was written.
type reader struct {
	file   string
	faults []*FileFault
}

// joined is all faults in reading order.
func (r *reader) joined() error {
	slices.SortFunc(r.faults, func(a, b *FileFault) int {
		return cmp.Or(a.Line-b.Line, a.Col-b.Col, strings.Compare(a.Message, b.Message))
	})
	errs := make([]error, len(r.faults))
	for i, f := range r.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

func (r *reader) fault(at ast.Node, format string, args ...any) {
	f := &FileFault{File: r.file, Message: fmt.Sprintf(format, args...)}
	if at != nil && at.GetToken() != nil {
		f.Line, f.Col = at.GetToken().Position.Line, at.GetToken().Position.Column
	}
	r.faults = append(r.faults, f)
}

// document parses a file of exactly one document.
func (r *reader) document(src []byte) ast.Node {
	if beyond := bound.Check(src); beyond != nil {
		r.faults = append(r.faults, &FileFault{File: r.file, Line: beyond.Line, Col: beyond.Col, Message: beyond.Text.En})
		return nil
	}
	file, err := parser.ParseBytes(src, 0)
	var bad yaml.Error
	switch {
	case errors.As(err, &bad):
		p := bad.GetToken().Position
		r.faults = append(r.faults, &FileFault{File: r.file, Line: p.Line, Col: p.Column, Message: bad.GetMessage()})
	case err != nil:
		r.fault(nil, "%v", err)
	case len(file.Docs) != 1 || file.Docs[0].Body == nil:
		r.fault(nil, "write exactly one form in a file")
	default:
		return file.Docs[0].Body
	}
	return nil
}

// object is a mapping with known keys: where it stands and its values.
type object struct {
	at   ast.Node
	vals map[string]ast.Node
}

// object reads a mapping and complains of every key that is not allowed.
func (r *reader) object(n ast.Node, what string, allowed ...string) object {
	o := object{at: n, vals: map[string]ast.Node{}}
	for _, kv := range r.pairs(n, what) {
		key, ok := r.text(kv.Key)
		switch {
		case !ok:
		case !slices.Contains(allowed, key):
			r.fault(kv.Key, "unknown key %q in %s; allowed are %s", key, what, strings.Join(allowed, ", "))
		default:
			o.vals[key] = kv.Value
		}
	}
	return o
}

func (r *reader) pairs(n ast.Node, what string) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	r.fault(n, "%s must be a mapping", what)
	return nil
}

// need returns the value of a key, complaining when it is absent.
func (r *reader) need(o object, key, what string) ast.Node {
	n := o.vals[key]
	if n == nil {
		r.fault(o.at, "%s lacks %s", what, key)
	}
	return n
}

func (r *reader) list(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok || len(s.Values) == 0 {
		r.fault(n, "%s must be a list with at least one entry", what)
		return nil
	}
	return s.Values
}

// text reads a plain string; numbers and booleans must be quoted, anchors and
// aliases are refused because a reader of the form could not see what they say.
func (r *reader) text(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(s.Value.Value), true
	}
	r.fault(n, "must be a text (quote numbers and true or false)")
	return "", false
}

func (r *reader) texts(n ast.Node, what string) []string {
	var all []string
	for _, e := range r.list(n, what) {
		if s, ok := r.text(e); ok {
			all = append(all, s)
		}
	}
	return all
}

func (r *reader) yes(n ast.Node) bool {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		r.fault(n, "must be true or false")
	}
	return ok && b.Value
}

func (r *reader) number(n ast.Node) *float64 {
	v, err := strconv.ParseFloat(n.GetToken().Value, 64)
	_, whole := n.(*ast.IntegerNode)
	if _, fraction := n.(*ast.FloatNode); err != nil || !(whole || fraction) {
		r.fault(n, "must be a number")
		return nil
	}
	return &v
}

// bilingual reads {zh: ..., en: ...}; both are required.
func (r *reader) bilingual(n ast.Node, what string) care.Text {
	o := r.object(n, what, "zh", "en")
	var t care.Text
	for key, into := range map[string]*string{"zh": &t.Zh, "en": &t.En} {
		at := o.vals[key]
		if at == nil {
			r.fault(n, "%s lacks its %s text", what, key)
			continue
		}
		s, ok := r.text(at)
		if s = strings.TrimSpace(s); ok && s == "" {
			r.fault(at, "%s has an empty %s text", what, key)
		}
		*into = s
	}
	return t
}
