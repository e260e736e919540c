package supervisionweb

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/ui"
)

// Evidence shows what units did for a clause in this school year, for the page of
// the clause: nil where the reader may not see it or units owe nothing by it.
func Evidence(ctx context.Context, room supervision.Room, who act.Who, c policy.Clause) ([]ui.Component, error) {
	if !room.Access().May(who.Role, access.Read, access.Activities) {
		return nil, nil
	}
	year := care.SchoolYear(care.DateOf(room.DB.Now()))
	e, err := room.Evidence(ctx, who, c.ID, who.Unit, year)
	if care.KindOf(err) == care.Forbidden {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var folder []ui.Component
	if may, _, err := room.MayFolder(ctx, who, who.Unit); err != nil {
		return nil, err
	} else if may {
		folder = append(folder, folderLink(who.Unit, c.ID))
	}
	if e.Empty() && len(e.Duties) == 0 {
		return folder, nil
	}
	var out []ui.Component
	if len(e.Duties) > 0 {
		t := ui.Table{ID: "unit-duties", Plain: true, Titled: true, Caption: both("本学年各单位的职责", "Duties of units this school year"), Total: len(e.Duties),
			Columns: []ui.Column{{Key: "what", Label: both("职责", "Duty"), Fixed: true}, {Key: "late", Label: both("逾期", "Late"), Kind: ui.KindNumber}, {Key: "open", Label: both("未完成", "To do"), Kind: ui.KindNumber}, {Key: "done", Label: both("已完成", "Done"), Kind: ui.KindNumber}}}
		for _, d := range e.Duties {
			t.Rows = append(t.Rows, ui.Row{Urgent: d.Late > 0, Cells: []ui.Cell{ui.Goto(d.Cadence.Text, "/duties"), ui.Number(d.Late), ui.Number(d.Open), ui.Number(d.Done)}})
		}
		out = append(out, t)
	}
	t := ui.Table{ID: "unit-records", Plain: true, Titled: true, Caption: both("活动记录", "Activity records"), Total: len(e.Records),
		Columns: []ui.Column{{Key: "what", Label: both("类型", "Kind"), Fixed: true}, {Key: "on", Label: both("日期", "Date"), Kind: ui.KindDate}, {Key: "unit", Label: both("单位", "Unit")}, {Key: "participants", Label: both("人数", "People"), Kind: ui.KindNumber}},
		Empty:   ui.Empty{Title: both("本学年还没有登记活动", "No activity is recorded yet this school year"), Text: both("在“单位职责”中登记活动后，会出现在这里。", "It appears here once it is recorded under Unit duties."), Icon: "file"}}
	if slices.ContainsFunc(e.Duties, func(d supervision.DutyCount) bool { return d.Done > 0 }) {
		t.Empty = ui.Empty{Title: both("没有另外登记的活动", "No activity was recorded besides"), Text: both("上面已完成的职责另有佐证，例如签认的课时和测评。", "The duties done above rest on other evidence, such as signed lessons and rounds."), Icon: "file"}
	}
	for i, rec := range e.Records {
		if i == shownMost {
			break
		}
		where := same(rec.Where.Name)
		if rec.Where.Kind == care.Class {
			where = rec.Where.ClassName(year)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(rec.Sort.Text, "/activities/"+rec.ID.String()), ui.Day(rec.On), ui.Words(where), ui.Number(rec.Participants)}})
	}
	return append(append(out, t), folder...), nil
}

// shownMost is how many records a clause's page shows. Ours; the list has all.
const shownMost = 20
