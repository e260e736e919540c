package psychometrics

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"xinhuan/internal/care"
)

// retest pairs the two waves. Only people whose sheets are complete both times
// take part, and alpha is theirs at the first wave. A person twice in one wave is
// refused: which sheet counts is not for a program to guess.
func (q Question) retest(sheets []Sheet) (*Retest, error) {
	waves := map[string]map[string]Sheet{}
	for _, s := range sheets {
		if waves[s.Wave] == nil {
			waves[s.Wave] = map[string]Sheet{}
		}
		if _, twice := waves[s.Wave][s.Person]; twice {
			return nil, care.Invalidf("id", "同一人在同一次测评中出现两次", "somebody appears twice in one wave")
		}
		waves[s.Wave][s.Person] = s
	}
	names := ordered(waves)
	if len(names) != 2 {
		return nil, care.Invalidf("pair", "配对需要恰好两次测评", "pairing needs exactly two waves")
	}

	var before []Sheet
	var second []float64
	for _, person := range ordered(waves[names[0]]) {
		a := waves[names[0]][person]
		b, both := waves[names[1]][person]
		if !both || missing(a) > 0 || missing(b) > 0 {
			continue
		}
		before = append(before, a)
		second = append(second, total(b))
	}
	columns, first := columnsOf(len(q.Items), before)
	out := NewRetest(first, second, Alpha(covariances(columns)))
	return &out, nil
}

// ordered lists keys by number where all are numbers ("2" before "10"), else as
// text; the order makes every run of the same data sum in the same sequence.
func ordered[V any](m map[string]V) []string {
	keys := slices.Sorted(maps.Keys(m))
	numbers := map[string]float64{}
	for _, k := range keys {
		v, err := strconv.ParseFloat(k, 64)
		if err != nil {
			return keys
		}
		numbers[k] = v
	}
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(numbers[a], numbers[b]) })
	return keys
}
