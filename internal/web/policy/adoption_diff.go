package policyweb

import (
	"reflect"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// diffOrder is in which order kinds of change are read: what touches children first.
var diffOrder = []string{"level", "notice", "timer", "programme", "rule", "access", "cadence", "ratio", "measure", "network", "group", "hotline", "season", "retention", "activity", "conflict"}

// diffSections say in words what differs between two packs, kind by kind.
func diffSections(from, to *policy.Stack) []section {
	before, after := from.Said(), to.Said()
	changes := map[string][]policy.Change{}
	for _, c := range policy.Diff(from, to) {
		changes[c.Kind()] = append(changes[c.Kind()], c)
	}
	out := []section{{ID: "changes", Title: both("规则改了什么", "What changes in the rules")}}
	for _, k := range diffOrder {
		list := changes[k]
		if len(list) == 0 {
			continue
		}
		t := ui.Table{ID: "diff-" + k, Titled: true, Plain: true, Total: len(list), Caption: both(refWords[k].Zh+"（"+num(len(list))+"）", refWords[k].En+" ("+num(len(list))+")"),
			Columns: []ui.Column{column("what", "内容", "What"), kind(ui.KindPart, column("how", "变化", "Change")), column("before", "原来", "Before"), column("after", "以后", "After")}}
		for _, c := range list {
			t.Rows = append(t.Rows, ui.Row{Cells: diffCells(to, c, before[c.Key], after[c.Key])})
		}
		out = append(out, section{Parts: []ui.Component{t}})
	}
	if !reflect.DeepEqual(from.Days(), to.Days()) {
		out = append(out, section{Words: []care.Text{both("学期、假期或上课时间也有改动，见新规则包的 calendar.yaml。", "Terms, holidays or hours change too: see calendar.yaml of the pack.")}})
	}
	if len(out) == 1 && len(out[0].Words) == 0 {
		out[0].Words = []care.Text{both("条文和编排有改动，规则本身没有不同。", "Clauses or their order differ; the rules themselves do not.")}
	}
	return out
}

func diffCells(to *policy.Stack, c policy.Change, before, after policy.Said) []ui.Cell {
	what, how, tone := after, both("修改", "changed"), ui.Watch
	switch {
	case c.Added():
		how, tone = both("新增", "added"), ui.Good
	case c.Removed():
		what, how, tone = before, both("取消", "removed"), ui.Grave
	}
	was, will := demandWords(before), demandWords(after)
	if !c.Added() && !c.Removed() && was == will {
		was, will = same("–"), both("说法、对象或依据不同", "wording, scope or basis differs")
	}
	if c.Added() {
		was = same("–")
	}
	if c.Removed() {
		will = same("–")
	}
	return []ui.Cell{ui.Words(whatWords(to, c, what)), ui.Parts(ui.Badge{Text: how, Tone: tone}), ui.Words(was), ui.Words(will)}
}

// whatWords name a row: a notice by level and recipient, access by post, others by
// their text.
func whatWords(to *policy.Stack, c policy.Change, s policy.Said) care.Text {
	level := to.Level(s.Level).Label
	switch c.Kind() {
	case "notice":
		who := s.Role.Name()
		return both(level.Zh+"：告知"+who.Zh, level.En+": tell "+who.En)
	case "access":
		return s.Role.Name()
	}
	if s.What.IsZero() {
		return same(c.Key)
	}
	return s.What
}

func demandWords(s policy.Said) care.Text {
	if s.Access != nil {
		return accessWords(s.Access.Verb, s.Access.Scope, s.Access.Data)
	}
	out := s.Demand
	if s.Role != "" && s.Level == care.LevelNone && !out.IsZero() { // a notice names whom it tells already
		role := s.Role.Name()
		out = both(out.Zh+"，"+role.Zh, out.En+", "+role.En)
	}
	if out.IsZero() {
		return s.What
	}
	return out
}
