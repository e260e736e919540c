package roundweb

import (
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/ui"
)

var stateBadges = map[care.CampaignState]ui.Badge{
	care.CampaignDraft:     {Text: care.Text{Zh: "准备中", En: "Being prepared"}},
	care.CampaignReady:     {Text: care.Text{Zh: "等待开始", En: "Waiting to open"}, Tone: ui.Watch, Icon: "clock"},
	care.CampaignOpen:      {Text: care.Text{Zh: "进行中", En: "Open"}, Tone: ui.Good, Icon: "round"},
	care.CampaignClosed:    {Text: care.Text{Zh: "已结束", En: "Closed"}, Icon: "check"},
	care.CampaignCancelled: {Text: care.Text{Zh: "已取消", En: "Called off"}, Icon: "cross"},
}

var roundStates = []care.CampaignState{care.CampaignDraft, care.CampaignReady, care.CampaignOpen, care.CampaignClosed, care.CampaignCancelled}

var classBadges = map[screening.ClassState]ui.Badge{
	screening.ClassConsent:  {Text: care.Text{Zh: "待登记同意", En: "Consents missing"}, Tone: ui.Watch, Icon: "note"},
	screening.ClassTickets:  {Text: care.Text{Zh: "待发纸条", En: "Slips missing"}, Tone: ui.Watch, Icon: "print"},
	screening.ClassReady:    {Text: care.Text{Zh: "未开始", En: "Not begun"}, Icon: "clock"},
	screening.ClassRunning:  {Text: care.Text{Zh: "进行中", En: "Under way"}, Icon: "round"},
	screening.ClassAbsent:   {Text: care.Text{Zh: "待补测", En: "Make-up left"}, Tone: ui.Watch, Icon: "calendar"},
	screening.ClassFinished: {Text: care.Text{Zh: "已完成", En: "Finished"}, Tone: ui.Good, Icon: "check"},
	screening.ClassEmpty:    {Text: care.Text{Zh: "没有学生", En: "Nobody enrolled"}},
}

var classStates = []screening.ClassState{screening.ClassConsent, screening.ClassTickets, screening.ClassReady, screening.ClassRunning, screening.ClassAbsent, screening.ClassFinished, screening.ClassEmpty}

var markBadges = map[screening.Mark]ui.Badge{
	screening.NoConsent: {Text: care.Text{Zh: "不作答", En: "Not answering"}},
	screening.Waiting:   {Text: care.Text{Zh: "未开始", En: "Not begun"}, Icon: "clock"},
	screening.Answering: {Text: care.Text{Zh: "作答中", En: "Answering"}, Icon: "round"},
	screening.Done:      {Text: care.Text{Zh: "已完成", En: "Done"}, Tone: ui.Good, Icon: "check"},
	screening.Absent:    {Text: care.Text{Zh: "缺席", En: "Absent"}, Tone: ui.Watch, Icon: "calendar"},
}

// decisions are the choices of the consent list, in its order.
var decisions = []struct {
	Value care.ConsentDecision
	Text  care.Text
}{
	{care.ConsentAgree, care.Text{Zh: "同意", En: "Agrees"}},
	{care.ConsentNoSelfHarm, care.Text{Zh: "同意，不答自伤题", En: "Agrees, no self-harm items"}},
	{care.ConsentDecline, care.Text{Zh: "不同意", En: "Declines"}},
}

func className(c care.Campaign, class care.Unit) care.Text { return class.ClassName(c.SchoolYear) }

// joined puts texts into one with the separators of each language.
func joined(list []care.Text) care.Text {
	var zh, en []string
	for _, t := range list {
		zh, en = append(zh, t.Zh), append(en, t.En)
	}
	return care.Text{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

// put fills {name} in both languages.
func put(t care.Text, pairs ...string) care.Text {
	r := strings.NewReplacer(pairs...)
	return care.Text{Zh: r.Replace(t.Zh), En: r.Replace(t.En)}
}

func num(n int) string { return strconv.Itoa(n) }

func days(from, to care.Date, p ui.Page) string { return p.Date(from) + " – " + p.Date(to) }
