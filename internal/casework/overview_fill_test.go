package casework

import (
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Where nobody is shown to wait, nobody waits too long: everybody can work that out,
// so the figure is shown, and it covers for no other school.
func TestNobodyWaitsTooLongWhereNobodyWaits(t *testing.T) {
	f := figures{schools: []care.Unit{{ID: 1, Name: "甲"}, {ID: 2, Name: "乙"}, {ID: 3, Name: "丙"}}, enrolled: map[care.ID]int{1: 200, 2: 90, 3: 300},
		flags: map[care.ID]store.FlagCount{1: {Waiting: 14, Late: 1}, 3: {Waiting: 40, Late: 9}}}
	var o Overview
	o.fill(f)
	one, none, many := o.Schools[0], o.Schools[1], o.Schools[2]
	if one.Waiting.N != 14 || !one.Late.Hidden {
		t.Errorf("one of fourteen: waiting %+v, late %+v; want 14 and hidden", one.Waiting, one.Late)
	}
	if zero := (Count{}); none.Waiting != zero || none.Late != zero {
		t.Errorf("nobody waits: waiting %+v, late %+v; want 0 and 0, both shown", none.Waiting, none.Late)
	}
	if many.Waiting.N != 40 || !many.Late.Hidden && !o.Total.Late.Hidden {
		t.Errorf("nine of forty: late %+v, total %+v; one of them has to cover for the one of fourteen", many.Late, o.Total.Late)
	}
	for _, w := range o.Waits {
		if w.School.ID == 2 {
			t.Error("the school where nobody waits is named among those where somebody waits too long")
		}
	}
	o = Overview{}
	o.fill(figures{schools: f.schools[:1], enrolled: f.enrolled})
	if o.Total.Late != (Count{}) || len(o.Waits) != 0 {
		t.Errorf("no flag at all: late %+v, %d schools named; want none", o.Total.Late, len(o.Waits))
	}
}
