package policy

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"xinhuan/internal/care"
)

// Stack is a pack with its parents, merged and checked. It never changes.
type Stack struct {
	packs   []Pack // national first
	hash    string
	folders []*folder

	levels           []LevelInfo
	networks         []Network
	programmes       []Programme
	ruleRows         []ruleRow
	rules            []rule
	programs         map[[2]string]cel.Program // by scale and expression
	criticalSuggests care.Level
	noticeRows       []noticeRow
	notices          [][]Notice // by level
	timers           []timerRow
	timerByID        map[string]Timer
	cadences         []Cadence
	ratios           []Ratio
	measures         []Measure
	groups           []Group
	hotlines         []Hotline
	accessRows       []accessRow
	access           []AccessRow
	retention        []Retention
	clauses          []Clause
	clausesUnread    bool // clauses.yaml has a fault of its own: don't report every citation too

	hours        []hoursRow
	terms        []Term
	yearlyTerms  []yearlyTerm
	holidays     []Holiday
	blockedDays  []Blocked
	lastPeriod   int
	makeupSchool bool
	calendar     *Calendar
}

// ID is the id of the topmost pack: the region's own.
func (s *Stack) ID() string { return s.packs[len(s.packs)-1].ID }

// Packs lists the packs of the stack, the national one first.
func (s *Stack) Packs() []Pack { return slices.Clone(s.packs) }

// Hash is the SHA-256 of all files of all packs of the stack: of the listing
// that sha256sum prints for their sorted paths, as lower-case hex.
func (s *Stack) Hash() string { return s.hash }

func (s *Stack) sumFiles() string {
	all := folder{data: map[string][]byte{}}
	s.Files(func(name string, data []byte) {
		all.names = append(all.names, name)
		all.data[name] = data
	})
	slices.Sort(all.names)
	return all.hash(all.names)
}

// Files gives the raw bytes of every file of every pack, forms included, sorted
// by path within each pack, so that they can be stored by hash. The bytes must
// not be changed.
func (s *Stack) Files(give func(path string, data []byte)) {
	for _, d := range s.folders {
		for _, name := range d.names {
			give(name, d.data[name])
		}
	}
}

// Level is a level in the region's own words.
func (s *Stack) Level(l care.Level) LevelInfo {
	for _, info := range s.levels {
		if info.Level == l {
			return info
		}
	}
	return LevelInfo{Level: l}
}

// Networks lists the warning networks by kind of school.
func (s *Stack) Networks() []Network { return slices.Clone(s.networks) }

// Programmes lists the kinds of care.
func (s *Stack) Programmes() []Programme { return slices.Clone(s.programmes) }

// Cadences lists what units do again and again.
func (s *Stack) Cadences() []Cadence { return slices.Clone(s.cadences) }

// Ratios lists the staffing thresholds.
func (s *Stack) Ratios() []Ratio { return slices.Clone(s.ratios) }

// Measures lists the indicators.
func (s *Stack) Measures() []Measure { return slices.Clone(s.measures) }

// Groups lists the key groups.
func (s *Stack) Groups() []Group { return slices.Clone(s.groups) }

// Retention lists how long classes of data are kept.
func (s *Stack) Retention() []Retention { return slices.Clone(s.retention) }

// Clauses lists the clauses that the stack cites.
func (s *Stack) Clauses() []Clause { return slices.Clone(s.clauses) }

// Clause finds a clause by its id; "ours" is none.
func (s *Stack) Clause(id string) (Clause, bool) {
	i := slices.IndexFunc(s.clauses, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return s.clauses[i], true
}

// served lists everything of the stack that a clause can be bound to.
func (s *Stack) served() map[string]bool {
	m := map[string]bool{"rules/triage": len(s.rules) > 0, "calendar/days": true}
	for _, r := range s.levels {
		m["level/"+r.Level.String()] = true
	}
	for _, r := range s.noticeRows {
		m["notice/"+r.Level.String()] = true
	}
	for _, r := range s.timers {
		m["timer/"+r.ID] = true
	}
	for _, r := range s.networks {
		m["network/"+r.Kind] = true
	}
	for _, r := range s.programmes {
		m["programme/"+r.ID] = true
	}
	for _, r := range s.ruleRows {
		m["rule/"+r.ID] = true
	}
	for _, r := range s.cadences {
		m["cadence/"+r.ID] = true
	}
	for _, r := range s.ratios {
		m["ratio/"+r.ID] = true
	}
	for _, r := range s.measures {
		m["measure/"+r.ID] = true
	}
	for _, r := range s.groups {
		m["group/"+r.ID] = true
	}
	for _, r := range s.hotlines {
		m["hotline/"+r.Number] = true
	}
	for _, r := range s.accessRows {
		m["access/"+string(r.Role)] = true
	}
	for _, r := range s.retention {
		m["retention/"+string(r.Data)] = true
	}
	return m
}

// checkClauses makes sure that every clause is bound to something that exists.
// What code does, rather than a row, is written product/<word>.
func (s *Stack) checkClauses(f *file, own []Clause) {
	served := s.served()
	for i, c := range own {
		f.complete(at("clauses", i, "text"), "text", c.Text)
		if c.Outside == (len(c.ServedBy) > 0) {
			f.fault(at("clauses", i), "条款 %s 须写 served_by（由什么落实），或 outside: true（不由软件落实）", "clause %s needs served_by, or outside: true where software can't serve it", c.ID)
		}
		for j, what := range c.ServedBy {
			if !served[what] && !strings.HasPrefix(what, "product/") {
				f.fault(at("clauses", i, "served_by", j), "“%s”不存在：请写本规则包中已有的项，如 notice/general、timer/retake", "there is no %q: write something of these packs, such as notice/general or timer/retake", what)
			}
		}
	}
}
