package psychometrics

import (
	"fmt"
	"slices"

	"xinhuan/internal/care"
)

// Question is what to find out about the sheets.
type Question struct {
	Items    []string
	Reverse  []string // items answered the other way round: v becomes Min+Max-v
	Min, Max float64  // the range of an item as it stands in the data; needed for Reverse only
	Subtract float64  // taken from every answer, where a file codes from 1 what a scale counts from 0
	Weighted bool     // also give weighted shares
	Cut      *float64 // count people at or above
	Grouped  bool     // repeat everything for each Sheet.Group
	Paired   bool     // compare the two waves by Sheet.Person
}

func (q Question) check() error {
	if len(q.Items) == 0 {
		return care.Invalidf("items", "请列出题目所在的列", "name the columns of the items")
	}
	seen := map[string]bool{}
	for _, item := range q.Items {
		if seen[item] {
			return care.Invalidf("items", "题目重复："+item, "an item is named twice: "+item)
		}
		seen[item] = true
	}
	for _, item := range q.Reverse {
		if !seen[item] {
			return care.Invalidf("reverse", "反向题不在题目中："+item, "a reversed item is not among the items: "+item)
		}
	}
	if len(q.Reverse) > 0 && q.Max <= q.Min {
		return care.Invalidf("max", "反向题需要最小值和最大值", "reversed items need the smallest and the largest value")
	}
	return nil
}

// keyed turns reversed items round, so that every item points the same way, and
// brings all to the scale's own zero.
func (q Question) keyed(sheets []Sheet) ([]Sheet, error) {
	out := slices.Clone(sheets)
	for s := range out {
		out[s].Values = slices.Clone(out[s].Values)
		for i, item := range q.Items {
			v := &out[s].Values[i]
			if slices.Contains(q.Reverse, item) {
				// A code such as 9 for "don't know" would otherwise turn into a low score.
				if *v < q.Min || *v > q.Max {
					return nil, care.Invalidf("reverse",
						fmt.Sprintf("第 %d 份答卷的 %s 超出 %g–%g", s+1, item, q.Min, q.Max),
						fmt.Sprintf("sheet %d: %s is outside %g-%g", s+1, item, q.Min, q.Max))
				}
				*v = q.Min + q.Max - *v
			}
			*v -= q.Subtract
		}
	}
	return out, nil
}
