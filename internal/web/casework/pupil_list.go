package caseweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func (p pages) pupilList(w http.ResponseWriter, r *http.Request) error {
	unit, _ := care.ParseID(r.URL.Query().Get("unit"))
	found, err := p.Room.Pupils(r.Context(), session.Who(r), unit)
	if err != nil {
		return err
	}
	pg := newPage(r, session.RosterName(session.Who(r).Role), "/pupils")
	pg.Head = ui.Heading{Title: pg.Title, Lead: found.Name}
	if len(found.Schools) > 0 && found.Unit.Kind == care.Township {
		pg.Parts = append(pg.Parts, block{Title: text("选择村（社区）", "Choose a village"), Words: []care.Text{text("儿童按居住的村（社区）列出。您看得到的，只有与您的岗位有关的儿童。", "Children are listed by the village they live in; you see only those who concern your post.")}, Parts: schoolLinks(found.Schools, "/pupils?unit=")})
		return pg.show(w, http.StatusOK)
	}
	if len(found.Schools) > 0 {
		pg.Parts = append(pg.Parts, block{Title: text("选择学校", "Choose a school"), Words: []care.Text{text("名单按学校列出。您看得到的，只有与您的岗位有关的人。", "The list is by school; you see only those who concern your post.")}, Parts: schoolLinks(found.Schools, "/pupils?unit=")})
		return pg.show(w, http.StatusOK)
	}
	if len(found.Classes) > 1 || (len(found.Classes) == 1 && found.Unit.Kind != care.Class) {
		tabs := ui.Tabs{Label: text("班级", "Classes")}
		for _, c := range found.Classes {
			tabs.Tabs = append(tabs.Tabs, ui.Tab{Label: c.Name, Href: "/pupils?unit=" + c.ID.String(), Current: c.ID == found.Unit.ID})
		}
		pg.Parts = append(pg.Parts, parts(tabs))
	}
	if found.Unit.Kind != care.Class && len(found.Classes) > 0 && found.Lines == nil {
		pg.Parts = append(pg.Parts, parts(ui.Empty{Title: text("请选择一个班级", "Choose a class"), Text: text("也可以在上方直接查找姓名、学号或拼音首字母。", "Or search above for a name, a number or pinyin initials."), Icon: "people"}))
		return pg.show(w, http.StatusOK)
	}
	if len(found.Lines) > 0 && !p.seesAll(r) {
		pg.Parts = append(pg.Parts, block{Words: []care.Text{text("这里只列出与您的岗位有关的人。", "Only those who concern your post are listed here.")}})
	}
	pg.Parts = append(pg.Parts, parts(p.pupilTable(found, pg)))
	return pg.show(w, http.StatusOK)
}

// seesAll tells that a post knows everybody of its units by name, not only whom it
// has something to do with.
func (p pages) seesAll(r *http.Request) bool {
	return slices.ContainsFunc(p.Room.Access().Scopes(session.Who(r).Role, access.Read, access.Identity), func(s access.Scope) bool {
		return s == access.All || s == access.Subtree || s == access.OwnUnit
	})
}

// schoolLinks are the schools to choose from.
func schoolLinks(schools []care.Unit, to string) []ui.Component {
	var links []ui.Component
	for _, s := range schools {
		links = append(links, ui.Link{Label: same(s.Name), Href: to + s.ID.String(), Icon: "school"})
	}
	return links
}

func (p pages) pupilTable(found casework.PupilList, pg page) ui.Table {
	table := ui.Table{ID: "pupils", Plain: true, Caption: pg.Title, Total: len(found.Lines), Columns: []ui.Column{{Key: "name", Label: text("姓名", "Name"), Kind: ui.KindPart},
		{Key: "no", Label: text("学号末四位", "Number ends in")}, {Key: "level", Label: text("情况", "State"), Kind: ui.KindPart}},
		Empty: ui.Empty{Title: text("这里没有您能看到的学生", "No pupils here for you"), Text: text("名册由区县或学校导入；与您的岗位有关的学生会出现在这里。", "The roster is imported by the district or school; pupils who concern your post appear here."), Icon: "people"}}
	known := false
	for _, l := range found.Lines {
		known = known || l.Episode.ID != 0 || l.Flag != casework.FlagNone
		stands := ui.Cell{}
		switch {
		case l.Episode.ID != 0:
			stands = ui.Parts(p.level(l.Episode.Level, false))
		case l.Flag != casework.FlagNone:
			stands = ui.Parts(flagState(l.Flag))
		}
		who := chip(l.Chip, pg.Lang)
		if found.Unit.Kind == care.Class {
			who.Group = "" // it stands above
		}
		table.Rows = append(table.Rows, ui.Row{ID: l.Person.String(), Cells: []ui.Cell{ui.Parts(who), ui.Text(l.NoEnd), stands}})
	}
	if !known { // nothing to say, or nothing this post may know
		table.Columns = table.Columns[:2]
	}
	return table
}

func (p pages) search(w http.ResponseWriter, r *http.Request) error {
	school, _ := care.ParseID(r.URL.Query().Get("school"))
	found, err := p.Room.Search(r.Context(), session.Who(r), r.URL.Query().Get("q"), school)
	if err != nil {
		return err
	}
	people := session.RosterName(session.Who(r).Role)
	pg := newPage(r, text("查找"+people.Zh, "Find "+strings.ToLower(people.En)), "/pupils")
	pg.Head = ui.Heading{Title: pg.Title}
	if found.Query != "" {
		pg.Head.Lead = text("“"+found.Query+"”", "“"+found.Query+"”")
	}
	if found.Locked {
		pg.Parts = append(pg.Parts, parts(ui.Empty{Title: text("本区县的档案钥匙还没有打开", "The region's key is not unlocked"), Text: text("解锁之前不能按姓名或号码查找；警报和作答不受影响。", "Until then nobody can be found by name or number; alerts and answering go on."), Icon: "lock"}))
		return pg.show(w, http.StatusOK)
	}
	if len(found.Lines) > 0 {
		table := ui.Table{ID: "found", Plain: true, Caption: pg.Title, Total: len(found.Lines), Columns: []ui.Column{{Key: "name", Label: text("姓名", "Name"), Kind: ui.KindPart}, {Key: "class", Label: text("班级", "Class")}}}
		for _, c := range found.Lines {
			who := chip(c, pg.Lang)
			who.Group = ""
			table.Rows = append(table.Rows, ui.Row{ID: c.Person.String(), Cells: []ui.Cell{ui.Parts(who), ui.Words(c.Class)}})
		}
		pg.Parts = append(pg.Parts, parts(table))
	}
	if len(found.Lines) == 0 {
		pg.Parts = append(pg.Parts, parts(ui.Empty{Title: text("没有找到", "Nobody found"), Icon: "search",
			Text: text("可以输入完整的姓名、学号、身份证号或电话；在一所学校内还可以输入姓名的一部分或拼音首字母。只会找到您岗位范围内的人。", "Give a whole name, student number, ID number or phone; within one school also part of a name or pinyin initials. Only people within your post's scope are found.")}))
	}
	if found.More {
		pg.Parts = append(pg.Parts, block{Words: []care.Text{text("还有更多，请写得更具体一些。", "There are more; please be more specific.")}})
	}
	if len(found.Schools) > 0 {
		pg.Parts = append(pg.Parts, block{Title: text("在一所学校里按部分姓名或拼音查找", "Look for part of a name or pinyin in one school"), Parts: schoolLinks(found.Schools, "/search?q="+url.QueryEscape(found.Query)+"&school=")})
	}
	return pg.show(w, http.StatusOK)
}
