package policyweb

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// ClauseHref is the page of a clause.
func ClauseHref(id string) string { return "/policy/clauses/" + url.PathEscape(id) }

// Why leads from something that a clause or a default of ours demands to what
// stands behind it: to the clause's page, else to the place of the rule ref, such
// as timer/interview.serious, where it says whom the default is from. Every duty,
// notice, reason and figure on any page has its link from here. What was decided under
// a pack that is no longer in force leads to that pack, not to what stands there today.
func Why(e act.Era, clause, ref string) *ui.Why {
	w := why(e.Pack, clause, ref)
	w.Href = under(e, w.Href)
	return w
}

func why(s *policy.Stack, clause, ref string) *ui.Why {
	if s == nil { // its page says why it can't be read
		return &ui.Why{Clause: clause, Ours: clause == policy.Ours, Text: both("当时的规则包", "the pack of its day"), Href: "/policy"}
	}
	if c, ok := s.Clause(clause); ok {
		doc, _ := s.Document(c.DocumentID())
		return &ui.Why{Clause: c.ID, Document: doc.Title, Text: c.Text, Href: ClauseHref(c.ID)}
	}
	w := &ui.Why{Ours: true, Href: "/policy"}
	if row, ok := s.Row(ref); ok {
		w.Text, w.Href = row.Text, Place(ref)
	} else if to, ok := strings.CutPrefix(ref, ToldRef("")); ok {
		w.Text, w.Href = care.Role(to).Name(), Place("notice/")
		if slices.Contains(recipients(s), care.Role(to)) {
			w.Href = Place(ref)
		}
	} else if place := Place(kindOf(ref) + "/"); place != "" {
		w.Text, w.Href = partLabel(ref), place // the row itself is not among these rules
		if stands(s, ref) {
			w.Href = Place(ref)
		}
	}
	return w
}

// stands tells whether something that is no row has a place of its own all the same.
func stands(s *policy.Stack, ref string) bool {
	kind, id, _ := strings.Cut(ref, "/")
	switch kind {
	case "product":
		_, ok := s.Product().Capability(id)
		return ok
	case "form":
		return slices.Contains(s.Forms(), id)
	}
	return ref == "rules/triage" || ref == "calendar/days"
}

// partLabel is the name of the part of the rules on which rows of a kind stand.
func partLabel(ref string) care.Text {
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == partOf[kindOf(ref)] })
	if i < 0 {
		return care.Text{}
	}
	return parts[i].label
}

// WhyOf is Why for a figure: of the rules that may stand behind it the first that the
// region has and a clause asks for, by that clause or, for what the program itself
// does, by the clause it serves; where none is asked for, the first default.
func WhyOf(e act.Era, refs ...string) *ui.Why {
	s := e.Pack
	ours := ""
	for _, ref := range refs {
		row, ok := s.Row(ref)
		if _, asked := s.Clause(row.Source.Clause); ok && asked {
			return Why(e, row.Source.Clause, ref)
		}
		if served := s.ClausesOf(ref); !ok && len(served) > 0 {
			return Why(e, served[len(served)-1].ID, ref) // the region's own document stands last
		}
		if ours == "" && (ok || strings.HasSuffix(ref, "/")) {
			ours = ref
		}
	}
	return Why(e, policy.Ours, cmp.Or(ours, first(refs)))
}

func first(refs []string) string {
	if len(refs) == 0 {
		return ""
	}
	return refs[0]
}

// RuleRef is the reference of what opened a duty: a timer of a case or a cadence
// of units.
func RuleRef(rule string) string {
	if rule == "" || strings.HasPrefix(rule, policy.CadencePrefix) {
		return rule
	}
	return "timer/" + rule
}

// partOf is the part of the rules on which rows of a kind stand.
var partOf = map[string]string{"level": "levels", "notice": "notices", "timer": "timers", "network": "networks", "programme": "programmes", "rule": "rules", "rules": "rules",
	"cadence": "cadences", "ratio": "ratios", "measure": "measures", "group": "groups", "hotline": "hotlines", "access": "access", "retention": "retention", "activity": "activities",
	"conflict": "conflicts", "season": "calendar", "calendar": "calendar", "form": "forms", "product": "product"}

// Place is where a row stands among the rules, or for a kind alone, such as
// notice/, all its rows; "" for what is no row. The row is
// named before the # where lists have pages, so that the right page opens. A rule
// is named behind it only: its id can name a question of a sheet, and what stands
// behind # is sent to nobody.
func Place(ref string) string {
	kind, id, ok := strings.Cut(ref, "/")
	part := partOf[kind]
	if !ok || part == "" {
		return ""
	}
	at := "/policy/" + part
	if id == "" {
		return at
	}
	if paged[part] {
		at += "?row=" + url.QueryEscape(ref)
	}
	return at + "#" + anchor(ref)
}

// paged are the parts whose lists are long enough to have pages.
var paged = map[string]bool{"timers": true, "cadences": true, "measures": true, "activities": true, "groups": true, "product": true}

// anchor is the name of a row inside its page.
func anchor(ref string) string { return strings.ReplaceAll(ref, "/", "-") }

// basis is the cell in which a row of the rules says where it comes from: its own
// clause or that it is ours, the other clauses it serves, the dates within which
// it counts and the conflict it settles.
func (v view) basis(ref string, src policy.Source) ui.Cell {
	lines := ui.Lines{{Text: both("系统默认，可由本地规则修改", "our default; a local rule may change it")}}
	served := v.stack.ClausesOf(ref)
	if src.Clause != policy.Ours {
		own := Why(v.era, src.Clause, ref)
		own.Named = true
		lines = ui.Lines{{Parts: []ui.Component{*own}}}
		served = without(served, src.Clause)
	}
	for i, c := range served {
		if i == mostClauses {
			lines = append(lines, ui.Line{Text: both("全部 "+num(len(v.stack.ClausesOf(ref)))+" 条", "all "+num(len(v.stack.ClausesOf(ref)))), Href: v.at("/policy/clauses?f.ref=" + url.QueryEscape(ref))})
			break
		}
		w := Why(v.era, c.ID, ref)
		w.Named = true
		lines = append(lines, ui.Line{Parts: []ui.Component{*w}})
	}
	if may := mayChange(ref, src.Mode()); src.Clause != policy.Ours && !may.IsZero() {
		lines = append(lines, ui.Line{Text: may})
	}
	if idle := v.stack.Idle(ref); !idle.IsZero() {
		lines = append(lines, ui.Line{Text: idle})
	}
	if state := v.state(src); !state.IsZero() {
		lines = append(lines, ui.Line{Text: state})
	}
	if src.Conflict != "" {
		lines = append(lines, ui.Line{Text: both("冲突 "+src.Conflict, "conflict "+src.Conflict), Href: v.at(Place("conflict/" + src.Conflict))})
	}
	return ui.Parts(lines)
}

// mostClauses is how many further clauses a row names before it counts them. Ours.
const mostClauses = 3

func without(list []policy.Clause, id string) (out []policy.Clause) {
	for _, c := range list {
		if c.ID != id {
			out = append(out, c)
		}
	}
	return out
}

// state says when a row counts; nothing for one that always does.
func (v view) state(src policy.Source) care.Text {
	switch {
	case src.ValidTo != "" && src.ValidTo < v.today:
		return both("已于 "+v.date(src.ValidTo, care.Zh)+"结束，留作历史", "ended on "+v.date(src.ValidTo, care.En)+", kept as history")
	case src.ValidFrom > v.today:
		return both("自 "+v.date(src.ValidFrom, care.Zh)+"起", "from "+v.date(src.ValidFrom, care.En))
	case src.ValidTo != "":
		return both("至 "+v.date(src.ValidTo, care.Zh), "until "+v.date(src.ValidTo, care.En))
	}
	return care.Text{}
}
