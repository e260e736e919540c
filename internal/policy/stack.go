package policy

import (
	"slices"

	"cel.dev/cel-go/cel"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
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
	forms            map[string]*questionnaire.Definition // by id, of all packs
	own              []*questionnaire.Definition          // of packs below the nation's
	programs         map[[2]string]cel.Program            // by scale and expression
	criticalSuggests care.Level
	noticeRows       []noticeRow
	notices          map[noticeKey][]Notice
	timers           []timerRow
	timerByID        map[string]Timer
	cadences         []Cadence
	ratios           []Ratio
	measures         []Measure
	groups           []Group
	activities       []Activity
	conflicts        []Conflict
	seasons          []Season
	product          Product
	productData      []byte              // the file it was read from
	exercised        map[string][]string // by reference: the named cases that exercise it
	hotlines         []Hotline
	accessRows       []accessRow
	access           []AccessRow
	retention        []Retention
	clauses          []Clause
	register         *register
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

// Retention lists how long classes of data are kept.
func (s *Stack) Retention() []Retention { return slices.Clone(s.retention) }
