package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// file is one YAML file of a pack while it is being read. Its syntax tree is
// only built when a fault has to be located.
type file struct {
	path   string
	data   []byte
	tree   *ast.File
	faults *Faults
}

// decode reads the file into v. Unknown and repeated keys are faults.
func (f *file) decode(v any) bool {
	err := yaml.NewDecoder(bytes.NewReader(f.data), yaml.Strict()).Decode(v)
	if err == nil || errors.Is(err, io.EOF) {
		return true
	}
	at := tokenOf(err)
	if at == nil {
		at = f.misread()
	}
	f.add(at, f.explain(err, v))
	return false
}

func tokenOf(err error) *token.Token {
	var e yaml.Error
	if errors.As(err, &e) {
		return e.GetToken()
	}
	return nil
}

// explain turns the decoder's words into what to do.
func (f *file) explain(err error, v any) care.Text {
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		keys := strings.Join(keysOf(reflect.TypeOf(v)), ", ")
		return text("无法识别的键“%s”：请改正拼写或删除（含逗号的文字要加引号）；本文件可用的键：%s", "unknown key %q: correct or remove it (a text with a comma needs quotes); keys of this file: %s", unknown.Token.Value, keys)
	}
	var ours *care.Error
	if errors.As(err, &ours) {
		for _, t := range ours.Fields {
			return t
		}
	}
	if t, ok := f.wrongType(err); ok {
		return t
	}
	msg := err.Error()
	var e yaml.Error
	if errors.As(err, &e) {
		msg = e.GetMessage()
	}
	return text("YAML 无法读取：%s；请对照 docs/policy-packs.md 修改", "the YAML can't be read: %s; compare with docs/policy-packs.md", msg)
}

// misread finds the first scalar that its key's parser refuses: errors of text
// parsers carry no position of their own.
func (f *file) misread() *token.Token {
	tree, err := parser.ParseBytes(f.data, 0)
	if err != nil {
		return tokenOf(err)
	}
	var w scalarWalk
	for _, doc := range tree.Docs {
		ast.Walk(&w, doc)
	}
	return w.found
}

// scalarWalk visits "key: value" pairs.
type scalarWalk struct{ found *token.Token }

func (w *scalarWalk) Visit(n ast.Node) ast.Visitor {
	pair, ok := n.(*ast.MappingValueNode)
	if !ok || w.found != nil {
		return w
	}
	value := pair.Value.GetToken()
	switch pair.Key.GetToken().Value {
	case "level", "notices", "critical_suggests":
		if _, err := care.ParseLevel(value.Value); err != nil && pair.Value.Type() == ast.StringType {
			w.found = value
		}
	case "within", "after", "every", "keep":
		if _, err := duty.ParseTimer(value.Value); err != nil && !slices.Contains(retentionStarts, value.Value) {
			w.found = value
		}
	}
	return w
}

// keysOf lists the keys a file of this type may have, rows included.
func keysOf(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || (t.PkgPath() != "" && !strings.HasSuffix(t.PkgPath(), "internal/policy")) {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if options != "inline" && name != "" && name != "-" {
			keys = append(keys, name)
		}
		keys = append(keys, keysOf(t.Field(i).Type)...)
	}
	return keys
}

// fault notes something wrong at a place such as at("timers", 3, "within").
func (f *file) fault(place []any, zh, en string, args ...any) {
	f.add(f.find(place), text(zh, en, args...))
}

func (f *file) add(at *token.Token, t care.Text) {
	fault := Fault{File: f.path, Text: t}
	if at != nil && at.Position != nil {
		fault.Line, fault.Col = at.Position.Line, at.Position.Column
	}
	*f.faults = append(*f.faults, fault)
}

func at(place ...any) []any { return place }

// find looks a place up in the syntax tree; a key that isn't there is found at
// its row.
func (f *file) find(place []any) *token.Token {
	if f.tree == nil {
		tree, err := parser.ParseBytes(f.data, 0)
		if err != nil {
			return tokenOf(err)
		}
		f.tree = tree
	}
	for n := len(place); n > 0; n-- {
		b := (&yaml.PathBuilder{}).Root()
		for _, step := range place[:n] {
			switch s := step.(type) {
			case string:
				b = b.Child(s)
			case int:
				b = b.Index(uint(s))
			}
		}
		node, err := b.Build().FilterFile(f.tree)
		if err == nil && node != nil {
			return firstToken(node)
		}
	}
	return nil
}

// firstToken is the key of a mapping's first entry rather than its colon.
func firstToken(n ast.Node) *token.Token {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return n.GetToken()
}

func text(zh, en string, args ...any) care.Text {
	return care.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}
