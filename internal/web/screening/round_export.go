package roundweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/sheet"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// roundExport hands out the table as it stands on the page, all rows of it:
// counts of classes or schools, nobody's name.
func (p pages) roundExport(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "round")
	if err != nil {
		return err
	}
	school, err := schoolOf(r)
	if err != nil {
		return err
	}
	b, err := p.Room.ExportBoard(r.Context(), session.Who(r), id, school)
	if err != nil {
		return err
	}
	if len(b.Schools) == 0 {
		return care.Fail(care.Forbidden, "export round", "您的岗位不需要这张表", "your post does not need this table")
	}
	table := classSheet(b, session.Lang(r))
	if len(b.Schools) > 1 && school == 0 {
		table = schoolSheet(b, session.Lang(r))
	}
	return session.Download(w, r, "round-"+string(b.Today), table)
}

func columns(lang care.Lang, titles ...care.Text) (list []sheet.Column) {
	for i, t := range titles {
		c := sheet.Column{Title: t.In(lang), Type: sheet.Number}
		if i == 0 {
			c.Type, c.Width = sheet.Text, 24
		}
		list = append(list, c)
	}
	return list
}

func rows(cells [][]string) func(yield func([]string, error) bool) {
	return func(yield func([]string, error) bool) {
		for _, row := range cells {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func classSheet(b screening.Board, lang care.Lang) sheet.Table {
	t := sheet.Table{Name: both("班级进度", "Classes").In(lang), Columns: columns(lang, both("班级", "Class"), both("状态", "State"), both("在册", "Enrolled"),
		both("同意已登记", "Consents in"), both("应测", "To answer"), both("已完成", "Done"), both("其中迟交", "Of those late"), both("缺席", "Absent"))}
	t.Columns[1].Type = sheet.Text
	var cells [][]string
	for _, l := range filterClasses(b, ui.Query{}) {
		cells = append(cells, []string{l.School.Name + " " + className(b.Campaign, l.Class).In(lang), classBadges[l.State].Text.In(lang), num(l.Count.Enrolled),
			num(l.Count.Decided), num(l.Count.Due), num(l.Count.Done), num(l.Count.Late), num(l.Count.Absent)})
	}
	t.Rows = rows(cells)
	return t
}

func schoolSheet(b screening.Board, lang care.Lang) sheet.Table {
	t := sheet.Table{Name: both("学校进度", "Schools").In(lang), Columns: columns(lang, both("学校", "School"), both("班级", "Classes"), both("完成的班", "Finished"),
		both("应测", "To answer"), both("已完成", "Done"), both("其中迟交", "Of those late"))}
	var cells [][]string
	for _, l := range b.Schools {
		cells = append(cells, []string{l.School.Name, num(l.Classes), num(l.Finished), num(l.Count.Due), num(l.Count.Done), num(l.Count.Late)})
	}
	t.Rows = rows(cells)
	return t
}
