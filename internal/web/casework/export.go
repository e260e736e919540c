package caseweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/sheet"
	"xinhuan/internal/web/session"
)

// listSheet is a list to take away: all its columns are words.
func listSheet(lang care.Lang, name care.Text, heads ...care.Text) sheet.Table {
	t := sheet.Table{Name: name.In(lang)}
	for _, h := range heads {
		t.Columns = append(t.Columns, sheet.Column{Title: h.In(lang), Type: sheet.Text})
	}
	return t
}

// filled gives a list its rows.
func filled(t sheet.Table, rows func(yield func(...string) bool)) sheet.Table {
	t.Rows = func(yield func([]string, error) bool) {
		rows(func(cells ...string) bool { return yield(cells, nil) })
	}
	return t
}

// day is the day of an instant, "" where there is none.
func day(at care.Millis) string {
	if at == 0 {
		return ""
	}
	return string(care.DateOf(at.Time()))
}

// workGroup is one part of My work.
type workGroup struct {
	ID    string
	Title care.Text
	Rows  []casework.Row
}

// workGroups are the parts in their order, for the page and for the file.
func workGroups(work casework.Work) []workGroup {
	return []workGroup{{"now", text("现在", "Now"), work.Now}, {"week", text("本周", "This week"), work.Week}, {"later", text("以后", "Later"), work.Later}, {"waiting", text("等待他人", "Waiting for others"), work.Waiting}}
}

// workExport writes My work without names: numbers lead back to the page, which is
// opened, and logged, one by one.
func (p pages) workExport(w http.ResponseWriter, r *http.Request) error {
	work, err := p.Room.ExportWork(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	lang := session.Lang(r)
	t := listSheet(lang, text("我的工作", "My work"), text("分组", "Group"), text("编号", "Number"), text("事项", "What"), text("班级或单位", "Class or unit"), text("期限", "By when"), text("状态", "State"), text("等待", "Waiting for"), text("条款", "Clause"))
	return session.Download(w, r, "work", filled(t, func(yield func(...string) bool) {
		for _, g := range workGroups(work) {
			for _, row := range g.Rows {
				where, waits := row.Unit, ""
				if row.Pupil.Person != 0 {
					where = row.Pupil.Class
				}
				if row.Whom.Role != "" {
					waits = row.Whom.Role.Name().In(lang)
				}
				if !yield(g.Title.In(lang), numberOf(row), row.What.In(lang), where.In(lang), day(row.Due), row.Stands.State.Name().In(lang), waits, row.Clause) {
					return
				}
			}
		}
	}))
}

// numberOf is a row's number: of its duty, or of what it is about.
func numberOf(row casework.Row) string {
	switch {
	case row.ID != 0:
		return row.ID.String()
	case row.RefID != 0:
		return row.RefID.String()
	}
	return ""
}
