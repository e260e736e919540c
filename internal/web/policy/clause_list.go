package policyweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

var clausesTitle = both("条款", "Clauses")

// clauseList is the register: every clause of every document of the stack.
func (p pages) clauseList(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	pg := v.page(r, clausesTitle)
	pg.Head.Back = &ui.Link{Label: policyTitle, Href: v.at("/policy")}
	pg.Head.Lead = partNamed("clauses").lead
	words := coverageWords(v.stack)
	if ref := v.query.Filters["ref"]; ref != "" {
		what := v.refText(ref)
		words = append(words, both("下面只列出与“"+what.Zh+"”有关的条款。", "Below only the clauses of “"+what.En+"”."))
	}
	pg.frame(v)
	pg.Sections = []section{{Words: words, Parts: []ui.Component{v.clauseTable()}}}
	return pg.show(w)
}

func (v view) clauseTable() ui.Table {
	kinds, docs := map[string]bool{}, map[string]bool{}
	serving := map[string]bool{}
	var rows []entry
	for _, c := range v.stack.Clauses() {
		kinds[c.Kind], docs[c.DocumentID()] = true, true
		rows = append(rows, v.clauseRow(c))
		for _, ref := range c.ServedBy {
			kind, _, _ := strings.Cut(ref, "/")
			serving[kind] = true
		}
	}
	t := ui.Table{ID: "clauses", Caption: clausesTitle, Search: both("查找（编号、中文或英文）", "Search (id, Chinese or English)"),
		Columns: []ui.Column{{Key: "id", Label: both("编号", "Id"), Fixed: true, Sortable: true}, kind(ui.KindPart, column("section", "节", "Section")), {Key: "kind", Label: both("事项", "Matter"), Sortable: true}, column("text", "要求（我们的话）", "What it asks, in our words"),
			{Key: "standing", Label: both("落实", "Served"), Kind: ui.KindPart, Sortable: true}, kind(ui.KindPart, column("by", "由什么落实", "What serves it"))}}
	order := map[string]int{} // the region's own documents first
	for i, d := range documents(v.stack) {
		order[d.ID] = i
	}
	slices.SortStableFunc(rows, func(a, b entry) int { return cmp.Compare(order[a.is["document"]], order[b.is["document"]]) })
	document := ui.Filter{Key: "document", Label: both("文件", "Document")}
	for _, d := range documents(v.stack) {
		if docs[d.ID] {
			document.Options = append(document.Options, ui.Option{Value: d.ID, Label: d.Title})
		}
	}
	matter := ui.Filter{Key: "kind", Label: both("事项", "Matter")}
	for _, k := range slices.SortedFunc(mapKeys(kinds), func(a, b string) int { return cmp.Compare(kindWords[a].En, kindWords[b].En) }) {
		if k != "" {
			matter.Options = append(matter.Options, ui.Option{Value: k, Label: or(kindWords[k])})
		}
	}
	by := ui.Filter{Key: "by", Label: both("由什么落实", "What serves it")}
	for _, k := range refOrder {
		if serving[k] {
			by.Options = append(by.Options, ui.Option{Value: k, Label: refWords[k]})
		}
	}
	t.Filters = []ui.Filter{document, matter, {Key: "standing", Label: both("落实", "Served"), Options: options(standingWords, policy.ClauseServed, policy.ClausePlanned, policy.ClauseOutside)}, by}
	return v.list(t, rows)
}

func mapKeys(m map[string]bool) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (v view) clauseRow(c policy.Clause) entry {
	refs := slices.Clone(c.ServedBy)
	for _, id := range c.Planned {
		refs = append(refs, "product/"+id)
	}
	var kinds []string
	for _, ref := range c.ServedBy {
		kind, _, _ := strings.Cut(ref, "/")
		kinds = append(kinds, kind)
	}
	var by ui.Lines
	for i, ref := range c.ServedBy {
		if i == mostClauses {
			by = append(by, ui.Line{Text: both("共 "+num(len(c.ServedBy))+" 处", num(len(c.ServedBy))+" in all"), Href: v.at(ClauseHref(c.ID))})
			break
		}
		by = append(by, ui.Line{Text: v.refText(ref), Href: v.at(Place(ref))})
	}
	if len(c.ServedBy) == 0 && !c.Outside.IsZero() {
		by = ui.Lines{{Text: c.Outside}}
	}
	standing := c.Standing()
	return entry{key: "clause/" + c.ID, words: []care.Text{same(c.ID), c.SectionText(), c.Text}, by: map[string]string{"id": sortID(c.ID), "kind": kindWords[c.Kind].En, "standing": num(slices.Index(standings, standing))},
		is:    map[string]string{"document": c.DocumentID(), "kind": c.Kind, "standing": string(standing), "by": strings.Join(kinds, " "), "ref": strings.Join(refs, " ")},
		cells: []ui.Cell{ui.Goto(same(c.ID), v.at(ClauseHref(c.ID))), ui.Parts(ui.Lines{sectionLine(c)}), ui.Words(or(kindWords[c.Kind])), ui.Words(c.Text), ui.Parts(standingBadge(standing)), parted(by)}}
}

// sectionLine is where in the document the clause stands; a number is Chinese on every page.
func sectionLine(c policy.Clause) ui.Line {
	line := ui.Line{Text: c.SectionText()}
	if line.Text.Zh == line.Text.En {
		line.Lang = care.Zh
	}
	return line
}

// sortID makes 2.10 come after 2.9.
func sortID(id string) string {
	var b strings.Builder
	digits := ""
	flush := func() {
		if digits != "" {
			b.WriteString(strings.Repeat("0", max(0, 4-len(digits))) + digits)
			digits = ""
		}
	}
	for _, r := range id {
		if r >= '0' && r <= '9' {
			digits += string(r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}

func standingBadge(s policy.ClauseStanding) ui.Badge {
	b := ui.Badge{Text: standingWords[s]}
	switch s {
	case policy.ClauseServed:
		b.Tone, b.Icon = ui.Good, "check"
	case policy.ClausePlanned:
		b.Tone, b.Icon = ui.Watch, "clock"
	}
	return b
}

func documentHref(id string) string { return "/policy/clauses?f.document=" + url.QueryEscape(id) }
