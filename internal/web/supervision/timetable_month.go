package supervisionweb

import (
	"net/http"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/lesson"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// monthForm is the one page a month: what stands in the timetable is ticked already,
// and only what fell out is touched.
func (p pages) monthForm(w http.ResponseWriter, r *http.Request) error {
	return p.showMonth(w, r, http.StatusOK, nil)
}

func (p pages) showMonth(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	v, name, err := p.monthOf(r)
	if err != nil {
		return err
	}
	words := monthWords(v.Month)
	title := both(words.Zh+"心理健康课课时单", "Lessons of "+words.En)
	page := session.Page(r, title, "/duties")
	list := onSheet(v, r.URL.Query().Has("all"))
	head := ui.Heading{Title: title, Lead: both(name.Zh+"。课表上的课都已勾上：没上的去掉勾并选原因，其余不用动；签认以后才算数。", name.En+". What the timetable says is ticked: untick what fell out and give the reason, leave the rest. It counts once signed."),
		Back: &ui.Link{Label: lessonsTitle, Href: timetableAt(v.Unit.ID)}}
	parts := []ui.Component{&head}
	year := care.SchoolYear(lesson.FirstOf(v.Month))
	if len(list) > 0 {
		f := ui.Form{ID: "month", Action: timetableAt(v.Unit.ID) + "/month?month=" + v.Month, Submit: both("签认 "+number(len(list))+" 个班", "Sign "+care.Counted(len(list), "class", "classes"))}
		for _, c := range list {
			f.Fields = append(f.Fields, classFields(c, year)...)
		}
		if fault != nil {
			f.Fill(r.PostForm, fault)
		}
		parts = append(parts, f)
	}
	if others := len(onSheet(v, true)) - len(list); others > 0 {
		head.Actions = append(head.Actions, ui.Link{Label: both("连同其他 "+number(others)+" 个班", "With "+care.Counted(others, "other class", "other classes")), Href: timetableAt(v.Unit.ID) + "/month?all&month=" + v.Month})
	}
	return session.Show(w, status, page, append(parts, otherTable(v, list, year))...)
}

func (p pages) monthOf(r *http.Request) (v supervision.MonthView, name care.Text, err error) {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return v, name, err
	}
	if v, err = p.Month(r.Context(), session.Who(r), unit, r.URL.Query().Get("month")); err != nil {
		return v, name, err
	}
	name, err = p.nameOf(r, unit)
	return v, name, err
}

// onSheet are the classes to sign: those not signed yet, of a class's own sheet also
// the signed one; who teaches sees his own first.
func onSheet(v supervision.MonthView, all bool) []supervision.MonthClass {
	mine := slices.ContainsFunc(v.Classes, func(c supervision.MonthClass) bool { return c.Mine && c.May && c.Signed == nil })
	var out []supervision.MonthClass
	for _, c := range v.Classes {
		if c.May && c.Ready(v.Today) && (c.Signed == nil || v.Unit.Kind == care.Class) && (all || !mine || c.Mine) {
			out = append(out, c)
		}
	}
	return out
}

func heldField(c supervision.MonthClass) string { return "held." + c.Class.ID.String() }

func classFields(c supervision.MonthClass, year int) []ui.Field {
	held := ui.Field{Name: heldField(c), Kind: ui.MultiField, Label: c.Class.ClassName(year)}
	reason := reasonField("reason."+c.Class.ID.String(), false)
	reason.ShowWhen = &ui.When{}
	for _, l := range c.Lessons {
		if l.Added {
			w := lessonWords(l.On, l.Period)
			held.Help = both(join(held.Help.Zh, "；", "另补课："+w.Zh), join(held.Help.En, "; ", "make-up lesson: "+w.En))
			continue
		}
		o := ui.Option{Value: lessonValue(l), Label: lessonWords(l.On, l.Period)}
		if l.Counts() {
			held.Values = append(held.Values, o.Value)
		} else {
			o.Help = both("已登记没上："+l.Out.Name().Zh, "noted as fallen out: "+l.Out.Name().En)
		}
		held.Options = append(held.Options, o)
		if l.Counts() {
			reason.ShowWhen.Any = append(reason.ShowWhen.Any, ui.Is{Field: held.Name, NotIn: []string{o.Value}})
		}
	}
	fields := []ui.Field{{Name: "class", Kind: ui.HiddenField, Values: []string{c.Class.ID.String()}}}
	if len(held.Options) > 0 {
		fields = append(fields, held)
	}
	if len(reason.ShowWhen.Any) > 0 {
		fields = append(fields, reason)
	}
	return fields
}

// otherTable are the classes that are signed or can't be signed here yet.
func otherTable(v supervision.MonthView, list []supervision.MonthClass, year int) ui.Table {
	t := ui.Table{ID: "others", Plain: true, Titled: true, Caption: both("其他班级", "Other classes"),
		Columns: []ui.Column{{Key: "class", Label: both("班级", "Class"), Fixed: true}, {Key: "held", Label: both("课时", "Lessons"), Kind: ui.KindNumber}, {Key: "state", Label: both("签认", "Signature")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty:   ui.Empty{Title: both("没有别的班", "No other class"), Icon: "check"}}
	if len(v.Classes) == 0 {
		t.Empty = ui.Empty{Title: both("这个月课表上没有课", "The timetable has no lesson in this month"), Text: both("如果学校上了课，请先导入课表。", "If there were lessons, import the timetable first."), Icon: "calendar"}
	}
	for _, c := range v.Classes {
		if slices.ContainsFunc(list, func(o supervision.MonthClass) bool { return o.Class.ID == c.Class.ID }) {
			continue
		}
		n, state := 0, both("没签认", "not signed")
		var acts []ui.Component
		for _, l := range c.Lessons {
			if l.Counts() {
				n++
			}
		}
		switch {
		case c.Signed != nil:
			n, state = len(c.Signed.Days), both(c.By+" 签认于 "+care.DateOf(c.Signed.At.Time()).Words().Zh, "signed by "+c.By+" on "+care.DateOf(c.Signed.At.Time()).Words().En)
			if c.May && v.Unit.Kind != care.Class {
				acts = append(acts, ui.Link{Label: both("更正", "Correct"), Href: timetableAt(c.Class.ID) + "/month?month=" + v.Month})
			}
		case !c.Ready(v.Today):
			last := dayWords(c.Lessons[len(c.Lessons)-1].On)
			state = both(last.Zh+"上完后可以签认", "can be signed after "+last.En)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(c.Class.ClassName(year), timetableAt(c.Class.ID)), ui.Number(n), ui.Words(state), ui.Parts(acts...)}})
	}
	t.Total = len(t.Rows)
	return t
}

func (p pages) monthSign(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.monthOf(r)
	if err != nil {
		return err
	}
	s := supervision.MonthSheet{School: v.School, Month: v.Month, Out: map[care.ID][]supervision.Out{}}
	for _, c := range v.Classes {
		if !slices.Contains(r.PostForm["class"], c.Class.ID.String()) {
			continue
		}
		ticked := r.PostForm[heldField(c)]
		s.Out[c.Class.ID] = c.Out(func(l lesson.Lesson) bool { return slices.Contains(ticked, lessonValue(l)) }, care.LessonReason(r.PostFormValue("reason."+c.Class.ID.String())))
	}
	held, err := p.SignMonth(r.Context(), session.Who(r), s)
	if invalid(err) {
		return p.showMonth(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已签认 "+number(len(s.Out))+" 个班、共 "+number(held)+" 课时", "Signed: "+care.Counted(held, "lesson", "lessons")+" of "+care.Counted(len(s.Out), "class", "classes")))
	return session.Redirect(w, r, timetableAt(v.Unit.ID))
}
