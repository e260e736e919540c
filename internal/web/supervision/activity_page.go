package supervisionweb

import (
	"net/http"
	"net/url"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/measure"
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
	if p.mayRecord(r, unit) {
		head.Actions = []ui.Component{ui.Link{Label: both("登记活动", "Record an activity"), Href: "/activities/add?unit=" + unit.String(), Icon: "plus"}}
	}
	t := ui.Table{ID: "activities", Caption: listTitle, Query: q, Total: total,
		Columns: []ui.Column{{Key: "what", Label: both("类型", "Kind"), Fixed: true}, {Key: "on", Label: both("日期或时段", "Day or period")}, {Key: "unit", Label: both("单位", "Unit")}, {Key: "participants", Label: both("人数", "People"), Kind: ui.KindNumber}, {Key: "minutes", Label: both("分钟", "Minutes"), Kind: ui.KindNumber, Extra: true}, {Key: "state", Label: both("状态", "State")}},
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
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(rec.Sort.Text, "/activities/"+rec.ID.String()), ui.Words(daysOf(rec)), ui.Words(where), counted(rec.Participants), counted(rec.Minutes), ui.Words(standing(rec))}})
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
	case rec.Missing > 0:
		return both("等另一位签名", "waits for the second signature")
	case rec.Sort.Standing && rec.EndedOn == "":
		return both("持续有效", "In force")
	case rec.Sort.Standing:
		return both("至"+rec.EndedOn.Words().Zh, "until "+rec.EndedOn.Words().En)
	}
	return both("计入", "Counts")
}

// daysOf is the day or the period a record is about.
func daysOf(rec supervision.Record) care.Text {
	from, to := rec.On.Words(), rec.EndedOn.Words()
	if rec.EndedOn == "" || rec.Sort.Standing {
		return from
	}
	return both(from.Zh+" 至 "+to.Zh, from.En+" to "+to.En)
}

func (p pages) addForm(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	if _, chosen := p.Policy().Activity(r.URL.Query().Get("kind")); !chosen {
		return p.showKinds(w, r, http.StatusOK, unit)
	}
	s, err := p.blank(r, unit)
	if invalid(err) {
		return p.showKinds(w, r, http.StatusUnprocessableEntity, unit, ui.Toast{Text: errorText(err).Sentence(), Tone: ui.Grave})
	}
	if err != nil {
		return err
	}
	return p.showForm(w, r, http.StatusOK, s, s.Values, nil)
}

// blank opens the form of the kind in the address; a class record is about a round.
func (p pages) blank(r *http.Request, unit care.ID) (supervision.Sheet, error) {
	q := r.URL.Query()
	asked := supervision.Asked{From: care.Date(q.Get("from"))}
	if round := q.Get("round"); round != "" {
		known, err := p.classKnown(r, round, unit)
		if err != nil {
			return supervision.Sheet{}, err
		}
		asked.Known = known
		asked.Round, _ = care.ParseID(round) // classKnown has read it
	} else if q.Get("kind") == classRecord {
		return supervision.Sheet{}, care.Fail(care.NotFound, "class record", "班级测评记录从测评任务里这个班的页面填写", "a class record is filled in from the class's page of a round")
	}
	return p.Blank(r.Context(), session.Who(r), unit, q.Get("kind"), asked)
}

// showKinds offers what the unit can record, after why another kind was refused.
func (p pages) showKinds(w http.ResponseWriter, r *http.Request, status int, unit care.ID, refused ...ui.Component) error {
	u, kinds, err := p.Kinds(r.Context(), session.Who(r), unit)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	page := session.Page(r, both("登记活动", "Record an activity"), "/duties")
	head := ui.Heading{Title: page.Title, Lead: both("为“"+name.Zh+"”登记。先选类型。", "For "+name.En+". Choose the kind first."), Back: &ui.Link{Label: boardTitle, Href: "/duties/" + unit.String()}}
	return session.Show(w, status, page, slices.Concat([]ui.Component{head}, refused, p.kindTables(u, kinds))...)
}

// address is where a sheet is written: its own page again.
func address(r *http.Request) string { return r.URL.RequestURI() }

func (p pages) showForm(w http.ResponseWriter, r *http.Request, status int, s supervision.Sheet, v questionnaire.Values, fault error) error {
	name, err := p.nameOf(r, s.Unit.ID)
	if err != nil {
		return err
	}
	page := session.Page(r, both("登记："+s.Kind.Text.Zh, "Record: "+s.Kind.Text.En), "/duties")
	skip := s.Fixed()
	if s.Kind.FormID() == policy.ActivityForm {
		skip = append(skip, unasked(s.Kind, v)...)
	}
	fields := form.Drawing{Skip: skip, Files: form.Kept(s.Before.Files)}.Fields(s.Def, v, faultsOf(fault))
	for i, f := range fields {
		if f.Name == "held_on" && s.Kind.FormID() == policy.ActivityForm {
			fields[i].Label = dateLabel(s.Kind)
		}
		for _, need := range s.Kind.Needs {
			if f.Name == need {
				fields[i].Required = true
			}
			if need == "attachment" && f.Kind == ui.FileField {
				fields[i].Needed = true
			}
		}
		if slices.Contains(s.Before.Small, f.Name) {
			fields[i].Required = false
			fields[i].Help = both("原来的数字不向您的岗位显示；留空就保持不变。", "The signed figure is not shown to your post; leave this empty to keep it.")
		}
	}
	head := ui.Heading{Lead: both("为“"+name.Zh+"”登记。", "For "+name.En+"."), Back: &ui.Link{Label: boardTitle, Href: "/duties/" + s.Unit.ID.String()}}
	submit, draft := both("签名并保存", "Sign and save"), "/activities/drafts/"+s.Unit.ID.String()+"/"+s.Kind.ID
	if s.Before.ID != 0 {
		page.Title, submit = both("更正："+s.Kind.Text.Zh, "Amend: "+s.Kind.Text.En), both("签名并保存更正", "Sign and save the amendment")
		head.Lead = both("原来的记录会保留，从此以更正后的为准。", "The former record stays; the amended one counts from now on.")
		head.Back = &ui.Link{Label: both("这条记录", "The record"), Href: "/activities/" + s.Before.ID.String()}
		draft += "?amends=" + s.Before.ID.String()
	} else {
		head.Actions = p.otherPeriods(s)
	}
	if round := r.URL.Query().Get("round"); round != "" {
		draft += "?round=" + url.QueryEscape(round)
		head.Lead = both(name.Zh+" · "+v.String("round"), name.En+" · "+v.String("round"))
		head.Back = &ui.Link{Label: both("这个班的记录", "Records of the class"), Href: recordsPath(round, s.Unit.ID)}
	}
	head.Title = page.Title
	back := &ui.Link{Label: both("返回", "Back"), Href: head.Back.Href}
	f := ui.Form{ID: "activity", Action: address(r), Intro: s.Def.Intro, Error: errorText(fault), Fields: fields, Submit: submit, Cancel: back, Draft: draft}
	if fault == nil {
		f.Saved = s.Saved
	}
	return session.Show(w, status, page, head, f)
}

// unasked are the questions that are nothing for a kind: an end where it does not
// stand, and lessons' measures where it is not counted by them, unless one is written
// down already.
func unasked(kind policy.Activity, v questionnaire.Values) (out []string) {
	if !kind.Standing {
		out = append(out, "until_on")
	}
	for _, measure := range []string{"minutes", "hours", "credits"} {
		if !slices.Contains(kind.Needs, measure) && !v.Answered(measure) {
			out = append(out, measure)
		}
	}
	return out
}

// dateLabel asks when it was, and of what stands until it ends since when.
func dateLabel(kind policy.Activity) care.Text {
	if kind.Standing {
		return both("从哪天起", "Since when")
	}
	return both("日期", "Date")
}

// otherPeriods leads to the report of the months before.
func (p pages) otherPeriods(s supervision.Sheet) (out []ui.Component) {
	from, err := care.ParseDate(s.Values.String("from_on"))
	if err != nil || s.Def.Record.Until == "" || s.Kind.FormID() == policy.ActivityForm {
		return nil
	}
	until, err := care.ParseDate(s.Values.String("until_on"))
	if err != nil {
		return nil
	}
	before, label := care.DateOf(from.Time().AddDate(0, -1, 0)), both("上一个月", "The month before")
	if until.Time().Sub(from.Time()).Hours() > 24*40 {
		before, label = care.DateOf(from.Time().AddDate(-1, 0, 0)), both("上一学年", "The year before")
	}
	return []ui.Component{ui.Link{Label: label, Href: "/activities/add?unit=" + s.Unit.ID.String() + "&kind=" + s.Kind.ID + "&from=" + string(before), Icon: "calendar"}}
}

// draft keeps what is being written.
func (p pages) draft(w http.ResponseWriter, r *http.Request) error {
	unit, err := care.ParseID(r.PathValue("unit"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	amends, _ := care.ParseID(r.URL.Query().Get("amends"))
	kind, _ := p.Policy().Activity(r.PathValue("kind"))
	def, ok := p.Forms().Get(kind.FormID())
	if !ok {
		return care.Fail(care.NotFound, "save draft", "没有这张表", "there is no such form")
	}
	asked := supervision.Asked{}
	if round := r.URL.Query().Get("round"); round != "" {
		if asked.Known, err = p.classKnown(r, round, unit); err != nil {
			return err
		}
	}
	if err := p.SaveDraft(r.Context(), session.Who(r), unit, kind.ID, amends, asked, def.Parse(r.PostForm)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// kindTables offers the kinds: first those that are evidence for what such a unit
// owes, with what, then sheets of their own, what is done once and what stands.
func (p pages) kindTables(u care.Unit, kinds []policy.Activity) []ui.Component {
	kind := ui.Column{Key: "kind", Label: both("类型", "Kind"), Fixed: true}
	t := ui.Table{ID: "kinds", Plain: true, Titled: true, Caption: both("可作为本单位职责佐证的活动", "Evidence for what this unit owes"), Columns: []ui.Column{kind, {Key: "for", Label: both("可作为佐证的职责", "Evidence for")}}}
	group := func(id string, title care.Text) *ui.Table {
		return &ui.Table{ID: id, Plain: true, Titled: true, Caption: title, Columns: []ui.Column{kind}}
	}
	sheets, once := group("sheet-kinds", both("报告和专用表", "Reports and sheets of their own")), group("once-kinds", both("其他做过的活动", "Other things that were done"))
	stands := group("standing-kinds", both("长期设有的：场所、队伍、制度、合作", "What stands: rooms, teams, rules, agreements"))
	for _, a := range kinds {
		if a.ID == classRecord {
			continue
		}
		zh, en := "", ""
		for _, c := range p.Policy().Cadences() {
			if c.Binds(u.Kind, u.Stage) && doneBy(c, a) {
				zh, en = join(zh, "；", c.Text.Zh), join(en, "; ", c.Text.En)
			}
		}
		name := ui.Goto(a.Text, "/activities/add?unit="+u.ID.String()+"&kind="+url.QueryEscape(a.ID))
		rest := once
		switch {
		case zh != "":
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.Words(both(zh, en))}})
			continue
		case a.Form != "":
			rest = sheets
		case a.Standing:
			rest = stands
		}
		rest.Rows = append(rest.Rows, ui.Row{Cells: []ui.Cell{name}})
	}
	var out []ui.Component
	for _, table := range []*ui.Table{&t, sheets, once, stands} {
		if table.Total = len(table.Rows); table.Total > 0 {
			out = append(out, *table)
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
	s, err := p.blank(r, unit)
	if invalid(err) {
		return p.showKinds(w, r, http.StatusUnprocessableEntity, unit, ui.Toast{Text: errorText(err).Sentence(), Tone: ui.Grave})
	}
	if err != nil {
		return err
	}
	return p.save(w, r, s)
}

func (p pages) save(w http.ResponseWriter, r *http.Request, s supervision.Sheet) error {
	v := s.Given(s.Def.Parse(r.PostForm))
	files, err := form.Files(s.Def, r)
	if err != nil {
		return err
	}
	id, finished, err := p.FileActivity(r.Context(), session.Who(r), supervision.NewActivity{Unit: s.Unit.ID, Kind: s.Kind.ID, Values: v, Files: files, Amends: s.Before.ID, Round: s.Round})
	if invalid(err) {
		form.ChooseAgain(faultsOf(err), files)
		return p.showForm(w, r, http.StatusUnprocessableEntity, s, v, err)
	}
	if err != nil {
		return err
	}
	done := both("已签名保存", "Signed and kept")
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
	head.Actions = append(head.Actions, ui.Link{Label: both("打印", "Print"), Href: at + "/paper", Icon: "print"})
	facts := ui.Table{ID: "facts", Plain: true, Caption: rec.Sort.Text, Columns: []ui.Column{{Key: "what", Label: both("项目", "Field"), Fixed: true}, {Key: "value", Label: both("内容", "Content")}}}
	for _, l := range rec.Def.Summary(rec.Values, page.Lang) {
		if l.Field == "held_on" && rec.Sort.FormID() == policy.ActivityForm {
			l.Label = dateLabel(rec.Sort).In(page.Lang)
		}
		if slices.Contains(rec.Small, l.Field) {
			facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(same(l.Label)), ui.Suppressed()}})
		} else if l.Answer != "" && l.Field != "kind" && rec.Def.Field(l.Field).Kind != questionnaire.Attachment {
			facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(same(l.Label)), ui.Text(l.Answer)}})
		}
	}
	for _, f := range rec.Files {
		facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both("附件", "File")), ui.Goto(both(f.Name+"（"+fileSize(f.Size).Zh+"）", f.Name+" ("+fileSize(f.Size).En+")"), at+"/files/"+f.ID.String())}})
	}
	facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both("登记人", "Filed by")), ui.Words(rec.By.Name())}})
	if len(rec.Hidden) > 0 {
		facts.Rows = append(facts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both("没有显示的部分", "What is not shown")), ui.Words(both("只对需要知道的人开放", "open only to those who need to know"))}})
	}
	facts.Total = len(facts.Rows)
	clauses := ui.Table{ID: "clauses", Plain: true, Titled: true, Caption: both("对应的条款", "Clauses it is evidence for"), Columns: []ui.Column{{Key: "clause", Label: both("条款", "Clause"), Fixed: true}, {Key: "text", Label: both("内容", "What it asks")}},
		Empty: ui.Empty{Title: both("没有条款直接引用这类活动", "No clause names this kind directly"), Icon: "file"}}
	for _, c := range p.clausesOf(rec.Sort.ID) {
		clauses.Rows = append(clauses.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(same(c.ID), "/policy/clauses/"+url.PathEscape(c.ID)), ui.Words(c.Text)}})
	}
	clauses.Total = len(clauses.Rows)
	parts := []ui.Component{head, facts}
	if len(rec.Small) > 0 {
		parts = append(parts, ui.Toast{Tone: ui.Plain, Text: both("少于 "+number(measure.Least)+" 的个案数字，能推算出它们的数字，以及背后人数很少或无从核对的比例，只给可以打开学生档案的岗位看；签名的是整份报告，这些数字由填报人负责。",
			"Figures of cases below "+number(measure.Least)+", those that would give them away, and rates that stand on few children or on nothing that is counted here, are shown only to posts that may open pupils' files. A signature covers the whole report; its author answers for these figures.")})
	}
	parts = append(parts, signatures(rec, page)...)
	return session.Show(w, http.StatusOK, page, append(parts, clauses)...)
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

func (p pages) amended(r *http.Request) (supervision.Sheet, error) {
	id, err := care.ParseID(r.PathValue("id"))
	if err != nil {
		return supervision.Sheet{}, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	return p.BlankAmend(r.Context(), session.Who(r), id)
}

func (p pages) amendForm(w http.ResponseWriter, r *http.Request) error {
	s, err := p.amended(r)
	if err != nil {
		return err
	}
	return p.showForm(w, r, http.StatusOK, s, s.Values, nil)
}

func (p pages) amend(w http.ResponseWriter, r *http.Request) error {
	s, err := p.amended(r)
	if err != nil {
		return err
	}
	return p.save(w, r, s)
}
