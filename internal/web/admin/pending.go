package admin

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var (
	pendingTitle = both("待第二人确认", "Waiting for a second person")
	waitsText    = both("这件事要两个人办：已记下，请另一位在“待第二人确认”里确认，7 天内有效", "This takes two people: it was noted and waits up to seven days under “Waiting for a second person” for somebody else")
)

// pendingList is what somebody proposed and the reader may confirm, and what he
// proposed himself and may take back.
func (p *Pages) pendingList(w http.ResponseWriter, r *http.Request) error {
	lines, err := p.Pending(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	page := session.Page(r, pendingTitle, "/pending")
	q := ui.ParseQuery("/pending", r.URL.Query())
	toConfirm := pendingTable(q, "confirm", both("请您确认", "For you to confirm"), both("没有等您确认的事", "Nothing waits for you"),
		ui.Action{Label: both("已核实，确认勾选的", "Checked: confirm those ticked"), Href: "/pending/confirm", Look: ui.Main, Icon: "check"},
		ui.Action{Label: both("不同意勾选的", "Refuse those ticked"), Href: "/pending/refuse"})
	own := pendingTable(q, "own", both("您提出的", "Proposed by you"), both("没有您提出的事", "You proposed nothing"),
		ui.Action{Label: both("撤回勾选的", "Take back those ticked"), Href: "/pending/refuse"})
	packs := packsTable(q)
	for _, l := range lines {
		if l.Kind == region.ProposePack {
			packs.Rows = append(packs.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(both("采用规则包 "+l.Pack.Pack, "Adopt the pack "+l.Pack.Pack), "/policy/adoption/"+l.ID.String()), ui.Text(page.Date(l.Pack.EffectiveOn)), ui.Text(l.By), ui.Text(page.When(l.ExpiresAt))}})
			packs.Total++
			continue
		}
		into := &toConfirm
		if l.Mine {
			into = &own
		}
		into.Rows = append(into.Rows, ui.Row{ID: l.ID.String(), Cells: []ui.Cell{ui.Text(l.Name), ui.Words(pendingWhat(l, care.DateOf(p.DB.Now()))), ui.Text(l.By), ui.Text(page.When(l.At)), ui.Text(page.When(l.ExpiresAt))}})
		into.Total++
	}
	if toConfirm.Total == 0 {
		toConfirm.Bulk, toConfirm.Plain = nil, true
	}
	parts := []ui.Component{ui.Heading{Title: pendingTitle, Lead: both("能看到一所学校全部答卷、审计日志或设置的岗位，以及能任命他人的岗位，由两个人授予：一人提出，另一人向本人核实后确认。新密码交给确认的人，由他当面交给本人。",
		"Posts that open a whole school's answers, the log, the settings or other posts are given by two people: one proposes, another asks the person concerned and confirms. A new password goes to who confirms, to be handed over in person."), Back: settingsBack(p.Kernel, r, "/pending")}, toConfirm}
	if packs.Total > 0 {
		parts = append(parts, packs)
	}
	if own.Total > 0 {
		parts = append(parts, own)
	}
	return session.Show(w, http.StatusOK, page, parts...)
}

// packsTable leads to the packs that wait: they are agreed to where their effects
// stand, never by a tick.
func packsTable(q ui.Query) ui.Table {
	return ui.Table{ID: "packs", Caption: both("规则包：看过影响再决定", "Packs: read what they change, then decide"), Titled: true, Plain: true, Query: q, Columns: []ui.Column{{Key: "what", Label: both("什么事", "What")},
		{Key: "on", Label: both("生效日", "From")}, {Key: "by", Label: both("谁提出", "Proposed by")}, {Key: "until", Label: both("有效期至", "Valid until")}}}
}

func pendingTable(q ui.Query, id string, caption, empty care.Text, bulk ...ui.Action) ui.Table {
	return ui.Table{ID: id, Caption: caption, Titled: true, Query: q, Bulk: bulk, Columns: []ui.Column{{Key: "who", Label: both("谁", "Who"), Fixed: true}, {Key: "what", Label: both("什么事", "What")},
		{Key: "by", Label: both("谁提出", "Proposed by")}, {Key: "at", Label: both("提出时间", "When")}, {Key: "until", Label: both("有效期至", "Valid until")}},
		Empty: ui.Empty{Title: empty, Text: both("有人提出后会列在这里，7 天没有确认就作废。", "What is proposed is listed here and lapses after seven days."), Icon: "check"}}
}

func pendingWhat(l region.PendingLine, today care.Date) care.Text {
	if l.Kind == region.ProposePassword {
		return both("重置密码", "New first password")
	}
	at, role := unitText(l.Where, today), l.Role.Name()
	return both("任命为"+at.Zh+role.Zh, "Appoint as "+role.En+", "+at.En)
}

func (p *Pages) pendingConfirm(w http.ResponseWriter, r *http.Request) error {
	ids, err := p.ticked(r)
	if err != nil {
		return err
	}
	done, err := p.Confirm(r.Context(), session.Who(r), ids...)
	if err != nil && len(done) == 0 {
		return err
	}
	var sheets []region.AccountSheet
	for _, c := range done {
		if c.Sheet.Password != "" {
			sheets = append(sheets, c.Sheet)
		}
	}
	if len(sheets) > 0 { // shown even where a later one failed: they are kept nowhere
		return showSheets(w, r, sheets, "/pending")
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已确认，今天起生效", "Confirmed, from today"))
	return session.Redirect(w, r, "/pending")
}

func (p *Pages) pendingRefuse(w http.ResponseWriter, r *http.Request) error {
	ids, err := p.ticked(r)
	if err != nil {
		return err
	}
	if err := p.Refuse(r.Context(), session.Who(r), ids...); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已结束，没有改动任何东西", "Ended; nothing was changed"))
	return session.Redirect(w, r, "/pending")
}

// ticked reads the rows somebody ticked, who may open the list at all.
func (p *Pages) ticked(r *http.Request) ([]care.ID, error) {
	if _, err := p.Pending(r.Context(), session.Who(r)); err != nil {
		return nil, err
	}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	var ids []care.ID
	for _, v := range r.PostForm["id"] {
		id, err := care.ParseID(v)
		if err != nil {
			return nil, &care.Error{Kind: care.NotFound, Op: "ticked", Err: err}
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, care.Invalidf("id", "请先勾选", "tick some first")
	}
	return ids, nil
}
