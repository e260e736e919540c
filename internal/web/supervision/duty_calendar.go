package supervisionweb

import (
	"net/http"
	"net/url"
	"strconv"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/supervision"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// calendarPage is a unit's duties of a school year by month, and first what is
// missing now.
type calendarPage struct {
	ui.Page
	Style   string
	Head    ui.Heading
	Tabs    ui.Tabs
	Missing []mark
	Months  []month
	Empty   *ui.Empty
	Key     []mark // what the signs mean
}

type month struct {
	Name  string
	Now   bool
	Marks []mark
}

// mark is a duty on the calendar: its state as a sign and a word.
type mark struct {
	State string
	Icon  string
	Word  care.Text
	What  care.Text
	Due   care.Date
	Have  care.Text // of so many; empty where there is nothing to count yet
	Why   *ui.Why
	Do    *ui.Link
}

var calendarTemplate = ui.MustParse(files, "calendar.html")

func (p pages) calendar(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	b, months, err := p.Room.Calendar(r.Context(), session.Who(r), unit, p.yearOf(r))
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	page := session.Page(r, both("学年日历", "Calendar of the year"), "/duties")
	out := calendarPage{Page: page, Style: stylePath, Head: p.boardHead(r, b, name, "/duties/"+unit.String()+"/calendar"), Tabs: boardTabs(b, true)}
	any := false
	for _, m := range months {
		shown := month{Name: m.First.Time().Format(page.L("2006年1月", "January 2006")), Now: m.First[:7] == b.Today[:7]}
		for _, l := range m.Lines {
			shown.Marks = append(shown.Marks, p.markOf(b, l))
			any = true
		}
		out.Months = append(out.Months, shown)
	}
	for _, l := range b.Lines {
		if l.Stands.State == duty.Late {
			out.Missing = append(out.Missing, p.markOf(b, l))
		}
	}
	if !any {
		said := both("规则没有要求本单位定期做什么。", "The rules ask nothing regular of this unit.")
		if b.Year < care.SchoolYear(b.Today) {
			said = both("系统启用以前的职责不补记。", "Duties from before the system was in use are not added.")
		}
		out.Empty = &ui.Empty{Title: both("本学年没有定期的职责", "No regular duty this school year"), Text: said, Icon: "calendar"}
	}
	for _, s := range []string{"late", "open", "done", "after", "planned"} {
		out.Key = append(out.Key, mark{State: s, Icon: markIcons[s], Word: markWords[s]})
	}
	return calendarTemplate.Render(w, http.StatusOK, out)
}

var (
	markIcons = map[string]string{"late": "late", "open": "clock", "done": "check", "after": "checked_late", "planned": "calendar"}
	markWords = map[string]care.Text{"late": both("缺", "missing"), "open": both("待办", "to do"), "done": both("按时完成", "done in time"), "after": both("逾期后完成", "done late"), "planned": both("以后", "later")}
)

func (p pages) markOf(b supervision.Board, l supervision.Line) mark {
	state := "open"
	switch {
	case l.Planned:
		state = "planned"
	case l.Stands.State == duty.Late:
		state = "late"
	case l.Stands.State == duty.Done && l.Stands.LateBy > 0:
		state = "after"
	case l.Stands.State == duty.Done:
		state = "done"
	}
	m := mark{State: state, Icon: markIcons[state], Word: markWords[state], What: duringPeriod(l), Due: care.DateOf(l.Duty.DueAt.Time()),
		Why: policyweb.Why(l.Era, l.Cadence.Clause, l.Duty.Rule)}
	if !l.Planned && l.Cadence.Count > 0 {
		m.Have = haveWords(l.Have, l.Cadence.Count)
	}
	if kind := activityOf(l.Cadence); kind != "" && l.May && !l.Planned && !l.Stands.State.Ending() {
		m.Do = &ui.Link{Label: both("登记", "Record"), Href: "/activities/add?unit=" + b.Unit.ID.String() + "&kind=" + url.QueryEscape(kind), Icon: "plus"}
	}
	return m
}

// yearOf is the school year a page is about: the one asked for, else today's.
func (p pages) yearOf(r *http.Request) int {
	now := care.SchoolYear(care.DateOf(p.DB.Now()))
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < 2000 || year > now+1 {
		return now
	}
	return year
}

// boardTabs are the two views of a unit's year.
func boardTabs(b supervision.Board, calendar bool) ui.Tabs {
	at, year := "/duties/"+b.Unit.ID.String(), "?year="+number(b.Year)
	return ui.Tabs{Label: both("单位职责的两种看法", "Two views of the unit's duties"), Tabs: []ui.Tab{
		{Label: both("按紧急程度", "By urgency"), Href: at + year, Current: !calendar}, {Label: both("学年日历", "Calendar of the year"), Href: at + "/calendar" + year, Current: calendar}}}
}

// duringPeriod is what a duty asks with the period it is for: the same is asked again
// and again.
func duringPeriod(l supervision.Line) care.Text {
	when := periodWords(l.Era.Pack, l.Duty.Period)
	return both(l.Cadence.Text.Zh+"（"+when.Zh+"）", l.Cadence.Text.En+" ("+when.En+")")
}
