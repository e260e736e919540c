package supervisionweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/document"
	"xinhuan/internal/sheet"
	"xinhuan/internal/supervision"
)

// lessons is what the timetable and the signatures prove: by class within a school, by
// school above one.
func (s teller) lessons() document.Block {
	f := s.j.folder
	t := &document.Table{Columns: cols(col(s.L("班级", "Class"), 4), count(s.L("已上", "Given")), count(s.L("已签认", "Signed")), count(s.L("未上", "Fell out")), count(s.L("待上", "To come")), col(s.L("签认", "Signed by"), 6)), Empty: s.L("本期间没有课表，也没有签认的课时。", "No timetable and no signed lesson in this period.")}
	b := document.Block{Words: []string{s.L("课表上的课时（未签认的不算佐证）：", "Lessons of the timetable (those not signed prove nothing):")}, Table: t}
	list, whole := f.Lessons, f.Unit.Kind == care.School || f.Unit.Kind == care.Class
	if !whole {
		list = supervision.BySchool(list)
		t.Columns[0].Title = s.L("学校", "School")
	}
	for _, c := range list {
		name, by := c.School.Name, s.L(number(len(c.Months))+" 个班月", care.Counted(len(c.Months), "class month", "class months"))
		if whole {
			name, by = s.T(f.Where(c.Class)), s.signatures(c.Months)
		}
		t.Rows = append(t.Rows, []string{name, number(c.Given), number(c.Signed), number(c.Cancelled), number(c.Coming), by})
	}
	if !whole && len(list) > 0 {
		b.Words = append(b.Words, s.L("各班各月由谁在哪天签认，见 Excel 文件的“课时”表。", "Who signed which class and month on which day stands in the Excel file under Lessons."))
	}
	return b
}

// signatures names who signed each month, and when.
func (s teller) signatures(months []supervision.MonthSigned) string {
	var list []string
	for _, m := range months {
		list = append(list, m.Month+s.L("（", " (")+number(m.Lessons)+s.L(" 课时）：", "): ")+s.signer(m)+s.L("，", ", ")+s.Date(care.DateOf(m.At.Time())))
	}
	if len(list) == 0 {
		return s.L("没有签认", "not signed")
	}
	return strings.Join(list, s.L("；", "; "))
}

func (s teller) signer(m supervision.MonthSigned) string {
	return strings.TrimSpace(s.T(m.By.Name()) + " " + m.Name)
}

// lessonsSigned is the signed lessons of a clause that rests on lessons.
func (s teller) lessonsSigned(c supervision.ClausePart) string {
	if !c.Taught {
		return ""
	}
	return number(s.j.folder.SignedLessons())
}

// lessonSheet lists every class with its signatures, one row a month.
func (s teller) lessonSheet() sheet.Table {
	t := sheet.Table{Name: s.L("课时", "Lessons"), Columns: []sheet.Column{text(s.L("学校", "School"), 24), text(s.L("班级", "Class"), 18), amountOf(s.L("期间已上", "Given in the period")), amountOf(s.L("期间已签认", "Signed in the period")), amountOf(s.L("未上", "Fell out")), amountOf(s.L("待上", "To come")),
		text(s.L("签认的月份", "Month signed"), 12), amountOf(s.L("当月课时", "Lessons of the month")), text(s.L("签认岗位", "Signed by"), 16), dayOf(s.L("签认日期", "Signed on"))}}
	if s.j.folder.Names {
		t.Columns = append(t.Columns, text(s.L("签认人", "Name"), 12))
	}
	var rows [][]string
	for _, c := range s.j.folder.Lessons {
		months := c.Months
		if len(months) == 0 {
			months = []supervision.MonthSigned{{}}
		}
		for i, m := range months {
			row := []string{c.School.Name, s.T(s.j.folder.Where(c.Class)), "", "", "", ""}
			if i == 0 { // once a class, so that a column may be added up
				copy(row[2:], []string{number(c.Given), number(c.Signed), number(c.Cancelled), number(c.Coming)})
			}
			if m.Month == "" {
				row = append(row, "", "", "", "")
			} else {
				row = append(row, m.Month, number(m.Lessons), s.T(m.By.Name()), string(care.DateOf(m.At.Time())))
			}
			if s.j.folder.Names {
				row = append(row, m.Name)
			}
			rows = append(rows, row)
		}
	}
	t.Rows = each(rows)
	return t
}
