package supervisionweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var boardTitle = both("单位职责", "Duties of the unit")

// board is a unit's duties of a school year: what is late or comes next first, with
// the evidence so far and the one thing to do.
func (p pages) board(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	year := p.yearOf(r)
	b, err := p.Board(r.Context(), session.Who(r), unit, year)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	page := session.Page(r, boardTitle, "/duties")
	query := ui.ParseQuery("/duties/"+unit.String(), r.URL.Query())
	parts := []ui.Component{p.boardHead(r, b, name, "/duties/"+unit.String()), boardTabs(b, false), p.dutyTable(b, query)}
	if b.Unit.Kind == care.School && year == care.SchoolYear(b.Today) {
		lessons, err := p.lessonsPart(r, unit)
		if err != nil {
			return err
		}
		parts = append(parts, lessons...)
	}
	if len(b.Below) > 0 {
		parts = append(parts, p.belowTable(b, year))
	}
	return session.Show(w, http.StatusOK, page, parts...)
}

func (p pages) boardHead(r *http.Request, b supervision.Board, name care.Text, path string) ui.Heading {
	open, late, done := b.Count()
	h := ui.Heading{Title: both(name.Zh+"的职责", "Duties of "+name.En), Why: p.whyOf(unitDuties)}
	years := both(number(b.Year)+"–"+number(b.Year+1)+" 学年：", "School year "+number(b.Year)+"–"+number(b.Year+1)+": ")
	switch {
	case len(b.Lines) == 0 && b.Year < care.SchoolYear(b.Today):
		h.Lead = both(years.Zh+"系统里没有这一学年的职责记录。", years.En+"no duties of that year are on record.")
	case len(b.Lines) == 0:
		h.Lead = both(years.Zh+"规则没有要求本单位定期做什么。", years.En+"the rules ask nothing regular of this unit.")
	case late > 0:
		h.Lead = both(years.Zh+"有 "+number(late)+" 项逾期，"+number(open)+" 项未完成，"+number(done)+" 项已完成。", years.En+number(late)+" late, "+number(open)+" to do, "+number(done)+" done.")
	default:
		h.Lead = both(years.Zh+"没有逾期；"+number(open)+" 项未完成，"+number(done)+" 项已完成。", years.En+"nothing late; "+number(open)+" to do, "+number(done)+" done.")
	}
	if below := b.LateBelow(); below > 0 {
		h.Lead = both(h.Lead.Zh+"下级单位另有 "+number(below)+" 项逾期。", h.Lead.En+" In the units below: "+number(below)+" late.")
	}
	at := "?unit=" + b.Unit.ID.String()
	if b.May {
		h.Actions = append(h.Actions, ui.Link{Label: both("登记活动", "Record an activity"), Href: "/activities/add" + at, Icon: "plus"})
	}
	if b.Folder {
		h.Actions = append(h.Actions, ui.Link{Label: folderTitle, Href: "/duties/" + b.Unit.ID.String() + "/folder", Icon: "print"})
	}
	if k := b.Unit.Kind; k == care.School || k == care.Class || k == care.District {
		h.Actions = append(h.Actions, ui.Link{Label: lessonsTitle, Href: timetableAt(b.Unit.ID), Icon: "calendar"})
	}
	if k := b.Unit.Kind; k == care.School || k == care.District || k == care.Preschool {
		h.Actions = append(h.Actions, ui.Link{Label: staffingTitle, Href: staffingAt(b.Unit.ID), Icon: "people"})
	}
	h.Actions = append(h.Actions, ui.Link{Label: both("活动记录", "Activity records"), Href: "/activities" + at, Icon: "file"},
		ui.Link{Label: both("上一学年", "Previous school year"), Href: path + "?year=" + number(b.Year-1)})
	if b.Year < care.SchoolYear(b.Today) {
		h.Actions = append(h.Actions, ui.Link{Label: both("下一学年", "Next school year"), Href: path + "?year=" + number(b.Year+1)})
	}
	if b.Unit.ID != session.Who(r).Unit && b.Unit.Parent != 0 {
		h.Back = &ui.Link{Label: both("上级单位的职责", "Duties of the unit above"), Href: "/duties/" + b.Unit.Parent.String()}
	}
	return h
}

// states a line of the board can have, for the filter.
var boardStates = []duty.State{duty.Late, duty.Today, duty.Soon, duty.Waiting, duty.Done}

func (p pages) dutyTable(b supervision.Board, q ui.Query) ui.Table {
	t := ui.Table{ID: "duties", Caption: both("本学年的职责", "Duties of this school year"), Titled: true, Query: q, Search: both("职责", "Duty"),
		Columns: []ui.Column{{Key: "what", Label: both("做什么", "What"), Fixed: true}, {Key: "how", Label: both("频次", "How often")}, {Key: "have", Label: both("已有佐证", "Evidence so far")},
			{Key: "due", Label: both("期限", "By"), Kind: ui.KindPart}, {Key: "owner", Label: both("负责", "Owner")}, {Key: "why", Label: both("依据", "Basis"), Kind: ui.KindPart}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty: ui.Empty{Title: both("没有职责", "No duties"), Text: both("新学期开始或规则变更后，这里会自动列出。", "They appear by themselves when a term begins or the rules change."), Icon: "check"}}
	if b.Year < care.SchoolYear(b.Today) {
		t.Empty = ui.Empty{Title: both("没有这一学年的记录", "Nothing on record for that year"), Text: both("系统启用以前的职责不补记。", "Duties from before the system was in use are not added."), Icon: "file"}
	}
	f := ui.Filter{Key: "state", Label: both("状态", "State")}
	for _, s := range boardStates {
		f.Options = append(f.Options, ui.Option{Value: string(s), Label: s.Name()})
	}
	t.Filters = []ui.Filter{f}
	shown := shownLines(b, q)
	if t.Total = len(shown); t.Total > 0 {
		t.Exports = session.Exports("/duties/"+b.Unit.ID.String(), exportQuery(b, q))
	}
	from := min(q.Offset(), len(shown))
	for _, l := range shown[from:min(from+q.Size, len(shown))] {
		t.Rows = append(t.Rows, p.dutyRow(b, l))
	}
	return t
}

// shownLines are the lines that the filter leaves, for the page and for the file.
func shownLines(b supervision.Board, q ui.Query) (shown []supervision.Line) {
	for _, l := range b.Lines {
		text := strings.ToLower(l.Cadence.Text.Zh + " " + l.Cadence.Text.En)
		if s := q.Filters["state"]; (s == "" || s == string(l.Stands.State)) && strings.Contains(text, strings.ToLower(q.Text)) {
			shown = append(shown, l)
		}
	}
	return shown
}

// gradeNames are the grades that no closed round of the year covered yet.
func gradeNames(l supervision.Line) care.Text {
	var zh, en []string
	for _, u := range l.Grades {
		name := care.GradeName(u.Grade(care.SchoolYear(l.From)), u.Stage)
		zh, en = append(zh, name.Zh), append(en, name.En)
	}
	return both(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func (p pages) dutyRow(b supervision.Board, l supervision.Line) ui.Row {
	have := haveWords(l.Have, l.Cadence.Count)
	if l.Waiting > 0 && l.Have < l.Cadence.Count {
		have = both(have.Zh+"，"+number(l.Waiting)+" 课时待签认", have.En+", "+care.Counted(l.Waiting, "lesson", "lessons")+" to sign")
	}
	if len(l.Grades) > 0 {
		missing := gradeNames(l)
		have = both(have.Zh+"，还缺"+missing.Zh, have.En+", still missing: "+missing.En)
	}
	due := ui.ClockOn(care.DateOf(l.Duty.DueAt.Time()), b.Today)
	if l.Stands.State == duty.Done {
		due = ui.Clock{Done: true} // the last day beside it would read as the day it was done
	}
	var acts []ui.Component
	if kind, _ := p.Policy().Activity(activityOf(l.Cadence)); kind.Timetable {
		if !l.Stands.State.Ending() {
			acts = append(acts, ui.Link{Label: both("课时", "Lessons"), Href: timetableAt(b.Unit.ID), Icon: "right"})
		}
	} else if kind := activityOf(l.Cadence); kind != "" && l.May && !l.Stands.State.Ending() {
		acts = append(acts, ui.Link{Label: both("登记", "Record"), Href: "/activities/add?unit=" + b.Unit.ID.String() + "&kind=" + url.QueryEscape(kind), Icon: "plus"})
	} else if b.Rounds && strings.HasPrefix(strings.Join(l.Cadence.DoneBy, " "), "round/") && !l.Stands.State.Ending() {
		acts = append(acts, ui.Link{Label: both("测评任务", "Screening"), Href: "/rounds", Icon: "right"})
	}
	reason := []ui.Component{policyweb.Why(l.Era, l.Cadence.Clause, l.Duty.Rule)}
	if l.Cadence.Set != nil {
		reason = append(reason, setBadge(l.Cadence))
	}
	return ui.Row{ID: l.Duty.ID.String(), Urgent: l.Stands.State == duty.Late, Cells: []ui.Cell{
		ui.Words(duringPeriod(l)), ui.Words(l.Cadence.How()), ui.Words(have), ui.Parts(due),
		ui.Words(l.Owner.Name()), ui.Parts(reason...), ui.Parts(acts...)}}
}

// haveWords says how much of what is asked is there; more than asked is no share of it.
func haveWords(have, asked int) care.Text {
	if have > asked {
		return both(number(have)+"（要求 "+number(asked)+"）", number(have)+" ("+number(asked)+" asked)")
	}
	return both(number(have)+" / "+number(asked), number(have)+" of "+number(asked))
}

// activityOf is the kind of activity a cadence is done by first.
func activityOf(c policy.Cadence) string {
	i := slices.IndexFunc(c.DoneBy, func(s string) bool { return strings.HasPrefix(s, "activity/") })
	if i < 0 {
		return ""
	}
	return strings.TrimPrefix(c.DoneBy[i], "activity/")
}

// What stands behind figures that count duties of many kinds, or lessons.
const (
	unitDuties   = "product/unit_duties"
	lessonsProof = "product/lessons"
)

// whyOf leads from a figure to what stands behind it.
func (p pages) whyOf(refs ...string) *ui.Why { return policyweb.WhyOf(p.Era(), refs...) }

func (p pages) belowTable(b supervision.Board, year int) ui.Table {
	why := p.whyOf(unitDuties)
	t := ui.Table{ID: "below", Plain: true, Titled: true, Caption: both("下级单位", "Units below"), Total: len(b.Below),
		Columns: []ui.Column{{Key: "unit", Label: both("单位", "Unit"), Fixed: true}, {Key: "late", Label: both("逾期", "Late"), Kind: ui.KindNumber, Why: why}, {Key: "open", Label: both("未完成", "To do"), Kind: ui.KindNumber, Why: why}, {Key: "done", Label: both("已完成", "Done"), Kind: ui.KindNumber, Why: why}}}
	for _, row := range b.Below {
		name := same(row.Unit.Name)
		if row.Unit.Kind == care.Class {
			if name = row.Unit.ClassName(year); b.Unit.Kind != care.School {
				i := slices.IndexFunc(b.Below, func(x supervision.BelowRow) bool { return x.Unit.ID == row.Unit.Parent })
				if i >= 0 {
					name = both(b.Below[i].Unit.Name+" "+name.Zh, b.Below[i].Unit.Name+" "+name.En)
				}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Urgent: row.Late > 0, Cells: []ui.Cell{ui.Goto(name, "/duties/"+row.Unit.ID.String()), ui.Number(row.Late), ui.Number(row.Open), ui.Number(row.Done)}})
	}
	return t
}
