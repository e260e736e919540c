package instrument

import (
	"slices"
	"strings"
)

// compiled is the scoring plan: everything a score needs as plain arrays, made
// once on loading, so that scoring a sheet allocates next to nothing.
type compiled struct {
	scores    [][]int16 // item -> code -> score, noOption where the code does not exist
	low, high []int16   // item -> smallest and largest score
	reverse   []bool    // item, in the default order
	orders    map[string][]bool
	scales    []scalePlan // the total first
	critical  []criticalPlan
	bands     *BandSet
	straight  bool // identical answers are implausible
	anyLowest bool // ... but all-lowest is plausible (no reverse items)
	sameCodes bool // all items print the same codes
	top, base int16
}

const noOption = -1

type scalePlan struct {
	scale     *Scale
	items     []int // from 0
	low, high float64
}

type criticalPlan struct {
	id   string
	rule *CriticalRule
	item int // from 0; -1 for the total
}

func compile(in *Instrument) *compiled {
	c := &compiled{orders: map[string][]bool{}, sameCodes: true}
	shared := scoreTable(in.Options)
	for _, item := range in.Items {
		table := shared
		if item.Options != nil {
			table = scoreTable(item.Options)
			c.sameCodes = false
		}
		low, high := reach(table)
		c.scores, c.low, c.high = append(c.scores, table), append(c.low, low), append(c.high, high)
	}
	for _, o := range in.Options {
		c.top = max(c.top, int16(o.Code))
	}
	c.base = c.top
	for _, o := range in.Options {
		c.base = min(c.base, int16(o.Code))
	}
	c.reverse = reversed(len(in.Items), in.Reverse)
	for _, order := range in.Orders {
		c.orders[order.ID] = reversed(len(in.Items), order.Items)
		if order.ID == in.setting(nil, settingOrder) {
			c.reverse = c.orders[order.ID]
		}
	}
	c.scales = append(c.scales, c.plan(&in.Total))
	for i := range in.Subscales {
		c.scales = append(c.scales, c.plan(&in.Subscales[i]))
	}
	c.planCritical(in)
	for i := range in.BandSets {
		if in.BandSets[i].Default {
			c.bands = &in.BandSets[i]
		}
	}
	c.planValidity(in)
	return c
}

func scoreTable(options []Option) []int16 {
	size := 0
	for _, o := range options {
		size = max(size, o.Code+1)
	}
	table := slices.Repeat([]int16{noOption}, size)
	for _, o := range options {
		table[o.Code] = int16(o.Code)
		if o.Score != nil {
			table[o.Code] = int16(*o.Score)
		}
	}
	return table
}

func reach(table []int16) (low, high int16) {
	low, high = 1<<14, 0
	for _, s := range table {
		if s != noOption {
			low, high = min(low, s), max(high, s)
		}
	}
	return low, high
}

func reversed(n int, items []int) []bool {
	r := make([]bool, n)
	for _, i := range items {
		r[i-1] = true
	}
	return r
}

func (c *compiled) plan(s *Scale) scalePlan {
	p := scalePlan{scale: s}
	for _, n := range s.Items {
		p.items = append(p.items, n-1)
		p.low += float64(c.low[n-1])
		p.high += float64(c.high[n-1])
	}
	n := float64(len(p.items))
	switch s.Method {
	case "mean":
		p.low, p.high = p.low/n, p.high/n
	case "count":
		p.low, p.high = 0, n
	case "mean_above", "none":
		p.low, p.high = 0, p.high/max(n, 1)
	}
	p.low, p.high = p.low*s.Multiplier, p.high*s.Multiplier
	return p
}

func (c *compiled) planCritical(in *Instrument) {
	for i := range in.Critical {
		rule := &in.Critical[i]
		p := criticalPlan{id: in.ID + ".total", rule: rule, item: -1}
		if !rule.Total {
			p.id, p.item = in.Items[rule.Item-1].ID, rule.Item-1
		}
		c.critical = append(c.critical, p)
	}
	slices.SortFunc(c.critical, func(a, b criticalPlan) int { return strings.Compare(a.id, b.id) })
}

// longForm is from how many items on identical answers are implausible even
// without reverse items: ours, no source gives a number.
const longForm = 20

// planValidity: identical answers contradict each other where some items are
// reversed; on a long form they show that nobody read it. All-lowest on a form
// without reverse items is what a child without complaints answers.
func (c *compiled) planValidity(in *Instrument) {
	turned := 0
	for _, r := range c.reverse {
		if r {
			turned++
		}
	}
	mixed := turned > 0 && turned < len(in.Items)
	c.anyLowest = !mixed
	c.straight = c.sameCodes && (mixed || len(in.Items) >= longForm)
	switch in.Validity.StraightLine {
	case "on":
		c.straight = c.sameCodes
	case "off":
		c.straight = false
	}
}
