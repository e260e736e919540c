package caseweb

import (
	"net/http"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// formsOf is the page of a pupil's forms: what may be filled in here, and what
// was.
func (p pages) formsOf(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.FormsOf(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := newPage(r, text("表格", "Forms"), "/pupils")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("这里的表格存入这名学生的档案。面谈、级别、通知等有自己办理步骤的，从学生档案里办理。", "Forms here are kept in this pupil's file. Interviews, levels and notices have steps of their own and are done from the file."),
		Back: fileLink(r, f.Pupil)}
	pg.Parts = []block{parts(chip(f.Pupil, pg.Lang)), fillBlock(f, pg), filedBlock(f, pg)}
	return pg.show(w, http.StatusOK)
}

func fillBlock(f casework.PupilForms, pg page) block {
	b := block{ID: "fill", Title: text("可以填写的表格", "Forms you may fill in")}
	if len(f.Fill) == 0 {
		b.Words = []care.Text{text("您的岗位没有要在这里填写的表格。", "Your post has no form to fill in here.")}
		return b
	}
	table := ui.Table{ID: "fill-table", Plain: true, Caption: b.Title, Total: len(f.Fill), Columns: []ui.Column{{Key: "form", Label: text("表格", "Form")},
		{Key: "effect", Label: text("存入后", "What follows")}, {Key: "last", Label: text("上次", "Last"), Kind: ui.KindDate}, {Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}}}
	slices.SortFunc(f.Fill, func(a, b casework.FormLine) int { return byNumber(a.Def.ID, b.Def.ID) })
	for _, line := range f.Fill {
		at := "/pupils/" + f.Pupil.Person.String() + "/forms/" + line.Def.ID
		write := ui.Link{Label: text("填写", "Fill in"), Href: at, Icon: "note"}
		last := text("从未", "Never")
		if line.Draft != 0 {
			write.Label = text("继续写草稿", "Go on with the draft")
			last = text("草稿 "+pg.When(line.Draft), "draft of "+pg.When(line.Draft))
		} else if line.Last != 0 {
			last = same(pg.When(line.Last))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(line.Def.Title), ui.Words(line.Def.Record.Effect), ui.Words(last),
			ui.Parts(write, ui.Link{Label: text("打印空表", "Print blank"), Href: at + "/paper", Icon: "print"})}})
	}
	b.Parts = []ui.Component{table}
	return b
}

func filedBlock(f casework.PupilForms, pg page) block {
	b := block{ID: "filed", Title: text("已经存入的", "Filed")}
	if len(f.Filed) == 0 {
		b.Parts = []ui.Component{ui.Empty{Title: text("还没有您可以看的表格", "No forms that you may read yet"), Text: text("存入的表格按时间列在这里，可以打开、打印、更正。", "Filed forms are listed here by time, to open, print and amend.")}}
		return b
	}
	table := ui.Table{ID: "filed-table", Plain: true, Caption: b.Title, Total: len(f.Filed), Columns: []ui.Column{{Key: "form", Label: text("表格", "Form")},
		{Key: "at", Label: text("时间", "When")}, {Key: "by", Label: text("记录人", "By")}, {Key: "state", Label: text("状态", "State")}}}
	for _, line := range f.Filed {
		var state []ui.Component
		switch {
		case line.Amended:
			state = append(state, ui.Badge{Text: text("已更正", "Amended"), Icon: "note"})
		case line.MaySign:
			state = append(state, ui.Link{Label: text("核对并签名", "Read and sign"), Href: "/records/" + line.ID.String(), Icon: "note"})
		case line.Missing > 0:
			state = append(state, ui.Badge{Text: text("等另一位签名", "Waits for the second signature"), Icon: "clock"})
		case line.Amends:
			state = append(state, ui.Badge{Text: text("更正后的", "An amendment"), Icon: "note"})
		default:
			state = append(state, ui.Badge{Text: text("已存入", "Filed"), Icon: "check"})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(line.Def.Title, "/records/"+line.ID.String()), ui.Text(pg.When(line.At)), ui.Words(whom(line.By)), ui.Parts(state...)}})
	}
	b.Parts = []ui.Component{table}
	return b
}

func (p pages) formWrite(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, http.StatusOK, nil, nil)
}

func (p pages) showForm(w http.ResponseWriter, r *http.Request, status int, v questionnaire.Values, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	b, err := p.blankFor(r, id)
	if err != nil {
		return err
	}
	if v != nil {
		b.Values, b.Saved = v, 0
	}
	at := "/pupils/" + id.String() + "/forms"
	pg := newPage(r, b.Def.Title, "/pupils")
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: b.Def.Title, Back: &ui.Link{Label: text("这名学生的表格", "This pupil's forms"), Href: at},
		Actions: []ui.Component{ui.Link{Label: text("打印空表", "Print blank"), Href: at + "/" + b.Def.ID + "/paper", Icon: "print"}}}
	pg.Parts = []block{parts(chip(b.Pupil, pg.Lang)), {Card: true, Lines: []line{{Term: text("存入后", "What follows"), Text: b.Def.Record.Effect}}},
		parts(ui.Form{ID: b.Def.ID, Action: r.URL.Path, Intro: b.Def.Intro, Error: errorText(fault), Draft: draftPath(b.About, b.Def.ID), Saved: b.Saved,
			Fields: form.Drawing{}.Fields(b.Def, b.Values, faultsOf(fault)), Submit: text("签名并保存", "Sign and save"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: at}})}
	return pg.show(w, status)
}

// blankFor opens a form of a pupil's file; forms with an act of their own have
// their own pages.
func (p pages) blankFor(r *http.Request, pupil care.ID) (casework.Blank, error) {
	def, ok := p.Room.Forms().Get(r.PathValue("sheet"))
	if !ok || !def.OnPerson() {
		return casework.Blank{}, care.Fail(care.NotFound, "open form", "没有这张表，或它有自己的办理步骤", "there is no such form, or it has steps of its own")
	}
	return p.Room.Blank(r.Context(), session.Who(r), def.ID, casework.About{Ref: "pupil", ID: pupil})
}

func (p pages) formSave(w http.ResponseWriter, r *http.Request) error {
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
	_, err = p.Room.FileRecord(r.Context(), session.Who(r), casework.Filing{Form: def.ID, Person: id, Values: v, Files: files})
	if invalid(err) {
		form.ChooseAgain(faultsOf(err), files)
		return p.showForm(w, r, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已签名并存入档案", "Signed and kept in the file"))
	return session.Redirect(w, r, "/pupils/"+id.String()+"/forms")
}

// recordFile hands out a file.
func (p pages) recordFile(w http.ResponseWriter, r *http.Request) error {
	record, err := pathID(r, "id")
	if err != nil {
		return err
	}
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenAttachment(r.Context(), session.Who(r), record, id)
	if err != nil {
		return err
	}
	return form.Download(w, f)
}

func filesBlock(f casework.RecordFile, pg page) block {
	b := block{ID: "files", Title: text("附件", "Attachments"), Card: true, Words: []care.Text{text("每次下载都记入日志。下载的文件请用完即删，不要放在公用电脑上。", "Every download is logged. Delete a downloaded file after use and keep none on a shared computer.")}}
	for _, file := range f.Files {
		b.Lines = append(b.Lines, line{Term: f.Def.Field(file.Field).Label, Parts: []ui.Component{ui.Link{Label: same(file.Name + " · " + pg.Bytes(int64(file.Size))), Href: "/records/" + f.ID.String() + "/files/" + file.ID.String(), Icon: "file"}}})
	}
	return b
}

// signBlock says who signed what stands here.
func signBlock(f casework.RecordFile, pg page) block {
	b := block{ID: "signed", Title: text("签名", "Signatures"), Card: true}
	for _, s := range f.Signed {
		said := text(pg.When(s.At)+"，签名后没有改动", pg.When(s.At)+", unchanged since")
		if !s.Whole {
			b.Grave = true
			said = text(pg.When(s.At)+"。内容与签名时不一致，请告诉系统管理员。", pg.When(s.At)+". The content is not what was signed; tell the administrator.")
		}
		b.Lines = append(b.Lines, line{Term: whom(s.By), Text: said})
	}
	if len(f.Signed) == 0 {
		b.Lines = []line{{Term: whom(f.By), Text: text(pg.When(f.At)+" 存入", "filed "+pg.When(f.At))}}
	}
	if missing := f.Def.Signers() - len(f.Signed); missing > 0 && len(f.Later) == 0 && len(f.Signed) > 0 {
		b.Words = []care.Text{text("这张表要由另一位同事核对后签名，才算完整。", "Another colleague has to read this form and sign it before it is complete.")}
		if f.MaySign {
			b.Parts = []ui.Component{ui.Action{Label: text("我已核对，签名", "I have read it and sign"), Href: "/records/" + f.ID.String() + "/sign", Icon: "check", Look: ui.Main}}
		}
	}
	return b
}

func (p pages) recordSign(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := p.Room.SignRecord(r.Context(), session.Who(r), id); err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("已签名", "Signed"))
	return session.Redirect(w, r, "/records/"+id.String())
}
