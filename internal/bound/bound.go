// Package bound says how large and how deep a YAML file of a pack may be. A parser
// goes down into a file as deep as its author nested it, so a file of a few brackets
// repeated could take the machine's memory: it is measured before anybody parses it.
package bound

import (
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"xinhuan/internal/care"
)

// The bounds. The largest file that ships has 60 kB and is nested seven deep. Ours.
const (
	Depth = 64
	Bytes = 256 << 10
)

// Fault is where a file goes beyond a bound, from 1, and what to do.
type Fault struct {
	Line, Col int
	Text      care.Text
}

func (f *Fault) Error() string { return f.Text.En }

// Check measures a file without parsing it; nil where it is within the bounds.
func Check(src []byte) *Fault {
	if len(src) > Bytes {
		return &Fault{1, 1, care.Text{Zh: fmt.Sprintf("文件超过 %d KB：请拆分或删减", Bytes>>10), En: fmt.Sprintf("the file has more than %d KB: split or shorten it", Bytes>>10)}}
	}
	var d depth
	for _, t := range lexer.Tokenize(string(src)) {
		if d.enter(t) > Depth {
			return &Fault{t.Position.Line, t.Position.Column, care.Text{Zh: fmt.Sprintf("嵌套超过 %d 层：请改得平一些", Depth), En: fmt.Sprintf("nested more than %d deep: make it flatter", Depth)}}
		}
	}
	return nil
}

// depth is how deep a token stands: the brackets open before it, and the columns at
// which lists and mappings began that go on.
type depth struct {
	brackets int
	columns  []int
}

// enter takes the next token in and tells how deep it is.
func (d *depth) enter(t *token.Token) int {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		d.brackets++
	case token.SequenceEndType, token.MappingEndType:
		d.brackets = max(0, d.brackets-1)
	case token.DocumentHeaderType:
		*d = depth{}
	case token.SequenceEntryType, token.MappingKeyType:
		d.begin(t.Position.Column)
	case token.MappingValueType:
		if t.Prev != nil && d.brackets == 0 {
			d.begin(t.Prev.Position.Column)
		}
	}
	return d.brackets + len(d.columns)
}

func (d *depth) begin(column int) {
	for n := len(d.columns); n > 0 && d.columns[n-1] >= column; n-- {
		d.columns = d.columns[:n-1]
	}
	d.columns = append(d.columns, column)
}
