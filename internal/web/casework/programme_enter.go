package caseweb

import (
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// enterForm is the one page on which somebody enters a programme. A programme that
// registers people asks who it is; the others look somebody up on the roster first.
func (p pages) enterForm(w http.ResponseWriter, r *http.Request) error {
	to, err := p.Room.Registration(r.Context(), session.Who(r), care.Programme(r.PathValue("programme")))
	switch {
	case err != nil:
		return err
	case r.URL.Query().Get("person") != "":
		return p.showEnter(w, r, http.StatusOK, to, nil)
	case to.Register == nil:
		return p.enterWhom(w, r, to)
	}
	return p.showRegister(w, r, http.StatusOK, to, nil)
}

// enterWhom finds who is to be entered.
func (p pages) enterWhom(w http.ResponseWriter, r *http.Request, to casework.EntranceTo) error {
	q := ui.ParseQuery(r.URL.Path, r.URL.Query())
	found, err := p.Room.Search(r.Context(), session.Who(r), q.Text, 0)
	if err != nil {
		return err
	}
	pg := newPage(r, text("列入谁", "Who is to be entered"), "/programmes")
	pg.Head = ui.Heading{Title: pg.Title, Back: &ui.Link{Label: to.Text, Href: "/programmes/" + to.ID}}
	table := ui.Table{ID: "whom", Caption: pg.Title, Query: q, Total: len(found.Lines), Ask: true, Search: text("姓名、学号、身份证号或电话", "Name, student number, ID number or phone"),
		Columns: []ui.Column{{Key: "person", Label: text("姓名", "Name"), Kind: ui.KindPart, Fixed: true}, {Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}},
		Empty:   ui.Empty{Title: text("请先查找", "Look somebody up first"), Icon: "search", Text: text("输入完整的姓名或号码。只会找到您岗位范围内、名册上有的人。", "Give a whole name or number; only people of the roster within your post's scope are found.")}}
	for _, c := range found.Lines {
		table.Rows = append(table.Rows, ui.Row{ID: c.Person.String(), Cells: []ui.Cell{ui.Parts(chip(c, pg.Lang)), ui.Parts(ui.Link{Label: text("列入", "Enter"), Href: r.URL.Path + "?person=" + c.Person.String(), Icon: "right"})}})
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

// showEnter asks about somebody of the roster. Whoever was entered by somebody else
// meanwhile is not open any more, and what was typed still is.
func (p pages) showEnter(w http.ResponseWriter, r *http.Request, status int, to casework.EntranceTo, fault error) error {
	person, err := personAsked(r)
	if err != nil {
		return err
	}
	in, err := p.Room.EntranceOf(r.Context(), session.Who(r), person)
	if err != nil {
		return err
	}
	if status != http.StatusConflict && !slices.ContainsFunc(in.Open, func(x casework.EntranceTo) bool { return x.ID == to.ID }) {
		return care.Fail(care.Forbidden, "enter programme", "您的岗位不能把这个人列入这个项目，或已在其中", "your post may not enter this person into this programme, or he is in it already")
	}
	return p.ask(w, r, status, enterTitle(to), in.Pupil, nil, enterOf(r, to, nil, fault))
}

// personAsked is whom the address names.
func personAsked(r *http.Request) (care.ID, error) {
	person, err := care.ParseID(r.URL.Query().Get("person"))
	if err != nil {
		err = care.Fail(care.NotFound, "read address", "没有找到这个人", "there is no such person")
	}
	return person, err
}

// showRegister asks who it is, too.
func (p pages) showRegister(w http.ResponseWriter, r *http.Request, status int, to casework.EntranceTo, fault error) error {
	list := "/programmes/" + to.ID
	pg := newPage(r, enterTitle(to), "/programmes")
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: pg.Title, Lead: to.Enters, Back: &ui.Link{Label: to.Text, Href: list}}
	if len(to.Units) == 0 {
		pg.Parts = []block{parts(ui.Empty{Title: text("还没有可以登记的单位", "No unit registers people yet"), Icon: "school", Text: text("请区县先在“单位与岗位”中建立机构。", "The district founds the institution under Units and posts first.")})}
		return pg.show(w, status)
	}
	f := enterOf(r, to, identityFields(r, to, fault), fault)
	f.Action, f.Cancel = r.URL.Path, &ui.Link{Label: text("返回", "Back"), Href: list}
	pg.Parts = []block{parts(f)}
	return pg.show(w, status)
}

func enterTitle(to casework.EntranceTo) care.Text {
	return text("列入："+to.Text.Zh, "Enter: "+to.Text.En)
}

// identityFields ask who is registered, and where.
func identityFields(r *http.Request, to casework.EntranceTo, fault error) []ui.Field {
	faults := faultsOf(fault)
	field := func(kind ui.FieldKind, name string, label, help care.Text) ui.Field {
		return ui.Field{Name: name, Kind: kind, Label: label, Help: help, MaxLength: 60, Values: r.PostForm[name], Error: faults[name]}
	}
	unit := field(ui.SelectField, "unit", text("由哪个单位登记", "Registered by"), care.Text{})
	for _, u := range to.Units {
		unit.Options = append(unit.Options, ui.Option{Value: u.ID.String(), Label: same(u.Name)})
	}
	if unit.Required = true; len(unit.Values) == 0 {
		unit.Values = []string{to.Units[0].ID.String()}
	}
	name := field(ui.TextField, "name", text("姓名", "Name"), text("密封保存。证件号码在名册上已有的，会认出同一个人，不重复登记。", "Kept sealed. Whoever is known by the number is recognised and not registered twice."))
	name.Required = true
	sex := field(ui.SelectField, "sex", text("性别", "Sex"), care.Text{})
	sex.Options = []ui.Option{{Value: "", Label: text("不填", "Not given")}, {Value: "m", Label: text("男", "Male")}, {Value: "f", Label: text("女", "Female")}}
	out := []ui.Field{{Name: "who", Kind: ui.SectionField, Label: text("是谁", "Who it is")}, unit, name, field(ui.TextField, "id_no", text("证件号码", "Document number"), text("没有证件的可以不填。", "Leave it empty for somebody without papers.")),
		field(ui.DateField, "birth", text("出生日期", "Born on"), text("填了身份证号的不用填。", "Not needed with an identity number.")), sex}
	if to.Register.Person == care.PupilPerson {
		out = append(out, field(ui.TextField, "student_no", text("学籍号", "Student number"), text("在校学生填写，便于认出。", "Of a pupil, to be recognised by.")))
	} else {
		out = append(out, field(ui.PhoneField, "phone", text("电话", "Phone"), care.Text{}))
	}
	if compare := field(ui.ChoiceField, "same_name", text("和登记过的同名的人", "And the one of this name who was registered"), text("选“同一个人”会接上原来的档案。", "\"The same\" goes on with the former file.")); !compare.Error.IsZero() || len(compare.Values) > 0 {
		compare.Options = []ui.Option{{Value: string(casework.SamePerson), Label: text("是同一个人（出生日期或电话对得上）", "The same person (birth date or phone fits)")}, {Value: string(casework.AnotherPerson), Label: text("核对过，是另一个人", "Compared: somebody else")}}
		compare.Required = true
		out = append(out, compare)
	}
	return append(out, ui.Field{Name: "how", Kind: ui.SectionField, Label: text("列入", "Entering")})
}

// enterOf is the form of entry: who, how things stand, on what ground, and what the
// programme has to know.
func enterOf(r *http.Request, to casework.EntranceTo, who []ui.Field, fault error) ui.Form {
	level := ui.Field{Name: "level", Kind: ui.ChoiceField, Required: true, Label: text("现在的情况", "How things stand"), Error: faultsOf(fault)["level"], Values: r.PostForm["level"]}
	for _, l := range to.Levels {
		level.Options = append(level.Options, ui.Option{Value: l.Level.String(), Label: l.Label})
	}
	fields := append(who, level)
	if groups := groupField(to.Groups, r.PostForm["groups"], fault); len(groups.Options) > 0 {
		fields = append(fields, groups)
	}
	fields = append(fields, longField("reason", text("依据和事实", "Basis and facts"), text("谁核实的，什么情况；不写诊断。", "Who verified it and what is the case; no diagnosis."), r.PostFormValue("reason"), fault))
	if to.Form != nil {
		values := to.Values
		if r.Method == http.MethodPost {
			values = to.Form.Parse(r.PostForm)
		}
		fields = append(fields, form.Drawing{}.Fields(to.Form, values, faultsOf(fault))...)
	}
	return ui.Form{ID: "enter", Error: errorText(fault), Submit: text("列入", "Enter"), Fields: fields}
}

func (p pages) enterSave(w http.ResponseWriter, r *http.Request) error {
	who := session.Who(r)
	to, err := p.Room.Registration(r.Context(), who, care.Programme(r.PathValue("programme")))
	if err != nil {
		return err
	}
	in := casework.Entry{Programme: care.Programme(to.ID), Reason: strings.TrimSpace(r.PostFormValue("reason")), Groups: r.PostForm["groups"], Values: entryValues(r, to)}
	again := func(status int, err error) error { return p.showEnter(w, r, status, to, err) }
	if r.URL.Query().Get("person") != "" || to.Register == nil {
		if in.Person, err = personAsked(r); err != nil {
			return err
		}
	} else {
		again = func(status int, err error) error { return p.showRegister(w, r, status, to, err) }
		get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
		if in.New.Unit, err = care.ParseID(get("unit")); err != nil {
			return again(http.StatusUnprocessableEntity, care.Invalidf("unit", "请选择登记的单位", "choose the unit that registers"))
		}
		in.New.Compared = casework.Compared(get("same_name"))
		in.New.Identity = care.Identity{Name: get("name"), IDNo: get("id_no"), StudentNo: get("student_no"), Birth: care.Date(get("birth")), Sex: get("sex"), Phone: get("phone")}
	}
	if in.Level, err = care.ParseLevel(r.PostFormValue("level")); err != nil {
		return again(http.StatusUnprocessableEntity, care.Invalidf("level", "请选择这个项目的一个级别", "choose a level of this programme"))
	}
	e, err := p.Room.Enter(r.Context(), who, in)
	if status, does := stays(err); does {
		return again(status, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已列入；负责人和期限已经定好", "Entered; somebody is responsible, with dates"))
	if in.New.Unit != 0 && !p.Room.Reads(r.Context(), who, e.Person) {
		return session.Redirect(w, r, "/programmes/"+to.ID) // somebody else is responsible and sees the file
	}
	return session.Redirect(w, r, "/pupils/"+e.Person.String())
}

func entryValues(r *http.Request, to casework.EntranceTo) questionnaire.Values {
	if to.Form == nil {
		return nil
	}
	return to.Form.Parse(r.PostForm)
}
