package roundweb

import (
	"context"
	"net/http"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// drillSend sends the test alert, also again.
func (p pages) drillSend(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Room.SendDrill, both("测试警报已发出。", "The test alert is on its way."))
}

// drillAnswer is a duty adult saying that the test alert arrived.
func (p pages) drillAnswer(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.Room.AckDrill, both("已确认，谢谢您值班。", "Acknowledged. Thank you for being on duty."))
}

type roundAct func(ctx context.Context, who act.Who, round care.ID) error

func (p pages) act(w http.ResponseWriter, r *http.Request, do roundAct, done care.Text) error {
	id, err := pathID(r, "round")
	if err != nil {
		return err
	}
	if err := do(r.Context(), session.Who(r), id); err != nil {
		return err
	}
	session.Flash(r, ui.Good, done)
	return session.Redirect(w, r, roundPath(id))
}

// decision is an act that is asked for once more before it is done.
type decision struct {
	title, text, label, done care.Text
	word                     care.Text // typed where it can't be undone
	look                     ui.Look
	step                     screening.Step
}

var roundDecisions = map[string]decision{
	"open": {title: both("开始这次测评？", "Open this round?"), text: both("开始后，持有当天纸条的学生就可以作答。", "Pupils with a slip of the day can answer from now on."),
		label: both("开始测评", "Open the round"), done: both("测评已开始。", "The round is open."), look: ui.Main},
	"close": {title: both("结束这次测评？", "Close this round?"), text: both("结束后不能再开始作答，也不能重新打开。没有网络的手机之后交上的答卷会留下，按迟交计，需要时照样叫人。", "Nobody can begin afterwards, and it can't be opened again. What a phone without network hands in later is kept and counted as late, and calls for help like any other."),
		label: both("结束测评", "Close the round"), done: both("测评已结束。", "The round is closed."), word: both("结束", "close"), look: ui.Danger},
	"amend": {title: both("重新确认这次测评的数字？", "Sign this round's figures again?"), text: both("原来确认的数字保留，旁边写上现在的数字和迟交的份数。", "What was signed before stays; the figures of now and the late sheets stand beside it."),
		label: both("重新确认", "Sign again"), done: both("已重新确认。", "Signed again."), look: ui.Main},
	"cancel": {title: both("取消这次测评？", "Call this round off?"), text: both("取消后不能恢复，需要时请重新安排。", "It can't be brought back; plan a new one if needed."),
		label: both("取消测评", "Call it off"), done: both("测评已取消。", "The round was called off."), word: both("取消", "cancel"), look: ui.Danger},
}

func (p pages) act3(verb string) roundAct {
	return map[string]roundAct{"open": p.Room.OpenRound, "close": p.Room.CloseRound, "amend": p.Room.AmendClosing, "cancel": p.Room.CancelRound}[verb]
}

// asking shows what an act will do to whom.
func (p pages) asking(verb string) session.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return p.ask(w, r, verb, http.StatusOK, care.Text{})
	}
}

func (p pages) ask(w http.ResponseWriter, r *http.Request, verb string, status int, fault care.Text) error {
	id, err := pathID(r, "round")
	if err != nil {
		return err
	}
	b, err := p.Room.Board(r.Context(), session.Who(r), id, 0)
	if err != nil {
		return err
	}
	if !b.Can.Plan {
		return care.Fail(care.Forbidden, "decide round", "您的岗位不能决定这次测评的开始和结束", "your post may not open or close this round")
	}
	d := roundDecisions[verb]
	frame := page(r, d.title)
	c := ui.Confirm{Title: d.title, Text: d.text, Effects: effects(verb, b), Error: fault, Word: frame.T(d.word),
		Action: ui.Action{Label: d.label, Href: roundPath(id, "/", verb), Look: d.look}, Cancel: ui.Link{Href: roundPath(id)}}
	if blocked := blockedBy(verb, b); len(blocked) > 0 && fault.IsZero() {
		return session.Show(w, status, frame.Page, blockedParts(d, b, blocked)...)
	}
	return session.Show(w, status, frame.Page, c)
}

// blockedBy says why the act would be refused now.
func blockedBy(verb string, b screening.Board) []care.Text {
	state := b.Campaign.State
	switch {
	case verb == "open" && state == care.CampaignDraft:
		return []care.Text{both("还没有发送测试警报", "the test alert was not sent yet")}
	case verb == "open" && state != care.CampaignReady, verb == "close" && state != care.CampaignOpen,
		verb == "cancel" && state != care.CampaignDraft && state != care.CampaignReady:
		return []care.Text{both("这次测评现在的状态是“"+stateBadges[state].Text.Zh+"”", "the round's state is now: "+stateBadges[state].Text.En)}
	case verb == "amend" && !b.End.Changed:
		return []care.Text{both("结束以后没有收到新的答卷", "nothing came in since the round was closed")}
	case verb == "cancel":
		return nil
	}
	return b.Blocks
}

// blockedParts say why it can't be done now and lead to what is open.
func blockedParts(d decision, b screening.Board, blocked []care.Text) []ui.Component {
	why := joined(blocked)
	why.Zh, why.En = why.Zh+"。", strings.ToUpper(why.En[:1])+why.En[1:]+"."
	head := ui.Heading{Title: d.label, Back: &ui.Link{Label: both("返回测评", "Back to the round"), Href: roundPath(b.Campaign.ID)}}
	if len(b.Blocks) > 0 && b.Can.Alerts {
		head.Actions = []ui.Component{ui.Link{Label: both("看警报", "The alerts"), Href: "/alerts", Icon: "bell"}, ui.Link{Label: both("看等待面谈的学生", "Pupils waiting for an interview"), Href: "/flags?f.state=open", Icon: "right"}}
	}
	return []ui.Component{head, ui.Empty{Title: both("现在还不能“"+d.label.Zh+"”", "Not possible yet: "+d.label.En), Text: why, Icon: "lock"}}
}

func effects(verb string, b screening.Board) []ui.Effect {
	t := b.Total
	left := t.Due - t.Done
	switch verb {
	case "open":
		return []ui.Effect{{Who: "", What: both(num(t.Due)+" 名有同意的学生可以作答", care.Counted(t.Due, "pupil", "pupils")+" with consent may answer")},
			{What: both(num(len(b.Campaign.Settings.DutyPosts))+" 个值班岗位会在出现危险回答时立即被呼叫", care.Counted(len(b.Campaign.Settings.DutyPosts), "duty post is", "duty posts are")+" called at once by a danger answer")}}
	case "close":
		return []ui.Effect{{What: both(num(left)+" 名学生没有作答，他们的纸条作废", care.Counted(left, "pupil has", "pupils have")+" not answered; their slips stop working")},
			{What: both("已建立的面谈和跟进不受影响", "interviews and follow-up go on as they are")}}
	case "amend":
		return []ui.Effect{{What: both("现在 "+num(t.Done)+" 人完成，其中 "+num(b.End.Late)+" 人迟交", num(t.Done)+" done now, "+num(b.End.Late)+" of them late")}}
	}
	return []ui.Effect{{What: both("已登记的同意保留在记录里，已发的纸条不能再用", "recorded consents are kept; slips that were issued stop working")}}
}

// doing does it; a typed word that does not fit is asked for again.
func (p pages) doing(verb string) session.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d := roundDecisions[verb]
		word := r.PostFormValue("word")
		if !d.word.IsZero() && word != d.word.Zh && word != d.word.En {
			return p.ask(w, r, verb, http.StatusUnprocessableEntity, both("输入的字不对，什么都没有改动。", "The word does not match; nothing was changed."))
		}
		return p.act(w, r, p.act3(verb), d.done)
	}
}
