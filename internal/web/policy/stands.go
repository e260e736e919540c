package policyweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// proven are the kinds of binding of which something else has to be shown: records,
// posts held, figures. Whoever knows of these shows it after what stands here.
var proven = map[string]bool{"activity": true, "measure": true, "ratio": true, "cadence": true}

// direct tells that everything the clause is bound to is at work in the program or
// its rules already, and nothing of it has to be done or to be built first.
func direct(s *policy.Stack, c policy.Clause) bool {
	if c.Standing() != policy.ClauseServed {
		return false
	}
	for _, ref := range c.ServedBy {
		if proven[kindOf(ref)] || !s.Idle(ref).IsZero() {
			return false
		}
	}
	return true
}

// standsOn says what of the system stands for a clause that asks for no work by a date.
func (v view) standsOn(c policy.Clause) []ui.Component {
	if c.Standing() == policy.ClauseOutside {
		return []ui.Component{ui.Empty{Title: both("系统里没有这一条的佐证", "The system holds no evidence of this clause"),
			Text: both("这一条不由软件落实："+c.Outside.Zh+"。检查时请另附材料。", "It is not for software: "+c.Outside.En+". Add your own material for an inspection."), Icon: "info"}}
	}
	t := ui.Table{ID: "stands", Caption: both("系统已经做到的部分", "What the system does of it already"), Columns: []ui.Column{{Key: "what", Label: both("功能或规定", "Part of the system"), Fixed: true}, column("now", "现在", "Now"), kind(ui.KindPart, column("page", "在哪里看到", "Where to see it"))}}
	if direct(v.stack, c) {
		t.Caption = both("由系统直接落实", "Served by the system directly")
	}
	var rows []entry
	for _, ref := range c.ServedBy {
		if !proven[kindOf(ref)] {
			rows = append(rows, entry{cells: []ui.Cell{ui.Goto(v.refText(ref), v.at(Place(ref))), ui.Words(v.atWork(ref)), v.seenAt(ref)}})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return []ui.Component{v.plain(t, rows)}
}

// atWork says in what sense a binding is at work today.
func (v view) atWork(ref string) care.Text {
	if idle := v.stack.Idle(ref); !idle.IsZero() {
		return idle
	}
	switch kindOf(ref) {
	case "product":
		n := len(v.stack.Proof(ref))
		return both("功能在用，由 "+num(n)+" 项测试证明", "in use, proven by "+care.Counted(n, "test", "tests"))
	case "access":
		return both("查看和填写权限按此执行", "who may read and write follows it")
	case "form":
		return both("表单在用", "the form is in use")
	}
	return both("规定在用", "the rule is in force")
}

func (v view) seenAt(ref string) ui.Cell {
	id, ok := strings.CutPrefix(ref, "product/")
	if c, known := v.stack.Product().Capability(id); ok && known {
		return v.whereCell(c)
	}
	return ui.Parts(ui.Lines{{Text: both("规定", "the rule"), Href: v.at(Place(ref))}})
}

// toCome says what of the clause is not built yet: nothing stands for it.
func (v view) toCome(c policy.Clause) []ui.Component {
	if len(c.Planned) == 0 {
		return nil
	}
	var list []care.Text
	for _, id := range c.Planned {
		k, _ := v.stack.Product().Capability(id)
		list = append(list, k.Text)
	}
	what := joined(list)
	e := ui.Empty{Title: both("这一部分还没有佐证", "No evidence of this part yet"), Text: both("系统还没有做成："+what.Zh+"。做成以前请另附材料。", "Not built yet: "+what.En+". Until then add your own material."),
		Icon: "info", Action: &ui.Link{Label: both("待建的功能", "What is still to come"), Href: "/policy/product?f.built=planned", Icon: "right"}}
	if len(c.ServedBy) == 0 {
		e.Title = both("现在没有佐证", "No evidence yet")
	}
	return []ui.Component{e}
}
