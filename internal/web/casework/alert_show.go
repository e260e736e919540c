package caseweb

import (
	"net/http"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var alertStates = map[care.AlertState]ui.Badge{
	care.AlertRaised:   {Text: text("还没有人去", "Nobody goes yet"), Tone: ui.Grave, Icon: "bell"},
	care.AlertAnswered: {Text: text("有人去了", "Somebody went"), Tone: ui.Watch, Icon: "person"},
	care.AlertEnded:    {Text: text("已完成安全核查", "Checked"), Tone: ui.Good, Icon: "check"},
}

func (p pages) alertList(w http.ResponseWriter, r *http.Request) error {
	alerts, err := p.Room.Alerts(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	pg := newPage(r, text("危险警报", "Danger alerts"), "/flags")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("学生的危险回答或求助。警报不是级别；见到学生本人才算结束。", "A danger answer or a call for help. An alert is no level; it ends when the pupil was seen in person."), Back: &ui.Link{Label: text("线索与预警", "Concerns and warnings"), Href: "/flags"}}
	table := ui.Table{ID: "alerts", Plain: true, Caption: pg.Title, Total: len(alerts), Columns: []ui.Column{{Key: "pupil", Label: text("学生", "Pupil"), Kind: ui.KindPart},
		{Key: "state", Label: text("情况", "State"), Kind: ui.KindPart, Why: p.whyOf("product/danger_alert")}, {Key: "at", Label: text("时间", "Raised"), Why: p.whyOf("timer/alert_climb")}, {Key: "by", Label: text("谁去了", "Who went")}, {Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}},
		Empty: ui.Empty{Title: text("没有您能看到的警报", "No alerts for you"), Text: text("有警报时，您会同时收到提醒。", "When there is one, you are called as well."), Icon: "bell"}}
	if !p.mayAny(r, access.Alerts) {
		table.Empty = elsewhere
	}
	for _, a := range alerts {
		table.Rows = append(table.Rows, ui.Row{Urgent: a.State == care.AlertRaised, Cells: []ui.Cell{ui.Parts(chip(a.Pupil, pg.Lang)), ui.Parts(alertStates[a.State]), ui.Text(pg.When(a.RaisedAt)), ui.Words(whom(a.By)),
			ui.Parts(ui.Link{Label: text("打开", "Open"), Href: "/alerts/" + a.ID.String(), Icon: "right"})}})
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

func (p pages) alertShow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	a, err := p.Room.OpenAlert(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := p.alertPage(r, a)
	for _, rec := range a.Records {
		pg.Parts = append(pg.Parts, recordBlock(rec, pg.Lang))
	}
	return pg.show(w, http.StatusOK)
}

// alertNow is the part that asks again every five seconds; it stops by itself
// once the alert has ended.
func (p pages) alertNow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	a, err := p.Room.AlertState(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if a.State == care.AlertEnded {
		status = 286 // htmx: swap, then stop asking
	}
	return pageTemplate.Block(w, status, "live", p.alertPage(r, a))
}

func (p pages) alertPage(r *http.Request, a casework.AlertFile) page {
	id := a.ID.String()
	pg := newPage(r, text("危险警报", "Danger alert"), "/alerts/"+id)
	pg.Head = ui.Heading{Title: pg.Title, Back: &ui.Link{Label: text("全部警报", "All alerts"), Href: "/alerts"}}
	who := block{Card: true, Grave: a.State == care.AlertRaised, Marks: []ui.Component{alertStates[a.State]}, Lines: []line{
		{Term: text("学生", "Pupil"), Parts: []ui.Component{chip(a.Pupil, pg.Lang)}}, {Term: text("在哪里", "Where"), Text: a.Pupil.Class},
		{Term: text("什么时候", "Raised"), Text: same(pg.When(a.RaisedAt))}}}
	if a.Why && a.Source == care.AlertHelp {
		who.Lines = append(who.Lines, line{Term: text("为什么", "Why"), Text: text("学生请求有人陪", "The pupil asked for somebody to come")})
	}
	if a.By.Post != 0 {
		who.Lines = append(who.Lines, line{Term: text("谁去了", "Who went"), Text: whom(a.By)})
	}
	if a.Phone != "" {
		who.Lines = append(who.Lines, line{Term: text("监护人电话", "Guardian's phone"), Text: same(a.Phone), Tel: a.Phone})
		who.Words = append(who.Words, text("弄清家里是否安全之前，不要打给监护人。", "Do not call the guardian before it is clear that home is safe."))
	}
	if a.Age == care.Adult || a.Age == care.AgeNotOnRoll {
		who.Words = append(who.Words, callHome(a.Age))
	}
	if a.May.Answer {
		who.Words = append(who.Words, text("现在还没有人去。您能去吗？请在安静的地方陪着学生，不追问、不讲道理。", "Nobody has gone yet. Can you go? Stay with the pupil in a quiet place; do not press or lecture."))
		who.Parts = append(who.Parts, ui.Action{Label: text("我去", "I am going"), Href: "/alerts/" + id + "/answer", Look: ui.Main, Icon: "right"})
	}
	if a.May.Check {
		who.Parts = append(who.Parts, ui.Link{Label: text("见到学生了，填写安全核查", "I am with the pupil: safety check"), Href: "/alerts/" + id + "/check", Look: ui.Main, Icon: "note"})
	}
	if a.Flag != 0 {
		who.Parts = append(who.Parts, ui.Link{Label: text("之后的面谈", "The interview that follows"), Href: "/flags/" + a.Flag.String(), Icon: "talk"})
	}
	pg.Live = &live{Path: "/alerts/" + id + "/now", Blocks: []block{who, callBlock(pg, a)}}
	return pg
}

// callHome says when the guardian of somebody who is or may be of age is called.
func callHome(age care.Majority) care.Text {
	if age == care.Adult {
		return text("学生已满 18 岁：本人同意，或危及生命时，才联系监护人。危及生命时请立即告诉心理辅导站站长或校长，由他们联系。",
			"The pupil is 18 or older: the guardian is called only when the pupil agrees or life is in danger. When it is, tell the psychology lead or the principal at once, who make the call.")
	}
	return text("名册里没有出生日期：请先核实。已满 18 岁的，本人同意，或危及生命时，才联系监护人。",
		"The roster has no birth date: find out first. From 18 on the guardian is called only when the pupil agrees or life is in danger.")
}

// callBlock says truly who was called and who has seen it.
func callBlock(pg page, a casework.AlertFile) block {
	b := block{Title: text("已经叫了谁", "Who was called"), Card: true}
	for _, c := range a.Calls {
		said := text("已叫，还没有看到", "called, not yet seen")
		if c.SeenAt != 0 {
			said = text("已看到 "+pg.Hour(c.SeenAt), "seen at "+pg.Hour(c.SeenAt))
		}
		b.Lines = append(b.Lines, line{Term: text(pg.Hour(c.CalledAt), pg.Hour(c.CalledAt)), Text: text(whom(c.Holder).Zh+" · "+said.Zh, whom(c.Holder).En+" · "+said.En)})
	}
	if a.State == care.AlertRaised && a.Climbs > a.Now {
		b.Words = []care.Text{text("没有人应答的话，"+pg.Hour(a.Climbs)+" 会继续叫人。", "If nobody answers, the calling goes on at "+pg.Hour(a.Climbs)+".")}
	}
	return b
}

func (p pages) alertAnswer(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	first, err := p.Room.AnswerAlert(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	said := text("请现在过去；学生的屏幕上已经写着您会来。", "Please go now; the pupil's screen says that you are coming.")
	if !first {
		said = text("已经有人去了，谢谢您。", "Somebody is on the way already. Thank you.")
	}
	session.Flash(r, ui.Good, said)
	return session.Redirect(w, r, "/alerts/"+id.String())
}
