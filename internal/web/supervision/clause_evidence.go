package supervisionweb

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/ui"
)

// Evidence shows what units did for a clause in this school year, for the page of
// the clause: nil where the reader may not see it or units owe nothing by it.
func Evidence(ctx context.Context, room supervision.Room, who act.Who, c policy.Clause) ([]ui.Component, error) {
	if !room.Access().May(who.Role, access.Read, access.Activities) {
		return notForPost(c), nil
	}
	year := care.SchoolYear(care.DateOf(room.DB.Now()))
	e, err := room.Evidence(ctx, who, c.ID, who.Unit, year)
	if care.KindOf(err) == care.Forbidden {
		return notForPost(c), nil
	}
	if err != nil {
		return nil, err
	}
	var out []ui.Component
	if len(e.Duties) > 0 {
		out = append(out, dutiesOf(e))
	}
	if len(e.Kinds)+len(e.Unread) > 0 {
		out = append(out, kindsOnFile(e))
	}
	if len(e.Records) > 0 {
		out = append(out, recordsOf(e))
	}
	if len(e.Ratios) > 0 {
		out = append(out, ratiosOf(e))
	}
	if len(e.Figures) > 0 {
		out = append(out, figuresOf(e))
		if slices.ContainsFunc(e.Figures, func(f supervision.Figure) bool { return !f.Why.IsZero() }) {
			out = append(out, ui.Toast{Text: policy.CountItself, Tone: ui.Plain})
		}
	}
	if may, _, err := room.MayFolder(ctx, who, who.Unit); err != nil {
		return nil, err
	} else if may {
		out = append(out, folderLink(who.Unit, c.ID))
	}
	return out, nil
}

// notForPost says that there may be evidence, which the reader's post doesn't see;
// nothing where the clause rests on none.
func notForPost(c policy.Clause) []ui.Component {
	if !slices.ContainsFunc(c.ServedBy, func(ref string) bool {
		kind, _, _ := strings.Cut(ref, "/")
		return kind == "activity" || kind == "measure" || kind == "ratio"
	}) {
		return nil
	}
	return []ui.Component{ui.Empty{Title: both("其余佐证您的岗位看不到", "Your post does not see the rest of the evidence"), Text: both("活动记录、人员配备和指标由负责单位职责的岗位查看。", "Activity records, staffing and figures are for the posts that look after duties of units."), Icon: "hidden"}}
}

func dutiesOf(e supervision.Evidence) ui.Table {
	t := ui.Table{ID: "unit-duties", Plain: true, Titled: true, Caption: both("本学年各单位的职责", "Duties of units this school year"), Total: len(e.Duties),
		Columns: []ui.Column{{Key: "what", Label: both("职责", "Duty"), Fixed: true}, {Key: "late", Label: both("逾期", "Late"), Kind: ui.KindNumber}, {Key: "open", Label: both("未完成", "To do"), Kind: ui.KindNumber}, {Key: "done", Label: both("已完成", "Done"), Kind: ui.KindNumber}}}
	for _, d := range e.Duties {
		t.Rows = append(t.Rows, ui.Row{Urgent: d.Late > 0, Cells: []ui.Cell{ui.Goto(d.Cadence.Text, "/duties"), ui.Number(d.Late), ui.Number(d.Open), ui.Number(d.Done)}})
	}
	return t
}

// kindsOnFile says of each kind of record how many there are this school year, and where
// there is none that nobody filed one and who has to.
func kindsOnFile(e supervision.Evidence) ui.Table {
	t := ui.Table{ID: "unit-kinds", Plain: true, Titled: true, Caption: both("本学年的活动记录", "Activity records of this school year"), Total: len(e.Kinds) + len(e.Unread),
		Columns: []ui.Column{{Key: "what", Label: both("类型", "Kind"), Fixed: true}, {Key: "n", Label: both("记录", "On file")}, {Key: "who", Label: both("由谁登记", "Who records it")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}}}
	for _, k := range e.Kinds {
		n := both("还没有人登记", "nobody has recorded any")
		switch {
		case k.Records > 0 && k.Lessons > 0:
			n = both(number(k.Records)+" 条，另有已签认 "+number(k.Lessons)+" 课时", number(k.Records)+", and "+care.Counted(k.Lessons, "signed lesson", "signed lessons"))
		case k.Lessons > 0:
			n = both("已签认 "+number(k.Lessons)+" 课时", care.Counted(k.Lessons, "signed lesson", "signed lessons"))
		case k.Records > 0:
			n = both(number(k.Records)+" 条", number(k.Records))
		}
		var acts []ui.Component
		switch {
		case k.Sort.Timetable:
			acts = append(acts, ui.Link{Label: lessonsTitle, Href: timetableAt(e.Unit.ID), Icon: "calendar"})
		case k.May:
			acts = append(acts, ui.Link{Label: both("登记", "Record"), Href: "/activities/add?unit=" + e.Unit.ID.String() + "&kind=" + k.Sort.ID, Icon: "plus"})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(k.Sort.Text), ui.Words(n), ui.Words(placed(k.Sort, writersOf(k))), ui.Parts(acts...)}})
	}
	for _, sort := range e.Unread {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(sort.Text), ui.Words(both("您的岗位看不到这类记录", "your post does not read such records")), ui.Words(care.Text{}), ui.Parts()}})
	}
	return t
}

// namedMost is how many posts are named before the rest is counted. Ours.
const namedMost = 6

// placed says at which kinds of unit a kind is recorded, where it names them.
func placed(kind policy.Activity, writers care.Text) care.Text {
	if len(kind.Units) == 0 {
		return writers
	}
	var zh, en []string
	for _, u := range kind.Units {
		zh, en = append(zh, u.Name().Zh), append(en, u.Name().En)
	}
	return both("在"+strings.Join(zh, "、")+"登记；有权登记的岗位："+writers.Zh, "At: "+strings.Join(en, ", ")+". Posts that may: "+writers.En)
}

// writersOf names the posts that may file a record of a kind.
func writersOf(k supervision.KindOnFile) care.Text {
	var zh, en []string
	for i, role := range k.Writers {
		if i == namedMost {
			n := len(k.Writers) - namedMost
			return both(strings.Join(zh, "、")+"等 "+number(len(k.Writers))+" 种岗位", strings.Join(en, ", ")+" and "+care.Counted(n, "other post", "other posts"))
		}
		zh, en = append(zh, role.Name().Zh), append(en, role.Name().En)
	}
	return both(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// recordsOf lists the newest records.
func recordsOf(e supervision.Evidence) ui.Table {
	t := ui.Table{ID: "unit-records", Plain: true, Titled: true, Caption: both("最近的记录", "Newest records"), Total: len(e.Records),
		Columns: []ui.Column{{Key: "what", Label: both("类型", "Kind"), Fixed: true}, {Key: "on", Label: both("日期", "Date"), Kind: ui.KindDate}, {Key: "unit", Label: both("单位", "Unit")}, {Key: "participants", Label: both("人数", "People"), Kind: ui.KindNumber}}}
	for i, rec := range e.Records {
		if i == shownMost {
			break
		}
		where := same(rec.Where.Name)
		if rec.Where.Kind == care.Class {
			where = rec.Where.ClassName(e.Year)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(rec.Sort.Text, "/activities/"+rec.ID.String()), ui.Day(rec.On), ui.Words(where), ui.Number(rec.Participants)}})
	}
	return t
}

// ratiosOf holds the posts there are against those asked for.
func ratiosOf(e supervision.Evidence) ui.Table {
	at := staffingAt(e.Unit.ID)
	t := ui.Table{ID: "unit-staff", Plain: true, Titled: true, Caption: staffingTitle, Total: len(e.Ratios),
		Columns: []ui.Column{{Key: "what", Label: both("标准", "Number asked for"), Fixed: true}, {Key: "now", Label: both("现在", "Now")}, {Key: "needs", Label: both("应配", "Asked"), Kind: ui.KindNumber}, {Key: "has", Label: both("在岗", "There"), Kind: ui.KindNumber}}}
	for _, s := range e.Ratios {
		row := ui.Row{Urgent: s.Short > 0, Cells: []ui.Cell{ui.Goto(s.Ratio.Text, at), ui.Words(staffedWords(s)), ui.Number(s.Needs), ui.Number(s.Has)}}
		if s.Uncounted || s.Units == 0 {
			row.Cells[2], row.Cells[3] = ui.Words(same("–")), ui.Words(same("–"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// staffedWords says how units stand with a ratio.
func staffedWords(s supervision.Staffed) care.Text {
	switch {
	case s.Uncounted:
		return both("系统没有登记这一标准所依据的人数", "the system does not keep the number of people it counts by")
	case s.Units == 0:
		return both("本单位及下级没有适用这一标准的单位", "it applies to no unit here or below")
	case s.Short > 0:
		return both("适用 "+number(s.Units)+" 个单位，"+number(s.Short)+" 个配备不足", "applies to "+care.Counted(s.Units, "unit", "units")+"; "+care.Counted(s.Short, "has", "have")+" too few")
	}
	enough := both("适用 "+number(s.Units)+" 个单位，人数都已够", "applies to "+care.Counted(s.Units, "unit", "units")+"; all have enough people")
	if s.Ratio.Post == "full_time" {
		enough = both(enough.Zh+"；系统没有登记专职还是兼职，请自行核对", enough.En+"; whether full- or part-time is not kept, so check that")
	}
	return enough
}

// figuresOf are the measures as they stand, or why one is not computed.
func figuresOf(e supervision.Evidence) ui.Table {
	t := ui.Table{ID: "unit-figures", Plain: true, Titled: true, Caption: both("指标", "Measures"), Total: len(e.Figures),
		Columns: []ui.Column{{Key: "what", Label: both("指标", "Measure"), Fixed: true}, {Key: "now", Label: both("现在", "Now")}, {Key: "target", Label: both("目标", "Target")}, {Key: "days", Label: both("统计期间", "Counted over")}}}
	for _, f := range e.Figures {
		now, days := f.Why, care.Text{}
		if f.Computed {
			now = same(figureValue(f) + " (" + amount(f.Numerator) + "/" + amount(f.Denominator) + ")")
			from, to := f.From.Words(), f.To.Words()
			days = both(from.Zh+"至"+to.Zh, from.En+" to "+to.En)
		}
		t.Rows = append(t.Rows, ui.Row{Urgent: f.Below(), Cells: []ui.Cell{ui.Goto(f.Measure.Text, policyweb.Place("measure/"+f.Measure.ID)), ui.Words(now), ui.Words(f.Measure.TargetText()), ui.Words(days)}})
	}
	return t
}

// shownMost is how many records a clause's page shows. Ours; the list has all.
const shownMost = 20
