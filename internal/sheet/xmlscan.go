package sheet

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"
)

// node is what the scanner found.
type node int

const (
	nodeStart node = iota + 1
	nodeEnd
	nodeText
)

// scanner walks the tags and texts of one XML part without building anything:
// a million rows are about 450 MB of XML, and encoding/xml would take minutes
// over them. It knows what office XML uses (elements, attributes, text, CDATA)
// and refuses document type declarations, so entities can't be declared.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	max      int
	eof      bool

	name  []byte // of the element, without prefix; valid until the next call
	attrs []byte // raw attributes of a start tag
	text  []byte // raw text, see appendText
	plain bool   // the text is CDATA: no entities in it
	open  bool   // an empty element <a/> still owes its end
}

func newScanner(r io.Reader, maxToken int) *scanner {
	return &scanner{r: r, buf: make([]byte, 128<<10), max: maxToken}
}

// fill reads more, keeping what lies between pos and end. It reports false at
// the end of the input.
func (s *scanner) fill() (bool, error) {
	if s.eof {
		return false, nil
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= s.max {
			return false, errHugeCell()
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			return n > 0, nil
		}
		if err != nil {
			return false, partError(err)
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, errBroken(io.ErrNoProgress)
}

// next moves to the next node. At the end of the part it returns io.EOF.
func (s *scanner) next() (node, error) {
	if s.open {
		s.open = false
		return nodeEnd, nil
	}
	for {
		if s.pos == s.end {
			if more, err := s.fill(); !more {
				return 0, orEOF(err)
			}
		}
		if s.buf[s.pos] != '<' {
			return s.takeText()
		}
		kind, err := s.takeTag()
		if err != nil || kind != 0 {
			return kind, err
		}
	}
}

func (s *scanner) takeText() (node, error) {
	n, err := s.find(0, "<")
	if err != nil {
		return 0, err
	}
	if n < 0 {
		n = s.end - s.pos
	}
	s.text, s.plain = s.buf[s.pos:s.pos+n], false
	s.pos += n
	return nodeText, nil
}

// takeTag consumes one tag; comments and instructions give no node.
func (s *scanner) takeTag() (node, error) {
	n, err := s.find(1, ">")
	if err != nil {
		return 0, err
	}
	if n < 0 {
		return 0, errBroken(io.ErrUnexpectedEOF)
	}
	switch s.buf[s.pos+1] {
	case '?':
		return 0, s.skip("?>")
	case '!':
		return s.takeSpecial()
	case '/':
		s.name = local(bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n"))
		s.pos += n + 1
		return nodeEnd, nil
	}
	for quoteOpen(s.buf[s.pos+1 : s.pos+n]) { // a '>' may stand inside an attribute
		more, err := s.find(n+1, ">")
		if err != nil {
			return 0, err
		}
		if more < 0 {
			return 0, errBroken(io.ErrUnexpectedEOF)
		}
		n = more
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	if len(tag) > 0 && tag[len(tag)-1] == '/' {
		s.open = true
		tag = tag[:len(tag)-1]
	}
	if i := bytes.IndexAny(tag, " \t\r\n"); i >= 0 {
		s.name, s.attrs = local(tag[:i]), tag[i+1:]
	} else {
		s.name, s.attrs = local(tag), nil
	}
	return nodeStart, nil
}

func (s *scanner) takeSpecial() (node, error) {
	for s.end-s.pos < 9 {
		if more, err := s.fill(); !more {
			return 0, orBroken(err)
		}
	}
	head := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		return 0, s.skip("-->")
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		n, err := s.find(9, "]]>")
		if err != nil {
			return 0, err
		}
		if n < 0 {
			return 0, errBroken(io.ErrUnexpectedEOF)
		}
		s.text, s.plain = s.buf[s.pos+9:s.pos+n], true
		s.pos += n + 3
		return nodeText, nil
	}
	return 0, errBroken(nil)
}

func (s *scanner) skip(until string) error {
	n, err := s.find(2, until)
	if err != nil {
		return err
	}
	if n < 0 {
		return errBroken(io.ErrUnexpectedEOF)
	}
	s.pos += n + len(until)
	return nil
}

// find looks for sub at or after offset from pos, reading as needed, and
// returns its offset from pos, or -1 at the end of the input.
func (s *scanner) find(offset int, sub string) (int, error) {
	for {
		if s.pos+offset <= s.end {
			window := s.buf[s.pos+offset : s.end]
			var i int
			if len(sub) == 1 {
				i = bytes.IndexByte(window, sub[0])
			} else {
				i = bytes.Index(window, []byte(sub))
			}
			if i >= 0 {
				return offset + i, nil
			}
			offset = max(offset, s.end-s.pos-len(sub)+1)
		}
		if more, err := s.fill(); !more {
			return -1, err
		}
	}
}

// attr returns the raw value of an attribute, by its local name.
func (s *scanner) attr(name string) string {
	for rest := s.attrs; ; {
		var n, v []byte
		if n, v, rest = nextAttr(rest); n == nil {
			return ""
		}
		if string(n) == name {
			return string(appendText(nil, v, false))
		}
	}
}

// nextAttr takes one name="value" off the front; a nil name means no more.
func nextAttr(a []byte) (name, value, rest []byte) {
	eq := bytes.IndexByte(a, '=')
	if eq < 0 {
		return nil, nil, nil
	}
	name = local(bytes.TrimSpace(a[:eq]))
	a = bytes.TrimLeft(a[eq+1:], " \t\r\n")
	if len(a) == 0 || (a[0] != '"' && a[0] != '\'') || len(name) == 0 {
		return nil, nil, nil
	}
	end := bytes.IndexByte(a[1:], a[0])
	if end < 0 {
		return nil, nil, nil
	}
	return name, a[1 : 1+end], a[end+2:]
}

// quoteOpen tells whether the bytes end inside an attribute value.
func quoteOpen(tag []byte) bool {
	if bytes.IndexByte(tag, '\'') < 0 {
		return bytes.Count(tag, []byte{'"'})%2 == 1
	}
	var quote byte
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote != 0
}

// local drops the namespace prefix: some writers put x: before every name.
func local(name []byte) []byte {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// appendText appends raw text with its entities resolved. Unknown entities stay
// as they are written.
func appendText(dst, raw []byte, plain bool) []byte {
	for !plain {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			break
		}
		dst = append(dst, raw[:i]...)
		raw = raw[i:]
		semi := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		r := rune(-1)
		if semi > 0 {
			r = entity(string(raw[1:semi]))
		}
		if r < 0 {
			dst = append(dst, '&')
			raw = raw[1:]
			continue
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[semi+1:]
	}
	return append(dst, raw...)
}

func entity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	if len(name) < 2 || name[0] != '#' {
		return -1
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 21)
	if err != nil {
		return -1
	}
	return rune(v)
}

func orEOF(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

func orBroken(err error) error {
	if err == nil {
		return errBroken(io.ErrUnexpectedEOF)
	}
	return err
}
