package sheet

import (
	"io"
	"iter"
)

// Format is what kind of file a book came from.
type Format string

// The formats that can be read.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Sheet is one table of a book.
type Sheet struct {
	Name   string
	Hidden bool // hidden in the office program; people forget that they exist
}

// Row is one row with content.
type Row struct {
	Sheet  string
	Number int      // 1 is the first row; in CSV the line on which the row begins
	Cells  []string // text as a person would type it; dates ISO; missing cells ""
}

// Book is an open workbook or text table. It keeps the reader it was given and
// may be read several times; it holds no file of its own, so it needs no Close.
type Book struct {
	Name   string // of the file, for messages; never opened as a path
	Format Format
	Text   TextForm // for CSV
	sheets []Sheet
	rows   func(sheet int) iter.Seq2[Row, error]
}

// Open recognises the format by content, not by the name's ending, and reads
// the small parts. It fails with care.Invalid for files that are no table this
// package can read: old .xls, encrypted workbooks, OpenDocument, web pages
// saved as .xls, and archives built to exhaust memory.
func Open(r io.ReaderAt, size int64, name string) (*Book, error) {
	return open(r, size, name, defaultLimits)
}

func open(r io.ReaderAt, size int64, name string, lim limits) (*Book, error) {
	kind, err := sniff(r, size)
	if err != nil {
		return nil, err
	}
	if kind == XLSX {
		return openXLSX(r, size, name, lim)
	}
	return OpenCSV(name, func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(r, 0, size)), nil
	})
}

// Sheets lists the tables in the book's order, hidden ones included.
func (b *Book) Sheets() []Sheet { return append([]Sheet(nil), b.sheets...) }

// Rows yields the rows with content of one sheet, in file order. An error is
// yielded once, last, with a Row that tells how far reading came. A name that
// is not in the book yields care.NotFound.
func (b *Book) Rows(sheet string) iter.Seq2[Row, error] {
	for i, s := range b.sheets {
		if s.Name == sheet {
			return b.rows(i)
		}
	}
	return func(yield func(Row, error) bool) {
		yield(Row{Sheet: sheet}, errNoSheet())
	}
}
