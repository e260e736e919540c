package caseweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// foldFrom is how long the list of later work may be before it folds. Ours.
const foldFrom = 5

// workShow is the home of everybody who works with children.
func (p pages) workShow(w http.ResponseWriter, r *http.Request) error {
	work, err := p.Room.Work(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	pg := newPage(r, text("我的工作", "My work"), "/work")
	pg.Head = ui.Heading{Title: pg.Title}
	if p.Room.InProgrammes(r.Context(), session.Who(r)) && !slices.ContainsFunc(pg.Nav, func(i ui.NavItem) bool { return i.Href == "/programmes" }) {
		pg.Head.Actions = []ui.Component{ui.Link{Label: text("关爱项目", "Programmes"), Href: "/programmes", Icon: "heart"}}
	}
	if p.Room.Access().May(session.Who(r).Role, access.Write, access.Intervals) {
		open, err := p.openIntervals(r)
		if err != nil {
			return err
		}
		pg.Parts = append(pg.Parts, open...)
	}
	if len(work.Now) == 0 {
		pg.Parts = append(pg.Parts, parts(p.nothing(work, pg)))
	}
	for _, g := range workGroups(work) {
		if len(g.Rows) == 0 {
			continue
		}
		b := block{ID: g.ID, Title: g.Title, Folded: g.ID == "later" && len(g.Rows) > foldFrom && len(work.Now)+len(work.Week) > 0}
		for _, row := range g.Rows {
			b.Tasks = append(b.Tasks, p.task(row, work.At, pg.Lang))
		}
		if g.ID == "waiting" && len(b.Tasks) > 2*foldFrom { // the gravest stay in sight
			rest := block{Tasks: b.Tasks[foldFrom:], Folded: true}
			b.Tasks = b.Tasks[:foldFrom]
			pg.Parts = append(pg.Parts, b, rest)
			continue
		}
		pg.Parts = append(pg.Parts, b)
	}
	if len(work.Now)+len(work.Week)+len(work.Later)+len(work.Waiting) > 0 {
		var links []ui.Component
		for _, l := range session.Exports("/work", "") {
			l.Icon = "download"
			links = append(links, l)
		}
		pg.Parts = append(pg.Parts, parts(links...))
	}
	return pg.show(w, http.StatusOK)
}

// openIntervals calls whoever sets them to the intervals that the region's documents
// leave open.
func (p pages) openIntervals(r *http.Request) (out []block, err error) {
	var n int
	err = p.Room.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		open, err := t.OpenIntervals()
		n = len(open)
		return err
	})
	if n == 0 || err != nil {
		return nil, err
	}
	s := strconv.Itoa(n)
	return append(out, parts(ui.Toast{Tone: ui.Grave, Text: text("还有 "+s+" 项“定期”工作没有定间隔：定下以前不产生这些职责。", s+" regular duties have no interval yet: until they are set nobody owes them.")},
		ui.Link{Label: text("去定 "+s+" 项间隔", "Settle "+s+" intervals"), Href: "/settings/intervals", Icon: "right"})), nil
}

func (p pages) nothing(work casework.Work, pg page) ui.Empty {
	e := ui.Empty{Title: text("现在没有要办的事", "Nothing to do now"), Icon: "work",
		Text: text("有警报、面谈、通知或计划要办时，会出现在这里，最急的排在最前。", "Alerts, interviews, notices and plans will appear here, the most urgent first.")}
	if pg.Face == ui.Admin { // whoever keeps the house has no cases
		e.Text = text("您的岗位不办理个案；需要您同意的改动在“待第二人确认”里。", "Your post has no cases; changes that need your agreement are under Second person.")
		e.Action = &ui.Link{Label: text("待第二人确认", "Second person"), Href: "/pending", Icon: "check"}
	}
	if next, ok := work.Next(); ok {
		day := pg.Date(care.DateOf(next.Due.Time()))
		e.Text = text("下一件："+day+"前，"+next.What.Zh+"。", "Next, by "+day+": "+next.What.En+".")
	}
	return e
}

var stepWords = map[casework.Step]care.Text{
	casework.StepAnswer: text("去看看", "Open"), casework.StepCheck: text("安全核查", "Safety check"), casework.StepInterview: text("面谈", "Interview"),
	casework.StepDecide: text("定级别", "Decide"), casework.StepAwait: text("查看", "Open"), casework.StepSecond: text("去判断", "Judge"), casework.StepAgree: text("去判断", "Judge"), casework.StepHomeSafe: text("家里安全吗", "Is home safe?"), casework.StepRelease: text("放行通知", "Release"),
	casework.StepAcknowledge: text("阅读", "Read"), casework.StepPlan: text("写计划", "Write the plan"), casework.StepContact: text("记录跟进", "Record contact"),
	casework.StepReview: text("复核", "Review"), casework.StepReach: text("记录联系", "Record contact"), casework.StepGrade: text("复核级别", "Review the level"), casework.StepGuardian: text("与监护人谈", "Talk with the guardian"), casework.StepForm: text("填表办理", "Fill in the form"), casework.StepFinish: text("完成", "Done"), casework.StepDrill: text("去确认", "Answer"), casework.StepSit: text("去班级", "Open the class"), casework.StepLook: text("查看", "Open"),
	casework.StepEvidence: text("登记佐证", "Record evidence"), casework.StepFind: text("登记监护人", "Enter the guardian"), casework.StepProtect: text("接手保护", "Take over"), casework.StepInterval: text("去定", "Set it"),
}

// address is where a row's next step is done.
func address(row casework.Row) string {
	id := row.RefID.String()
	switch row.Step {
	case casework.StepAnswer:
		return "/alerts/" + id
	case casework.StepCheck:
		return "/alerts/" + id + "/check"
	case casework.StepInterview, casework.StepDecide, casework.StepAwait, casework.StepSecond:
		return "/flags/" + id
	case casework.StepAgree:
		if row.Ref == act.ProposePack {
			return "/policy/adoption/" + id
		}
		return "/pending"
	case casework.StepHomeSafe:
		return "/notices/" + id + "/home-safe"
	case casework.StepRelease:
		return "/episodes/" + id + "/release"
	case casework.StepFind:
		return "/notices/" + id + "/guardian"
	case casework.StepProtect:
		return "/notices/" + id
	case casework.StepAcknowledge:
		return "/notices/" + id
	case casework.StepPlan:
		return "/episodes/" + id + "/plan"
	case casework.StepContact:
		return "/episodes/" + id + "/f5_interview"
	case casework.StepReach:
		return "/care/" + id + "/" + row.Form
	case casework.StepForm:
		if row.Of == "" || row.Of == care.StudentCare {
			return "/pupils/" + row.Pupil.Person.String() + "/forms/" + row.Form
		}
		return "/care/" + id + "/forms/" + row.Form
	case casework.StepGrade:
		return "/care/" + id + "/level"
	case casework.StepGuardian:
		return "/episodes/" + id + "/f9_guardian_contact"
	case casework.StepReview:
		return "/pupils/" + row.Pupil.Person.String() + "/review"
	case casework.StepSit:
		return "/rounds/" + row.Round.String() + "/classes/" + id
	case casework.StepDrill:
		return "/rounds/" + id
	case casework.StepInterval:
		return "/settings/intervals"
	case casework.StepEvidence:
		return "/duties/" + id
	}
	switch {
	case row.Ref == "alert":
		return "/alerts/" + id
	case row.Ref == "notice" && row.Step == casework.StepLook && row.Pupil.May:
		return "/notices/" + id
	case row.Pupil.May:
		return "/pupils/" + row.Pupil.Person.String()
	}
	return ""
}

// awaited is who is waited for within an English sentence: a post without a name is "the guardian".
func awaited(h casework.Holder) string {
	if h.Name == "" {
		return "the " + strings.ToLower(h.Role.Name().En)
	}
	return whom(h).En
}

func (p pages) task(row casework.Row, now care.Millis, lang care.Lang) task {
	t := task{What: row.What, Why: p.why(row.Era, row.Clause, ruleOf(row)), Clock: clock(row.Due, now, row.Stands), Grave: row.Stands.State == duty.Late || row.Ref == "alert"}
	if row.Pupil.Person != 0 {
		t.Who = chip(row.Pupil, lang)
	}
	if row.Whom.Role != "" {
		since := casework.Age(row.Since, now)
		t.Note = text("等 "+whom(row.Whom).Zh+" · "+since.Zh, "Waiting for "+awaited(row.Whom)+" · "+since.En)
		if !row.Unit.IsZero() {
			t.Note = text(row.Unit.Zh+" · "+t.Note.Zh, row.Unit.En+" · "+t.Note.En)
		}
	} else if !row.Unit.IsZero() {
		t.Note = row.Unit
	}
	if row.Ref == "alert" {
		since := casework.Age(row.Since, now)
		t.Clock = ui.Badge{Text: text(since.Zh+"前", since.En+" ago"), Tone: ui.Grave, Icon: "bell"}
	}
	switch to := address(row); {
	case row.Step == casework.StepFinish:
		t.Do = &ui.Action{Label: stepWords[row.Step], Href: "/duties/" + row.ID.String() + "/finish", Icon: "check", Fields: []ui.Hidden{{Name: "outcome", Value: "done"}}}
	case to != "":
		t.Go = &ui.Link{Label: stepWords[row.Step], Href: to, Icon: "right"}
	}
	return t
}

func (p pages) dutyFinish(w http.ResponseWriter, r *http.Request) error {
	return do(w, r, session.Back(r, "/work"), text("已记录完成", "Recorded as done"), func(who act.Who, id care.ID) error {
		return p.Room.FinishDuty(r.Context(), who, id, r.PostFormValue("outcome"))
	})
}
