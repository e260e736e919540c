package policy

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// breakage is one way of taking from a row what a clause rests on.
type breakage struct {
	what string
	do   func(*Stack)
}

// rowsOf is one list of a stack, with what clauses call its rows.
type rowsOf[T any] struct {
	list func(*Stack) *[]T
	name func(*T) string
}

// gone takes all rows of a name away.
func (r rowsOf[T]) gone(id string) breakage {
	return breakage{"removed", func(s *Stack) {
		*r.list(s) = slices.DeleteFunc(slices.Clone(*r.list(s)), func(x T) bool { return r.name(&x) == id })
	}}
}

// bent changes the rows of a name, on a copy of the list.
func (r rowsOf[T]) bent(id, what string, change func(*T)) breakage {
	return breakage{what, func(s *Stack) {
		list := slices.Clone(*r.list(s))
		for i := range list {
			if r.name(&list[i]) == id {
				change(&list[i])
			}
		}
		*r.list(s) = list
	}}
}

// each collects a breakage for every row of a name.
func (r rowsOf[T]) each(s *Stack, id string, ways func(T) []breakage) (out []breakage) {
	for _, x := range *r.list(s) {
		if r.name(&x) == id {
			out = append(out, ways(x)...)
		}
	}
	return out
}

// dropped is every way of leaving one member of a list out.
func dropped[T, M any](r rowsOf[T], id, what string, of func(*T) *[]M, x T) (out []breakage) {
	for i, m := range *of(&x) {
		out = append(out, r.bent(id, fmt.Sprintf("%s without %v", what, m), func(x *T) { *of(x) = slices.Delete(slices.Clone(*of(x)), i, i+1) }))
	}
	return out
}

var (
	levelRows     = rowsOf[LevelInfo]{func(s *Stack) *[]LevelInfo { return &s.levels }, levelShape.key}
	noticeRows    = rowsOf[noticeRow]{func(s *Stack) *[]noticeRow { return &s.noticeRows }, func(r *noticeRow) string { return r.Level.String() }}
	timerRows     = rowsOf[timerRow]{func(s *Stack) *[]timerRow { return &s.timers }, timerShape.key}
	cadenceRows   = rowsOf[Cadence]{func(s *Stack) *[]Cadence { return &s.cadences }, cadenceShape.key}
	networkRows   = rowsOf[Network]{func(s *Stack) *[]Network { return &s.networks }, networkShape.key}
	programmeRows = rowsOf[Programme]{func(s *Stack) *[]Programme { return &s.programmes }, programmeShape.key}
	ruleRows      = rowsOf[ruleRow]{func(s *Stack) *[]ruleRow { return &s.ruleRows }, ruleShape.key}
	ratioRows     = rowsOf[Ratio]{func(s *Stack) *[]Ratio { return &s.ratios }, ratioShape.key}
	measureRows   = rowsOf[Measure]{func(s *Stack) *[]Measure { return &s.measures }, measureShape.key}
	groupRows     = rowsOf[Group]{func(s *Stack) *[]Group { return &s.groups }, groupShape.key}
	hotlineRows   = rowsOf[Hotline]{func(s *Stack) *[]Hotline { return &s.hotlines }, hotlineShape.key}
	accessRows    = rowsOf[accessRow]{func(s *Stack) *[]accessRow { return &s.accessRows }, func(r *accessRow) string { return string(r.Role) }}
	retentionRows = rowsOf[Retention]{func(s *Stack) *[]Retention { return &s.retention }, retentionShape.key}
	activityRows  = rowsOf[Activity]{func(s *Stack) *[]Activity { return &s.activities }, activityShape.key}
	conflictRows  = rowsOf[Conflict]{func(s *Stack) *[]Conflict { return &s.conflicts }, conflictShape.key}
)

// unbound takes a reference from the clauses that rest on it.
func unbound(ref string) breakage {
	return breakage{"unbound", func(s *Stack) {
		s.clauses = slices.Clone(s.clauses)
		for i := range s.clauses {
			s.clauses[i].ServedBy = slices.DeleteFunc(slices.Clone(s.clauses[i].ServedBy), func(r string) bool { return r == ref })
		}
	}}
}

// otherSpan is a stretch of time that a day never shares with the one given.
func otherSpan(s duty.Span) duty.Span {
	if s == duty.CalendarYear {
		return duty.CalendarMonth
	}
	return duty.CalendarYear
}

// breakages lists how a reference is broken: its row gone, and each of its values
// that the clause is about changed.
func breakages(s *Stack, ref string) []breakage {
	kind, id, _ := strings.Cut(ref, "/")
	switch kind {
	case "level":
		return []breakage{levelRows.gone(id), levelRows.bent(id, "another word", func(r *LevelInfo) { r.Label = care.Text{Zh: "另一个词", En: "another"} })}
	case "notice":
		return append(noticeRows.each(s, id, func(row noticeRow) []breakage {
			if row.Programme != "" && row.Programme != care.StudentCare {
				return nil
			}
			return []breakage{{fmt.Sprintf("without %s", row.To), func(s *Stack) {
				s.noticeRows = slices.DeleteFunc(slices.Clone(s.noticeRows), func(x noticeRow) bool { return noticeShape.key(&x) == noticeShape.key(&row) })
			}}}
		}), noticeRows.gone(id))
	case "timer":
		return append(timerRows.each(s, id, func(row timerRow) []breakage {
			if row.Span != "" {
				return []breakage{timerRows.bent(id, "in another stretch", func(r *timerRow) { r.Span = otherSpan(r.Span) })}
			}
			return []breakage{timerRows.bent(id, "a longer time", func(r *timerRow) {
				if r.Within.N++; r.Within.Unit == duty.SameSchoolDay {
					r.Within = duty.Timer{N: 1, Unit: duty.SchoolDays}
				}
			})}
		}), timerRows.gone(id))
	case "cadence":
		return append(cadenceRows.each(s, id, func(row Cadence) (out []breakage) {
			if len(row.Grades) > 0 {
				out = append(out, cadenceRows.bent(id, "a grade less", func(r *Cadence) { r.Grades = r.Grades[1:] }))
			}
			for field := range row.Least {
				out = append(out, cadenceRows.bent(id, "less "+field, func(r *Cadence) {
					r.Least = maps.Clone(r.Least)
					r.Least[field]--
				}))
			}
			return out
		}), cadenceRows.gone(id), cadenceRows.bent(id, "another number", func(r *Cadence) { r.Count++ }),
			cadenceRows.bent(id, "in another stretch", func(r *Cadence) { r.recurrence.Span = otherSpan(r.recurrence.Span) }))
	case "network":
		return append(networkRows.each(s, id, func(row Network) (out []breakage) {
			for i, t := range row.Tiers {
				if len(t.Roles) > 0 {
					out = append(out, networkRows.bent(id, "nobody in "+string(t.Tier), func(r *Network) {
						r.Tiers = slices.Clone(r.Tiers)
						r.Tiers[i].Roles, r.Tiers[i].Calls = nil, nil
					}))
				}
				if len(t.Calls) > 1 || len(t.Calls) == 1 && t.Calls[0] != care.DistrictOfficer {
					out = append(out, networkRows.bent(id, "another called first in "+string(t.Tier), func(r *Network) {
						r.Tiers = slices.Clone(r.Tiers)
						r.Tiers[i].Calls = nil
					}))
				}
			}
			return append(out, dropped(networkRows, id, "tiers", func(r *Network) *[]NetworkTier { return &r.Tiers }, row)...)
		}), networkRows.gone(id))
	case "programme":
		return append(programmeRows.each(s, id, func(row Programme) []breakage {
			out := dropped(programmeRows, id, "levels", func(r *Programme) *[]ProgrammeLevel { return &r.Levels }, row)
			for i, l := range row.Levels {
				for j, t := range l.Timers {
					out = append(out, programmeRows.bent(id, fmt.Sprintf("%s without %s", l.Level, t), func(r *Programme) {
						r.Levels = slices.Clone(r.Levels)
						r.Levels[i].Timers = slices.Delete(slices.Clone(r.Levels[i].Timers), j, j+1)
					}))
				}
			}
			return append(out, programmeRows.bent(id, "another owner", func(r *Programme) { r.Owner = care.Inspector }))
		}), programmeRows.gone(id))
	case "rule":
		return append(ruleRows.each(s, id, func(row ruleRow) []breakage {
			return []breakage{ruleRows.bent(id, "another level", func(r *ruleRow) {
				if r.Level != care.LevelGeneral {
					r.Level = care.LevelGeneral
				} else {
					r.Level = care.LevelWatch
				}
			})}
		}), ruleRows.gone(id))
	case "ratio":
		return []breakage{ratioRows.gone(id), ratioRows.bent(id, "another number", func(r *Ratio) { r.Staff, r.AtLeast = r.Staff*2, r.AtLeast+1 }),
			ratioRows.bent(id, "for no size", func(r *Ratio) { r.From, r.To = 1_000_000, 0 })}
	case "measure":
		return append(measureRows.each(s, id, func(row Measure) []breakage {
			out := []breakage{measureRows.bent(id, "in another stretch", func(r *Measure) { r.Period = otherSpan(r.Period) }),
				measureRows.bent(id, "another kind of figure", func(r *Measure) {
					if r.TargetKind = "per_100000"; row.TargetKind == "per_100000" {
						r.TargetKind = "percent"
					}
				})}
			if row.Target > 0 && row.TargetKind != "trend" {
				out = append(out, measureRows.bent(id, "another target", func(r *Measure) { r.Target++ }))
			}
			if row.From == FromUnits {
				out = append(out, measureRows.bent(id, "of other units", func(r *Measure) { r.Unit = care.Hotline }))
				out = append(out, dropped(measureRows, id, "evidence", func(r *Measure) *[]string { return &r.Having }, row)...)
			}
			return out
		}), measureRows.gone(id))
	case "group":
		return append(groupRows.each(s, id, func(row Group) []breakage {
			return append(dropped(groupRows, id, "programmes", func(r *Group) *[]care.Programme { return &r.Enters }, row),
				groupRows.bent(id, "no longer in force", func(r *Group) { r.ValidTo = "2001-01-01" }))
		}), groupRows.gone(id))
	case "hotline":
		return append(hotlineRows.each(s, id, func(row Hotline) []breakage {
			if row.Always {
				return []breakage{hotlineRows.bent(id, "in office hours", func(r *Hotline) { r.Always, r.Hours = false, []HotlineHours{{From: "09:00", To: "17:00"}} })}
			}
			return []breakage{hotlineRows.bent(id, "at another hour", func(r *Hotline) {
				if r.Hours = slices.Clone(r.Hours); len(r.Hours) > 0 {
					r.Hours[0].From, r.Hours[0].To = "11:11", "11:12"
				}
			})}
		}), hotlineRows.gone(id))
	case "access":
		return append(accessRows.each(s, id, func(row accessRow) (out []breakage) {
			if row.Clause == Ours || row.Scope == ScopeNone {
				return nil
			}
			for _, d := range row.Data {
				out = append(out, breakage{fmt.Sprintf("%s %s without %s", row.Verb, row.Scope, d), func(s *Stack) {
					s.accessRows = slices.Clone(s.accessRows)
					for i := range s.accessRows {
						if r := &s.accessRows[i]; accessShape.key(r) == accessShape.key(&row) {
							r.Data = slices.DeleteFunc(slices.Clone(r.Data), func(x Data) bool { return x == d })
						}
					}
				}})
			}
			return out
		}), accessRows.gone(id))
	case "retention":
		return []breakage{retentionRows.gone(id), retentionRows.bent(id, "a longer time", func(r *Retention) { r.Keep.N++ })}
	case "conflict":
		return []breakage{conflictRows.gone(id)}
	case "activity":
		return append(activityRows.each(s, id, func(row Activity) []breakage {
			return append(dropped(activityRows, id, "needs", func(r *Activity) *[]string { return &r.Needs }, row),
				activityRows.bent(id, "holding otherwise", func(r *Activity) { r.Standing = !r.Standing }),
				activityRows.bent(id, "of other units", func(r *Activity) { r.Units = []care.UnitKind{care.Hotline, care.Dormitory} }))
		}), activityRows.gone(id), unbound(ref))
	case "form":
		return []breakage{unbound(ref), {"removed", func(s *Stack) {
			s.forms = maps.Clone(s.forms)
			delete(s.forms, id)
		}}}
	}
	return nil
}

// shelf is the packs that ship with their named cases, read once.
type shelf struct {
	stacks map[string]*Stack
	cases  map[string]caseRow // by pack/name
}

func newShelf(t *testing.T) shelf {
	t.Helper()
	out := shelf{map[string]*Stack{}, map[string]caseRow{}}
	for _, id := range allPacks {
		s := shipped(t, id)
		out.stacks[id] = s
		var doc struct {
			Cases []caseRow `yaml:"cases"`
		}
		if !s.folders[len(s.folders)-1].open("tests.yaml").decode(&doc) {
			t.Fatal("tests.yaml can't be read")
		}
		for _, c := range doc.Cases {
			c.pack = id
			out.cases[id+"/"+c.Name] = c
		}
	}
	return out
}

// failing names a case behind a reference that fails once it is broken. Each runs
// against the pack it belongs to.
func (h shelf) failing(s *Stack, ref string, b breakage) string {
	for _, full := range s.exercised[ref] {
		pack, _, _ := strings.Cut(full, "/")
		under := h.stacks[pack]
		broken := under.copy()
		b.do(broken)
		d := *under.folders[len(under.folders)-1]
		d.faults = &Faults{}
		broken.join(&d)
		if _, got, want := broken.run(h.cases[full]); got != want {
			return full
		}
	}
	return ""
}

// Where a Go test is the only proof: there is no case that could fail.
var provedByTests = []string{"product", "calendar", "rules"}

// Every binding that a clause counts as served by is broken, in every way that takes
// something from the clause, and a named case fails. Of each kind a few are drawn
// anew at every run; BREAK=all breaks all of them.
func TestEachKindOfBindingBreaksANamedCase(t *testing.T) {
	seed := rand.Uint64()
	if given, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		seed = given
	}
	all := os.Getenv("BREAK") == "all"
	t.Logf("SEED=%d repeats this run", seed)
	type binding struct{ pack, clause, ref string }
	kinds := map[string][]binding{}
	h, seen := newShelf(t), map[string]bool{}
	for _, id := range allPacks {
		s := h.stacks[id]
		for _, c := range s.Clauses() {
			for _, ref := range c.ServedBy {
				kind, _, _ := strings.Cut(ref, "/")
				proven := ref + strings.Join(s.exercised[ref], ";") // the same row by the same cases in packs that share it
				if !slices.Contains(provedByTests, kind) && !seen[proven] {
					seen[proven] = true
					kinds[kind] = append(kinds[kind], binding{id, c.ID, ref})
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, 0))
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		list, ways := kinds[kind], 0
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if !all {
			list = list[:min(len(list), 4)]
		}
		for _, b := range list {
			s := h.stacks[b.pack]
			broken := breakages(s, b.ref)
			if len(broken) == 0 {
				t.Errorf("%s: nothing is known that breaks %s", b.pack, b.ref)
			}
			for _, way := range broken {
				ways++
				if h.failing(s, b.ref, way) == "" {
					t.Errorf("%s: clause %s rests on %s; %s, and none of its cases fails: %v", b.pack, b.clause, b.ref, way.what, s.exercised[b.ref])
				}
			}
		}
		t.Logf("%s: %d of %d bindings broken in %d ways", kind, len(list), len(kinds[kind]), ways)
	}
}
