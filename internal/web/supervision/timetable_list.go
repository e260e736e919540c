package supervisionweb

import (
	"cmp"
	"net/http"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var lessonsTitle = both("心理健康课", "Mental-health lessons")

func timetableAt(unit care.ID) string { return "/timetable/" + unit.String() }

// lessons is the timetable and what it comes to: of a district by school, of a
// school by class, of a class by lesson.
func (p pages) lessons(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	on := care.DateOf(p.DB.Now())
	if d, err := care.ParseDate(r.URL.Query().Get("on")); err == nil {
		on = d
	}
	b, err := p.Lessons(r.Context(), session.Who(r), unit, on)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	switch b.Unit.Kind {
	case care.Class:
		return p.showClass(w, r, http.StatusOK, b, name, nil)
	case care.School:
		return p.showSchool(w, r, b, name)
	}
	return p.showDistrict(w, r, b, name)
}

func (p pages) lessonsHead(b supervision.LessonBoard, name care.Text) ui.Heading {
	at := timetableAt(b.Unit.ID)
	h := ui.Heading{Title: both(name.Zh+"的心理健康课", "Mental-health lessons of "+name.En), Lead: lessonsLead(b), Why: p.whyOf(lessonsProof), Back: &ui.Link{Label: boardTitle, Href: "/duties/" + b.Unit.ID.String()}}
	if b.MayImport {
		h.Actions = append(h.Actions, ui.Link{Label: both("导入课表", "Import a timetable"), Href: at + "/import", Icon: "upload"})
	}
	h.Actions = append(h.Actions, ui.Link{Label: both("上一学期", "Previous term"), Href: at + "?on=" + string(b.From.AddDays(-60))})
	if next := b.To.AddDays(1); next <= b.Today {
		h.Actions = append(h.Actions, ui.Link{Label: both("本学期", "This term"), Href: at})
	}
	return h
}

func lessonsLead(b supervision.LessonBoard) care.Text {
	span := both(b.From.Words().Zh+"至"+b.To.Words().Zh+"的学期：", "Term "+b.From.Words().En+" to "+b.To.Words().En+": ")
	n, met := len(b.Classes), b.Met()
	if n == 0 {
		return both(span.Zh+"没有在校班级。", span.En+"no class is in school.")
	}
	lead := both(span.Zh+"共 "+number(n)+" 个班，"+number(met)+" 个班到目前该上的课都已上完并签认", span.En+number(met)+" of "+care.Counted(n, "class", "classes")+" held and signed all lessons asked so far")
	if late := b.Late(); late > 0 {
		lead = both(lead.Zh+"；"+number(late)+" 个班缺课或逾期没签认", lead.En+"; in "+care.Counted(late, "class", "classes")+" a lesson is missing or its signature is overdue")
	}
	if b.Without > 0 {
		lead = both(lead.Zh+"；"+number(b.Without)+" 个班没有课表", lead.En+"; "+care.Counted(b.Without, "class has", "classes have")+" no timetable")
	}
	if open := b.Months - b.Signed; open > 0 {
		return both(lead.Zh+"。还有 "+number(open)+" 份月度签认没做（每班每月一份），没签认的课时不计入。", lead.En+". "+care.Counted(open, "monthly signature is", "monthly signatures are")+" missing, one a class and month; unsigned lessons do not count.")
	}
	return both(lead.Zh+"。", lead.En+".")
}

// showSchool names each class with what it lacks.
func (p pages) showSchool(w http.ResponseWriter, r *http.Request, b supervision.LessonBoard, name care.Text) error {
	page := session.Page(r, lessonsTitle, "/duties")
	head := p.lessonsHead(b, name)
	for _, m := range unsignedMonths(b) {
		words := monthWords(m)
		head.Actions = append(head.Actions, ui.Link{Label: both("签认"+words.Zh, "Sign "+words.En), Href: timetableAt(b.Unit.ID) + "/month?month=" + m, Icon: "check"})
	}
	why := p.whyOf(lessonsProof)
	t := ui.Table{ID: "classes", Plain: true, Titled: true, Caption: both("各班", "Classes"), Total: len(b.Classes),
		Columns: []ui.Column{{Key: "class", Label: both("班级", "Class"), Fixed: true}, {Key: "slots", Label: both("课表", "Timetable"), Kind: ui.KindPart}, {Key: "held", Label: both("已签认课时", "Signed lessons"), Kind: ui.KindNumber, Why: why},
			{Key: "waiting", Label: both("待签认", "To sign"), Kind: ui.KindNumber, Why: why}, {Key: "coming", Label: both("还要上", "To come"), Kind: ui.KindNumber, Why: why}, {Key: "short", Label: both("缺什么", "What is missing"), Kind: ui.KindPart}},
		Empty: ui.Empty{Title: both("没有在校班级", "No class is in school"), Text: both("先导入学生名册，班级会自动建立。", "Import the roster of pupils first; it makes the classes."), Icon: "school"}}
	year := care.SchoolYear(b.From) // the grade a class was then
	for _, c := range b.Classes {
		t.Rows = append(t.Rows, ui.Row{Urgent: c.Late, Cells: []ui.Cell{ui.Goto(c.Class.ClassName(year), timetableAt(c.Class.ID)), ui.Parts(slotLines(b, c)), ui.Number(c.Count.Held), ui.Number(c.Count.Waiting), ui.Number(c.Count.Coming), ui.Parts(p.shortLines(c))}})
	}
	return session.Show(w, http.StatusOK, page, head, t)
}

// lessonsPart says on a school's page which classes lack lessons: the school has
// met what every class has met.
func (p pages) lessonsPart(r *http.Request, school care.ID) ([]ui.Component, error) {
	b, err := p.Lessons(r.Context(), session.Who(r), school, care.DateOf(p.DB.Now()))
	if err != nil || len(b.Classes) == 0 {
		return nil, err
	}
	t := ui.Table{ID: "lessons", Plain: true, Titled: true, Caption: both("心理健康课：还有缺的班级", "Mental-health lessons: classes that still lack something"),
		Columns: []ui.Column{{Key: "class", Label: both("班级", "Class"), Fixed: true}, {Key: "short", Label: both("缺什么", "What is missing"), Kind: ui.KindPart}},
		Empty:   ui.Empty{Title: both("每个班到目前都不缺", "No class lacks anything so far"), Icon: "check"}}
	for _, c := range b.Classes {
		if !c.Met {
			t.Rows = append(t.Rows, ui.Row{Urgent: c.Late, Cells: []ui.Cell{ui.Goto(c.Class.ClassName(care.SchoolYear(b.Today)), timetableAt(c.Class.ID)), ui.Parts(p.shortLines(c))}})
		}
	}
	t.Total = len(t.Rows)
	return []ui.Component{t}, nil
}

func slotLines(b supervision.LessonBoard, c supervision.ClassLessons) ui.Lines {
	var lines ui.Lines
	for _, s := range c.Slots {
		lines = append(lines, ui.Line{Text: slotWords(s, b.Teachers[s.Teacher], b.Today)})
	}
	if len(lines) == 0 {
		lines = ui.Lines{{Text: both("没有课表", "no timetable")}}
	}
	return lines
}

func unsignedMonths(b supervision.LessonBoard) (months []string) {
	for _, c := range b.Classes {
		for _, m := range c.Unsigned {
			if c.MaySign && signable(c, m, b.Today) && !slices.Contains(months, m) {
				months = append(months, m)
			}
		}
	}
	slices.Sort(months)
	return months
}

// signable tells that every lesson of the month lies behind.
func signable(c supervision.ClassLessons, month string, today care.Date) bool {
	return !slices.ContainsFunc(c.Lessons, func(l lesson.Lesson) bool { return l.On.Month() == month && l.On > today && l.Counts() })
}

// showDistrict counts by school.
func (p pages) showDistrict(w http.ResponseWriter, r *http.Request, b supervision.LessonBoard, name care.Text) error {
	page := session.Page(r, lessonsTitle, "/duties")
	type row struct {
		id                                        care.ID
		name                                      care.Text
		classes, met, late, without, open, signed int
	}
	rows := map[care.ID]*row{}
	for _, c := range b.Classes {
		s := rows[c.Class.Parent]
		if s == nil {
			s = &row{id: c.Class.Parent}
			var err error
			if s.name, err = p.nameOf(r, s.id); err != nil {
				return err
			}
			rows[s.id] = s
		}
		s.classes++
		s.signed += len(c.Signed)
		s.open += len(c.Unsigned)
		if c.Met {
			s.met++
		}
		if c.Late {
			s.late++
		}
		if len(c.Lessons) == 0 && len(c.Signed) == 0 {
			s.without++
		}
	}
	list := make([]*row, 0, len(rows))
	for _, s := range rows {
		list = append(list, s)
	}
	slices.SortFunc(list, func(x, y *row) int {
		return cmp.Or(cmp.Compare(y.late, x.late), cmp.Compare(x.name.Zh, y.name.Zh), cmp.Compare(x.id, y.id))
	})
	q := ui.ParseQuery(timetableAt(b.Unit.ID), r.URL.Query())
	why := p.whyOf(lessonsProof)
	t := ui.Table{ID: "schools", Titled: true, Caption: both("各校", "Schools"), Query: q, Total: len(list),
		Columns: []ui.Column{{Key: "school", Label: both("学校", "School"), Fixed: true}, {Key: "classes", Label: both("班级", "Classes"), Kind: ui.KindNumber, Why: why}, {Key: "met", Label: both("到目前都已签认", "Signed so far"), Kind: ui.KindNumber, Why: why}, {Key: "late", Label: both("缺课或逾期没签认", "Lacking"), Kind: ui.KindNumber, Why: why},
			{Key: "without", Label: both("没有课表的班", "No timetable"), Kind: ui.KindNumber, Why: why}, {Key: "signed", Label: both("已做的月度签认", "Months signed"), Kind: ui.KindNumber, Why: why}, {Key: "open", Label: both("未做的月度签认", "Months open"), Kind: ui.KindNumber, Why: why}},
		Empty: ui.Empty{Title: both("没有学校", "No school"), Icon: "school"}}
	from := min(q.Offset(), len(list))
	for _, s := range list[from:min(from+q.Size, len(list))] {
		t.Rows = append(t.Rows, ui.Row{Urgent: s.late > 0, Cells: []ui.Cell{ui.Goto(s.name, timetableAt(s.id)), ui.Number(s.classes), ui.Number(s.met), ui.Number(s.late), ui.Number(s.without), ui.Number(s.signed), ui.Number(s.open)}})
	}
	return session.Show(w, http.StatusOK, page, p.lessonsHead(b, name), t)
}
