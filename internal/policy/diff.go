package policy

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml"
)

// Change is one row that differs between two stacks.
type Change struct {
	Key    string // kind/id of the row
	Before string // the row as YAML; "" where it was added
	After  string // "" where it was taken away
	ref    string // as clauses are bound to it
}

func (c Change) String() string {
	switch {
	case c.Before == "":
		return fmt.Sprintf("+ %s\n%s", c.Key, c.After)
	case c.After == "":
		return fmt.Sprintf("- %s\n%s", c.Key, c.Before)
	}
	return fmt.Sprintf("~ %s\n%s=>\n%s", c.Key, c.Before, c.After)
}

// Diff lists the rows that were added, taken away or changed, by key.
func Diff(from, to *Stack) []Change {
	before, after := byKey(from), byKey(to)
	var out []Change
	for key, b := range before {
		if a, ok := after[key]; !ok {
			out = append(out, Change{Key: key, Before: rowText(b), ref: b.ref})
		} else if !reflect.DeepEqual(a, b) {
			out = append(out, Change{Key: key, Before: rowText(b), After: rowText(a), ref: a.ref})
		}
	}
	for key, a := range after {
		if _, ok := before[key]; !ok {
			out = append(out, Change{Key: key, After: rowText(a), ref: a.ref})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func byKey(s *Stack) map[string]source {
	out := map[string]source{}
	for _, r := range s.sources() {
		out[r.key] = r
	}
	return out
}

// rowText is the row as it could stand in a file, without what is not set.
func rowText(r source) string {
	row, err := yaml.MarshalWithOptions(r.row, yaml.OmitZero())
	src, err2 := yaml.MarshalWithOptions(r.Source, yaml.OmitZero())
	if err != nil || err2 != nil {
		return fmt.Sprintf("%+v\n", r.row)
	}
	return string(row) + string(src)
}

// Unsettled lists the cadences whose interval the document leaves open (定期): ours
// holds until the region sets it.
func (s *Stack) Unsettled() []Cadence {
	return slices.DeleteFunc(slices.Clone(s.cadences), func(c Cadence) bool { return !c.Regular })
}

// Exercised lists the named cases by the reference they exercise.
func (s *Stack) Exercised() map[string][]string {
	out := make(map[string][]string, len(s.exercised))
	for k, v := range s.exercised {
		out[k] = slices.Clone(v)
	}
	return out
}
