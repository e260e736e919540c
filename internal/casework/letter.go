package casework

import (
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Letter is what a guardian reads about a child: what the pack's row demands, in its
// order, by sentences of the product. The page where a level is decided and the page
// behind the link show the same letter. It holds no level, no score, no diagnosis.
type Letter struct {
	Passages []Passage
	Urgent   care.Text // above everything, where the guardian has to come at once
}

// Passage is a heading with words under it.
type Passage struct {
	Say   policy.Say
	Title care.Text
	Text  care.Text
	Tel   string
}

// sentences are the words of what a letter can say. Of what only a person knows they
// are what stands there when nobody wrote it.
var sentences = map[policy.Say]Passage{
	policy.SayFacts: {Title: care.Text{Zh: "学校看到了什么", En: "What we saw"},
		Text: care.Text{Zh: "老师会当面或打电话和您细说。", En: "A teacher will tell you more in person or by phone."}},
	policy.SaySchool: {Title: care.Text{Zh: "学校在做什么", En: "What the school does"},
		Text: care.Text{Zh: "学校有专人负责关心孩子，会按约定的时间和孩子谈，也会和您保持联系。", En: "One person at school is responsible for your child's care, talks with your child at set times and stays in touch with you."}},
	policy.SayFamily: {Title: care.Text{Zh: "您可以做什么", En: "What you can do"},
		Text: care.Text{Zh: "多陪一陪孩子，先听孩子说，不急着讲道理、不责备。有变化随时告诉老师。", En: "Spend time with your child; listen first, without lecturing or blame. Tell the teacher of any change."}},
	policy.SayMeans: {Title: care.Text{Zh: "家里要收好什么", En: "What to put away at home"},
		Text: care.Text{Zh: "家里的药品、农药、刀具和其他容易造成伤害的物品，请收好锁好。", En: "Please put away and lock up medicines, pesticides, knives and anything else that could hurt."}},
	policy.SayWhere: {Title: care.Text{Zh: "孩子现在在哪里、谁陪着", En: "Where your child is, and with whom"},
		Text: care.Text{Zh: "请马上打下面的电话，老师会告诉您。", En: "Please call the number below now; you will be told."}},
	policy.SayCome: {Title: care.Text{Zh: "请您马上来", En: "Please come at once"},
		Text: care.Text{Zh: "请马上到孩子那里去。来不了的，现在就打电话，和老师说好谁来、什么时候到。", En: "Please go to your child at once. If you can't, call now and agree with the teacher who comes, and when."}},
	policy.SayHospital: {Title: care.Text{Zh: "一起去医院", En: "Going to hospital together"},
		Text: care.Text{Zh: "请和老师商量，马上一起陪孩子去医院。带上您和孩子的证件和医保卡；去之前和路上不要让孩子一个人。", En: "Agree with the teacher and take your child to hospital together at once. Bring your own and your child's papers and insurance card; leave your child alone neither before nor on the way."}},
	policy.SayContact: {Title: care.Text{Zh: "找谁联系", En: "Whom to call"}},
}

var comeAtOnce = care.Text{Zh: "请尽快与学校联系，马上到孩子身边。", En: "Please call the school and come to your child at once."}

// letterOf writes the letter of a guardian's notice. Facts that somebody wrote are read
// by guardians whatever the row demands.
func letterOf(t *act.Tx, n care.Notice, body act.NoticeBody) (Letter, error) {
	says := body.Says
	if len(says) == 0 { // of a notice from before rows had names for it
		says = policy.UsualSays(n.Level)
	}
	if body.Facts != "" && !slices.Contains(says, policy.SayFacts) {
		says = slices.Insert(slices.Clone(says), slices.Index(says, policy.SayContact), policy.SayFacts)
	}
	var l Letter
	if slices.Contains(says, policy.SayCome) {
		l.Urgent = comeAtOnce
	}
	for _, say := range says {
		p := sentences[say]
		p.Say = say
		switch {
		case say == policy.SayFacts && body.Facts != "":
			p.Text = care.Text{Zh: body.Facts, En: body.Facts}
		case say == policy.SayWhere && body.Where != "":
			at := body.WhereAt.Time().In(care.China)
			p.Text = care.Text{Zh: at.Format("1月2日 15:04") + "：" + body.Where + "。之后有没有变化，请打电话问。", En: "At " + at.Format("15:04 on 2 Jan") + ": " + body.Where + ". Call to hear whether that has changed."}
		case say == policy.SayContact:
			who, tel, err := contactOf(t, n)
			if err != nil {
				return l, err
			}
			p.Tel = tel
			p.Text = care.Text{Zh: who.Name + "（" + who.Role.Name().Zh + "）", En: who.Name + " (" + who.Role.Name().En + ")"}
			if tel == "" {
				p.Text.Zh, p.Text.En = p.Text.Zh+"，请打学校的电话找他", p.Text.En+", by the school's phone"
			}
		}
		l.Passages = append(l.Passages, p)
	}
	return l, nil
}

// contactOf finds whom a guardian calls: the class teacher, who knows the family.
func contactOf(t *act.Tx, n care.Notice) (Holder, string, error) {
	e, err := t.Episode(n.Episode)
	if err != nil {
		return Holder{}, "", err
	}
	around, err := t.Around(e)
	if err != nil {
		return Holder{}, "", err
	}
	post, err := t.Seat(around, care.ClassTeacher, care.PsychologyTeacher)
	if err != nil {
		return Holder{}, "", err
	}
	h, err := holderOf(t, post)
	if err != nil {
		return h, "", err
	}
	tel, err := phoneOf(t, post)
	return h, tel, err
}

// With puts what was agreed for home before the words whom to call.
func (l Letter) With(family []string) Letter {
	at := slices.IndexFunc(l.Passages, func(p Passage) bool { return p.Say == policy.SayContact })
	if len(family) == 0 || at < 0 {
		return l
	}
	agreed := Passage{Title: care.Text{Zh: "约好在家里做的事", En: "What was agreed for home"}, Text: care.Text{Zh: strings.Join(family, "；"), En: strings.Join(family, "; ")}}
	l.Passages = slices.Insert(slices.Clone(l.Passages), at, agreed)
	return l
}
