package sheet

import (
	"iter"
	"strings"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// Type is how the cells of a column are written.
type Type int

// The column types. Text is the default: numbers of people (student number,
// identity number, phone) are text, or office programs round them.
const (
	Text   Type = iota
	Number      // cells that are plain decimal numbers become numbers
	Date        // cells in ISO form become dates
)

// Column is one column of a table to write.
type Column struct {
	Title string
	Type  Type
	Width float64 // in characters; 0 lets the title decide
}

// Table is one sheet to write. Rows are pulled one at a time; a row shorter
// than Columns leaves the rest empty, extra cells are an error.
type Table struct {
	Name    string
	Columns []Column
	Rows    iter.Seq2[[]string, error]
}

// Guard defuses text that an office program would run as a formula, now or
// after the file was saved as CSV: it gets a leading apostrophe. The list is
// OWASP's for CSV injection, with the full-width forms that East Asian versions
// also take as operators.
func Guard(s string) string {
	if dangerous(s) {
		return "'" + s
	}
	return s
}

// Unguard takes back what Guard did, so that an exported list can be imported.
func Unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && dangerous(s[1:]) {
		return s[1:]
	}
	return s
}

func dangerous(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

func checkRow(t Table, cells []string) error {
	if len(cells) > len(t.Columns) {
		return care.Fail(care.Internal, "write sheet", "表格的列数不一致", "a row has more cells than the table has columns")
	}
	return nil
}

// decimal tells whether the text is a number an office program keeps exactly:
// at most 15 digits, no leading zeros, no exponent.
func decimal(s string) bool {
	body := strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(body, ".")
	if whole == "" || (point && fraction == "") || len(whole)+len(fraction) > 15 || (len(whole) > 1 && whole[0] == '0') {
		return false
	}
	return strings.Trim(whole+fraction, "0123456789") == ""
}
