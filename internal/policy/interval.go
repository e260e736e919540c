package policy

import (
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Interval is how often a region does what its documents only call regular (定期).
type Interval struct {
	Period duty.Span   `json:"period"`
	Count  int         `json:"count"`
	Since  care.Date   `json:"since"`
	Post   care.ID     `json:"post"`
	Person care.ID     `json:"person"`
	At     care.Millis `json:"at"`
}

// IntervalSpans are the stretches a region may choose: those that need no dates or
// seasons of their own.
var IntervalSpans = slices.DeleteFunc(slices.Clone(duty.Spans), func(s duty.Span) bool { return s == duty.SeasonSpan || s == duty.FixedDates })

// countMost is how many times in one stretch make sense; ours.
const countMost = 60

// Check refuses what is no interval.
func (i Interval) Check() error {
	if !slices.Contains(IntervalSpans, i.Period) {
		return care.Invalidf("period", "请选择间隔", "choose the interval")
	}
	if i.Count < 1 || i.Count > countMost {
		return care.Invalidf("count", "请填写次数，1 到 60", "fill in how many times, 1 to 60")
	}
	return nil
}

// With is the cadence at the region's own interval. Only what the document left open
// can be set so.
func (c Cadence) With(i Interval) Cadence {
	if !c.Regular {
		return c
	}
	c.Period, c.Count, c.Seasons, c.Dates, c.Set = i.Period, i.Count, nil, nil, &i
	c.recurrence = duty.Recurrence{Span: i.Period}
	return c
}

// Unsettled tells that the document leaves the interval open and the region has not
// set it: the row is only a proposal.
func (c Cadence) Unsettled() bool { return c.Regular && c.Set == nil }
