package table

import (
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// CodeSet is a list of codes that stand for "no answer" in a data set, such as
// 7 (refused) and 9 (don't know) in NHANES, or NA.
type CodeSet struct {
	numbers []float64
	words   []string
}

// Codes reads a comma-separated list: "7,9" or "NA,-99". The empty text is the
// empty set.
func Codes(list string) (CodeSet, error) {
	var set CodeSet
	if strings.TrimSpace(list) == "" {
		return set, nil
	}
	for _, code := range strings.Split(list, ",") {
		code = strings.TrimSpace(code)
		if code == "" {
			return CodeSet{}, care.Invalidf("missing", "缺失值代码之间多了一个逗号", "there is an empty code between two commas")
		}
		if n, err := strconv.ParseFloat(code, 64); err == nil {
			set.numbers = append(set.numbers, n)
			continue
		}
		set.words = append(set.words, code)
	}
	return set, nil
}

// Has tells whether a field means "no answer": it is empty or holds one of the
// codes. Numbers are compared as numbers, so "7", "7.0" and " 7" are the same.
func (s CodeSet) Has(field string) bool {
	field = strings.TrimSpace(field)
	if field == "" {
		return true
	}
	for _, w := range s.words {
		if w == field {
			return true
		}
	}
	if len(s.numbers) == 0 {
		return false
	}
	v, err := strconv.ParseFloat(field, 64)
	if err != nil {
		return false
	}
	for _, n := range s.numbers {
		if n == v {
			return true
		}
	}
	return false
}

// Value reads one field of a row: ok is false where it is empty or holds a
// code of the set.
func (s CodeSet) Value(r Row, column int) (v float64, ok bool, err error) {
	if s.Has(r.fields[column]) {
		return 0, false, nil
	}
	return r.Number(column)
}
