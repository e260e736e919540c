package supervisionweb

import (
	"math"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/document"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
)

// shownInClause is how many records a clause's chapter lists. Ours; the workbook
// lists all of them once.
const shownInClause = 100

// clause is the chapter of one clause.
func (s teller) clause(c supervision.ClausePart) document.Chapter {
	ch := document.Chapter{ID: c.Clause.ID, Title: c.Clause.ID + " " + s.T(c.Clause.Text)}
	asks := []string{s.L("文件：", "Document: ") + s.T(c.Document.Title)}
	if c.Document.Number != "" {
		asks = append(asks, s.L("文号：", "Number: ")+c.Document.Number)
	}
	if c.Clause.Section != "" {
		asks = append(asks, s.L("节：", "Section: ")+s.T(c.Clause.SectionText()))
	}
	asks = append(asks, s.L("要求：", "Asks: ")+s.T(c.Clause.Text))
	ch.Blocks = []document.Block{{Heading: s.L("要求", "What it asks"), Words: asks}}
	ch.Blocks = append(ch.Blocks, s.done(c)...)
	if figures := s.figures(c); figures != nil {
		ch.Blocks = append(ch.Blocks, *figures)
	}
	ch.Blocks = append(ch.Blocks, s.kept(c)...)
	ch.Blocks = append(ch.Blocks, s.evidence(c))
	if c.Taught {
		ch.Blocks = append(ch.Blocks, s.lessons())
	}
	ch.Blocks = append(ch.Blocks, s.missing(c))
	if why := s.uncoveredWhy(c); why != "" {
		ch.Blocks = append(ch.Blocks, document.Block{Heading: s.L("系统没有覆盖的", "What the system does not cover"), Words: []string{why}})
	}
	return ch
}

// done is what was done: duties with their days, records by kind, rounds.
func (s teller) done(c supervision.ClausePart) []document.Block {
	first := document.Block{Heading: s.L("做了什么", "What was done")}
	var served []string
	for _, ref := range c.Clause.ServedBy {
		served = append(served, s.T(policyweb.RefText(s.p.Kernel, ref)))
	}
	if len(served) > 0 {
		first.Words = append(first.Words, s.L("系统由以下各项落实：", "In the system it is served by: ")+strings.Join(served, s.L("；", "; "))+s.L("。", "."))
	}
	if len(c.Duties) > 0 {
		t := &document.Table{Columns: cols(col(s.L("职责", "Duty"), 6), col(s.L("频次", "How often"), 3), count(s.L("按时", "In time")), count(s.L("迟办", "Late")), count(s.L("逾期", "Missing")), count(s.L("未到期", "To come")))}
		for _, d := range c.Duties {
			t.Rows = append(t.Rows, []string{s.T(d.Cadence.Text), s.T(d.Cadence.How()), number(d.InTime), number(d.Afterwards), number(d.Missing), number(d.Coming)})
		}
		first.Words, first.Table = append(first.Words, s.L("本单位及下级单位属于本期间的职责：", "Duties of the unit and the units below that belong to the period:")), t
	}
	blocks := []document.Block{first}
	if len(c.Own) > 0 {
		t := &document.Table{Columns: cols(col(s.L("本单位的职责", "Duty of the unit itself"), 6), col(s.L("期限", "By"), 3), col(s.L("结果", "Outcome"), 3), col(s.L("完成", "Done on"), 3), count(s.L("佐证", "Evidence")))}
		for _, l := range c.Own {
			on := ""
			if l.Duty.DoneAt > 0 {
				on = s.Date(care.DateOf(l.Duty.DoneAt.Time()))
			}
			t.Rows = append(t.Rows, []string{s.T(l.Cadence.Text) + s.L("（", " (") + s.T(periodWords(l.Era.Pack, l.Duty.Period)) + s.L("）", ")"), s.Date(care.DateOf(l.Duty.DueAt.Time())), s.stands(l), on, number(l.Have) + "/" + number(l.Cadence.Count)})
		}
		blocks = append(blocks, document.Block{Table: t})
	}
	if len(c.Kinds) > 0 {
		t := &document.Table{Columns: cols(col(s.L("活动类型", "Kind of activity"), 6), count(s.L("记录", "Records")), count(s.L("学时", "Hours")), count(s.L("人次", "Participants")))}
		for _, k := range c.Kinds {
			t.Rows = append(t.Rows, []string{s.T(k.Sort.Text), number(k.Records), s.hours(k.Minutes), s.people(k)})
			if k.Sort.Timetable {
				t.Rows = append(t.Rows, []string{s.T(k.Sort.Text) + s.L("（课表课时，已签认）", " (of the timetable, signed)"), number(s.j.folder.SignedLessons()), "", ""})
			}
		}
		blocks = append(blocks, document.Block{Table: t})
	}
	if c.Screened {
		blocks = append(blocks, document.Block{Words: []string{s.L("测评：", "Rounds:")}, Table: s.rounds()})
	}
	return blocks
}

func (s teller) hours(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return strconv.FormatFloat(math.Round(float64(minutes)/6)/10, 'f', -1, 64)
}

func (s teller) people(k supervision.KindCount) string {
	n := ""
	if k.Participants > 0 {
		n = number(k.Participants)
	}
	if k.Few == 0 {
		return n
	}
	return strings.TrimSpace(n + s.L("（另有少于 5 人的 "+number(k.Few)+" 次）", " (and "+number(k.Few)+" with fewer than 5)"))
}

// figures are the clause's measures with their targets; nil where it has none.
func (s teller) figures(c supervision.ClausePart) *document.Block {
	if len(c.Figures) == 0 {
		return nil
	}
	t := &document.Table{Columns: cols(col(s.L("指标", "Measure"), 5), col(s.L("分子/分母", "Numerator/denominator"), 3), col(s.L("结果", "Value"), 2), col(s.L("目标", "Target"), 2), col(s.L("说明", "Note"), 5))}
	for _, f := range c.Figures {
		parts, value, note := "", "", s.T(f.Why)
		if f.Computed {
			parts, value = amount(f.Numerator)+"/"+amount(f.Denominator), figureValue(f)
			note = s.days(f.Days)
			if f.Measure.Target > 0 && f.Measure.TargetKind != "trend" {
				note += s.L("；", "; ") + s.met(f)
			}
		}
		t.Rows = append(t.Rows, []string{s.T(f.Measure.Text), parts, value, s.T(f.Measure.TargetText()), note})
	}
	return &document.Block{Heading: s.L("数字", "Figures"), Table: t}
}

func amount(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// figureValue is the value of a computed figure.
func figureValue(f supervision.Figure) string {
	switch f.Measure.TargetKind {
	case "percent", "all", "trend":
		return amount(f.Value) + "%"
	}
	return amount(f.Value)
}

func (s teller) met(f supervision.Figure) string {
	switch {
	case !f.InForce:
		return s.L("目标已到期，仅供对照", "the target is past, for comparison only")
	case f.Measure.Met(f.Value):
		return s.L("达到", "reached")
	}
	return s.L("未达到", "not reached")
}

// evidence lists the clause's records.
func (s teller) evidence(c supervision.ClausePart) document.Block {
	b := document.Block{Heading: s.L("佐证", "Evidence"), Table: &document.Table{Columns: s.pieceColumns(), Empty: s.L("没有活动记录。", "No activity record.")}}
	if len(c.Evidence) == 0 && s.j.folder.Proven(c) {
		b.Table.Empty = s.L("没有另外登记的活动记录；佐证是本节列出的课时、测评、表单、在岗人员或规则采用。", "No activity record besides: the lessons, rounds, forms, staff or adoption listed here are the evidence.")
	}
	shown := c.Evidence
	if len(shown) > shownInClause {
		shown = shown[len(shown)-shownInClause:]
		b.Words = []string{s.L("共 "+number(len(c.Evidence))+" 条，这里列出最近 "+number(shownInClause)+" 条；全部见 Excel 文件的“佐证”表。", number(len(c.Evidence))+" in all; the latest "+number(shownInClause)+" are listed here, all of them in the Excel file under Evidence.")}
	}
	for _, i := range shown {
		b.Table.Rows = append(b.Table.Rows, s.piece(i))
	}
	return b
}

func (s teller) pieceColumns() []document.Column {
	return cols(count(s.L("号", "No.")), col(s.L("日期", "Date"), 4), col(s.L("类型与主题", "Kind and topic"), 6), col(s.L("单位", "Unit"), 4), document.Column{Title: s.L("学时", "Hours"), Share: 2, Number: true},
		count(s.L("人数", "People")), col(s.L("附件", "Files"), 4), col(s.L("登记岗位", "Filed by"), 3))
}

// piece is the row of a record; its number is the same everywhere in the folder.
func (s teller) piece(i int) []string {
	p := s.j.folder.Records[i]
	on := s.Date(p.On)
	if p.Sort.Standing {
		on = s.L("自 ", "since ") + on
		if p.EndedOn != "" {
			on = s.days(supervision.Days{From: p.On, To: p.EndedOn})
		}
	}
	what := s.T(p.Sort.Text)
	if p.Topic != "" {
		what += s.L("：", ": ") + p.Topic
	}
	by := s.T(p.By.Name())
	if p.Author != "" {
		by += " " + p.Author
	}
	return []string{number(i + 1), on, what, s.T(s.j.folder.Where(p.Where)), s.hours(p.Minutes), s.participants(p.Participants), strings.Join(p.Files, s.L("；", "; ")), by}
}

func (s teller) participants(n int) string {
	switch {
	case n == 0:
		return ""
	case supervision.Few(n):
		return s.L("少于 5", "under 5")
	}
	return number(n)
}

// missing is what the clause lacks.
func (s teller) missing(c supervision.ClausePart) document.Block {
	t := &document.Table{Columns: cols(col(s.L("缺什么", "What is missing"), 6), col(s.L("单位", "Unit"), 4), count(s.L("数量", "Number")), col(s.L("自", "Since"), 3)), Empty: s.L("没有发现缺口。", "No gap was found.")}
	for _, g := range c.Gaps {
		t.Rows = append(t.Rows, s.gap(g))
	}
	return document.Block{Heading: s.L("缺口", "Gaps"), Table: t}
}
