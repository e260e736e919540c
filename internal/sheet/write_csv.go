package sheet

import (
	"encoding/csv"
	"io"
	"strings"
)

// WriteCSV writes a table as UTF-8 text with a byte order mark, which Excel
// needs to show Chinese, and CRLF line ends. Long numbers and numbers with
// leading zeros in text columns end in a tab: Excel then leaves them alone, and
// every reader that trims cells, ours included, never sees it.
func WriteCSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	cw := csv.NewWriter(w)
	cw.UseCRLF = true
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = Guard(c.Title)
	}
	if err := cw.Write(record); err != nil {
		return err
	}
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := checkRow(t, cells); err != nil {
			return err
		}
		clear(record)
		for i, s := range cells {
			record[i] = csvCell(t.Columns[i].Type, s)
		}
		if err := cw.Write(record); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

func csvCell(t Type, s string) string {
	if t == Number && decimal(s) {
		return s
	}
	if t != Date && len(s) > 1 && strings.Trim(s, "0123456789") == "" && (len(s) > 11 || s[0] == '0') {
		return s + "\t"
	}
	return Guard(s)
}
