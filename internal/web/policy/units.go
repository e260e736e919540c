package policyweb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

func unitText(kinds []care.UnitKind, stages []care.Stage) care.Text {
	var names []care.Text
	for _, k := range kinds {
		names = append(names, k.Name())
	}
	t := joined(names)
	if len(stages) == 0 {
		return t
	}
	var parts []care.Text
	for _, s := range stages {
		parts = append(parts, stageWords[s])
	}
	only := joined(parts)
	return both(t.Zh+"（"+only.Zh+"）", t.En+" ("+only.En+")")
}

func unitOptions(used func(care.UnitKind) bool) (out []ui.Option) {
	for _, k := range care.UnitKinds() {
		if used(k) {
			out = append(out, ui.Option{Value: string(k), Label: k.Name()})
		}
	}
	return out
}

// whenText is how often, with the seasons or days it names.
func (v view) whenText(c policy.Cadence) care.Text {
	how := c.How()
	var more []care.Text
	for _, id := range c.Seasons {
		row, _ := v.stack.Row("season/" + id)
		more = append(more, row.Text)
	}
	for _, md := range c.Dates {
		more = append(more, monthDay(md))
	}
	if len(more) == 0 {
		return how
	}
	list := joined(more)
	return both(how.Zh+"（"+list.Zh+"）", how.En+" ("+list.En+")")
}

// monthDay writes a day of every year, given as 05-25.
func monthDay(md string) care.Text {
	t := care.Date("2024-" + md).Time()
	return both(fmt.Sprintf("%d月%d日", int(t.Month()), t.Day()), t.Format("2 Jan"))
}

func (v view) doneText(c policy.Cadence) ui.Lines {
	var out ui.Lines
	for _, what := range c.DoneBy {
		if t, ok := roundWords[what]; ok {
			out = append(out, ui.Line{Text: t})
			continue
		}
		row, _ := v.stack.Row(what)
		out = append(out, ui.Line{Text: row.Text, Href: v.at(Place(what))})
	}
	return out
}

var settledWords = map[string]care.Text{"open": both("待本地确定间隔", "interval to be set by the region"), "set": both("已定", "set")}

func cadenceSections(v view) []section {
	used := map[care.UnitKind]bool{}
	for _, c := range v.stack.Cadences() {
		for _, k := range c.Unit {
			used[k] = true
		}
	}
	t := ui.Table{ID: "cadences", Caption: partNamed("cadences").label, Search: both("查找", "Search"),
		Filters: []ui.Filter{{Key: "unit", Label: both("哪类单位", "Kind of unit"), Options: unitOptions(func(k care.UnitKind) bool { return used[k] })}, {Key: "period", Label: both("周期", "Period"), Options: periodOptions()}, {Key: "settled", Label: both("间隔", "Interval"), Options: options(settledWords, "open", "set")}},
		Columns: []ui.Column{{Key: "what", Label: both("做什么", "What"), Fixed: true}, column("unit", "哪类单位", "Which units"), kind(ui.KindPart, column("how", "隔多久", "How often")), column("owner", "牵头", "Leads"), kind(ui.KindPart, column("done", "什么算完成", "What counts as done")),
			{Key: "climb", Label: both("逾期时", "When late"), Extra: true}, basisColumn}}
	var rows []entry
	for _, c := range v.units {
		ref := "cadence/" + c.ID
		how, settled := ui.Lines{{Text: v.whenText(c)}}, "set"
		switch {
		case c.Unsettled() && c.InForce(v.today):
			settled = "open"
			how = append(how, ui.Line{Parts: []ui.Component{ui.Badge{Text: settledWords["open"], Tone: ui.Watch, Icon: "clock"}}})
		case c.Set != nil:
			how = append(how, ui.Line{Text: both("本区自定，"+c.Set.Since.Words().Zh+"起", "the region's own, since "+c.Set.Since.Words().En)})
		}
		var kinds []string
		for _, k := range c.Unit {
			kinds = append(kinds, string(k))
		}
		rows = append(rows, entry{key: ref, words: []care.Text{c.Text}, is: map[string]string{"unit": strings.Join(kinds, " "), "period": string(c.Period), "settled": settled},
			cells: []ui.Cell{ui.Words(c.Text), ui.Words(unitText(c.Unit, c.Stages)), ui.Parts(how), ui.Words(c.Owner.Name()), ui.Parts(v.doneText(c)), ui.Words(climbText(c.Ladder(), policy.FromDue, c.AlongNetwork())), v.basis(ref, c.Source)}})
	}
	var words []care.Text
	n := 0
	for _, c := range v.units {
		if c.Unsettled() && c.InForce(v.today) {
			n++
		}
	}
	if n > 0 {
		words = append(words, both("其中 "+num(n)+" 项，文件只写“定期”，间隔等本地确定。", "For "+num(n)+" of them the document says only “regularly”: the region has to set the interval."))
	}
	return []section{{Words: words, Parts: []ui.Component{v.list(t, rows)}}}
}

func periodOptions() (out []ui.Option) {
	for _, s := range duty.Spans {
		out = append(out, ui.Option{Value: string(s), Label: s.Name()})
	}
	return out
}

var standWords = map[string]care.Text{"standing": both("长期设置：有效到撤销", "holds until ended"), "once": both("一次活动", "done once")}

func activitySections(v view) []section {
	t := ui.Table{ID: "activities", Caption: partNamed("activities").label, Search: both("查找", "Search"), Filters: []ui.Filter{{Key: "holds", Label: both("性质", "Nature"), Options: options(standWords, "once", "standing")}},
		Columns: []ui.Column{{Key: "what", Label: both("活动", "Kind of activity"), Fixed: true}, column("holds", "性质", "Nature"), column("needs", "必须填写", "Must be filled in"), kind(ui.KindPart, column("for", "用于", "Counts for")), basisColumn}}
	counts := map[string]ui.Lines{}
	for _, c := range v.stack.Cadences() {
		for _, what := range c.DoneBy {
			counts[what] = append(counts[what], ui.Line{Text: c.Text, Href: v.at(Place("cadence/" + c.ID))})
		}
	}
	for _, m := range v.stack.Measures() {
		for _, what := range m.Having {
			counts[what] = append(counts[what], ui.Line{Text: m.Text, Href: v.at(Place("measure/" + m.ID))})
		}
	}
	var rows []entry
	for _, a := range v.stack.Activities() {
		ref, holds := "activity/"+a.ID, "once"
		if a.Standing {
			holds = "standing"
		}
		needs := []care.Text{both("谁、何时、做了什么", "who, when, what")}
		for _, n := range a.Needs {
			needs = append(needs, needWords[n])
		}
		rows = append(rows, entry{key: ref, words: []care.Text{a.Text}, is: map[string]string{"holds": holds}, cells: []ui.Cell{ui.Words(a.Text), ui.Words(standWords[holds]), ui.Words(joined(needs)), parted(counts[ref]), v.basis(ref, a.Source)}})
	}
	return []section{{Parts: []ui.Component{v.list(t, rows)}}}
}

// exampleSizes show every edge: one below and at a thousand, what rounding does,
// and one above twice the universities' four thousand.
var exampleSizes = []int{999, 1000, 1500, 3900, 8001}

func ratioSections(v view) []section {
	t := ui.Table{ID: "ratios", Caption: partNamed("ratios").label, Columns: []ui.Column{column("rule", "规定", "Rule"), column("for", "按什么人数", "Counted by"), column("from", "适用规模", "Applies to"), column("post", "岗位性质", "Kind of post"), basisColumn}}
	examples := ui.Table{ID: "examples", Titled: true, Caption: both("算例：这么多人至少要几名", "Worked examples: how many are needed for so many"), Columns: []ui.Column{column("rule", "规定", "Rule")}}
	for _, n := range exampleSizes {
		size := ui.Page{}.Num(n)
		examples.Columns = append(examples.Columns, ui.Column{Key: num(n), Label: both(size+" 人", size), Kind: ui.KindNumber})
	}
	var rows, worked []entry
	for _, r := range v.stack.Ratios() {
		ref := "ratio/" + r.ID
		rows = append(rows, entry{key: ref, cells: []ui.Cell{ui.Words(r.Text), ui.Words(countedWords[r.For]), ui.Words(sizeText(r)), ui.Words(postWords[r.Post]), v.basis(ref, r.Source)}})
		if r.For == "teaching_research_body" { // not counted by people
			continue
		}
		cells := []ui.Cell{ui.Words(r.Text)}
		for _, n := range exampleSizes {
			if need := r.Needs(n); need > 0 {
				cells = append(cells, ui.Number(need))
			} else {
				cells = append(cells, ui.Words(both("不适用", "n/a")))
			}
		}
		worked = append(worked, entry{cells: cells})
	}
	if len(rows) == 0 {
		t.Empty = ui.Empty{Title: both("本地规则没有配备标准", "No local rule sets a ratio"), Icon: "info"}
		return []section{{Parts: []ui.Component{v.plain(t, nil)}}}
	}
	return []section{{Parts: []ui.Component{v.plain(t, rows), v.plain(examples, worked)}}}
}

func sizeText(r policy.Ratio) care.Text {
	p := ui.Page{}
	switch {
	case r.From > 1 && r.To > 0:
		return both(p.Num(r.From)+"–"+p.Num(r.To)+" 人", p.Num(r.From)+" to "+p.Num(r.To))
	case r.From > 1:
		return both(p.Num(r.From)+" 人及以上", p.Num(r.From)+" and more")
	case r.To > 0:
		return both(p.Num(r.To)+" 人及以下", "up to "+p.Num(r.To))
	}
	return both("任何规模", "any size")
}

var measureStates = map[string]care.Text{"now": both("现行", "in force"), "ended": both("已结束，留作历史", "ended, kept as history"), "later": both("尚未开始", "not begun")}

func measureSections(v view) []section {
	t := ui.Table{ID: "measures", Caption: partNamed("measures").label, Search: both("查找", "Search"), Filters: []ui.Filter{{Key: "state", Label: both("现在", "Now"), Options: options(measureStates, "now", "ended", "later")}, {Key: "figures", Label: both("数字来源", "Figures"), Options: options(figureWords, policy.FromUnits, policy.FromPeople, policy.FromReported)}},
		Columns: []ui.Column{{Key: "what", Label: both("指标", "Measure"), Fixed: true}, kind(ui.KindPart, column("how", "怎样算", "How")), column("target", "目标", "Target"), {Key: "due", Label: both("到哪天", "Due"), Kind: ui.KindDate, Sortable: true}, column("period", "周期", "Period"), column("state", "现在", "Now"), {Key: "figures", Label: both("数字来源", "Figures"), Extra: true}, basisColumn}}
	var rows []entry
	for _, m := range v.stack.Measures() {
		ref, state := "measure/"+m.ID, "now"
		if m.ValidTo != "" && m.ValidTo < v.today {
			state = "ended"
		} else if m.ValidFrom > v.today {
			state = "later"
		}
		target := m.TargetText()
		if target.IsZero() {
			target = both("文件没有写", "none given")
		}
		how := ui.Lines{{Text: both("分子："+m.Numerator.Zh, "counted: "+m.Numerator.En)}, {Text: both("分母："+m.Denominator.Zh, "out of: "+m.Denominator.En)}}
		rows = append(rows, entry{key: ref, words: []care.Text{m.Text, m.Numerator, m.Denominator}, is: map[string]string{"state": state, "figures": m.From}, by: map[string]string{"due": string(m.Due)},
			cells: []ui.Cell{ui.Words(m.Text), ui.Parts(how), ui.Words(target), ui.Day(m.Due), ui.Words(m.Period.Name()), ui.Words(measureStates[state]), ui.Words(figureWords[m.From]), v.basis(ref, m.Source)}})
	}
	order := []string{"now", "later", "ended"} // what counts today comes first
	slices.SortStableFunc(rows, func(a, b entry) int {
		return cmp.Compare(slices.Index(order, a.is["state"]), slices.Index(order, b.is["state"]))
	})
	return []section{{Words: []care.Text{policy.CountItself}, Parts: []ui.Component{v.list(t, rows)}}}
}
