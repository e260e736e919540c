// Package document writes what leaves the house on paper or in a file: reports as
// DOCX, and signed bundles of files that anybody can check outside. Everything is
// written as it goes, so no plain text is put down on a disk, and the same content
// gives the same bytes, so that what was signed can be made again.
package document

import "xinhuan/internal/care"

// Report is a text in chapters, each on a new page: the same for the page on
// screen, for print and for the file.
type Report struct {
	Lang     care.Lang
	Title    string
	Lead     []string // under the title
	Header   string   // at the top of every page: whose report, of which period
	Footer   string   // at the foot of every page: where it is signed
	Chapters []Chapter
}

// Chapter begins a page.
type Chapter struct {
	ID     string // for links on screen
	Title  string
	Blocks []Block
}

// Block is a heading, words under it and a table, each where there is one.
type Block struct {
	Heading string
	Words   []string
	Table   *Table
}

// Table is rows under headings; Empty is said where there is no row.
type Table struct {
	Columns []Column
	Rows    [][]string
	Empty   string
}

// Column is one column. Share is its part of the width; numbers stand right.
type Column struct {
	Title  string
	Share  int
	Number bool
}
