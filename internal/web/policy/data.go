package policyweb

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// dataGroups divide the need-to-know matrix into tables that fit a page.
var dataGroups = []struct {
	id    string
	title care.Text
	data  []policy.Data
}{
	{"person", both("关于一个孩子的内容", "Content about a child"), []policy.Data{policy.DataIdentity, policy.DataContacts, policy.DataSuggestion, policy.DataLevel, policy.DataPlan, policy.DataInterview}},
	{"sealed", both("测评与敏感内容", "Sheets and what is most private"), []policy.Data{policy.DataScores, policy.DataAnswers, policy.DataNotes, policy.DataMedical, policy.DataProtection}},
	{"work", both("工作中的内容", "Content of the work"), []policy.Data{policy.DataAlerts, policy.DataNotices, policy.DataConcerns, policy.DataConsent, policy.DataRound, policy.DataCounts, policy.DataActivities}},
	{"house", both("管理内容", "Content of the house"), []policy.Data{policy.DataRoster, policy.DataPosts, policy.DataSettings, policy.DataAudit, policy.DataPacks, policy.DataApproval}},
}

// accessRoles lists the roles that have anything, in the order of a list box.
func accessRoles(s *policy.Stack) (out []care.Role) {
	has := map[care.Role]bool{}
	for _, r := range s.Access() {
		has[r.Role] = true
	}
	for _, role := range care.StaffRoles() {
		if has[role] {
			out = append(out, role)
		}
	}
	return out
}

// accessSections are the need-to-know matrix, role by kind of content with the
// scope of each, in tables narrow enough to read.
func accessSections(v view) []section {
	rows := v.stack.Access()
	anchored := map[care.Role]bool{}
	var out []section
	for _, g := range dataGroups {
		t := ui.Table{ID: "access-" + g.id, Titled: true, Caption: g.title, Columns: []ui.Column{column("role", "岗位", "Post")}}
		for _, d := range g.data {
			t.Columns = append(t.Columns, ui.Column{Key: string(d), Label: head(dataWords[d]), Kind: ui.KindPart})
		}
		var entries []entry
		for _, role := range accessRoles(v.stack) {
			e := entry{cells: []ui.Cell{ui.Words(role.Name())}}
			any := false
			for _, d := range g.data {
				cell := accessCell(rows, role, d)
				any = any || len(cell) > 0
				e.cells = append(e.cells, parted(cell))
			}
			if !any {
				continue
			}
			if !anchored[role] {
				e.key, anchored[role] = "access/"+string(role), true
			}
			entries = append(entries, e)
		}
		out = append(out, section{Parts: []ui.Component{v.plain(t, entries)}})
	}
	basis := ui.Table{ID: "access-basis", Titled: true, Caption: both("每个岗位的依据", "What each post's part rests on"), Columns: []ui.Column{column("role", "岗位", "Post"), basisColumn}}
	var entries []entry
	for _, role := range accessRoles(v.stack) {
		entries = append(entries, entry{cells: []ui.Cell{ui.Words(role.Name()), v.accessBasis(role)}})
	}
	return append(out, section{Parts: []ui.Component{v.plain(basis, entries)}})
}

// head is a word at the top of a column, where English begins with a capital.
func head(t care.Text) care.Text {
	return both(t.Zh, strings.ToUpper(t.En[:1])+t.En[1:])
}

func accessCell(rows []policy.AccessRow, role care.Role, d policy.Data) (out ui.Lines) {
	for _, verb := range []policy.Verb{policy.Read, policy.Write} {
		var held []policy.Scope
		for _, r := range rows {
			if r.Role == role && r.Data == d && r.Verb == verb && r.Scope != policy.ScopeNone {
				held = append(held, r.Scope)
			}
		}
		if len(held) == 0 {
			continue
		}
		slices.Sort(held) // reading and writing in one order, whatever the order of the rows
		var scopes []care.Text
		for _, s := range held {
			scopes = append(scopes, scopeWords[s])
		}
		word := both("看", "read")
		if verb == policy.Write {
			word = both("写", "write")
		}
		list := joined(scopes)
		out = append(out, ui.Line{Text: both(word.Zh+"："+list.Zh, word.En+": "+list.En)})
	}
	return out
}

// accessBasis joins the clauses of a role's rows.
func (v view) accessBasis(role care.Role) ui.Cell {
	ref := "access/" + string(role)
	src := policy.Source{Clause: policy.Ours}
	var more []string
	for _, r := range v.stack.Rows() {
		if r.Ref == ref && r.Source.Clause != policy.Ours && !slices.Contains(more, r.Source.Clause) {
			more = append(more, r.Source.Clause)
		}
	}
	if len(more) == 0 {
		return v.basis(ref, src)
	}
	var lines ui.Lines
	for _, c := range v.stack.ClausesOf(ref) {
		if !slices.Contains(more, c.ID) {
			more = append(more, c.ID)
		}
	}
	for _, id := range more {
		w := Why(v.era, id, ref)
		w.Named = true
		lines = append(lines, ui.Line{Parts: []ui.Component{*w}})
	}
	return ui.Parts(append(lines, ui.Line{Text: both("其余为系统默认，可由本地规则修改", "the rest is our default; a local rule may change it")}))
}

func retentionSections(v view) []section {
	t := ui.Table{ID: "retention", Caption: partNamed("retention").label, Columns: []ui.Column{column("data", "内容", "Content"), column("keep", "保存多久", "Kept for"), column("text", "说明", "In words"), column("signed", "销毁", "Destroyed"), basisColumn}}
	var rows []entry
	for _, r := range v.stack.Retention() {
		ref := "retention/" + string(r.Data)
		keep, from := r.Keep.Text(), startWords[r.After]
		signed := both("到期销毁", "when the time is over")
		if r.Signed {
			signed = both("须区县签字", "after the district signed")
		}
		rows = append(rows, entry{key: ref, cells: []ui.Cell{ui.Words(head(dataWords[r.Data])), ui.Words(both(from.Zh+"起 "+keep.Zh, keep.En+" "+from.En)), ui.Words(r.Text), ui.Words(signed), v.basis(ref, r.Source)}})
	}
	return []section{{Parts: []ui.Component{v.plain(t, rows)}}}
}

var calendarKinds = []struct {
	kind  string
	title care.Text
}{
	{"hours", both("上课和上班时间", "Hours of school and offices")}, {"term", both("学期", "Terms")}, {"yearly_term", both("没有另行公布的学年", "School years without terms of their own")},
	{"holiday", both("法定节假日", "Public holidays")}, {"blocked", both("不安排测评的日子", "Days without rounds")},
}

var termWords = map[string]care.Text{"autumn": both("秋季学期", "Autumn term"), "spring": both("春季学期", "Spring term"), "school": both("学校", "School"), "work": both("机关单位", "Offices")}

func calendarSections(v view) []section {
	last := num(v.stack.LastPeriod())
	makeup := both("调休上班日学校不上课。", "There is no school on weekend days that are worked for a holiday.")
	if v.stack.MakeupSchool() {
		makeup = both("调休上班日学校照常上课。", "There is school on weekend days that are worked for a holiday.")
	}
	lead := section{ID: anchor("calendar/days"), Words: []care.Text{both("周末和假期前放学前的最后 "+last+" 分钟不开始测评（系统默认）。", "No round opens in the last "+last+" minutes before a weekend or holiday (our default)."), makeup}}
	var used []entry
	if served := v.stack.ClausesOf("calendar/days"); len(served) > 0 {
		used = append(used, entry{cells: []ui.Cell{ui.Words(v.refName("calendar", "days")), v.basis("calendar/days", policy.Source{Clause: policy.Ours})}})
		lead.Parts = []ui.Component{v.plain(ui.Table{ID: "calendar-basis", Titled: true, Caption: basisColumn.Label, Columns: []ui.Column{column("what", "日历", "Calendar"), basisColumn}}, used)}
	}
	out := []section{lead}
	for _, k := range calendarKinds {
		t := ui.Table{ID: "calendar-" + k.kind, Titled: true, Caption: k.title, Columns: []ui.Column{column("what", "名称", "Name"), column("from", "起", "From"), column("to", "止", "To"), column("note", "说明", "Note"), basisColumn}}
		var rows []entry
		for _, d := range v.stack.Days() {
			if d.Kind == k.kind {
				rows = append(rows, v.dayRow(d))
			}
		}
		if len(rows) > 0 {
			out = append(out, section{Parts: []ui.Component{v.plain(t, rows)}})
		}
		if k.kind == "yearly_term" {
			out = append(out, section{Parts: []ui.Component{v.seasonTable()}})
		}
	}
	return out
}

func (v view) seasonTable() ui.Table {
	t := ui.Table{ID: "calendar-season", Titled: true, Caption: both("重点时段", "Seasons"), Columns: []ui.Column{column("what", "名称", "Name"), column("from", "起", "From"), column("to", "止", "To"), basisColumn}}
	var rows []entry
	for _, s := range v.stack.Seasons() {
		ref := "season/" + s.ID
		rows = append(rows, entry{key: ref, cells: []ui.Cell{ui.Words(s.Text), ui.Words(monthDay(s.From)), ui.Words(monthDay(s.To)), v.basis(ref, s.Source)}})
	}
	return v.plain(t, rows)
}

func (v view) dayRow(d policy.DayRow) entry {
	name := d.Text
	if name.IsZero() {
		name = termText(d.ID)
	}
	at := func(s string) care.Text {
		switch len(s) {
		case len("2006-01-02"):
			return both(v.date(care.Date(s), care.Zh), v.date(care.Date(s), care.En))
		case len("01-02"):
			if d.Kind == "yearly_term" {
				return monthDay(s)
			}
		}
		return same(s)
	}
	var notes []care.Text
	if d.Open {
		notes = append(notes, both("国家尚未公布安排，公布后请更换", "not announced yet: to be replaced when it is"))
	}
	var worked []care.Text
	for _, m := range d.Makeup {
		worked = append(worked, both(v.date(m, care.Zh), v.date(m, care.En)))
	}
	if len(worked) > 0 {
		list := joined(worked)
		notes = append(notes, both("调休上班："+list.Zh, "worked for it: "+list.En))
	}
	return entry{cells: []ui.Cell{ui.Words(name), ui.Words(at(d.From)), ui.Words(at(d.To)), ui.Words(or(joined(notes))), v.basis("", d.Source)}}
}

// termText names a term: 2026-autumn.
func termText(id string) care.Text {
	year, name, ok := strings.Cut(id, "-")
	if !ok {
		return or(termWords[id])
	}
	t, known := termWords[name]
	if !known {
		return same(id)
	}
	return both(year+" 年"+t.Zh, t.En+" "+year)
}
