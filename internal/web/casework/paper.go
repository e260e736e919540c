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

// paper is a form set for A4: blank or filled in, with lines to sign on.
type paper struct {
	ui.Page
	Style  string
	Head   ui.Heading
	Intro  care.Text
	Effect care.Text
	Facts  []line
	Sheet  form.Sheet
	Hidden bool
	Signs  []paperSign
	Files  []string
	Foot   care.Text
}

// paperSign is one place to sign.
type paperSign struct {
	Who care.Text
	By  care.Text // "" = to be signed by hand
	At  string
}

var paperTemplate = ui.MustParse(files, "paper.html")

var signers = []care.Text{text("记录人", "Author"), text("核对人", "Second signature")}

func (p pages) newPaper(r *http.Request, def *questionnaire.Definition, v questionnaire.Values, blank bool) paper {
	pg := paper{Page: session.Page(r, def.Title, "/pupils"), Style: stylePath, Intro: def.Intro, Foot: text("表格版本 "+def.Hash[:12], "Form version "+def.Hash[:12])}
	pg.Sheet = form.Paper(def, v, blank, pg.Lang)
	if blank {
		for i := range def.Signers() {
			pg.Signs = append(pg.Signs, paperSign{Who: signers[i]})
		}
	}
	pg.Head = ui.Heading{Title: def.Title}
	return pg
}

func (pg *paper) about(c casework.Chip) {
	if c.May {
		pg.Facts = append(pg.Facts, line{Term: text("学生", "Pupil"), Text: same(c.Name)})
	}
	if !c.Class.IsZero() {
		pg.Facts = append(pg.Facts, line{Term: text("班级", "Class"), Text: c.Class})
	}
}

// recordPaper prints a filed form; the opening is logged like any other.
func (p pages) recordPaper(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenRecord(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := p.newPaper(r, f.Def, f.Values, false)
	pg.Head.Back = &ui.Link{Label: text("这份记录", "The record"), Href: "/records/" + id.String()}
	pg.about(f.Pupil)
	pg.Facts = append(pg.Facts, line{Term: text("存入", "Filed"), Text: same(pg.When(f.At))})
	if f.Amends != 0 {
		pg.Facts = append(pg.Facts, line{Term: text("更正", "Amendment"), Text: text("这一份更正了较早的记录", "this sheet amends an earlier one")})
	}
	if len(f.Later) > 0 {
		pg.Facts = append(pg.Facts, line{Term: text("注意", "Note"), Text: text("后来更正过，请用最新的一份", "amended later; use the newest sheet")})
	}
	pg.Hidden = len(f.Hidden) > 0
	for _, file := range f.Files {
		pg.Files = append(pg.Files, file.Name)
	}
	for i := range max(f.Def.Signers(), len(f.Signed)) {
		s := paperSign{Who: signers[min(i, len(signers)-1)]}
		switch {
		case i < len(f.Signed):
			s.By, s.At = whom(f.Signed[i].By), pg.When(f.Signed[i].At)
		case i == 0:
			s.By, s.At = whom(f.By), pg.When(f.At)
		}
		pg.Signs = append(pg.Signs, s)
	}
	return paperTemplate.Render(w, http.StatusOK, pg)
}

// formPaper is an empty sheet for one pupil, with what is known already on it.
func (p pages) formPaper(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	b, err := p.blankFor(r, id)
	if err != nil {
		return err
	}
	v := b.Values
	if b.Saved != 0 {
		v = nil // a draft is not yet something to print
	}
	pg := p.newPaper(r, b.Def, v, true)
	pg.Head.Back = &ui.Link{Label: text("这名学生的表格", "This pupil's forms"), Href: "/pupils/" + id.String() + "/forms"}
	pg.about(b.Pupil)
	return paperTemplate.Render(w, http.StatusOK, pg)
}

// formBlank is an empty sheet about nobody.
func (p pages) formBlank(w http.ResponseWriter, r *http.Request) error {
	def, ok := p.Room.Forms().Get(r.PathValue("sheet"))
	if !ok {
		return care.Fail(care.NotFound, "open form", "没有这张表", "there is no such form")
	}
	pg := p.newPaper(r, def, nil, true)
	pg.Head.Back = &ui.Link{Label: text("全部表格", "All forms"), Href: "/forms"}
	pg.Effect = effectOf(def)
	return paperTemplate.Render(w, http.StatusOK, pg)
}

var filedWords = map[questionnaire.Filed]care.Text{
	questionnaire.FiledByAct:    text("在办理时填写", "Filled in where the work is done"),
	questionnaire.FiledOnPerson: text("在学生的“表格”页填写", "Filled in on a pupil's page of forms"),
	questionnaire.FiledOnUnit:   text("单位的工作", "About a unit's work"),
}

func effectOf(def *questionnaire.Definition) care.Text {
	if def.Record == nil {
		return care.Text{}
	}
	if def.Record.Effect.IsZero() {
		return text("按办理步骤处理，结果在学生档案里。", "Handled by its own steps; what came of it stands in the pupil's file.")
	}
	return def.Record.Effect
}

// formList is every form there is, to look at and to print.
func (p pages) formList(w http.ResponseWriter, r *http.Request) error {
	pg := newPage(r, text("全部表格", "All forms"), "/pupils")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("可以先看、先印空表。填写在办理时或学生的“表格”页。", "Look at them and print them blank. They are filled in where the work is done or on a pupil's page of forms.")}
	ids := p.Room.Forms().IDs()
	slices.SortFunc(ids, byNumber)
	table := ui.Table{ID: "forms", Plain: true, Caption: pg.Title, Total: len(ids), Columns: []ui.Column{{Key: "form", Label: text("表格", "Form")}, {Key: "where", Label: text("在哪里填", "Where")}, {Key: "effect", Label: text("存入后", "What follows")}}}
	for _, id := range ids {
		def, _ := p.Room.Forms().Get(id)
		if def.Record == nil {
			continue
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(def.Title, "/forms/"+id), ui.Words(filedWords[def.Record.Filed]), ui.Words(effectOf(def))}})
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

// byNumber puts f2 before f10.
func byNumber(a, b string) int {
	pad := func(s string) string {
		digits := strings.TrimPrefix(s, "f")
		n := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
		if s == digits || n <= 0 {
			return "z" + s
		}
		return "f" + strings.Repeat("0", 3-n) + digits
	}
	return strings.Compare(pad(a), pad(b))
}
