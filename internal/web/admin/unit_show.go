package admin

import (
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var unitsTitle = both("单位与岗位", "Units and posts")

// unitShow is one unit: what stands below it and who sits in its posts. The
// tree is walked by links, from the unit of one's own post downwards.
func (p *Pages) unitShow(w http.ResponseWriter, r *http.Request) error {
	id, err := unitFrom(r)
	if err != nil {
		return err
	}
	page := session.Page(r, unitsTitle, "/units")
	v := unitView{page: page, query: ui.ParseQuery("/units/"+id.String(), r.URL.Query())}
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) error { return v.read(t, id) })
	if err != nil {
		return err
	}
	if v.heading.Back == nil {
		v.heading.Back = settingsBack(p.Kernel, r, "/units")
	}
	parts := []ui.Component{v.heading, v.below, v.posts}
	if v.below.Total == 0 && len(region.KindsBelow(v.unit)) == 0 { // a class has no units below
		parts = []ui.Component{v.heading, v.posts}
	}
	return session.Show(w, http.StatusOK, v.page, parts...)
}

type unitView struct {
	page    ui.Page
	query   ui.Query
	unit    care.Unit
	write   bool
	heading ui.Heading
	below   ui.Table
	posts   ui.Table
}

func (v *unitView) read(t *act.Tx, id care.ID) (err error) {
	if err := t.DecideUnit(access.Read, access.Posts, id); err != nil {
		return err
	}
	if v.unit, err = t.Unit(id); err != nil {
		return err
	}
	v.write = mayUnit(t, access.Write, access.Posts, id)
	v.page.Title = unitText(v.unit, t.Today)
	v.head(t)
	if err := v.children(t); err != nil {
		return err
	}
	return v.seats(t)
}

func (v *unitView) head(t *act.Tx) {
	kind := v.unit.Kind.Name()
	v.heading = ui.Heading{Title: v.page.Title, Lead: kind}
	if v.unit.Code != "" {
		v.heading.Lead = both(kind.Zh+"，代码 "+v.unit.Code, kind.En+", code "+v.unit.Code)
	}
	if v.unit.Parent != 0 && v.unit.ID != t.Who.Unit && mayUnit(t, access.Read, access.Posts, v.unit.Parent) {
		if parent, err := t.Unit(v.unit.Parent); err == nil {
			name := unitText(parent, t.Today)
			v.heading.Back = &ui.Link{Label: name, Href: "/units/" + parent.ID.String()}
		}
	}
	if !v.write {
		return
	}
	at := "/units/" + v.unit.ID.String()
	if len(region.KindsBelow(v.unit)) > 0 {
		v.heading.Actions = append(v.heading.Actions, ui.Link{Label: both("增加下级", "Add a unit below"), Href: at + "/add", Icon: "plus"})
	}
	v.heading.Actions = append(v.heading.Actions, ui.Link{Label: both("任命", "Appoint"), Href: at + "/appoint", Icon: "person"})
	if v.unit.Kind != care.Class {
		v.heading.Actions = append(v.heading.Actions, ui.Link{Label: both("改名称或代码", "Change name or code"), Href: at + "/rename", Icon: "note"})
	}
}

// fewBelow is how many units need neither search nor pages. Ours.
const fewBelow = 12

func (v *unitView) children(t *act.Tx) error {
	units, err := t.Children(v.unit.ID)
	if err != nil {
		return err
	}
	v.below = ui.Table{ID: "below", Caption: both("下级单位", "Units below"), Titled: true, Query: v.query, Search: both("名称或代码", "Name or code"),
		Columns: []ui.Column{{Key: "name", Label: both("名称", "Name"), Fixed: true}, {Key: "kind", Label: both("类别", "Kind")}, {Key: "code", Label: both("代码", "Code")}, {Key: "since", Label: both("设立", "Since"), Kind: ui.KindDate, Extra: true}},
		Empty:   ui.Empty{Title: both("下面还没有单位", "No unit below yet"), Icon: "school"}}
	switch {
	case v.write && len(region.KindsBelow(v.unit)) > 0:
		v.below.Empty.Text = both("用上面的“增加下级”建立学校、班级、机构等。", "Use “Add a unit below” for schools, classes, institutions and so on.")
	case len(units) <= fewBelow:
		v.below.Plain = true
	}
	v.below.Columns[2].Extra = !slices.ContainsFunc(units, func(u care.Unit) bool { return u.Code != "" }) // classes have no code
	kinds := map[care.UnitKind]bool{}
	var shown []care.Unit
	for _, u := range units {
		if !kinds[u.Kind] {
			kinds[u.Kind] = true
		}
		if v.matches(u, t.Today) {
			shown = append(shown, u)
		}
	}
	if len(kinds) > 1 {
		f := ui.Filter{Key: "kind", Label: both("类别", "Kind")}
		for _, k := range care.UnitKinds() {
			if kinds[k] {
				f.Options = append(f.Options, ui.Option{Value: string(k), Label: k.Name()})
			}
		}
		v.below.Filters = []ui.Filter{f}
	}
	v.below.Total = len(shown)
	for _, u := range pageOf(shown, v.query) {
		v.below.Rows = append(v.below.Rows, ui.Row{Cells: []ui.Cell{ui.Goto(unitText(u, t.Today), "/units/"+u.ID.String()), ui.Words(u.Kind.Name()), ui.Text(u.Code), ui.Day(u.OpenedOn)}})
	}
	return nil
}

func (v *unitView) matches(u care.Unit, today care.Date) bool {
	if k := v.query.Filters["kind"]; k != "" && k != string(u.Kind) {
		return false
	}
	name := unitText(u, today)
	text := strings.ToLower(v.query.Text)
	return text == "" || strings.Contains(strings.ToLower(name.Zh+" "+name.En+" "+u.Code), text)
}

// pageOf cuts one page out of a list that is in memory anyway.
func pageOf[T any](list []T, q ui.Query) []T {
	from := min(q.Offset(), len(list))
	return list[from:min(from+q.Size, len(list))]
}

func (v *unitView) seats(t *act.Tx) error {
	posts, err := t.PostsAt(v.unit.ID)
	if err != nil {
		return err
	}
	v.posts = ui.Table{ID: "posts", Plain: true, Titled: true, Caption: both("岗位", "Posts"), Total: len(posts),
		Columns: []ui.Column{{Key: "role", Label: both("岗位", "Post")}, {Key: "holder", Label: both("任职人", "Held by"), Kind: ui.KindPart}, {Key: "substitute", Label: both("空缺时代理", "Acts while vacant")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty:   ui.Empty{Title: both("这里还没有岗位", "No posts here yet"), Text: both("任命一个人时会同时设立岗位。没有人时，工作由上级单位承担。", "Appointing somebody makes the post. While there is nobody, the unit above does the work."), Icon: "person"}}
	for _, post := range posts {
		row, err := v.seat(t, post)
		if err != nil {
			return err
		}
		v.posts.Rows = append(v.posts.Rows, row)
	}
	return nil
}

func (v *unitView) seat(t *act.Tx, post care.Post) (ui.Row, error) {
	_, _, name, err := t.PostName(post.ID)
	if err != nil {
		return ui.Row{}, err
	}
	person, err := t.Holder(post.ID)
	vacant := care.KindOf(err) == care.NotFound
	if err != nil && !vacant {
		return ui.Row{}, err
	}
	substitute := both("无，由上级承担", "nobody; the unit above")
	if post.Substitute != 0 {
		if substitute, err = postText(t, post.Substitute); err != nil {
			return ui.Row{}, err
		}
	}
	at := "/posts/" + post.ID.String()
	holder := ui.Parts(ui.Badge{Text: both("空缺", "vacant"), Tone: ui.Watch, Icon: "clock"})
	var acts []ui.Component
	if !vacant {
		if name == "" {
			name = person.String()
		}
		holder = ui.Parts(ui.Person{Name: name, Href: v.staffHref(person)})
		acts = append(acts, ui.Link{Label: both("离任", "Release from the post"), Href: at + "/release?person=" + person.String()})
	}
	acts = append(acts, ui.Link{Label: both("指定代理", "Substitute"), Href: at + "/substitute"})
	if !v.write {
		acts = nil
	}
	return ui.Row{Urgent: vacant, Cells: []ui.Cell{ui.Words(post.Role.Name()), holder, ui.Words(substitute), ui.Parts(acts...)}}, nil
}

// staffHref leads to the account page only those who may open it.
func (v *unitView) staffHref(person care.ID) string {
	if !v.write {
		return ""
	}
	return "/staff/" + person.String()
}

// postText is a post with its holder, in words.
func postText(t *act.Tx, post care.ID) (care.Text, error) {
	role, unit, name, err := t.PostName(post)
	if err != nil {
		return care.Text{}, err
	}
	at, zh, en := unitText(unit, t.Today), "空缺", "vacant"
	if name != "" {
		zh, en = name, name
	}
	return both(at.Zh+" "+role.Name().Zh+"（"+zh+"）", role.Name().En+", "+at.En+" ("+en+")"), nil
}
