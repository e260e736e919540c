package bound

import (
	"fmt"
	"strings"
	"testing"
)

// However somebody nests, the file is refused at the place where it gets too deep.
func TestTooDeepIsRefusedBeforeItIsParsed(t *testing.T) {
	var indented strings.Builder
	for i := range 100 {
		fmt.Fprintf(&indented, "%sa:\n", strings.Repeat(" ", i))
	}
	for name, c := range map[string]struct {
		src  string
		line int
	}{
		"lists in brackets":    {"x: 1\ny: " + strings.Repeat("[", 20000), 2},
		"mappings in brackets": {strings.Repeat("{a: ", 20000), 1},
		"lists in a line":      {strings.Repeat("- ", 20000), 1},
		"mappings indented":    {indented.String(), Depth + 1},
		"too large":            {strings.Repeat("# a\n", Bytes/4+1), 1},
	} {
		f := Check([]byte(c.src))
		if f == nil || f.Line != c.line || f.Col < 1 || f.Text.Zh == "" {
			t.Errorf("%s: %+v; want a fault in line %d", name, f, c.line)
		}
	}
	for name, src := range map[string]string{
		"deep enough":           strings.Repeat("[", Depth) + strings.Repeat("]", Depth),
		"many, side by side":    strings.Repeat("- [a, {b: c}]\n", 10000),
		"brackets in a text":    "a: \"" + strings.Repeat("[", 20000) + "\"\nb: |\n  " + strings.Repeat("[", 200) + "\n",
		"many keys, one column": strings.Repeat("a:\n  b: 1\n", 10000),
		"nothing":               "",
	} {
		if f := Check([]byte(src)); f != nil {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
