package admin

import (
	"net/http"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// member is one member of staff as the account page shows him.
type member struct {
	name  string
	login string
	state ui.Badge
	posts ui.Table
	reset bool // the actor may issue a new first password
}

// readMember refuses unless the actor may change one of the person's posts, or
// those of the whole region when the person holds none.
func readMember(t *act.Tx, person care.ID) (m member, err error) {
	row, err := t.Person(person)
	if err != nil {
		return m, err
	}
	if row.Kind != care.StaffPerson {
		return m, &care.Error{Kind: care.NotFound, Op: "read staff"}
	}
	held, err := t.HeldPosts(person)
	if err != nil {
		return m, err
	}
	root, err := t.Root()
	if err != nil {
		return m, err
	}
	allowed := mayUnit(t, access.Write, access.Posts, root.ID)
	for _, post := range held {
		allowed = allowed || mayUnit(t, access.Write, access.Posts, post.Unit)
	}
	if !allowed {
		return m, t.DecideUnit(access.Write, access.Posts, root.ID)
	}
	m.reset = mayUnit(t, access.Write, access.Posts, root.ID)
	if m.name, err = t.NameOf(person); err != nil {
		return m, err
	}
	if m.login, m.state, err = accountState(t, person); err != nil {
		return m, err
	}
	if m.name == "" {
		m.name = m.login
	}
	return m, m.seats(t, held, person)
}

func (m *member) seats(t *act.Tx, held []care.Post, person care.ID) error {
	m.posts = ui.Table{ID: "posts", Plain: true, Titled: true, Caption: both("现任岗位", "Posts held now"), Total: len(held),
		Columns: []ui.Column{{Key: "role", Label: both("岗位", "Post")}, {Key: "unit", Label: both("单位", "Unit")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty:   ui.Empty{Title: both("没有任职", "Holds no post"), Text: both("没有岗位就看不到任何内容。可以在单位页面任命。", "Without a post nothing can be seen. Appoint on the unit's page."), Icon: "person"}}
	for _, post := range held {
		u, err := t.Unit(post.Unit)
		if err != nil {
			return err
		}
		unit := unitText(u, t.Today)
		if u.Kind == care.Class {
			if school, err := t.Unit(u.Parent); err == nil {
				unit = both(school.Name+" "+unit.Zh, school.Name+" "+unit.En)
			}
		}
		var do []ui.Component
		if mayUnit(t, access.Write, access.Posts, post.Unit) {
			do = append(do, ui.Link{Label: both("离任", "Release from the post"), Href: "/posts/" + post.ID.String() + "/release?person=" + person.String()})
		}
		m.posts.Rows = append(m.posts.Rows, ui.Row{Cells: []ui.Cell{ui.Words(post.Role.Name()), ui.Goto(unit, "/units/"+u.ID.String()), ui.Parts(do...)}})
	}
	return nil
}

func (p *Pages) member(r *http.Request) (id care.ID, m member, err error) {
	if id, err = pathID(r, "person"); err != nil {
		return 0, m, err
	}
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		m, err = readMember(t, id)
		return err
	})
	return id, m, err
}

func (p *Pages) staffShow(w http.ResponseWriter, r *http.Request) error {
	id, m, err := p.member(r)
	if err != nil {
		return err
	}
	page := session.Page(r, both(m.name, m.name), "/staff")
	heading := ui.Heading{Title: page.Title, Lead: both("账号 "+m.login, "Login "+m.login), Back: &ui.Link{Label: staffTitle, Href: "/staff"}}
	if m.reset && m.login != "" {
		heading.Actions = append(heading.Actions, ui.Link{Label: both("重置密码", "New first password"), Href: "/staff/" + id.String() + "/password", Icon: "lock"})
	}
	return session.Show(w, http.StatusOK, page, heading, m.state, m.posts)
}

func (p *Pages) passwordAsk(w http.ResponseWriter, r *http.Request) error {
	id, m, err := p.member(r)
	if err != nil {
		return err
	}
	if !m.reset || m.login == "" {
		return care.Fail(care.Forbidden, "reset password", "您现在的岗位不能重置密码", "your present post may not issue passwords")
	}
	at := "/staff/" + id.String()
	page := session.Page(r, both("重置密码", "New first password"), "/staff")
	return session.Show(w, http.StatusOK, page, ui.Confirm{Title: both("给“"+m.name+"”发新的首次密码？", "Issue a new first password to "+m.name+"?"),
		Effects: []ui.Effect{{Who: m.name, What: both("从现在起不能再用原密码；下次登录要先改密码", "can't use the old password from this moment and chooses a new one at the next sign-in")},
			{What: both("新密码只显示一次，请当面交给本人", "The new password is shown once; hand it over in person")}},
		Action: ui.Action{Label: both("发新密码", "Issue it"), Href: at + "/password", Look: ui.Danger}, Cancel: ui.Link{Href: at}})
}

func (p *Pages) passwordReset(w http.ResponseWriter, r *http.Request) error {
	id, m, err := p.member(r)
	if err != nil {
		return err
	}
	sheet, err := p.ResetPassword(r.Context(), session.Who(r), id)
	if err != nil {
		return err
	}
	if sheet.Password == "" {
		session.Flash(r, ui.Watch, waitsText)
		return session.Redirect(w, r, "/staff/"+id.String())
	}
	sheet.Name = m.name
	return showSheets(w, r, []region.AccountSheet{sheet}, "/staff/"+id.String())
}
