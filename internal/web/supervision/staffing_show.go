package supervisionweb

import (
	"cmp"
	"net/http"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var staffingTitle = both("心理教师配备", "Psychology staff")

func staffingAt(unit care.ID) string { return "/staffing/" + unit.String() }

// staffing shows which school has fewer psychology teachers than its size asks for,
// the shortest first.
func (p pages) staffing(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	b, err := p.Staffing(r.Context(), session.Who(r), unit)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	head := ui.Heading{Title: both(name.Zh+"的心理教师配备", "Psychology staff of "+name.En), Lead: staffingLead(b), Back: &ui.Link{Label: boardTitle, Href: "/duties/" + unit.String()}}
	return session.Show(w, http.StatusOK, session.Page(r, staffingTitle, "/duties"), head, p.staffTable(b, ui.ParseQuery(staffingAt(unit), r.URL.Query())))
}

func staffingLead(b supervision.StaffBoard) care.Text {
	units := map[care.ID]bool{}
	for _, row := range b.Rows {
		units[row.Unit.ID] = true
	}
	if len(units) == 0 {
		return both("现行规则没有给这里的单位定配备标准。", "The rules in force set no number for the units here.")
	}
	n, short := len(units), b.Short()
	lead := both(number(n)+" 个单位有配备标准，都已配足。", number(n)+" units have a number to meet; all do.")
	if n == 1 {
		lead = both("1 个单位有配备标准，已配足。", "1 unit has a number to meet, and does.")
	}
	if short > 0 {
		lead = both(number(n)+" 个单位有配备标准，"+number(short)+" 个配备不足。", care.Counted(n, "unit has", "units have")+" a number to meet; "+care.Counted(short, "has", "have")+" too few.")
	}
	return both(lead.Zh+"在岗人数按“单位与岗位”中有人的心理岗位计算，一人多岗只算一次；系统没有登记专职还是兼职，要求专职的请自行核对。",
		lead.En+" Who is there is counted by the psychology posts that somebody holds, each person once; whether full- or part-time is not kept, so check where full-time is asked.")
}

func (p pages) staffTable(b supervision.StaffBoard, q ui.Query) ui.Table {
	t := ui.Table{ID: "staffing", Caption: staffingTitle, Query: q,
		Columns: []ui.Column{{Key: "unit", Label: both("单位", "Unit"), Fixed: true}, {Key: "size", Label: both("人数", "People"), Kind: ui.KindNumber}, {Key: "needs", Label: both("应配", "Asked"), Kind: ui.KindNumber},
			{Key: "has", Label: both("在岗", "There"), Kind: ui.KindNumber}, {Key: "short", Label: both("还缺", "Missing"), Kind: ui.KindNumber}, {Key: "rule", Label: both("规定", "Rule")}, {Key: "why", Label: both("依据", "Basis"), Kind: ui.KindPart}},
		Empty: ui.Empty{Title: both("没有要对照的单位", "No unit to compare"), Text: both("导入学生名册、或规则写明配备标准后，会列在这里。", "Units appear once pupils are on the roster and the rules set a number."), Icon: "school"}}
	rows := slices.Clone(b.Rows)
	slices.SortStableFunc(rows, func(x, y supervision.StaffRow) int { return cmp.Compare(y.Short(), x.Short()) })
	t.Total = len(rows)
	from := min(q.Offset(), len(rows))
	for _, row := range rows[from:min(from+q.Size, len(rows))] {
		size := ui.Number(row.Size)
		if row.Unit.Kind == care.District {
			size = ui.Words(care.Text{})
		}
		t.Rows = append(t.Rows, ui.Row{Urgent: row.Short() > 0, Cells: []ui.Cell{ui.Words(same(row.Unit.Name)), size, ui.Number(row.Needs), ui.Number(row.Has), ui.Number(row.Short()),
			ui.Words(row.Ratio.Text), ui.Parts(policyweb.Why(p.Era(), row.Ratio.Clause, "ratio/"+row.Ratio.ID))}})
	}
	return t
}
