package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var setupTitle = both("开通清单", "Set-up list")

// step is one thing a region needs before its first round.
type step struct {
	what care.Text
	now  care.Text // how it stands, in words
	done bool
	must bool // a round can't open without it, or nobody owes what a document demands
	who  care.Text
	at   string // the page that does it; "" where none does
}

// rank is what to look at first: what no round can do without, then what is advised.
func (s step) rank() int {
	switch {
	case s.done:
		return 2
	case s.must:
		return 0
	}
	return 1
}

// setupShow lists what is missing, each with one link.
func (p *Pages) setupShow(w http.ResponseWriter, r *http.Request) error {
	page := session.Page(r, setupTitle, "/setup")
	var steps []step
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		if err := decideSettings(t, access.Write); err != nil {
			return err
		}
		steps, err = p.steps(t)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.rank() - b.rank() }) // what is missing stands first
	missing := 0
	table := ui.Table{ID: "steps", Plain: true, Caption: setupTitle, Total: len(steps), Columns: []ui.Column{{Key: "what", Label: both("事项", "What")}, {Key: "state", Label: both("状态", "State"), Kind: ui.KindPart}, {Key: "now", Label: both("现状", "How it stands")}, {Key: "who", Label: both("谁来办", "Who does it")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}}}
	for _, s := range steps {
		state := ui.Badge{Text: both("已就绪", "ready"), Tone: ui.Good, Icon: "check"}
		if !s.done {
			state = ui.Badge{Text: both("建议补上", "advised"), Tone: ui.Watch, Icon: "clock"}
			if s.must {
				state = ui.Badge{Text: both("还缺", "missing"), Tone: ui.Grave, Icon: "concern"}
				missing++
			}
		}
		table.Rows = append(table.Rows, ui.Row{Urgent: !s.done && s.must, Cells: []ui.Cell{ui.Words(s.what), ui.Parts(state), ui.Words(s.now), ui.Words(s.who), s.door()}})
	}
	n := strconv.Itoa(missing)
	lead := both("必需的事项都已就绪，可以安排第一次测评。", "Everything required is ready; the first round can be planned.")
	if missing > 0 {
		lead = both("还有 "+n+" 项必需的事没有办好。", care.Counted(missing, "required thing is", "required things are")+" still missing.")
	}
	return session.Show(w, http.StatusOK, page, append([]ui.Component{ui.Heading{Title: setupTitle, Lead: lead}, table}, gapParts(p.Instruments, true)...)...) // whoever sees this page may import
}

var (
	bySystem   = both("系统管理员", "System administrator")
	bySecurity = both("安全管理员或单位负责人", "Security administrator or head of the unit")
	byOfficer  = both("区县教育干部", "District education officer")
	bySchool   = both("学校或区县", "School or district")
)

// door leads to where a step is looked at, and done by whoever may.
func (s step) door() ui.Cell {
	if s.at == "" {
		return ui.Parts()
	}
	link := ui.Link{Label: both("查看", "Open"), Href: s.at, Icon: "right"}
	if !s.done && s.who == bySystem {
		link.Label = both("去办", "Do it")
	}
	return ui.Parts(link)
}

func (p *Pages) steps(t *act.Tx) ([]step, error) {
	root, err := t.Root()
	if err != nil {
		return nil, err
	}
	schools, err := t.Below(root.ID, care.School)
	if err != nil {
		return nil, err
	}
	classes, err := t.Below(root.ID, care.Class)
	if err != nil {
		return nil, err
	}
	accounts, err := t.CountAccounts()
	if err != nil {
		return nil, err
	}
	pupils, err := t.CountIn(root.ID, care.Enrolled)
	if err != nil {
		return nil, err
	}
	g, err := readGeneral(t)
	if err != nil {
		return nil, err
	}
	steps := []step{
		{what: both("学校与班级", "Schools and classes"), done: len(schools) > 0 && len(classes) > 0, must: true, who: bySecurity, now: both(count(len(schools))+" 所学校，"+count(len(classes))+" 个班", care.Counted(len(schools), "school", "schools")+", "+care.Counted(len(classes), "class", "classes")), at: "/units"},
		{what: both("人员与账号", "Staff and accounts"), done: accounts > 4, must: true, who: bySecurity, now: both(count(accounts)+" 个账号（含开通时的 4 个）", care.Counted(accounts, "account", "accounts")+", four of them from the founding"), at: "/units"},
	}
	for _, role := range []care.Role{care.PsychologyTeacher, care.DutyAdult} {
		s, err := seatStep(t, root.ID, schools, role)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	open, err := t.OpenIntervals()
	if err != nil {
		return nil, err
	}
	gaps := p.Instruments.Gaps(schoolGrades)
	return append(steps,
		step{what: both("“定期”工作的间隔", "Intervals of what documents call regular"), done: len(open) == 0, must: true, who: byOfficer, now: intervalWords(len(open)), at: "/settings/intervals"},
		step{what: both("学生名册", "Pupil roster"), done: pupils > 0, must: true, who: bySchool, now: both(count(pupils)+" 名学生", care.Counted(pupils, "pupil", "pupils")), at: "/units"},
		step{what: both("量表", "Instruments"), done: len(gaps) == 0, who: bySystem, now: gapWords(gaps), at: "/settings/instruments"},
		step{what: both("邮件提醒（SMTP）", "Mail reminders (SMTP)"), done: p.cfg.SMTP.Host != "", who: bySystem, now: smtpWords(p.cfg.SMTP.Host)},
		step{what: both("本地求助电话", "Local help line"), done: g.localLine != "", who: bySystem, now: lineWords(g.localLine), at: "/settings"},
	), nil
}

func intervalWords(open int) care.Text {
	if open == 0 {
		return both("都已定下", "all are set")
	}
	return both(count(open)+" 项没有定，相应的职责还没有人承担", care.Counted(open, "is", "are")+" not set, and nobody owes these duties")
}

// seatStep counts the schools in which nobody sits in a post every round needs.
func seatStep(t *act.Tx, root care.ID, schools []care.Unit, role care.Role) (step, error) {
	posts, err := t.PostsBelow(root, role)
	if err != nil {
		return step{}, err
	}
	held := map[care.ID]bool{}
	for _, p := range posts {
		acting, err := t.Acting(p.ID)
		if err != nil {
			return step{}, err
		}
		held[p.Unit] = held[p.Unit] || acting != 0
	}
	var without []care.Unit
	for _, s := range schools {
		if !held[s.ID] {
			without = append(without, s)
		}
	}
	name := role.Name()
	s := step{what: both("每所学校有"+name.Zh, name.En+" at every school"), done: len(without) == 0 && len(schools) > 0, must: true, who: bySecurity, at: "/units", now: withoutWords(without)}
	if len(without) == 1 {
		s.at = "/units/" + without[0].ID.String()
	}
	if s.done {
		s.now = both("每所学校都有", "every school has one")
	}
	return s, nil
}

// mostNamed is how many schools a line of the list names.
const mostNamed = 5

// withoutWords names the schools that lack something.
func withoutWords(schools []care.Unit) care.Text {
	if len(schools) == 0 {
		return both("还没有学校", "there is no school yet")
	}
	var names []string
	for _, s := range schools[:min(mostNamed, len(schools))] {
		names = append(names, s.Name)
	}
	zh, en := strings.Join(names, "、"), strings.Join(names, ", ")
	if len(schools) > mostNamed {
		zh, en = zh+"等", en+" and others"
	}
	return both(count(len(schools))+" 所学校没有："+zh, care.Counted(len(schools), "school", "schools")+" without: "+en)
}

func count(n int) string { return strconv.Itoa(n) }

func gapWords(gaps []instrument.Gap) care.Text {
	if len(gaps) == 0 {
		return both("1 至 12 年级都有可用的自评量表", "every grade has a ready self-report")
	}
	var zh, en []string
	for _, g := range gaps {
		name := care.GradeName(g.Grade, "")
		zh, en = append(zh, name.Zh), append(en, name.En)
	}
	return both(strings.Join(zh, "、")+"没有可直接使用的自评量表，见下表", "no ready self-report for "+strings.Join(en, ", ")+"; see the list below")
}

func smtpWords(host string) care.Text {
	if host == "" {
		return both("没有设置；待办只在系统内显示。在配置文件的 smtp 中填写", "not set: duties show inside the system only; fill in smtp in the configuration file")
	}
	return both("已设置", "set")
}

func lineWords(line string) care.Text {
	if line == "" {
		return both("没有填写；页面只显示全国热线", "not filled in; pages show the national lines only")
	}
	return both(line, line)
}
