package caseweb

import (
	"net/http"
	"strconv"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/store"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// programmes leads to the programmes a post works in; with one of them, to it.
func (p pages) programmes(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Room.ProgrammesSeen(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return session.Redirect(w, r, "/programmes/"+list[0].Programme.ID)
	}
	pg := newPage(r, text("关爱项目", "Programmes"), "/programmes")
	pg.Head = ui.Heading{Title: pg.Title, Lead: text("学校之外的关爱：每个项目有自己的负责人、级别和期限，档案互不相通。", "Care outside the schools: each programme has its own owner, levels and times, and a file of its own.")}
	if len(list) == 0 {
		pg.Parts = []block{parts(ui.Empty{Title: text("现在没有由您的岗位负责的人", "Nobody is in the care of your post now"), Icon: "heart",
			Text:   text("有人由您的岗位负责，或有事要您的岗位办时，项目会列在这里。由其他岗位负责的人，您的岗位看不到，有多少人也不在这里写。", "Once your post is responsible for somebody, or has something to do for somebody, the programme is listed here. Those in the care of other posts are not shown to yours, nor how many they are."),
			Action: &ui.Link{Label: text("知情范围", "Need to know"), Href: "/policy/access"}})}
	}
	for _, c := range list {
		why := []ui.Component{*p.whyOf("programme/" + c.Programme.ID)}
		pg.Parts = append(pg.Parts, block{Title: c.Programme.Text, Card: true, Lines: []line{
			{Term: text("您能看到的人", "Those you may see"), Text: same(strconv.Itoa(c.Open)), Href: "/programmes/" + c.Programme.ID, Parts: why},
			{Term: text("其中有事逾期", "With something late"), Text: same(strconv.Itoa(c.Late)), Href: "/programmes/" + c.Programme.ID + "?f.late=yes", Parts: why}}})
	}
	return pg.show(w, http.StatusOK)
}

func programmeQuery(r *http.Request, q ui.Query) (store.ProgrammeQuery, care.ID) {
	f := store.ProgrammeQuery{Programme: care.Programme(r.PathValue("programme")), Level: levelAsked(q), Late: q.Filters["late"] == "yes", Limit: q.Size, Offset: q.Offset()}
	place, _ := care.ParseID(q.Filters["place"])
	return f, place
}

func (p pages) programmeList(w http.ResponseWriter, r *http.Request) error {
	path := "/programmes/" + r.PathValue("programme")
	q := ui.ParseQuery(path, r.URL.Query())
	narrow, place := programmeQuery(r, q)
	found, err := p.Room.ProgrammeList(r.Context(), session.Who(r), place, narrow)
	if err != nil {
		return err
	}
	pg := newPage(r, found.Programme.Text, "/programmes")
	pg.Head = ui.Heading{Title: pg.Title, Back: &ui.Link{Label: text("关爱项目", "Programmes"), Href: "/programmes"}}
	if n, late := strconv.Itoa(found.Total), strconv.Itoa(found.Late); found.Total > 0 {
		pg.Head.Why = p.whyOf("programme/" + found.Programme.ID)
		pg.Head.Lead = text("您能看到 "+n+" 人，其中 "+late+" 人有事逾期；逾期的排在最前。", "You may see "+n+" of them, "+late+" with something late; those come first.")
		if narrow.Late || narrow.Level >= 0 || place != 0 {
			pg.Head.Lead = text("符合筛选条件的有 "+n+" 人，其中 "+late+" 人有事逾期。", "The filter leaves "+n+", "+late+" with something late.")
		}
	}
	if found.MayEnter {
		pg.Head.Actions = []ui.Component{ui.Link{Label: text("列入一名", "Enter somebody"), Href: path + "/enter", Icon: "plus"}}
	}
	if narrow.Programme == care.ChildInHardship && found.Total > 0 {
		to := ledgerPath
		if place != 0 {
			to += "?place=" + place.String()
		}
		pg.Head.Actions = append(pg.Head.Actions, ui.Link{Label: text("台账（可打印）", "Ledger, to print"), Href: to, Icon: "print"})
	}
	table := caseTable("programme", pg.Title, r, q, found.Total, len(found.Lines), programmeFilters(found))
	table.Columns = []ui.Column{
		{Key: "person", Label: text("姓名", "Name"), Kind: ui.KindPart, Fixed: true}, {Key: "level", Label: text("级别", "Level"), Kind: ui.KindPart, Why: p.whyOf("programme/" + found.Programme.ID)}, {Key: "next", Label: text("下一步", "Next"), Kind: ui.KindText},
		{Key: "due", Label: text("期限", "By when"), Kind: ui.KindPart}, {Key: "last", Label: text("上次联系", "Last contact"), Kind: ui.KindDate}, {Key: "owner", Label: text("负责人", "Responsible")},
		{Key: "do", Label: text("操作", "Action"), Kind: ui.KindAction}}
	table.Empty = ui.Empty{Title: text("没有您的岗位看得到的人", "Nobody your post may see"), Icon: "heart", Text: text("这里只列由您或您下面的岗位负责的人，和有事等您去办的人。轮到您办时，也会出现在“我的工作”里。", "Listed are those in the care of your post or one below it, and those with something for you to do. When it is your turn they also stand in My work.")}
	for _, l := range found.Lines {
		table.Rows = append(table.Rows, p.programmeRow(l, found.At, pg.Lang))
	}
	pg.Parts = []block{parts(table)}
	return pg.show(w, http.StatusOK)
}

func (p pages) programmeRow(l casework.CaredLine, now care.Millis, lang care.Lang) ui.Row {
	due, last, do := ui.Cell{}, ui.Text(text("还没有", "none yet").In(lang)), ui.Cell{}
	if c := clock(l.Next.Due, now, l.Next.Stands); c != nil {
		due = ui.Parts(c, *p.why(l.Next.Era, l.Next.Clause, ruleOf(l.Next)))
	}
	if l.ContactOn != "" {
		last = ui.Day(l.ContactOn)
	}
	if to := address(l.Next); to != "" && l.Next.ID != 0 {
		do = ui.Parts(ui.Link{Label: text("记录联系", "Record a contact"), Href: "/care/" + l.Episode.ID.String() + "/" + l.Next.Form, Icon: "talk"})
	}
	return ui.Row{ID: l.Episode.ID.String(), Urgent: l.Overdue > 0, Cells: []ui.Cell{ui.Parts(chip(l.Person, lang)), ui.Parts(careLevel(l.Level, l.Label)), ui.Words(l.Next.What), due, last, ui.Words(whom(l.Owner)), do}}
}

// careLevel is a level in a programme's own words.
func careLevel(l care.Level, label care.Text) ui.Level { return ui.Level{Level: l, Label: label} }

func programmeFilters(found casework.ProgrammeList) []ui.Filter {
	level := ui.Filter{Key: "level", Label: text("级别", "Level")}
	for _, l := range found.Programme.Levels {
		level.Options = append(level.Options, ui.Option{Value: l.Level.String(), Label: l.Label})
	}
	return append([]ui.Filter{level, lateFilter(text("有事逾期", "Late"))}, placeFilters("place", text("村（社区）", "Village"), found.Places)...)
}

// programmeExport writes the list without names: numbers lead back to the page,
// which is opened, and logged, one by one.
func (p pages) programmeExport(w http.ResponseWriter, r *http.Request) error {
	narrow, place := programmeQuery(r, exportQuery(r))
	found, err := p.Room.ExportProgramme(r.Context(), session.Who(r), place, narrow)
	if err != nil {
		return err
	}
	lang := session.Lang(r)
	t := listSheet(lang, found.Programme.Text, text("编号", "Number"), text("住处", "Home"), text("级别", "Level"), text("下一步", "Next"), text("期限", "By when"), text("逾期项数", "Late"), text("上次联系", "Last contact"), text("负责岗位", "Responsible post"))
	return session.Download(w, r, "programme", filled(t, func(yield func(...string) bool) {
		for _, l := range found.Lines {
			if !yield(l.Episode.ID.String(), l.Person.Class.In(lang), l.Label.In(lang), l.Next.What.In(lang), day(l.Next.Due), strconv.Itoa(l.Overdue), string(l.ContactOn), l.Owner.Role.Name().In(lang)) {
				return
			}
		}
	}))
}
