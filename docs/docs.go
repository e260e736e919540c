// Package docs carries the pages of documentation that the program itself holds
// its database against.
package docs

import (
	"embed"
	"regexp"
	"strings"
)

//go:embed *.md
var pages embed.FS

// The headings of the two registers in security.md.
const (
	Clear  = "Clear columns"
	Sealed = "Sealed columns"
)

var code = regexp.MustCompile("`([a-z_]+)`")

// Registered reads the table of security.md under a heading: every column named
// there as "table.column", with the cells that follow it in its row.
func Registered(heading string) map[string][]string {
	page, _ := pages.ReadFile("security.md")
	return registered(string(page), heading)
}

func registered(page, heading string) map[string][]string {
	_, text, _ := strings.Cut(page, "\n## "+heading+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	rows := map[string][]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "| `") || len(cells) < 3 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for _, column := range code.FindAllStringSubmatch(cells[1], -1) {
			rows[strings.Trim(cells[0], "`")+"."+column[1]] = cells[2:]
		}
	}
	return rows
}

// Columns is every registered column, clear and sealed alike.
func Columns() map[string]bool {
	known := map[string]bool{}
	for _, heading := range []string{Clear, Sealed} {
		for column := range Registered(heading) {
			known[column] = true
		}
	}
	return known
}
