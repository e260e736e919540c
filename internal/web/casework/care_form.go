package caseweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// careForms is the page of forms of one programme of one person.
func (p pages) careForms(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.FormsOfCare(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := newPage(r, text("表格："+f.Programme.Text.Zh, "Forms: "+f.Programme.Text.En), "/programmes")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("这里的表格存入这个项目的档案，只有负责的人看得到。", "Forms here are kept in the file of this programme; those responsible alone see them."), Back: fileLink(r, f.Pupil)}
	pg.Parts = []block{parts(chip(f.Pupil, pg.Lang)), careFill(f, pg), filedBlock(casework.PupilForms{Pupil: f.Pupil, Filed: f.Filed}, pg)}
	return pg.show(w, http.StatusOK)
}

func careFill(f casework.CareForms, pg page) block {
	b := block{ID: "fill", Title: text("可以填写的表格", "Forms you may fill in")}
	table := ui.Table{ID: "fill-table", Plain: true, Caption: b.Title, Total: len(f.Fill), Columns: []ui.Column{{Key: "form", Label: text("表格", "Form")},
		{Key: "ends", Label: text("办完哪件事", "Which duty it ends")}, {Key: "last", Label: text("上次", "Last")}, {Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}},
		Empty: ui.Empty{Title: text("这个项目没有别的表格", "This programme has no further forms"), Text: text("联系、方案和复核从档案页办理。", "Contacts, the plan and reviews are done from the file."), Icon: "note"}}
	for _, line := range f.Fill {
		ends := text("不计时", "no clock runs")
		if line.Def.ID == casework.FollowUp {
			ends = text("见到或联系上本人的，算一次随访", "a follow-up, when the person was seen or spoken to")
		}
		if line.Ends != nil {
			day := pg.Date(care.DateOf(line.Ends.Due.Time()))
			ends = text(line.Ends.What.Zh+"（"+day+" 前）", line.Ends.What.En+" (by "+day+")")
		}
		write, last := ui.Link{Label: text("填写", "Fill in"), Href: "/care/" + f.Episode.ID.String() + "/forms/" + line.Def.ID, Icon: "note"}, text("还没有", "Never")
		if line.Draft != 0 {
			write.Label, last = text("继续写草稿", "Go on with the draft"), text("草稿 "+pg.When(line.Draft), "draft of "+pg.When(line.Draft))
		} else if line.Last != 0 {
			last = same(pg.When(line.Last))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(line.Def.Title), ui.Words(ends), ui.Words(last), ui.Parts(write)}})
	}
	b.Parts = []ui.Component{table}
	return b
}

func (p pages) careFormWrite(w http.ResponseWriter, r *http.Request) error {
	return p.showCareForm(w, r, http.StatusOK, nil, nil)
}

func (p pages) showCareForm(w http.ResponseWriter, r *http.Request, status int, v questionnaire.Values, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	b, err := p.Room.Blank(r.Context(), session.Who(r), r.PathValue("sheet"), casework.About{Ref: "episode", ID: id})
	if err != nil {
		return err
	}
	if v != nil {
		b.Values, b.Saved = v, 0
	}
	back := &ui.Link{Label: text("这个项目的表格", "Forms of this programme"), Href: "/care/" + id.String() + "/forms"}
	pg := newPage(r, b.Def.Title, "/programmes")
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: b.Def.Title, Back: back, Actions: []ui.Component{ui.Link{Label: text("打印空表", "Print blank"), Href: "/forms/" + b.Def.ID, Icon: "print"}}}
	pg.Parts = []block{parts(chip(b.Pupil, pg.Lang)), {Card: true, Lines: []line{{Term: text("存入后", "What follows"), Text: careEffect(b.Def)}}},
		parts(ui.Form{ID: b.Def.ID, Action: r.URL.Path, Intro: b.Def.Intro, Error: errorText(fault), Draft: draftPath(b.About, b.Def.ID), Saved: b.Saved,
			Fields: form.Drawing{}.Fields(b.Def, b.Values, faultsOf(fault)), Submit: text("签名并保存", "Sign and save"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: back.Href}})}
	return pg.show(w, status)
}

// careEffect is what follows of a form in a programme. What a form of a pupil's file
// says of itself is about that file.
func careEffect(def *questionnaire.Definition) care.Text {
	if def.OnPerson() {
		return text("存入这个项目的档案，只有负责的人看得到；它对应的待办随之办完。", "Kept in the file of this programme, which those responsible alone see; the duty it belongs to is done with it.")
	}
	return def.Record.Effect
}

func (p pages) careFormSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	def, ok := p.Room.Forms().Get(r.PathValue("sheet"))
	if !ok {
		return care.Fail(care.NotFound, "file form", "没有这张表", "there is no such form")
	}
	v := def.Parse(r.PostForm)
	files, err := form.Files(def, r)
	if err != nil {
		return err
	}
	_, err = p.Room.FileCare(r.Context(), session.Who(r), id, def.ID, v, files)
	if invalid(err) {
		form.ChooseAgain(faultsOf(err), files)
		return p.showCareForm(w, r, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已签名并存入档案", "Signed and kept in the file"))
	return session.Redirect(w, r, "/care/"+id.String()+"/forms")
}
