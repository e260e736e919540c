package admin

import (
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// rowChanges are the kinds of staged rows a person may want to see by name.
var rowChanges = []struct {
	change region.RowChange
	label  care.Text
	count  func(region.ImportCounts) int
}{
	{region.RowNew, both("新增", "New"), func(c region.ImportCounts) int { return c.New }},
	{region.RowMoved, both("换班或转校", "Moved"), func(c region.ImportCounts) int { return c.Moved }},
	{region.RowChanged, both("信息有变", "Changed"), func(c region.ImportCounts) int { return c.Changed }},
	{region.RowLeft, both("名单上没有的", "Not in the list"), func(c region.ImportCounts) int { return c.Left }},
	{region.RowWorked, both("还有人在跟进的", "Somebody works with them"), func(c region.ImportCounts) int { return c.OpenWork }},
	{region.RowDoubtful, both("不能确定是谁", "Doubtful"), func(c region.ImportCounts) int { return c.Doubtful }},
}

// rowTabs lead to the rows themselves, one view a kind of change.
func rowTabs(v region.ImportView, current string) ui.Tabs {
	at := "/imports/" + v.ID.String()
	tabs := ui.Tabs{Label: both("查看名单", "Look at the rows"), Tabs: []ui.Tab{{Label: both("检查结果", "Result"), Href: at, Current: current == ""}}}
	for _, c := range rowChanges {
		if n := c.count(v.Counts); n > 0 {
			tabs.Tabs = append(tabs.Tabs, ui.Tab{Label: c.label, Href: at + "/rows/" + string(c.change), Count: n, Current: current == string(c.change)})
		}
	}
	return tabs
}

// importRows names the staged rows of one kind; opening them is logged.
func (p *Pages) importRows(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	change := r.PathValue("change")
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	rows, err := p.ImportRows(r.Context(), session.Who(r), v.ID, region.RowChange(change), max(n-1, 0))
	if err != nil {
		return err
	}
	k, err := kindOf(v.Kind)
	if err != nil {
		return err
	}
	page := session.Page(r, k.title, "/imports")
	table := ui.Table{ID: "rows", Plain: true, Caption: page.Title, Total: len(rows.Lines), Columns: []ui.Column{{Key: "name", Label: both("姓名", "Name")}, {Key: "number", Label: both("学籍号", "Student number")}, {Key: "from", Label: both("现在", "Now")},
		{Key: "to", Label: both("名单上", "In the list")}, {Key: "row", Label: both("行", "Row"), Kind: ui.KindNumber}, {Key: "why", Label: both("说明", "Note")}}, Empty: ui.Empty{Title: both("没有这样的行", "No such rows")}}
	for _, l := range rows.Lines {
		table.Rows = append(table.Rows, ui.Row{Urgent: l.Worked, Cells: []ui.Cell{ui.Text(l.Name), ui.Text(l.Number), ui.Text(orDash(l.From)), ui.Text(orDash(l.To)), ui.Number(l.Row), ui.Words(noteOf(l))}})
	}
	parts := []ui.Component{ui.Heading{Title: page.Title, Back: &ui.Link{Label: importsTitle, Href: "/imports"}}, rowTabs(v, change), table}
	if rows.More {
		parts = append(parts, ui.Link{Label: both("下一页", "Next page"), Href: "/imports/" + v.ID.String() + "/rows/" + change + "?page=" + strconv.Itoa(rows.Page+2), Icon: "right"})
	}
	return session.Show(w, http.StatusOK, page, parts...)
}

var doubts = map[string]care.Text{
	"alike":     both("同班、同名、同生日，但没有号码能证明", "same class, name and birthday, but no number that proves it"),
	"number":    both("号码属于另一个姓名和生日的人", "the number belongs to somebody of another name and birthday"),
	"two":       both("学籍号和身份证号分别属于两个人", "student number and identity number belong to two people"),
	"several":   both("几个人都有这个号码", "several people have this number"),
	"duplicate": both("名单前面有一个相似的人", "the list has somebody alike above"),
}

func noteOf(l region.ImportLine) care.Text {
	note := doubts[l.Why]
	if len(l.Diff) > 0 {
		note = both("变化："+strings.Join(l.Diff, "、"), "changes: "+strings.Join(l.Diff, ", "))
	}
	if l.Worked {
		note = both("还有人在跟进。"+note.Zh, "Somebody works with this pupil. "+note.En)
	}
	if note.IsZero() {
		return both("–", "–")
	}
	return note
}

// whoField names the decision about a doubtful row in the form.
func whoField(ref region.RowRef) string { return "who." + ref.String() }

// doubtFields ask of each doubtful row who it is. Those that do not fit on the
// page are left out of this import and come again with the next one.
func (p *Pages) doubtFields(r *http.Request, v region.ImportView) ([]ui.Field, error) {
	if v.Counts.Doubtful == 0 {
		return nil, nil
	}
	rows, err := p.ImportRows(r.Context(), session.Who(r), v.ID, region.RowDoubtful, 0)
	if err != nil {
		return nil, err
	}
	n := strconv.Itoa(v.Counts.Doubtful)
	fields := []ui.Field{{Kind: ui.SectionField, Name: "doubt", Label: both(n+" 行不能确定是谁", n+" doubtful rows")},
		{Kind: ui.NoteField, Name: "doubt-note", Help: both("不选就不导入这一行，也不会改动任何人。", "Rows without a choice are left out and change nobody.")}}
	for _, l := range rows.Lines {
		f := ui.Field{Name: whoField(l.Ref), Kind: ui.SelectField, Label: both(l.Name+" "+l.To+" "+string(l.Birth), l.Name+" "+l.To+" "+string(l.Birth)), Help: doubts[l.Why]}
		for _, m := range l.Maybe {
			words := m.Name + " " + m.Class + " " + string(m.Birth)
			f.Options = append(f.Options, ui.Option{Value: m.Person.String(), Label: both("就是 "+words, "is "+words)})
		}
		f.Options = append(f.Options, ui.Option{Value: "new", Label: both("是另一个人，新增", "somebody else: add")})
		fields = append(fields, f)
	}
	if rows.More {
		fields = append(fields, ui.Field{Kind: ui.NoteField, Name: "doubt-more", Help: both("这里只列出前 30 行；其余的这次不导入，之后再导入同一份名单即可。", "Only the first 30 are listed; import the same list again for the others.")})
	}
	return fields, nil
}

// decided reads the answers of doubtFields.
func decided(r *http.Request) (map[region.RowRef]care.ID, error) {
	list := map[region.RowRef]care.ID{}
	for name, values := range r.PostForm {
		text, ok := strings.CutPrefix(name, "who.")
		if !ok || len(values) == 0 || values[0] == "" {
			continue
		}
		var ref region.RowRef
		if err := ref.UnmarshalText([]byte(text)); err != nil {
			return nil, err
		}
		if values[0] == "new" {
			list[ref] = 0
			continue
		}
		id, err := care.ParseID(values[0])
		if err != nil {
			return nil, err
		}
		list[ref] = id
	}
	return list, nil
}

// consent records one decision of an imported list in the screening room.
func (p *Pages) consent(t *act.Tx, campaign care.ID, c region.Consented) error {
	return screening.Room{Kernel: p.Kernel}.TakeConsent(t, campaign, screening.NewConsent{Person: c.Person, Decision: c.Decision, Channel: "batch", Signer: screening.Signer{Name: c.Signer, Relation: c.Relation}})
}
