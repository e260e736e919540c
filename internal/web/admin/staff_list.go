package admin

import (
	"net/http"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var staffTitle = both("人员与账号", "Staff and accounts")

// seatLine is one person in one post.
type seatLine struct {
	post   care.Post
	person care.ID
}

// staffList shows who sits where in the subtree of one's post. Names are
// opened for the page that is shown, not for the whole district.
func (p *Pages) staffList(w http.ResponseWriter, r *http.Request) error {
	page := session.Page(r, staffTitle, "/staff")
	q := ui.ParseQuery("/staff", r.URL.Query())
	table := staffTable(q)
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Posts, t.Who.Unit); err != nil {
			return err
		}
		lines, err := staffLines(t, q)
		if err != nil {
			return err
		}
		table.Total = len(lines)
		for _, l := range pageOf(lines, q) {
			row, err := staffRow(t, l, page.Lang)
			if err != nil {
				return err
			}
			table.Rows = append(table.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return session.Show(w, http.StatusOK, page, ui.Heading{Title: staffTitle, Lead: both("每行是一个人在一个岗位上的任职。", "Each row is one person in one post."), Back: settingsBack(p.Kernel, r, "/staff"), Actions: []ui.Component{
		ui.Link{Label: both("用名单导入", "Import a list"), Href: "/import/staff", Icon: "upload"},
		ui.Link{Label: both("增加一人", "Add one person"), Href: "/staff/add", Icon: "plus"}}}, table)
}

func staffTable(q ui.Query) ui.Table {
	table := ui.Table{ID: "staff", Caption: staffTitle, Query: q, Search: both("全名或账号", "Full name or login"),
		Columns: []ui.Column{{Key: "name", Label: both("姓名", "Name"), Fixed: true}, {Key: "role", Label: both("岗位", "Post")}, {Key: "unit", Label: both("单位", "Unit")}, {Key: "login", Label: both("账号", "Login")}, {Key: "state", Label: both("账号状态", "Account"), Kind: ui.KindPart}},
		Empty:   ui.Empty{Title: both("还没有人员", "Nobody here yet"), Text: both("先增加一人，或用名单导入。", "Add one person or import a list."), Icon: "people"}}
	f := ui.Filter{Key: "role", Label: both("岗位", "Post")}
	for _, role := range care.StaffRoles() {
		f.Options = append(f.Options, ui.Option{Value: string(role), Label: role.Name()})
	}
	table.Filters = []ui.Filter{f}
	return table
}

func staffLines(t *act.Tx, q ui.Query) (lines []seatLine, err error) {
	var only []care.ID
	if q.Text != "" {
		if only, err = staffNamed(t, q.Text); err != nil {
			return nil, err
		}
	}
	for _, role := range care.StaffRoles() {
		if f := q.Filters["role"]; f != "" && f != string(role) {
			continue
		}
		posts, err := t.PostsBelow(t.Who.Unit, role)
		if err != nil {
			return nil, err
		}
		for _, post := range posts {
			person, err := t.Holder(post.ID)
			if care.KindOf(err) == care.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			if q.Text == "" || holdsID(only, person) {
				lines = append(lines, seatLine{post, person})
			}
		}
	}
	return lines, nil
}

func staffNamed(t *act.Tx, text string) ([]care.ID, error) {
	a, err := t.AccountByLogin(strings.ToLower(text))
	if err == nil {
		return []care.ID{a.Person}, nil
	}
	if care.KindOf(err) != care.NotFound {
		return nil, err
	}
	return staffByName(t, text)
}

func holdsID(list []care.ID, id care.ID) bool {
	for _, v := range list {
		if v == id {
			return true
		}
	}
	return false
}

func staffRow(t *act.Tx, l seatLine, lang care.Lang) (ui.Row, error) {
	name, err := t.NameOf(l.person)
	if err != nil {
		return ui.Row{}, err
	}
	unit, err := session.UnitName(t, l.post.Unit, lang)
	if err != nil {
		return ui.Row{}, err
	}
	login, state, err := accountState(t, l.person)
	if err != nil {
		return ui.Row{}, err
	}
	if name == "" {
		name = login
	}
	return ui.Row{Cells: []ui.Cell{ui.Goto(both(name, name), "/staff/"+l.person.String()), ui.Words(l.post.Role.Name()), ui.Text(unit), ui.Text(login), ui.Parts(state)}}, nil
}

// accountState says how an account stands.
func accountState(t *act.Tx, person care.ID) (login string, state ui.Badge, err error) {
	a, err := t.AccountOf(person)
	switch {
	case care.KindOf(err) == care.NotFound:
		return "", ui.Badge{Text: both("没有账号", "no account")}, nil
	case err != nil:
		return "", state, err
	case a.LockedUntil > t.Now:
		return a.Login, ui.Badge{Text: both("输错过多，暂时锁定", "locked for a while"), Tone: ui.Watch, Icon: "lock"}, nil
	case a.MustChange:
		return a.Login, ui.Badge{Text: both("还在用首次密码", "first password still in use"), Tone: ui.Watch, Icon: "clock"}, nil
	}
	return a.Login, ui.Badge{Text: both("正常", "in use"), Tone: ui.Good, Icon: "check"}, nil
}
