package admin

import (
	"net/http"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var importsTitle = both("名单导入", "Import lists")

var importStates = map[string]ui.Badge{
	region.ImportReading:   {Text: both("正在检查", "being checked"), Tone: ui.Watch, Icon: "clock"},
	region.ImportStaged:    {Text: both("等您决定", "waits for your decision"), Tone: ui.Watch, Icon: "eye"},
	region.ImportApplying:  {Text: both("正在导入", "being imported"), Tone: ui.Watch, Icon: "clock"},
	region.ImportApplied:   {Text: both("已完成", "done"), Tone: ui.Good, Icon: "check"},
	region.ImportCancelled: {Text: both("已放弃", "discarded")},
}

// importList shows the newest imports and where to begin another.
func (p *Pages) importList(w http.ResponseWriter, r *http.Request) error {
	page := session.Page(r, importsTitle, "/imports")
	who := session.Who(r)
	heading := ui.Heading{Title: importsTitle, Lead: both("先检查整份名单，看过结果再导入。", "A list is checked whole first; you see the result and then decide."), Back: settingsBack(p.Kernel, r, "/imports")}
	for _, k := range importKinds {
		if k.kind != region.ImportConsents && p.Access().May(who.Role, access.Write, k.data) && (k.kind != region.ImportPupils || session.Schools(r.Context())) {
			heading.Actions = append(heading.Actions, ui.Link{Label: k.title, Href: "/import/" + k.kind, Icon: "upload"})
		}
	}
	if len(heading.Actions) == 0 {
		return care.Fail(care.Forbidden, "imports", "您的岗位不负责名单", "your post does not handle lists")
	}
	list, err := p.Imports(r.Context(), who, 50)
	if err != nil {
		return err
	}
	table := ui.Table{ID: "imports", Plain: true, Caption: importsTitle, Total: len(list), Columns: []ui.Column{{Key: "what", Label: both("名单", "List")}, {Key: "unit", Label: both("范围", "Scope")}, {Key: "at", Label: both("时间", "When")},
		{Key: "rows", Label: both("行数", "Rows"), Kind: ui.KindNumber}, {Key: "errors", Label: both("有误的行", "Faulty rows"), Kind: ui.KindNumber}, {Key: "state", Label: both("状态", "State"), Kind: ui.KindPart}},
		Empty: ui.Empty{Title: both("还没有导入过名单", "No list was imported yet"), Text: both("从上面选一种名单开始。", "Choose a kind of list above."), Icon: "upload"}}
	for _, v := range list {
		k, _ := kindOf(v.Kind)
		table.Rows = append(table.Rows, ui.Row{Urgent: v.State == region.ImportStaged, Cells: []ui.Cell{ui.Goto(k.title, "/imports/"+v.ID.String()), ui.Words(unitText(v.Unit, care.DateOf(v.CreatedAt.Time()))), ui.Text(page.When(v.CreatedAt)),
			ui.Number(v.Rows), ui.Number(v.Counts.Faulty), ui.Parts(importStates[v.State])}})
	}
	return session.Show(w, http.StatusOK, page, heading, table)
}

// importShow is one import as it stands: progress, result of the check, or
// what was done.
func (p *Pages) importShow(w http.ResponseWriter, r *http.Request) error {
	return p.showImport(w, r, http.StatusOK, nil)
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	k, err := kindOf(v.Kind)
	if err != nil {
		return err
	}
	page := session.Page(r, k.title, "/imports")
	lead := unitText(v.Unit, care.DateOf(v.CreatedAt.Time()))
	parts := []ui.Component{ui.Heading{Title: k.title, Lead: both(lead.Zh+" · "+page.When(v.CreatedAt), lead.En+" · "+page.When(v.CreatedAt)), Back: &ui.Link{Label: importsTitle, Href: "/imports"}}, importStates[v.State]}
	switch v.State {
	case region.ImportReading, region.ImportApplying:
		parts = append(parts, p.progress(v))
		parts = append(parts, p.stuck(v)...)
	case region.ImportStaged:
		parts = append(parts, rowTabs(v, ""), countTable(v, both("检查结果：还没有改动任何人", "Result of the check: nobody was changed yet")))
		more, err := p.decisionParts(r, v, failed)
		if err != nil {
			return err
		}
		parts = append(parts, more...)
	default:
		if _, why := p.runs.state(v.ID); why != nil {
			parts = append(parts, ui.Toast{Text: reason(why), Tone: ui.Grave})
		}
		parts = append(parts, countTable(v, both("结果", "Result")), p.sheetsLink(r, v))
	}
	return session.Show(w, status, page, parts...)
}

func (p *Pages) importView(r *http.Request) (region.ImportView, error) {
	id, err := pathID(r, "import")
	if err != nil {
		return region.ImportView{}, err
	}
	return p.ImportView(r.Context(), session.Who(r), id)
}

// importNow is the progress alone, asked for every two seconds.
func (p *Pages) importNow(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	page := session.Page(r, importsTitle, "/imports/"+v.ID.String())
	page.Path = "/imports/" + v.ID.String()
	if v.State == region.ImportReading || v.State == region.ImportApplying {
		return session.Part(w, http.StatusOK, page, p.progress(v))
	}
	w.Header().Set("HX-Refresh", "true")
	done := p.progress(v)
	done.Poll = ""
	done.Next = back("看结果", "See the result", page.Path)
	return session.Part(w, 286, page, done) // htmx stops asking
}

func (p *Pages) progress(v region.ImportView) ui.Progress {
	g := ui.Progress{ID: "import-progress", Label: both("正在检查名单", "Checking the list"), Done: v.Rows, Rate: int(v.Rate), Left: int(v.Left.Seconds()), Poll: "/imports/" + v.ID.String() + "/now"}
	if v.State != region.ImportReading {
		g.Label, g.Done, g.Total = both("正在导入", "Importing"), v.Done, v.Staged
	}
	return g
}

// stuck says why the work stopped and offers what can be done about it. Work
// of another process is left alone.
func (p *Pages) stuck(v region.ImportView) []ui.Component {
	busy, failed := p.runs.state(v.ID)
	if busy {
		return []ui.Component{ui.Action{Label: both("停下并放弃其余的行", "Stop and discard the rest"), Href: "/imports/" + v.ID.String() + "/cancel"}}
	}
	at := "/imports/" + v.ID.String()
	words := both("如果数字不再变化（例如服务器重启过），可以在这里处理。", "If the numbers stand still, for example after a restart of the server, act here.")
	if failed != nil {
		words = reason(failed)
	}
	parts := []ui.Component{ui.Toast{Text: words, Tone: ui.Watch}}
	if v.State == region.ImportApplying {
		parts = append(parts, ui.Action{Label: both("继续导入", "Go on"), Href: at + "/apply", Look: ui.Main})
	}
	return append(parts, ui.Action{Label: both("放弃其余的行", "Discard the rest"), Href: at + "/cancel"})
}

// countTable says what a list does, in words and numbers.
func countTable(v region.ImportView, title care.Text) ui.Table {
	c := v.Counts
	table := ui.Table{ID: "counts", Plain: true, Titled: true, Caption: title, Columns: []ui.Column{{Key: "what", Label: both("内容", "What")}, {Key: "n", Label: both("数量", "Number"), Kind: ui.KindNumber}}}
	add := func(n int, always bool, zh, en string) {
		if n > 0 || always {
			table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both(zh, en)), ui.Number(n)}})
		}
	}
	add(v.Rows, true, "读到的行", "Rows read")
	pupils := v.Kind == region.ImportPupils
	add(c.New, true, "新增", "New")
	add(c.Moved, pupils, "换班或转校", "Moved to another class")
	add(c.Changed, false, "信息有变", "Changed details")
	add(c.Left, pupils, "名单上没有的在读学生（按离校处理前会再问）", "Enrolled pupils not in the list (left only if you say so)")
	add(c.Same, true, "没有变化", "Unchanged")
	add(c.Doubtful, pupils, "需要您判断是谁", "Doubtful: a person has to say who it is")
	add(c.Decisions, v.Kind == region.ImportConsents, "要登记的决定", "Decisions to record")
	add(c.Classes, false, "将新建的班级", "Classes to be added")
	add(c.OpenWork, false, "转出或离校、但还有人在跟进的学生", "Movers and leavers somebody still works with")
	add(c.Placed, false, "找到居住村社的行", "Rows whose village was found")
	add(c.Unplaced, false, "有地址、没找到村社的行", "Rows with an address but no village")
	add(c.Faulty, true, "有错误、不会导入的行", "Rows with an error, never imported")
	add(c.LeftOut, false, "没有处理的行", "Rows left out")
	add(c.HeldBack, false, "因有错行而不判断离校的学校", "Schools whose leavers can't be told because of faulty rows")
	table.Total = len(table.Rows)
	return table
}

// sheetsLink leads to the first passwords, while they wait for this person.
func (p *Pages) sheetsLink(r *http.Request, v region.ImportView) ui.Component {
	n := p.runs.waiting(v.ID, session.Who(r).Person)
	if n == 0 {
		return ui.Link{Label: both("回到名单", "Back to the lists"), Href: "/imports", Icon: "left"}
	}
	s := strconv.Itoa(n)
	return ui.Action{Label: both("显示 "+s+" 张账号单（只有这一次）", "Show "+s+" account sheets (once)"), Href: "/imports/" + v.ID.String() + "/sheets", Look: ui.Main, Icon: "print"}
}
