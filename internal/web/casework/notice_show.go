package caseweb

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"

	"github.com/skip2/go-qrcode"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func (p pages) noticeList(w http.ResponseWriter, r *http.Request) error {
	notices, err := p.Room.Notices(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	pg := newPage(r, text("通知", "Notices"), "/flags")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("告诉需要做事的人需要知道的事；收到后请确认。", "Telling those who have to act what they need to know. Please acknowledge what you receive."), Back: &ui.Link{Label: text("线索与预警", "Concerns and warnings"), Href: "/flags"}}
	table := ui.Table{ID: "notices", Plain: true, Caption: pg.Title, Total: len(notices), Columns: []ui.Column{{Key: "pupil", Label: text("学生", "Pupil"), Kind: ui.KindPart}, {Key: "to", Label: text("通知谁", "To")},
		{Key: "state", Label: text("情况", "State"), Kind: ui.KindPart}, {Key: "due", Label: text("确认期限", "Acknowledge by"), Kind: ui.KindPart}, {Key: "why", Label: text("依据", "Basis"), Kind: ui.KindPart}, {Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}},
		Empty: ui.Empty{Title: text("没有通知", "No notices"), Text: text("有学生需要您配合时，通知会出现在这里。", "When a pupil needs your help, a notice appears here."), Icon: "talk"}}
	now := care.MillisOf(p.Room.DB.Now())
	for _, n := range notices {
		due := ui.Cell{}
		if c := clock(n.DueAt, now, act.Acknowledged(n.Notice, now)); c != nil && n.State == care.NoticeSent {
			due = ui.Parts(c)
		}
		table.Rows = append(table.Rows, ui.Row{Urgent: n.Mine && n.State == care.NoticeSent, Cells: []ui.Cell{ui.Parts(chip(n.Pupil, pg.Lang)), ui.Words(whom(n.Whom)), ui.Parts(noticeState(n.State, missing(n.Notice))), due, ui.Parts(*p.why(n.Era, n.Clause, policyweb.ToldRef(n.ToRole))),
			ui.Parts(ui.Link{Label: text("打开", "Open"), Href: "/notices/" + n.ID.String(), Icon: "right"})}})
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

// missing tells whether a notice waits for a guardian whom nobody knows yet.
func missing(n care.Notice) bool { return n.ToRole == care.GuardianRole && n.Guardian == 0 }

func (p pages) noticeShow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n, err := p.Room.OpenNotice(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	pg := newPage(r, text("通知", "Notice"), "/flags")
	pg.Head = ui.Heading{Title: pg.Title, Back: &ui.Link{Label: text("全部通知", "All notices"), Href: "/notices"}}
	at := "/notices/" + id.String()
	b := block{Card: true, Marks: []ui.Component{noticeState(n.State, missing(n.Notice))}, Lines: []line{{Term: text("学生", "Pupil"), Parts: []ui.Component{chip(n.Pupil, pg.Lang)}},
		{Term: text("通知谁", "To"), Text: whom(n.Whom)}, {Term: text("这条通知说的是", "What it is about"), Text: n.Body.Minimum}}}
	if !n.Protects { // the clause says the level
		b.Marks = append(b.Marks, *p.why(n.Era, n.Clause, policyweb.ToldRef(n.ToRole)))
	}
	if n.Body.Facts != "" {
		b.Lines = append(b.Lines, line{Term: text("事实", "Facts"), Text: same(n.Body.Facts)})
	}
	if n.SentAt != 0 {
		b.Lines = append(b.Lines, line{Term: text("发出时间", "Sent"), Text: same(pg.When(n.SentAt))})
	}
	now := care.MillisOf(p.Room.DB.Now())
	if c := clock(n.DueAt, now, act.Acknowledged(n.Notice, now)); c != nil && n.State == care.NoticeSent {
		b.Lines = append(b.Lines, line{Term: text("确认期限", "Acknowledge by"), Parts: []ui.Component{c}})
	}
	if n.AckAt != 0 {
		b.Lines = append(b.Lines, line{Term: text("确认时间", "Acknowledged"), Text: same(pg.When(n.AckAt))})
	}
	if n.May.Acknowledge {
		b.Parts = append(b.Parts, ui.Action{Label: text("我已阅读，知道该做什么", "I have read it and know what to do"), Href: at + "/acknowledge", Look: ui.Main, Icon: "check"})
	}
	if n.State == care.NoticeHeld && n.Level < care.LevelMajor && n.Age != "" && n.Age != care.Minor {
		b.Words = append(b.Words, adultWords(n.Age))
	}
	if n.May.HomeSafe && !n.Voted {
		b.Parts = append(b.Parts, ui.Link{Label: text("回答“家里是否安全”", "Answer \"is home safe?\""), Href: at + "/home-safe", Icon: "home"})
	}
	if n.May.Link {
		b.Words = append(b.Words, text("已可以告知监护人：请当面或打电话说。需要书面时，可以生成一次性链接，打印成条子交给监护人。", "The guardian may be told now: in person or by phone. For something in writing, make a one-time link and hand over its slip."))
		b.Parts = append(b.Parts, ui.Action{Label: text("生成一次性链接", "Make a one-time link"), Href: at + "/link", Icon: "phone"})
	}
	pg.Parts = []block{b}
	if n.Task != nil {
		pg.Parts = append(pg.Parts, p.taskBlock(n, pg))
	}
	if n.Letter != nil && (n.State == care.NoticeHeld || n.State == care.NoticeSent || n.State == care.NoticeAcknowledged) {
		pg.Parts = append(pg.Parts, block{ID: "letter", Title: text("监护人会读到", "What the guardian reads"), Card: true, Lines: letterLines(*n.Letter)})
	}
	if len(n.Votes) > 0 {
		pg.Parts = append(pg.Parts, voteBlock(n, pg))
	}
	if n.May.Release {
		for i := range n.Wide {
			n.Wide[i].State = care.NoticeSent // what the button does
		}
		wide := p.toldBlock(n.Wide, n.Level, text("放行后会收到通知的人", "Who will be told on release"))
		wide.Words = []care.Text{text("以下 "+strconv.Itoa(len(n.Wide))+" 条会一起发出，收回不了。", care.Counted(len(n.Wide), "notice goes", "notices go")+" out together and can't be taken back.")}
		wide.Parts = append(wide.Parts, ui.Action{Label: text("放行", "Release"), Href: "/episodes/" + n.Episode.String() + "/release", Look: ui.Main, Icon: "check"})
		pg.Parts = append(pg.Parts, wide)
	}
	for _, rec := range n.Records {
		pg.Parts = append(pg.Parts, recordBlock(rec, pg.Lang))
	}
	return pg.show(w, http.StatusOK)
}

// adultWords remind whoever judges whether home is safe that an adult decides himself.
func adultWords(age care.Majority) care.Text {
	if age == care.Adult {
		return text("学生已成年：只有本人同意，或危及生命时，才能告知监护人。发出之前请再核实本人是否仍然同意。", "The pupil is of age: guardians are told only with his consent or when life is in danger. Make sure before it goes that he still agrees.")
	}
	return text("名册里没有出生日期：请核实学生是否已成年。已成年的，只有本人同意或危及生命时才能告知监护人。", "The roster has no birth date: find out whether the pupil is of age. If so, guardians are told only with his consent or when life is in danger.")
}

// taskBlock says who finds the guardian, or who took the child over.
func (p pages) taskBlock(n casework.NoticeFile, pg page) block {
	row := *n.Task
	b := block{ID: "task", Title: row.What, Card: true, Lines: []line{{Term: text("由谁负责", "Responsible"), Text: whom(row.Whom)}}}
	if c := clock(row.Due, care.MillisOf(p.Room.DB.Now()), row.Stands); c != nil {
		b.Lines = append(b.Lines, line{Term: text("期限", "By"), Parts: []ui.Component{c}})
	}
	if row.Stands.State == duty.Done {
		b.Marks = append(b.Marks, ui.Badge{Text: text("已办结", "Done"), Tone: ui.Good, Icon: "check"})
	}
	if why := p.why(row.Era, row.Clause, policyweb.RuleRef(row.Rule)); why != nil {
		b.Marks = append(b.Marks, *why)
	}
	at := "/notices/" + n.ID.String()
	if n.May.Find {
		b.Parts = append(b.Parts, ui.Link{Label: stepWords[casework.StepFind], Href: at + "/guardian", Icon: "people"})
	}
	if n.May.Protect {
		b.Parts = append(b.Parts, ui.Link{Label: text("填写保护处理记录", "File the protection record"), Href: at + "/protection", Icon: "shield"})
	}
	return b
}

var votes = map[string]care.Text{"send": text("现在通知", "tell now"), "hold": text("暂缓", "hold"), "release": text("放行", "release"), "withhold": text("不通知，走保护途径", "do not tell; protection path")}

func voteBlock(n casework.NoticeFile, pg page) block {
	b := block{Title: text("谁怎样决定", "Who decided what"), Card: true}
	for _, v := range n.Votes {
		b.Lines = append(b.Lines, line{Term: same(pg.When(v.At)), Text: text(whom(v.Whom).Zh+"："+votes[v.Vote].Zh, whom(v.Whom).En+": "+votes[v.Vote].En)})
	}
	if n.State == care.NoticeHeld {
		b.Words = []care.Text{text("有人暂缓后，需要两个人一致才能放行或不通知。", "Once somebody held it, two people have to agree to release or withhold.")}
	}
	return b
}

func (p pages) noticeAcknowledge(w http.ResponseWriter, r *http.Request) error {
	return do(w, r, "/work", text("已确认", "Acknowledged"), func(who act.Who, id care.ID) error { return p.Room.Acknowledge(r.Context(), who, id) })
}

func (p pages) releaseGo(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	notice, err := p.Room.WaitingNotice(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	return session.Redirect(w, r, "/notices/"+notice.String())
}

func (p pages) release(w http.ResponseWriter, r *http.Request) error {
	return do(w, r, "/work", text("已放行", "Released"), func(who act.Who, id care.ID) error {
		_, err := p.Room.Release(r.Context(), who, id)
		return err
	})
}

func (p pages) noticeLink(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	slip, err := p.Room.NoticeLink(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	return p.showSlips(w, r, "/notices/"+id.String(), casework.Slips{Slips: []casework.Slip{slip}})
}

func (p pages) consentLinkAsk(w http.ResponseWriter, r *http.Request) error {
	pg := newPage(r, text("生成告知与同意的链接", "Links for notice and consent"), "/rounds")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("为本班还没有决定的每名未满 18 岁的学生生成一个一次性链接，打印成条子交给家长。链接 14 天内有效，只显示这一次。", "Makes a one-time link for each pupil of the class who is under 18 and has no decision yet, as slips to hand to guardians. Valid 14 days, shown only once.")}
	pg.Parts = []block{parts(ui.Action{Label: text("生成并显示条子", "Make and show the slips"), Href: r.URL.Path, Look: ui.Main})}
	return pg.show(w, http.StatusOK)
}

func (p pages) consentLinks(w http.ResponseWriter, r *http.Request) error {
	round, err := pathID(r, "round")
	if err != nil {
		return err
	}
	class, err := pathID(r, "class")
	if err != nil {
		return err
	}
	slips, err := p.Room.ConsentLinks(r.Context(), session.Who(r), round, class)
	if err != nil {
		return err
	}
	return p.showSlips(w, r, "/rounds/"+round.String()+"/classes/"+class.String(), slips)
}

// showSlips shows each link once, as a slip to print. What a slip says is fit
// for a desk where others read along: no matter of the mind, no product.
func (p pages) showSlips(w http.ResponseWriter, r *http.Request, back string, slips casework.Slips) error {
	pg := newPage(r, text("给监护人的条子", "Slips for guardians"), back)
	pg.Path = back
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("只显示这一次。请现在打印或抄写，亲手交给监护人；不要发到群里。", "Shown only once. Print or copy now and hand it over in person; never post it to a group."), Back: &ui.Link{Label: text("返回", "Back"), Href: back}}
	for _, s := range slips.Slips {
		address := p.base(r) + "/l/" + s.Token
		code, err := qr(address)
		if err != nil {
			return err
		}
		pg.Parts = append(pg.Parts, block{Card: true, Title: same(s.Pupil.Name), Image: code, Code: address, Words: []care.Text{
			text("学校有一条通知请您阅读。用手机扫码或输入网址，再填您手机号的最后四位。有效期至 "+pg.When(s.Expires)+"。", "The school asks you to read a notice. Scan the code or type the address, then give the last four digits of your phone. Valid until "+pg.When(s.Expires)+".")}})
	}
	if len(slips.Slips) == 0 {
		pg.Parts = []block{parts(ui.Empty{Title: text("没有要发给监护人的条子", "No slips for guardians"), Text: text("这个班的学生都已有决定、由本人决定，或名册里没有监护人。", "Everybody in this class has a decision, decides himself or has no guardian on the roster."), Icon: "check"})}
	}
	if len(slips.Own) > 0 {
		own := block{ID: "own", Title: text("由本人决定的学生", "Pupils who decide themselves"), Card: true, Words: []care.Text{text("已满 18 岁的由本人在纸上签名，再在“家长同意”里登记；不发给监护人。", "Who is 18 or older signs on paper, entered under Consents; no guardian gets a slip.")}}
		for _, o := range slips.Own {
			why := text("已满 18 岁", "18 or older")
			if o.Age == care.AgeNotOnRoll {
				why = text("名册没有出生日期：请先补上", "no birth date on the roster: enter it first")
			}
			own.Lines = append(own.Lines, line{Term: same(o.Pupil.Name), Text: why})
		}
		pg.Parts = append(pg.Parts, own)
	}
	return pg.show(w, http.StatusOK)
}

func (p pages) base(r *http.Request) string {
	if p.BaseURL != "" {
		return p.BaseURL
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

func qr(address string) (template.URL, error) {
	png, err := qrcode.Encode(address, qrcode.Medium, 360)
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), err
}
