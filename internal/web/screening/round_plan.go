package roundweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var planTemplate = ui.MustParse(files, "round_plan.html")

// planPage plans a round. A reader above the schools chooses the scope first,
// because grades and posts depend on it and the page works without script.
type planPage struct {
	base
	Heading ui.Heading
	Scopes  []ui.Option
	Unit    care.ID
	Form    ui.Form
	Sum     sum
}

func (p pages) planForm(w http.ResponseWriter, r *http.Request) error {
	out, o, err := p.readPlan(r, r.URL.Query())
	if err != nil {
		return err
	}
	if len(o.Scopes) > 1 && r.URL.Query().Get("unit") == "" {
		return planTemplate.Render(w, http.StatusOK, out)
	}
	out.Form = p.form(o, out.Unit)
	out.Sum = sumOf(p.planOf(defaults(out.Form)), o, p.Room)
	return planTemplate.Render(w, http.StatusOK, out)
}

func (p pages) readPlan(r *http.Request, v url.Values) (planPage, screening.Options, error) {
	var unit care.ID
	out := planPage{base: page(r, both("安排测评", "Plan a round"))}
	out.Heading = ui.Heading{Title: out.Title, Back: &ui.Link{Label: both("测评任务", "Screening"), Href: "/rounds"}}
	if s := v.Get("unit"); s != "" {
		var err error
		if unit, err = care.ParseID(s); err != nil {
			return out, screening.Options{}, err
		}
	}
	o, err := p.Room.PlanOptions(r.Context(), session.Who(r), unit)
	if err != nil {
		return out, o, err
	}
	out.Unit = o.Unit.ID
	out.Heading.Lead = same(o.Unit.Name)
	if len(o.Scopes) > 1 {
		for i, u := range o.Scopes {
			label := same(u.Name)
			if i == 0 {
				label = both(u.Name+"（全部 "+num(len(o.Scopes)-1)+" 所学校）", u.Name+" (all "+care.Counted(len(o.Scopes)-1, "school", "schools")+")")
			}
			out.Scopes = append(out.Scopes, ui.Option{Value: u.ID.String(), Label: label})
		}
	}
	return out, o, nil
}

// planSave plans the round; what is wrong stands beside its field.
func (p pages) planSave(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return care.Fail(care.Invalid, "read form", "没能读到表单内容，请再提交一次", "the form could not be read; send it again")
	}
	out, o, err := p.readPlan(r, r.PostForm)
	if err != nil {
		return err
	}
	plan := p.planOf(r.PostForm)
	plan.Unit = o.Unit.ID
	c, err := p.Room.PlanRound(r.Context(), session.Who(r), plan)
	if care.KindOf(err) == care.Invalid {
		out.Form = p.form(o, out.Unit)
		blank(&out.Form)
		out.Form.Fill(r.PostForm, err)
		out.Sum = sumOf(plan, o, p.Room)
		return planTemplate.Render(w, http.StatusUnprocessableEntity, out)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("测评已建立，还没有开始。", "The round is set up; it is not open yet."))
	return session.Redirect(w, r, roundPath(c.ID))
}

// planSum answers the form's changes with the capacity sum alone.
func (p pages) planSum(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return care.Fail(care.Invalid, "read form", "没能读到表单内容", "the form could not be read")
	}
	out, o, err := p.readPlan(r, r.PostForm)
	if err != nil {
		return err
	}
	out.Sum = sumOf(p.planOf(r.PostForm), o, p.Room)
	return planTemplate.Block(w, http.StatusOK, "sum", out)
}

func (p pages) planOf(v url.Values) screening.Plan {
	plan := screening.Plan{Title: v.Get("title"), OpensOn: care.Date(v.Get("opens_on")), ClosesOn: care.Date(v.Get("closes_on")), Instruments: v["instruments"],
		SharedRoom: v.Get("shared_room") == "yes", LocalLine: v.Get("local_line"), LocalHours: ui.LocalHours(v)}
	for _, s := range v["grades"] {
		if n, err := strconv.Atoi(s); err == nil {
			plan.Grades = append(plan.Grades, n)
		}
	}
	for _, s := range v["duty_posts"] {
		if id, err := care.ParseID(s); err == nil && !slices.Contains(plan.DutyPosts, id) {
			plan.DutyPosts = append(plan.DutyPosts, id)
		}
	}
	plan.PerAdult, _ = strconv.Atoi(v.Get("per_adult"))
	plan.Expected, _ = strconv.Atoi(v.Get("expected"))
	return plan
}

func (p pages) form(o screening.Options, unit care.ID) ui.Form {
	today := o.Today
	year := care.SchoolYear(today)
	f := ui.Form{ID: "plan", Action: "/rounds/new", Submit: both("建立测评", "Set the round up"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: "/rounds"}}
	f.Fields = []ui.Field{
		{Name: "unit", Kind: ui.HiddenField, Values: []string{unit.String()}},
		{Name: "title", Kind: ui.TextField, Label: both("名称", "Name"), Required: true, MaxLength: 60, Values: []string{num(year) + "–" + num(year+1) + " 学年学生测评"},
			Help: both("老师们看得到，学生看不到。", "Staff see it, pupils don't.")},
		{Name: "opens_on", Kind: ui.DateField, Label: both("第一天", "First day"), Required: true, Values: []string{string(p.schoolDay(today.AddDays(7)))}, Min: string(today)},
		{Name: "closes_on", Kind: ui.DateField, Label: both("最后一天", "Last day"), Required: true, Values: []string{string(p.schoolDay(today.AddDays(20)))}, Min: string(today),
			Help: both("留出补测的时间：缺席的学生两周内补测。", "Leave time for make-up sessions: absentees answer within two weeks.")},
		{Name: "grades", Kind: ui.MultiField, Label: both("年级", "Grades"), Required: true, Options: gradeChoices(o), Help: gradeHelp(o)},
		{Name: "instruments", Kind: ui.MultiField, Label: both("量表", "Scales"), Required: true, Options: batteryChoices(o),
			Help: batteryHelp(o)},
		{Name: "duty_posts", Kind: ui.MultiField, Label: both("值班岗位（至少两个）", "Duty posts (at least two)"), Required: true, Options: postChoices(o), Values: usualPosts(o),
			Help: both("出现危险回答时立即呼叫。", "Called at once by a danger answer.")},
		{Name: "shared_room", Kind: ui.YesNoField, Label: both("学生坐在同一间机房里作答？", "Do pupils answer side by side in a computer room?"), Required: true, Values: []string{"yes"},
			Help: both("选“是”时，求助画面看起来和普通题目一样。", "If yes, the help looks like the next question, so that neighbours notice nothing.")},
	}
	f.Fields = append(f.Fields, ui.LocalLineFields("local_line", both("本地热线（可不填）", "Local help line (optional)"),
		both("名称和电话，例如“学校心理辅导室 023-75550000”；和 12356、12355 一起显示给每个学生。", "Name and number; shown to every pupil beside 12356 and 12355."), o.LocalLine, o.LocalHours)...)
	f.Fields = append(f.Fields,
		ui.Field{Name: "per_adult", Kind: ui.NumberField, Label: both("每位值班人员一天能做几次核查", "Safety checks one adult can do in a day"), Values: []string{"12"}, Min: "1", Max: "40", Unit: both("次", "checks"), Help: capacityText, Why: p.capacityWhy()},
		ui.Field{Name: "expected", Kind: ui.NumberField, Label: both("每 1,000 名学生预计的危险回答", "Danger answers expected per 1,000 pupils"), Values: []string{"51"}, Min: "1", Max: "500",
			Help: both("51：对 12,690 名青少年的研究中为 5.1%。有本地数据请填本地的。", "51: a study of 12,690 adolescents found 5.1%. Use your own figure if you have one.")})
	return f
}

// schoolDay is the first school day from a day on, within a month.
func (p pages) schoolDay(d care.Date) care.Date {
	for range 31 {
		if p.Room.Policy().Calendar().IsSchoolDay(d) {
			return d
		}
		d = d.AddDays(1)
	}
	return d
}

func gradeChoices(o screening.Options) (list []ui.Option) {
	for _, g := range o.Grades {
		help := both(num(g.Classes)+" 个班", care.Counted(g.Classes, "class", "classes"))
		if g.Pupils > 0 {
			help = both(help.Zh+"，"+num(g.Pupils)+" 人", help.En+", "+care.Counted(g.Pupils, "pupil", "pupils"))
		}
		if !g.Gap.IsZero() {
			help = both(help.Zh+"；"+g.Gap.Zh, help.En+"; "+g.Gap.En)
		}
		list = append(list, ui.Option{Value: num(g.Grade), Label: care.GradeName(g.Grade, ""), Help: help})
	}
	return list
}

// gradeHelp says once what can be done for grades without a scale.
func gradeHelp(o screening.Options) care.Text {
	if slices.ContainsFunc(o.Grades, func(g screening.GradeOption) bool { return !g.Gap.IsZero() }) {
		return instrument.GapAdvice
	}
	return care.Text{}
}

func batteryHelp(o screening.Options) care.Text {
	if len(o.Battery) == 0 {
		return both("没有适合这里年级的量表。请系统管理员在“设置·量表”中导入。", "No scale fits the grades here. Ask the system administrator to import one under Settings, Instruments.")
	}
	return both("只列出有中文题目、学生自己填写、适合这里年级的量表。", "Only scales with Chinese text that pupils answer themselves and that fit a grade here.")
}

func batteryChoices(o screening.Options) (list []ui.Option) {
	for _, in := range o.Battery {
		var fits care.Text
		var grades []care.Text
		for _, g := range o.Grades {
			if screening.FitsGrade(in, g.Grade) {
				grades = append(grades, care.GradeName(g.Grade, ""))
			}
		}
		if fits = both("适合"+joined(grades).Zh, "fits "+joined(grades).En); len(grades) == len(o.Grades) {
			fits = both("适合这里的全部年级", "fits every grade here")
		}
		list = append(list, ui.Option{Value: in.ID, Label: in.Names, Help: both(num(in.ItemCount)+" 题，"+fits.Zh+danger(in).Zh, care.Counted(in.ItemCount, "item", "items")+", "+fits.En+danger(in).En)})
	}
	return list
}

func danger(in *instrument.Instrument) care.Text {
	if len(in.Critical) == 0 {
		return both("；没有自伤题，不宜单独使用", "; has no self-harm item, not to be used alone")
	}
	return both("；含自伤题，会触发警报", "; has a self-harm item that raises alerts")
}

func postChoices(o screening.Options) (list []ui.Option) {
	for _, p := range o.Posts {
		if p.Vacant() {
			continue
		}
		label := p.Role.Name()
		if p.Holder != "" {
			label = both(p.Holder+" · "+label.Zh, p.Holder+" · "+label.En)
		}
		if o.Schools > 1 {
			label = both(label.Zh+" · "+p.Unit.Name, label.En+" · "+p.Unit.Name)
		}
		list = append(list, ui.Option{Value: p.Post.String(), Label: label})
	}
	return list
}

// usualPosts proposes the posts made for it, where they are few and held.
func usualPosts(o screening.Options) (list []string) {
	for _, p := range o.Posts {
		if !p.Vacant() && (p.Role == care.DutyAdult || p.Role == care.PsychologyTeacher) {
			list = append(list, p.Post.String())
		}
	}
	if len(list) > 8 && o.Schools < 2 {
		return nil
	}
	return list
}

// defaults are the values a fresh form starts with; blank takes them out, so
// that what was unticked is not ticked again.
func defaults(f ui.Form) url.Values {
	v := url.Values{}
	for _, field := range f.Fields {
		v[field.Name] = field.Values
	}
	return v
}

func blank(f *ui.Form) {
	for i := range f.Fields {
		f.Fields[i].Values = nil
	}
}
