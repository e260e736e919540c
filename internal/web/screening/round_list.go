package roundweb

import (
	"embed"
	"net/http"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

//go:embed *.html
var files embed.FS

var listTemplate = ui.MustParse(files, "round_list.html", "round_next.html")

// listPage lists rounds; those that wait for the reader stand on top.
type listPage struct {
	base
	Heading ui.Heading
	Query   ui.Query
	Filter  ui.Tabs
	Rounds  []listedRound
	Pager   *ui.Pager
	Empty   ui.Empty
}

type listedRound struct {
	ID       care.ID
	Title    string
	Unit     care.Text
	Window   string
	State    ui.Badge
	Ring     ui.Ring
	Alerts   int
	AlertWhy *ui.Why // what stands behind their number
	Step     step
}

// listSize is how many rounds stand on one page; each is counted afresh. Ours.
const listSize = 20

func (p pages) roundList(w http.ResponseWriter, r *http.Request) error {
	who := session.Who(r)
	all, err := p.Room.Rounds(r.Context(), who)
	if err != nil {
		return err
	}
	out := listPage{base: page(r, both("测评任务", "Screening")), Query: ui.ParseQuery("/rounds", r.URL.Query())}
	show := r.URL.Query().Get("show")
	out.Filter = listTabs(all, show)
	any := len(all) > 0
	all = slices.DeleteFunc(all, func(c care.Campaign) bool { return over(c) != (show == "over") })
	slices.SortStableFunc(all, func(a, b care.Campaign) int { return rank(a) - rank(b) })
	out.Query.Size = listSize
	first := min(out.Query.Offset(), len(all))
	lines, err := p.Room.Boards(r.Context(), who, all[first:min(first+listSize, len(all))])
	if err != nil {
		return err
	}
	slices.SortStableFunc(lines, func(a, b screening.Board) int { return len(b.Alerts) - len(a.Alerts) })
	for _, l := range lines {
		out.Rounds = append(out.Rounds, p.listed(l, out.Page))
	}
	if len(all) > listSize {
		pager := ui.NewPager(out.Query, len(all))
		out.Pager = &pager
	}
	plan, err := p.Room.MayPlan(r.Context(), who)
	if err != nil {
		return err
	}
	out.head(plan, any, show)
	return listTemplate.Render(w, http.StatusOK, out)
}

func (l *listPage) head(plan, any bool, show string) {
	l.Heading = ui.Heading{Title: l.Title}
	l.Empty = ui.Empty{Title: both("没有需要您参与的测评", "No round needs you"), Text: both("您的岗位要参与某次测评时，它会出现在这里。", "A round appears here once your post takes part in it."), Icon: "round"}
	if plan {
		l.Empty.Title = both("还没有安排测评", "No round is planned yet")
		l.Empty.Text = both("先选年级、量表和值班人员，大约五分钟。", "Choose grades, scales and duty adults first; it takes about five minutes.")
		l.Empty.Action = &ui.Link{Label: both("安排测评", "Plan a round"), Href: "/rounds/new", Icon: "plus"}
	}
	if any { // they are over
		l.Empty.Title = both("现在没有测评", "No round is under way")
	}
	if plan && len(l.Rounds) > 0 {
		l.Heading.Actions = []ui.Component{ui.Link{Label: both("安排测评", "Plan a round"), Href: "/rounds/new", Icon: "plus"}}
	}
	if show == "over" {
		l.Empty = ui.Empty{Title: both("没有已结束的测评", "No round is closed yet"), Text: both("结束后的测评会移到这里，随时可以查看。", "A round moves here once it is closed, and can be read at any time."), Icon: "round"}
	}
}

func listTabs(all []care.Campaign, show string) ui.Tabs {
	current, past := 0, 0
	for _, c := range all {
		if over(c) {
			past++
			continue
		}
		current++
	}
	return ui.Tabs{Label: both("测评任务", "Rounds"), Tabs: []ui.Tab{
		{Label: both("现在", "Now"), Href: "/rounds", Count: current, Current: show != "over"},
		{Label: both("已结束", "Closed"), Href: "/rounds?show=over", Count: past, Current: show == "over"}}}
}

func over(c care.Campaign) bool {
	return c.State == care.CampaignClosed || c.State == care.CampaignCancelled
}

// rank puts open rounds first, then those about to open.
func rank(c care.Campaign) int {
	return slices.Index([]care.CampaignState{care.CampaignOpen, care.CampaignReady, care.CampaignDraft, care.CampaignClosed, care.CampaignCancelled}, c.State)
}

func (p pages) listed(b screening.Board, page ui.Page) listedRound {
	c := b.Campaign
	done := ring(b.Total)
	done.Why = p.whyOf(assessed...)
	return listedRound{ID: c.ID, Title: c.Title, Unit: unitTitle(b), Window: days(c.OpensOn, c.ClosesOn, page),
		State: stateBadges[c.State], Ring: done, Alerts: len(b.Alerts), AlertWhy: p.whyOf("product/danger_alert"), Step: stepOf(b)}
}

func ring(c screening.Count) ui.Ring {
	return ui.Ring{Label: both("已交卷或中途停止", "Handed in or stopped"), Part: c.Done, Whole: c.Due}
}

// unitTitle names the scope: a school by itself, a district's schools by number.
func unitTitle(b screening.Board) care.Text {
	name := same(b.Unit.Name)
	if b.Unit.Kind == care.Class {
		name = className(b.Campaign, b.Unit)
	}
	if n := len(b.Schools); n > 1 {
		return both(name.Zh+" · "+num(n)+" 所学校", name.En+" · "+care.Counted(n, "school", "schools"))
	}
	return name
}
