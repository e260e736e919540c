package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// TextForm is how a CSV file is written, as found by reading all of it once.
type TextForm struct {
	Encoding     string // "utf-8", "gb18030", "utf-16le" or "utf-16be"
	Mark         bool   // begins with a byte order mark
	Comma        rune
	FinalNewline bool
}

// OpenCSV opens a text table that can be read from the start repeatedly, such
// as a file of a folder or an entry of an archive. The whole text is read once
// to find its encoding: a file may be ASCII for megabytes before the first
// Chinese name appears.
func OpenCSV(name string, open func() (io.ReadCloser, error)) (*Book, error) {
	rc, err := open()
	if err != nil {
		return nil, errBroken(err)
	}
	form, head, err := textForm(rc)
	rc.Close()
	if err != nil {
		return nil, err
	}
	form.Comma = separator(decode(bytes.NewReader(head), form))
	title := strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name))
	b := &Book{Name: name, Format: CSV, Text: form, sheets: []Sheet{{Name: title}}}
	b.rows = func(int) iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			rc, err := open()
			if err != nil {
				yield(Row{Sheet: title}, errBroken(err))
				return
			}
			defer rc.Close()
			readText(decode(rc, form), title, form.Comma, yield)
		}
	}
	return b, nil
}

// textForm reads to the end. It returns the first 64 KiB as a sample.
func textForm(r io.Reader) (TextForm, []byte, error) {
	const sample = 64 << 10
	var form TextForm
	var head []byte
	buf := make([]byte, sample+utf8.UTFMax)
	kept, valid, last := 0, true, byte(0)
	for {
		n, err := io.ReadFull(r, buf[kept:sample])
		chunk := buf[:kept+n]
		if head == nil {
			head = bytes.Clone(chunk)
		}
		end := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !end {
			return form, nil, partError(err)
		}
		if n > 0 {
			last = chunk[len(chunk)-1]
		}
		whole := len(chunk)
		if !end {
			whole -= cutRune(chunk)
		}
		valid = valid && utf8.Valid(chunk[:whole])
		kept = copy(buf, chunk[whole:])
		if end {
			break
		}
	}
	form.FinalNewline = last == '\n' || last == '\r'
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		form.Encoding, form.Mark, form.FinalNewline = "utf-16le", true, true
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		form.Encoding, form.Mark, form.FinalNewline = "utf-16be", true, true
	case valid:
		form.Encoding, form.Mark = "utf-8", bytes.HasPrefix(head, []byte("\xef\xbb\xbf"))
	default:
		form.Encoding = "gb18030"
	}
	return form, head, nil
}

// cutRune counts the bytes at the end that begin a rune which goes on.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if utf8.RuneStart(b[len(b)-n]) {
			if utf8.FullRune(b[len(b)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}

func decode(r io.Reader, form TextForm) io.Reader {
	var e encoding.Encoding
	switch form.Encoding {
	case "gb18030":
		e = simplifiedchinese.GB18030
	case "utf-16le":
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16be":
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	default:
		br := bufio.NewReaderSize(r, 64<<10)
		if form.Mark {
			br.Discard(3)
		}
		return br
	}
	return transform.NewReader(r, e.NewDecoder())
}

// separator finds what stands between the columns: the character that cuts the
// first lines most evenly into most parts.
func separator(r io.Reader) rune {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 256<<10)
	best, score := ',', 0
	counts := map[rune][]int{}
	for n := 0; n < 20 && lines.Scan(); {
		line := lines.Text()
		if n == 0 && len(line) == 5 && strings.HasPrefix(strings.ToLower(line), "sep=") {
			return rune(line[4])
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		n++
		for _, c := range []rune{',', ';', '\t'} {
			counts[c] = append(counts[c], countOutside(line, c))
		}
	}
	for _, c := range []rune{',', ';', '\t'} {
		same := map[int]int{}
		for _, n := range counts[c] {
			same[n]++
		}
		for n, times := range same {
			if n > 0 && times*n > score {
				best, score = c, times*n
			}
		}
	}
	return best
}

func countOutside(line string, c rune) int {
	n, quoted := 0, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == c && !quoted:
			n++
		}
	}
	return n
}

func readText(r io.Reader, sheet string, comma rune, yield func(Row, error) bool) {
	guard := &recordGuard{r: r}
	cr := csv.NewReader(guard)
	cr.Comma, cr.FieldsPerRecord, cr.LazyQuotes = comma, -1, true
	line := 0
	for {
		cells, err := cr.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			var pe *csv.ParseError
			if errors.As(err, &pe) {
				err = errBroken(pe.Err)
			}
			yield(Row{Sheet: sheet, Number: line}, partError(err))
			return
		}
		guard.since = 0
		line, _ = cr.FieldPos(0)
		if (line == 1 && strings.HasPrefix(strings.ToLower(cells[0]), "sep=")) || blank(cells) {
			continue
		}
		if len(cells) > defaultLimits.maxCells {
			yield(Row{Sheet: sheet, Number: line}, errWide())
			return
		}
		for i, c := range cells {
			if strings.Count(c, "\n") > maxBreaks {
				yield(Row{Sheet: sheet, Number: line}, errHugeCell())
				return
			}
			if !utf8.ValidString(c) {
				cells[i] = strings.ToValidUTF8(c, "\ufffd")
			}
		}
		if !yield(Row{Sheet: sheet, Number: line, Cells: cells}, nil) {
			return
		}
	}
}

// maxBreaks is how many line breaks a cell may hold (ours): an address has two
// or three, a cell with more began with a quote that was never closed and has
// swallowed its neighbours.
const maxBreaks = 20

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// recordGuard stops a record that never ends: a forgotten closing quote would
// otherwise pull the rest of the file into one cell.
type recordGuard struct {
	r     io.Reader
	since int // bytes handed out since the last whole record
}

func (g *recordGuard) Read(b []byte) (int, error) {
	if g.since > 2*defaultLimits.token {
		return 0, errHugeCell()
	}
	n, err := g.r.Read(b)
	g.since += n
	return n, err
}
