package policyweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// documents lists the documents of the stack, the region's own first.
func documents(s *policy.Stack) (out []policy.Document) {
	packs := s.Packs()
	for i := len(packs) - 1; i >= 0; i-- {
		out = append(out, packs[i].Documents...)
	}
	return out
}

func (v view) inForce(d policy.Document) care.Text {
	switch {
	case d.ValidTo != "" && d.ValidTo < v.today:
		return both("规划期已满（"+v.date(d.ValidTo, care.Zh)+"）：指标留作历史，职责仍有效", "plan ended on "+v.date(d.ValidTo, care.En)+": targets are history, duties still hold")
	case d.ValidTo != "":
		return both("有效，至 "+v.date(d.ValidTo, care.Zh), "in force, until "+v.date(d.ValidTo, care.En))
	case d.ValidFrom > v.today:
		return both("自 "+v.date(d.ValidFrom, care.Zh)+"起", "from "+v.date(d.ValidFrom, care.En))
	}
	return both("有效", "in force")
}

func documentSections(v view) []section {
	count := map[string]map[policy.ClauseStanding]int{}
	for _, c := range v.stack.Clauses() {
		if count[c.DocumentID()] == nil {
			count[c.DocumentID()] = map[policy.ClauseStanding]int{}
		}
		count[c.DocumentID()][c.Standing()]++
	}
	own := ui.Table{ID: "own-documents", Titled: true, Caption: both("本地执行的文件", "Documents put to work here"), Columns: []ui.Column{column("document", "文件", "Document"), kind(ui.KindPart, column("number", "文号", "Number")),
		kind(ui.KindDate, column("issued", "印发", "Issued")), column("force", "效力", "Force"), column("state", "现在", "Now"), kind(ui.KindPart, column("standing", "落实", "Served"))}}
	law := ui.Table{ID: "law", Titled: true, Caption: both("引用的法律和国家通知", "Law and national notices that are cited"), Columns: []ui.Column{column("document", "文件", "Document"), kind(ui.KindPart, column("number", "文号", "Number")),
		kind(ui.KindDate, column("issued", "印发", "Issued")), column("force", "效力", "Force"), kind(ui.KindPart, column("cited", "引用", "Cited"))}}
	var ownRows, lawRows []entry
	for _, d := range documents(v.stack) {
		href := v.at(documentHref(d.ID))
		number := ui.Words(both("无文号", "none"))
		if d.Number != "" {
			number = ui.Parts(ui.Lines{{Text: same(d.Number), Lang: care.Zh}})
		}
		cells := []ui.Cell{ui.Goto(d.Title, href), number, ui.Day(d.Issued), ui.Words(forceWords[d.Force])}
		n := 0
		var lines ui.Lines
		for _, s := range standings {
			if k := count[d.ID][s]; k > 0 {
				n += k
				lines = append(lines, ui.Line{Text: both(standingWords[s].Zh+" "+num(k), standingWords[s].En+": "+num(k)), Href: href + "&f.standing=" + string(s)})
			}
		}
		if d.Clauses == 0 {
			lawRows = append(lawRows, entry{key: "document/" + d.ID, cells: append(cells, ui.Parts(ui.Lines{{Text: both(num(n)+" 条", num(n)), Href: href}}))})
			continue
		}
		ownRows = append(ownRows, entry{key: "document/" + d.ID, cells: append(cells, ui.Words(v.inForce(d)), ui.Parts(lines))})
	}
	return []section{{Words: coverageWords(v.stack), Parts: []ui.Component{v.plain(own, ownRows), v.plain(law, lawRows)}}}
}

func packTable(v view) ui.Table {
	t := ui.Table{ID: "packs", Caption: both("规则包", "Packs"), Columns: []ui.Column{column("pack", "规则包", "Pack"), column("authority", "发文机关", "Authority"), kind(ui.KindDate, column("from", "自哪天起", "From")), column("version", "版本", "Version")}}
	var rows []entry
	for _, p := range v.stack.Packs() {
		rows = append(rows, entry{cells: []ui.Cell{ui.Words(tierWords[p.Tier]), ui.Words(p.Authority), ui.Day(p.ValidFrom), ui.Text(p.Hash[:12])}})
	}
	return v.plain(t, rows)
}

func conflictSections(v view) []section {
	t := ui.Table{ID: "conflicts", Caption: partNamed("conflicts").label, Search: both("查找", "Search"), Columns: []ui.Column{{Key: "what", Label: both("哪里不一致", "What differs"), Fixed: true}, column("id", "编号", "Id"), column("settled", "怎样处理", "How it is settled"),
		kind(ui.KindPart, column("clauses", "各方条款", "Clauses on both sides")), kind(ui.KindPart, column("rows", "要改哪几行", "Rows to change"))}}
	var rows []entry
	for _, c := range v.stack.Conflicts() {
		var sides, change ui.Lines
		for _, id := range c.Clauses {
			if _, known := v.stack.Clause(id); !known {
				sides = append(sides, ui.Line{Text: both(id+"（不在本地规则中）", id+" (not among the local rules)")})
				continue
			}
			w := Why(v.era, id, "")
			w.Named = true
			sides = append(sides, ui.Line{Parts: []ui.Component{*w}})
		}
		for _, ref := range c.Rows() {
			change = append(change, ui.Line{Text: v.refText(ref), Href: v.at(Place(ref))})
		}
		if len(change) == 0 {
			change = ui.Lines{{Text: v.notHere(c)}}
		}
		rows = append(rows, entry{key: "conflict/" + c.ID, words: []care.Text{c.Text, c.Settled}, cells: []ui.Cell{ui.Words(c.Text), ui.Text(c.ID), ui.Words(c.Settled), ui.Parts(sides), ui.Parts(change)}})
	}
	return []section{{Parts: []ui.Component{v.list(t, rows)}}}
}

// notHere says why a conflict has no row to change: the documents that differ are not
// all put to work here.
func (v view) notHere(c policy.Conflict) care.Text {
	here, elsewhere := v.stack.Sides(c)
	zh, en := strings.Join(elsewhere, "、"), strings.Join(elsewhere, ", ")
	switch {
	case v.stack.Arises(c):
		return both("本地的文件在这里不一致，规则包里还没有写处理它的行", "the documents here differ, and no row of the packs settles it yet")
	case len(here) == 0:
		return both("本地不涉及：没有执行 "+zh, "does not arise here: "+en+" is not put to work")
	}
	return both("本地不涉及：只执行 "+strings.Join(here, "、")+"，没有执行与它不一致的 "+zh, "does not arise here: of the documents that differ only "+strings.Join(here, ", ")+" is put to work, not "+en)
}

// tierWords say where in the stack a pack stands.
var tierWords = map[string]care.Text{"national": both("国家", "National"), "city": both("市", "City"), "district": both("区县", "District")}
