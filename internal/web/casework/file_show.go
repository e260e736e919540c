package caseweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// fileShow is the person page, in the order in which it is read.
func (p pages) fileShow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenFile(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	active := "/pupils"
	if f.Kind == care.AdultPerson {
		active = "/programmes"
	}
	pg := newPage(r, same(f.Identity.Name), active)
	sex := map[string]care.Text{"m": text("男", "male"), "f": text("女", "female")}[f.Identity.Sex]
	lead := text(strings.Join(nonEmpty(f.Pupil.Class.Zh, sex.Zh, years(f.Age).Zh), " · "), strings.Join(nonEmpty(f.Pupil.Class.En, sex.En, years(f.Age).En), " · "))
	pg.Head = ui.Heading{Title: pg.Title, Lead: lead, Back: &ui.Link{Label: session.RosterName(session.Who(r).Role), Href: "/pupils"}, Actions: p.fileActions(f)}
	if f.Kind == care.AdultPerson {
		pg.Head.Back = &ui.Link{Label: text("关爱项目", "Programmes"), Href: "/programmes"}
	}
	pg.Parts = []block{p.responsible(f, pg, session.Who(r).Post)}
	if f.Knows.Level && f.Episode.ID != 0 {
		pg.Parts = append(pg.Parts, p.levelBlock(f, pg))
	}
	for _, c := range f.Care {
		pg.Parts = append(pg.Parts, p.careBlock(c, f, pg))
	}
	if len(f.Never) > 0 {
		pg.Parts = append(pg.Parts, block{Title: text("不要做的事", "What must not be done"), Card: true, Grave: true, Words: eachWord(f.Never)})
	}
	if f.Plan != nil {
		b := recordBlock(*f.Plan, pg.Lang)
		if !f.Knows.Plan {
			b.Title = text("需要您配合的事", "What is asked of you")
			b.Words = []care.Text{text("这是计划中与您有关的部分；其余只对心理教师开放。", "This is the part of the plan that you need; the rest is open to the psychology staff only.")}
		}
		open := text("打开、打印或更正", "Open, print or amend")
		if !f.May.Plan {
			open = text("打开或打印", "Open or print")
		}
		b.Parts = append(b.Parts, ui.Link{Label: open, Href: "/records/" + f.Plan.ID.String(), Icon: "file"})
		pg.Parts = append(pg.Parts, b)
	}
	if f.Knows.Summary || f.Knows.Plan || f.Knows.Suggestion || len(f.Events) > 0 {
		pg.Parts = append(pg.Parts, block{Title: text("经过", "Timeline"), Parts: []ui.Component{p.timeline(f, pg)}})
	}
	if f.Kind == care.PupilPerson {
		pg.Side = []block{peopleBlock(f)}
	}
	return pg.show(w, http.StatusOK)
}

func nonEmpty(list ...string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func eachWord(list []string) (out []care.Text) {
	for _, s := range list {
		out = append(out, same(s))
	}
	return out
}

func years(n int) care.Text {
	if n == 0 {
		return care.Text{}
	}
	return text(strconv.Itoa(n)+" 岁", "aged "+strconv.Itoa(n))
}

func (p pages) fileActions(f casework.File) []ui.Component {
	var out []ui.Component
	if f.Forms {
		out = append(out, ui.Link{Label: text("表格", "Forms"), Href: "/pupils/" + f.Pupil.Person.String() + "/forms", Icon: "note"})
	}
	if f.Home.May {
		out = append(out, ui.Link{Label: text("居住地", "Residence"), Href: "/pupils/" + f.Pupil.Person.String() + "/home", Icon: "school"})
	}
	if f.Episode.ID == 0 {
		return out
	}
	e := "/episodes/" + f.Episode.ID.String()
	if f.May.Plan {
		out = append(out, ui.Link{Label: text("制定计划", "Write the plan"), Href: e + "/plan", Icon: "file"}, ui.Link{Label: text("写安心计划", "Write a safety plan"), Href: e + "/safety_plan", Icon: "heart"},
			ui.Link{Label: text("记家校沟通", "Record a talk with the guardian"), Href: e + "/f9_guardian_contact", Icon: "phone"})
	}
	if f.May.Interview {
		out = append(out, ui.Link{Label: text("记录面谈", "Record an interview"), Href: e + "/f5_interview", Icon: "talk"})
	}
	if f.May.Level {
		out = append(out, ui.Link{Label: text("复核或结案", "Review or close"), Href: "/pupils/" + f.Pupil.Person.String() + "/review", Icon: "check"}, ui.Link{Label: text("移交负责人", "Hand over"), Href: e + "/owner", Icon: "people"})
	}
	return out
}

// responsible answers the first question: who, and what next by when.
func (p pages) responsible(f casework.File, pg page, post care.ID) block {
	b := block{Title: text("谁负责，下一步做什么", "Who is responsible, and what comes next"), Card: true}
	switch {
	case !f.Knows.Level && !f.Knows.Summary && !f.Knows.Suggestion && len(f.Next) == 0:
		b.Words = []care.Text{text("您的岗位可以看到这名学生的基本信息。其他内容只对需要知道的人开放。", "Your post sees who this pupil is. The rest is open only to those who need to know.")}
		return b
	case f.Episode.ID != 0:
		b.Lines = append(b.Lines, line{Term: text("负责人", "Responsible"), Text: whom(f.Owner)}, line{Term: text("下一步日期", "Next date"), Parts: []ui.Component{ui.ClockOn(f.Episode.NextOn, f.Today)}})
	case len(f.Next) == 0:
		b.Words = []care.Text{text("现在没有需要跟进的事。", "Nothing has to be followed up now.")}
	}
	for _, row := range f.Next {
		t, may := p.task(row, f.Now, pg.Lang), f.MayDo(row) || row.Whom.Post == post
		t.Who, t.Note = nil, whom(row.Whom)
		if to := address(casework.Row{Step: row.Step, Form: row.Form, RefID: row.RefID, Ref: row.Ref, Pupil: f.Pupil}); to != "" && row.Step != casework.StepLook && may && t.Do == nil {
			t.Go = &ui.Link{Label: stepWords[row.Step], Href: to, Icon: "right"}
		} else if t.Do == nil || !may {
			t.Go, t.Do = nil, nil
		}
		b.Tasks = append(b.Tasks, t)
	}
	return b
}

func (p pages) levelBlock(f casework.File, pg page) block {
	b := block{Title: text("现在的级别", "Level now"), Card: true, Marks: []ui.Component{p.level(f.Episode.Level, false)}, Words: []care.Text{p.Room.Policy().Level(f.Episode.Level).Meaning}}
	for i := len(f.Levels) - 1; i >= 0; i-- {
		l := f.Levels[i]
		said := text("复核日期 "+pg.Date(l.ReviewOn), "review on "+pg.Date(l.ReviewOn))
		if l.Reason != "" {
			said = text(said.Zh+"。"+l.Reason, said.En+". "+l.Reason)
		}
		said = onGrounds(said, l.Groups)
		label := p.Room.Policy().Level(l.Level).Label
		if l.Era.Pack != nil { // in the words in which it was decided
			label = l.Era.Pack.Level(l.Level).Label
		}
		b.Lines = append(b.Lines, line{Term: same(pg.When(l.At)), Text: text(label.Zh+" · "+whom(l.By).Zh+" · "+said.Zh, label.En+" · "+whom(l.By).En+" · "+said.En),
			Parts: []ui.Component{*p.why(l.Era, levelClause(l), "level/"+l.Level.String())}})
	}
	return b
}

// levelClause is by which clause a level is one.
func levelClause(l casework.LevelEntry) string {
	if l.Era.Pack == nil {
		return policy.Ours
	}
	row, _ := l.Era.Pack.Row("level/" + l.Level.String())
	return row.Source.Clause
}

func peopleBlock(f casework.File) block {
	b := block{Title: text("身边的人", "People around"), Card: true}
	for _, g := range f.Guardians {
		b.Lines = append(b.Lines, line{Term: text("监护人", "Guardian"), Text: same(g.Name + " " + g.Phone), Tel: g.Phone})
	}
	unchecked := slices.ContainsFunc(f.Next, func(row casework.Row) bool { return row.Ref == "alert" })
	if (f.HomeOpen || unchecked) && len(f.Guardians) > 0 {
		b.Words = []care.Text{text("还没有确认家里是否安全：先不要联系监护人。", "It is not settled yet whether home is safe: do not contact the guardian.")}
	}
	for _, h := range f.People {
		name := h.Name
		if name == "" {
			name = "–"
		}
		b.Lines = append(b.Lines, line{Term: h.Role.Name(), Text: same(name)})
	}
	return b
}

var eventIcons = map[string]string{"record": "note", "alert": "bell", "flag": "concern", "level": "check", "care": "heart", "notice": "talk", "sitting": "round"}

func (p pages) timeline(f casework.File, pg page) ui.Timeline {
	t := ui.Timeline{Label: text("经过", "Timeline"), Empty: ui.Empty{Title: text("还没有记录", "No entries yet"), Text: text("面谈、级别、通知和计划会按时间列在这里。", "Interviews, levels, notices and plans will be listed here by time.")}}
	for _, e := range f.Events {
		ev := ui.Event{At: e.At, Icon: eventIcons[e.Kind], Title: e.Title, Sealed: e.Sealed}
		if e.By.Role != "" {
			ev.By = whom(e.By).In(pg.Lang)
		}
		if e.Sealed.IsZero() {
			ev.Href = p.eventHref(e, f)
		}
		switch e.Kind {
		case "level":
			ev.Parts = []ui.Component{p.level(e.Level, false)}
		case "flag":
			if e.Level > care.LevelNone {
				ev.Parts = []ui.Component{p.level(e.Level, true)}
			}
		case "notice":
			ev.Parts = []ui.Component{noticeStates[care.NoticeState(e.State)]}
		case "alert":
			ev.Parts = []ui.Component{alertStates[care.AlertState(e.State)]}
		}
		t.Events = append(t.Events, ev)
	}
	return t
}

func (p pages) eventHref(e casework.Event, f casework.File) string {
	id := e.ID.String()
	switch e.Kind {
	case "record":
		return "/records/" + id
	case "alert":
		return "/alerts/" + id
	case "flag":
		return "/flags/" + id
	case "notice":
		return "/notices/" + id
	case "sitting":
		return "/pupils/" + f.Pupil.Person.String() + "/sittings/" + id
	}
	return ""
}

func (p pages) sittingShow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "sitting")
	if err != nil {
		return err
	}
	person, err := pathID(r, "id")
	if err != nil {
		return err
	}
	s, err := p.Rounds.Sheet(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	if s.Person != person {
		return care.Fail(care.NotFound, "open sitting", "没有找到这次测评", "there is no such sitting")
	}
	pg := newPage(r, same(s.Title), "/pupils")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("分数是怎样算出来的。分数只是提示，不是诊断，也不告诉学生和家长。", "How the scores were worked out. They hint, they diagnose nothing, and are not told to pupils or guardians."), Back: &ui.Link{Label: session.FileName(session.Who(r).Role), Href: "/pupils/" + person.String()}}
	if len(s.Scores) == 0 {
		pg.Parts = []block{parts(ui.Empty{Title: text("没有可看的分数", "No scores to show"), Text: text("这次没有提交完整的答卷。", "No whole sheet was handed in.")})}
	} else {
		pg.Parts = []block{scoreBlock(s, pg, true)}
	}
	return pg.show(w, http.StatusOK)
}

func (p pages) ownerForm(w http.ResponseWriter, r *http.Request) error {
	return p.showOwner(w, r, http.StatusOK, nil)
}

func (p pages) showOwner(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	given, err := p.Room.Heirs(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := newPage(r, text("移交负责人", "Hand over"), r.URL.Path)
	pg.Path = r.URL.Path
	file := "/pupils/" + given.Pupil.Person.String()
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("个案和没有做完的工作一起交给对方；对方会马上看到。", "The episode goes over with its open work; the other person sees it at once."), Back: &ui.Link{Label: session.FileName(session.Who(r).Role), Href: file}}
	field := ui.Field{Name: "post", Kind: ui.ChoiceField, Label: text("交给谁", "To whom"), Required: true, Error: faultsOf(fault)["post"]}
	for _, h := range given.Heirs {
		field.Options = append(field.Options, ui.Option{Value: h.Post.String(), Label: whom(h)})
	}
	pg.Parts = []block{parts(chip(given.Pupil, pg.Lang)), parts(ui.Form{ID: "owner", Action: r.URL.Path, Error: errorText(fault), Fields: []ui.Field{field}, Submit: text("移交", "Hand over"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: file}})}
	return pg.show(w, status)
}

func (p pages) ownerSave(w http.ResponseWriter, r *http.Request) error {
	post, err := care.ParseID(r.PostFormValue("post"))
	if err != nil {
		return p.showOwner(w, r, http.StatusUnprocessableEntity, care.Invalidf("post", "请选择交给谁", "choose to whom"))
	}
	err = do(w, r, "/work", text("已移交", "Handed over"), func(who act.Who, id care.ID) error { return p.Room.HandOver(r.Context(), who, id, post) })
	if care.KindOf(err) == care.Invalid {
		return p.showOwner(w, r, http.StatusUnprocessableEntity, err)
	}
	return err
}
