package policyweb

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

func programmeSections(v view) []section {
	var out []section
	for _, p := range v.stack.Programmes() {
		ref := "programme/" + p.ID
		facts := ui.Table{ID: anchor(ref), Titled: true, Caption: p.Text, Columns: []ui.Column{column("enters", "谁进入", "Who enters"), column("owner", "谁负责", "Who is responsible"), column("closes", "怎样结束", "What ends it"), basisColumn}}
		levels := ui.Table{ID: anchor(ref) + "-levels", Caption: both(p.Text.Zh+"：各级别要做什么", p.Text.En+": what each level brings"), Columns: []ui.Column{column("level", "级别", "Level"), kind(ui.KindPart, column("timers", "要做什么、多久之内", "What, within what time")), kind(ui.KindPart, column("forms", "用什么表", "Forms")), kind(ui.KindPart, column("told", "告知谁", "Who is told"))}}
		levels.Columns[2].Extra = !slices.ContainsFunc(p.Levels, func(l policy.ProgrammeLevel) bool { return len(l.Forms) > 0 })
		levels.Columns[3].Extra = !slices.ContainsFunc(p.Levels, func(l policy.ProgrammeLevel) bool { return len(v.stack.NoticesOf(care.Programme(p.ID), l.Level)) > 0 })
		var rows []entry
		for _, l := range p.Levels {
			var timers, forms, told ui.Lines
			for _, id := range l.Timers {
				t, _ := v.stack.Timer(id)
				within := timerWithin(t)
				timers = append(timers, ui.Line{Text: both(t.Text.Zh+"："+within.Zh, t.Text.En+": "+within.En), Href: v.at(Place("timer/" + id))})
			}
			for _, id := range l.Forms {
				forms = append(forms, ui.Line{Text: v.refName("form", id), Href: v.at(Place("form/" + id))})
			}
			id := care.Programme(p.ID)
			for _, n := range v.stack.NoticesOf(id, l.Level) {
				told = append(told, ui.Line{Text: n.To.Name(), Href: v.at("/policy/notices#" + anchor(noticeKey(id, l.Level, n)))})
			}
			rows = append(rows, entry{cells: []ui.Cell{ui.Words(programmeLabel(v.stack, l)), parted(timers), parted(forms), parted(told)}})
		}
		out = append(out, section{Parts: []ui.Component{v.plain(facts, []entry{{cells: []ui.Cell{ui.Words(p.Enters), ui.Words(p.Owner.Name()), ui.Words(p.Closes), v.basis(ref, p.Source)}}}), v.plain(levels, rows)}})
	}
	return out
}

func parted(lines ui.Lines) ui.Cell {
	if len(lines) == 0 {
		return ui.Words(same("–"))
	}
	return ui.Parts(lines)
}

// timerWithin is a timer's length in words, or how often it comes again.
func timerWithin(t policy.Timer) care.Text {
	within := t.Within.Text()
	switch {
	case t.Span != "":
		return t.Span.Name()
	case t.Cadence:
		return both("每 "+within.Zh, "every "+within.En)
	}
	return within
}

// timerClimb says who is called when nobody does it. A notice climbs by its own rule.
func timerClimb(t policy.Timer) care.Text {
	switch kind, level, _ := strings.Cut(t.ID, "."); {
	case kind == "notice_ack" && level == "family":
		return both("逾期：提醒个案的负责人打电话", "when late: whoever is responsible for the case, to call")
	case kind == "notice_ack":
		return both("逾期：按“谁必须知道”中每条通知写明的岗位提醒", "when late: the post that each notice names under “Who must know”")
	}
	return climbText(t.Climb, t.ClimbFrom, t.Along)
}

var ownOrGiven = map[string]care.Text{"clause": both("文件规定", "from a document"), "ours": both("系统默认", "our default")}

func givenBy(clause string) string {
	if clause == policy.Ours {
		return "ours"
	}
	return "clause"
}

func timerSections(v view) []section {
	t := ui.Table{ID: "timers", Caption: partNamed("timers").label, Search: both("查找", "Search"), Filters: []ui.Filter{{Key: "given", Label: basisColumn.Label, Options: options(ownOrGiven, "clause", "ours")}, {Key: "programme", Label: both("关爱项目", "Programme")}},
		Columns: []ui.Column{{Key: "what", Label: both("事项", "What"), Fixed: true}, column("within", "多久之内", "Within"), column("climb", "没人做时", "When nobody does it"), column("counts", "什么算做到", "What counts"), basisColumn}}
	in := map[string][]string{}
	for _, p := range v.stack.Programmes() {
		t.Filters[1].Options = append(t.Filters[1].Options, ui.Option{Value: p.ID, Label: p.Text})
		for _, l := range p.Levels {
			for _, id := range l.Timers {
				in[id] = append(in[id], p.ID)
			}
		}
	}
	var rows []entry
	for _, timer := range v.stack.Timers() {
		ref := "timer/" + timer.ID
		row, _ := v.stack.Row(ref)
		var counts []care.Text
		for _, c := range timer.Counts {
			counts = append(counts, contactWords[c])
		}
		rows = append(rows, entry{key: ref, words: []care.Text{timer.Text}, is: map[string]string{"given": givenBy(timer.Clause), "programme": strings.Join(in[timer.ID], " ")},
			cells: []ui.Cell{ui.Words(v.timerName(timer)), ui.Words(timerWithin(timer)), ui.Words(timerClimb(timer)), ui.Words(or(joined(counts))), v.basis(ref, row.Source)}})
	}
	return []section{{Parts: []ui.Component{v.list(t, rows)}}}
}

// timerName tells apart timers of the same words by their level.
func (v view) timerName(t policy.Timer) care.Text {
	_, level, ok := strings.Cut(t.ID, ".")
	l, err := care.ParseLevel(level)
	if !ok || err != nil || strings.Contains(t.Text.Zh, "（") { // its words name the level already
		return t.Text
	}
	label := v.stack.Level(l).Label
	return both(t.Text.Zh+"（"+label.Zh+"）", t.Text.En+" ("+label.En+")")
}

func ruleSections(v view) []section {
	v.query.Size = 200
	t := ui.Table{ID: "rules", Caption: partNamed("rules").label, Search: both("查找", "Search"), Filters: []ui.Filter{{Key: "result", Label: both("结果", "Outcome"), Options: ruleOptions(v)}},
		Columns: []ui.Column{{Key: "what", Label: both("测评结果", "What the sheet shows"), Fixed: true}, kind(ui.KindPart, column("result", "结果", "Outcome")), {Key: "expression", Label: both("算式", "Expression"), Kind: ui.KindPart, Extra: true}, basisColumn}}
	var rows []entry
	for _, rule := range v.stack.TriageRules() {
		ref := "rule/" + rule.ID
		var does []ui.Component
		result := rule.Level.String()
		if rule.Level > care.LevelNone {
			c := levelChip(v.stack, rule.Level)
			c.Suggested = true
			does = append(does, c)
		}
		if rule.Alert {
			result += " alert"
			does = append(does, ui.Badge{Text: both("立即呼叫值班人员", "call the adults on duty"), Tone: ui.Grave, Icon: "bell"})
		}
		if rule.Retake {
			result += " retake"
			does = append(does, ui.Badge{Text: both("请学生重测", "to be asked again"), Icon: "undo"})
		}
		expression := ui.Lines{{Text: same(rule.When), Lang: "zxx"}}
		rows = append(rows, entry{key: ref, words: []care.Text{rule.Text}, is: map[string]string{"result": result},
			cells: []ui.Cell{ui.Words(rule.Text), ui.Parts(does...), ui.Parts(expression), v.basis(ref, rule.Source)}})
	}
	always := []care.Text{both("每条规则都会算一遍，所有理由都保留。出现危险回答一律报警，报警本身不是级别。算不出来的，请人看。答卷不完整或存疑的，请学生重测。没有规则会因为答卷提示“"+v.stack.Level(care.LevelMajor).Label.Zh+"”：它由面谈的安全评估提出，由人根据事实认定。",
		"Every rule runs and every reason is kept. A danger answer is always an alert, and an alert is no level by itself. Where a rule fails a person looks. An incomplete or doubtful sheet is asked again. No sheet makes a rule suggest “"+v.stack.Level(care.LevelMajor).Label.En+"”: the safety assessment record of an interview does, and a person sets it from facts.")}
	if l := v.stack.CriticalSuggests(); l > care.LevelNone {
		always = append(always, both("危险回答另提示“"+v.stack.Level(l).Label.Zh+"”。", "A danger answer also suggests “"+v.stack.Level(l).Label.En+"”."))
	}
	basis := ui.Table{ID: "triage-basis", Titled: true, Caption: basisColumn.Label, Columns: []ui.Column{column("what", "全部提示规则", "All triage rules"), basisColumn}}
	all := entry{cells: []ui.Cell{ui.Words(refWords["rules"]), v.basis("rules/triage", policy.Source{Clause: policy.Ours})}}
	return []section{{ID: anchor("rules/triage"), Words: always, Parts: []ui.Component{v.plain(basis, []entry{all}), v.list(t, rows)}}}
}

func ruleOptions(v view) (out []ui.Option) {
	for _, l := range []care.Level{care.LevelSerious, care.LevelGeneral, care.LevelWatch} {
		out = append(out, ui.Option{Value: l.String(), Label: v.stack.Level(l).Label})
	}
	return append(out, ui.Option{Value: "alert", Label: both("报警", "alert")}, ui.Option{Value: "retake", Label: both("重测", "asked again")})
}

func formSections(v view) []section {
	t := ui.Table{ID: "forms", Caption: partNamed("forms").label, Columns: []ui.Column{column("form", "表单", "Form"), column("intro", "说明", "Instructions"), kind(ui.KindNumber, column("questions", "填写项", "Questions")), basisColumn}}
	var rows []entry
	for _, id := range v.stack.Forms() {
		ref := "form/" + id
		def, ok := v.forms.Get(id)
		if !ok {
			continue
		}
		rows = append(rows, entry{key: ref, cells: []ui.Cell{ui.Words(def.Title), ui.Words(or(def.Intro)), ui.Number(len(def.Fields())), v.basis(ref, policy.Source{Clause: policy.Ours})}})
	}
	return []section{{Parts: []ui.Component{v.plain(t, rows)}}}
}
