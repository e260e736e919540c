package caseweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

// careBlock is a programme on the person page: what the reader may know of it and
// do in it. Who may only know of it sees with whom the child is, and may tell.
func (p pages) careBlock(c casework.Cared, f casework.File, pg page) block {
	b := block{Title: c.Programme.Text, Card: true, Lines: []line{{Term: text("负责人", "Responsible"), Text: whom(c.Owner)}}}
	raise := ui.Link{Label: text("发现异常", "Something abnormal"), Href: "/pupils/" + f.Pupil.Person.String() + "/abnormal", Icon: "concern"}
	if !c.Known {
		b.Words = []care.Text{text("这个孩子由村里的儿童主任定期联系和走访。详情只对负责人开放。", "The village's child director keeps in touch with this child and visits it. The rest is open to those responsible.")}
		if c.May.Raise {
			b.Parts = []ui.Component{raise}
		}
		return b
	}
	b.Marks = []ui.Component{careLevel(c.Episode.Level, c.Label())}
	last := line{Term: text("上次联系", "Last contact"), Text: text("还没有", "none yet")}
	if c.Episode.ContactOn != "" {
		last.Text = same(pg.Date(c.Episode.ContactOn))
	}
	b.Lines = append(b.Lines, last)
	if f.Home.Unit.ID != 0 {
		b.Lines = append(b.Lines, line{Term: text("住处", "Home"), Text: text(f.Home.Unit.Name+"，"+f.Home.State.Name().Zh, f.Home.Unit.Name+", "+f.Home.State.Name().En)})
	}
	if c.Episode.ValidTo != "" {
		until := line{Term: text("依据有效到", "Basis holds until"), Text: same(pg.Date(c.Episode.ValidTo))}
		if c.Ended(f.Today) {
			until.Parts = []ui.Component{ui.Badge{Text: text("已到期：复核或退出", "It ran out: renew or end"), Tone: ui.Grave, Icon: "late"}}
		}
		b.Lines = append(b.Lines, until)
	}
	if c.Proposed != nil && c.Proposed.Level == care.LevelNone {
		b.Words = append(b.Words, objection(*c.Proposed))
	} else if c.Proposed != nil {
		b.Lines = append(b.Lines, line{Term: text("等第二人判断", "Waits for a second person"), Text: whom(c.Proposed.By)})
	}
	for i := len(c.Levels) - 1; i >= 0; i-- {
		l := c.Levels[i]
		programme := c.Programme
		if l.Era.Pack != nil { // in the words in which it was decided
			if then, ok := l.Era.Pack.Programme(c.Episode.Programme); ok {
				programme = then
			}
		}
		label := programme.Label(l.Level)
		said := onGrounds(text(whom(l.By).Zh+"。"+l.Reason, whom(l.By).En+". "+l.Reason), l.Groups)
		b.Lines = append(b.Lines, line{Term: same(pg.When(l.At)), Text: text(label.Zh+" · "+said.Zh, label.En+" · "+said.En),
			Parts: []ui.Component{*p.why(l.Era, programme.Clause, "programme/"+programme.ID)}})
	}
	if !c.May.Write {
		return b
	}
	e := "/care/" + c.Episode.ID.String()
	b.Parts = append(b.Parts, ui.Link{Label: text("记录联系或走访", "Record a contact or visit"), Href: e + "/" + c.Contact(), Icon: "talk"},
		ui.Link{Label: text("制定计划", "Write the plan"), Href: "/episodes/" + c.Episode.ID.String() + "/plan", Icon: "file"}, ui.Link{Label: text("复核级别", "Review the level"), Href: e + "/level", Icon: "check"},
		ui.Link{Label: text("表格", "Forms"), Href: e + "/forms", Icon: "note"})
	if c.May.Raise {
		b.Parts = append(b.Parts, raise)
	}
	if c.May.Object {
		b.Parts = append(b.Parts, ui.Link{Label: text("本人提出异议", "The person objects"), Href: e + "/contest", Icon: "concern"})
	}
	if c.May.Leave {
		b.Parts = append(b.Parts, ui.Link{Label: text("退出项目", "Leave"), Href: e + "/leave", Icon: "right"})
	}
	return b
}

// onGrounds adds the groups that were a ground for a level to what was said of it.
func onGrounds(said care.Text, groups []policy.Group) care.Text {
	var zh, en []string
	for _, g := range groups {
		zh, en = append(zh, g.Text.Zh), append(en, g.Text.En)
	}
	if len(groups) == 0 {
		return said
	}
	return text(said.Zh+"（"+strings.Join(zh, "、")+"）", said.En+" ("+strings.Join(en, "; ")+")")
}
