package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var policyTitle = both("规则与条款", "Rules and clauses")

// policyParts are the views of the policy; the first is the start.
var policyParts = []struct {
	name  string
	label care.Text
	show  func(*policy.Stack) ui.Table
}{
	{"packs", both("依据的文件", "Documents"), packTable},
	{"levels", both("级别", "Levels"), levelTable},
	{"notices", both("谁必须知道", "Who must know"), noticeTable},
	{"timers", both("时限", "Time limits"), timerTable},
	{"hotlines", both("求助电话", "Help lines"), hotlineTable},
	{"clauses", both("条款", "Clauses"), clauseTable},
}

// policyShow is the policy in force, read-only, for everybody at work: the
// rules are the documents' own and no secret.
func (p *Pages) policyShow(w http.ResponseWriter, r *http.Request) error {
	part := r.PathValue("part")
	if part == "" {
		part = policyParts[0].name
	}
	page := session.Page(r, policyTitle, "/policy")
	tabs := ui.Tabs{Label: policyTitle}
	var table *ui.Table
	for _, v := range policyParts {
		tabs.Tabs = append(tabs.Tabs, ui.Tab{Label: v.label, Href: "/policy/" + v.name, Current: v.name == part})
		if v.name == part {
			shown := v.show(p.Policy)
			shown.Plain, shown.Total = true, len(shown.Rows)
			table = &shown
		}
	}
	if table == nil {
		return &care.Error{Kind: care.NotFound, Op: "policy"}
	}
	lead := both("规则来自政策文件；文件没有写明的数字是系统默认，注明“系统默认”。版本 "+p.Policy.Hash()[:12], "The rules are the documents' own; numbers they do not give are ours and say so. Version "+p.Policy.Hash()[:12])
	return session.Show(w, http.StatusOK, page, ui.Heading{Title: policyTitle, Lead: lead}, tabs, *table)
}

func packTable(s *policy.Stack) ui.Table {
	t := ui.Table{ID: "packs", Caption: both("依据的文件", "Documents"), Columns: []ui.Column{{Key: "document", Label: both("文件", "Document")}, {Key: "authority", Label: both("发文机关", "Authority")}, {Key: "number", Label: both("文号", "Number")}, {Key: "from", Label: both("起", "From"), Kind: ui.KindDate}, {Key: "hash", Label: both("版本", "Version"), Kind: ui.KindPart}}}
	for _, p := range s.Packs() {
		number := p.Number()
		if number == "" {
			number = "–"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(p.Document()), ui.Words(p.Authority), ui.Text(number), ui.Day(p.ValidFrom), ui.Parts(ui.Badge{Text: both(p.Hash[:12], p.Hash[:12])})}})
	}
	return t
}

func levelTable(s *policy.Stack) ui.Table {
	t := ui.Table{ID: "levels", Caption: both("级别", "Levels"), Columns: []ui.Column{{Key: "level", Label: both("级别", "Level"), Kind: ui.KindPart}, {Key: "meaning", Label: both("含义", "Meaning")}, {Key: "review", Label: both("最长复核间隔（天）", "Longest time between reviews (days)"), Kind: ui.KindNumber}, {Key: "clause", Label: both("依据", "Basis"), Kind: ui.KindPart}}}
	for _, l := range care.Levels() {
		info := s.Level(l)
		review := ui.Number(info.ReviewDays)
		if info.ReviewDays == 0 {
			review = ui.Text("–")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Parts(ui.Level{Level: l, Label: info.Label}), ui.Words(info.Meaning), review, ui.Parts(whyOf(s, info.Clause, "level/"+l.String()))}})
	}
	return t
}

func noticeTable(s *policy.Stack) ui.Table {
	t := ui.Table{ID: "notices", Caption: both("谁必须知道", "Who must know"), Columns: []ui.Column{{Key: "level", Label: both("级别", "Level"), Kind: ui.KindPart}, {Key: "to", Label: both("告知", "Tell")}, {Key: "minimum", Label: both("至少告知什么", "At least what")},
		{Key: "ack", Label: both("多久内确认", "Acknowledge within")}, {Key: "climb", Label: both("无人确认时", "When nobody acknowledges")}, {Key: "clause", Label: both("依据", "Basis"), Kind: ui.KindPart}}}
	for _, l := range care.Levels() {
		for _, n := range s.Notices(l) {
			climb := n.ClimbTo.Name()
			if n.ClimbTo == "" {
				climb = both("再次提醒", "asked again")
			}
			to := n.To.Name()
			switch {
			case n.Hold:
				to = both(to.Zh+"（先确认回家安全）", to.En+" (after home is known to be safe)")
			case n.WideRelease:
				to = both(to.Zh+"（经负责人放行）", to.En+" (after release)")
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Parts(ui.Level{Level: l, Label: s.Level(l).Label}), ui.Words(to), ui.Words(n.Minimum), ui.Words(span(n.AckWithin)), ui.Words(climb), ui.Parts(whyOf(s, n.Clause, "notice/"+l.String()))}})
		}
	}
	return t
}

func hotlineTable(s *policy.Stack) ui.Table {
	t := ui.Table{ID: "hotlines", Caption: both("求助电话", "Help lines"), Columns: []ui.Column{{Key: "number", Label: both("号码", "Number")}, {Key: "name", Label: both("名称", "Name")}, {Key: "note", Label: both("用途", "For")}, {Key: "hours", Label: both("时间", "Hours")}, {Key: "clause", Label: both("依据", "Basis"), Kind: ui.KindPart}}}
	for _, h := range s.EveryHotline() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(h.Number), ui.Words(h.Text), ui.Words(h.Note), ui.Words(hoursText(h)), ui.Parts(whyOf(s, h.Clause, "hotline/"+h.Number))}})
	}
	return t
}

var dayNames = map[string]care.Text{"mon": both("一", "Mon"), "tue": both("二", "Tue"), "wed": both("三", "Wed"), "thu": both("四", "Thu"), "fri": both("五", "Fri"), "sat": both("六", "Sat"), "sun": both("日", "Sun")}

func hoursText(h policy.Hotline) care.Text {
	if h.Always {
		return both("24 小时", "day and night")
	}
	var t care.Text
	for _, v := range h.Hours {
		days := both("每天", "daily")
		if len(v.Days) > 0 {
			var zh, en []string
			for _, d := range v.Days {
				zh, en = append(zh, dayNames[d].Zh), append(en, dayNames[d].En)
			}
			days = both("周"+strings.Join(zh, "、"), strings.Join(en, ", "))
		}
		t.Zh += days.Zh + " " + v.From + "–" + v.To + " "
		t.En += days.En + " " + v.From + "–" + v.To + " "
	}
	return t
}

func clauseTable(s *policy.Stack) ui.Table {
	t := ui.Table{ID: "clauses", Caption: both("条款", "Clauses"), Columns: []ui.Column{{Key: "id", Label: both("编号", "Id")}, {Key: "text", Label: both("要求（我们的话）", "What it asks, in our words")}, {Key: "served", Label: both("由系统的几处承担", "Parts of the system that serve it"), Kind: ui.KindNumber}}}
	for _, c := range s.Clauses() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(both(c.ID, c.ID), "/policy/clauses/"+c.ID), ui.Words(c.Text), ui.Number(len(c.ServedBy))}})
	}
	return t
}

// clauseShow is one clause and what the system does about it.
func (p *Pages) clauseShow(w http.ResponseWriter, r *http.Request) error {
	c, ok := p.Policy.Clause(r.PathValue("clause"))
	if !ok {
		return &care.Error{Kind: care.NotFound, Op: "clause"}
	}
	page := session.Page(r, both("条款 "+c.ID, "Clause "+c.ID), "/policy")
	table := ui.Table{ID: "served", Plain: true, Titled: true, Caption: both("系统怎么做", "What the system does about it"), Total: len(c.ServedBy), Columns: []ui.Column{{Key: "what", Label: both("承担者", "Served by")}, {Key: "words", Label: both("内容", "What it says")}},
		Empty: ui.Empty{Title: both("这一条不由软件承担", "No software serves this clause"), Text: both("它要求的是线下的工作。", "It asks for work outside the system."), Icon: "info"}}
	for _, s := range c.ServedBy {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(servedName(p.Policy, s), partHref(s)), ui.Words(servedText(p.Policy, s))}})
	}
	return session.Show(w, http.StatusOK, page, ui.Heading{Title: page.Title, Lead: c.Text, Back: &ui.Link{Label: both("全部条款", "All clauses"), Href: "/policy/clauses"}}, table)
}

// servedName is a part of the policy in words: what it is, and of which level.
func servedName(s *policy.Stack, served string) care.Text {
	kind, id, _ := strings.Cut(served, "/")
	for _, v := range policyParts {
		if v.name == kind+"s" {
			if l, err := care.ParseLevel(id); err == nil {
				level := s.Level(l).Label
				return both(v.label.Zh+"："+level.Zh, v.label.En+": "+level.En)
			}
			if t, ok := s.Timer(id); ok && kind == "timer" {
				return both(v.label.Zh+"："+t.Text.Zh, v.label.En+": "+t.Text.En)
			}
			return v.label
		}
	}
	return both(served, served)
}

func partHref(served string) string {
	kind, _, _ := strings.Cut(served, "/")
	for _, v := range policyParts {
		if v.name == kind+"s" {
			return "/policy/" + v.name
		}
	}
	return ""
}

func servedText(s *policy.Stack, served string) care.Text {
	kind, id, _ := strings.Cut(served, "/")
	switch kind {
	case "timer":
		if t, ok := s.Timer(id); ok {
			return t.Within.Text()
		}
	case "level":
		if l, err := care.ParseLevel(id); err == nil {
			return s.Level(l).Meaning
		}
	case "notice":
		if l, err := care.ParseLevel(id); err == nil {
			n := strconv.Itoa(len(s.Notices(l)))
			return both("告知 "+n+" 类人", "tells "+n+" kinds of people")
		}
	}
	return both("–", "–")
}

// span writes a length of time.
func span(d time.Duration) care.Text {
	if day := 24 * time.Hour; d%day == 0 && d > day { // one day of hours is not "tomorrow"
		n := strconv.Itoa(int(d / day))
		return both(n+" 天", n+" days")
	}
	if d%time.Hour == 0 && d > 0 {
		n := strconv.Itoa(int(d / time.Hour))
		return both(n+" 小时", n+" h")
	}
	n := strconv.Itoa(int(d / time.Minute))
	return both(n+" 分钟", n+" min")
}
