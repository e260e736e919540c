package questionnaire

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

var anyValue = rapid.OneOf(
	rapid.Map(rapid.String(), TextValue),
	rapid.Map(rapid.SliceOf(rapid.String()), func(s []string) Value { return ListValue(s...) }),
	rapid.Map(rapid.Bool(), BoolValue),
	rapid.Map(rapid.Float64(), NumberValue))

func TestSheetsSurviveTheirCanonicalForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := Values(rapid.MapOf(rapid.StringMatching(`[a-z_]{1,8}`), anyValue).Draw(t, "sheet"))
		b := v.Encode()
		back, err := DecodeValues(b)
		if err != nil {
			t.Fatal(err)
		}
		for id := range v {
			if !back[id].Equal(v[id]) {
				t.Fatalf("field %s did not survive %s", id, b)
			}
		}
		if again := back.Encode(); !bytes.Equal(again, b) {
			t.Fatalf("got %s, want %s", again, b)
		}
	})
}

func TestCanonicalFormIsFixed(t *testing.T) {
	v := Values{"z": TextValue("<好>&\n"), "a": ListValue("x", "y"), "m": BoolValue(false), "n": NumberValue(1.5), "none": {}, "k": TextValue("")}
	const want = `{"a":["x","y"],"m":false,"n":1.5,"z":"<好>&\n"}`
	if got := string(v.Encode()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(Values(nil).Encode()); got != "{}" {
		t.Errorf("got %s, want {}", got)
	}
}

func TestDecodeRefusesWhatEncodeNeverWrites(t *testing.T) {
	for _, s := range []string{"", "null", "[]", `{"a":null}`, `{"a":{"b":"c"}}`, `{"a":[1]}`, `{"a":"b"} x`, `{"a":"secret"`} {
		_, err := DecodeValues([]byte(s))
		if err == nil {
			t.Errorf("DecodeValues(%q): got no error", s)
		} else if bytes.Contains([]byte(err.Error()), []byte("secret")) {
			t.Errorf("the error repeats an answer: %v", err)
		}
	}
}

func TestAnswersNeverPrint(t *testing.T) {
	v := Values{"a": TextValue("secret"), "b": ListValue("secret")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if got := fmt.Sprintf(verb, v) + fmt.Sprintf(verb, v["a"]) + fmt.Sprintf(verb, []Value{v["b"]}); bytes.Contains([]byte(got), []byte("secret")) || bytes.Contains([]byte(got), []byte("736563726574")) {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func TestAccessors(t *testing.T) {
	v := Values{"t": TextValue("x"), "l": ListValue("a", "b"), "y": BoolValue(true), "n": NumberValue(2)}
	if got := v.String("t"); got != "x" {
		t.Errorf("got %q, want x", got)
	}
	if got := v.String("l"); got != "" {
		t.Errorf("got %q for a list, want nothing", got)
	}
	if got := fmt.Sprint(v.Strings("t"), v.Strings("l"), v.Strings("gone")); got != "[x] [a b] []" {
		t.Errorf("got %s, want [x] [a b] []", got)
	}
	if yes, ok := v.Bool("y"); !yes || !ok {
		t.Errorf("got %v %v, want true true", yes, ok)
	}
	if _, ok := v.Bool("t"); ok {
		t.Error("a text passes for yes or no")
	}
	if n, ok := v.Number("n"); n != 2 || !ok {
		t.Errorf("got %v %v, want 2 true", n, ok)
	}
	if _, ok := v.Number("gone"); ok {
		t.Error("no answer passes for a number")
	}
}
