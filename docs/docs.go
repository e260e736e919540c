// Package docs carries the pages of documentation that the program itself holds
// its database against.
package docs

import (
	"embed"
	"regexp"
)

//go:embed *.md
var pages embed.FS

// registered finds a column at the head of a table row: | `table.column` | ...
var registered = regexp.MustCompile("(?m)^\\| *`([a-z_]+\\.[a-z_]+)`")

// Columns lists the columns that the register in security.md names, clear and
// sealed alike.
func Columns() map[string]bool {
	page, err := pages.ReadFile("security.md")
	if err != nil {
		return nil
	}
	known := map[string]bool{}
	for _, m := range registered.FindAllSubmatch(page, -1) {
		known[string(m[1])] = true
	}
	return known
}
