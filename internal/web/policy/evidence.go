package policyweb

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// timersOf are the time limits through which a capability asks for work, by their
// ids or, with a dot, for each level.
var timersOf = map[string][]string{"interview": {"interview.", "interview.alert", "interview.raised"}, "plan": {"plan.", "first_contact.", "contact."}, "levels": {"review."}, "danger_alert": {"safety_check", "interview.alert"}, "home_safe": {"home_safe"}}

// asks tells whether a timer is meant by one of timersOf.
func asks(timer, by string) bool {
	level, ok := strings.CutPrefix(timer, by)
	if !ok || level == "" {
		return ok
	}
	_, err := care.ParseLevel(level)
	return strings.HasSuffix(by, ".") && err == nil
}

// dutyRules lists the rules by which the clause asks for work: those of what
// serves it and of the rows that cite it.
func dutyRules(s *policy.Stack, c policy.Clause) (out []string) {
	add := func(rule string) {
		if !slices.Contains(out, rule) {
			out = append(out, rule)
		}
	}
	refs := slices.Concat(c.ServedBy, citing(s, c))
	// Of a programme all that it asks for, unless the clause names what of it is its own.
	named := slices.ContainsFunc(refs, func(ref string) bool { return strings.HasPrefix(ref, "timer/") })
	for _, ref := range refs {
		kind, id, _ := strings.Cut(ref, "/")
		switch kind {
		case "timer":
			add(id)
		case "cadence":
			add(ref)
		case "level":
			if _, ok := s.Timer("review." + id); ok {
				add("review." + id)
			}
		case "programme":
			if named {
				continue
			}
			for _, p := range s.Programmes() {
				for _, l := range p.Levels {
					for _, t := range l.Timers {
						if p.ID == id {
							add(t)
						}
					}
				}
			}
		case "product":
			for _, t := range s.Timers() {
				if slices.ContainsFunc(timersOf[id], func(by string) bool { return asks(t.ID, by) }) {
					add(t.ID)
				}
			}
		}
	}
	return out
}

// stands is the evidence where nobody gives another: the open work that the clause's
// rules asked for, or where they ask for none what of the system stands for it; then
// what is still to come.
func (p pages) stands(ctx context.Context, who act.Who, c policy.Clause) (out []ui.Component, err error) {
	v := view{era: p.Era(), stack: p.Policy(), forms: p.Forms(), opens: p.opens(ctx, who), today: p.today()}
	if rules := dutyRules(p.Policy(), c); len(rules) > 0 {
		out, err = p.openWork(ctx, who, v, rules)
	} else {
		out = v.standsOn(c)
	}
	return append(out, v.toCome(c)...), err
}

// openWork is the open work of some rules, with what is late.
func (p pages) openWork(ctx context.Context, who act.Who, v view, rules []string) ([]ui.Component, error) {
	counts, err := p.Room.OpenByRule(ctx, who, rules)
	if err != nil {
		return nil, err
	}
	t := ui.Table{ID: "open-work", Caption: both("未完成的工作", "Open work"), Columns: []ui.Column{column("what", "事项", "What"), kind(ui.KindNumber, column("mine", "我的岗位", "My post"))}}
	counted, hidden := counts[0].Counted, false
	if counted {
		t.Columns = append(t.Columns, kind(ui.KindNumber, column("open", "本级未完成", "Open in my unit")), kind(ui.KindNumber, column("late", "其中逾期", "Of these late")))
	}
	var rows []entry
	idle := 0
	for _, n := range counts {
		if n.Mine == 0 && n.Open == 0 && !(counted && n.Hidden) {
			idle++
			continue
		}
		what, href := v.ruleText(n.Rule)
		cells := []ui.Cell{ui.Goto(what, href), ui.Number(n.Mine)}
		switch {
		case counted && n.Hidden:
			hidden = true
			cells = append(cells, ui.Suppressed(), ui.Suppressed())
		case counted:
			cells = append(cells, ui.Number(n.Open), ui.Number(n.Late))
		}
		rows = append(rows, entry{cells: cells})
	}
	if len(rows) == 0 && !counted {
		return []ui.Component{ui.Empty{Title: both("您的岗位现在没有这一条的工作", "None of its work waits for your post"), Text: both("别的岗位有没有，由看得到数字的人核对。", "Whether it waits for others is checked by those who see the numbers."), Icon: "check"}}, nil
	}
	if len(rows) == 0 {
		return []ui.Component{ui.Empty{Title: both("现在没有未完成的工作", "No work is open now"), Text: both("这一条按期限派出的 "+num(idle)+" 项工作都不在等人。", care.Counted(idle, "kind", "kinds")+" of work asked for by a date: none is waiting."), Icon: "check"}}, nil
	}
	out := []ui.Component{v.plain(t, rows)}
	if idle > 0 && counted {
		out = append(out, ui.Badge{Text: both("其余 "+num(idle)+" 项没有未完成的工作", "nothing open for the other "+num(idle)), Icon: "check"})
	}
	if hidden {
		out = append(out, ui.Badge{Text: both("与学生有关的数字只给能看学生的岗位", "numbers about pupils are for posts that may open them"), Icon: "hidden"})
	}
	if slices.ContainsFunc(counts, func(n casework.RuleWork) bool { return n.Mine > 0 }) {
		out = append(out, ui.Link{Label: both("我的工作", "My work"), Href: "/work", Icon: "right"})
	}
	return out, nil
}

// ruleText names what a duty's rule asks for, and where it stands.
func (v view) ruleText(rule string) (care.Text, string) {
	ref := RuleRef(rule)
	if t, ok := v.stack.Timer(rule); ok {
		return v.timerName(t), v.at(Place(ref))
	}
	row, _ := v.stack.Row(ref)
	return row.Text, v.at(Place(ref))
}
