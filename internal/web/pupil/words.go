package pupil

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
)

// What the page says to a child. No word names a disorder, a score or a label,
// and whatever is said about help is true at that moment.
var (
	// sheetTitle stands on the pupil's screen. The round's own name is for staff:
	// it may say more than a child, or whoever sits beside, should read.
	sheetTitle = care.Text{Zh: "你最近怎么样", En: "How have you been?"}
	closing    = care.Text{
		Zh: "谢谢你认真回答。答案没有好坏，也不会当着同学的面说起。如果这些天心里不好受，可以找你信任的大人说一说，或者打下面的电话，不用一个人扛着。",
		En: "Thank you for answering with care. No answer is good or bad, and nobody will speak of it in front of your classmates. If these days feel heavy, talk to an adult you trust or call one of the lines below; you don't have to carry it alone."}
	// withdrawnClosing is the last page of whoever's family took the consent back
	// while he was answering: nobody's fault, and help stays in reach.
	withdrawnClosing = care.Text{
		Zh: "谢谢你来。家里改变了决定，这次不用再答了。你填的内容没有留下，也没有人会问你为什么。如果心里有事，随时可以找你信任的大人说一说，或者打下面的电话。",
		En: "Thank you for coming. Your family changed their mind, so there is nothing more to answer. What you filled in was not kept, and nobody will ask you why. If something is on your mind, you can talk to an adult you trust at any time, or call one of the lines below."}
	helpAlone = care.Text{
		Zh: "谢谢你告诉我们，这需要勇气。我们正在请一位大人来陪你，慢慢说，不着急。在他来之前，可以先停一停，喝口水。",
		En: "Thank you for telling us; that took courage. We are asking an adult to come and be with you. There is no hurry. Until then you can pause and have some water."}
	helpBefore = care.Text{
		Zh: "心里不好受的时候，可以请一位大人来陪你，也可以打下面的电话。你不是一个人。",
		En: "When things feel heavy you can ask an adult to come, or call a line below. You are not alone."}
	helpShared = care.Text{
		Zh: "谢谢你的回答。我们正在请一位老师来找你聊几句，不会当着大家叫你。",
		En: "Thank you for your answer. We are asking a teacher to have a word with you; nobody will call you out in front of others."}
	helpComing = care.Text{
		Zh: "有一位老师正在过来。你可以就在这里等，也可以继续。", En: "A teacher is on the way. You can wait right here, or go on."}
	helpNobody = care.Text{
		Zh: "还没有人回应，我们还在继续找老师。如果等不及，请去找身边的大人，或打下面的电话。",
		En: "Nobody has answered yet and we go on calling teachers. If you can't wait, go to an adult near you or call a line below."}
	helpChecked = care.Text{
		Zh: "老师已经来找过你了。还想有人陪的话，请直接告诉身边的老师，或打下面的电话。",
		En: "A teacher has been with you. If you would like somebody again, tell a teacher near you or call a line below."}
	// In a shared room the same is said so that a neighbour learns nothing.
	sharedBefore = care.Text{
		Zh: "想找老师聊几句的话，可以选下面第一项，也可以举手，不会当着大家叫你。",
		En: "If you would like a word with a teacher, choose the first line below or raise your hand; nobody will call you out in front of others."}
	sharedComing = care.Text{
		Zh: "谢谢你的回答。老师一会儿来找你聊几句，不会当着大家叫你。",
		En: "Thank you for your answer. A teacher is coming to have a word with you and will not call you out in front of others."}
	sharedNobody = care.Text{
		Zh: "老师还没有回应，我们还在继续找。想早一点，可以举手，或走到老师身边。",
		En: "No teacher has answered yet and we go on calling. If you would like it sooner, raise your hand or walk over to the teacher."}
	sharedChecked = care.Text{
		Zh: "老师已经找你聊过了。还想再聊，可以举手，或走到老师身边。",
		En: "A teacher has had a word with you. If you would like another, raise your hand or walk over to the teacher."}
)

// helpTexts is what the help page says alone and in a shared room, by what is known.
var helpTexts = map[string][2]care.Text{
	"none":       {helpBefore, sharedBefore},
	"calling":    {helpAlone, helpShared},
	"coming":     {helpComing, sharedComing},
	"nobody_yet": {helpNobody, sharedNobody},
	"checked":    {helpChecked, sharedChecked},
}

// helpText is the text of the help page for what is known.
func helpText(state string, shared bool) care.Text {
	if shared {
		return helpTexts[state][1]
	}
	return helpTexts[state][0]
}

// helpBody is what the page is told about the help that was called.
type helpBody struct {
	State string     `json:"state"`
	Who   *care.Text `json:"who"`
	Text  care.Text  `json:"text"`
	Lines []line     `json:"lines"`
}

// plainRole names who comes, in a word a child and a neighbour may read: a
// teacher, never a psychologist.
func plainRole(role care.Role) *care.Text {
	switch role {
	case "":
		return nil
	case care.ClassTeacher, care.GradeHead, care.Principal, care.DeputyPrincipal:
		t := role.Name()
		return &t
	case care.DistrictOfficer:
		return &care.Text{Zh: "教育局的老师", En: "A teacher from the district"}
	}
	return &care.Text{Zh: "值班老师", En: "The teacher on duty"}
}

func bodyOf(h screening.HelpState, lines []line) helpBody {
	return helpBody{State: h.State, Who: plainRole(h.Who), Text: helpText(h.State, h.SharedRoom), Lines: lines}
}

// line is a number to call that answers now.
type line struct {
	Number string    `json:"number"`
	Name   care.Text `json:"name"`
	Hours  string    `json:"hours"`
}

// lines lists who answers at this moment: the round's own line first, while it is
// open. The lines that always answer, 110 and 120, stand on the page itself.
func (f *face) lines(local policy.Hotline) []line {
	list, now := []line{}, f.Rooms.DB.Now()
	if local.Number != "" && local.OpenAt(now) {
		list = append(list, line{Number: local.Number, Name: local.Text, Hours: hoursOf(local)})
	}
	for _, h := range f.Rooms.Policy().Hotlines(now) {
		if h.Number != "110" && h.Number != "120" {
			list = append(list, line{Number: h.Number, Name: h.Text, Hours: hoursOf(h)})
		}
	}
	return list
}

func hoursOf(h policy.Hotline) string {
	if h.Always {
		return "24 h"
	}
	var spans []string
	for _, s := range h.Hours {
		spans = append(spans, s.From+"–"+s.To)
	}
	return strings.Join(spans, " ")
}
