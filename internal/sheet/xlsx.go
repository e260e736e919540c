package sheet

import (
	"io"
	"iter"
	"strconv"
	"unicode/utf8"
)

// rowReader reads the cells of one worksheet part. The texts of a row are
// collected in one buffer and become one string, of which the cells are parts:
// one allocation a row instead of one a cell.
type rowReader struct {
	book  *workbook
	scan  *scanner
	sheet string

	number int
	text   []byte // texts of the row, end to end
	spans  []span
	cells  int // columns up to the last one with content

	column int
	kind   []byte // the cell's t attribute
	style  int
	value  []byte // raw content of the cell
}

type span struct{ column, from, to int }

func (w *workbook) rows(sheet int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		stopped := false
		rr := &rowReader{book: w, sheet: w.sheets[sheet].Name}
		err := w.read(w.files[sheet], func(r io.Reader) error {
			rr.scan = newScanner(r, w.lim.token)
			return rr.run(func(row Row) bool {
				stopped = !yield(row, nil)
				return !stopped
			})
		})
		if err != nil && !stopped {
			yield(Row{Sheet: rr.sheet, Number: rr.number}, err)
		}
	}
}

// run walks sheetData. Everything behind it (merged ranges, links, drawings) is
// of no interest: of merged cells only the first has content, in every office
// program.
func (r *rowReader) run(yield func(Row) bool) error {
	inRow, inCell, inValue, phonetic := false, false, false, 0
	for {
		kind, err := r.scan.next()
		if err == io.EOF {
			return errBroken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return err
		}
		switch kind {
		case nodeStart:
			switch name := r.scan.name; {
			case string(name) == "c" && inRow:
				inCell = true
				r.startCell()
			case string(name) == "v" && inCell:
				inValue = true
			case string(name) == "t" && inCell:
				inValue = phonetic == 0
			case string(name) == "rPh":
				phonetic++
			case string(name) == "row":
				inRow = true
				r.startRow()
			}
		case nodeText:
			if inValue {
				r.value = appendText(r.value, r.scan.text, r.scan.plain)
			}
			if len(r.value) > r.book.lim.token {
				return errHugeCell()
			}
		case nodeEnd:
			switch name := r.scan.name; {
			case string(name) == "c" && inCell:
				inCell = false
				if err := r.endCell(); err != nil {
					return err
				}
			case string(name) == "v", string(name) == "t":
				inValue = false
			case string(name) == "rPh":
				phonetic--
			case string(name) == "row" && inRow:
				inRow = false
				if r.cells > 0 && !yield(r.take()) {
					return nil
				}
			case string(name) == "sheetData", string(name) == "worksheet":
				return nil
			}
		}
	}
}

func (r *rowReader) startRow() {
	r.number++
	if v := r.scan.attr("r"); v != "" {
		if n, err := strconv.Atoi(v); err == nil && n > 0 {
			r.number = n
		}
	}
	r.text, r.spans, r.cells, r.column = r.text[:0], r.spans[:0], 0, -1
}

func (r *rowReader) startCell() {
	r.value, r.kind, r.style = r.value[:0], r.kind[:0], 0
	r.column++
	for rest := r.scan.attrs; ; {
		var name, value []byte
		if name, value, rest = nextAttr(rest); name == nil {
			return
		}
		switch string(name) {
		case "r":
			if c := column(value); c >= 0 {
				r.column = c
			}
		case "t":
			r.kind = append(r.kind, value...)
		case "s":
			r.style = 0
			for _, c := range value {
				if c < '0' || c > '9' || r.style > 1<<20 {
					break
				}
				r.style = r.style*10 + int(c-'0')
			}
		}
	}
}

func (r *rowReader) endCell() error {
	from := len(r.text)
	switch string(r.kind) {
	case "s":
		if len(r.value) == 0 {
			return nil
		}
		i, ok := index(r.value)
		if ok {
			r.text, ok = r.book.strings.appendTo(r.text, i)
		}
		if !ok {
			return errBroken(nil)
		}
	case "inlineStr", "str", "e":
		r.text = append(r.text, unescape(r.value)...)
	case "d":
		r.text = append(r.text, isoDate(r.value)...)
	case "b":
		r.text = append(r.text, boolean(r.value)...)
	default:
		r.text = r.appendNumeric()
	}
	if len(r.text) == from {
		return nil
	}
	if r.column >= r.book.lim.maxCells {
		return errWide()
	}
	if !utf8.Valid(r.text[from:]) {
		r.text = append(r.text[:from], []byte(string([]rune(string(r.text[from:]))))...)
	}
	r.spans = append(r.spans, span{r.column, from, len(r.text)})
	r.cells = max(r.cells, r.column+1)
	return nil
}

func (r *rowReader) appendNumeric() []byte {
	if r.style < len(r.book.dates) && r.book.dates[r.style] && len(r.value) > 0 {
		if out, ok := appendDate(r.text, r.value, r.book.epoch1904); ok {
			return out
		}
	}
	return appendNumber(r.text, r.value)
}

// take makes the row that was read.
func (r *rowReader) take() Row {
	text := string(r.text)
	cells := make([]string, r.cells)
	for _, s := range r.spans {
		cells[s.column] = text[s.from:s.to]
	}
	return Row{Sheet: r.sheet, Number: r.number, Cells: cells}
}

// index reads a shared string index.
func index(raw []byte) (int, bool) {
	n := 0
	for _, c := range raw {
		if c < '0' || c > '9' || n > 1<<40 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func boolean(raw []byte) string {
	if string(raw) == "1" || string(raw) == "true" {
		return "TRUE"
	}
	return "FALSE"
}

// isoDate shortens the strict dialect's dates (2012-03-05T00:00:00) to a day.
func isoDate(raw []byte) []byte {
	if len(raw) > 11 && raw[10] == 'T' {
		if s := string(raw[11:]); s == "00:00:00" || s == "00:00:00Z" || s == "00:00:00.000" {
			return raw[:10]
		}
		raw[10] = ' '
	}
	return raw
}
