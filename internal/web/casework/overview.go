package caseweb

import (
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// overview says where the loop stands: words first, then a table of schools.
func (p pages) overview(w http.ResponseWriter, r *http.Request) error {
	unit, _ := care.ParseID(r.URL.Query().Get("unit"))
	o, err := p.Room.Overview(r.Context(), session.Who(r), unit)
	if err != nil {
		return err
	}
	pg := newPage(r, text("报表", "Report"), "/overview")
	pg.Head = ui.Heading{Title: text(o.Unit.Name+"：闭环核对表", o.Unit.Name+": loop reconciliation")}
	pg.Parts = []block{{Card: true, Words: sentences(o)}}
	table := ui.Table{ID: "schools", Plain: true, Caption: text("各校情况", "By school"), Total: len(o.Schools), Columns: p.figureColumns(),
		Empty: ui.Empty{Title: text("还没有学校", "No schools yet"), Text: text("在“单位与岗位”里添加学校后，这里会有汇总。", "Add schools under Units and posts; their figures appear here."), Icon: "school"}}
	for _, s := range o.Schools {
		table.Rows = append(table.Rows, ui.Row{Cells: figureCells(ui.Goto(same(s.School.Name), "/overview?unit="+s.School.ID.String()), s)})
	}
	if len(o.Schools) > 1 {
		table.Rows = append(table.Rows, ui.Row{Cells: figureCells(ui.Words(text("合计", "Total")), o.Total)})
	}
	b := block{Title: text("各校情况", "By school"), Parts: []ui.Component{table}}
	if !o.Open {
		b.Words = []care.Text{text("不足 5 人的数字，以及能推算出它的数字，都已隐去。", "Figures below 5, and those that would give them away, are hidden.")}
	}
	if o.Lists {
		b.Parts = append(b.Parts, ui.Link{Label: text("看等待面谈的学生", "Pupils waiting for an interview"), Href: "/flags?f.state=open", Icon: "right"})
	}
	pg.Parts = append(pg.Parts, b)
	return pg.show(w, http.StatusOK)
}

func sentences(o casework.Overview) []care.Text {
	var list []care.Text
	if o.Round.ID == 0 {
		list = append(list, text("还没有进行过测评。", "No screening round has been held yet."))
	} else {
		list = append(list, text("“"+o.Round.Title+"”：应测 "+strconv.Itoa(o.Total.Due)+" 名，已提交 "+strconv.Itoa(o.Total.Submitted)+" 份，有效 "+strconv.Itoa(o.Total.Valid)+" 份。",
			"\""+o.Round.Title+"\": "+strconv.Itoa(o.Total.Due)+" due, "+strconv.Itoa(o.Total.Submitted)+" handed in, "+strconv.Itoa(o.Total.Valid)+" valid."))
	}
	list = append(list, lateSentence(o))
	if o.Total.LateWork > 0 {
		list = append(list, text("有 "+strconv.Itoa(o.Total.LateWork)+" 项工作超过了期限，共 "+strconv.Itoa(o.Total.Duties)+" 项未完成。", strconv.Itoa(o.Total.LateWork)+" pieces of work are late, of "+strconv.Itoa(o.Total.Duties)+" that are open."))
	} else {
		list = append(list, text("没有逾期的工作。", "No work is late."))
	}
	return list
}

// lateSentence comes first in an officer's mind: who waits too long, and where.
func lateSentence(o casework.Overview) care.Text {
	worst := o.Worst()
	if len(worst) == 0 {
		return text("没有学生等待面谈超过时限。", "No pupil waits for an interview longer than allowed.")
	}
	var names []string
	for _, w := range worst {
		names = append(names, w.School.Name)
	}
	where := text("在"+strings.Join(names, "、"), "at "+strings.Join(names, ", "))
	if len(o.Waits) > len(worst) {
		where = text(where.Zh+"等 "+strconv.Itoa(len(o.Waits))+" 所学校", where.En+" and others, "+strconv.Itoa(len(o.Waits))+" schools in all")
	}
	if o.Total.Late.Hidden {
		return text("有学生（不足 5 名）等待面谈可能超过时限，"+where.Zh+"。", "Some pupils (fewer than 5) may wait for an interview longer than allowed, "+where.En+".")
	}
	n := strconv.Itoa(o.Total.Late.N)
	return text(n+" 名学生等待面谈已超过时限，"+where.Zh+"。", n+" pupils wait for an interview longer than allowed, "+where.En+".")
}

func (p pages) figureColumns() []ui.Column {
	cols := []ui.Column{{Key: "school", Label: text("学校", "School")}}
	for _, c := range []struct{ key, zh, en string }{{"due", "应测", "Due"}, {"submitted", "已提交", "Handed in"}, {"valid", "有效", "Valid"}, {"flagged", "提示面谈", "Flagged"},
		{"waiting", "等待面谈", "Waiting"}, {"met", "已面谈待定级", "Met"}, {"ended", "已结束", "Ended"}, {"late", "面谈超时", "Too long"}} {
		cols = append(cols, ui.Column{Key: c.key, Label: text(c.zh, c.en), Kind: ui.KindNumber})
	}
	for _, l := range care.Levels()[1:] {
		cols = append(cols, ui.Column{Key: l.String(), Label: p.Room.Policy.Level(l).Label, Kind: ui.KindNumber})
	}
	return append(cols, ui.Column{Key: "work", Label: text("逾期工作", "Late work"), Kind: ui.KindNumber})
}

func figureCells(first ui.Cell, s casework.SchoolFigures) []ui.Cell {
	cells := []ui.Cell{first, ui.Number(s.Due), ui.Number(s.Submitted), ui.Number(s.Valid)}
	for _, c := range append([]casework.Count{s.Flagged, s.Waiting, s.Met, s.Ended, s.Late}, s.Levels[:]...) {
		cells = append(cells, figure(c))
	}
	return append(cells, ui.Number(s.LateWork))
}

func figure(c casework.Count) ui.Cell {
	if c.Hidden {
		return ui.Suppressed()
	}
	return ui.Number(c.N)
}
