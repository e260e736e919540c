package webtest

import (
	"encoding/csv"
	"strings"
)

// CSV is the rows of a file that was handed out, each by the titles of its columns.
func (a Answer) CSV() []map[string]string {
	a.t.Helper()
	if a.OK(); !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") {
		a.t.Fatalf("got %s, want a CSV file", a.Header.Get("Content-Type"))
	}
	list, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\ufeff"))).ReadAll()
	if err != nil || len(list) == 0 {
		a.t.Fatalf("a file of %d lines (%v)", len(list), err)
	}
	var rows []map[string]string
	for _, cells := range list[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[list[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}
