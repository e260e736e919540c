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

// recordBlock shows a filed form as its reader may see it.
func recordBlock(v casework.RecordView, lang care.Lang) block {
	b := block{Title: v.Title, Card: true}
	for _, l := range v.Lines(lang) {
		if l.Answer != "" {
			b.Lines = append(b.Lines, line{Term: same(l.Label), Text: same(l.Answer)})
		}
	}
	if len(v.Hidden) > 0 {
		b.Words = []care.Text{text("有些部分只对需要知道的人开放，这里没有显示。", "Some parts are open only to those who need to know and are not shown here.")}
	}
	return b
}

func (p pages) recordShow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenRecord(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := newPage(r, f.Title, "/pupils")
	pg.Head = ui.Heading{Title: f.Title, Lead: text(pg.When(f.At)+" · "+whom(f.By).Zh, pg.When(f.At)+" · "+whom(f.By).En)}
	if f.Pupil.May {
		pg.Head.Back = &ui.Link{Label: session.FileName(session.Who(r).Role), Href: "/pupils/" + f.Pupil.Person.String()}
	}
	pg.Head.Actions = []ui.Component{ui.Link{Label: text("打印", "Print"), Href: "/records/" + id.String() + "/paper", Icon: "print"}}
	if f.MayAmend {
		pg.Head.Actions = append(pg.Head.Actions, ui.Link{Label: text("更正", "Amend"), Href: "/records/" + id.String() + "/amend", Icon: "note"})
	}
	pg.Parts = []block{parts(chip(f.Pupil, pg.Lang))}
	for _, later := range f.Later {
		pg.Parts = append(pg.Parts, block{Card: true, Grave: true, Words: []care.Text{text("这份记录后来更正过，请看最新的一份。", "This record was amended later; read the newest one.")}, Parts: []ui.Component{ui.Link{Label: text("最新的一份", "The newest one"), Href: "/records/" + later.ID.String(), Icon: "file"}}})
	}
	if f.Before != nil {
		pg.Parts = append(pg.Parts, changeBlock(f, pg))
	}
	pg.Parts = append(pg.Parts, recordBlock(f.RecordView, pg.Lang))
	pg.Parts[len(pg.Parts)-1].Title = care.Text{}
	if len(f.Files) > 0 {
		pg.Parts = append(pg.Parts, filesBlock(f, pg))
	}
	pg.Parts = append(pg.Parts, signBlock(f, pg))
	return pg.show(w, http.StatusOK)
}

// changeBlock sets the old words beside the new ones.
func changeBlock(f casework.RecordFile, pg page) block {
	table := ui.Table{ID: "changes", Plain: true, Caption: text("改了什么", "What changed"), Total: len(f.Changes), Columns: []ui.Column{{Key: "field", Label: text("项目", "Question")}, {Key: "old", Label: text("原来", "Before")}, {Key: "new", Label: text("现在", "Now")}}}
	for _, c := range f.Changes {
		field := f.Def.Field(c.Field)
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(c.Label), ui.Text(field.Words(c.Old, pg.Lang)), ui.Text(field.Words(c.New, pg.Lang))}})
	}
	return block{Title: text("改了什么", "What changed"), Parts: []ui.Component{table, ui.Link{Label: text("原来的一份", "The former one"), Href: "/records/" + f.Before.ID.String(), Icon: "file"}}}
}

func (p pages) amendForm(w http.ResponseWriter, r *http.Request) error {
	return p.showAmend(w, r, http.StatusOK, nil, nil)
}

func (p pages) showAmend(w http.ResponseWriter, r *http.Request, status int, v questionnaire.Values, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenRecord(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	if !f.MayAmend {
		return care.Fail(care.Forbidden, "amend", "这份记录不能由您更正；请由记录人更正，或另写一份。", "you may not amend this record; its author may, or write a new one")
	}
	if v == nil {
		v = f.Values
	}
	pg := newPage(r, text("更正："+f.Title.Zh, "Amend: "+f.Title.En), r.URL.Path)
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("原来的记录会保留，改动会并排显示。", "The former record stays and the change is shown beside it."), Back: &ui.Link{Label: text("这份记录", "The record"), Href: "/records/" + id.String()}}
	pg.Parts = []block{parts(chip(f.Pupil, pg.Lang)), parts(ui.Form{ID: "amend", Action: r.URL.Path, Error: errorText(fault), Fields: form.Drawing{Skip: f.Skip, Files: form.Kept(f.Files)}.Fields(f.Def, v, faultsOf(fault)), Submit: text("保存更正", "Save the amendment"),
		Cancel: &ui.Link{Label: text("返回", "Back"), Href: "/records/" + id.String()}})}
	return pg.show(w, status)
}

func (p pages) amendSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenRecord(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	def, ok := p.Room.Forms().Get(f.Form)
	if !ok {
		def = f.Def
	}
	v := def.Parse(r.PostForm)
	files, err := form.Files(def, r)
	if err != nil {
		return err
	}
	made, err := p.Room.Amend(r.Context(), session.Who(r), id, v, files)
	if invalid(err) {
		form.ChooseAgain(faultsOf(err), files)
		return p.showAmend(w, r, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("更正已保存，原来的记录仍在", "Amendment saved; the former record stays"))
	return session.Redirect(w, r, "/records/"+made.String())
}
