package supervisionweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/document"
	"xinhuan/internal/duty"
	"xinhuan/internal/measure"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/ui"
)

// teller puts a folder into words of one language; the page, the DOCX and the XLSX
// all read from it.
type teller struct {
	p pages
	j job
	ui.Page
}

func (p pages) teller(j job, lang care.Lang) teller {
	return teller{p, j, ui.Page{Lang: lang}}
}

// report is the folder in chapters: overview, what is missing, what the system does
// not cover, then clause by clause.
func (p pages) report(j job, lang care.Lang) document.Report {
	s, f := p.teller(j, lang), j.folder
	name := s.T(f.Where(f.Unit))
	if f.Above != "" {
		name = f.Above + " " + name
	}
	r := document.Report{Lang: lang, Title: name + s.L("迎检资料", ": inspection folder"), Header: name + " · " + s.T(f.Period.Name()),
		Footer: s.L("签发：______________  日期：______________", "Signed: ______________  Date: ______________")}
	r.Lead = []string{s.L("期间：", "Period: ") + s.T(f.Period.Name()) + s.L("（", " (") + s.Date(f.Period.From) + s.L("至", " to ") + s.Date(f.Period.To) + s.L("）", ")"),
		s.L("汇集时间：", "Gathered: ") + s.When(f.At), s.L("资料编号：", "Folder: ") + f.ID.String()}
	if j.signed != nil {
		r.Lead = append(r.Lead, s.L("系统内签发：", "Signed off in the system: ")+s.T(j.signed.by.Name())+s.L("，", ", ")+s.When(j.signed.at))
	}
	r.Lead = append(r.Lead, s.L("本资料由系统按登记的事实汇集，不含学生信息；参加人数不足 "+number(measure.Least)+" 人的不写人数。条款是我们的概括，不是原文。",
		"Gathered by the system from what is on record. Nothing about pupils; fewer than "+care.Counted(measure.Least, "participant", "participants")+" are not told. Clauses are in our words, not the documents'."))
	r.Chapters = []document.Chapter{s.overview(), s.gaps(), s.uncovered()}
	for _, c := range f.Clauses {
		r.Chapters = append(r.Chapters, s.clause(c))
	}
	return r
}

func cols(list ...document.Column) []document.Column { return list }

func col(title string, share int) document.Column { return document.Column{Title: title, Share: share} }

func count(title string) document.Column {
	return document.Column{Title: title, Share: 2, Number: true}
}

func (s teller) overview() document.Chapter {
	f := s.j.folder
	c := document.Chapter{ID: "overview", Title: s.L("总览", "Overview")}
	c.Blocks = append(c.Blocks, document.Block{Words: []string{s.L(
		"共 "+number(len(f.Clauses))+" 条，"+number(len(f.Records))+" 条活动记录，"+number(f.Missing())+" 处缺口。",
		care.Counted(len(f.Clauses), "clause", "clauses")+", "+care.Counted(len(f.Records), "activity record", "activity records")+", "+care.Counted(f.Missing(), "gap", "gaps")+".")}})
	if f.LeftOut > 0 {
		c.Blocks[0].Words = append(c.Blocks[0].Words, s.L("另有 "+number(f.LeftOut)+" 条在本期间与本单位无关（没有职责也没有记录），没有列出。", care.Counted(f.LeftOut, "further clause has", "further clauses have")+" neither a duty nor a record here in the period: left out."))
	}
	c.Blocks = append(c.Blocks, document.Block{Heading: s.L("按文件", "By document"), Table: s.byDocument()}, document.Block{Heading: s.L("测评", "Screening"), Table: s.rounds()})
	if s.j.loop != nil {
		c.Blocks = append(c.Blocks, s.loop(*s.j.loop))
	}
	return c
}

func (s teller) byDocument() *document.Table {
	t := &document.Table{Columns: cols(col(s.L("文件", "Document"), 6), count(s.L("条款", "Clauses")), count(s.L("有佐证", "With evidence")), count(s.L("有缺口", "With gaps")), count(s.L("系统未覆盖", "Not covered"))), Empty: s.L("没有条款。", "No clause.")}
	type tally struct{ all, evidence, gaps, uncovered int }
	var order []string
	sums, docs := map[string]*tally{}, map[string]policy.Document{}
	for _, c := range s.j.folder.Clauses {
		id := c.Document.ID
		if sums[id] == nil {
			sums[id], docs[id] = &tally{}, c.Document
			order = append(order, id)
		}
		n := sums[id]
		n.all++
		n.evidence += one(s.j.folder.Proven(c))
		n.gaps += one(len(c.Gaps) > 0)
		n.uncovered += one(c.Clause.Standing() != policy.ClauseServed)
	}
	for _, id := range order {
		n := sums[id]
		t.Rows = append(t.Rows, []string{s.T(docs[id].Title), number(n.all), number(n.evidence), number(n.gaps), number(n.uncovered)})
	}
	return t
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s teller) rounds() *document.Table {
	t := &document.Table{Columns: cols(col(s.L("测评", "Round"), 4), col(s.L("日期", "Dates"), 4), count(s.L("班级", "Classes")), count(s.L("应测", "Due")), count(s.L("交卷", "Handed in")), count(s.L("有效", "Valid"))),
		Empty: s.L("本期间没有测评。", "No round in this period.")}
	for _, r := range s.j.folder.Rounds {
		t.Rows = append(t.Rows, []string{r.Title, s.days(supervision.Days{From: r.OpensOn, To: r.ClosesOn}) + s.L("，", ", ") + s.roundState(r.State), number(r.Classes), number(r.Due), handed(s, r), number(r.Valid)})
	}
	return t
}

func (s teller) roundState(state care.CampaignState) string {
	if state == care.CampaignClosed {
		return s.L("已结束", "closed")
	}
	return s.L("进行中", "open")
}

func (s teller) days(d supervision.Days) string {
	if d.From == d.To {
		return s.Date(d.From)
	}
	return s.Date(d.From) + s.L("至", " to ") + s.Date(d.To)
}

// loop is the loop's figures of today as the overview shows them to who may open no
// child: small ones, and those that would give them away, are not told.
func (s teller) loop(o casework.Overview) document.Block {
	n := func(c casework.Count) string {
		if c.Hidden {
			return s.L("不公开", "not told")
		}
		return number(c.N)
	}
	t := &document.Table{Columns: cols(col(s.L("闭环", "Loop"), 6), count(s.L("人数", "Pupils")))}
	for _, l := range []struct {
		zh, en string
		c      casework.Count
	}{{"提示需要面谈", "Flagged", o.Total.Flagged}, {"等待面谈", "Waiting for an interview", o.Total.Waiting}, {"其中超期", "of these longer than allowed", o.Total.Late}, {"已面谈待定", "Interviewed, undecided", o.Total.Met}, {"已办结", "Ended", o.Total.Ended}} {
		t.Rows = append(t.Rows, []string{s.L(l.zh, l.en), n(l.c)})
	}
	return document.Block{Heading: s.L("测评后的跟进（汇集当天）", "Follow-up of screening (on the day of gathering)"), Table: t,
		Words: []string{s.L("不足 "+number(measure.Least)+" 人的数字，以及能推算出它们的数字，不公开。", "Numbers under "+number(measure.Least)+", and those that would give them away, are not told.")}}
}

// gaps is everything missing, the oldest first.
func (s teller) gaps() document.Chapter {
	t := &document.Table{Columns: cols(col(s.L("条款", "Clause"), 3), col(s.L("缺什么", "What is missing"), 6), col(s.L("单位", "Unit"), 4), count(s.L("数量", "Number")), col(s.L("自", "Since"), 3)),
		Empty: s.L("没有发现缺口。", "No gap was found.")}
	for _, c := range s.j.folder.Clauses {
		for _, g := range c.Gaps {
			t.Rows = append(t.Rows, append([]string{c.Clause.ID}, s.gap(g)...))
		}
	}
	return document.Chapter{ID: "gaps", Title: s.L("缺口", "Gaps"), Blocks: []document.Block{{Table: t}}}
}

var gapWords = map[supervision.GapKind]care.Text{supervision.GapLate: both("逾期未完成", "late and not done"), supervision.GapRecord: both("没有记录", "nothing on record"), supervision.GapTarget: both("未达目标", "target not reached"), supervision.GapStaff: both("配备不足", "too few people")}

func (s teller) gap(g supervision.Gap) []string {
	n := ""
	if g.Count > 0 {
		n = number(g.Count)
	}
	return []string{s.T(g.Text) + s.L("：", ": ") + s.T(gapWords[g.Kind]), s.T(s.j.folder.Where(g.Unit)), n, s.Date(g.Since)}
}

// uncovered says openly for which clauses the system does not stand, or not wholly.
func (s teller) uncovered() document.Chapter {
	t := &document.Table{Columns: cols(col(s.L("条款", "Clause"), 3), col(s.L("要求", "What it asks"), 6), col(s.L("为什么没有", "Why not"), 6)), Empty: s.L("选入的条款系统都有对应。", "The system covers all clauses of this folder.")}
	for _, c := range s.j.folder.Clauses {
		if why := s.uncoveredWhy(c); why != "" {
			t.Rows = append(t.Rows, []string{c.Clause.ID, s.T(c.Clause.Text), why})
		}
	}
	return document.Chapter{ID: "uncovered", Title: s.L("系统没有覆盖的", "What the system does not cover"), Blocks: []document.Block{{
		Words: []string{s.L("下列条款系统没有做到，或只做到一部分；这部分请另附材料。", "The system does not do these, or only in part; add your own material for them.")}, Table: t}}}
}

func (s teller) uncoveredWhy(c supervision.ClausePart) string {
	switch c.Clause.Standing() {
	case policy.ClauseOutside:
		return s.L("软件做不了：", "Outside software: ") + s.T(c.Clause.Outside)
	case policy.ClausePlanned:
		var list []string
		for _, k := range c.Planned {
			list = append(list, s.T(k.Text))
		}
		return s.L("还没有做成：", "Still to come: ") + strings.Join(list, s.L("；", "; "))
	}
	return ""
}

// stands is a duty's state in words: done in time or after, missing, to come.
func (s teller) stands(l supervision.Line) string {
	switch {
	case l.Stands.State == duty.Done && l.Stands.LateBy > 0:
		return s.L("逾期后完成", "done after the day")
	case l.Stands.State == duty.Done:
		return s.L("按时完成", "done in time")
	case l.Stands.State == duty.Late:
		return s.L("逾期未完成", "late, not done")
	case l.Stands.State == duty.Void:
		return s.L("不再要求", "no longer asked for")
	}
	return s.L("未到期", "not due yet")
}

// handed is how many handed in, and how many more of those done came after the closing.
func handed(s teller, r supervision.RoundPart) string {
	if r.Late == 0 {
		return number(r.Submitted)
	}
	return number(r.Submitted) + s.L("（结束后迟交 "+number(r.Late)+"）", " ("+number(r.Late)+" late, after it was closed)")
}
