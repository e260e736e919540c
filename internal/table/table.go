// Package table reads CSV files column by column for the commands that score
// and analyse data sets.
//
// A byte-order mark, CRLF line ends, quoted fields and spaces around values are
// tolerated; a missing column, a short row and a value that is no number are
// refused with the line and the column. Messages never repeat a value, because
// a value may be somebody's answer.
package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Table is an open CSV file whose header has been read. Rows come one at a
// time, so a file of any length needs the memory of one row.
type Table struct {
	names  []string
	index  map[string]int
	reader *csv.Reader
}

// Row is one line of data. It is valid until the next row is read.
type Row struct {
	Line   int // line in the file where the row begins, the header being line 1
	fields []string
	names  []string
}

// Open reads the header. It fails with care.Invalid on an empty file, an empty
// or repeated column name and on text that is not UTF-8.
func Open(r io.Reader) (*Table, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\uFEFF" {
		buffered.Discard(3)
	}
	reader := csv.NewReader(buffered)
	reader.ReuseRecord = true
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, care.Fail(care.Invalid, "read table", "文件是空的,缺少表头", "the file is empty: it has no header")
	}
	if err != nil {
		return nil, broken(err)
	}
	t := &Table{reader: reader, index: make(map[string]int, len(header))}
	for i, name := range header {
		name = strings.Clone(strings.TrimSpace(name))
		if name == "" {
			return nil, care.Fail(care.Invalid, "read table", fmt.Sprintf("表头第 %d 列没有名称", i+1), fmt.Sprintf("column %d of the header has no name", i+1))
		}
		if strings.ToValidUTF8(name, "") != name {
			return nil, care.Fail(care.Invalid, "read table", "表头不是 UTF-8 编码,请另存为 UTF-8 的 CSV", "the header is not UTF-8: save the file as UTF-8 CSV")
		}
		if _, twice := t.index[name]; twice {
			return nil, care.Fail(care.Invalid, "read table", fmt.Sprintf("表头中列名 %q 重复", name), fmt.Sprintf("the header has the column %q twice", name))
		}
		t.index[name] = i
		t.names = append(t.names, name)
	}
	return t, nil
}

// Names lists the columns in the file's order.
func (t *Table) Names() []string { return t.names }

// Column finds a column by its exact name; the error lists the known names.
func (t *Table) Column(name string) (int, error) {
	if i, ok := t.index[name]; ok {
		return i, nil
	}
	known := strings.Join(t.names, ", ")
	return 0, care.Invalidf(name, fmt.Sprintf("没有列 %q;文件中的列:%s", name, known), fmt.Sprintf("there is no column %q; the file has: %s", name, known))
}

// Columns finds several columns, in the order asked for.
func (t *Table) Columns(names ...string) ([]int, error) {
	found := make([]int, 0, len(names))
	for _, name := range names {
		i, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		found = append(found, i)
	}
	return found, nil
}

// Next reads the next row; io.EOF ends the file.
func (t *Table) Next() (Row, error) {
	fields, err := t.reader.Read()
	if errors.Is(err, io.EOF) {
		return Row{}, io.EOF
	}
	if err != nil {
		return Row{}, broken(err)
	}
	line, _ := t.reader.FieldPos(0)
	return Row{Line: line, fields: fields, names: t.names}, nil
}

// Rows walks over the rest of the file; the walk ends after the first error.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := t.Next()
			if errors.Is(err, io.EOF) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// Text is the value without surrounding spaces; "" means missing.
func (r Row) Text(column int) string { return strings.TrimSpace(r.fields[column]) }

// Number reads the value as a number; ok is false where the field is empty.
// Anything else that is no finite number is an error naming line and column.
func (r Row) Number(column int) (v float64, ok bool, err error) {
	s := r.Text(column)
	if s == "" {
		return 0, false, nil
	}
	v, err = strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		name := r.names[column]
		return 0, false, care.Invalidf(name, fmt.Sprintf("第 %d 行,列 %s:不是数字", r.Line, name), fmt.Sprintf("line %d, column %s: not a number", r.Line, name))
	}
	return v, true, nil
}

// broken words the reader's own faults (a field too many, a stray quote). The
// reader's messages give positions, never contents.
func broken(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return &care.Error{Kind: care.Unavailable, Op: "read table", Text: care.Text{Zh: "文件读取失败", En: "the file could not be read"}, Err: err}
	}
	return &care.Error{Kind: care.Invalid, Op: "read table", Err: parse.Err, Text: care.Text{
		Zh: fmt.Sprintf("第 %d 行格式有误(列数与表头不同,或引号不成对)", parse.Line),
		En: fmt.Sprintf("line %d is malformed (another number of columns than the header, or an unpaired quote)", parse.Line),
	}}
}
