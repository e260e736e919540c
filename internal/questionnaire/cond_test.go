package questionnaire

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCondHolds(t *testing.T) {
	yes, no := true, false
	v := Values{"a": TextValue("red"), "m": ListValue("red", "blue"), "y": BoolValue(false), "n": NumberValue(0)}
	red, gone := Cond{Field: "a", Equals: "red"}, Cond{Field: "z", Equals: "red"}
	tests := []struct {
		name string
		cond *Cond
		want bool
	}{
		{"no condition", nil, true},
		{"equal", &red, true},
		{"not equal", &Cond{Field: "a", Equals: "blue"}, false},
		{"unanswered equals nothing", &gone, false},
		{"not of unanswered", &Cond{Not: &gone}, true},
		{"one chosen of many", &Cond{Field: "m", Equals: "blue"}, true},
		{"none chosen of many", &Cond{Field: "m", In: []string{"green", "grey"}}, false},
		{"in", &Cond{Field: "a", In: []string{"green", "red"}}, true},
		{"unanswered in", &Cond{Field: "z", In: []string{"green", "red"}}, false},
		{"no is an answer", &Cond{Field: "y", Answered: &yes}, true},
		{"no equals no", &Cond{Field: "y", Equals: "no"}, true},
		{"nought is an answer", &Cond{Field: "n", Answered: &yes}, true},
		{"unanswered", &Cond{Field: "z", Answered: &no}, true},
		{"all", &Cond{All: []Cond{red, {Field: "y", Equals: "no"}}}, true},
		{"all with one false", &Cond{All: []Cond{red, gone}}, false},
		{"any with one true", &Cond{Any: []Cond{gone, red}}, true},
		{"any with none true", &Cond{Any: []Cond{gone, gone}}, false},
	}
	for _, tt := range tests {
		if got := tt.cond.Holds(v); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

var (
	codes  = rapid.SampledFrom([]string{"red", "blue", "green"})
	names  = rapid.SampledFrom([]string{"a", "b", "c"})
	sheets = rapid.MapOf(names, rapid.OneOf(
		rapid.Map(codes, TextValue),
		rapid.Map(rapid.SliceOfN(codes, 1, 3), func(s []string) Value { return ListValue(s...) })))
)

func someCond(depth int) *rapid.Generator[Cond] {
	return rapid.Custom(func(t *rapid.T) Cond {
		shape := rapid.IntRange(0, 5).Draw(t, "shape")
		if depth == 0 {
			shape %= 3
		}
		switch shape {
		case 0:
			return Cond{Field: names.Draw(t, "field"), Equals: codes.Draw(t, "equals")}
		case 1:
			return Cond{Field: names.Draw(t, "field"), In: rapid.SliceOfN(codes, 1, 3).Draw(t, "in")}
		case 2:
			b := rapid.Bool().Draw(t, "answered")
			return Cond{Field: names.Draw(t, "field"), Answered: &b}
		case 3:
			return Cond{All: rapid.SliceOfN(someCond(depth-1), 1, 3).Draw(t, "all")}
		case 4:
			return Cond{Any: rapid.SliceOfN(someCond(depth-1), 1, 3).Draw(t, "any")}
		}
		k := someCond(depth-1).Draw(t, "not")
		return Cond{Not: &k}
	})
}

// The page evaluates the JSON; it must mean what the server means, whatever the
// condition. meaning is a second evaluator, written over the JSON alone.
func TestCondMeansTheSameAsItsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, v := someCond(3).Draw(t, "cond"), Values(sheets.Draw(t, "sheet"))
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(b, &tree); err != nil {
			t.Fatal(err)
		}
		if got, want := c.Holds(v), meaning(tree, v); got != want {
			t.Fatalf("%s: got %v, want %v", b, got, want)
		}
		var back Cond
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if got, want := back.Holds(v), c.Holds(v); got != want {
			t.Fatalf("%s read back: got %v, want %v", b, got, want)
		}
	})
}

func meaning(c map[string]any, v Values) bool {
	if k, ok := c["not"]; ok {
		return !meaning(k.(map[string]any), v)
	}
	if list, ok := c["all"]; ok {
		for _, k := range list.([]any) {
			if !meaning(k.(map[string]any), v) {
				return false
			}
		}
		return true
	}
	if list, ok := c["any"]; ok {
		for _, k := range list.([]any) {
			if meaning(k.(map[string]any), v) {
				return true
			}
		}
		return false
	}
	given := v.Strings(c["field"].(string))
	if want, ok := c["answered"]; ok {
		return (len(given) > 0) == want.(bool)
	}
	wanted, ok := c["in"].([]any)
	if !ok {
		wanted = []any{c["equals"]}
	}
	return slices.ContainsFunc(given, func(s string) bool { return slices.Contains(wanted, any(s)) })
}

func TestAnyIsTheMirrorOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, v := rapid.SliceOfN(someCond(2), 1, 4).Draw(t, "conds"), Values(sheets.Draw(t, "sheet"))
		var negated []Cond
		for _, c := range list {
			negated = append(negated, Cond{Not: &c})
		}
		any, all := Cond{Any: list}, Cond{All: negated}
		if got, want := any.Holds(v), !all.Holds(v); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
