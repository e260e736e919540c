package demo

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf16"
)

// secrets finds known texts in bytes. Texts are looked up by their first four bytes,
// because a district has thousands of them and a database megabytes.
type secrets struct {
	starts [1 << 16]bool // whether a form starts with these two bytes
	byHead map[[4]byte][]form
}

// form is a text in one encoding.
type form struct {
	text string
	pair binary.ByteOrder // of a name of two characters in UTF-16, else nil
}

// add makes a text known in three encodings.
func (s *secrets) add(text string) {
	s.addForm(form{text: text})
	units := utf16.Encode([]rune(text))
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		f := form{text: wide(text, order)}
		if len(units) == 2 {
			f.pair = order
		}
		s.addForm(f)
	}
}

func (s *secrets) addForm(f form) {
	if len(f.text) < 4 {
		return // one character: no name has so few
	}
	head := [4]byte([]byte(f.text))
	if !slices.Contains(s.byHead[head], f) {
		s.starts[binary.BigEndian.Uint16(head[:])] = true
		s.byHead[head] = append(s.byHead[head], f)
	}
}

// wide is a text in UTF-16.
func wide(text string, order binary.ByteOrder) string {
	units := utf16.Encode([]rune(text))
	b := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(b[2*i:], u)
	}
	return string(b)
}

// in lists what stands in the bytes.
func (s *secrets) in(body []byte) (found []string) {
	for i := 0; i+4 <= len(body); i++ {
		if !s.starts[binary.BigEndian.Uint16(body[i:])] {
			continue
		}
		for _, f := range s.byHead[[4]byte(body[i:])] {
			if bytes.HasPrefix(body[i:], []byte(f.text)) && (f.pair == nil || standsApart(body, i, f.pair)) {
				found = append(found, f.text)
			}
		}
	}
	return found
}

// standsApart tells a name of two characters in UTF-16 from chance: its four bytes alone
// are met about once in the megabytes of sealed bytes that are searched for hundreds of
// names. In a text a name has marks, letters, digits or blanks of the same encoding
// around it, the next field among them: one on each side, or two on one. By chance that is
// so for one hit in some 80,000. A name with nothing but Chinese characters around it is
// left to its form in UTF-8.
func standsApart(body []byte, at int, order binary.ByteOrder) bool {
	mark := func(i int) bool {
		if i < 0 || i+2 > len(body) {
			return false
		}
		switch u := order.Uint16(body[i:]); u {
		case '\t', '\n', '\r', '、', '。', '，', '：', '；', '（', '）', '“', '”', '《', '》', '\u3000':
			return true
		default:
			return u >= ' ' && u <= '~'
		}
	}
	before, after := mark(at-2), mark(at+4)
	return before && after || before && mark(at-4) || after && mark(at+6)
}

// The search must be able to find: each form of a text that was left in clear.
func TestTheSearchFindsWhatIsClear(t *testing.T) {
	known := everySecret(300)
	for name, order := range map[string]binary.ByteOrder{"UTF-16LE": binary.LittleEndian, "UTF-16BE": binary.BigEndian} {
		if len(known.in([]byte("\x00before"+wide(canary, order)))) == 0 {
			t.Errorf("%s: got nothing, want the canary", name)
		}
	}
	if got := known.in([]byte("before " + canary + " after")); len(got) != 1 {
		t.Errorf("UTF-8: got %d finds, want one", len(got))
	}
	if got := known.in([]byte("a page without anybody")); len(got) != 0 {
		t.Errorf("nobody: got %d finds, want none", len(got))
	}
}

// A name of two characters is found in UTF-16 wherever a field, a line or a sentence ends
// beside it, at even and odd places; in sealed bytes, which hold its four bytes too, it is not.
func TestTheSearchFindsNamesOfTwoCharacters(t *testing.T) {
	known := &secrets{byHead: map[[4]byte][]form{}}
	known.add("方宁")
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, text := range []string{"\"方宁\"", "1,方宁,2", "方宁\t2026", "学生：方宁（初一）", "name=方宁", "方宁, ", "\n方宁\n"} {
			for _, before := range []string{"", "\xf3", "\xf3\x9c"} {
				if got := known.in([]byte(before + wide(text, order) + "\xd1\xe2")); len(got) != 1 {
					t.Errorf("%v, %q behind %d bytes: got %d finds, want one", order, text, len(before), len(got))
				}
			}
		}
	}

	dice := rand.New(rand.NewPCG(8, 26))
	sealed := make([]byte, 4<<20)
	for i := range sealed {
		sealed[i] = byte(dice.Uint32())
	}
	for i := 0; i+64 < len(sealed); i += 1 << 10 { // thousands of times what chance brings
		copy(sealed[i:], wide("方宁", binary.LittleEndian))
		copy(sealed[i+32:], wide("方宁", binary.BigEndian))
	}
	if got := known.in(sealed); len(got) > 0 {
		t.Errorf("in sealed bytes: got %d finds of 8192 chance ones, want none", len(got))
	}
}

// The made-up district has such names, so the search on disk looks for them.
func TestTheDistrictHasNamesOfTwoCharacters(t *testing.T) {
	pairs := 0
	for _, forms := range everySecret(300).byHead {
		for _, f := range forms {
			if f.pair != nil {
				pairs++
			}
		}
	}
	if pairs < 20 {
		t.Errorf("got %d forms of names of two characters, want those of the district", pairs)
	}
}
