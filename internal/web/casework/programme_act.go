package caseweb

import (
	"net/http"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func (p pages) programmeRoutes(t *session.Routes) {
	t.Staff("GET /programmes", p.programmes)
	t.Staff("GET /programmes/{programme}", p.programmeList)
	t.Staff("GET /programmes/{programme}/export", p.programmeExport)
	t.Staff("GET /programmes/{programme}/enter", p.enterForm)
	t.Staff("POST /programmes/{programme}/enter", p.enterSave)
	p.sheet(t, "/care/{id}/"+casework.ContactForm, filing{form: casework.ContactForm, ref: "episode", file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
		return "/work", p.Room.FileContact(r.Context(), who, id, v)
	}})
	t.Staff("GET /care/{id}/level", p.gradeForm)
	t.Staff("POST /care/{id}/level", p.gradeSave)
	t.Staff("GET /care/{id}/leave", p.leaveForm)
	t.Staff("POST /care/{id}/leave", p.leaveSave)
	t.Staff("GET /pupils/{id}/abnormal", p.raiseForm)
	t.Staff("POST /pupils/{id}/abnormal", p.raiseSave)
	t.Staff("GET /pupils/{id}/home", p.homeForm)
	t.Staff("POST /pupils/{id}/home", p.homeSave)
}

func longField(name string, label, help care.Text, given string, fault error) ui.Field {
	return ui.Field{Name: name, Kind: ui.LongField, Rows: 4, MaxLength: 1000, Required: true, Label: label, Help: help, Values: []string{given}, Error: faultsOf(fault)[name]}
}

func pupilLink(c casework.Chip) *ui.Link {
	return &ui.Link{Label: text("档案", "The file"), Href: "/pupils/" + c.Person.String()}
}

// ask shows one form about one person.
func (p pages) ask(w http.ResponseWriter, r *http.Request, status int, title care.Text, who casework.Chip, above []block, f ui.Form) error {
	pg := newPage(r, title, "/programmes")
	pg.Path = r.URL.RequestURI()
	pg.Head = ui.Heading{Title: title, Back: pupilLink(who)}
	f.Action, f.Cancel = r.URL.RequestURI(), &ui.Link{Label: text("返回", "Back"), Href: "/pupils/" + who.Person.String()}
	pg.Parts = append(append([]block{parts(chip(who, pg.Lang))}, above...), parts(f))
	return pg.show(w, status)
}

func (p pages) enterForm(w http.ResponseWriter, r *http.Request) error {
	if err := p.Room.EntersInto(r.Context(), session.Who(r), care.Programme(r.PathValue("programme"))); err != nil {
		return err
	}
	if r.URL.Query().Get("person") == "" {
		return p.enterWhom(w, r)
	}
	return p.showEnter(w, r, http.StatusOK, nil)
}

// enterWhom finds who is to be entered.
func (p pages) enterWhom(w http.ResponseWriter, r *http.Request) error {
	q := ui.ParseQuery(r.URL.Path, r.URL.Query())
	found, err := p.Room.Search(r.Context(), session.Who(r), q.Text, 0)
	if err != nil {
		return err
	}
	pg := newPage(r, text("列入谁", "Who is to be entered"), "/programmes")
	pg.Head = ui.Heading{Title: pg.Title, Back: &ui.Link{Label: text("名单", "The list"), Href: "/programmes/" + r.PathValue("programme")}}
	table := ui.Table{ID: "whom", Caption: pg.Title, Query: q, Total: len(found.Lines), Ask: true, Search: text("姓名、学号、身份证号或电话", "Name, student number, ID number or phone"),
		Columns: []ui.Column{{Key: "person", Label: text("姓名", "Name"), Kind: ui.KindPart, Fixed: true}, {Key: "do", Label: text("操作", "Act"), Kind: ui.KindAction}},
		Empty:   ui.Empty{Title: text("请先查找", "Look somebody up first"), Icon: "search", Text: text("输入完整的姓名或号码。只会找到您岗位范围内、名册上有的人。", "Give a whole name or number; only people of the roster within your post's scope are found.")}}
	for _, c := range found.Lines {
		table.Rows = append(table.Rows, ui.Row{ID: c.Person.String(), Cells: []ui.Cell{ui.Parts(chip(c, pg.Lang)), ui.Parts(ui.Link{Label: text("列入", "Enter"), Href: r.URL.Path + "?person=" + c.Person.String(), Icon: "right"})}})
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

func (p pages) showEnter(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	person, err := care.ParseID(r.URL.Query().Get("person"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个人", "there is no such person")
	}
	in, err := p.Room.EntranceOf(r.Context(), session.Who(r), person)
	if err != nil {
		return err
	}
	level := ui.Field{Name: "level", Kind: ui.ChoiceField, Required: true, Label: text("现在的情况", "How things stand"), Error: faultsOf(fault)["level"], Values: r.PostForm["level"]}
	title, groups := care.Text{}, ui.Field{}
	for _, x := range in.Open {
		if x.ID != r.PathValue("programme") {
			continue
		}
		groups = groupField(x.Groups, r.PostForm["groups"], fault)
		title = text("列入："+x.Text.Zh, "Enter: "+x.Text.En)
		for _, l := range x.Levels {
			level.Options = append(level.Options, ui.Option{Value: l.Level.String(), Label: l.Label})
		}
	}
	if title.IsZero() {
		return care.Fail(care.Forbidden, "enter programme", "您的岗位不能把这个人列入这个项目，或已在其中", "your post may not enter this person into this programme, or he is in it already")
	}
	fields := []ui.Field{level}
	if len(groups.Options) > 0 {
		fields = append(fields, groups)
	}
	return p.ask(w, r, status, title, in.Pupil, nil, ui.Form{ID: "enter", Error: errorText(fault), Submit: text("列入", "Enter"), Fields: append(fields,
		longField("reason", text("依据和事实", "Basis and facts"), text("谁核实的，什么情况；不写诊断。", "Who verified it and what is the case; no diagnosis."), r.PostFormValue("reason"), fault))})
}

// groupField asks on which grounds somebody is cared for.
func groupField(open []policy.Group, chosen []string, fault error) ui.Field {
	f := ui.Field{Name: "groups", Kind: ui.MultiField, Label: text("类别", "Groups"), Values: chosen, Error: faultsOf(fault)["groups"],
		Help: text("有依据才选；只有负责的人看得到，复核级别时一并复核。", "Only on a basis; those responsible alone see it, and it is looked at again with the level.")}
	for _, g := range open {
		f.Options = append(f.Options, ui.Option{Value: g.ID, Label: g.Text})
	}
	return f
}

func (p pages) enterSave(w http.ResponseWriter, r *http.Request) error {
	if err := p.Room.EntersInto(r.Context(), session.Who(r), care.Programme(r.PathValue("programme"))); err != nil {
		return err
	}
	person, err := care.ParseID(r.URL.Query().Get("person"))
	if err != nil {
		return care.Invalidf("person", "请先选择列入谁", "choose somebody first")
	}
	level, err := care.ParseLevel(r.PostFormValue("level"))
	if err == nil {
		_, err = p.Room.Enter(r.Context(), session.Who(r), casework.Entry{Person: person, Programme: care.Programme(r.PathValue("programme")), Level: level, Reason: strings.TrimSpace(r.PostFormValue("reason")), Groups: r.PostForm["groups"]})
	}
	if invalid(err) {
		return p.showEnter(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已列入；负责人和期限已经定好", "Entered; somebody is responsible, with dates"))
	return session.Redirect(w, r, "/pupils/"+person.String())
}

func (p pages) gradeForm(w http.ResponseWriter, r *http.Request) error {
	return p.showGrade(w, r, http.StatusOK, nil)
}

func (p pages) showGrade(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenCare(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	level := ui.Field{Name: "level", Kind: ui.ChoiceField, Required: true, Label: text("复核后", "After the review"), Error: faultsOf(fault)["level"], Values: r.PostForm["level"]}
	for _, l := range f.Programme.Levels {
		o := ui.Option{Value: l.Level.String(), Label: l.Label}
		switch {
		case l.Level == f.Episode.Level:
			o.Help = text("保持不变", "stays as it is")
		case l.Level < f.Episode.Level && f.Episode.Programme == care.ChildInHardship:
			o.Help = text("解除“发现异常”：由督导员决定，或由第二个人确认", "lifts the flag: the supervisor decides, or a second person agrees")
		}
		level.Options = append(level.Options, o)
	}
	now := block{Card: true, Title: f.Programme.Text, Marks: []ui.Component{careLevel(f.Episode.Level, f.Label())}}
	if f.Proposed != nil {
		now.Words = append(now.Words, text(whom(f.Proposed.By).Zh+" 提出改为“"+f.Programme.Label(f.Proposed.Level).Zh+"”："+f.Proposed.Reason, whom(f.Proposed.By).En+" proposed \""+f.Programme.Label(f.Proposed.Level).En+"\": "+f.Proposed.Reason))
		if f.Proposed.Mine {
			now.Words = append(now.Words, text("正在等另一个人判断。", "This waits for another person."))
		}
	}
	return p.ask(w, r, status, text("复核级别", "Review the level"), f.Pupil, []block{now}, ui.Form{ID: "grade", Error: errorText(fault), Submit: text("签名并保存", "Sign and save"), Fields: []ui.Field{level,
		longField("reason", text("事实和理由", "Facts and reasons"), text("看到、听到的事实；谁参加了判断。", "What was seen and heard; who took part."), r.PostFormValue("reason"), fault)}})
}

func (p pages) gradeSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	level, err := care.ParseLevel(r.PostFormValue("level"))
	var out casework.Graded
	if err == nil {
		out, err = p.Room.Grade(r.Context(), session.Who(r), casework.Grading{Episode: id, Level: level, Reason: strings.TrimSpace(r.PostFormValue("reason"))})
	}
	if invalid(err) {
		return p.showGrade(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	said := text("已保存", "Saved")
	if out.Second {
		said = text("已提出，等督导员或另一个人判断", "Proposed; the supervisor or another person judges it")
	}
	session.Flash(r, ui.Good, said)
	return session.Redirect(w, r, "/pupils/"+out.Episode.Person.String())
}

func (p pages) leaveForm(w http.ResponseWriter, r *http.Request) error {
	return p.showLeave(w, r, http.StatusOK, nil)
}

func (p pages) showLeave(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenCare(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	reason := ui.Field{Name: "reason", Kind: ui.ChoiceField, Required: true, Label: text("原因", "Why"), Error: faultsOf(fault)["reason"], Values: r.PostForm["reason"]}
	for _, code := range casework.LeavingCodes {
		reason.Options = append(reason.Options, ui.Option{Value: code, Label: casework.Leavings[code]})
	}
	said := block{Card: true, Title: f.Programme.Text, Words: []care.Text{f.Programme.Closes, text("退出后，这个项目的待办全部结束；经过留在档案里。", "All duties of this programme end; what happened stays in the file.")}}
	return p.ask(w, r, status, text("退出项目", "Leave the programme"), f.Pupil, []block{said}, ui.Form{ID: "leave", Danger: true, Error: errorText(fault), Submit: text("退出", "Leave"), Fields: []ui.Field{reason,
		longField("facts", text("核实的情况", "What was verified"), care.Text{}, r.PostFormValue("facts"), fault)}})
}

func (p pages) leaveSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = p.Room.Leave(r.Context(), session.Who(r), id, r.PostFormValue("reason"), strings.TrimSpace(r.PostFormValue("facts")))
	if invalid(err) {
		return p.showLeave(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已退出", "Left"))
	return session.Redirect(w, r, "/programmes")
}

func (p pages) raiseForm(w http.ResponseWriter, r *http.Request) error {
	return p.showRaise(w, r, http.StatusOK, nil)
}

func (p pages) showRaise(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	who, err := p.Room.MayRaise(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	said := block{Words: []care.Text{text("儿童主任会马上收到，三天内去看孩子。您写的事实只给村里的负责人和督导员看；有人身危险请先打电话、报警。", "The child director is told at once and sees the child within three days. What you write is for the village's responsible person and the supervisor. In danger, call first.")}}
	return p.ask(w, r, status, text("发现异常", "Something abnormal"), who, []block{said}, ui.Form{ID: "raise", Error: errorText(fault), Submit: text("告诉负责人", "Tell who is responsible"), Fields: []ui.Field{
		longField("facts", text("看到、听到的事实", "What you saw and heard"), text("什么时候、什么表现、持续多久；不写诊断。", "When, what, for how long; no diagnosis."), r.PostFormValue("facts"), fault)}})
}

func (p pages) raiseSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = p.Room.Raise(r.Context(), session.Who(r), id, strings.TrimSpace(r.PostFormValue("facts")))
	if invalid(err) {
		return p.showRaise(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已告诉负责人", "Told"))
	return session.Redirect(w, r, "/pupils/"+id.String())
}

func (p pages) homeForm(w http.ResponseWriter, r *http.Request) error {
	return p.showHome(w, r, http.StatusOK, nil)
}

func (p pages) showHome(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	who, home, villages, err := p.Room.HomeOf(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	village := ui.Field{Name: "village", Kind: ui.SelectField, Label: text("住在哪个村（社区）", "Village or community"), Values: []string{home.Unit.ID.String()}, Error: faultsOf(fault)["village"]}
	for _, u := range villages {
		village.Options = append(village.Options, ui.Option{Value: u.ID.String(), Label: same(u.Name)})
	}
	state := ui.Field{Name: "state", Kind: ui.ChoiceField, Required: true, Label: text("怎样居住", "How the child lives"), Values: []string{"home"}, Error: faultsOf(fault)["state"],
		Help: text("住校或暂住外地的，仍由户籍村负责，直到别处接收。", "Who boards or is away stays this village's until another place takes over.")}
	for _, s := range care.HomeStates() {
		state.Options = append(state.Options, ui.Option{Value: homeCode(s), Label: s.Name()})
	}
	state.Values = []string{homeCode(home.State)}
	said := block{Words: []care.Text{text("搬到别的村后，待办马上转给那个村的儿童主任，原来的村不再看到档案。", "After a move the duties go to the new village's child director at once, and the former one no longer sees the file.")}}
	return p.ask(w, r, status, text("居住地", "Residence"), who, []block{said}, ui.Form{ID: "home", Error: errorText(fault), Submit: text("保存", "Save"), Fields: []ui.Field{village, state}})
}

func homeCode(s care.HomeState) string {
	if s == care.AtHome {
		return "home"
	}
	return string(s)
}

func (p pages) homeSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	village, _ := care.ParseID(r.PostFormValue("village"))
	state := care.HomeState(r.PostFormValue("state"))
	switch state {
	case "home":
		state = care.AtHome
	case "":
		state = "?" // nothing was chosen
	}
	err = region.Room{Kernel: p.Room.Kernel}.MoveHome(r.Context(), session.Who(r), region.Home{Person: id, Village: village, State: state})
	if invalid(err) {
		return p.showHome(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已保存", "Saved"))
	return session.Redirect(w, r, "/work")
}
