package caseweb

import (
	"cmp"
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
	t.Staff("GET "+ledgerPath, p.ledger)
	t.Staff("GET "+ledgerPath+"/export/{format}", p.ledgerExport)
	t.Staff("GET /programmes/{programme}/enter", p.enterForm)
	t.Staff("POST /programmes/{programme}/enter", p.enterSave)
	for _, form := range policy.ContactForms {
		p.sheet(t, "/care/{id}/"+form, filing{form: form, ref: "episode", file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
			return "/work", p.Room.FileContact(r.Context(), who, id, v)
		}})
	}
	t.Staff("GET /care/{id}/forms", p.careForms)
	t.Staff("GET /care/{id}/forms/{sheet}", p.careFormWrite)
	t.Upload("POST /care/{id}/forms/{sheet}", p.careFormSave)
	t.Staff("GET /care/{id}/level", p.gradeForm)
	t.Staff("POST /care/{id}/level", p.gradeSave)
	t.Staff("GET /care/{id}/leave", p.leaveForm)
	t.Staff("POST /care/{id}/leave", p.leaveSave)
	t.Staff("GET /care/{id}/contest", p.contestForm)
	t.Staff("POST /care/{id}/contest", p.contestSave)
	t.Staff("GET /pupils/{id}/abnormal", p.raiseForm)
	t.Staff("POST /pupils/{id}/abnormal", p.raiseSave)
	t.Staff("GET /pupils/{id}/home", p.homeForm)
	t.Staff("POST /pupils/{id}/home", p.homeSave)
}

func longField(name string, label, help care.Text, given string, fault error) ui.Field {
	return ui.Field{Name: name, Kind: ui.LongField, Rows: 4, MaxLength: 1000, Required: true, Label: label, Help: help, Values: []string{given}, Error: faultsOf(fault)[name]}
}

// fileLink is the way back to a person's page, in the reader's word for it.
func fileLink(r *http.Request, who casework.Chip) *ui.Link {
	return &ui.Link{Label: session.FileName(session.Who(r).Role), Href: "/pupils/" + who.Person.String()}
}

// ask shows one form about one person.
func (p pages) ask(w http.ResponseWriter, r *http.Request, status int, title care.Text, who casework.Chip, above []block, f ui.Form) error {
	pg := newPage(r, title, "/programmes")
	pg.Path = r.URL.RequestURI()
	pg.Head = ui.Heading{Title: title, Back: fileLink(r, who)}
	f.Action, f.Cancel = r.URL.RequestURI(), &ui.Link{Label: text("返回", "Back"), Href: "/pupils/" + who.Person.String()}
	pg.Parts = append(append([]block{parts(chip(who, pg.Lang))}, above...), parts(f))
	return pg.show(w, status)
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
	switch {
	case f.Proposed != nil && f.Proposed.Level == care.LevelNone:
		now.Words = append(now.Words, objection(*f.Proposed))
	case f.Proposed != nil:
		now.Words = append(now.Words, text(whom(f.Proposed.By).Zh+" 提出改为“"+f.Programme.Label(f.Proposed.Level).Zh+"”："+f.Proposed.Reason, whom(f.Proposed.By).En+" proposed \""+f.Programme.Label(f.Proposed.Level).En+"\": "+f.Proposed.Reason))
		if f.Proposed.Mine {
			now.Words = append(now.Words, text("正在等另一个人判断。", "This waits for another person."))
		}
	}
	fields := []ui.Field{level}
	if !f.Programme.Expiry.IsZero() {
		fields = append(fields, ui.Field{Name: "valid_to", Kind: ui.DateField, Required: true, Label: text("依据到哪一天为止", "The basis holds until"), Error: faultsOf(fault)["valid_to"],
			Values: []string{cmp.Or(r.PostFormValue("valid_to"), string(f.Episode.ValidTo))}, Help: text("没有新的依据就不要延长，直接退出项目。", "Without a new basis do not extend it: end it.")})
	}
	return p.ask(w, r, status, text("复核级别", "Review the level"), f.Pupil, []block{now}, ui.Form{ID: "grade", Error: errorText(fault), Submit: text("签名并保存", "Sign and save"), Fields: append(fields,
		longField("reason", text("事实和理由", "Facts and reasons"), text("看到、听到的事实；谁参加了判断。", "What was seen and heard; who took part."), r.PostFormValue("reason"), fault))})
}

// objection says that the person objects, and why.
func objection(o casework.Proposed) care.Text {
	return text("本人提出异议："+o.Reason+"。由没有参与列入的人判断：维持要写理由，不成立就退出项目。", "The person objects: "+o.Reason+". Somebody who had no part in it judges: keeping it needs reasons, otherwise end it.")
}

func (p pages) gradeSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	level, err := care.ParseLevel(r.PostFormValue("level"))
	var out casework.Graded
	if err == nil {
		out, err = p.Room.Grade(r.Context(), session.Who(r), casework.Grading{Episode: id, Level: level, Reason: strings.TrimSpace(r.PostFormValue("reason")), ValidTo: care.Date(r.PostFormValue("valid_to"))})
	}
	said := text("已保存", "Saved")
	if out.Second {
		said = text("已提出，等督导员或另一个人判断", "Proposed; the supervisor or another person judges it")
	}
	return saved(w, r, err, p.showGrade, said, "/pupils/"+out.Episode.Person.String())
}

// saved answers an act about somebody's programme: the form again with what is in its
// way, or what was done and the page to go on with.
func saved(w http.ResponseWriter, r *http.Request, err error, again func(http.ResponseWriter, *http.Request, int, error) error, said care.Text, to string) error {
	if status, does := stays(err); does {
		return again(w, r, status, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, said)
	return session.Redirect(w, r, to)
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
	for _, l := range f.Programme.Leavings() {
		reason.Options = append(reason.Options, ui.Option{Value: string(l), Label: l.Name()})
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
	err = p.Room.Leave(r.Context(), session.Who(r), id, care.Leaving(r.PostFormValue("reason")), strings.TrimSpace(r.PostFormValue("facts")))
	return saved(w, r, err, p.showLeave, text("已退出", "Left"), "/programmes")
}

func (p pages) contestForm(w http.ResponseWriter, r *http.Request) error {
	return p.showContest(w, r, http.StatusOK, nil)
}

func (p pages) showContest(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenCare(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	if f.Programme.Contest == "" {
		return care.Fail(care.NotFound, "contest", "这个项目没有异议程序", "this programme takes no objections")
	}
	said := block{Card: true, Title: f.Programme.Text, Words: []care.Text{text("异议由没有参与列入的人在期限内判断，结果当面告诉本人。您自己认为异议成立的，可以直接退出项目。", "Somebody who had no part in entering judges it in time, and the person is told. If you think it is right, end it at once.")}}
	return p.ask(w, r, status, text("本人提出异议", "The person objects"), f.Pupil, []block{said}, ui.Form{ID: "contest", Error: errorText(fault), Submit: text("登记异议", "Record the objection"), Fields: []ui.Field{
		longField("facts", text("本人怎么说", "What the person says"), text("照本人的话写。", "In the person's own words."), r.PostFormValue("facts"), fault)}})
}

func (p pages) contestSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = p.Room.Contest(r.Context(), session.Who(r), id, strings.TrimSpace(r.PostFormValue("facts")))
	return saved(w, r, err, p.showContest, text("已登记；由另一个人判断", "Recorded; somebody else judges it"), "/work")
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
	told := text("儿童主任会马上收到，三天内去看孩子。", "The child director is told at once and sees the child within three days.")
	if session.Who(r).Role == care.ChildDirector {
		told = text("写下后，负责这个孩子的人三天内要去看他。", "Once it is written, whoever is responsible sees the child within three days.")
	}
	said := block{Words: []care.Text{text(told.Zh+"您写的事实只给村里的负责人和督导员看；有人身危险请先打电话、报警。", told.En+" What you write is for the village's responsible person and the supervisor. If somebody is in danger, phone first, or call the police.")}}
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
