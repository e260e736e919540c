package caseweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/store"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func flagQuery(q ui.Query) (store.FlagQuery, care.ID) {
	f := store.FlagQuery{State: care.FlagState(q.Filters["state"]), Level: levelAsked(q), Late: q.Filters["late"] == "yes", Limit: q.Size, Offset: q.Offset()}
	school, _ := care.ParseID(q.Filters["school"])
	return f, school
}

func (p pages) flagList(w http.ResponseWriter, r *http.Request) error {
	q := ui.ParseQuery("/flags", r.URL.Query())
	narrow, school := flagQuery(q)
	found, err := p.Room.Flags(r.Context(), session.Who(r), school, narrow)
	if err != nil {
		return err
	}
	pg := newPage(r, text("线索与预警", "Concerns and warnings"), "/flags")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("需要有人当面见一见的学生。提示由规则给出，级别由人确定。", "Pupils whom somebody has to meet in person. Rules suggest; people decide on a level."),
		Actions: []ui.Component{ui.Link{Label: text("危险警报", "Danger alerts"), Href: "/alerts", Icon: "bell"}, ui.Link{Label: text("通知", "Notices"), Href: "/notices", Icon: "talk"}}}
	table := caseTable("flags", pg.Title, r, q, found.Total, len(found.Lines), p.flagFilters(found))
	table.Columns = []ui.Column{
		{Key: "pupil", Label: text("学生", "Pupil"), Kind: ui.KindPart, Fixed: true}, {Key: "level", Label: text("级别", "Level"), Kind: ui.KindPart, Why: p.whyOf(flagged...)}, {Key: "state", Label: text("进展", "State"), Kind: ui.KindPart},
		{Key: "due", Label: text("期限", "By when"), Kind: ui.KindPart}, {Key: "since", Label: text("开始", "Since"), Kind: ui.KindDate, Extra: true}, {Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}}
	table.Empty = ui.Empty{Title: text("没有需要面谈的学生", "Nobody waits for an interview"), Text: text("测评、警报或线索之后，需要见面的学生会列在这里。", "After a screening, an alert or a concern, pupils to be met are listed here."), Icon: "concern"}
	if !p.mayAny(r, access.Suggestion, access.Level, access.Alerts) {
		pg.Head.Actions, table.Empty = nil, elsewhere
	}
	now := care.MillisOf(p.Room.DB.Now())
	for _, f := range found.Lines {
		table.Rows = append(table.Rows, p.flagRow(f, now, pg.Lang))
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

// elsewhere is said to posts that are shown no flags or alerts at all: an empty
// list would say that nobody waits.
var elsewhere = ui.Empty{Title: text("您的岗位不看这里的内容", "Your post is not shown what stands here"), Text: text("哪些岗位能看，写在“规则与条款”的“知情范围”里。", "Which posts are is written under Rules and clauses, Need to know."), Icon: "lock",
	Action: &ui.Link{Label: text("知情范围", "Need to know"), Href: "/policy/access"}}

// mayAny tells whether the role may read any of this of anybody.
func (p pages) mayAny(r *http.Request, data ...access.Data) bool {
	return slices.ContainsFunc(data, func(d access.Data) bool { return p.Room.Access().May(session.Who(r).Role, access.Read, d) })
}

func (p pages) flagRow(f casework.FlagLine, now care.Millis, lang care.Lang) ui.Row {
	due := ui.Cell{}
	if c := clock(f.Next.Due, now, f.Next.Stands); c != nil {
		due = ui.Parts(c, *p.why(f.Next.Era, f.Next.Clause, ruleOf(f.Next)))
	}
	verb := text("打开", "Open")
	if f.Stage == casework.FlagWaiting {
		verb = text("面谈", "Interview")
	}
	return ui.Row{ID: f.ID.String(), Urgent: f.State == care.FlagOpen && f.Critical, Cells: []ui.Cell{ui.Parts(chip(f.Pupil, lang)), ui.Parts(p.suggestion(f.Flag)...), ui.Parts(flagState(f.Stage)), due,
		ui.Day(care.DateOf(f.OpenedAt.Time())), ui.Parts(ui.Link{Label: verb, Href: "/flags/" + f.ID.String(), Icon: "right"})}}
}

// suggested is suggestion in words, for a file.
func (p pages) suggested(f care.Flag, lang care.Lang) string {
	var words []string
	if f.Suggested > care.LevelNone || !f.Critical {
		words = append(words, p.Room.Policy().Level(f.Suggested).Label.In(lang))
	}
	if f.Critical {
		words = append(words, dangerAnswer.In(lang))
	}
	return strings.Join(words, " · ")
}

func flagState(stage casework.FlagStage) ui.Badge {
	switch stage {
	case casework.FlagEnded:
		return ui.Badge{Text: text("已结束", "Ended"), Tone: ui.Good, Icon: "check"}
	case casework.FlagProposed:
		return ui.Badge{Text: text("等第二人确认", "Waiting for a second person"), Tone: ui.Watch, Icon: "people"}
	case casework.FlagMet:
		return ui.Badge{Text: text("已面谈，待定级别", "Met; level to be decided"), Tone: ui.Watch, Icon: "talk"}
	}
	return ui.Badge{Text: text("等待面谈", "Waiting for an interview"), Tone: ui.Watch, Icon: "clock"}
}

func (p pages) flagFilters(found casework.FlagList) []ui.Filter {
	var levels []ui.Option
	for _, l := range care.Levels()[1:] {
		levels = append(levels, ui.Option{Value: l.String(), Label: p.Room.Policy().Level(l).Label})
	}
	list := []ui.Filter{{Key: "state", Label: text("进展", "State"), Options: []ui.Option{{Value: "open", Label: text("未结束", "Open")}, {Value: "ended", Label: text("已结束", "Ended")}}},
		{Key: "level", Label: text("建议级别", "Suggested level"), Options: levels}, lateFilter(text("已超时限", "Late"))}
	return append(list, placeFilters("school", text("学校", "School"), found.Schools)...)
}

// flagExport writes the list without names: numbers lead back to the page,
// which is opened, and logged, one by one.
func (p pages) flagExport(w http.ResponseWriter, r *http.Request) error {
	narrow, school := flagQuery(exportQuery(r))
	found, err := p.Room.ExportFlags(r.Context(), session.Who(r), school, narrow)
	if err != nil {
		return err
	}
	lang := session.Lang(r)
	t := listSheet(lang, text("面谈名单", "Interviews"), text("编号", "Number"), text("班级", "Class"), text("建议级别", "Suggested level"), text("进展", "State"), text("开始", "Since"), text("期限", "By when"), text("超时", "Late"))
	return session.Download(w, r, "flags", filled(t, func(yield func(...string) bool) {
		for _, f := range found.Lines {
			if !yield(f.ID.String(), f.Pupil.Class.In(lang), p.suggested(f.Flag, lang), flagState(f.Stage).Text.In(lang), string(care.DateOf(f.OpenedAt.Time())), day(f.Next.Due),
				strconv.FormatBool(f.Next.Stands.State == duty.Late)) {
				return
			}
		}
	}))
}
