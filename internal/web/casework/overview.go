package caseweb

import (
	"net/http"
	"slices"
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
	if len(o.Schools) == 0 { // the figures are of schools: without one they say nothing, least of all that no work is late
		pg.Parts = []block{parts(noSchools(o.Unit.Kind))}
		return pg.show(w, http.StatusOK)
	}
	pg.Parts = []block{{Card: true, Says: p.sentences(o)}}
	loop := ui.Table{ID: "loop", Plain: true, Titled: true, Caption: text("从测评到面谈", "From screening to interview"), Total: len(o.Schools), Columns: columns(p.loopColumns())}
	levels := ui.Table{ID: "levels", Plain: true, Titled: true, Caption: text("正在跟进的学生", "Pupils in care"), Total: len(o.Schools), Columns: append(columns(nil), p.levelColumns()...)}
	add := func(first ui.Cell, s casework.SchoolFigures) {
		loop.Rows = append(loop.Rows, ui.Row{Cells: loopCells(first, s)})
		levels.Rows = append(levels.Rows, ui.Row{Cells: levelCells(first, s)})
	}
	for _, s := range o.Schools {
		add(ui.Goto(same(s.School.Name), "/overview?unit="+s.School.ID.String()), s)
	}
	if len(o.Schools) > 1 {
		add(ui.Words(text("合计", "Total")), o.Total)
	}
	b := block{Title: text("各校情况", "By school"), Parts: []ui.Component{loop, levels}}
	if !o.Open {
		b.Words = []care.Text{text("不足 5 人的数字，以及能推算出它的数字，都已隐去。", "Figures below 5, and those that would give them away, are hidden.")}
	}
	if session.Who(r).Unit != o.Unit.ID { // one of the places under one's own
		pg.Head.Back = &ui.Link{Label: pg.Title, Href: "/overview"}
	}
	if o.Lists {
		b.Parts = append(b.Parts, ui.Link{Label: text("看等待面谈的学生", "Pupils waiting for an interview"), Href: "/flags?f.state=open", Icon: "right"})
	}
	pg.Parts = append(pg.Parts, b)
	return pg.show(w, http.StatusOK)
}

// noSchools says why there are no figures: a village has no school to add.
func noSchools(kind care.UnitKind) ui.Component {
	e := ui.Empty{Title: text("还没有学校", "No schools yet"), Text: text("在“单位与岗位”里添加学校后，这里会有汇总。", "Add schools under Units and posts; their figures appear here."), Icon: "school"}
	if kind == care.Village || kind == care.Township {
		e.Title, e.Text = text("这里没有学校", "There is no school here"), text("测评在学校进行，由学校和区县汇总；村和乡镇的工作在“关爱项目”里。", "Rounds are held at schools, and schools and the district sum them up; the work of villages and townships is under Programmes.")
		e.Action = &ui.Link{Label: text("关爱项目", "Programmes"), Href: "/programmes", Icon: "heart"}
	}
	return e
}

func (p pages) sentences(o casework.Overview) []saying {
	var list []saying
	add := func(t care.Text, refs ...string) { list = append(list, saying{t, p.whyOf(refs...)}) }
	if o.Rounds == 0 {
		add(text("还没有进行过测评。", "No screening round has been held yet."), assessed...)
	} else {
		add(answeredSentence(o), assessed...)
	}
	add(lateSentence(o), interviewed...)
	if o.Total.LateWork > 0 {
		add(text("有 "+strconv.Itoa(o.Total.LateWork)+" 项工作超过了期限，共 "+strconv.Itoa(o.Total.Duties)+" 项未完成。", "Late work: "+strconv.Itoa(o.Total.LateWork)+", of "+care.Counted(o.Total.Duties, "open piece", "open pieces")+"."), onTime...)
	} else {
		add(text("没有逾期的工作。", "No work is late."), onTime...)
	}
	return list
}

// answeredSentence says what was answered this school year, as far as it may be shown.
func answeredSentence(o casework.Overview) care.Text {
	year := strconv.Itoa(o.Year) + "–" + strconv.Itoa(o.Year+1)
	figure := func(zh, en string, c casework.Count, unit string) care.Text {
		if c.Hidden {
			return text(zh+"人数不显示", en+" not shown")
		}
		return text(zh+" "+strconv.Itoa(c.N)+" "+unit, strconv.Itoa(c.N)+" "+en)
	}
	due, submitted, valid := figure("应测", "due", o.Total.Due, "名"), figure("已提交", "handed in", o.Total.Submitted, "份"), figure("有效", "valid", o.Total.Valid, "份")
	s := text(year+" 学年测评 "+strconv.Itoa(o.Rounds)+" 次："+due.Zh+"，"+submitted.Zh+"，"+valid.Zh+"。", "School year "+year+", "+care.Counted(o.Rounds, "round", "rounds")+": "+due.En+", "+submitted.En+", "+valid.En+".")
	if o.Total.Valid.Hidden { // it is hidden with whatever it is a part of
		s = text(s.Zh+"不显示的是不足 5 人的数字，或能推算出它的数字。", s.En+" What is not shown is below 5, or would give such a figure away.")
	}
	return s
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
		where = text(where.Zh+"等 "+strconv.Itoa(len(o.Waits))+" 所学校", where.En+" and others, "+care.Counted(len(o.Waits), "school", "schools")+" in all")
	}
	if o.Total.Late.Hidden && o.Unit.Kind == care.School {
		return text("等待面谈超过时限的学生太少或没有，人数不显示；请问心理辅导站站长。", "Those who wait for an interview longer than allowed are too few to show, or none; ask the psychology lead.")
	}
	if o.Total.Late.Hidden {
		return text("等待面谈超过时限的学生太少或没有，人数不显示；请向学校核实。", "Those who wait for an interview longer than allowed are too few to show, or none; ask the schools.")
	}
	n := strconv.Itoa(o.Total.Late.N)
	wait := " pupils wait"
	if o.Total.Late.N == 1 {
		wait = " pupil waits"
	}
	return text(n+" 名学生等待面谈已超过时限，"+where.Zh+"。", n+wait+" for an interview longer than allowed, "+where.En+".")
}

// What stands behind the figures, the region's own measure first.
var (
	assessed    = []string{"measure/assessed", "measure/assessed_grades_4_12", "cadence/school_monitoring", "measure/screening_coverage", "product/rounds"}
	flagged     = []string{"product/levels", "rules/triage"}
	interviewed = []string{"measure/interviewed", "measure/interview_on_time", "timer/interview.general"}
	onTime      = []string{"measure/duties_on_time", "timer/"} // work of every kind
)

// loopColumns are the steps of the loop in their order.
func (p pages) loopColumns() []ui.Column {
	cols := slices.Clone(loopSteps)
	for i, refs := range [][]string{assessed, assessed, assessed, flagged, interviewed, interviewed, interviewed, flagged} {
		cols[i].Why = p.whyOf(refs...)
	}
	return cols
}

var loopSteps = []ui.Column{
	{Key: "due", Label: text("应测", "Due"), Kind: ui.KindNumber}, {Key: "submitted", Label: text("已提交", "Handed in"), Kind: ui.KindNumber}, {Key: "valid", Label: text("有效", "Valid"), Kind: ui.KindNumber},
	{Key: "flagged", Label: text("提示面谈", "Flagged"), Kind: ui.KindNumber}, {Key: "waiting", Label: text("等待面谈", "Waiting"), Kind: ui.KindNumber}, {Key: "late", Label: text("面谈超时", "Too long"), Kind: ui.KindNumber},
	{Key: "met", Label: text("已谈待定", "Met"), Kind: ui.KindNumber}, {Key: "ended", Label: text("已结束", "Ended"), Kind: ui.KindNumber}}

func columns(more []ui.Column) []ui.Column {
	return append([]ui.Column{{Key: "school", Label: text("学校", "School")}}, more...)
}

func (p pages) levelColumns() (cols []ui.Column) {
	for _, l := range care.Levels()[1:] {
		cols = append(cols, ui.Column{Key: l.String(), Label: p.Room.Policy().Level(l).Label, Kind: ui.KindNumber, Why: p.whyOf("level/" + l.String())})
	}
	return append(cols, ui.Column{Key: "duties", Label: text("未完成工作", "Open work"), Kind: ui.KindNumber, Why: p.whyOf(onTime...)}, ui.Column{Key: "late_work", Label: text("逾期工作", "Late work"), Kind: ui.KindNumber, Why: p.whyOf(onTime...)})
}

func loopCells(first ui.Cell, s casework.SchoolFigures) []ui.Cell {
	return []ui.Cell{first, figure(s.Due), figure(s.Submitted), figure(s.Valid), figure(s.Flagged), figure(s.Waiting), figure(s.Late), figure(s.Met), figure(s.Ended)}
}

func levelCells(first ui.Cell, s casework.SchoolFigures) []ui.Cell {
	cells := []ui.Cell{first}
	for _, c := range s.Levels {
		cells = append(cells, figure(c))
	}
	return append(cells, ui.Number(s.Duties), ui.Number(s.LateWork))
}

func figure(c casework.Count) ui.Cell {
	if c.Hidden {
		return ui.Suppressed()
	}
	return ui.Number(c.N)
}
