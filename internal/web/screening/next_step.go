package roundweb

import (
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

// step is the one next thing as the page draws it: a sentence, why it is
// blocked if it is, and one button.
type step struct {
	Title   care.Text
	Text    care.Text
	Reasons []care.Text
	Label   care.Text // of the button; none = nothing to press
	Href    string
	Post    bool // the button acts by itself instead of leading to a page
	Again   bool // the test alert may be sent again
	Grave   bool
}

var stepWords = map[screening.Step]step{
	screening.StepAlert: {Title: both("有警报等待处理", "An alert is waiting"), Text: both("先处理警报，其他事都可以等。", "See to the alert first; everything else can wait."),
		Label: both("去处理警报", "Go to the alert"), Grave: true},
	screening.StepAnswer: {Title: both("请确认收到测试警报", "Please acknowledge the test alert"), Text: both("这只是演练：确认您值班时能收到警报。两位值班人员确认后才能开始测评。", "This is only a drill: it proves that an alert reaches you on duty. The round opens after two duty adults have acknowledged."),
		Label: both("我收到了", "I received it"), Href: "/acknowledge", Post: true},
	screening.StepDrill: {Title: both("发送测试警报", "Send the test alert"), Text: both("{n} 个值班岗位会收到一条测试消息；两位值班人员确认后才能开始。", "{n} duty posts get a test message; two adults have to acknowledge it before the round opens."),
		Label: both("发送测试警报", "Send the test alert"), Href: "/drill", Post: true},
	screening.StepAwait: {Title: both("等值班人员确认测试警报", "Waiting for duty adults to acknowledge"), Text: both("{answers}。可以打电话提醒他们。", "{answers}. A phone call helps."), Again: true},
	screening.StepOpen: {Title: both("可以开始测评了", "The round can open now"), Text: both("值班人员已就位，现在是上课时间。", "Duty adults are in place and it is school time."),
		Label: both("开始测评", "Open the round"), Href: "/open"},
	screening.StepWait: {Title: both("还不能开始", "It can't open yet"), Text: both("原因：", "Because:")},
	screening.StepConsents: {Title: both("登记{class}的家长同意", "Enter the consents of {class}"), Text: both("没有登记同意的学生不能领到纸条。{more}", "No pupil gets a slip without a recorded consent. {more}"),
		Label: both("登记同意", "Enter consents"), Href: "/consents/"},
	screening.StepTickets: {Title: both("给{class}发纸条", "Issue the slips of {class}"), Text: both("每人一张纸条，当天有效。{more}", "One slip a pupil, good for one day. {more}"),
		Label: both("发纸条", "Issue slips"), Href: "/classes/"},
	screening.StepWatch: {Title: both("正在作答", "Pupils are answering"), Text: both("{done} / {due} 人已完成，本页自动更新。", "{done} of {due} are done; this page keeps itself up to date.")},
	screening.StepMakeup: {Title: both("给{class}安排补测", "Arrange a make-up session for {class}"), Text: both("还有缺席的学生没有作答。{more}", "Absent pupils have not answered yet. {more}"),
		Label: both("安排补测", "Arrange it"), Href: "/classes/"},
	screening.StepFollow: {Title: both("作答已完成，还有学生等着见面", "Answering is done; pupils still wait to be met"), Text: both("全部面谈和核查有了结论，才能结束。", "The round closes when every interview and check has its outcome."),
		Label: both("查看等待面谈的学生", "See who is waiting"), Href: "!/flags"},
	screening.StepClose: {Title: both("可以结束测评了", "The round can be closed"), Text: both("没有等待面谈或核查的学生。", "Nobody waits for an interview or a check."),
		Label: both("结束测评", "Close the round"), Href: "/close"},
	screening.StepAmend: {Title: both("结束以后又收到了答卷", "Sheets came in after the round was closed"), Text: both("没有网络的手机后来才交上。它们已留下并按迟交计；请看过数字后重新确认。", "Phones without network handed them in later. They are kept and count as late; look at the figures and sign them again."),
		Label: both("重新确认结束", "Amend the closing"), Href: "/amend"},
	screening.StepNone: {Title: both("现在没有需要您做的事", "Nothing for you to do now"), Text: both("有需要时会出现在这里和“我的工作”。", "It will appear here and under My work.")},
	screening.StepOver: {Title: both("这次测评已经结束", "This round is over"), Text: both("内容只供查看，不能再改动。", "It can be read but no longer changed.")},
}

// stepOf words the board's next step.
func stepOf(b screening.Board) step {
	s := stepWords[b.Next.Step]
	c := b.Campaign
	more := care.Text{}
	if b.Next.More > 0 {
		more = both("另有 "+num(b.Next.More)+" 个班也在等。", num(b.Next.More)+" more classes wait for the same.")
	}
	var class care.Text
	for _, l := range b.Classes {
		if l.Class.ID == b.Next.Class {
			class = className(c, l.Class)
		}
	}
	fill := func(t care.Text) care.Text {
		said := answers(b.Behind)
		t = care.Text{Zh: put(same(t.Zh), "{answers}", said.Zh).Zh, En: put(same(t.En), "{answers}", said.En).En}
		t = put(t, "{n}", num(len(c.Settings.DutyPosts)), "{done}", num(b.Total.Done), "{due}", num(b.Total.Due))
		return care.Text{Zh: put(same(t.Zh), "{class}", class.Zh, "{more}", more.Zh).Zh, En: put(same(t.En), "{class}", class.En, "{more}", more.En).En}
	}
	if b.Next.Step == screening.StepAwait && len(b.Schools) > 1 {
		s.Text = both("还没有一所学校有两位值班人员（本校的优先）确认。可以打电话提醒他们。", "No school has two adults of its own who acknowledged yet. A phone call helps.")
	}
	s.Title, s.Text = fill(s.Title), fill(s.Text)
	switch b.Next.Step {
	case screening.StepAlert:
		s.Href = "/alerts/" + b.Alerts[0].Alert.ID.String()
	case screening.StepConsents, screening.StepTickets, screening.StepMakeup:
		s.Href = roundPath(c.ID, s.Href, b.Next.Class.String())
		if b.Next.Step != screening.StepConsents {
			s.Href += "#tickets"
		}
	case screening.StepWait, screening.StepFollow:
		s.Reasons = b.Blocks
		if s.Href != "" {
			s.Href = s.Href[1:]
		}
	default:
		if s.Href != "" {
			s.Href = roundPath(c.ID, s.Href)
		}
	}
	if b.Next.Step == screening.StepFollow && !b.Can.Alerts {
		s.Label = care.Text{} // who waits is not this reader's to know
	}
	if b.Next.Step == screening.StepWatch && len(b.Classes) == 1 {
		s.Label, s.Href = both("看这个班", "Watch this class"), classPath(c.ID, b.Classes[0].Class.ID)
	}
	if b.Next.Step == screening.StepOver && c.State == care.CampaignCancelled {
		s.Title = both("这次测评已取消", "This round was called off")
	}
	return s
}
