package supervisionweb

import (
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// showClass is a class's term: every lesson with what became of it, and what may be
// done about it.
func (p pages) showClass(w http.ResponseWriter, r *http.Request, status int, b supervision.LessonBoard, name care.Text, fault error) error {
	page := session.Page(r, lessonsTitle, "/duties")
	if len(b.Classes) == 0 {
		return session.Show(w, status, page, ui.Heading{Title: name, Back: &ui.Link{Label: boardTitle, Href: "/duties/" + b.Unit.ID.String()}},
			ui.Empty{Title: both("这个班已不在校", "This class is no longer in school"), Icon: "school"})
	}
	c := b.Classes[0]
	head := p.lessonsHead(b, name)
	head.Back = &ui.Link{Label: lessonsTitle, Href: timetableAt(c.Class.Parent)}
	if session.Who(r).Unit == c.Class.ID { // whoever sits in the class reads no other
		head.Back = &ui.Link{Label: boardTitle, Href: "/duties/" + c.Class.ID.String()}
	}
	zh, en := "", ""
	for _, l := range slotLines(b, c) {
		zh, en = join(zh, "；", l.Text.Zh), join(en, "; ", l.Text.En)
	}
	term := termWords(b)
	head.Lead = both(term.Zh+"课表："+zh+"。已签认 "+number(c.Count.Held)+" 课时，待签认 "+number(c.Count.Waiting)+"，还要上 "+number(c.Count.Coming)+"。",
		term.En+"timetable "+en+". "+care.Counted(c.Count.Held, "lesson", "lessons")+" signed, "+number(c.Count.Waiting)+" to sign, "+number(c.Count.Coming)+" to come.")
	if c.MaySign {
		for _, m := range c.Unsigned {
			if !signable(c, m, b.Today) {
				continue
			}
			words := monthWords(m)
			head.Actions = append(head.Actions, ui.Link{Label: both("签认"+words.Zh, "Sign "+words.En), Href: timetableAt(c.Class.ID) + "/month?month=" + m, Icon: "check"})
		}
	}
	parts := []ui.Component{head, p.shortTable(b, c), lessonTable(b, c)}
	if c.May {
		if f := cancelForm(r, c, fault); len(f.Fields[1].Options) > 0 {
			parts = append(parts, f)
		}
		parts = append(parts, addForm(r, b, fault))
	}
	return session.Show(w, status, page, parts...)
}

// shortTable says of every duty how far it is proven.
func (p pages) shortTable(b supervision.LessonBoard, c supervision.ClassLessons) ui.Table {
	t := ui.Table{ID: "short", Plain: true, Titled: true, Caption: both("还没有证明的要求", "What is not proven yet"), Total: len(c.Short),
		Columns: []ui.Column{{Key: "what", Label: both("要求", "What is asked"), Fixed: true}, {Key: "have", Label: both("已签认", "Signed"), Kind: ui.KindNumber}, {Key: "need", Label: both("需要", "Needed"), Kind: ui.KindNumber}, {Key: "why", Label: both("依据", "Basis"), Kind: ui.KindPart}},
		Empty:   ui.Empty{Title: both("到目前的要求都已达到", "Everything asked so far is met"), Icon: "check"}}
	for _, s := range c.Short {
		t.Rows = append(t.Rows, ui.Row{Urgent: s.Late(b.Today), Cells: []ui.Cell{ui.Words(both(s.Cadence.Text.Zh+"（"+spanWords(s.From, s.To).Zh+"）："+lackWords(s).Zh, s.Cadence.Text.En+" ("+spanWords(s.From, s.To).En+"): "+lackWords(s).En)), ui.Number(s.Has.Held), ui.Number(s.Cadence.Count),
			ui.Parts(policyweb.Why(p.Era(), s.Cadence.Clause, "cadence/"+s.Cadence.ID))}})
	}
	return t
}

func lessonTable(b supervision.LessonBoard, c supervision.ClassLessons) ui.Table {
	t := ui.Table{ID: "lessons", Plain: true, Titled: true, Caption: both("学期里的课", "Lessons of the term"), Total: len(c.Lessons),
		Columns: []ui.Column{{Key: "on", Label: both("日期", "Date"), Fixed: true}, {Key: "state", Label: both("情况", "What became of it")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty:   ui.Empty{Title: both("还没有课表", "No timetable yet"), Text: both("由心理辅导站站长导入课表，课时就会自动列出。", "Once the psychology lead has imported the timetable, its lessons are listed by themselves."), Icon: "calendar"}}
	for _, l := range c.Lessons {
		signed := lesson.Signed(c.Signed, l.On.Month())
		var acts []ui.Component
		if c.May && l.Change != 0 && !signed {
			acts = append(acts, ui.Action{Label: both("撤销", "Undo"), Href: timetableAt(c.Class.ID) + "/undo", Fields: []ui.Hidden{{Name: "change", Value: l.Change.String()}}})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(lessonWords(l.On, l.Period)), ui.Words(became(l, signed, b.Today)), ui.Parts(acts...)}})
	}
	return t
}

// became says what became of a lesson.
func became(l lesson.Lesson, signed bool, today care.Date) care.Text {
	switch {
	case !l.Counts():
		return both("没上："+l.Out.Name().Zh, "Fell out: "+l.Out.Name().En)
	case signed && l.Added:
		return both("补课，已签认", "Make-up lesson, signed")
	case signed:
		return both("已签认", "Signed")
	case l.On > today && l.Added:
		return both("补课，还没到日子", "Make-up lesson to come")
	case l.On > today:
		return both("还没到日子", "To come")
	case l.Added:
		return both("补课，等当月签认", "Make-up lesson, waits for the month's signature")
	}
	return both("按课表算上了，等当月签认", "Given by the timetable, waits for the month's signature")
}

func lessonValue(l lesson.Lesson) string { return string(l.On) + "/" + strconv.Itoa(l.Period) }

// parseLesson reads what lessonValue wrote.
func parseLesson(s string) (on care.Date, period int) {
	day, n, _ := strings.Cut(s, "/")
	on, err := care.ParseDate(day)
	if err != nil {
		return "", 0
	}
	period, _ = strconv.Atoi(n)
	return on, period
}

func cancelForm(r *http.Request, c supervision.ClassLessons, fault error) ui.Form {
	f := ui.Form{ID: "cancel", Action: timetableAt(c.Class.ID) + "/cancel", Submit: both("登记没上", "Note that it fell out"), Fields: []ui.Field{
		{Kind: ui.SectionField, Name: "cancel-section", Label: both("有一节没上", "A lesson fell out")},
		{Name: "lesson", Kind: ui.SelectField, Label: both("哪一节", "Which lesson"), Required: true}, reasonField("reason", true)}}
	for _, l := range c.Lessons {
		if l.Counts() && !l.Added && !lesson.Signed(c.Signed, l.On.Month()) {
			f.Fields[1].Options = append(f.Fields[1].Options, ui.Option{Value: lessonValue(l), Label: lessonWords(l.On, l.Period)})
		}
	}
	if fault != nil && r.PostForm.Has("lesson") {
		f.Fill(r.PostForm, fault)
	}
	return f
}

func reasonField(name string, required bool) ui.Field {
	f := ui.Field{Name: name, Kind: ui.SelectField, Label: both("没上的原因", "Why it fell out"), Required: required}
	for _, reason := range care.LessonReasons() {
		f.Options = append(f.Options, ui.Option{Value: string(reason), Label: reason.Name()})
	}
	return f
}

func addForm(r *http.Request, b supervision.LessonBoard, fault error) ui.Form {
	f := ui.Form{ID: "makeup", Action: timetableAt(b.Unit.ID) + "/add", Submit: both("登记补课", "Note the make-up lesson"), Fields: []ui.Field{
		{Kind: ui.SectionField, Name: "add-section", Label: both("补了一节课", "A make-up lesson was given")},
		{Name: "on", Kind: ui.DateField, Label: both("哪一天", "On which day"), Required: true, Min: string(b.From), Max: string(b.To)},
		{Name: "period", Kind: ui.NumberField, Label: both("第几节", "Which period"), Required: true, Min: "1", Max: "14"}}}
	if fault != nil && r.PostForm.Has("period") {
		f.Fill(r.PostForm, fault)
	}
	return f
}

func (p pages) lessonCancel(w http.ResponseWriter, r *http.Request) error {
	return p.changeLesson(w, r, both("已登记", "Noted"), func(class care.ID) error {
		on, period := parseLesson(r.PostFormValue("lesson"))
		if on == "" {
			return care.Invalidf("lesson", "请选择哪一节", "choose the lesson")
		}
		return p.CancelLesson(r.Context(), session.Who(r), class, on, period, care.LessonReason(r.PostFormValue("reason")))
	})
}

func (p pages) lessonAdd(w http.ResponseWriter, r *http.Request) error {
	return p.changeLesson(w, r, both("补课已登记", "The make-up lesson is noted"), func(class care.ID) error {
		period, _ := strconv.Atoi(r.PostFormValue("period"))
		return p.AddLesson(r.Context(), session.Who(r), class, care.Date(r.PostFormValue("on")), period)
	})
}

func (p pages) lessonUndo(w http.ResponseWriter, r *http.Request) error {
	return p.changeLesson(w, r, both("已撤销", "Undone"), func(care.ID) error {
		change, err := care.ParseID(r.PostFormValue("change"))
		if err != nil {
			return care.Fail(care.NotFound, "undo lesson", "没有找到这条登记", "there is no such note")
		}
		return p.UndoLesson(r.Context(), session.Who(r), change)
	})
}

// changeLesson does one thing about a class's lessons and comes back to its page.
func (p pages) changeLesson(w http.ResponseWriter, r *http.Request, done care.Text, change func(class care.ID) error) error {
	class, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	err = change(class)
	if invalid(err) {
		b, broken := p.Lessons(r.Context(), session.Who(r), class, care.DateOf(p.DB.Now()))
		if broken != nil {
			return broken
		}
		name, broken := p.nameOf(r, class)
		if broken != nil {
			return broken
		}
		return p.showClass(w, r, http.StatusUnprocessableEntity, b, name, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, done)
	return session.Redirect(w, r, timetableAt(class))
}

// termWords says which term a page is about: it may be one that has ended or is to come.
func termWords(b supervision.LessonBoard) care.Text {
	from, to := b.From.Time(), b.To.Time()
	return both(from.Format("2006年1月2日")+"至"+to.Format("2006年1月2日")+"的学期：", "Term "+from.Format("2 Jan 2006")+" to "+to.Format("2 Jan 2006")+": ")
}
