package supervisionweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/document"
	"xinhuan/internal/sheet"
	"xinhuan/internal/supervision"
)

// sheets are the workbook: overview, clauses, duties, evidence, lessons, gaps.
func (p pages) sheets(j job) []sheet.Table {
	s := p.teller(j, j.lang)
	return []sheet.Table{s.overviewSheet(), s.clauseSheet(), s.dutySheet(), s.evidenceSheet(), s.lessonSheet(), s.gapSheet()}
}

func (s teller) overviewSheet() sheet.Table {
	r := s.p.report(s.j, s.j.lang)
	rows := [][]string{{r.Title}}
	for _, l := range r.Lead {
		rows = append(rows, []string{l})
	}
	for _, b := range s.overview().Blocks {
		rows = append(rows, flat(b)...)
	}
	return sheet.Table{Name: s.L("总览", "Overview"), Columns: []sheet.Column{{Title: s.L("内容", "Content"), Width: 60}, {Width: 26}, {Type: sheet.Number, Width: 12}, {Type: sheet.Number, Width: 12}, {Type: sheet.Number, Width: 12}, {Type: sheet.Number, Width: 12}}, Rows: each(rows)}
}

// flat is a block as rows.
func flat(b document.Block) (rows [][]string) {
	if b.Heading != "" {
		rows = append(rows, []string{}, []string{b.Heading})
	}
	for _, w := range b.Words {
		rows = append(rows, []string{w})
	}
	if b.Table == nil {
		return rows
	}
	if len(b.Table.Rows) == 0 {
		return append(rows, []string{b.Table.Empty})
	}
	head := []string{}
	for _, c := range b.Table.Columns {
		head = append(head, c.Title)
	}
	return append(append(rows, head), b.Table.Rows...)
}

func each(rows [][]string) func(yield func([]string, error) bool) {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func text(title string, width float64) sheet.Column { return sheet.Column{Title: title, Width: width} }

func amountOf(title string) sheet.Column { return sheet.Column{Title: title, Type: sheet.Number} }

func dayOf(title string) sheet.Column {
	return sheet.Column{Title: title, Type: sheet.Date, Width: 12}
}

func (s teller) clauseSheet() sheet.Table {
	t := sheet.Table{Name: s.L("条款", "Clauses"), Columns: []sheet.Column{text(s.L("条款", "Clause"), 18), text(s.L("文件", "Document"), 30), text(s.L("文号", "Number"), 22), text(s.L("节", "Section"), 16), text(s.L("要求", "What it asks"), 50),
		amountOf(s.L("按时", "In time")), amountOf(s.L("迟办", "Done late")), amountOf(s.L("逾期", "Missing")), amountOf(s.L("未到期", "To come")), amountOf(s.L("记录", "Records")), amountOf(s.L("签认课时", "Signed lessons")), amountOf(s.L("缺口", "Gaps")),
		text(s.L("指标与目标", "Measures and targets"), 50), text(s.L("表单与人员", "Forms and staff"), 50), text(s.L("系统没有覆盖的", "Not covered"), 50)}}
	var rows [][]string
	for _, c := range s.j.folder.Clauses {
		var sum supervision.DutyTally
		for _, d := range c.Duties {
			sum.InTime, sum.Afterwards, sum.Missing, sum.Coming = sum.InTime+d.InTime, sum.Afterwards+d.Afterwards, sum.Missing+d.Missing, sum.Coming+d.Coming
		}
		rows = append(rows, []string{c.Clause.ID, s.T(c.Document.Title), c.Document.Number, s.T(c.Clause.SectionText()), s.T(c.Clause.Text), number(sum.InTime), number(sum.Afterwards), number(sum.Missing), number(sum.Coming),
			number(len(c.Evidence)), s.lessonsSigned(c), number(len(c.Gaps)), s.figureLine(c), s.keptLine(c), s.uncoveredWhy(c)})
	}
	t.Rows = each(rows)
	return t
}

func (s teller) figureLine(c supervision.ClausePart) string {
	b := s.figures(c)
	if b == nil {
		return ""
	}
	var list []string
	for _, row := range b.Table.Rows {
		line := row[0] + s.L("：", ": ") + strings.TrimSpace(row[2]+" "+row[1])
		if row[3] != "" {
			line += s.L("，目标 ", ", target ") + row[3]
		}
		if row[4] != "" {
			line += s.L("，", ", ") + row[4]
		}
		list = append(list, line)
	}
	return strings.Join(list, s.L("；", "; "))
}

func (s teller) dutySheet() sheet.Table {
	t := sheet.Table{Name: s.L("本单位职责", "Own duties"), Columns: []sheet.Column{text(s.L("条款", "Clause"), 18), text(s.L("职责", "Duty"), 44), text(s.L("时段", "Period"), 14), dayOf(s.L("期限", "By")), text(s.L("结果", "Outcome"), 16), dayOf(s.L("完成", "Done on")),
		amountOf(s.L("已有", "Have")), amountOf(s.L("需要", "Need")), text(s.L("负责岗位", "Owner"), 16)}}
	var rows [][]string
	for _, c := range s.j.folder.Clauses {
		for _, l := range c.Own {
			on := ""
			if l.Duty.DoneAt > 0 {
				on = string(care.DateOf(l.Duty.DoneAt.Time()))
			}
			rows = append(rows, []string{c.Clause.ID, s.T(l.Cadence.Text), l.Duty.Period, string(care.DateOf(l.Duty.DueAt.Time())), s.stands(l), on, number(l.Have), number(l.Cadence.Count), s.T(l.Owner.Name())})
		}
	}
	t.Rows = each(rows)
	return t
}

// evidenceSheet lists every record once, under the number it has in the report.
func (s teller) evidenceSheet() sheet.Table {
	t := sheet.Table{Name: s.L("佐证", "Evidence"), Columns: []sheet.Column{amountOf(s.L("号", "No.")), dayOf(s.L("日期", "Date")), dayOf(s.L("至", "Until")), text(s.L("类型", "Kind"), 24), text(s.L("主题", "Topic"), 36), text(s.L("单位", "Unit"), 24),
		amountOf(s.L("学时", "Hours")), amountOf(s.L("人数", "People")), text(s.L("附件", "Files"), 36), text(s.L("登记岗位", "Filed by"), 16), text(s.L("条款", "Clauses"), 40)}}
	if s.j.folder.Names {
		t.Columns = append(t.Columns, text(s.L("登记人", "Name"), 12))
	}
	t.Rows = func(yield func([]string, error) bool) {
		for i, p := range s.j.folder.Records {
			row := []string{number(i + 1), string(p.On), string(p.EndedOn), s.T(p.Sort.Text), p.Topic, s.T(s.j.folder.Where(p.Where)), s.hours(p.Minutes), s.participants(p.Participants),
				strings.Join(p.Files, "; "), s.T(p.By.Name()), strings.Join(p.Clauses, " ")}
			if s.j.folder.Names {
				row = append(row, p.Author)
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return t
}

func (s teller) gapSheet() sheet.Table {
	t := sheet.Table{Name: s.L("缺口", "Gaps"), Columns: []sheet.Column{text(s.L("条款", "Clause"), 18), text(s.L("缺什么", "What is missing"), 44), text(s.L("为什么", "Why"), 20), text(s.L("单位", "Unit"), 24), amountOf(s.L("数量", "Number")), dayOf(s.L("自", "Since"))}}
	var rows [][]string
	for _, c := range s.j.folder.Clauses {
		for _, g := range c.Gaps {
			n := ""
			if g.Count > 0 {
				n = number(g.Count)
			}
			rows = append(rows, []string{c.Clause.ID, s.T(g.Text), s.T(gapWords[g.Kind]), s.T(s.j.folder.Where(g.Unit)), n, string(g.Since)})
		}
	}
	t.Rows = each(rows)
	return t
}
