package instrument

import (
	"cmp"
	"fmt"
	"slices"

	"xinhuan/internal/care"
)

// Library is a set of instruments. It is never changed after loading; text and
// norm imports return another library.
type Library struct {
	byID map[string]*Instrument
	all  []*Instrument
}

func (l *Library) add(in *Instrument) {
	l.byID[in.ID] = in
	l.all = append(l.all, in)
	slices.SortFunc(l.all, func(a, b *Instrument) int { return cmp.Compare(a.ID, b.ID) })
}

// with is a copy of the library in which one instrument is replaced.
func (l *Library) with(in *Instrument) *Library {
	next := &Library{byID: map[string]*Instrument{}}
	for _, old := range l.all {
		if old.ID != in.ID {
			next.add(old)
		}
	}
	next.add(in)
	return next
}

// Get finds an instrument by its id.
func (l *Library) Get(id string) (*Instrument, bool) {
	in, ok := l.byID[id]
	return in, ok
}

// All lists the instruments by id.
func (l *Library) All() []*Instrument { return slices.Clone(l.all) }

// ForAge tells whether the instrument is meant for, or was studied in, people
// of this age.
func (in *Instrument) ForAge(age int) bool {
	return in.Ages.Has(age) || slices.ContainsFunc(in.Validated, func(v Validation) bool { return !v.Ages.IsZero() && v.Ages.Has(age) })
}

// ForAge lists the instruments that fit an age in years, by id, those that can
// be shown in Chinese first.
func (l *Library) ForAge(age int) []*Instrument {
	var fit []*Instrument
	for _, in := range l.all {
		if !in.External && in.ForAge(age) {
			fit = append(fit, in)
		}
	}
	slices.SortStableFunc(fit, func(a, b *Instrument) int {
		return cmp.Compare(rank(a.HasText(care.Zh)), rank(b.HasText(care.Zh)))
	})
	return fit
}

func rank(ready bool) int {
	if ready {
		return 0
	}
	return 1
}

// Gap is a school grade for which nothing can be used as it stands.
type Gap struct {
	Grade   int      // 1..12, primary school first
	Ages    Ages     // usual ages in that grade
	Nearest []string // ids that could be used after an import or with another informant
}

// Text says of one grade what is missing.
func (g Gap) Text() care.Text {
	return care.Text{Zh: fmt.Sprintf("约 %d–%d 岁，没有可直接使用的自评量表", g.Ages.Min, g.Ages.Max), En: fmt.Sprintf("about %d–%d years, no ready self-report", g.Ages.Min, g.Ages.Max)}
}

// GapAdvice is what can be done for all grades with a gap.
var GapAdvice = care.Text{Zh: "没有可直接使用、有中国样本依据的自评量表时，可导入已获授权的量表，或改用家长、教师评定。",
	En: "Where no self-report studied in Chinese children is ready, import a licensed scale or let parents or teachers rate."}

// Gaps lists the grades (1..12) that have no self-report with Chinese text at
// hand that was studied in Chinese children and whose ages, published or
// studied, cover the grade. A pupil of grade g is
// usually g+5 or g+6 years old: school begins at six by 31 August (义务教育法 art. 11).
func (l *Library) Gaps(grades []int) []Gap {
	var gaps []Gap
	for _, grade := range grades {
		ages := Ages{Min: grade + 5, Max: grade + 6}
		var nearest []string
		covered := false
		for _, in := range l.all {
			if in.External || !in.ForAge(ages.Min) || !in.screens() {
				continue
			}
			nearest = append(nearest, in.ID)
			covered = covered || in.usable(ages)
		}
		if covered {
			continue
		}
		gaps = append(gaps, Gap{Grade: grade, Ages: ages, Nearest: nearest})
	}
	return gaps
}

// screens tells whether the instrument is something people fill in about a
// child for screening, rather than a clinician's grading.
func (in *Instrument) screens() bool {
	return len(in.BandSets)+len(in.Cutoffs) > 0 && slices.ContainsFunc(in.Informants, func(s string) bool { return s == "self" || s == "parent" || s == "teacher" })
}

func (in *Instrument) usable(ages Ages) bool {
	if !in.HasText(care.Zh) || !slices.Contains(in.Informants, "self") {
		return false
	}
	studied := func(v Validation) bool { return v.Population == "CN" && !v.Ages.IsZero() }
	return slices.ContainsFunc(in.Validated, studied) && in.ForAge(ages.Min) && in.ForAge(ages.Max)
}
