package roundweb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// tables draws the classes of one school or, for whoever sees several, the schools.
func (out *showPage) tables(b screening.Board, q ui.Query) {
	switch {
	case len(b.Schools) == 0:
	case len(b.Schools) > 1 && out.School == 0:
		out.TableTitle = both("各学校", "Schools")
		out.Table = schoolTable(b, q)
	default:
		out.TableTitle = both("各班级", "Classes")
		out.Table = classTable(b, out.School, q)
		if len(b.Schools) > 1 {
			out.AllSchools = roundPath(b.Campaign.ID)
			if len(b.Classes) > 0 {
				out.TableTitle = same(b.Classes[0].School.Name)
			}
		}
	}
}

func schoolQuery(school care.ID) string {
	if school == 0 {
		return ""
	}
	return "?school=" + school.String()
}

func exports(b screening.Board, school care.ID) []ui.Link {
	if !b.Can.Export {
		return nil
	}
	return session.Exports(roundPath(b.Campaign.ID), strings.TrimPrefix(schoolQuery(school), "?"))
}

// lateColumn counts those of a closed round who handed in afterwards.
var lateColumn = ui.Column{Key: "late", Label: both("迟交", "Late"), Kind: ui.KindNumber}

func schoolTable(b screening.Board, q ui.Query) ui.Table {
	t := ui.Table{ID: "schools", Caption: both("各学校进度", "Progress of schools"), Query: q, Search: both("学校名称", "School"), Exports: exports(b, 0),
		Columns: []ui.Column{{Key: "name", Label: both("学校", "School"), Sortable: true, Fixed: true}, {Key: "classes", Label: both("班级", "Classes"), Kind: ui.KindNumber, Sortable: true},
			{Key: "finished", Label: both("完成的班", "Finished"), Kind: ui.KindNumber}, {Key: "due", Label: both("应测", "To answer"), Kind: ui.KindNumber, Sortable: true},
			{Key: "done", Label: both("已完成", "Done"), Kind: ui.KindNumber, Sortable: true}, {Key: "share", Label: both("完成率", "Share"), Kind: ui.KindNumber, Sortable: true}}}
	if b.End.Late > 0 {
		t.Columns = append(t.Columns, lateColumn)
	}
	list := slices.DeleteFunc(slices.Clone(b.Schools), func(l screening.SchoolLine) bool { return !strings.Contains(l.School.Name, q.Text) })
	order(list, q, func(l screening.SchoolLine) int {
		switch q.Sort {
		case "classes":
			return l.Classes
		case "due":
			return l.Count.Due
		case "done":
			return l.Count.Done
		case "share":
			return percent(l.Count)
		}
		return 0
	})
	t.Total = len(list)
	for _, l := range window(list, q) {
		t.Rows = append(t.Rows, ui.Row{ID: l.School.ID.String(), Cells: []ui.Cell{ui.Goto(same(l.School.Name), roundPath(b.Campaign.ID, "/schools/", l.School.ID.String())),
			ui.Number(l.Classes), ui.Number(l.Finished), ui.Number(l.Count.Due), ui.Number(l.Count.Done), ui.Text(share(l.Count))}})
		if b.End.Late > 0 {
			last := &t.Rows[len(t.Rows)-1]
			last.Cells = append(last.Cells, ui.Number(l.Count.Late))
		}
	}
	return t
}

func classTable(b screening.Board, school care.ID, q ui.Query) ui.Table {
	t := ui.Table{ID: "classes", Caption: both("各班级进度", "Progress of classes"), Query: q, Exports: exports(b, school),
		Columns: []ui.Column{{Key: "name", Label: both("班级", "Class"), Sortable: true, Fixed: true}, {Key: "state", Label: both("状态", "State"), Kind: ui.KindPart, Sortable: true},
			{Key: "consents", Label: both("同意已登记", "Consents in"), Kind: ui.KindNumber, Sortable: true}, {Key: "due", Label: both("应测", "To answer"), Kind: ui.KindNumber, Sortable: true},
			{Key: "done", Label: both("已完成", "Done"), Kind: ui.KindNumber, Sortable: true}, {Key: "absent", Label: both("缺席", "Absent"), Kind: ui.KindNumber, Sortable: true},
			{Key: "tickets", Label: both("有效纸条", "Valid slips"), Kind: ui.KindNumber, Extra: true}, {Key: "do", Label: both("下一步", "Next"), Kind: ui.KindAction}},
		Filters: []ui.Filter{{Key: "state", Label: both("状态", "State"), Options: stateOptions()}, {Key: "grade", Label: both("年级", "Grade"), Options: gradeOptions(b)}},
		Empty:   ui.Empty{Title: both("这里没有班级", "There is no class here")}}
	if b.End.Late > 0 {
		t.Columns = slices.Insert(t.Columns, len(t.Columns)-1, lateColumn)
	}
	list := filterClasses(b, q)
	t.Total = len(list)
	for _, l := range window(list, q) {
		row := classRow(b, l)
		if b.End.Late > 0 {
			row.Cells = slices.Insert(row.Cells, len(row.Cells)-1, ui.Number(l.Count.Late))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func classRow(b screening.Board, l screening.ClassLine) ui.Row {
	c := b.Campaign
	do := ui.Link{Label: both("看班级", "Open"), Href: classPath(c.ID, l.Class.ID)}
	if b.Can.Consent && !over(c) && l.State == screening.ClassConsent {
		do = ui.Link{Label: both("登记同意", "Enter consents"), Href: roundPath(c.ID, "/consents/", l.Class.ID.String())}
	}
	return ui.Row{ID: l.Class.ID.String(), Cells: []ui.Cell{ui.Goto(className(c, l.Class), classPath(c.ID, l.Class.ID)), ui.Parts(classBadges[l.State]),
		ui.Text(num(l.Count.Decided) + " / " + num(l.Count.Enrolled)), ui.Number(l.Count.Due), ui.Number(l.Count.Done), ui.Number(l.Count.Absent), ui.Number(l.Tickets), ui.Parts(do)}}
}

func filterClasses(b screening.Board, q ui.Query) []screening.ClassLine {
	list := slices.DeleteFunc(slices.Clone(b.Classes), func(l screening.ClassLine) bool {
		if s := q.Filters["state"]; s != "" && s != string(l.State) {
			return true
		}
		grade := q.Filters["grade"]
		return grade != "" && grade != num(l.Class.Grade(b.Campaign.SchoolYear))
	})
	slices.SortStableFunc(list, func(x, y screening.ClassLine) int {
		year := b.Campaign.SchoolYear
		return cmp.Or(cmp.Compare(x.Class.Grade(year), y.Class.Grade(year)), cmp.Compare(x.Class.Number, y.Class.Number))
	})
	order(list, q, func(l screening.ClassLine) int {
		switch q.Sort {
		case "state":
			return slices.Index(classStates, l.State)
		case "consents":
			return l.Count.Decided - l.Count.Enrolled
		case "due":
			return l.Count.Due
		case "done":
			return l.Count.Done
		case "absent":
			return l.Count.Absent
		}
		return 0
	})
	return list
}

// order sorts by a key; by name, the order it came in.
func order[T any](list []T, q ui.Query, key func(T) int) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	if q.Desc {
		slices.Reverse(list)
	}
}

func window[T any](list []T, q ui.Query) []T {
	first := min(q.Offset(), len(list))
	return list[first:min(first+q.Size, len(list))]
}

func stateOptions() (list []ui.Option) {
	for _, s := range classStates {
		list = append(list, ui.Option{Value: string(s), Label: classBadges[s].Text})
	}
	return list
}

func gradeOptions(b screening.Board) (list []ui.Option) {
	for _, g := range b.Campaign.Settings.Grades {
		list = append(list, ui.Option{Value: num(g), Label: care.GradeName(g, "")})
	}
	return list
}

func percent(c screening.Count) int {
	if c.Due == 0 {
		return -1
	}
	return c.Done * 1000 / c.Due
}

func share(c screening.Count) string {
	if c.Due == 0 {
		return "–"
	}
	return strconv.FormatFloat(100*float64(c.Done)/float64(c.Due), 'f', 1, 64) + "%"
}
