package instrument

import (
	"math"
	"slices"

	"xinhuan/internal/questionnaire"
)

// Sheet is what was answered, by whom. Age 0 and empty texts mean unknown;
// bands and norms that need them are then left out.
type Sheet struct {
	Answers   questionnaire.Answers // item order; a shorter sheet is a draft
	ElapsedMS []int32               // milliseconds an item, optional; 0 unknown
	Age       int                   // whole years on the day of answering
	Sex       string                // male, female or ""
	Informant string                // default: the instrument's first
	Unasked   []int                 // numbers of items nobody was to be asked: scored by the code that stands for them, and no sign of how the others were answered
}

// Options are a region's choices; the zero value takes the file's defaults.
type Options struct {
	BandSet  string            // band-set id
	Settings map[string]string // setting id -> choice; see Instrument.Settings
	FastMS   int               // milliseconds an item below which answering is too fast; 0 the instrument's, below 0 never
	Explain  bool              // fill Result.Explain
}

// Result is a scored sheet. It holds answers' consequences and is as
// confidential as the answers themselves.
type Result struct {
	Scored    bool            `json:"scored"` // false: no total (or no outcome), Critical still stands
	Total     float64         `json:"total"`  // 0 unless Scored and the instrument has a total
	Subscales []SubscaleScore `json:"subscales"`
	Band      string          `json:"band"`
	BandSet   string          `json:"band_set"`
	Cutoffs   []string        `json:"cutoffs"`  // ids of cut-offs met
	Critical  []string        `json:"critical"` // item ids, sorted: an adult is called, whatever else holds
	Soft      []string        `json:"soft"`     // item ids, sorted: somebody takes a look
	Missing   int             `json:"missing"`  // asked but blank or declined
	Flags     []string        `json:"flags"`
	Valid     bool            `json:"valid"` // scored, and nothing says the answers can't be relied on
	Norms     []NormScore     `json:"norms"`
	Explain   []Step          `json:"explain,omitempty"`
}

// SubscaleScore is the figure of one sub-scale. Value is 0 unless Scored.
type SubscaleScore struct {
	ID     string  `json:"id"`
	Scored bool    `json:"scored"`
	Value  float64 `json:"value"`
	Band   string  `json:"band"`
}

// The flags. The first five make a sheet invalid (or leave it unscored).
const (
	FlagTooManyMissing = "too_many_missing"
	FlagLieScale       = "lie_scale"
	FlagStraightLine   = "straight_line"
	FlagTooFast        = "too_fast"
	FlagBadAnswer      = "bad_answer"  // a code that no option has; counted as missing
	FlagAllExtreme     = "all_extreme" // every answer the strongest one: look, don't discard
	FlagAge            = "age_out_of_range"
	FlagOption         = "unknown_option" // a setting or band set of Options does not exist; the default was used
	FlagExternal       = "external"       // nothing to score: only outside results are recorded
)

// view is one sheet seen through one instrument: scores after reversal.
type view struct {
	in      *Instrument
	sheet   *Sheet
	options *Options
	reverse []bool
	values  []SubscaleScore // the total first
}

// raw is the score of item i (from 0) before reversal.
func (v *view) raw(i int) (int16, bool) {
	if i >= len(v.sheet.Answers) {
		return 0, false
	}
	a := v.sheet.Answers[i]
	table := v.in.compiled.scores[i]
	if a < 0 || int(a) >= len(table) || table[a] == noOption {
		return 0, false
	}
	return table[a], true
}

// score is the score of item i (from 0) after reversal.
func (v *view) score(i int) (int16, bool) {
	s, ok := v.raw(i)
	if ok && v.reverse[i] {
		s = v.in.compiled.low[i] + v.in.compiled.high[i] - s
	}
	return s, ok
}

// yes tells whether item n (its number) was answered with more than the lowest
// score; declined whether it was refused.
func (v *view) yes(n int) bool { s, ok := v.raw(n - 1); return ok && s > v.in.compiled.low[n-1] }

func (v *view) declined(n int) bool {
	return n <= len(v.sheet.Answers) && v.sheet.Answers[n-1] == questionnaire.Declined
}

// asked tells whether item i (from 0) was to be asked at all.
func (v *view) asked(i int) bool {
	when := v.in.Items[i].AskIf
	return when == nil || slices.ContainsFunc(when, func(n int) bool { return v.yes(n) || v.declined(n) })
}

// Score scores a sheet. It never fails: what can't be scored says so in Scored
// and Flags, and critical answers are reported from whatever was answered.
func (in *Instrument) Score(sheet Sheet, options Options) Result {
	if in.External {
		return Result{Flags: []string{FlagExternal}}
	}
	c := in.compiled
	v := &view{in: in, sheet: &sheet, options: &options, reverse: c.reverse}
	if sheet.Informant == "" && len(in.Informants) > 0 {
		sheet.Informant = in.Informants[0]
	}
	if options.Settings != nil && len(c.orders) > 0 {
		v.reverse = c.orders[in.setting(options.Settings, settingOrder)]
	}
	r := Result{}
	v.values = make([]SubscaleScore, len(c.scales))
	for i := range c.scales {
		v.values[i] = v.figure(&c.scales[i])
	}
	v.missing(&r)
	v.critical(&r)
	v.outcome(&r)
	v.validity(&r)
	v.norms(&r)
	if options.Explain {
		r.Explain = v.explain(&r)
	}
	return r
}

// figure computes one scale: sum or mean of what was answered, prorated where
// the rule allows, times the multiplier, rounded last.
func (v *view) figure(p *scalePlan) SubscaleScore {
	out := SubscaleScore{ID: p.scale.ID}
	sum, answered, above := 0.0, 0, 0
	for _, i := range p.items {
		s, ok := v.score(i)
		if !ok {
			continue
		}
		answered++
		switch {
		case p.scale.Threshold == 0:
			sum += float64(s)
		case int(s) >= p.scale.Threshold:
			above++
			sum += float64(s)
		}
	}
	missing := len(p.items) - answered
	if p.scale.Method == "none" || missing > p.scale.Missing.Max || answered == 0 {
		return out
	}
	switch p.scale.Method {
	case "sum":
		if missing > 0 {
			sum = sum * float64(len(p.items)) / float64(answered)
		}
	case "mean":
		sum /= float64(answered)
	case "count":
		sum = float64(above)
	case "mean_above":
		sum /= float64(max(above, 1))
	}
	out.Scored, out.Value = true, round(sum*p.scale.Multiplier, v.rounding(p.scale))
	return out
}

func (v *view) rounding(s *Scale) string {
	if chosen := v.in.setting(v.options.Settings, settingRounding); chosen != "" && s.Rounding != "" {
		return chosen
	}
	return s.Rounding
}

// round rounds a figure that is never negative.
func round(x float64, how string) float64 {
	switch how {
	case "half_up":
		return math.Floor(x + 0.5)
	case "truncate":
		return math.Trunc(x)
	default:
		return x
	}
}

// missing counts what was asked and has no answer. On a form filled section by
// section only sections that were begun were asked.
func (v *view) missing(r *Result) {
	if v.in.Sections {
		for i := range v.in.compiled.scales[1:] {
			items := v.in.compiled.scales[1+i].items
			if n := v.unanswered(items); n < len(items) {
				r.Missing += n
			}
		}
		return
	}
	for i := range v.in.Items {
		if _, ok := v.raw(i); !ok && v.asked(i) {
			r.Missing++
		}
	}
}

func (v *view) unanswered(items []int) int {
	n := 0
	for _, i := range items {
		if _, ok := v.raw(i); !ok {
			n++
		}
	}
	return n
}

// critical looks at every critical rule on whatever was answered. The sum of
// the answers so far is a lower bound of the total, so a total rule may fire
// on a draft.
func (v *view) critical(r *Result) {
	for _, p := range v.in.compiled.critical {
		if !v.fires(p) {
			continue
		}
		if p.rule.Kind == "hard" {
			r.Critical = append(r.Critical, p.id)
			continue
		}
		r.Soft = append(r.Soft, p.id)
	}
}

func (v *view) fires(p criticalPlan) bool {
	if p.item >= 0 {
		s, ok := v.raw(p.item)
		return ok && int(s) >= p.rule.AtLeast || p.rule.Declined && v.declined(p.item+1)
	}
	sum := 0
	for _, i := range v.in.compiled.scales[0].items {
		if s, ok := v.score(i); ok {
			sum += int(s)
		}
	}
	return sum >= p.rule.AtLeast
}
