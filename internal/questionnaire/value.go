package questionnaire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Values is a filled-in sheet: field id -> answer. A field that was left empty
// has no entry. FHIR: QuestionnaireResponse.
//
// Values and Value print as a count and as nothing: an answer of a child must
// not reach a log through a %v.
type Values map[string]Value

// Value is one answer: a text (also a date, a time, an option code), a list of
// texts, yes or no, or a number. The zero Value is no answer.
type Value struct {
	kind valueKind
	text string
	list []string
	yes  bool
	num  float64
}

type valueKind int

const (
	noValue valueKind = iota
	textValue
	listValue
	boolValue
	numberValue
)

// TextValue is a text, a date, a time or an option code; "" is no answer.
func TextValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: textValue, text: s}
}

// ListValue is a list of texts or codes; an empty list is no answer.
func ListValue(s ...string) Value {
	if len(s) == 0 {
		return Value{}
	}
	return Value{kind: listValue, list: slices.Clone(s)}
}

// BoolValue is yes or no.
func BoolValue(yes bool) Value { return Value{kind: boolValue, yes: yes} }

// NumberValue is a number; what is not a finite number is no answer.
func NumberValue(n float64) Value {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return Value{}
	}
	return Value{kind: numberValue, num: n}
}

// Answered tells whether the field has an answer.
func (v Values) Answered(id string) bool { return v[id].kind != noValue }

// String is the text, date, time or code of a field, or "".
func (v Values) String(id string) string { return v[id].text }

// Strings is the list of a field; a single text counts as a list of one.
func (v Values) Strings(id string) []string {
	if x := v[id]; x.kind == textValue {
		return []string{x.text}
	}
	return slices.Clone(v[id].list)
}

// Bool is the yes or no of a field; ok is false when it was not answered so.
func (v Values) Bool(id string) (yes, ok bool) { return v[id].yes, v[id].kind == boolValue }

// Number is the number of a field; ok is false when it was not answered so.
func (v Values) Number(id string) (n float64, ok bool) { return v[id].num, v[id].kind == numberValue }

// Equal compares two answers; the order of a list matters.
func (x Value) Equal(y Value) bool {
	return x.kind == y.kind && x.text == y.text && x.yes == y.yes && x.num == y.num && slices.Equal(x.list, y.list)
}

// codes are what conditions compare with.
func (x Value) codes() []string {
	switch x.kind {
	case textValue:
		return []string{x.text}
	case listValue:
		return x.list
	case boolValue:
		return []string{yesNoCode(x.yes)}
	}
	return nil
}

func yesNoCode(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// Format prints the number of answers, whatever the verb.
func (v Values) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "values(%d)", len(v)) }

// Format prints no content, whatever the verb.
func (x Value) Format(f fmt.State, _ rune) { io.WriteString(f, "value") }

// MarshalJSON writes a string, an array, a boolean, a number or null.
func (x Value) MarshalJSON() ([]byte, error) {
	switch x.kind {
	case textValue:
		return marshal(x.text)
	case listValue:
		return marshal(x.list)
	case boolValue:
		return marshal(x.yes)
	case numberValue:
		return marshal(x.num)
	}
	return []byte("null"), nil
}

// Encode writes the sheet as canonical JSON: keys in byte order, unanswered
// fields left out, no white space; equal sheets give equal bytes.
func (v Values) Encode() []byte {
	kept := map[string]Value{}
	for id, x := range v {
		if x.kind != noValue {
			kept[id] = x
		}
	}
	b, err := marshal(kept)
	if err != nil {
		panic("questionnaire: a value cannot be encoded") // no kind of Value can fail
	}
	return b
}

// errSheet says nothing about the bytes, because they are a child's answers.
var errSheet = errors.New("questionnaire: the stored sheet is not readable")

// DecodeValues reads what Encode wrote. It refuses null, nested values and
// trailing bytes.
func DecodeValues(b []byte) (Values, error) {
	var raw map[string]any
	if err := json.Unmarshal(b, &raw); err != nil || raw == nil {
		return nil, errSheet
	}
	v := Values{}
	for id, r := range raw {
		x, err := valueOf(r)
		if err != nil {
			return nil, err
		}
		if x.kind != noValue {
			v[id] = x
		}
	}
	return v, nil
}

func valueOf(raw any) (Value, error) {
	switch r := raw.(type) {
	case string:
		return TextValue(r), nil
	case bool:
		return BoolValue(r), nil
	case float64:
		return NumberValue(r), nil
	case []any:
		list := make([]string, len(r))
		for i := range r {
			s, ok := r[i].(string)
			if !ok {
				return Value{}, errSheet
			}
			list[i] = s
		}
		return ListValue(list...), nil
	}
	return Value{}, errSheet
}

// marshal is json.Marshal without the escaping of <, > and &, which would make
// the canonical bytes depend on a default meant for script tags.
func marshal(x any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
