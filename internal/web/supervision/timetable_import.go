package supervisionweb

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/roster"
	"xinhuan/internal/sheet"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var importTitle = both("导入课表", "Import a timetable")

func (p pages) timetableForm(w http.ResponseWriter, r *http.Request) error {
	return p.showTimetableForm(w, r, http.StatusOK, nil)
}

func (p pages) showTimetableForm(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	b, err := p.Lessons(r.Context(), session.Who(r), unit, care.DateOf(p.DB.Now()))
	if err != nil {
		return err
	}
	if !b.MayImport {
		return care.Fail(care.Forbidden, "import timetable", "您的岗位不负责这里的课表", "your post does not keep this timetable")
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	from := b.Today // another list replaces the first from today on, the first holds for the whole term
	if b.Without == len(b.Classes) {
		from = b.From
	}
	at := timetableAt(unit)
	page := session.Page(r, importTitle, "/duties")
	f := ui.Form{ID: "timetable", Action: at + "/import", Submit: both("先检查，不改动", "Check first, change nothing"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: at}, Fields: []ui.Field{
		{Name: "file", Kind: ui.FileField, Label: both("课表（XLSX 或 CSV）", "Timetable (XLSX or CSV)"), Required: true, Accept: ".xlsx,.csv",
			Help: both("一行是一个班的一节心理健康课：班级、星期、节次；可加单双周、任课教师、开始日期、结束日期。多校一起导入时加“学校”一列。", "One row is one mental-health lesson of a class: class, weekday, period; also weeks (odd, even, every), teacher, from, to. For several schools add a column School.")},
		{Name: "from", Kind: ui.DateField, Label: both("从哪一天起按这份课表", "It holds from"), Required: true, Values: []string{string(from)}, Help: both("这一天之前的课时不变；已签认的月份永远不变。", "Lessons before that day stay as they are; signed months never change.")}}}
	if fault != nil {
		f.Fill(r.PostForm, fault)
	}
	return session.Show(w, status, page, ui.Heading{Title: importTitle, Lead: both(name.Zh+"。名单里没有的班保持原来的课表。", name.En+". Classes that the list does not name keep their timetable."),
		Back: &ui.Link{Label: lessonsTitle, Href: at}, Actions: []ui.Component{ui.Link{Label: both("下载空白表", "Download an empty list"), Href: at + "/template", Icon: "download"}}}, f)
}

// timetableTemplate is an empty list to fill in.
func (p pages) timetableTemplate(w http.ResponseWriter, r *http.Request) error {
	lang := session.Lang(r)
	t := sheet.Table{Name: importTitle.In(lang), Columns: roster.Template(roster.Timetable, lang == care.Zh), Rows: func(func([]string, error) bool) {}}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="timetable.csv"`)
	return sheet.WriteCSV(w, t)
}

// timetableCheck shows what the list would do; nothing is written.
func (p pages) timetableCheck(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	plan, err := p.checkUpload(r, unit)
	if invalid(err) {
		return p.showTimetableForm(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	at := timetableAt(unit)
	page := session.Page(r, importTitle, "/duties")
	n, ended, same := plan.Count(supervision.SlotNew), plan.Count(supervision.SlotEnded), plan.Count(supervision.SlotSame)
	head := ui.Heading{Title: both("检查结果：还没有改动", "Result of the check: nothing was changed yet"), Back: &ui.Link{Label: importTitle, Href: at + "/import"},
		Lead: both(fmt.Sprintf("读到 %d 行，%d 行有错误不会导入。从%s起：新增 %d 节，结束 %d 节，不变 %d 节。", plan.Rows, plan.Faulty, plan.From.Words().Zh, n, ended, same),
			fmt.Sprintf("%s read, %d left out for an error. From %s on, lessons that begin: %d, end: %d, stay: %d.", care.Counted(plan.Rows, "row", "rows"), plan.Faulty, plan.From.Words().En, n, ended, same))}
	if n+ended > 0 {
		head.Actions = append(head.Actions, ui.Action{Label: both("按这份课表改", "Apply the timetable"), Href: at + "/apply", Look: ui.Main, Fields: []ui.Hidden{{Name: "from", Value: string(plan.From)}, {Name: "slots", Value: slotsText(plan.Slots)}}})
	}
	head.Actions = append(head.Actions, ui.Link{Label: both("不改，重新上传", "Change nothing, upload again"), Href: at + "/import"})
	return session.Show(w, http.StatusOK, page, head, faultTable(plan), planTable(plan))
}

func (p pages) checkUpload(r *http.Request, unit care.ID) (plan supervision.TimetablePlan, err error) {
	f, header, err := r.FormFile("file")
	if err != nil {
		return plan, care.Invalidf("file", "请选择文件", "choose a file")
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return plan, err
	}
	from, err := care.ParseDate(r.PostFormValue("from"))
	if err != nil {
		return plan, care.Invalidf("from", "请选择从哪一天起", "choose the day from which it holds")
	}
	return p.CheckTimetable(r.Context(), session.Who(r), supervision.TimetableFile{Unit: unit, Name: header.Filename, Content: data, From: from})
}

// faultsShown bounds the list of faults on the page; ours.
const faultsShown = 200

func faultTable(plan supervision.TimetablePlan) ui.Table {
	t := ui.Table{ID: "faults", Plain: true, Titled: true, Caption: both("需要看的地方", "What needs a look"), Total: len(plan.Faults),
		Columns: []ui.Column{{Key: "kind", Label: both("类别", "Kind"), Kind: ui.KindPart, Fixed: true}, {Key: "sheet", Label: both("工作表", "Sheet")}, {Key: "row", Label: both("行", "Row"), Kind: ui.KindNumber}, {Key: "column", Label: both("列", "Column")}, {Key: "what", Label: both("怎么改", "What to do")}},
		Empty:   ui.Empty{Title: both("没有发现问题", "Nothing found"), Icon: "check"}}
	for _, f := range plan.Faults[:min(len(plan.Faults), faultsShown)] {
		badge := ui.Badge{Text: both("请核对", "please check"), Tone: ui.Watch}
		if f.Severity == roster.Error {
			badge = ui.Badge{Text: both("错误", "error"), Tone: ui.Grave, Icon: "concern"}
		}
		row := ui.Number(f.Row)
		if f.Row == 0 { // the whole sheet
			row = ui.Text("–")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Parts(badge), ui.Text(dash(f.Sheet)), row, ui.Text(dash(strings.TrimSpace(f.ColumnName(plan.Letters) + " " + f.Header))), ui.Words(both(f.Message.Zh+"。"+f.Do.Zh, f.Message.En+": "+f.Do.En))}})
	}
	return t
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

var changeWords = map[supervision.TimetableChange]care.Text{supervision.SlotNew: both("新增", "begins"), supervision.SlotEnded: both("结束", "ends"), supervision.SlotSame: both("不变", "stays")}

func planTable(plan supervision.TimetablePlan) ui.Table {
	t := ui.Table{ID: "plan", Plain: true, Titled: true, Caption: both("与现在课表的差别", "Difference to the present timetable"), Total: len(plan.Lines),
		Columns: []ui.Column{{Key: "change", Label: both("变化", "Change"), Fixed: true}, {Key: "school", Label: both("学校", "School")}, {Key: "class", Label: both("班级", "Class")}, {Key: "slot", Label: both("哪一节", "Lesson")}},
		Empty:   ui.Empty{Title: both("没有可以导入的行", "No row can be imported"), Icon: "file"}}
	year := care.SchoolYear(plan.From)
	for _, l := range plan.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(changeWords[l.Change]), ui.Text(l.School.Name), ui.Words(l.Class.ClassName(year)), ui.Words(slotWords(l.Slot, "", plan.From))}})
	}
	return t
}

// slotsText carries the sound lines from the check to its confirmation. They hold
// ids only; the act judges every one again.
func slotsText(slots []care.LessonSlot) string {
	var b strings.Builder
	for _, s := range slots {
		fmt.Fprintf(&b, "%s,%d,%d,%s,%s,%s,%s;", s.Class, s.Weekday, s.Period, s.Weeks, s.Teacher, s.From, s.To)
	}
	return b.String()
}

func parseSlots(text string) (slots []care.LessonSlot, err error) {
	broken := care.Fail(care.Invalid, "read slots", "名单在检查之后变了，请重新上传", "the list changed after the check; upload it again")
	for line := range strings.SplitSeq(strings.TrimSuffix(text, ";"), ";") {
		f := strings.Split(line, ",")
		if len(f) != 7 {
			return nil, broken
		}
		s := care.LessonSlot{Weeks: care.Weeks(f[3]), From: care.Date(f[5]), To: care.Date(f[6])}
		if s.Class, err = care.ParseID(f[0]); err != nil {
			return nil, broken
		}
		if f[4] != "" {
			if s.Teacher, err = care.ParseID(f[4]); err != nil {
				return nil, broken
			}
		}
		s.Weekday, _ = strconv.Atoi(f[1])
		s.Period, _ = strconv.Atoi(f[2])
		slots = append(slots, s)
	}
	return slots, nil
}

func (p pages) timetableApply(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	slots, err := parseSlots(r.PostFormValue("slots"))
	if err != nil {
		slots = nil // the act asks who may first, and then says that there is nothing to import
	}
	began, ended, err := p.ApplyTimetable(r.Context(), session.Who(r), unit, care.Date(r.PostFormValue("from")), slots)
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both(fmt.Sprintf("课表已更新：新增 %d 节，结束 %d 节", began, ended), fmt.Sprintf("The timetable is up to date. Lessons that begin: %d, end: %d", began, ended)))
	return session.Redirect(w, r, timetableAt(unit))
}
