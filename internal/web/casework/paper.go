package caseweb

import (
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func aboutPupil(pg *form.Print, c casework.Chip) {
	if c.May {
		pg.Facts = append(pg.Facts, form.Fact{Term: text("学生", "Pupil"), Text: same(c.Name)})
	}
	if !c.Class.IsZero() {
		pg.Facts = append(pg.Facts, form.Fact{Term: text("班级", "Class"), Text: c.Class})
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
	pg := form.NewPrint(r, f.Def, f.Values, false)
	pg.Head.Back = &ui.Link{Label: text("这份记录", "The record"), Href: "/records/" + id.String()}
	aboutPupil(&pg, f.Pupil)
	pg.Facts = append(pg.Facts, form.Fact{Term: text("存入", "Filed"), Text: same(pg.When(f.At))})
	if f.Amends != 0 {
		pg.Facts = append(pg.Facts, form.Fact{Term: text("更正", "Amendment"), Text: text("这一份更正了较早的记录", "this sheet amends an earlier one")})
	}
	if len(f.Later) > 0 {
		pg.Facts = append(pg.Facts, form.Fact{Term: text("注意", "Note"), Text: text("后来更正过，请用最新的一份", "amended later; use the newest sheet")})
	}
	pg.Hidden = len(f.Hidden) > 0
	for _, file := range f.Files {
		pg.Files = append(pg.Files, file.Name)
	}
	signed := []form.Sign{{By: whom(f.By), At: pg.When(f.At)}}
	for i, s := range f.Signed {
		signed = append(signed[:i], form.Sign{By: whom(s.By), At: pg.When(s.At)})
	}
	pg.Signed(f.Def, signed)
	return pg.Write(w)
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
	pg := form.NewPrint(r, b.Def, v, true)
	pg.Head.Back = &ui.Link{Label: text("这名学生的表格", "This pupil's forms"), Href: "/pupils/" + id.String() + "/forms"}
	aboutPupil(&pg, b.Pupil)
	return pg.Write(w)
}

// formBlank is an empty sheet about nobody.
func (p pages) formBlank(w http.ResponseWriter, r *http.Request) error {
	def, ok := p.Room.Forms().Get(r.PathValue("sheet"))
	if !ok {
		return care.Fail(care.NotFound, "open form", "没有这张表", "there is no such form")
	}
	pg := form.NewPrint(r, def, nil, true)
	pg.Head.Back = &ui.Link{Label: text("全部表格", "All forms"), Href: "/forms"}
	pg.Effect = effectOf(def)
	return pg.Write(w)
}

var filedWords = map[questionnaire.Filed]care.Text{
	questionnaire.FiledByAct:    text("在办理时填写", "Filled in where the work is done"),
	questionnaire.FiledOnPerson: text("在学生的“表格”页填写", "Filled in on a pupil's page of forms"),
	questionnaire.FiledOnCare:   text("在关爱项目的“表格”页填写", "Filled in on the forms page of a programme"),
	questionnaire.FiledOnUnit:   text("在“职责与佐证”里登记", "Filed under Duties and evidence"),
}

func effectOf(def *questionnaire.Definition) care.Text {
	if def.Record == nil {
		return care.Text{}
	}
	if def.Record.Effect.IsZero() {
		return text("按办理步骤处理，结果在本人档案里。", "Handled by its own steps; what came of it stands in the person's file.")
	}
	return def.Record.Effect
}

// unitKinds are the kinds of record that the reader may file at his own unit, by form.
func (p pages) unitKinds(r *http.Request) (map[string]policy.Activity, error) {
	_, list, err := supervision.Room{Kernel: p.Room.Kernel}.Kinds(r.Context(), session.Who(r), session.Who(r).Unit)
	if care.KindOf(err) == care.Forbidden {
		err = nil
	}
	kinds := map[string]policy.Activity{}
	for _, a := range list {
		kinds[a.FormID()] = a
	}
	return kinds, err
}

// whereFilled says where a form is filled in, and leads there where the reader may.
func (p pages) whereFilled(def *questionnaire.Definition, kinds map[string]policy.Activity) ui.Cell {
	if !def.OnUnit() {
		return ui.Words(filedWords[def.Record.Filed])
	}
	kind, may := kinds[def.ID]
	switch {
	case def.ID == "f4_class_record":
		return ui.Goto(text("在测评任务里，班级的页面填写", "Filled in on the class's page of a round"), "/rounds")
	case may && def.ID == policy.ActivityForm:
		return ui.Goto(text("登记活动", "Record an activity"), "/activities/add")
	case may:
		return ui.Goto(text("为本单位填写", "Fill in for this unit"), "/activities/add?kind="+kind.ID)
	}
	return ui.Words(filedWords[def.Record.Filed])
}

// formList is every form there is, to look at and to print.
func (p pages) formList(w http.ResponseWriter, r *http.Request) error {
	pg := newPage(r, text("全部表格", "All forms"), "/pupils")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("可以先看、先印空表。填写在办理时、学生的“表格”页，或为单位登记。", "Look at them and print them blank. They are filled in where the work is done, on a pupil's page of forms, or for a unit.")}
	ids := p.Room.Forms().IDs()
	slices.SortFunc(ids, byNumber)
	table := ui.Table{ID: "forms", Plain: true, Caption: pg.Title, Total: len(ids), Columns: []ui.Column{{Key: "form", Label: text("表格", "Form")}, {Key: "where", Label: text("在哪里填", "Where")}, {Key: "effect", Label: text("存入后", "What follows")}}}
	kinds, err := p.unitKinds(r)
	if err != nil {
		return err
	}
	for _, id := range ids {
		def, _ := p.Room.Forms().Get(id)
		if def.Record == nil {
			continue
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(def.Title, "/forms/"+id), p.whereFilled(def, kinds), ui.Words(effectOf(def))}})
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
