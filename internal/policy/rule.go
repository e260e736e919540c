package policy

import (
	"errors"
	"math"
	"regexp"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"xinhuan/internal/care"
)

// ruleRow is one triage rule: when its CEL expression holds, its effects follow.
type ruleRow struct {
	ID      string     `yaml:"id"`
	Scale   string     `yaml:"scale"`   // runs only where this scale was scored; gives total, band, sub and sub_max
	Factors []string   `yaml:"factors"` // the sub-scales that sub_max looks at
	When    string     `yaml:"when"`
	Level   care.Level `yaml:"level"` // what it suggests
	Alert   bool       `yaml:"alert"`
	Retake  bool       `yaml:"retake"`
	Text    care.Text  `yaml:"text"`
	Source  `yaml:",inline"`
}

var ruleShape = shape[ruleRow]{
	list:   "rules",
	key:    func(r *ruleRow) string { return r.ID },
	source: func(r *ruleRow) *Source { return &r.Source },
}

var ruleID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checkRule checks a row and keeps its program, so that each expression is
// compiled once a stack.
func (s *Stack) checkRule(f *file, i int, r *ruleRow) {
	f.complete(at("rules", i, "text"), "text", r.Text)
	if !ruleID.MatchString(r.ID) {
		f.fault(at("rules", i, "id"), "规则编号只用小写字母、数字和下划线", "a rule id is lower_snake")
	}
	if r.Level == care.LevelNone && !r.Alert && !r.Retake {
		f.fault(at("rules", i), "规则没有结果：请写 level、alert 或 retake", "the rule does nothing: write level, alert or retake")
	}
	if r.Level == care.LevelMajor {
		f.fault(at("rules", i, "level"), "major 只能由人根据事实认定；危险请用 alert: true", "major is set by a person from facts; for danger use alert: true")
	}
	if strings.Contains(r.When, "sub_max") && len(r.Factors) == 0 {
		f.fault(at("rules", i), "sub_max 需要 factors：请列出参与比较的因子", "sub_max needs factors: list the sub-scales to compare")
	}
	program, err := compile(r)
	if err != nil {
		f.celFault(at("rules", i, "when"), err)
		return
	}
	if s.programs == nil {
		s.programs = map[[2]string]cel.Program{}
	}
	s.programs[r.expression()] = program
}

// celFault points into the expression where it starts on the line of its key.
func (f *file) celFault(place []any, err error) {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	first := strings.TrimPrefix(lines[0], "ERROR: <input>:")
	f.fault(place, "CEL 表达式有误（行:列 %s）；可用变量：%s", "the CEL expression is wrong (line:column %s); variables: %s", first, variableNames)
}

const variableNames = "total, band, sub, sub_max (with scale); totals, bands, critical, soft, valid, partial, age, grade, informant"

// rule is a compiled row. Programs are safe for concurrent use.
type rule struct {
	ruleRow
	program cel.Program
}

// expression tells apart what is compiled differently.
func (r *ruleRow) expression() [2]string { return [2]string{r.Scale, r.When} }

// environments knows the variables: [0] for rules without a scale, [1] with.
var environments = sync.OnceValues(func() ([2]*cel.Env, error) {
	base := []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true), // so that total >= 15 may be written for total >= 15.0
		cel.Variable("totals", cel.MapType(cel.StringType, cel.DoubleType)),
		cel.Variable("bands", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("critical", cel.ListType(cel.StringType)),
		cel.Variable("soft", cel.ListType(cel.StringType)),
		cel.Variable("valid", cel.BoolType),
		cel.Variable("partial", cel.BoolType),
		cel.Variable("age", cel.IntType),
		cel.Variable("grade", cel.IntType),
		cel.Variable("informant", cel.StringType),
	}
	plain, err := cel.NewEnv(base...)
	if err != nil {
		return [2]*cel.Env{}, err
	}
	scaled, err := plain.Extend(
		cel.Variable("total", cel.DoubleType),
		cel.Variable("band", cel.StringType),
		cel.Variable("sub", cel.MapType(cel.StringType, cel.DoubleType)),
		cel.Variable("sub_max", cel.DoubleType),
	)
	return [2]*cel.Env{plain, scaled}, err
})

func compile(r *ruleRow) (cel.Program, error) {
	envs, err := environments()
	if err != nil {
		return nil, err
	}
	env := envs[0]
	if r.Scale != "" {
		env = envs[1]
	}
	ast, issues := env.Compile(r.When)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if !ast.OutputType().IsExactType(cel.BoolType) {
		return nil, errors.New("1:1: the expression must be true or false, not " + ast.OutputType().String())
	}
	return env.Program(ast, cel.EvalOptions(cel.OptOptimize))
}

// activation gives a rule its variables without building a map.
type activation struct {
	in       *Triage
	factors  []string
	total    ref.Val
	band     ref.Val
	sub      map[string]float64
	subVal   ref.Val
	totals   ref.Val
	bands    ref.Val
	critical ref.Val
	soft     ref.Val
}

// Parent is always nil: there are no variables besides these.
func (a *activation) Parent() cel.Activation { return nil }

// ResolveName finds a variable; maps and lists are built when first asked for.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "total":
		return a.total, true
	case "band":
		return a.band, true
	case "sub":
		if a.subVal == nil {
			a.subVal = types.DefaultTypeAdapter.NativeToValue(a.sub)
		}
		return a.subVal, true
	case "sub_max":
		return a.greatest()
	case "totals":
		if a.totals == nil {
			a.totals = a.scored(func(s ScoreIn) ref.Val { return types.Double(s.Total) })
		}
		return a.totals, true
	case "bands":
		if a.bands == nil {
			a.bands = a.scored(func(s ScoreIn) ref.Val { return types.String(s.Band) })
		}
		return a.bands, true
	case "critical":
		if a.critical == nil {
			a.critical = types.NewStringList(types.DefaultTypeAdapter, a.in.Critical)
		}
		return a.critical, true
	case "soft":
		if a.soft == nil {
			a.soft = types.NewStringList(types.DefaultTypeAdapter, a.in.Soft)
		}
		return a.soft, true
	case "valid":
		return types.Bool(a.in.Valid), true
	case "partial":
		return types.Bool(a.in.Partial), true
	case "age":
		return types.Int(a.in.Age), true
	case "grade":
		return types.Int(a.in.Grade), true
	case "informant":
		return types.String(a.in.Informant), true
	}
	return nil, false
}

// at sets the variables of one scale.
func (a *activation) at(s ScoreIn) {
	a.total, a.band, a.sub, a.subVal = types.Double(s.Total), types.String(s.Band), s.Subscales, nil
}

func (a *activation) scored(value func(ScoreIn) ref.Val) ref.Val {
	m := make(map[ref.Val]ref.Val, len(a.in.Scores))
	for id, s := range a.in.Scores {
		if s.Scored {
			m[types.String(id)] = value(s)
		}
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, m)
}

// greatest is the highest of the rule's factors. One that is missing makes the
// rule fail, so that a person looks.
func (a *activation) greatest() (any, bool) {
	top := math.Inf(-1)
	for _, name := range a.factors {
		v, ok := a.sub[name]
		if !ok {
			return types.NewErr("the sub-scale %s is missing", name), true
		}
		top = max(top, v)
	}
	return types.Double(top), true
}
