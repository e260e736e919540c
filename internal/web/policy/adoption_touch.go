package policyweb

import (
	"net/http"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// effectWords name what a pack does to open work, and shortly in a column's head.
var effectWords = map[act.Effect]struct{ what, short care.Text }{
	act.Earlier: {both("提前的事项", "Duties that come earlier"), both("提前", "Earlier")},
	act.Later:   {both("推后的事项", "Duties that come later"), both("推后", "Later")},
	act.Opened:  {both("新增的事项", "New duties"), both("新增", "New")},
	act.Ended:   {both("结束的事项", "Duties that end"), both("结束", "Ended")},
	act.Owner:   {both("换负责人的个案", "Cases that somebody else answers for"), both("换负责人", "Other owner")},
	act.Sooner:  {both("要更早确认的通知", "Notices to be acknowledged sooner"), both("通知更早确认", "Notices sooner")},
	act.Slower:  {both("可以更晚确认的通知", "Notices that may be acknowledged later"), both("通知更晚确认", "Notices later")},
	act.Told:    {both("新增的接收人（各发一份通知）", "Recipients gained, each told by a notice"), both("新增接收人", "Recipients gained")},
	act.Dropped: {both("接收人不再列名、还没有发出的通知（作废）", "Notices that lose their recipient before they are sent (they end)"), both("通知作废", "Notices ended")},
	act.Kept:    {both("接收人不再列名、已经发出的通知（不收回）", "Notices sent to somebody no longer named (not taken back)"), both("已发不收回", "Sent, not taken back")},
}

// effectTable is how many of each there are, with the way to the list behind a number
// for whoever may open any of it.
func effectTable(p region.PackPreview, href string) ui.Table {
	t := ui.Table{ID: "touched-total", Titled: true, Plain: true, Caption: both("事项、个案和通知的数目", "How many duties, cases and notices"), Columns: []ui.Column{
		column("what", "会怎样", "What happens"), kind(ui.KindNumber, column("count", "数目", "How many"))}}
	for _, e := range act.Effects() {
		n := *p.Total.Of(e)
		if n == 0 {
			continue
		}
		what := ui.Words(effectWords[e].what)
		if p.Open[e] {
			what = ui.Goto(effectWords[e].what, href+"/touched/"+string(e))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{what, ui.Number(n)}})
	}
	t.Total = len(t.Rows)
	return t
}

func unitTable(p region.PackPreview) ui.Table {
	t := ui.Table{ID: "touched-units", Titled: true, Plain: true, Total: len(p.Units), Caption: both("按学校和乡镇：事项和通知的数目，不是人数", "By school and township: numbers of duties and notices, not of people"), Columns: []ui.Column{column("unit", "单位", "Unit")}}
	var shown []act.Effect
	for _, e := range act.Effects() {
		if *p.Total.Of(e) > 0 {
			shown = append(shown, e)
			t.Columns = append(t.Columns, ui.Column{Key: string(e), Label: effectWords[e].short, Kind: ui.KindNumber})
		}
	}
	for _, u := range p.Units {
		cells := []ui.Cell{ui.Text(u.Unit.Name)}
		for _, e := range shown {
			cells = append(cells, ui.Number(*u.Of(e)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// touchedList is the list behind a number of the preview: those whom the reader may
// open, and how many the others are.
func (p pages) touchedList(w http.ResponseWriter, r *http.Request) error {
	id, err := adoptionID(r)
	if err != nil {
		return err
	}
	ctx, who := r.Context(), session.Who(r)
	a, from, to, err := p.regions().PackAt(ctx, who, id)
	if err != nil {
		return err
	}
	up := adoptionHref + "/" + id.String()
	if a.Stands != region.Waiting && a.Stands != region.Agreed { // what it touches is history
		return session.Redirect(w, r, up)
	}
	effect := act.Effect(r.PathValue("effect"))
	q := ui.ParseQuery(up+"/touched/"+string(effect), r.URL.Query())
	list, err := p.Room.Touched(ctx, who, to, effect, q.Size, q.Offset())
	if err != nil {
		return err
	}
	pg := p.page(r, effectWords[effect].what)
	pg.Head.Back = &ui.Link{Label: both("这次采用", "This adoption"), Href: up}
	pg.Head.Lead = both("共 "+num(list.All)+" 项，其中 "+num(list.Total)+" 项您的岗位可以查看。", num(list.All)+" in all; your post may open "+num(list.Total)+".")
	t := ui.Table{ID: "touched", Caption: pg.Head.Title, Query: q, Total: list.Total, Columns: touchColumns(effect),
		Empty: ui.Empty{Title: both("没有您可以查看的", "Nothing that you may open"), Text: both("谁能看到孩子的名字，由“谁能看什么”决定；其余只给数目。", "Who may see a child's name follows the rules of access; the rest is a number only."), Icon: "lock"}}
	for _, line := range list.Lines {
		t.Rows = append(t.Rows, touchRow(pg.Page, from, to, line))
	}
	pg.Sections = []section{{Parts: []ui.Component{t}}}
	return pg.show(w)
}

func touchColumns(effect act.Effect) []ui.Column {
	out := []ui.Column{{Key: "person", Label: both("当事人", "Person"), Kind: ui.KindPart, Fixed: true}, column("what", "什么", "What"), column("whom", "谁", "Who")}
	switch effect {
	case act.Owner, act.Dropped:
		return out
	case act.Opened, act.Told:
		return append(out, column("due", "期限", "By when"))
	case act.Ended, act.Kept:
		return append(out, column("was", "原期限", "Was due"))
	}
	return append(out, column("was", "原期限", "Was due"), column("due", "新期限", "Due then"))
}

func touchRow(pg ui.Page, from, to *policy.Stack, x casework.TouchLine) ui.Row {
	cells := map[string]ui.Cell{"person": ui.Parts(Chip(x.Pupil, pg.Lang)), "what": ui.Words(touchWords(from, to, x.Touch)), "whom": ui.Words(Whom(x.Whom)),
		"was": ui.Text(pg.When(x.Was)), "due": ui.Text(pg.When(x.Due()))}
	var row ui.Row
	for _, c := range touchColumns(x.Effect) {
		row.Cells = append(row.Cells, cells[c.Key])
	}
	return row
}

func touchWords(from, to *policy.Stack, x act.Touch) care.Text {
	switch {
	case x.Note.ID != 0:
		level := to.Level(x.Note.Level).Label
		return both("“"+level.Zh+"”级的通知", "Notice of the level "+level.En)
	case x.Effect == act.Owner:
		return both("个案的负责人", "Who answers for the case")
	}
	for _, stack := range []*policy.Stack{to, from} {
		if o, ok := stack.Obligation(x.Duty.Rule); ok {
			return o.Text
		}
	}
	return same(x.Duty.Rule)
}
