package questionnaire

import "slices"

// Cond is a condition over the answers: exactly one of All, Any, Not, or Field
// with exactly one of Equals, In, Answered. It travels to the page as JSON so
// that the browser can show and hide fields at once; the server remains the
// judge.
//
// Equals and In compare option codes ("yes" and "no" for a YesNo). A Multi
// satisfies them when any of its chosen codes does. An unanswered or hidden
// field satisfies neither.
type Cond struct {
	All []Cond `json:"all,omitempty"`
	Any []Cond `json:"any,omitempty"`
	Not *Cond  `json:"not,omitempty"`

	Field    string   `json:"field,omitempty"`
	Equals   string   `json:"equals,omitempty"`
	In       []string `json:"in,omitempty"`
	Answered *bool    `json:"answered,omitempty"`
}

// Holds evaluates the condition. Values of hidden fields must have been dropped
// before (Clean does); a nil condition holds.
func (c *Cond) Holds(v Values) bool {
	switch {
	case c == nil:
		return true
	case c.Not != nil:
		return !c.Not.Holds(v)
	case c.All != nil:
		return !slices.ContainsFunc(c.All, func(k Cond) bool { return !k.Holds(v) })
	case c.Any != nil:
		return slices.ContainsFunc(c.Any, func(k Cond) bool { return k.Holds(v) })
	case c.Answered != nil:
		return v.Answered(c.Field) == *c.Answered
	case c.In != nil:
		return slices.ContainsFunc(v[c.Field].codes(), func(code string) bool { return slices.Contains(c.In, code) })
	default:
		return slices.Contains(v[c.Field].codes(), c.Equals)
	}
}

// fields lists the fields the condition asks about, as often as it does.
func (c *Cond) fields() []string {
	if c == nil {
		return nil
	}
	var ids []string
	for _, k := range slices.Concat(c.All, c.Any) {
		ids = append(ids, k.fields()...)
	}
	ids = append(ids, c.Not.fields()...)
	if c.Field != "" {
		ids = append(ids, c.Field)
	}
	return ids
}
