package policy

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"xinhuan/internal/care"
)

// What may stand behind a key, in words and with an example.
var (
	wantsList   = care.Text{Zh: "列表，如 [a, b] 或每行一个“- ”", En: "a list, such as [a, b] or lines that begin with a dash"}
	wantsKeys   = care.Text{Zh: "键和值，如 {zh: 文字, en: words}", En: "keys with values, such as {zh: 文字, en: words}"}
	wantsWords  = care.Text{Zh: "一个词或一段文字", En: "a word or a text"}
	wantsWhole  = care.Text{Zh: "整数", En: "a whole number"}
	wantsNumber = care.Text{Zh: "数字", En: "a number"}
	wantsYesNo  = care.Text{Zh: " true 或 false", En: "true or false"}
)

// wantsOf is what a value of the type is written as.
func wantsOf(t reflect.Type) care.Text {
	switch t.Kind() {
	case reflect.Pointer:
		return wantsOf(t.Elem())
	case reflect.Slice, reflect.Array:
		return wantsList
	case reflect.Bool:
		return wantsYesNo
	case reflect.Float32, reflect.Float64:
		return wantsNumber
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return wantsWhole
	case reflect.Struct, reflect.Map:
		return wantsKeys
	}
	return wantsWords
}

// wrongType says in words which key has a value of the wrong kind and what belongs
// there; false for an error of another sort.
func (f *file) wrongType(err error) (care.Text, bool) {
	var (
		kind  *yaml.TypeError
		node  *yaml.UnexpectedNodeTypeError
		large *yaml.OverflowError
		twice *yaml.DuplicateKeyError
		parse *yaml.SyntaxError
	)
	switch {
	case errors.As(err, &kind):
		return f.wants(kind.Token, wantsOf(kind.DstType)), true
	case errors.As(err, &node) && node.Expected == ast.SequenceType:
		return f.wants(node.Token, wantsList), true
	case errors.As(err, &node):
		return f.wants(node.Token, wantsKeys), true
	case errors.As(err, &large):
		key, _ := f.keyOf(large.Token)
		return text("“%s”的数太大：请改小", "the number of %q is too large: make it smaller", key), true
	case errors.As(err, &twice):
		return keyTwice(twice.Token), true
	case errors.As(err, &parse) && strings.HasPrefix(parse.Message, "mapping key "):
		return keyTwice(parse.Token), true
	}
	return care.Text{}, false
}

func keyTwice(at *token.Token) care.Text {
	return text("键“%s”在同一项里写了两次：请删去一个", "the key %q stands twice in one entry: remove one", at.Value)
}

// wants says of the value that begins at a token what belongs there.
func (f *file) wants(at *token.Token, what care.Text) care.Text {
	switch key, item := f.keyOf(at); {
	case key == "":
		return care.Text{Zh: "文件开头须是键，如 cadences:", En: "the file must begin with a key, such as cadences:"}
	case item:
		return care.Text{Zh: "“" + key + "”的每一项须写成" + what.Zh, En: fmt.Sprintf("each entry of %q must be %s", key, what.En)}
	default:
		return care.Text{Zh: "“" + key + "”须写成" + what.Zh, En: fmt.Sprintf("%q must be %s", key, what.En)}
	}
}

// keyOf finds the key whose value, or an entry of whose list, begins at a token; ""
// where the whole file does.
func (f *file) keyOf(at *token.Token) (key string, item bool) {
	tree, err := parser.ParseBytes(f.data, 0)
	if err != nil || at == nil || at.Position == nil {
		return "", false
	}
	var look func(n ast.Node, under string, in bool) bool
	look = func(n ast.Node, under string, in bool) bool {
		if n == nil {
			return false
		}
		if t := n.GetToken(); t != nil && t.Position != nil && t.Position.Line == at.Position.Line && t.Position.Column == at.Position.Column {
			key, item = under, in
			return true
		}
		switch n := n.(type) {
		case *ast.MappingNode:
			for _, v := range n.Values {
				if look(v.Value, v.Key.GetToken().Value, false) {
					return true
				}
			}
		case *ast.MappingValueNode:
			return look(n.Value, n.Key.GetToken().Value, false)
		case *ast.SequenceNode:
			for _, v := range n.Values {
				if look(v, under, true) {
					return true
				}
			}
		}
		return false
	}
	for _, doc := range tree.Docs {
		if look(doc.Body, "", false) {
			break
		}
	}
	return key, item
}
