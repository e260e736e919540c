package caseweb

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/form"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var byAct = []string{"level_before", "from_critical", "second_person", "majority"}

// telling is what the form asks besides the decision: what others are told.
type telling struct{ Facts, Where string }

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
		return p.showDecision(w, r, http.StatusOK, b, telling{}, nil)
	}
}

func (p pages) showDecision(w http.ResponseWriter, r *http.Request, status int, b casework.Blank, told telling, fault error) error {
	pg := newPage(r, text("确定级别", "Decide on a level"), r.URL.Path)
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: pg.Title, Back: backTo(r, b)}
	now := block{Card: true, Marks: []ui.Component{chip(b.Pupil, pg.Lang)}}
	groups, before := r.PostForm["groups"], care.LevelNone
	if b.About.Ref == "flag" {
		f, err := p.Room.OpenFlag(r.Context(), session.Who(r), b.About.ID)
		if err != nil {
			return err
		}
		before = f.Suggested
		now.Marks = append(now.Marks, p.suggestion(f.Flag)...)
		for _, reason := range f.Reasons {
			now.Says = append(now.Says, saying{reason.Text, p.reasonWhy(reason)})
		}
		if f.Proposer != "" && !f.Mine {
			now.Words = append(now.Words, text(f.Proposer+" 提出结束，您是第二人。", f.Proposer+" proposed to end it; you are the second person."))
		}
	} else {
		pg.Title = text("复核或结案", "Review or close")
		pg.Head.Title = pg.Title
		file, err := p.Room.OpenFile(r.Context(), session.Who(r), b.Pupil.Person)
		if err != nil {
			return err
		}
		if before = file.Episode.Level; file.Episode.ID != 0 {
			now.Marks = append(now.Marks, p.level(before, false))
		}
		if n := len(file.Levels); n > 0 && r.Method == http.MethodGet {
			for _, g := range file.Levels[n-1].Groups {
				groups = append(groups, g.ID)
			}
		}
	}
	fields := p.asksConsent(form.Drawing{Skip: byAct}.Fields(b.Def, b.Values, faultsOf(fault)), b.Age)
	if before == care.LevelMajor {
		withoutRaising(fields)
	}
	if open := p.Room.Policy().GroupsOf(care.StudentCare, care.DateOf(p.Room.DB.Now())); len(open) > 0 {
		fields = withGrounds(fields, groupField(open, groups, fault))
	}
	fields = append(fields, ui.Field{Name: "telling", Kind: ui.SectionField, Label: text("要告诉别人的", "What others are told")},
		ui.Field{Name: "facts", Kind: ui.LongField, Rows: 4, MaxLength: 1000, Values: []string{told.Facts}, Label: text("需要知道的事实", "Facts they need to act"),
			Help: text("只写对方做事需要的事实；不写分数、答案和诊断。监护人和老师都会看到这段话。", "Only what they need to act; no score, no answer, no diagnosis. Guardians and teachers all read this.")})
	if levels := p.levelsSaying(policy.SayWhere); len(levels) > 0 {
		fields = append(fields, ui.Field{Name: "where", Kind: ui.LongField, Rows: 2, MaxLength: 300, Values: []string{told.Where}, Error: faultsOf(fault)["where"], Needed: true, ShowWhen: atLevels(levels...),
			Label: text("学生现在在哪里、谁陪着", "Where the pupil is now, and with whom"), Help: text("监护人会读到这句话和写下的时间。", "Guardians read this, with the time at which it was written.")})
	}
	pg.Parts = []block{now, parts(ui.Form{ID: "decision", Action: r.URL.Path, Intro: b.Def.Intro, Error: errorText(fault), Fields: fields, Draft: draftPath(b.About, "level_decision"), Saved: b.Saved,
		Submit: text("下一步：看看会通知谁", "Next: see who will be told"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: backTo(r, b).Href}})}
	return pg.show(w, status)
}

// levelsSaying lists the levels of which a guardian's letter has to say something that
// only a person knows.
func (p pages) levelsSaying(say policy.Say) (list []care.Level) {
	for _, l := range care.Levels() {
		if row, ok := p.Room.Policy().GuardianNotice(care.StudentCare, l); ok && row.Demands(say) {
			list = append(list, l)
		}
	}
	return list
}

// asksConsent shapes the question whether guardians may be told: nobody asks it of a
// minor; of whom the birth date is known nobody says that he is one.
func (p pages) asksConsent(fields []ui.Field, age care.Majority) (out []ui.Field) {
	years := strconv.Itoa(care.AdultFrom)
	for _, f := range fields {
		asked := f.Name == "guardian_consent"
		switch {
		case age == care.Minor && (asked || f.Name == "section_guardian"):
			continue
		case asked && age == care.Adult:
			f.Label = text("学生已满 "+years+" 岁。本人同意把情况告诉监护人吗？", "The pupil is "+years+" or older. Does the pupil agree that guardians are told?")
			f.Options = slices.DeleteFunc(slices.Clone(f.Options), func(o ui.Option) bool { return o.Value == "minor" })
		case asked:
			f.Label = text("名册里没有出生日期，看不出是否已满 "+years+" 岁。请先核实；已满的，本人同意把情况告诉监护人吗？", "The roster has no birth date, so it does not say whether the pupil is "+years+" or older. Find out; if so, does the pupil agree that guardians are told?")
		}
		if asked {
			f.ShowWhen = atLevels(care.LevelGeneral, care.LevelSerious)
		}
		out = append(out, f)
	}
	return out
}

// atLevels is the condition that one of these levels is decided on.
func atLevels(levels ...care.Level) *ui.When {
	var names []string
	for _, l := range levels {
		names = append(names, l.String())
	}
	return &ui.When{All: []ui.Is{{Field: "decision", In: []string{"same", "higher", "lower"}}, {Field: "level", In: names}}}
}

// withoutRaising leaves out what can't be chosen: nothing is above the highest level.
func withoutRaising(fields []ui.Field) {
	for i, f := range fields {
		if f.Name == "decision" {
			fields[i].Options = slices.DeleteFunc(f.Options, func(o ui.Option) bool { return o.Value == "higher" })
		}
	}
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
		d := casework.Decision{Values: def.Parse(r.PostForm), Groups: r.PostForm["groups"], Facts: strings.TrimSpace(r.PostFormValue("facts")), Where: strings.TrimSpace(r.PostFormValue("where"))}
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
	return p.showDecision(w, r, status, b, telling{d.Facts, d.Where}, err)
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
	if b, ok := p.familyBlock(v); ok {
		pg.Parts = append(pg.Parts, b)
	}
	pg.Parts = append(pg.Parts, parts(action, again))
	return pg.show(w, http.StatusOK)
}

// familyBlock says what the decision means for the guardian: why he is told or not, who
// looks for him, and what he will read.
func (p pages) familyBlock(v casework.Preview) (block, bool) {
	f := v.Family
	if !f.Named || v.Second {
		return block{}, false
	}
	years := strconv.Itoa(care.AdultFrom)
	b := block{Title: text("监护人", "The guardian"), Card: true}
	switch {
	case !f.Told():
		b.Words = append(b.Words, text("学生已满 "+years+" 岁，不同意告知：这次不通知监护人。危及生命时（重大）不问同意也会通知。", "The pupil is "+years+" or older and does not agree: the guardian is not told. When life is in danger (major) he is told without being agreed to."))
	case len(v.Told) > 0 && v.Letter == nil:
		return block{}, false
	case f.Danger && f.Age != care.Minor:
		b.Words = append(b.Words, text("可能危及生命：已满 "+years+" 岁的也通知监护人，不需要本人同意。", "Life may be in danger: the guardian is told, also of somebody of "+years+" or older and without his consent."))
	case f.Agreed:
		b.Words = append(b.Words, text("学生已满 "+years+" 岁，同意告知。", "The pupil is "+years+" or older and agrees."))
	}
	if v.Letter == nil {
		return b, len(b.Words) > 0
	}
	if f.Missing {
		who := care.Text{}
		for _, d := range v.Duties {
			if d.Step == casework.StepFind {
				who = whom(d.Whom)
			}
		}
		b.Words = append(b.Words, text("名册里没有这名学生的监护人：请 "+who.Zh+" 先找到并登记（期限见上），登记后才判断家里是否安全、才能通知。", "The roster names no guardian of this pupil: "+who.En+" is asked to find and enter one (date above). Only then is home judged and anybody told."))
	}
	b.Words = append(b.Words, text("确认家里安全之后，监护人会读到：", "Once home is known to be safe, the guardian reads:"))
	b.Lines = letterLines(*v.Letter)
	return b, true
}

// letterLines is a guardian's letter as lines of a block.
func letterLines(l casework.Letter) (list []line) {
	for _, p := range l.Passages {
		list = append(list, line{Term: p.Title, Text: p.Text, Tel: p.Tel})
	}
	return list
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
			l.Parts = append(l.Parts, *p.why(d.Era, d.Clause, policyweb.RuleRef(d.Rule)))
			b.Lines = append(b.Lines, l)
		}
	}
	return b
}

var noticeStates = map[care.NoticeState]ui.Badge{
	care.NoticeHeld:         {Text: text("先确认家里是否安全", "Held: is home safe?"), Tone: ui.Watch, Icon: "home"},
	care.NoticeWaiting:      {Text: text("等待放行", "Waiting for release"), Tone: ui.Watch, Icon: "clock"},
	care.NoticeSent:         {Text: text("已发出，等确认", "Sent, not yet acknowledged"), Tone: ui.Plain, Icon: "talk"},
	care.NoticeAcknowledged: {Text: text("已确认", "Acknowledged"), Tone: ui.Good, Icon: "check"},
	care.NoticeVoid:         {Text: text("已作废：新规则不再告知", "Ended: the new rules name this recipient no more"), Tone: ui.Plain, Icon: "cross"},
	care.NoticeWithheld:     {Text: text("不通知，走保护途径", "Withheld: protection path"), Tone: ui.Grave, Icon: "shield"},
}

// noticeState says how a notice stands; one that is held for want of a guardian does
// not wait for the question about home.
func noticeState(s care.NoticeState, missing bool) ui.Badge {
	if s == care.NoticeHeld && missing {
		return ui.Badge{Text: text("先找到监护人", "Held: a guardian has to be found"), Tone: ui.Watch, Icon: "people"}
	}
	return noticeStates[s]
}

// toldBlock lists recipients with what they are told and by which clause.
func (p pages) toldBlock(told []casework.Told, level care.Level, title care.Text) block {
	table := ui.Table{ID: "told", Plain: true, Caption: title, Total: len(told), Columns: []ui.Column{{Key: "who", Label: text("谁", "Who")}, {Key: "what", Label: text("知道什么", "Is told")},
		{Key: "state", Label: text("什么时候", "When"), Kind: ui.KindPart}, {Key: "why", Label: text("依据", "Basis"), Kind: ui.KindPart}}}
	for _, n := range told {
		why := ui.Parts(*p.why(n.Era, n.Clause, "notice/"+level.String()))
		state := noticeState(n.State, n.Missing)
		if n.State == care.NoticeSent {
			state = ui.Badge{Text: text("马上", "At once"), Icon: "talk"}
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(whom(n.Whom)), ui.Words(n.Minimum), ui.Parts(state), why}})
	}
	return block{Title: title, Parts: []ui.Component{table}}
}
