package table

import (
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Items reads a list of item columns: names, and "..." between two of them for the
// columns that stand there in the file, so A1,...,A9 is A1 to A9. Every command that
// takes items reads them here. The same item twice would count its answer twice and
// is refused.
func (t *Table) Items(given []string) ([]string, error) {
	var names []string
	for i, name := range given {
		name = strings.TrimSpace(name)
		if name != "..." {
			names = append(names, name)
			continue
		}
		if i == 0 || i == len(given)-1 {
			return nil, care.Invalidf("items", "省略号须在两列之间", "... stands between two columns")
		}
		from, to := slices.Index(t.names, strings.TrimSpace(given[i-1])), slices.Index(t.names, strings.TrimSpace(given[i+1]))
		if from < 0 || to <= from {
			return nil, care.Invalidf("items", "省略号两侧的列不存在或次序不对", "the columns around ... do not exist or are in the wrong order")
		}
		names = append(names, t.names[from+1:to]...)
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, care.Invalidf("items", fmt.Sprintf("列 %s 给出了两次；每个条目只列一次", name), fmt.Sprintf("column %s is given twice; name each item once", name))
		}
	}
	return names, nil
}
