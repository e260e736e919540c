package policyweb

import (
	"errors"
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// adoptionShow is one proposal: whom it touches, what it changes, and for the
// second person the decision. Before the switch the numbers are today's.
func (p pages) adoptionShow(w http.ResponseWriter, r *http.Request) error {
	id, err := adoptionID(r)
	if err != nil {
		return err
	}
	a, from, to, err := p.regions().PackAt(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	top := to.Packs()[len(to.Packs())-1]
	pg := p.page(r, both("采用规则包："+top.Authority.Zh, "Adopt the pack of "+top.Authority.En))
	pg.Head.Back = &ui.Link{Label: adoptionTitle, Href: adoptionHref}
	pg.Head.Lead = both("规则包代号 "+a.Pack, "The pack's id is "+a.Pack)
	pg.Sections = append(pg.Sections, section{Parts: []ui.Component{factsTable(pg.Page, a)}})
	if a.Stands == region.Waiting || a.Stands == region.Agreed {
		touched, err := p.touched(r, to)
		if err != nil {
			return err
		}
		pg.Sections = append(pg.Sections, touched...)
	}
	pg.Sections = append(pg.Sections, diffSections(from, to)...)
	if a.May || a.Mine {
		pg.Sections = append(pg.Sections, p.decisionSection(pg.Page, a))
	}
	return pg.show(w)
}

func factsTable(pg ui.Page, a region.Adoption) ui.Table {
	t := ui.Table{ID: "adoption", Plain: true, Caption: both("这次采用", "This adoption"), Columns: []ui.Column{column("what", "项目", "What"), kind(ui.KindPart, column("value", "内容", "Value"))}}
	row := func(zh, en string, c ui.Cell) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(both(zh, en)), c}})
	}
	row("状态", "Standing", ui.Parts(standsBadge(a)))
	if !a.Why.IsZero() {
		row("为什么还没有生效", "Why it has not begun", ui.Words(a.Why))
	}
	row("生效日", "In use from", ui.Text(pg.Date(a.EffectiveOn)))
	row("谁提出", "Proposed by", ui.Words(byWords(pg, a.By, a.Proposal.At)))
	if a.End != "" {
		row("谁同意或不同意", "Agreed or refused by", ui.Words(byWords(pg, a.End, a.EndedAt)))
	} else {
		row("有效期至", "Valid until", ui.Text(pg.When(a.Proposal.ExpiresAt)))
	}
	if len(a.Gainers) > 0 {
		var names []care.Text
		for _, role := range a.Gainers {
			names = append(names, role.Name())
		}
		who := joined(names)
		row("谁不能同意", "Who can't agree", ui.Words(both(who.Zh+"：他们会因此看到或写入更多，须由第三个不因此多得权限的人同意", who.En+": they would read or write more by it; a third person who gains nothing has to agree")))
	}
	row("校验值", "Hash", ui.Text(a.Hash))
	t.Total = len(t.Rows)
	return t
}

// touched is whom the pack touches, by the numbers of today.
func (p pages) touched(r *http.Request, to *policy.Stack) ([]section, error) {
	ctx, who := r.Context(), session.Who(r)
	preview, err := p.regions().PreviewPack(ctx, who, to)
	if err != nil {
		return nil, err
	}
	units, err := supervision.Room{Kernel: p.Kernel}.UnitsUnder(ctx, who, to)
	if err != nil {
		return nil, err
	}
	flags, err := screening.Room{Kernel: p.Kernel}.FlagsUnder(ctx, who, to)
	if err != nil {
		return nil, err
	}
	lead := section{ID: "touched", Title: both("影响到谁（按今天的数据）", "Whom it touches, by today's data"), Words: touchedWords(preview, flags)}
	if len(preview.Units) > 0 {
		lead.Parts = append(lead.Parts, effectTable(preview, r.URL.Path), unitTable(preview))
	}
	out := []section{lead}
	if len(units) > 0 {
		out = append(out, section{Parts: []ui.Component{unitDutyTable(units)}})
	}
	if len(preview.Access) > 0 {
		out = append(out, section{Parts: []ui.Component{accessChangeTable(preview.Access)}})
	}
	return out, nil
}

// few is below how many children a number is not said (docs/security.md).
const few = 5

// people says how many children, unless they are so few that they could be known.
func people(n int) (zh, en string) {
	if n > 0 && n < few {
		return "少于 5 人", "fewer than 5"
	}
	return num(n) + " 人", num(n)
}

func touchedWords(p region.PackPreview, f screening.FlagChange) []care.Text {
	t := p.Total
	if t == (region.UnitChange{}) && f.Higher+f.Lower == 0 {
		return []care.Text{both("与人有关的未了事项都不变。", "No open work about people would change.")}
	}
	zh, en := people(p.Children)
	out := []care.Text{both("涉及 "+zh+"，各有多少项见下表。", "Open work about people ("+en+") changes, as the table says.")}
	if t.Told+t.Dropped+t.Kept > 0 {
		out = append(out, both("新规则要告知、而原来没有告知的人，切换时就告知；不再列名、还没有发出的通知作废；已经发出的不收回。", "Whom the new rules name and the former did not is told at the switch; what was not sent yet to somebody no longer named ends; what was sent is not taken back."))
	}
	switch {
	case f.Locked:
		out = append(out, both("本区域未解锁，没有比较预警提示。", "The region is locked: suggestions of open flags were not compared."))
	case f.Higher+f.Lower == 0:
		out = append(out, both("进行中的预警按新规则提示的级别都不变。", "No open flag would be suggested another level."))
	default:
		hz, he := people(f.Higher)
		lz, le := people(f.Lower)
		out = append(out, both("进行中的预警，新规则会提示更高："+hz+"，更低："+lz+"。已有提示不改，仍按当时的规则。", "Open flags that the new rules would suggest higher for: "+he+"; lower: "+le+". What was suggested stays, under the rules of its time."))
	}
	return append(out, both("提前的事项最早到生效当天为止，不会当天就算逾期；没有放宽的期限，任何孩子都不会更晚。", "What comes earlier is due on the first day at the earliest, so nothing is late at once; and where a rule was not loosened, nothing comes later for any child."))
}

func unitDutyTable(list []supervision.DutyChange) ui.Table {
	t := ui.Table{ID: "touched-duties", Titled: true, Plain: true, Total: len(list), Caption: both("单位例行工作：多少个单位新增、取消", "Routine of units: how many units get or lose it"), Columns: []ui.Column{column("what", "工作", "Duty"),
		kind(ui.KindNumber, column("begins", "新增", "Get it")), kind(ui.KindNumber, column("ends", "取消", "Lose it"))}}
	for _, c := range list {
		words := c.After.Text
		if words.IsZero() {
			words = c.Before.Text
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(words), ui.Number(c.Begins), ui.Number(c.Ends)}})
	}
	return t
}

func accessChangeTable(list []region.AccessChange) ui.Table {
	t := ui.Table{ID: "touched-access", Titled: true, Plain: true, Total: len(list), Caption: both("哪些岗位看到的多了或少了", "Which posts see more or less"), Columns: []ui.Column{column("role", "岗位", "Post"),
		kind(ui.KindNumber, column("posts", "现有几个", "Held today")), kind(ui.KindPart, column("gains", "多出", "Gains")), kind(ui.KindPart, column("losses", "减少", "Loses"))}}
	for _, c := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(c.Role.Name()), ui.Number(c.Posts), ui.Parts(accessLines(c.Gains)), ui.Parts(accessLines(c.Losses))}})
	}
	return t
}

func accessLines(rows []policy.AccessRow) (out ui.Lines) {
	for _, r := range rows {
		out = append(out, ui.Line{Text: accessWords(r.Verb, r.Scope, []policy.Data{r.Data})})
	}
	return out
}

func accessWords(verb policy.Verb, scope policy.Scope, data []policy.Data) care.Text {
	word := both("看", "read")
	if verb == policy.Write {
		word = both("写", "write")
	}
	var list []care.Text
	for _, d := range data {
		list = append(list, dataWords[d])
	}
	what, of := joined(list), or(scopeWords[scope])
	return both(word.Zh+what.Zh+"（"+of.Zh+"）", word.En+" "+what.En+" ("+of.En+")")
}

func (p pages) decisionSection(pg ui.Page, a region.Adoption) section {
	href := adoptionHref + "/" + a.ID.String()
	s := section{ID: "decide", Title: both("决定", "Decide")}
	if a.May && a.Gains {
		s.Words = []care.Text{both("这个规则包会让您的岗位看到或写入更多，不能由您同意；须由第三个有权的人同意。您可以不同意。", "By this pack your own post would read or write more, so you can't agree to it; a third person who may has to. You may refuse it.")}
		s.Parts = []ui.Component{ui.Action{Label: both("不同意", "Refuse"), Href: href + "/refuse"}}
		return s
	}
	if a.May {
		when := both("到 "+pg.Date(a.EffectiveOn)+" 自动生效", "begins by itself on "+pg.Date(a.EffectiveOn))
		if a.EffectiveOn <= p.today() {
			when = both("立即生效", "begins at once")
		}
		s.Words = []care.Text{both("同意后"+when.Zh+"。以上改变都会发生，并记入日志。", "When you agree it "+when.En+". All of the above then happens and is logged.")}
		s.Parts = []ui.Component{ui.Action{Label: both("我已看过影响，同意采用", "I have read what it changes: agree"), Href: href + "/agree", Look: ui.Main, Icon: "check"},
			ui.Action{Label: both("不同意", "Refuse"), Href: href + "/refuse"}}
		return s
	}
	s.Words = []care.Text{both("这是您提出的，要由另一位有权的人同意。", "You proposed this; somebody else who may has to agree.")}
	s.Parts = []ui.Component{ui.Action{Label: both("撤回", "Take it back"), Href: href + "/refuse"}}
	return s
}

func adoptionID(r *http.Request) (care.ID, error) {
	id, err := care.ParseID(r.PathValue("adoption"))
	if err != nil {
		return 0, &care.Error{Kind: care.NotFound, Op: "adoption", Err: err}
	}
	return id, nil
}

func (p pages) adoptionAgree(w http.ResponseWriter, r *http.Request) error {
	id, err := adoptionID(r)
	if err != nil {
		return err
	}
	ctx, who := r.Context(), session.Who(r)
	if _, _, _, err := p.regions().PackAt(ctx, who, id); err != nil {
		return err
	}
	done, err := p.regions().Confirm(ctx, who, id)
	if err != nil && len(done) == 0 {
		return err
	}
	err = errors.Join(err, supervision.Room{Kernel: p.Kernel}.Generate(ctx))
	if err != nil { // it is agreed; the clock completes what was interrupted
		p.Log.Error("switch of the pack", "err", err)
	}
	words := both("已同意，到生效日自动采用", "Agreed; it begins by itself on its day")
	if a, _, _, err := p.regions().PackAt(ctx, who, id); err == nil && a.SwitchedAt != 0 {
		words = both("已同意，新规则已经生效", "Agreed; the new rules hold now")
	}
	session.Flash(r, ui.Good, words)
	return session.Redirect(w, r, adoptionHref+"/"+id.String())
}

func (p pages) adoptionRefuse(w http.ResponseWriter, r *http.Request) error {
	id, err := adoptionID(r)
	if err != nil {
		return err
	}
	if _, _, _, err := p.regions().PackAt(r.Context(), session.Who(r), id); err != nil {
		return err
	}
	if err := p.regions().Refuse(r.Context(), session.Who(r), id); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已结束，规则没有改动", "Ended; the rules were not changed"))
	return session.Redirect(w, r, adoptionHref)
}
