package policyweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

var builtWords = map[string]care.Text{"built": both("已有", "in place"), "planned": both("待建", "still to come")}

func productSections(v view) []section {
	t := ui.Table{ID: "product", Caption: partNamed("product").label, Search: both("查找", "Search"), Filters: []ui.Filter{{Key: "built", Label: both("现在", "Now"), Options: options(builtWords, "built", "planned")}},
		Columns: []ui.Column{{Key: "what", Label: both("功能", "What it does"), Fixed: true}, column("built", "现在", "Now"), kind(ui.KindPart, column("page", "在哪里看到", "Where to see it")), kind(ui.KindNumber, column("tests", "证明它的测试", "Tests that prove it")), kind(ui.KindPart, column("clauses", "为哪些条款", "For which clauses"))}}
	var rows []entry
	for _, c := range v.stack.Product().Capabilities {
		ref, built := "product/"+c.ID, "built"
		if c.Planned {
			built = "planned"
		}
		rows = append(rows, entry{key: ref, words: []care.Text{c.Text}, is: map[string]string{"built": built}, cells: []ui.Cell{ui.Words(c.Text), ui.Words(builtWords[built]), v.whereCell(c), ui.Number(len(c.Tests)), v.waiting(ref, c)}})
	}
	return []section{{Parts: []ui.Component{v.list(t, rows)}}}
}

func (v view) whereCell(c policy.Capability) ui.Cell {
	at := v.pageOf(c.Page)
	switch {
	case at != "":
		return ui.Parts(ui.Lines{{Text: both("打开", "open"), Href: at}})
	case c.Page != "":
		return ui.Words(both("由有关岗位打开", "opened by the posts it is for"))
	}
	return ui.Words(same("–"))
}

// waiting are the clauses a capability serves, or is still to serve.
func (v view) waiting(ref string, c policy.Capability) ui.Cell {
	if !c.Planned {
		if len(v.stack.ClausesOf(ref)) == 0 {
			return ui.Words(same("–"))
		}
		return ui.Parts(v.clauseLines(ref, v.stack.ClausesOf(ref)))
	}
	var list []policy.Clause
	for _, k := range v.stack.Clauses() {
		for _, id := range k.Planned {
			if id == c.ID {
				list = append(list, k)
			}
		}
	}
	if len(list) == 0 {
		return ui.Words(same("–"))
	}
	return ui.Parts(v.clauseLines(ref, list))
}

func (v view) clauseLines(ref string, list []policy.Clause) (lines ui.Lines) {
	for i, c := range list {
		if i == mostClauses {
			return append(lines, ui.Line{Text: both("全部 "+num(len(list))+" 条", "all "+num(len(list))), Href: v.at("/policy/clauses?f.ref=" + strings.ReplaceAll(ref, "/", "%2F"))})
		}
		w := Why(v.era, c.ID, ref)
		w.Named = true
		lines = append(lines, ui.Line{Parts: []ui.Component{*w}})
	}
	return lines
}
