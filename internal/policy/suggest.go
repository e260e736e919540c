package policy

import (
	"math"
	"slices"
	"sync"

	"cel.dev/cel-go/common/types"

	"xinhuan/internal/care"
)

// Triage is what is known of a sheet when it has been scored. No name, no
// number: only what the rules need.
type Triage struct {
	Scores    map[string]ScoreIn // by instrument id
	Critical  []string           // item ids of critical answers that call an adult, e.g. phq9.9
	Soft      []string           // item ids of answers that ask for a look
	Valid     bool               // false: the instrument found the sheet unreliable
	Partial   bool               // the sheet was left unfinished
	Age       int                // whole years; 0 unknown
	Grade     int                // 1-12, universities from 13; 0 unknown
	Informant string             // self, parent, teacher, interviewer
}

// ScoreIn is the result of one scale.
type ScoreIn struct {
	Total     float64 // 0 where the scale has no total
	Scored    bool    // false: too many answers are missing
	Band      string  // band id of the instrument's chosen band set
	Subscales map[string]float64
}

// Suggestion is what the machine proposes. It is not a level: a trained person
// decides after meeting the pupil.
type Suggestion struct {
	Level   care.Level
	Alert   bool // call duty adults now
	Retake  bool // the sheet says nothing; ask again. Never to be read as healthy.
	Reasons []Reason
	Errors  []string // rules that failed, for the log of those who keep the pack; without answers
}

// Reason is one rule that held.
type Reason struct {
	Rule   string // sealed where it is stored: it may name an item
	Clause string // id, or ours
	Text   care.Text
	Level  care.Level // what this rule alone suggests
}

// Flagged tells whether the sheet asks for a person: a level or an alert. A
// sheet that is neither flagged nor to be retaken gave no signal.
func (s Suggestion) Flagged() bool { return s.Level > care.LevelNone || s.Alert }

// Ids of the reasons that do not come from a pack's rules. Critical, unscored
// and failed ones are followed by a dot and the item, scale or rule.
const (
	RuleCritical      = "critical"
	RuleUnscored      = "unscored"
	RuleError         = "rule_error"
	RuleInvalid       = "invalid_sheet"
	RulePartial       = "partial_sheet"
	RuleNothingScored = "nothing_scored"
)

var ownTexts = map[string]care.Text{
	RuleCritical:      {Zh: "危险条目有回答，需立即由值班人员到场", En: "A critical answer was given: duty adults are called at once"},
	RuleUnscored:      {Zh: "缺答过多，此量表无法计分，需重测", En: "Too many answers are missing to score this scale: to be asked again"},
	RuleError:         {Zh: "规则出错，转由人工判断", En: "A rule failed, so a person has to look"},
	RuleInvalid:       {Zh: "问卷无效，需重测", En: "The sheet is unreliable: to be asked again"},
	RulePartial:       {Zh: "问卷未完成，需重测", En: "The sheet is unfinished: to be asked again"},
	RuleNothingScored: {Zh: "没有可计分的量表，需重测", En: "Nothing could be scored: to be asked again"},
}

var activations = sync.Pool{New: func() any { return new(activation) }}

// Suggest runs every rule and keeps every reason.
//
// It can only raise: a critical answer alerts whatever the rules say; a rule or
// score that fails suggests at least general, so that a person looks; a sheet
// that is invalid, partial or unscored is to be retaken, besides whatever else
// it suggests. The critical answers themselves suggest no level unless the pack
// says so (critical_suggests).
func (s *Stack) Suggest(in Triage) Suggestion {
	var out Suggestion
	for _, item := range in.Critical {
		out.Alert = true
		out.add(RuleCritical+"."+item, Ours, ownTexts[RuleCritical], s.criticalSuggests)
	}
	s.readable(&out, &in)

	act := activations.Get().(*activation)
	*act = activation{in: &in}
	defer func() { *act = activation{}; activations.Put(act) }()
	current := ""
	for i := range s.rules {
		r := &s.rules[i]
		if r.Scale != "" && r.Scale != current {
			score, ok := in.Scores[r.Scale]
			if !ok || !score.Scored {
				continue
			}
			act.at(score)
			current = r.Scale
		}
		act.factors = r.Factors
		held, _, err := r.program.Eval(act)
		if err != nil {
			out.fail(r.ID, err)
			continue
		}
		if held == types.True {
			out.Alert = out.Alert || r.Alert
			out.Retake = out.Retake || r.Retake
			out.add(r.ID, r.Clause, r.Text, r.Level)
		}
	}
	return out
}

// readable asks whether the sheet can be read at all.
func (s *Stack) readable(out *Suggestion, in *Triage) {
	if !in.Valid {
		out.retake(RuleInvalid, RuleInvalid)
	}
	if in.Partial {
		out.retake(RulePartial, RulePartial)
	}
	if len(in.Scores) == 0 {
		out.retake(RuleNothingScored, RuleNothingScored)
	}
	first := len(out.Reasons)
	for id, score := range in.Scores {
		switch {
		case !score.Scored:
			out.retake(RuleUnscored, RuleUnscored+"."+id)
		case !finite(score):
			out.Errors = append(out.Errors, "score."+id+": not a number")
			out.Level = max(out.Level, care.LevelGeneral)
			out.add(RuleError+".score."+id, Ours, ownTexts[RuleError], care.LevelGeneral)
		}
	}
	if len(out.Reasons) > first+1 { // a map has no order, but reasons are stored and compared
		slices.SortFunc(out.Reasons[first:], func(a, b Reason) int {
			if a.Rule < b.Rule {
				return -1
			}
			return 1
		})
		slices.Sort(out.Errors)
	}
}

// finite refuses scores for which every comparison would be false.
func finite(s ScoreIn) bool {
	if math.IsNaN(s.Total) || math.IsInf(s.Total, 0) {
		return false
	}
	for _, v := range s.Subscales {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

func (s *Suggestion) add(rule, clause string, t care.Text, l care.Level) {
	if s.Reasons == nil {
		s.Reasons = make([]Reason, 0, 4)
	}
	s.Reasons = append(s.Reasons, Reason{rule, clause, t, l})
	s.Level = max(s.Level, l)
}

func (s *Suggestion) retake(text, rule string) {
	s.Retake = true
	s.add(rule, Ours, ownTexts[text], care.LevelNone)
}

func (s *Suggestion) fail(rule string, err error) {
	s.Errors = append(s.Errors, rule+": "+err.Error())
	s.add(RuleError+"."+rule, Ours, ownTexts[RuleError], care.LevelGeneral)
}
