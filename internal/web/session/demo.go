package session

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/ui"
)

// Entry makes a fresh way in for somebody who has no account: a pupil's ticket
// address, a guardian's one-time link. A note, if any, is shown before going
// there. Demonstration databases only.
type Entry func(ctx context.Context) (address string, note care.Text, err error)

// Account is a held post to look at a demonstration from.
type Account struct {
	Role   care.Role
	Person care.ID
	Post   care.ID
	Name   string
	Unit   care.Text
}

// demoAccount is a line of the list, also as JSON.
type demoAccount struct {
	Role   care.Role `json:"role"`
	RoleZh string    `json:"role_zh"`
	RoleEn string    `json:"role_en"`
	Name   string    `json:"name"`
	Unit   string    `json:"unit"`
	SignIn string    `json:"sign_in"`
}

// way is what the demonstration can do besides; an empty one otherwise.
func (s *Ring) way() Demo {
	if s.Demo == nil {
		return Demo{}
	}
	return *s.Demo
}

func (s *Ring) onlyDemo(r *http.Request) error {
	if s.IsDemo(r) {
		return nil
	}
	return &care.Error{Kind: care.NotFound, Op: "demo"}
}

func (s *Ring) demoAccounts(w http.ResponseWriter, r *http.Request) error {
	if err := s.onlyDemo(r); err != nil {
		return err
	}
	list, err := s.demoList(r)
	if err != nil {
		return err
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		return json.NewEncoder(w).Encode(list)
	}
	page := Page(r, care.Text{Zh: "演示账号", En: "Demonstration accounts"}, "")
	page.Face = ui.Bare
	table := ui.Table{ID: "accounts", Plain: true, Caption: page.Title, Total: len(list), Columns: []ui.Column{
		{Key: "role", Label: care.Text{Zh: "角色", En: "Role"}}, {Key: "name", Label: care.Text{Zh: "姓名", En: "Name"}},
		{Key: "unit", Label: care.Text{Zh: "单位", En: "Unit"}}, {Key: "go", Kind: ui.KindAction, Label: care.Text{Zh: "进入", En: "Enter"}}}}
	for _, a := range list {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(care.Text{Zh: a.RoleZh, En: a.RoleEn}), ui.Text(a.Name), ui.Text(a.Unit),
			ui.Parts(ui.Link{Label: care.Text{Zh: "进入", En: "Enter"}, Href: a.SignIn, Icon: "right"})}})
	}
	parts := []ui.Component{ui.Heading{Title: page.Title, Lead: care.Text{Zh: "这是演示数据库：人物全部虚构，点一下就以该角色进入。正式数据库没有这个页面。",
		En: "This is a demonstration database: everybody is invented, and one click enters as that role. A real database has no such page."}}, table}
	if s.way().Advance != nil {
		parts = append(parts, s.clockForm())
	}
	return Show(w, http.StatusOK, page, parts...)
}

// clockForm lets time pass, so that lateness and climbing can be watched.
func (s *Ring) clockForm() ui.Form {
	options := []ui.Option{}
	for _, o := range []struct {
		hours  string
		zh, en string
	}{{"1", "1 小时", "1 hour"}, {"24", "1 天", "1 day"}, {"168", "1 周", "1 week"}} {
		options = append(options, ui.Option{Value: o.hours, Label: care.Text{Zh: o.zh, En: o.en}})
	}
	now := s.Kernel.DB.Now().In(care.China)
	return ui.Form{ID: "clock", Action: "/demo/clock", Submit: care.Text{Zh: "拨快", En: "Move on"}, Fields: []ui.Field{{Name: "hours", Kind: ui.ChoiceField, Required: true,
		Label: care.Text{Zh: "演示时钟现在是" + now.Format("2006年1月2日 15:04") + "，拨快", En: "The demonstration's clock says " + now.Format("2 Jan 2006, 15:04") + ". Move it on by"}, Options: options}}}
}

// demoClock moves the demonstration's clock on.
func (s *Ring) demoClock(w http.ResponseWriter, r *http.Request) error {
	if err := s.onlyDemo(r); err != nil {
		return err
	}
	if s.way().Advance == nil {
		return notFound(w, r)
	}
	hours, err := strconv.Atoi(r.FormValue("hours"))
	if err != nil || hours < 1 || hours > 24*366 {
		return care.Invalidf("hours", "请选择拨快多久", "choose by how much")
	}
	s.way().Advance(time.Duration(hours) * time.Hour)
	if err := s.Kernel.Tick(r.Context()); err != nil {
		return err
	}
	return Redirect(w, r, Back(r, "/demo/accounts"))
}

// demoList finds up to two holders of every role, in different units where
// there are any, the pupil and the guardian last.
func (s *Ring) demoList(r *http.Request) ([]demoAccount, error) {
	var list []demoAccount
	lang := Lang(r)
	if s.way().Accounts != nil {
		accounts, err := s.way().Accounts(r.Context())
		if err != nil {
			return nil, err
		}
		for _, a := range accounts {
			list = append(list, demoAccount{Role: a.Role, RoleZh: a.Role.Name().Zh, RoleEn: a.Role.Name().En, Name: a.Name, Unit: a.Unit.In(lang),
				SignIn: "/demo/enter?person=" + a.Person.String() + "&post=" + a.Post.String()})
		}
	}
	for _, e := range []struct {
		role care.Role
		open Entry
	}{{care.Pupil, s.way().Pupil}, {care.GuardianRole, s.way().Guardian}} {
		if e.open == nil {
			continue
		}
		name := care.Text{Zh: "一名虚构的" + e.role.Name().Zh, En: "An invented " + strings.ToLower(e.role.Name().En)}
		list = append(list, demoAccount{Role: e.role, RoleZh: e.role.Name().Zh, RoleEn: e.role.Name().En, Name: name.In(lang), SignIn: "/demo/enter?as=" + string(e.role)})
	}
	return list, nil
}

// demoEnter signs in with one click. A GET that changes something is allowed
// here alone: nothing in a demonstration database is anybody's.
func (s *Ring) demoEnter(w http.ResponseWriter, r *http.Request) error {
	if err := s.onlyDemo(r); err != nil {
		return err
	}
	q := r.URL.Query()
	switch care.Role(q.Get("as")) {
	case care.Pupil:
		return s.enterBy(w, r, s.way().Pupil)
	case care.GuardianRole:
		return s.enterBy(w, r, s.way().Guardian)
	}
	person, err := care.ParseID(q.Get("person"))
	if err != nil {
		return err
	}
	in, err := region.Room{Kernel: s.Kernel}.Enter(r.Context(), person)
	if err != nil {
		return err
	}
	post, _ := care.ParseID(q.Get("post"))
	if err := s.begin(r, in, post); err != nil {
		return err
	}
	s.scs.Put(r.Context(), keyEntered, true)
	return Redirect(w, r, "/")
}

func (s *Ring) enterBy(w http.ResponseWriter, r *http.Request, open Entry) error {
	if open == nil {
		return notFound(w, r)
	}
	to, note, err := open(r.Context())
	if err != nil {
		return err
	}
	if err := s.scs.Destroy(r.Context()); err != nil {
		return err
	}
	if note.IsZero() {
		return Redirect(w, r, to)
	}
	page := ui.Page{Title: care.Text{Zh: "演示", En: "Demonstration"}, Lang: Lang(r), Face: ui.Bare, Demo: true, Path: "/demo/accounts"}
	return Show(w, http.StatusOK, page, ui.Heading{Title: page.Title, Lead: note}, ui.Link{Label: care.Text{Zh: "打开链接", En: "Open the link"}, Href: to, Icon: "right"})
}
