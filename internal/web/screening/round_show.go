package roundweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	policyweb "xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var showTemplate = ui.MustParse(files, "round_show.html", "round_next.html")

// showPage is a round: alerts on top, the one next thing, the classes.
type showPage struct {
	base
	ID         care.ID
	School     care.ID // chosen by a reader who sees several; 0 = all
	Heading    ui.Heading
	State      ui.Badge
	Facts      []care.Text
	Poll       string // "" when nothing on it moves
	Alerts     []alertLine
	Awaited    []care.Text // schools where nobody can answer yet
	Step       step
	Ring       ui.Ring
	Tallies    []tally
	Drills     []drillLine
	Table      ui.Table
	TableTitle care.Text
	AllSchools string
	Settings   []setting
	Actions    []ui.Link
}

type alertLine struct {
	Name  string
	Class care.Text
	State care.Text
	At    care.Millis
	Href  string
	First bool
}

type tally struct {
	Value int
	Label care.Text
	Why   *ui.Why
}

type drillLine struct {
	Holder string
	Role   care.Text
	Unit   string
	At     care.Millis
	Over   bool // of a round where nobody waits for it any more
}

type setting struct {
	Label care.Text
	Value care.Text
	Why   *ui.Why
}

var alertStates = map[care.AlertState]care.Text{
	care.AlertRaised:   both("正在呼叫值班人员", "Calling the duty adults"),
	care.AlertAnswered: both("已有人前往，等待安全核查", "Somebody is on the way; the safety check is left"),
}

func (p pages) readRound(r *http.Request) (showPage, screening.Board, error) {
	var out showPage
	id, err := pathID(r, "round")
	if err != nil {
		return out, screening.Board{}, err
	}
	school, err := schoolOf(r)
	if err != nil {
		return out, screening.Board{}, err
	}
	b, err := p.Room.Board(r.Context(), session.Who(r), id, school)
	if err != nil {
		return out, b, err
	}
	out = showPage{base: page(r, same(b.Campaign.Title)), ID: id, State: stateBadges[b.Campaign.State]}
	out.School = school
	out.now(b)
	p.basis(&out)
	return out, b, nil
}

// schoolOf is the school a district's reader chose: part of the path of pages,
// a parameter of the moving part and of exports.
func schoolOf(r *http.Request) (care.ID, error) {
	s := r.PathValue("school")
	if s == "" {
		s = r.URL.Query().Get("school")
	}
	if s == "" {
		return 0, nil
	}
	id, err := care.ParseID(s)
	if err != nil {
		return 0, care.Fail(care.NotFound, "read address", "没有找到这所学校", "there is no such school")
	}
	return id, nil
}

// roundNow is the moving part of the page alone, for htmx.
func (p pages) roundNow(w http.ResponseWriter, r *http.Request) error {
	out, _, err := p.readRound(r)
	if err != nil {
		return err
	}
	return showTemplate.Block(w, http.StatusOK, "now", out)
}

func (p pages) roundShow(w http.ResponseWriter, r *http.Request) error {
	out, b, err := p.readRound(r)
	if err != nil {
		return err
	}
	c := b.Campaign
	out.Heading = ui.Heading{Title: out.Title, Back: &ui.Link{Label: both("测评任务", "Screening"), Href: "/rounds"}}
	window := both(days(c.OpensOn, c.ClosesOn, ui.Page{Lang: care.Zh}), days(c.OpensOn, c.ClosesOn, ui.Page{Lang: care.En}))
	out.Facts = append([]care.Text{unitTitle(b), window}, closings(b)...)
	q := ui.ParseQuery(r.URL.Path, r.URL.Query())
	out.tables(b, q)
	p.columnsWhy(&out.Table)
	if len(b.Schools) > 0 {
		out.Settings = p.settings(b)
	}
	if b.Can.Plan {
		out.Actions = planActions(b)
		if !over(c) {
			out.Heading.Actions = []ui.Component{ui.Link{Label: both("指定主试", "Name the invigilators"), Href: roundPath(c.ID, "/invigilators", schoolQuery(out.School)), Icon: "people"}}
		}
	}
	return showTemplate.Render(w, http.StatusOK, out)
}

// closings say how a closed round was signed, and what came in since.
func closings(b screening.Board) (facts []care.Text) {
	zh, en := ui.Page{Lang: care.Zh}, ui.Page{Lang: care.En}
	for i, s := range b.End.Signed {
		what := both("结束", "Closed")
		if i > 0 {
			what = both("重新确认", "Signed again")
		}
		role := s.Role.Name()
		facts = append(facts, both(what.Zh+"："+zh.When(s.At)+"，"+role.Zh+"，"+num(s.Submitted)+" 人交卷、"+num(s.Stopped)+" 人中途停止",
			what.En+" "+en.When(s.At)+" by the "+role.En+": "+num(s.Submitted)+" handed in, "+num(s.Stopped)+" stopped"))
	}
	if b.End.Late > 0 {
		facts = append(facts, both("结束后交卷或停止 "+num(b.End.Late)+" 人，按迟交计", num(b.End.Late)+" handed in or stopped after it was closed, counted as late"))
	}
	return facts
}

// now fills the part that changes while people wait.
func (out *showPage) now(b screening.Board) {
	c := b.Campaign
	out.Step, out.Ring = stepOf(b), ring(b.Total)
	for i, a := range b.Alerts {
		out.Alerts = append(out.Alerts, alertLine{Name: a.Name, Class: className(c, a.Class), State: alertStates[a.Alert.State], At: a.Alert.RaisedAt,
			Href: "/alerts/" + a.Alert.ID.String(), First: i == 0})
	}
	for _, l := range awaited(b) {
		out.Awaited = append(out.Awaited, both(l.School.Name+"：已有 "+num(l.Answered)+" 位值班人员确认，还差 "+num(2-l.Answered)+" 位", l.School.Name+": "+num(l.Answered)+" acknowledged, "+num(2-l.Answered)+" more needed"))
	}
	t := b.Total
	if b.Detailed {
		out.Tallies = append(out.Tallies, tally{t.Due - t.Done - t.Absent, both("人还没完成", "not done yet"), nil}, tally{t.Absent, both("人缺席", "absent"), nil},
			tally{t.Enrolled - t.Decided, both("人同意待登记", "consents missing"), nil})
	}
	for _, d := range b.Drills {
		unit := d.Unit.Name
		out.Drills = append(out.Drills, drillLine{Holder: d.Holder, Role: d.Role.Name(), Unit: unit, At: d.AckAt, Over: over(c)})
	}
	if c.State == care.CampaignOpen && len(b.Awaited()) == 0 {
		out.Drills = nil // answered and done with; it stands under the set-up
	}
	if c.State == care.CampaignReady || c.State == care.CampaignOpen {
		out.Poll = roundPath(c.ID, "/now", schoolQuery(out.School))
	}
}

func (p pages) settings(b screening.Board) []setting {
	c := b.Campaign
	var scales, grades []care.Text
	for _, item := range c.Battery {
		name := same(item.Instrument)
		if in, ok := p.Room.Instruments.Get(item.Instrument); ok {
			name = in.Names
		}
		scales = append(scales, name)
	}
	for _, g := range c.Settings.Grades {
		grades = append(grades, care.GradeName(g, ""))
	}
	list := []setting{{Label: both("量表", "Scales"), Value: joined(scales)}, {Label: both("年级", "Grades"), Value: joined(grades)},
		{Label: both("每天人数上限", "Pupils a day at most"), Value: both("每位值班人员 "+num(c.Settings.Share())+" 人；同一人担任几个岗位只算一次，各校、各次测评合用这一份", num(c.Settings.Share())+" for each duty adult; whoever holds several posts counts once, with one share for all schools and rounds of the day"), Why: p.capacityWhy()}}
	for _, d := range b.Drills {
		if d.AckAt > 0 {
			list = append(list, setting{Label: both("已确认警报", "Acknowledged"), Value: both(d.Holder+" · "+d.Role.Name().Zh, d.Holder+" · "+d.Role.Name().En)})
		}
	}
	if c.Settings.SharedRoom {
		list = append(list, setting{Label: both("场地", "Place"), Value: both("机房：求助画面与普通题目一样，旁人看不出来", "Computer room: help looks like the next page, so that neighbours see nothing")})
	}
	if c.Settings.LocalLine != "" {
		list = append(list, setting{Label: both("本地热线", "Local line"), Value: localLine(c.Settings)})
	}
	return list
}

// localLine is a round's own help line with its hours; without a number or hours
// it is not shown to pupils, and the page says so.
func localLine(s care.CampaignSettings) care.Text {
	if _, faults := policy.LocalLine(s.LocalLine, s.LocalHours); len(faults) > 0 {
		return both(s.LocalLine+"（没有电话或接听时间，不向学生显示）", s.LocalLine+" (no number or no hours: pupils don't see it)")
	}
	hours := policy.HoursText(s.LocalHours)
	return both(s.LocalLine+" · "+hours.Zh, s.LocalLine+" · "+hours.En)
}

// What stands behind the figures, the region's own measure first.
var (
	assessed = []string{"measure/assessed", "measure/assessed_grades_4_12", "cadence/school_monitoring", "measure/screening_coverage", "product/rounds"}
	agreed   = []string{"product/consent", "measure/assessed"}
)

// whyOf leads from a figure to what stands behind it.
func (p pages) whyOf(refs ...string) *ui.Why { return policyweb.WhyOf(p.Room.Era(), refs...) }

var capacityText = both("一天里每个可能的危险回答，都要当天有大人当面核查；值班人数决定一天最多多少学生作答。", "Every danger answer to be expected in a day is checked in person that day, so the duty adults decide how many pupils may answer.")

func (p pages) capacityWhy() *ui.Why {
	w := p.whyOf("timer/safety_check")
	w.Text = capacityText
	return w
}

// basis gives the figures of the moving part what stands behind them.
func (p pages) basis(out *showPage) {
	out.Ring.Why = p.whyOf(assessed...)
	for i, refs := range [][]string{assessed, assessed, agreed} {
		if i < len(out.Tallies) {
			out.Tallies[i].Why = p.whyOf(refs...)
		}
	}
}

// columnsWhy gives the columns with figures the same.
func (p pages) columnsWhy(t *ui.Table) {
	for i, c := range t.Columns {
		switch c.Key {
		case "due", "done", "share", "absent", "finished":
			t.Columns[i].Why = p.whyOf(assessed...)
		case "consents":
			t.Columns[i].Why = p.whyOf(agreed...)
		}
	}
}

// planActions are what is done rarely: not the one next thing.
func planActions(b screening.Board) []ui.Link {
	id := b.Campaign.ID
	switch b.Campaign.State {
	case care.CampaignDraft, care.CampaignReady:
		return []ui.Link{{Label: both("取消这次测评", "Call the round off"), Href: roundPath(id, "/cancel")}}
	case care.CampaignOpen:
		return []ui.Link{{Label: both("结束这次测评", "Close the round"), Href: roundPath(id, "/close")}}
	}
	return nil
}

// awaited are the schools to name on the page; of a round of one school that waits to open
// the next step says it already.
func awaited(b screening.Board) []screening.SchoolLine {
	if b.Next.Step == screening.StepAwait && len(b.Schools) == 1 {
		return nil
	}
	return b.Awaited()
}
