package policy

import (
	"slices"

	"xinhuan/internal/care"
)

// Row is a row of the stack, for pages and commands that list them all.
type Row struct {
	Ref    string // kind/id, as clauses are bound to it: notice/general
	Key    string // unique in the stack: notice/general/class_teacher
	Text   care.Text
	Source Source
}

// register is what pages look up again and again, made once a stack.
type register struct {
	rows   []Row
	first  map[string]int   // by reference: the first row
	bound  map[string][]int // by reference: the clauses bound to it
	clause map[string]int   // by id
}

func (s *Stack) makeRegister() {
	r := &register{first: map[string]int{}, bound: map[string][]int{}, clause: map[string]int{}}
	for _, src := range s.sources() {
		if _, known := r.first[src.ref]; !known {
			r.first[src.ref] = len(r.rows)
		}
		r.rows = append(r.rows, Row{src.ref, src.key, textOf(src.row), src.Source})
	}
	for i, c := range s.clauses {
		r.clause[c.ID] = i
		for _, ref := range c.ServedBy {
			r.bound[ref] = append(r.bound[ref], i)
		}
	}
	s.register = r
}

// Rows lists the rows of every kind in the order of the packs.
func (s *Stack) Rows() []Row { return slices.Clone(s.register.rows) }

// Row finds the first row of a reference: its words and source.
func (s *Stack) Row(ref string) (Row, bool) {
	i, ok := s.register.first[ref]
	if !ok {
		return Row{}, false
	}
	return s.register.rows[i], true
}

// ClausesOf lists the clauses that a row, such as timer/retake, serves.
func (s *Stack) ClausesOf(ref string) []Clause {
	var out []Clause
	for _, i := range s.register.bound[ref] {
		out = append(out, s.clauses[i])
	}
	return out
}

// Mode is how a pack above may change the row.
func (s Source) Mode() Mode { return s.mode() }

// TriageRule is a triage rule as people read it.
type TriageRule struct {
	ID     string
	Scale  string // "" where it looks at all scales
	When   string // the expression
	Level  care.Level
	Alert  bool
	Retake bool
	Text   care.Text
	Source Source
}

// TriageRules lists the triage rules in the order of the packs.
func (s *Stack) TriageRules() []TriageRule {
	var out []TriageRule
	for _, r := range s.ruleRows {
		out = append(out, TriageRule{r.ID, r.Scale, r.When, r.Level, r.Alert, r.Retake, r.Text, r.Source})
	}
	return out
}

// CriticalSuggests is the level that a danger answer suggests besides its alert.
func (s *Stack) CriticalSuggests() care.Level { return s.criticalSuggests }

// AllHotlines lists the numbers with their hours, open now or not.
func (s *Stack) AllHotlines() []Hotline { return slices.Clone(s.hotlines) }

// DayRow is a row of the calendar: hours, a term, holidays or a blocked stretch.
// From and To are days, month-days or times of day.
type DayRow struct {
	Kind     string // hours, term, yearly_term, holiday or blocked
	ID       string
	Text     care.Text // "" for hours and terms
	From, To string
	Makeup   []care.Date
	Open     bool // a holiday that is not announced yet: a setting to be replaced
	Source   Source
}

// Days lists the rows of the calendar beside the seasons.
func (s *Stack) Days() []DayRow {
	var out []DayRow
	for _, r := range s.hours {
		out = append(out, DayRow{Kind: "hours", ID: r.ID, From: r.Open, To: r.Close, Source: r.Source})
	}
	for _, r := range s.terms {
		out = append(out, DayRow{Kind: "term", ID: r.ID, From: string(r.From), To: string(r.To), Source: r.Source})
	}
	for _, r := range s.yearlyTerms {
		out = append(out, DayRow{Kind: "yearly_term", ID: r.ID, From: r.From, To: r.To, Source: r.Source})
	}
	for _, r := range s.holidays {
		out = append(out, DayRow{Kind: "holiday", ID: r.ID, Text: r.Text, From: string(r.From), To: string(r.To), Makeup: r.Makeup, Open: !r.Published, Source: r.Source})
	}
	for _, r := range s.blockedDays {
		out = append(out, DayRow{Kind: "blocked", ID: r.ID, Text: r.Text, From: string(r.From), To: string(r.To), Source: r.Source})
	}
	return out
}

// LastPeriod is how many minutes before the end of a school day that no school
// day follows no round may open.
func (s *Stack) LastPeriod() int { return s.lastPeriod }

// MakeupSchool tells whether there is school on days worked for a holiday.
func (s *Stack) MakeupSchool() bool { return s.makeupSchool }

// Forms lists the ids of the forms that the packs bring, in order.
func (s *Stack) Forms() []string {
	var out []string
	for _, d := range s.folders {
		for _, f := range d.pack.Forms {
			if id := formID(f.Path); !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}
