// Package supervision holds the acts around what units must do: their duties of
// the year, the activity records that are evidence for them, and what an
// inspection asks for. Nothing here is about a person.
package supervision

import (
	"math"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/policy"
)

// Room is the supervision acts on a kernel.
type Room struct{ *act.Kernel }

// refUnit is what a unit's duty is about.
const refUnit = "unit"

// inner tells whether what the units below did counts for the unit too: a school's
// classes are the school, a district's schools are not the district.
func inner(kind care.UnitKind) bool {
	return kind != care.District && kind != care.City && kind != care.Township
}

// have counts the evidence of a cadence in a stretch of days. Held is what is
// proven, as things stood on a day; lessons whose month is not signed wait.
func have(t *act.Tx, c policy.Cadence, u care.Unit, from, to, by care.Date) (sum lesson.Tally, err error) {
	for _, what := range c.DoneBy {
		id, isActivity := strings.CutPrefix(what, "activity/")
		if !isActivity {
			n, err := rounds(t, c, u, Days{from, to}, by)
			if err != nil {
				return sum, err
			}
			sum.Held += n
			continue
		}
		kind, _ := t.Policy.Activity(id)
		if kind.Timetable && (u.Kind == care.School || u.Kind == care.Class) {
			n, err := taught(t, u, from, to)
			if err != nil {
				return sum, err
			}
			sum = sum.Plus(n)
			continue
		}
		n, err := t.Evidence(u.ID, id, from, to, kind.Standing, inner(u.Kind))
		if err == nil && n > 0 && len(c.Least) > 0 {
			n, err = reaching(t, c, u, kind, Days{from, to})
		}
		if err != nil {
			return sum, err
		}
		sum.Held += n
	}
	return sum, nil
}

// reaching counts the records whose numbers make them count. In a locked region they
// can't be read, and what was judged when they were filed stands.
func reaching(t *act.Tx, c policy.Cadence, u care.Unit, kind policy.Activity, days Days) (n int, err error) {
	rows, err := t.ActivitiesBelow(u.ID, days.filter(kind), math.MaxInt32, 0)
	for _, a := range rows {
		if a.Unit != u.ID && !inner(u.Kind) {
			continue
		}
		v, err := workOf(t, a.ID)
		if err != nil && care.KindOf(err) != care.Sealed {
			return n, err
		}
		if err != nil || c.Reached(func(field string) float64 { x, _ := v.Number(field); return x }) {
			n++
		}
	}
	return n, err
}

// counting lists the cadences that a kind of activity is evidence for.
func counting(t *act.Tx, kind string) ([]policy.Cadence, error) {
	list, err := t.Cadences()
	return slices.DeleteFunc(slices.Clone(list), func(c policy.Cadence) bool { return !slices.Contains(c.DoneBy, "activity/"+kind) }), err
}
