package supervisionweb

import (
	"net/http"
	"net/url"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var listTitle = both("活动记录", "Activity records")

// list is what a unit and the units below it did, newest first.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	q := ui.ParseQuery("/activities", r.URL.Query())
	f := store.ActivityFilter{Kind: q.Filters["kind"]}
	rows, total, err := p.List(r.Context(), session.Who(r), unit, f, q.Size, q.Offset())
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	page := session.Page(r, listTitle, "/duties")
	head := ui.Heading{Title: both(name.Zh+"的活动记录", "Activity records of "+name.En), Lead: both("做过的活动和设有的场所、队伍，都是职责的佐证。不写学生姓名。", "What was done and which rooms and teams there are: the evidence for duties. No pupil's name."),
		Back: &ui.Link{Label: boardTitle, Href: "/duties/" + unit.String()}}
	if may, err := p.mayRecord(r, unit); err != nil {
		return err
	} else if may {
		head.Actions = []ui.Component{ui.Link{Label: both("登记活动", "Record an activity"), Href: "/activities/add?unit=" + unit.String(), Icon: "plus"}}
	}
	t := ui.Table{ID: "activities", Caption: listTitle, Query: q, Total: total,
		Columns: []ui.Column{{Key: "what", Label: both("类型", "Kind"), Fixed: true}, {Key: "on", Label: both("日期", "Date"), Kind: ui.KindDate}, {Key: "unit", Label: both("单位", "Unit")}, {Key: "participants", Label: both("人数", "People"), Kind: ui.KindNumber}, {Key: "minutes", Label: both("分钟", "Minutes"), Kind: ui.KindNumber, Extra: true}, {Key: "state", Label: both("状态", "State")}},
		Empty:   ui.Empty{Title: both("还没有活动记录", "No activity record yet"), Text: both("做了什么就登记什么，系统会自动算作相应职责的佐证。", "Record what was done; it counts for the duties by itself."), Icon: "file"}}
	kinds := ui.Filter{Key: "kind", Label: both("类型", "Kind")}
	for _, a := range p.Policy().Activities() {
		kinds.Options = append(kinds.Options, ui.Option{Value: a.ID, Label: a.Text})
	}
	t.Filters = []ui.Filter{kinds}
	year := care.SchoolYear(care.DateOf(p.DB.Now()))
	for _, rec := range rows {
		where := same(rec.Where.Name)
		if rec.Where.Kind == care.Class {
			where = rec.Where.ClassName(year)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(rec.Sort.Text, "/activities/"+rec.ID.String()), ui.Day(rec.On), ui.Words(where), counted(rec.Participants), counted(rec.Minutes), ui.Words(standing(rec))}})
	}
	return session.Show(w, http.StatusOK, page, head, t)
}

// counted is a number that somebody gave; none stands empty.
func counted(n int) ui.Cell {
	if n == 0 {
		return ui.Text("")
	}
	return ui.Number(n)
}

// standing says in words whether a record counts, and since when or until when.
func standing(rec supervision.Record) care.Text {
	switch {
	case rec.State == care.ActivityWithdrawn:
		return both("已撤回，不计入", "withdrawn, does not count")
	case rec.State == care.ActivityAmended:
		return both("已被更正", "amended by a later record")
	case rec.Sort.Standing && rec.EndedOn == "":
		return both("持续有效", "In force")
	case rec.Sort.Standing:
		return both("至"+rec.EndedOn.Words().Zh, "until "+rec.EndedOn.Words().En)
	}
	return both("计入", "Counts")
}

func (p pages) addForm(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	return p.showForm(w, r, http.StatusOK, editing{unit: unit, kind: r.URL.Query().Get("kind")}, nil)
}

// editing is a record being written.
type editing struct {
	unit   care.ID
	kind   string
	amends care.ID
	values questionnaire.Values
	files  []act.FileLine // of the record being amended
}

func (e editing) action() string {
	if e.amends != 0 {
		return "/activities/" + e.amends.String() + "/amend"
	}
	return "/activities/add?unit=" + e.unit.String() + "&kind=" + url.QueryEscape(e.kind)
}

func (p pages) showForm(w http.ResponseWriter, r *http.Request, status int, e editing, fault error) error {
	name, err := p.nameOf(r, e.unit)
	if err != nil {
		return err
	}
	kind, chosen := p.Policy().Activity(e.kind)
	page := session.Page(r, both("登记活动", "Record an activity"), "/duties")
	back := &ui.Link{Label: boardTitle, Href: "/duties/" + e.unit.String()}
	if !chosen {
		var u care.Unit
		if err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
			u, err = t.Unit(e.unit)
			return err
		}); err != nil {
			return err
		}
		head := ui.Heading{Title: page.Title, Lead: both("为“"+name.Zh+"”登记。先选类型。", "For "+name.En+". Choose the kind first."), Back: back}
		return session.Show(w, status, page, append([]ui.Component{head}, p.kindTables(u)...)...)
	}
	def, ok := p.Forms().Get(supervision.Form)
	if !ok {
		return care.Fail(care.Internal, "activity form", "缺少活动记录表", "the form of activity records is missing")
	}
	v := e.values
	if v == nil {
		v = questionnaire.Values{}
		v["held_on"] = questionnaire.TextValue(string(care.DateOf(p.DB.Now())))
	}
	skip := []string{"kind"}
	if !kind.Standing {
		skip = append(skip, "until_on")
	}
	fields := form.Drawing{Skip: skip, Files: form.Kept(e.files)}.Fields(def, v, faultsOf(fault))
	for i, f := range fields {
		for _, need := range kind.Needs {
			if f.Name == need {
				fields[i].Required = true
			}
			if need == "attachment" && f.Kind == ui.FileField {
				fields[i].Needed = true
			}
		}
	}
	title := both("登记："+kind.Text.Zh, "Record: "+kind.Text.En)
	lead := both("为“"+name.Zh+"”登记。不写学生姓名和个人情况。", "For "+name.En+". No pupil's name or matter.")
	submit := both("登记", "Record")
	if e.amends != 0 {
		title, submit = both("更正："+kind.Text.Zh, "Amend: "+kind.Text.En), both("保存更正", "Save the amendment")
		lead = both("原来的记录会保留，从此以更正后的为准。", "The former record stays; the amended one counts from now on.")
		back = &ui.Link{Label: both("这条记录", "The record"), Href: "/activities/" + e.amends.String()}
	}
	page.Title = title
	return session.Show(w, status, page, ui.Heading{Title: title, Lead: lead, Back: back},
		ui.Form{ID: "activity", Action: e.action(), Error: errorText(fault), Fields: fields, Submit: submit, Cancel: &ui.Link{Label: both("返回", "Back"), Href: back.Href}})
}

// kindTables offers the kinds: first those that are evidence for what such a unit
// owes, with what, then the others.
func (p pages) kindTables(u care.Unit) []ui.Component {
	kind := ui.Column{Key: "kind", Label: both("类型", "Kind"), Fixed: true}
	t := ui.Table{ID: "kinds", Plain: true, Titled: true, Caption: both("可作为本单位职责佐证的活动", "Evidence for what this unit owes"), Columns: []ui.Column{kind, {Key: "for", Label: both("可作为佐证的职责", "Evidence for")}}}
	rest := ui.Table{ID: "other-kinds", Plain: true, Titled: true, Caption: both("其他活动", "Other activities"), Columns: []ui.Column{kind}}
	for _, a := range p.Policy().Activities() {
		zh, en := "", ""
		for _, c := range p.Policy().Cadences() {
			if c.Binds(u.Kind, u.Stage) && doneBy(c, a) {
				zh, en = join(zh, "；", c.Text.Zh), join(en, "; ", c.Text.En)
			}
		}
		name := ui.Goto(a.Text, "/activities/add?unit="+u.ID.String()+"&kind="+url.QueryEscape(a.ID))
		if zh == "" {
			rest.Rows = append(rest.Rows, ui.Row{Cells: []ui.Cell{name}})
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.Words(both(zh, en))}})
	}
	t.Total, rest.Total = len(t.Rows), len(rest.Rows)
	var out []ui.Component
	for _, table := range []ui.Table{t, rest} {
		if table.Total > 0 {
			out = append(out, table)
		}
	}
	return out
}

func doneBy(c policy.Cadence, a policy.Activity) bool {
	for _, what := range c.DoneBy {
		if what == "activity/"+a.ID {
			return true
		}
	}
	return false
}

func join(a, sep, b string) string {
	if a == "" {
		return b
	}
	return a + sep + b
}

func (p pages) add(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	return p.save(w, r, editing{unit: unit, kind: r.URL.Query().Get("kind")})
}

func (p pages) save(w http.ResponseWriter, r *http.Request, e editing) error {
	def, ok := p.Forms().Get(supervision.Form)
	if !ok {
		return care.Fail(care.Internal, "activity form", "缺少活动记录表", "the form of activity records is missing")
	}
	e.values = def.Parse(r.PostForm)
	e.values["kind"] = questionnaire.TextValue(e.kind)
	files, err := form.Files(def, r)
	if err != nil {
		return err
	}
	id, finished, err := p.FileActivity(r.Context(), session.Who(r), supervision.NewActivity{Unit: e.unit, Kind: e.kind, Values: e.values, Files: files, Amends: e.amends})
	if invalid(err) {
		form.ChooseAgain(faultsOf(err), files)
		return p.showForm(w, r, http.StatusUnprocessableEntity, e, err)
	}
	if err != nil {
		return err
	}
	done := both("已登记", "Filed")
	for _, l := range finished {
		done = both(done.Zh+"；“"+l.Cadence.Text.Zh+"”已完成", done.En+"; done: "+l.Cadence.Text.En)
	}
	session.Flash(r, ui.Good, done)
	return session.Redirect(w, r, "/activities/"+id.String())
}

func (p pages) opened(r *http.Request) (supervision.Record, error) {
	id, err := care.ParseID(r.PathValue("id"))
	if err != nil {
		return supervision.Record{}, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	return p.Open(r.Context(), session.Who(r), id)
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, rec.Activity.Unit)
	if err != nil {
		return err
	}
	page := session.Page(r, rec.Sort.Text, "/duties")
	at := "/activities/" + rec.ID.String()
	head := ui.Heading{Title: rec.Sort.Text, Lead: both(name.Zh+" · "+standing(rec).Zh, name.En+" · "+standing(rec).En), Back: &ui.Link{Label: listTitle, Href: "/activities?unit=" + rec.Activity.Unit.String()}}
	if rec.May {
		head.Actions = append(head.Actions, ui.Link{Label: both("更正", "Amend"), Href: at + "/amend", Icon: "note"}, ui.Link{Label: both("撤回", "Withdraw"), Href: at + "/withdraw"})
		if rec.Sort.Standing && rec.EndedOn == "" {
			head.Actions = append(head.Actions, ui.Link{Label: both("填写终止日期", "Set its last day"), Href: at + "/end"})
		}
	}
	facts := ui.Table{ID: "facts", Plain: true, Caption: rec.Sort.Text, Columns: []ui.Column{{Key: "what", Label: both("项目", "Field"), Fixed: true}, {Key: "value", Label: both("内容", "Content")}}}
	for _, l := range rec.Def.Summary(rec.Values, page.Lang) {
		if l.Answer != "" && l.Field != "kind" && l.Field != "files" {
			facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(same(l.Label)), ui.Text(l.Answer)}})
		}
	}
	for _, f := range rec.Files {
		facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both("附件", "File")), ui.Goto(both(f.Name+"（"+fileSize(f.Size).Zh+"）", f.Name+" ("+fileSize(f.Size).En+")"), at+"/files/"+f.ID.String())}})
	}
	facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both("登记人", "Filed by")), ui.Words(rec.By.Name())}})
	facts.Total = len(facts.Rows)
	clauses := ui.Table{ID: "clauses", Plain: true, Titled: true, Caption: both("对应的条款", "Clauses it is evidence for"), Columns: []ui.Column{{Key: "clause", Label: both("条款", "Clause"), Fixed: true}, {Key: "text", Label: both("内容", "What it asks")}},
		Empty: ui.Empty{Title: both("没有条款直接引用这类活动", "No clause names this kind directly"), Icon: "file"}}
	for _, c := range p.clausesOf(rec.Sort.ID) {
		clauses.Rows = append(clauses.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(same(c.ID), "/policy/clauses/"+url.PathEscape(c.ID)), ui.Words(c.Text)}})
	}
	clauses.Total = len(clauses.Rows)
	return session.Show(w, http.StatusOK, page, head, facts, clauses)
}

// fileSize is a file's size in words.
func fileSize(n int) care.Text {
	if n < 1<<20 {
		return same(number(max(1, n>>10)) + " kB")
	}
	return same(number(n>>20) + " MB")
}

// file hands out a file of a record.
func (p pages) file(w http.ResponseWriter, r *http.Request) error {
	id, err := care.ParseID(r.PathValue("id"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	file, err := care.ParseID(r.PathValue("file"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	f, err := p.OpenFile(r.Context(), session.Who(r), id, file)
	if err != nil {
		return err
	}
	return form.Download(w, f)
}

// clausesOf are the clauses a kind of activity serves, directly or by a cadence.
func (p pages) clausesOf(kind string) []policy.Clause {
	out := p.Policy().ClausesOf("activity/" + kind)
	seen := map[string]bool{}
	for _, c := range out {
		seen[c.ID] = true
	}
	for _, k := range p.Policy().Cadences() {
		if !doneBy(k, policy.Activity{ID: kind}) {
			continue
		}
		for _, c := range p.Policy().ClausesOf("cadence/" + k.ID) {
			if !seen[c.ID] {
				seen[c.ID] = true
				out = append(out, c)
			}
		}
	}
	return out
}

func (p pages) amendForm(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	if !rec.May {
		return care.Fail(care.Forbidden, "amend activity", "这份记录不能更正", "this record can't be amended")
	}
	return p.showForm(w, r, http.StatusOK, editing{unit: rec.Activity.Unit, kind: rec.Sort.ID, amends: rec.ID, values: rec.Values, files: rec.Files}, nil)
}

func (p pages) amend(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	return p.save(w, r, editing{unit: rec.Activity.Unit, kind: rec.Sort.ID, amends: rec.ID, files: rec.Files})
}

func (p pages) withdrawAsk(w http.ResponseWriter, r *http.Request) error {
	return p.showWithdraw(w, r, http.StatusOK, nil)
}

func (p pages) showWithdraw(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	at := "/activities/" + rec.ID.String()
	page := session.Page(r, both("撤回记录", "Withdraw the record"), "/duties")
	f := ui.Form{ID: "withdraw", Action: at + "/withdraw", Danger: true, Submit: both("撤回", "Withdraw"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: at},
		Fields: []ui.Field{{Name: "reason", Kind: ui.LongField, Label: both("为什么撤回", "Why it is withdrawn"), Required: true, MaxLength: 200}}}
	if fault != nil {
		f.Fill(r.PostForm, fault)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Back: &ui.Link{Label: rec.Sort.Text, Href: at}, Lead: both("“"+rec.Sort.Text.Zh+"”（"+rec.On.Words().Zh+"）不再计入佐证；因此缺少佐证的职责会重新变为未完成。记录本身会保留。", rec.Sort.Text.En+" ("+rec.On.Words().En+") no longer counts; duties that lack evidence then are open again. The record itself stays.")}, f)
}

func (p pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	err = p.Withdraw(r.Context(), session.Who(r), rec.ID, r.PostFormValue("reason"))
	if invalid(err) {
		return p.showWithdraw(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已撤回", "Withdrawn"))
	return session.Redirect(w, r, "/duties/"+rec.Activity.Unit.String())
}

func (p pages) endForm(w http.ResponseWriter, r *http.Request) error {
	return p.showEnd(w, r, http.StatusOK, nil)
}

func (p pages) showEnd(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	at := "/activities/" + rec.ID.String()
	page := session.Page(r, both("终止日期", "Last day"), "/duties")
	f := ui.Form{ID: "end", Action: at + "/end", Submit: both("保存", "Save"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: at},
		Fields: []ui.Field{{Name: "ended_on", Kind: ui.DateField, Label: both("最后一天", "Last day"), Required: true, Min: string(rec.On), Values: []string{string(care.DateOf(p.DB.Now()))}}}}
	if fault != nil {
		f.Fill(r.PostForm, fault)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Back: &ui.Link{Label: rec.Sort.Text, Href: at}, Lead: both("“"+rec.Sort.Text.Zh+"”从"+rec.On.Words().Zh+"起。", rec.Sort.Text.En+", since "+rec.On.Words().En+".")}, f)
}

func (p pages) end(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	err = p.EndStanding(r.Context(), session.Who(r), rec.ID, care.Date(r.PostFormValue("ended_on")))
	if invalid(err) {
		return p.showEnd(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已保存", "Saved"))
	return session.Redirect(w, r, "/activities/"+rec.ID.String())
}
