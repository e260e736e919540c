package screening

import (
	"maps"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// Result is what the rules make of a sheet, as sealed beside it. It suggests;
// it decides nothing.
type Result struct {
	Scores  map[string]Score `json:"scores"`
	Level   care.Level       `json:"level"`
	Alert   bool             `json:"alert"`
	Retake  bool             `json:"retake"`
	Valid   bool             `json:"valid"`
	Reasons []act.FlagReason `json:"reasons"`
	Pack    string           `json:"pack"`

	// What the rules saw beside the scores, so that they can be asked again.
	Age        int  `json:"age,omitempty"`
	Grade      int  `json:"grade,omitempty"`
	Unreliable bool `json:"unreliable,omitempty"`
	Partial    bool `json:"partial,omitempty"`
}

// Score is one instrument's figures.
type Score struct {
	Version   string                 `json:"version"`
	Scored    bool                   `json:"scored"`
	Total     float64                `json:"total"`
	Band      string                 `json:"band,omitempty"`
	BandSet   string                 `json:"band_set,omitempty"`
	Subscales map[string]float64     `json:"subscales,omitempty"`
	Critical  []string               `json:"critical,omitempty"`
	Soft      []string               `json:"soft,omitempty"`
	Missing   int                    `json:"missing"`
	Flags     []string               `json:"flags,omitempty"`
	Norms     []instrument.NormScore `json:"norms,omitempty"`
	LeftOut   bool                   `json:"left_out,omitempty"` // without self-harm items: the total is a lower bound
}

// Pupil is what scoring needs to know of who answered; no name, no number.
type Pupil struct {
	Age   int
	Sex   string // "male", "female" or ""
	Grade int
}

// Check refuses answers that can't belong to the battery.
func (r Room) Check(battery []care.BatteryItem, a Answers) error {
	for id := range a.Answers {
		if !slices.ContainsFunc(battery, func(b care.BatteryItem) bool { return b.Instrument == id }) {
			return care.Invalidf("answers", "提交的内容与本次测评不符，请刷新页面", "the answers don't belong to this round; reload the page")
		}
	}
	for _, b := range battery {
		in, ok := r.Instruments.Get(b.Instrument)
		if !ok {
			return care.Fail(care.Internal, "check sheet", "量表缺失", "an instrument of the battery is missing")
		}
		if err := in.Check(a.Answers[b.Instrument]); err != nil {
			return err
		}
	}
	return nil
}

// Evaluate scores a whole sheet and asks the policy's rules. It is pure.
func (r Room) Evaluate(battery []care.BatteryItem, a Answers, p Pupil, leaveOut bool) Result {
	stack := r.Policy()
	out := Result{Scores: make(map[string]Score, len(battery)), Pack: stack.Hash(), Age: p.Age, Grade: p.Grade}
	scored := true
	for _, b := range battery {
		in, ok := r.Instruments.Get(b.Instrument)
		if !ok {
			continue
		}
		s, valid, partial := scoreOne(in, whole(in, a.Answers[b.Instrument]), a.Elapsed[b.Instrument], p, leaveOut)
		out.Scores[b.Instrument] = s
		out.Unreliable = out.Unreliable || !valid
		out.Partial = out.Partial || partial
		scored = scored && s.Scored
	}
	suggestion := out.Suggest(stack)
	out.Level, out.Alert, out.Retake, out.Reasons = suggestion.Level, suggestion.Alert, suggestion.Retake, act.ReasonsOf(suggestion)
	out.Valid = !out.Unreliable && !out.Partial && scored // too many items left with "I'd rather not say" measure nothing
	return out
}

// whole are the answers to every item: what was not reached is missing.
func whole(in *instrument.Instrument, answers questionnaire.Answers) questionnaire.Answers {
	return append(slices.Clip(answers), slices.Repeat(questionnaire.Answers{questionnaire.Missing}, max(0, in.ItemCount-len(answers)))...)
}

// Suggest is what a pack's rules make of the scores. Under the pack it was made
// with it is what was stored; under another, what that would have suggested.
func (r Result) Suggest(stack *policy.Stack) policy.Suggestion {
	in := policy.Triage{Scores: make(map[string]policy.ScoreIn, len(r.Scores)), Valid: !r.Unreliable, Partial: r.Partial, Age: r.Age, Grade: r.Grade, Informant: "self"}
	for _, id := range slices.Sorted(maps.Keys(r.Scores)) {
		s := r.Scores[id]
		in.Scores[id] = policy.ScoreIn{Total: s.Total, Scored: s.Scored, Band: s.Band, Subscales: s.Subscales}
		in.Critical = append(in.Critical, s.Critical...)
		in.Soft = append(in.Soft, s.Soft...)
	}
	return stack.Suggest(in)
}

// scoreOne scores one instrument. Items left out by consent count as zero, so
// the total is a lower bound that overstates nobody; ours.
func scoreOne(in *instrument.Instrument, answers questionnaire.Answers, elapsed []int32, p Pupil, leaveOut bool) (s Score, valid, partial bool) {
	var left []int
	if leaveOut {
		answers, left = withoutCritical(in, answers)
	}
	res := in.Score(instrument.Sheet{Answers: answers, ElapsedMS: elapsed, Age: p.Age, Sex: p.Sex, Unasked: left}, instrument.Options{})
	s = Score{Version: in.Version(), Scored: res.Scored, Total: res.Total, Band: res.Band, BandSet: res.BandSet, Critical: res.Critical, Soft: res.Soft,
		Missing: res.Missing, Flags: res.Flags, Norms: res.Norms, LeftOut: len(left) > 0}
	for _, sub := range res.Subscales {
		if !sub.Scored {
			continue
		}
		if s.Subscales == nil {
			s.Subscales = make(map[string]float64, len(res.Subscales))
		}
		s.Subscales[sub.ID] = sub.Value
	}
	return s, !unreliable(res.Flags), slices.Contains(answers, questionnaire.Missing)
}

// unreliable tells whether the answers can't be relied on. A declined item
// leaves a sheet unscored, not unreliable.
func unreliable(flags []string) bool {
	for _, f := range flags {
		switch f {
		case instrument.FlagLieScale, instrument.FlagStraightLine, instrument.FlagTooFast, instrument.FlagBadAnswer:
			return true
		}
	}
	return false
}

// withoutCritical lets the self-harm items that were left out count as zero, and
// numbers them.
func withoutCritical(in *instrument.Instrument, answers questionnaire.Answers) (kept questionnaire.Answers, left []int) {
	kept = slices.Clone(answers)
	for _, c := range in.Critical {
		if c.Kind == "hard" && c.Item >= 1 && c.Item <= len(kept) && kept[c.Item-1] == questionnaire.Missing {
			kept[c.Item-1] = 0
			left = append(left, c.Item)
		}
	}
	return kept, left
}
