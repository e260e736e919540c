package supervisionweb

import (
	"net/http"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var intervalsTitle = both("定期间隔", "Intervals")

const intervalsAt = "/settings/intervals"

// intervals is where a region says how often it does what its documents only call
// regular. The packs' proposals stand in the boxes and bind nobody until saved.
func (p pages) intervals(w http.ResponseWriter, r *http.Request) error {
	return p.showIntervals(w, r, http.StatusOK, nil)
}

func (p pages) showIntervals(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	list, may, err := p.Regulars(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	open := 0
	for _, g := range list {
		if g.Now.Unsettled() {
			open++
		}
	}
	page := session.Page(r, intervalsTitle, "/settings")
	lead := both("文件只写“定期”、没有写间隔的工作，由本区定下多久一次。每次改动都留有记录，从当天起生效。", "Where a document says regularly and gives no interval, the region sets one. Every change is kept and holds from its day on.")
	if open > 0 {
		n := number(open)
		lead = both(lead.Zh+"还有 "+n+" 项没有定：定下以前，这些工作不产生职责。", lead.En+" "+n+" are not set: until then nobody owes them.")
	}
	parts := []ui.Component{ui.Heading{Title: intervalsTitle, Lead: lead, Back: p.backToSettings(r)}}
	if may && len(list) > 0 {
		f := ui.Form{ID: "intervals", Action: intervalsAt, Submit: both("定下并记录", "Set and record")}
		for _, g := range list {
			f.Fields = append(f.Fields, p.intervalFields(g)...)
		}
		if fault != nil {
			f.Fill(r.PostForm, fault)
		}
		parts = append(parts, f)
	}
	return session.Show(w, status, page, append(parts, p.intervalTable(list))...)
}

func (p pages) intervalFields(g supervision.Regular) []ui.Field {
	why := policyweb.Why(p.Era(), g.Row.Clause, policy.CadencePrefix+g.Row.ID)
	help := both("系统建议："+g.Row.How().Zh+"（文件没有写，由本区决定）", "Our proposal: "+g.Row.How().En+" (the document gives none; the region decides)")
	if !g.Now.Unsettled() {
		help = both("现在："+g.Now.How().Zh+"，"+g.Now.Set.Since.Words().Zh+"起。"+help.Zh, "Now: "+g.Now.How().En+", since "+g.Now.Set.Since.Words().En+". "+help.En)
	}
	period := ui.Field{Name: "period." + g.Row.ID, Kind: ui.SelectField, Label: both(g.Row.Text.Zh+"：间隔", g.Row.Text.En+": interval"), Required: true, Values: []string{string(g.Now.Period)}, Help: help, Why: why}
	for _, s := range policy.IntervalSpans {
		period.Options = append(period.Options, ui.Option{Value: string(s), Label: s.Name()})
	}
	return []ui.Field{period, {Name: "count." + g.Row.ID, Kind: ui.NumberField, Label: both("每个间隔至少几次", "At least how many times in each interval"), Required: true, Min: "1", Max: "60", Values: []string{number(g.Now.Count)}}}
}

// backToSettings is where whoever may open the settings came from.
func (p pages) backToSettings(r *http.Request) *ui.Link {
	if !p.Access().May(session.Who(r).Role, access.Read, access.Settings) {
		return &ui.Link{Label: boardTitle, Href: "/duties"}
	}
	return &ui.Link{Label: both("设置", "Settings"), Href: "/settings"}
}

// intervalTable is what holds and what held before.
func (p pages) intervalTable(list []supervision.Regular) ui.Table {
	t := ui.Table{ID: "history", Plain: true, Titled: true, Caption: both("现在的间隔和历次改动", "What holds, and every change"), Total: len(list),
		Columns: []ui.Column{{Key: "what", Label: both("做什么", "What"), Fixed: true}, {Key: "now", Label: both("间隔", "Interval")}, {Key: "history", Label: both("谁在何时定的", "Who set it, and when"), Kind: ui.KindPart}, {Key: "why", Label: both("依据", "Basis"), Kind: ui.KindPart}},
		Empty:   ui.Empty{Title: both("文件没有只写“定期”的工作", "No document says regularly without an interval"), Icon: "check"}}
	for _, g := range list {
		now := g.Now.How()
		if g.Now.Unsettled() {
			now = both("没有定（系统建议 "+now.Zh+"）", "not set (we propose "+now.En+")")
		}
		var lines ui.Lines
		for i := len(g.History) - 1; i >= 0; i-- {
			h := g.History[i]
			how := g.Row.With(h).How()
			lines = append(lines, ui.Line{Text: both(h.Since.Words().Zh+"起"+how.Zh+"："+g.By[h.Person], "since "+h.Since.Words().En+" "+how.En+": "+g.By[h.Person])})
		}
		t.Rows = append(t.Rows, ui.Row{Urgent: g.Now.Unsettled(), Cells: []ui.Cell{ui.Words(g.Row.Text), ui.Words(now), ui.Parts(lines), ui.Parts(policyweb.Why(p.Era(), g.Row.Clause, policy.CadencePrefix+g.Row.ID))}})
	}
	return t
}

func (p pages) intervalsSave(w http.ResponseWriter, r *http.Request) error {
	list, _, err := p.Regulars(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	set := map[string]policy.Interval{}
	faults := map[string]care.Text{}
	for _, g := range list {
		id := g.Row.ID
		if !r.PostForm.Has("period." + id) {
			continue
		}
		n, _ := strconv.Atoi(r.PostFormValue("count." + id))
		i := policy.Interval{Period: duty.Span(r.PostFormValue("period." + id)), Count: n}
		for field, text := range faultsOf(i.Check()) {
			faults[field+"."+id] = text
		}
		if s := g.Now.Set; s == nil || s.Period != i.Period || s.Count != i.Count {
			set[id] = i
		}
	}
	if len(faults) > 0 {
		return p.showIntervals(w, r, http.StatusUnprocessableEntity, &care.Error{Kind: care.Invalid, Op: "set intervals", Fields: faults})
	}
	err = p.SettleIntervals(r.Context(), session.Who(r), set)
	if invalid(err) {
		return p.showIntervals(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := p.Generate(r.Context()); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已定下 "+number(len(set))+" 项，从今天起生效", care.Counted(len(set), "interval is", "intervals are")+" set from today on"))
	return session.Redirect(w, r, intervalsAt)
}

// setBadge tells that an interval is the region's own, and leads to who set it.
func setBadge(c policy.Cadence) ui.Component {
	return ui.Badge{Text: both("本区自定", "region's own")}
}
