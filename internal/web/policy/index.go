package policyweb

import (
	"net/http"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var policyTitle = both("规则与条款", "Rules and clauses")

// parts are the kinds of rules in the order of reading. It is filled below, since
// the parts link to each other.
var parts []part

// groups of the index, by the names of their parts.
var groups = []struct {
	title care.Text
	parts []string
}{
	{both("文件与条款", "Documents and clauses"), []string{"documents", "clauses", "conflicts"}},
	{both("孩子的事", "Work with children"), []string{"levels", "notices", "networks", "rules", "groups", "programmes", "timers", "hotlines"}},
	{both("单位的事", "Work of units"), []string{"cadences", "activities", "ratios", "measures"}},
	{both("信息与时间", "Information and time"), []string{"access", "retention", "calendar", "forms", "product"}},
}

func init() {
	parts = []part{
		{"documents", both("文件", "Documents"), both("本地执行的文件和引用的法律。规划期满的文件，指标留作历史，职责仍然有效，直到本地采用新的规则。", "The documents put to work here and the law they cite. Where a plan has ended its targets are history; its duties hold until the region adopts other rules."), func(s *policy.Stack) int { return len(documents(s)) }, documentSections},
		{"clauses", both("条款", "Clauses"), both("每份文件逐条列出，写明由什么落实。", "Every clause of every document, and what serves it."), func(s *policy.Stack) int { return len(s.Clauses()) }, nil},
		{"conflicts", both("文件间的冲突", "Where documents differ"), both("文件之间说法不一的地方、本系统怎样处理、要改哪几行。", "Where documents say different things, how it is settled here, and which rows to change."), func(s *policy.Stack) int { return len(s.Conflicts()) }, conflictSections},
		{"levels", both("级别", "Levels"), both("级别由见过学生的人确定。文件里的叫法只是名称。", "A person who met the pupil sets the level. The documents' words are its names."), func(s *policy.Stack) int { return len(care.Levels()) }, levelSections},
		{"notices", both("谁必须知道", "Who must know"), both("级别一经确认，告诉谁、至少说什么、多久内确认。", "Once a level is confirmed: who is told, at least what, and to be acknowledged within what time."), func(s *policy.Stack) int { return len(recipients(s)) }, noticeSections},
		{"networks", both("预警网络", "Warning networks"), both("网络指的是人，不是严重程度。", "A network is people, not severity."), func(s *policy.Stack) int { return len(s.Networks()) }, networkSections},
		{"rules", both("提示规则", "Triage rules"), both("测评结果满足什么条件时系统提示。提示不是级别，定级由人。", "What in a sheet makes the program suggest something. A suggestion is no level: a person decides."), func(s *policy.Stack) int { return len(s.TriageRules()) }, ruleSections},
		{"groups", both("重点群体", "Key groups"), both("文件点名要重点关心的群体。归入要有依据、有期限、可以申诉。", "Groups that documents ask to be looked after. Whoever is listed has a basis, an end date and a way to contest it."), func(s *policy.Stack) int { return len(s.Groups()) }, groupSections},
		{"programmes", both("关爱项目", "Programmes"), both("谁进入、谁负责、每个级别要做什么、怎样结束。", "Who enters, who is responsible, what each level brings and what ends it."), func(s *policy.Stack) int { return len(s.Programmes()) }, programmeSections},
		{"timers", both("个案时限", "Time limits of cases"), both("一件事出现之后，多久之内要做什么；没人做时逐级提醒谁。", "What has to be done within what time, and who is called in turn when nobody does it."), func(s *policy.Stack) int { return len(s.Timers()) }, timerSections},
		{"hotlines", both("求助电话", "Helplines"), both("印发之前请先拨打核对。", "Call each number before it is printed."), func(s *policy.Stack) int { return len(s.AllHotlines()) }, hotlineSections},
		{"cadences", both("单位例行工作", "Routine of units"), both("哪类单位、隔多久、由谁牵头、做到什么算完成。文件只写“定期”的，间隔是系统默认，等本地确定。", "Which kind of unit does it, how often, who leads and what counts as done. Where a document only says “regularly” the interval is ours until the region sets it."), func(s *policy.Stack) int { return len(s.Cadences()) }, cadenceSections},
		{"activities", both("活动记录", "Activity records"), both("单位做过的事和设有的场所、队伍，就是落实的佐证。", "What a unit did and which rooms and teams it has: the evidence."), func(s *policy.Stack) int { return len(s.Activities()) }, activitySections},
		{"ratios", both("人员配备", "Staffing"), both("多少人配多少专业人员，附算例。", "How many professionals for how many people, with worked examples."), func(s *policy.Stack) int { return len(s.Ratios()) }, ratioSections},
		{"measures", both("指标", "Measures"), both("怎样算、达到多少、到哪天；过期的留作历史。", "How it is worked out, what is to be reached and by when; those that have ended stay as history."), func(s *policy.Stack) int { return len(s.Measures()) }, measureSections},
		{"access", both("知情范围", "Need to know"), both("哪个岗位能看、能写哪些内容，限于哪些人。没有写的就不能看。", "Which post may read and write what, and of whom. What is not listed may not be seen."), func(s *policy.Stack) int { return len(accessRoles(s)) }, accessSections},
		{"retention", both("保存期限", "Retention"), both("各类内容保存多久。", "How long each kind of content is kept."), func(s *policy.Stack) int { return len(s.Retention()) }, retentionSections},
		{"calendar", both("日历", "Calendar"), both("学期、假期、上课和上班时间、重点时段、不能测评的日子。", "Terms, holidays, hours, seasons, and days on which no round may open."), func(s *policy.Stack) int { return len(s.Days()) + len(s.Seasons()) }, calendarSections},
		{"forms", both("表单", "Forms"), both("规则包自带的表单。", "The forms that the packs bring."), func(s *policy.Stack) int { return len(s.Forms()) }, formSections},
		{"product", both("系统功能", "What the program does"), both("条款由程序本身落实的部分，以及证明它的测试。", "What the program itself does for clauses, with the tests that prove it."), func(s *policy.Stack) int { return len(s.Product().Capabilities) }, productSections},
	}
}

func partNamed(name string) part {
	for _, v := range parts {
		if v.name == name {
			return v
		}
	}
	return part{}
}

// indexShow is the start: the documents in words, and the ways into the rules.
func (p pages) indexShow(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	pg := v.page(r, policyTitle)
	version := v.stack.Hash()[:12]
	pg.Head.Lead = both("规则来自政策文件；文件没有写明的，是系统默认，都注明“系统默认”，可由本地规则修改。版本 "+version+"。", "The rules are the documents' own. What no document gives is a default of ours, says so, and may be changed by a local rule. Version "+version+".")
	pg.Find = v.at("/policy/clauses")
	pg.Sections = append(pg.Sections, section{ID: "standing", Title: both("落实到哪一步", "How far it is served"), Words: coverageWords(v.stack)})
	for _, g := range groups {
		s := section{Title: g.title}
		for _, name := range g.parts {
			d := partNamed(name)
			s.Cards = append(s.Cards, card{Label: d.label, Lead: d.lead, Href: v.at("/policy/" + name), Count: d.count(v.stack)})
		}
		pg.Sections = append(pg.Sections, s)
	}
	inUse := section{Title: both("正在使用的规则包", "The packs in use"), Parts: []ui.Component{packTable(v)}}
	if !v.era.InForce {
		inUse.Title = both("当时使用的规则包", "The packs in use then")
	}
	if p.Access().May(session.Who(r).Role, access.Read, access.Packs) {
		inUse.Parts = append(inUse.Parts, ui.Link{Label: both("采用记录，提出新的规则包", "History, and proposing another pack"), Href: adoptionHref, Icon: "file"})
	}
	pg.Sections = append(pg.Sections, inUse)
	if v.era.InForce {
		former, err := p.formers(r)
		if err != nil {
			return err
		}
		if len(former) > 0 {
			pg.Sections = append(pg.Sections, section{ID: "former", Title: both("以前使用的规则包", "Packs in force before"), Parts: []ui.Component{former}})
		}
	}
	return pg.show(w)
}

// formers lead to the packs that were in force before, the newest first.
func (p pages) formers(r *http.Request) (lines ui.Lines, err error) {
	err = p.Room.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		list, err := t.Eras()
		for _, e := range slices.Backward(list) {
			if e.InForce {
				continue
			}
			name := same(e.Hash[:min(shortHash, len(e.Hash))])
			if e.Pack != nil {
				top := e.Pack.Packs()[len(e.Pack.Packs())-1]
				name = both(top.Authority.Zh+"（"+top.ID+"）", top.Authority.En+" ("+top.ID+")")
			}
			when := inForce(e)
			lines = append(lines, ui.Line{Text: both(name.Zh+"："+when.Zh, name.En+": "+when.En), Href: under(e, "/policy")})
		}
		return err
	})
	return lines, err
}

// coverageWords say in sentences how far the clauses are served.
func coverageWords(s *policy.Stack) []care.Text {
	c := policy.Cover(s)
	cited := len(s.Clauses()) - c.Total
	out := []care.Text{}
	if c.Total > 0 {
		docs := num(len(c.ByDoc))
		out = append(out, both(docs+" 份本地文件共 "+num(c.Total)+" 条：已落实 "+num(c.Served)+" 条，尚有一部分待建 "+num(c.Planned)+" 条，不由软件落实 "+num(c.Outside)+" 条。",
			"Local documents: "+docs+", with "+care.Counted(c.Total, "clause", "clauses")+". Served: "+num(c.Served)+". With something still to come: "+num(c.Planned)+". Outside software: "+num(c.Outside)+"."))
	}
	if cited > 0 {
		out = append(out, both("另引用国家法律和通知 "+num(cited)+" 条。", "National law and notices cited besides: "+num(cited)+"."))
	}
	return out
}
