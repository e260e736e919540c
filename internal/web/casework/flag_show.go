package caseweb

import (
	"net/http"
	"slices"
	"strconv"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/instrument"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/form"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func (p pages) flagShow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Room.OpenFlag(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := newPage(r, text("需要面谈的学生", "A pupil to be met"), "/flags")
	if f.State == care.FlagEnded {
		pg.Title = text("提示已结束", "This flag has ended")
	}
	pg.Head = ui.Heading{Title: pg.Title, Back: &ui.Link{Label: text("线索与预警", "Concerns and warnings"), Href: "/flags"}}
	pg.Parts = []block{p.flagNext(f, pg)}
	if f.Grounds != "" {
		pg.Parts = append(pg.Parts, block{Title: text("提出结束的理由", "Why the end was proposed"), Card: true, Words: []care.Text{same(f.Grounds)}})
	} else if f.Why {
		pg.Parts = append(pg.Parts, p.reasonBlock(f))
	}
	if f.Scores {
		sheet, err := p.Rounds.Sheet(r.Context(), session.Who(r), f.Sitting)
		if err != nil {
			return err
		}
		pg.Parts = append(pg.Parts, scoreBlock(sheet, pg, false))
	}
	for _, rec := range f.Records {
		pg.Parts = append(pg.Parts, recordBlock(rec, pg.Lang))
	}
	return pg.show(w, http.StatusOK)
}

// flagNext says where the flag stands and what to do next.
func (p pages) flagNext(f casework.FlagFile, pg page) block {
	id := f.ID.String()
	b := block{Card: true, Marks: []ui.Component{chip(f.Pupil, pg.Lang), flagState(f.Stage)}}
	if f.Why { // a leader in charge learns that and how soon he has to meet the pupil, not what the machine thinks
		b.Marks = slices.Insert(b.Marks, 1, p.suggestion(f.Flag)...)
	}
	if c := clock(f.Next.Due, care.MillisOf(p.Room.DB.Now()), f.Next.Stands); c != nil && f.State == care.FlagOpen {
		b.Lines = append(b.Lines, line{Term: text("面谈期限", "Interview by"), Parts: []ui.Component{c}})
		b.Lines[len(b.Lines)-1].Parts = append(b.Lines[len(b.Lines)-1].Parts, *p.why(f.Next.Era, f.Next.Clause, policyweb.RuleRef(f.Next.Rule)))
	}
	switch {
	case f.Critical && f.State == care.FlagEnded:
		b.Words = append(b.Words, text("由危险回答引起。", "It began with a danger answer."))
	case f.Critical:
		b.Words = append(b.Words, text("由危险回答引起：当天面谈，填写安全评估记录；结束时需要两个人确认。", "It began with a danger answer: meet the same day and fill in the safety assessment record; ending it takes two people."))
	}
	switch {
	case f.Mine:
		b.Words = append(b.Words, text("您已提出结束，正在等另一位老师确认。", "You proposed to end it; another colleague has to agree."))
	case f.Proposer != "":
		b.Words = append(b.Words, text(f.Proposer+" 提出结束。请看过下面的记录，再作判断；不同意就另定级别。", f.Proposer+" proposed to end it. Read the records below and judge; if you disagree, set a level instead."))
	}
	if f.May.Interview && f.Stage == casework.FlagWaiting {
		b.Parts = append(b.Parts, ui.Link{Label: text("填写面谈记录", "Write the interview"), Href: "/flags/" + id + "/interview", Icon: "talk"})
	} else if f.May.Interview {
		b.Parts = append(b.Parts, ui.Link{Label: text("再记一次面谈", "Write another interview"), Href: "/flags/" + id + "/interview", Icon: "talk"})
	}
	if f.May.Decide {
		b.Parts = append(b.Parts, ui.Link{Label: text("确定级别或结束", "Decide on a level or end"), Href: "/flags/" + id + "/decision", Icon: "check"})
	}
	return b
}

func (p pages) reasonBlock(f casework.FlagFile) block {
	b := block{Title: text("为什么提示", "Why it was suggested"), Card: true}
	for _, reason := range f.Reasons {
		l := line{Term: p.Room.Policy().Level(reason.Level).Label, Text: reason.Text}
		if reason.Level == care.LevelNone {
			l.Term = text("警报", "Alert")
		}
		l.Parts = []ui.Component{*p.reasonWhy(reason)}
		b.Lines = append(b.Lines, l)
	}
	return b
}

// reasonWhy leads to the rule behind a reason, as it was when it gave it. What no
// pack's rule says, such as a danger answer, stands with all of them: its id would
// name the item.
func (p pages) reasonWhy(reason casework.Reason) *ui.Why {
	ref := "rules/triage"
	if reason.Era.Pack != nil {
		if _, ok := reason.Era.Pack.Row("rule/" + reason.Rule); ok {
			ref = "rule/" + reason.Rule
		}
	}
	return p.why(reason.Era, reason.Clause, ref)
}

// scoreBlock shows figures in words; with working, line by line.
func scoreBlock(s screening.SheetView, pg page, working bool) block {
	b := block{Title: text("测评分数", "Scores"), Card: true}
	if !s.Valid {
		b.Words = []care.Text{text("这份作答不完整或质量存疑，分数仅供参考，需要重测。", "This sheet is incomplete or doubtful; its figures only hint, and it is asked again.")}
	}
	for _, score := range s.Scores {
		total := text("未计分", "not scored")
		if score.Scored {
			n := strconv.FormatFloat(score.Total, 'f', -1, 64)
			total = text(n+"　"+score.Band.Zh, n+"  "+score.Band.En)
		}
		b.Lines = append(b.Lines, line{Term: score.Name, Text: total})
		for _, place := range score.Places {
			b.Lines = append(b.Lines, line{Term: text("· 常模："+place.Name.Zh, "· Norm: "+place.Name.En), Text: place.Text})
		}
		for _, step := range score.Steps {
			if working && step.Figure != "norm" { // what it was scored with stands above
				b.Lines = append(b.Lines, line{Term: figureName(step), Text: step.Text})
			}
		}
	}
	if !working {
		b.Parts = []ui.Component{ui.Link{Label: text("怎样算出来的", "How it was worked out"), Href: "/pupils/" + s.Person.String() + "/sittings/" + s.Sitting.String(), Icon: "info"}}
	}
	return b
}

func (p pages) interviewForm(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return p.showInterview(w, r, http.StatusOK, id, nil, nil, nil)
}

// showInterview draws F5 and F6 on one page. F6 is shown from the start when a
// danger answer is behind the flag, else as soon as an answer asks for it.
func (p pages) showInterview(w http.ResponseWriter, r *http.Request, status int, id care.ID, v5, v6 questionnaire.Values, fault error) error {
	who, about := session.Who(r), casework.About{Ref: "flag", ID: id}
	flag, err := p.Room.OpenFlag(r.Context(), who, id)
	if err != nil {
		return err
	}
	five, err := p.Room.Blank(r.Context(), who, "f5_interview", about)
	if err != nil {
		return err
	}
	six, err := p.Room.Blank(r.Context(), who, "f6_risk", about)
	if err != nil {
		return err
	}
	if v5 != nil {
		five.Values, six.Values, five.Saved = v5, v6, 0
	}
	faults5, faults6 := splitFaults(five.Def, five.Values, fault)
	drawing := form.Drawing{Prefix: f6}
	if !flag.Critical {
		drawing.When = &ui.When{Any: []ui.Is{{Field: "self_harm", In: []string{"something", "not_said", "not_asked"}}, {Field: "source", In: []string{"danger_answer"}}}}
	}
	fields := form.Drawing{}.Fields(five.Def, five.Values, faults5)
	fields = append(fields, ui.Field{Name: "f6", Kind: ui.SectionField, Label: six.Def.Title, ShowWhen: drawing.When}, ui.Field{Name: "f6_intro", Kind: ui.NoteField, Help: six.Def.Intro, ShowWhen: drawing.When})
	fields = append(fields, drawing.Fields(six.Def, six.Values, faults6)...)
	pg := newPage(r, five.Def.Title, "/flags/"+id.String()+"/interview")
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: five.Def.Title, Back: backTo(r, five)}
	pg.Parts = []block{parts(chip(five.Pupil, pg.Lang)), parts(ui.Form{ID: "interview", Action: r.URL.Path, Intro: five.Def.Intro, Error: formError(fault), Fields: fields,
		Draft: draftPath(about, "f5_interview"), Saved: five.Saved, Submit: text("保存面谈记录", "Save the interview"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: backTo(r, five).Href}})}
	return pg.show(w, status)
}

// splitFaults says which of the two forms a fault belongs to: some names stand
// in both, and the act judges the interview before the risk form.
func splitFaults(five *questionnaire.Definition, v questionnaire.Values, err error) (of5, of6 map[string]care.Text) {
	if err == nil {
		return nil, nil
	}
	if own := five.Check(v); len(own) > 0 {
		return own, nil
	}
	return nil, faultsOf(err)
}

func formError(err error) care.Text {
	if t, ok := faultsOf(err)["f6"]; ok {
		return t
	}
	return errorText(err)
}

func (p pages) interviewSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	five, _ := p.Room.Forms().Get("f5_interview")
	six, ok := p.Room.Forms().Get("f6_risk")
	if !ok {
		return care.Fail(care.NotFound, "file interview", "没有这张表", "there is no such form")
	}
	v5, v6 := five.Parse(r.PostForm), form.Parse(six, f6, r.PostForm)
	in := casework.Interview{Flag: id, F5: v5}
	if written(six, v6) {
		in.F6 = v6
	}
	err = p.Room.RecordInterview(r.Context(), session.Who(r), in)
	if invalid(err) {
		return p.showInterview(w, r, http.StatusUnprocessableEntity, id, v5, v6, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, text("面谈记录已保存，现在可以确定级别", "Interview saved; the level can be decided now"))
	return session.Redirect(w, r, "/flags/"+id.String()+"/decision")
}

// written tells whether somebody wrote on a form beyond what was prefilled.
func written(def *questionnaire.Definition, v questionnaire.Values) bool {
	for _, f := range def.Fields() {
		if f.PrefillFrom == "" && v.Answered(f.ID) {
			return true
		}
	}
	return false
}

// figureName is what a step of an explanation is about, in words.
func figureName(step instrument.Step) care.Text {
	names := map[string]care.Text{"band": text("· 分级", "· Range"), "critical": text("· 危险条目", "· Critical item"), "validity": text("· 作答质量", "· Quality of answers")}
	if name, ok := names[step.Figure]; ok {
		return name
	}
	name := step.Name.Capital()
	return text("· "+name.Zh, "· "+name.En)
}
