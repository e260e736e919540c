package admin

import (
	"net/http"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var settingsTitle = both("设置", "Settings")

// settingsTabs lead through what stands under Settings for a role.
func settingsTabs(k *act.Kernel, r *http.Request, current string) ui.Tabs {
	role := session.Who(r).Role
	tabs := ui.Tabs{Label: settingsTitle}
	for _, item := range session.AdminEntries(k.Access(), role, session.Schools(r.Context())) {
		if item.Href == "/settings" {
			for _, own := range []ui.Tab{{Label: both("常规", "General"), Href: "/settings"}, {Label: both("时限", "Time limits"), Href: "/policy/timers"}, {Label: both("量表", "Instruments"), Href: "/settings/instruments"}} {
				own.Current = own.Href == current
				tabs.Tabs = append(tabs.Tabs, own)
			}
			if k.Access().May(role, access.Read, access.Intervals) {
				tabs.Tabs = append(tabs.Tabs, ui.Tab{Label: both("定期间隔", "Intervals"), Href: "/settings/intervals"})
			}
			continue
		}
		if _, face := session.Nav(k.Access(), role, session.Schools(r.Context())); face == ui.Admin {
			continue // it stands in the navigation already
		}
		tabs.Tabs = append(tabs.Tabs, ui.Tab{Label: item.Label, Href: item.Href, Current: item.Href == current})
	}
	return tabs
}

// settingsBack leads back to Settings from a page that stands under it; none where the
// page has a place of its own in the navigation.
func settingsBack(k *act.Kernel, r *http.Request, page string) *ui.Link {
	items, _ := session.Nav(k.Access(), session.Who(r).Role, session.Schools(r.Context()))
	at := func(href string) bool {
		return slices.ContainsFunc(items, func(i ui.NavItem) bool { return i.Href == href })
	}
	if at(page) || !at("/settings") {
		return nil
	}
	return &ui.Link{Label: settingsTitle, Href: "/settings"}
}

// settingsShow is the way into the house for everybody who has one; the
// settings themselves are shown to those who may read them.
func (p *Pages) settingsShow(w http.ResponseWriter, r *http.Request) error {
	return p.showSettings(w, r, http.StatusOK, nil)
}

func (p *Pages) showSettings(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	page := session.Page(r, settingsTitle, "/settings")
	tabs := settingsTabs(p.Kernel, r, "/settings")
	var g general
	var reads, writes bool
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		denied := decideSettings(t, access.Read)
		reads, writes = denied == nil, decideSettings(t, access.Write) == nil
		if !reads {
			if len(tabs.Tabs) < 2 {
				return denied
			}
			return nil
		}
		g, err = readGeneral(t)
		return err
	})
	if err != nil {
		return err
	}
	parts := []ui.Component{ui.Heading{Title: settingsTitle}, tabs}
	switch {
	case writes:
		parts = append(parts, settingsForm(r, g, failed))
	case reads:
		parts = append(parts, settingsRead(g))
	default:
		parts[1] = settingsMenu(tabs)
	}
	return session.Show(w, status, page, parts...)
}

var menuWords = map[string]care.Text{
	"/units":   both("学校、班级和岗位，谁在岗", "Schools, classes and posts, and who holds them"),
	"/staff":   both("人员、账号和首次密码", "People, accounts and first passwords"),
	"/pending": both("要两个人办的事：看过再同意", "What takes two people: look at it, then agree"),
	"/imports": both("用表格导入学生名册或人员名单，先检查再改动", "Bring in pupils or staff from a sheet, checked before anything changes"),
	"/audit":   both("谁在什么时候看过、改过什么", "Who read or changed what, and when"),
	"/policy":  both("级别、通知、时限和求助电话，各依据哪一条", "Levels, notices, time limits and help lines, each with its clause"),
}

// settingsMenu leads on where a role has no settings of its own.
func settingsMenu(tabs ui.Tabs) ui.Table {
	table := ui.Table{ID: "menu", Plain: true, Caption: settingsTitle, Total: len(tabs.Tabs), Columns: []ui.Column{{Key: "where", Label: both("去处", "Where to")}, {Key: "what", Label: both("做什么", "What for")}}}
	for _, tab := range tabs.Tabs {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(tab.Label, tab.Href), ui.Words(menuWords[tab.Href])}})
	}
	return table
}

func settingsForm(r *http.Request, g general, failed error) ui.Form {
	any := []string{"no"}
	if g.anyHour {
		any = []string{"yes"}
	}
	line := ui.LocalLineFields("local", both("本地求助电话", "Local help line"), both("名称和电话，例如“县心理热线 023-75550000”。新安排的测评自动带上，可以改；全国 12356、12355 总会显示。", "Name and number. New rounds begin with it and may change it; the national lines 12356 and 12355 are always shown."), g.localLine, g.localHours)
	form := ui.Form{ID: "settings", Action: "/settings", Fields: append(line, []ui.Field{
		{Name: "any_hour", Kind: ui.YesNoField, Label: both("允许在上课时间以外作答", "Allow answering outside school hours"), Values: any, Required: true,
			Help: both("默认不允许：危险回答出现时，必须有值班成人能马上到学生身边。只有在确认全天有人值守时才打开，例如寄宿学校的晚自习。", "Off by default: when a worrying answer comes, an adult on duty must be able to go to the pupil at once. Turn it on only where somebody is on duty at all those hours, such as evening study at a boarding school.")},
		{Name: "digest", Kind: ui.SelectField, Label: both("每日待办短讯", "The morning's message"), Values: []string{g.digest}, Options: digestOptions(), Required: true,
			Help: both("工作日到这个时间，有事要办的人各收到一条“您有 n 项待办”，不含任何内容；没有待办的人不会收到。", "On working days at this time everybody for whom something waits gets one message with the number of things, and nothing of what they are. Nobody else gets one.")},
	}...)}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	return form
}

func digestOptions() (list []ui.Option) {
	for _, at := range digestTimes {
		list = append(list, ui.Option{Value: at, Label: digestWords(at)})
	}
	return list
}

func digestWords(at string) care.Text {
	if at == casework.DigestOff {
		return both("不发送", "none")
	}
	return both(at, at)
}

func settingsRead(g general) ui.Table {
	hours, line := both("不允许", "no"), both(g.localLine, g.localLine)
	if g.anyHour {
		hours = both("允许", "yes")
	}
	if hours := policy.HoursText(g.localHours); !hours.IsZero() {
		line = both(g.localLine+" · "+hours.Zh, g.localLine+" · "+hours.En)
	}
	if g.localLine == "" {
		line = both("没有填写", "not filled in")
	}
	return ui.Table{ID: "settings-read", Plain: true, Caption: settingsTitle, Total: 3, Columns: []ui.Column{{Key: "what", Label: both("设置", "Setting")}, {Key: "value", Label: both("现值", "Value")}},
		Rows: []ui.Row{{Cells: []ui.Cell{ui.Words(both("本地求助电话", "Local help line")), ui.Words(line)}},
			{Cells: []ui.Cell{ui.Words(both("在上课时间以外作答", "Answering outside school hours")), ui.Words(hours)}},
			{Cells: []ui.Cell{ui.Words(both("每日待办短讯", "The morning's message")), ui.Words(digestWords(g.digest))}}}}
}

func (p *Pages) settingsSave(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return care.Fail(care.Invalid, "read form", "没能读到表单内容，请再提交一次", "the form could not be read; send it again")
	}
	err := p.saveGeneral(r.Context(), session.Who(r), general{localLine: r.PostFormValue("local"), localHours: ui.LocalHours(r.PostForm), anyHour: r.PostFormValue("any_hour") == "yes", digest: r.PostFormValue("digest")})
	if invalid(err) {
		return p.showSettings(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("设置已保存", "Settings saved"))
	return session.Redirect(w, r, "/settings")
}
