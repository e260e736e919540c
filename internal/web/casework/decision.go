package caseweb

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/web/form"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var byAct = []string{"level_before", "from_critical", "second_person"}

// decisionForm asks for a level, about a flag or as a review of an open episode.
func (p pages) decisionForm(ref string) session.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		b, err := p.Room.Blank(r.Context(), session.Who(r), "level_decision", casework.About{Ref: ref, ID: id})
		if err != nil {
			return err
		}
		return p.showDecision(w, r, http.StatusOK, b, "", nil)
	}
}

func (p pages) showDecision(w http.ResponseWriter, r *http.Request, status int, b casework.Blank, facts string, fault error) error {
	pg := newPage(r, text("确定级别", "Decide on a level"), r.URL.Path)
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: pg.Title, Back: backTo(r, b)}
	now := block{Card: true, Marks: []ui.Component{chip(b.Pupil, pg.Lang)}}
	groups := r.PostForm["groups"]
	if b.About.Ref == "flag" {
		f, err := p.Room.OpenFlag(r.Context(), session.Who(r), b.About.ID)
		if err != nil {
			return err
		}
		now.Marks = append(now.Marks, p.level(f.Suggested, true))
		for _, reason := range f.Reasons {
			now.Says = append(now.Says, saying{reason.Text, p.why(reason.Clause, p.reasonRef(reason.Rule))})
		}
		if f.Proposer != "" && !f.Mine {
			now.Words = append(now.Words, text(f.Proposer+" 提出结束，您是第二人。", f.Proposer+" proposed to end it; you are the second person."))
		}
	} else {
		file, err := p.Room.OpenFile(r.Context(), session.Who(r), b.Pupil.Person)
		if err != nil {
			return err
		}
		if file.Episode.ID != 0 {
			now.Marks = append(now.Marks, p.level(file.Episode.Level, false))
		}
		if n := len(file.Levels); n > 0 && r.Method == http.MethodGet {
			for _, g := range file.Levels[n-1].Groups {
				groups = append(groups, g.ID)
			}
		}
	}
	fields := form.Drawing{Skip: byAct}.Fields(b.Def, b.Values, faultsOf(fault))
	if open := p.Room.Policy().GroupsOf(care.StudentCare, care.DateOf(p.Room.DB.Now())); len(open) > 0 {
		fields = withGrounds(fields, groupField(open, groups, fault))
	}
	fields = append(fields, ui.Field{Name: "telling", Kind: ui.SectionField, Label: text("要告诉别人的", "What others are told")},
		ui.Field{Name: "facts", Kind: ui.LongField, Rows: 4, MaxLength: 1000, Values: []string{facts}, Label: text("需要知道的事实", "Facts they need to act"),
			Help: text("只写对方做事需要的事实；不写分数、答案和诊断。监护人和老师都会看到这段话。", "Only what they need to act; no score, no answer, no diagnosis. Guardians and teachers all read this.")})
	pg.Parts = []block{now, parts(ui.Form{ID: "decision", Action: r.URL.Path, Intro: b.Def.Intro, Error: errorText(fault), Fields: fields, Draft: draftPath(b.About, "level_decision"), Saved: b.Saved,
		Submit: text("下一步：看看会通知谁", "Next: see who will be told"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: backTo(r, b).Href}})}
	return pg.show(w, status)
}

// withGrounds puts the question for key groups before the signature; it is asked where
// a level is decided.
func withGrounds(fields []ui.Field, groups ui.Field) []ui.Field {
	title := ui.Field{Name: "grounds", Kind: ui.SectionField, Label: text("重点群体", "Key groups")}
	at := len(fields)
	for i, f := range fields {
		switch f.Name {
		case "level":
			title.ShowWhen, groups.ShowWhen = f.ShowWhen, f.ShowWhen
		case "section_signatures":
			at = i
		}
	}
	return slices.Insert(fields, at, title, groups)
}

// decisionSave first shows what will happen to whom; the second time, with
// "confirm", it happens.
func (p pages) decisionSave(ref string) session.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		def, ok := p.Room.Forms().Get("level_decision")
		if !ok {
			return care.Fail(care.NotFound, "decide", "没有这张表", "there is no such form")
		}
		who := session.Who(r)
		d := casework.Decision{Values: def.Parse(r.PostForm), Groups: r.PostForm["groups"], Facts: strings.TrimSpace(r.PostFormValue("facts"))}
		if d.Person = id; ref == "flag" {
			d.Flag, d.Person = id, 0
		}
		if r.PostFormValue("again") != "" {
			return p.decisionFault(w, r, ref, id, d, nil)
		}
		if r.PostFormValue("confirm") == "" {
			preview, err := p.Room.Preview(r.Context(), who, d)
			if err == nil {
				return p.showPreview(w, r, preview)
			}
			return p.decisionFault(w, r, ref, id, d, err)
		}
		out, err := p.Room.Decide(r.Context(), who, d)
		if err != nil {
			return p.decisionFault(w, r, ref, id, d, err)
		}
		to := "/flags/" + id.String()
		if out.Episode.Person != 0 {
			to = "/pupils/" + out.Episode.Person.String()
		} else if ref == "pupil" {
			to = "/pupils/" + id.String()
		}
		session.Flash(r, ui.Good, text("决定已保存", "Decision saved"))
		return session.Redirect(w, r, to)
	}
}

func (p pages) decisionFault(w http.ResponseWriter, r *http.Request, ref string, id care.ID, d casework.Decision, err error) error {
	status := http.StatusOK
	if err != nil {
		if status = http.StatusUnprocessableEntity; !invalid(err) {
			return err
		}
	}
	b, fault := p.Room.Blank(r.Context(), session.Who(r), "level_decision", casework.About{Ref: ref, ID: id})
	if fault != nil {
		return fault
	}
	b.Values, b.Saved = d.Values, 0
	return p.showDecision(w, r, status, b, d.Facts, err)
}

func (p pages) showPreview(w http.ResponseWriter, r *http.Request, v casework.Preview) error {
	pg := newPage(r, text("确认之前：会发生什么", "Before you confirm: what will happen"), r.URL.Path)
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("还没有保存。看过再确认。", "Nothing is saved yet. Read, then confirm.")}
	action := ui.Action{Label: text("确认决定", "Confirm the decision"), Href: r.URL.Path, Look: ui.Main, Fields: []ui.Hidden{{Name: "confirm", Value: "yes"}}}
	again := ui.Action{Label: text("返回修改", "Go back and change"), Href: r.URL.Path, Icon: "left", Fields: []ui.Hidden{{Name: "again", Value: "yes"}}}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			if name != "csrf_token" && name != "again" {
				action.Fields, again.Fields = append(action.Fields, ui.Hidden{Name: name, Value: value}), append(again.Fields, ui.Hidden{Name: name, Value: value})
			}
		}
	}
	pg.Parts = []block{p.outcomeBlock(v, pg), p.toldBlock(v.Told, v.Level, text("会通知谁", "Who will be told"))}
	if len(v.Told) == 0 {
		pg.Parts = pg.Parts[:1]
	}
	pg.Parts = append(pg.Parts, parts(action, again))
	return pg.show(w, http.StatusOK)
}

func (p pages) outcomeBlock(v casework.Preview, pg page) block {
	b := block{Card: true}
	switch {
	case v.Second:
		b.Words = []care.Text{text("由危险回答引起，需要另一位老师也确认才会结束。确认后会请第二人判断；在那之前不通知任何人，面谈期限照常。", "It began with a danger answer: it ends only once a second colleague agrees. Nobody is told before that and the dates stay.")}
	case v.Level == care.LevelNone:
		b.Words = []care.Text{text("会结束，不再列级；不通知任何人。", "It ends without a level; nobody is told.")}
	default:
		b.Marks = []ui.Component{p.level(v.Level, false)}
		b.Lines = []line{{Term: text("负责人", "Responsible"), Text: whom(v.Owner)}, {Term: text("下一步日期", "Next date"), Text: same(pg.Date(v.NextOn))}}
		for _, d := range v.Duties {
			l := line{Term: d.What}
			if c := clock(d.Due, d.Since, d.Stands); c != nil {
				l.Parts = append(l.Parts, c)
			}
			l.Parts = append(l.Parts, *p.why(d.Clause, policyweb.RuleRef(d.Rule)))
			b.Lines = append(b.Lines, l)
		}
	}
	return b
}

var noticeStates = map[care.NoticeState]ui.Badge{
	care.NoticeHeld:         {Text: text("先确认家里是否安全", "Held: is home safe?"), Tone: ui.Watch, Icon: "home"},
	care.NoticeWaiting:      {Text: text("等站长或分管副校长放行", "Waiting for release"), Tone: ui.Watch, Icon: "clock"},
	care.NoticeSent:         {Text: text("已发出，等确认", "Sent, not yet acknowledged"), Tone: ui.Plain, Icon: "talk"},
	care.NoticeAcknowledged: {Text: text("已确认", "Acknowledged"), Tone: ui.Good, Icon: "check"},
	care.NoticeVoid:         {Text: text("已作废：新规则不再告知", "Ended: the new rules name this recipient no more"), Tone: ui.Plain, Icon: "cross"},
	care.NoticeWithheld:     {Text: text("不通知，走保护途径", "Withheld: protection path"), Tone: ui.Grave, Icon: "shield"},
}

// toldBlock lists recipients with what they are told and by which clause.
func (p pages) toldBlock(told []casework.Told, level care.Level, title care.Text) block {
	table := ui.Table{ID: "told", Plain: true, Caption: title, Total: len(told), Columns: []ui.Column{{Key: "who", Label: text("谁", "Who")}, {Key: "what", Label: text("知道什么", "Is told")},
		{Key: "state", Label: text("什么时候", "When"), Kind: ui.KindPart}, {Key: "why", Label: text("依据", "Why"), Kind: ui.KindPart}}}
	for _, n := range told {
		why := ui.Parts(*p.why(n.Clause, "notice/"+level.String()))
		state := noticeStates[n.State]
		if n.State == care.NoticeSent {
			state = ui.Badge{Text: text("马上", "At once"), Icon: "talk"}
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(whom(n.Whom)), ui.Words(n.Minimum), ui.Parts(state), why}})
	}
	return block{Title: title, Parts: []ui.Component{table}}
}
