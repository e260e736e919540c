package instrument

import (
	"slices"
	"strconv"
)

// DefaultFastMS is how fast an item can be read and answered at the least:
// two seconds. Ours; no source gives a number.
const DefaultFastMS = 2000

// fewestAnswers is how many answers a pattern needs to be one. Ours.
const fewestAnswers = 4

// validity looks for careless and false answering. It only ever sends a sheet
// to a retest: critical answers stand whatever it finds, and all-zero alone
// never makes a sheet invalid.
func (v *view) validity(r *Result) {
	if !r.Scored {
		r.Flags = append(r.Flags, FlagTooManyMissing)
	}
	doubtful := !r.Scored
	for flag, found := range [...]bool{v.lied(), v.straightLine(), v.tooFast(), v.badAnswer()} {
		if found {
			r.Flags = append(r.Flags, [...]string{FlagLieScale, FlagStraightLine, FlagTooFast, FlagBadAnswer}[flag])
			doubtful = true
		}
	}
	if v.allExtreme() {
		r.Flags = append(r.Flags, FlagAllExtreme)
	}
	if v.wrongAge() {
		r.Flags = append(r.Flags, FlagAge)
	}
	if len(v.options.Settings) > 0 && v.in.CheckOptions(Options{Settings: v.options.Settings}) != nil {
		r.Flags = append(r.Flags, FlagOption)
	}
	r.Valid = !doubtful
}

func (v *view) lied() bool {
	rule := v.in.Validity.Lie
	if rule == nil {
		return false
	}
	sum := 0
	for _, n := range rule.Items {
		if s, ok := v.raw(n - 1); ok {
			sum += int(s)
		}
	}
	return sum >= v.lieAtLeast()
}

func (v *view) lieAtLeast() int {
	if n, err := strconv.Atoi(v.in.setting(v.options.Settings, settingLie)); err == nil {
		return n
	}
	return v.in.Validity.Lie.AtLeast
}

// straightLine: one printed code for everything answered, on at least half of
// the items.
func (v *view) straightLine() bool {
	code, ok := v.identical()
	if !ok || !v.in.compiled.straight {
		return false
	}
	return code != v.in.compiled.base || !v.in.compiled.anyLowest
}

func (v *view) allExtreme() bool {
	code, ok := v.identical()
	return ok && code == v.in.compiled.top && !v.in.compiled.straight
}

// identical finds the one code that every answer has.
func (v *view) identical() (code int16, ok bool) {
	if !v.in.compiled.sameCodes {
		return 0, false
	}
	answered := 0
	for i, a := range v.sheet.Answers {
		if !v.given(i) {
			continue
		}
		if answered++; answered == 1 {
			code = int16(a)
		}
		if int16(a) != code {
			return 0, false
		}
	}
	return code, answered >= fewestAnswers && answered*2 >= len(v.in.Items)
}

// given tells whether the person answered item i (from 0).
func (v *view) given(i int) bool {
	return i < len(v.sheet.Answers) && v.sheet.Answers[i].Given() && !slices.Contains(v.sheet.Unasked, i+1)
}

// tooFast: more than half of the timed answers (the median, that is) came
// faster than the limit, so one long pause does not hide a rush.
func (v *view) tooFast() bool {
	limit := v.options.FastMS
	if limit == 0 {
		limit = v.in.Validity.FastMS
	}
	if limit == 0 {
		limit = DefaultFastMS
	}
	timed, fast := 0, 0
	for i, ms := range v.sheet.ElapsedMS {
		if ms <= 0 || !v.given(i) {
			continue
		}
		if timed++; int(ms) < limit {
			fast++
		}
	}
	return timed >= fewestAnswers && fast*2 > timed
}

func (v *view) badAnswer() bool {
	if len(v.sheet.Answers) > len(v.in.Items) {
		return true
	}
	for i, a := range v.sheet.Answers {
		if _, ok := v.raw(i); a.Given() && !ok {
			return true
		}
	}
	return false
}

func (v *view) wrongAge() bool {
	return v.sheet.Age > 0 && !v.in.ForAge(v.sheet.Age)
}
