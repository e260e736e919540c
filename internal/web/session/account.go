package session

import (
	"net/http"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/ui"
)

var accountTitle = care.Text{Zh: "我的账号", En: "My account"}

// accountShow lists the posts a person holds and leads to the password.
func (s *Ring) accountShow(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	page := Page(r, accountTitle, "")
	table := ui.Table{ID: "posts", Plain: true, Titled: true, Caption: care.Text{Zh: "我现在的岗位", En: "Posts I hold now"},
		Columns: []ui.Column{{Key: "role", Label: care.Text{Zh: "岗位", En: "Post"}}, {Key: "unit", Label: care.Text{Zh: "单位", En: "Unit"}}, {Key: "do", Kind: ui.KindAction, Label: care.Text{Zh: "操作", En: "Action"}}},
		Empty:   ui.Empty{Title: care.Text{Zh: "您现在没有任职的岗位", En: "You hold no post now"}, Text: care.Text{Zh: "请联系单位的管理员。离任后原岗位的内容不再可见。", En: "Ask the administrator of your unit. What belonged to a post you left is no longer visible to you."}}}
	err := s.Kernel.View(r.Context(), v.who, func(t *act.Tx) error {
		for _, p := range v.posts {
			unit, err := UnitName(t, p.Unit, page.Lang)
			if err != nil {
				return err
			}
			do := ui.Parts(ui.Badge{Text: care.Text{Zh: "当前岗位", En: "Acting in it now"}, Tone: ui.Good, Icon: "check"})
			if p.ID != v.who.Post {
				do = ui.Parts(ui.Action{Label: care.Text{Zh: "切换到这里", En: "Switch to it"}, Href: "/post", Fields: []ui.Hidden{{Name: "post", Value: p.ID.String()}}})
			}
			table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(p.Role.Name()), ui.Text(unit), do}})
		}
		table.Total = len(table.Rows)
		return nil
	})
	if err != nil {
		return err
	}
	return Show(w, http.StatusOK, page, ui.Heading{Title: accountTitle, Lead: care.Text{Zh: "一次只在一个岗位上工作；看到什么、做什么，都由岗位决定。", En: "You work in one post at a time; the post decides what you see and do."},
		Actions: []ui.Component{ui.Link{Label: care.Text{Zh: "修改密码", En: "Change password"}, Href: "/account/password", Icon: "lock"}}}, table)
}

func (s *Ring) passwordForm(w http.ResponseWriter, r *http.Request) error {
	return s.showPassword(w, r, http.StatusOK, nil)
}

func (s *Ring) showPassword(w http.ResponseWriter, r *http.Request, status int, err error) error {
	page := Page(r, care.Text{Zh: "修改密码", En: "Change password"}, "/account/password")
	form := ui.Form{ID: "password", Action: "/account/password", Submit: care.Text{Zh: "保存新密码", En: "Save the new password"}, Fields: []ui.Field{
		{Name: "old", Kind: ui.PasswordField, Label: care.Text{Zh: "现在的密码", En: "Present password"}, Required: true, Autocomplete: "current-password", MaxLength: 256},
		{Name: "password", Kind: ui.PasswordField, Label: care.Text{Zh: "新密码", En: "New password"}, Help: care.Text{Zh: "至少 10 个字符，可以是一句话；不能包含账号。", En: "At least 10 characters; a sentence is fine. It must not contain the login."}, Required: true, Autocomplete: "new-password", MaxLength: 256},
		{Name: "again", Kind: ui.PasswordField, Label: care.Text{Zh: "再输一次新密码", En: "New password again"}, Required: true, Autocomplete: "new-password", MaxLength: 256},
	}}
	if err != nil {
		form.Fill(nil, err)
	}
	heading := ui.Heading{Title: page.Title}
	if visitOf(r).mustChange {
		heading.Lead = care.Text{Zh: "这是首次登录（或密码刚被重置）。请先换成只有您知道的密码，再开始工作。", En: "This is your first sign-in, or your password was just reset. Choose one that only you know before you start."}
	} else {
		form.Cancel = &ui.Link{Label: care.Text{Zh: "返回", En: "Back"}, Href: "/account"}
	}
	return Show(w, status, page, heading, form)
}

func (s *Ring) passwordChange(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	fresh := r.PostFormValue("password")
	err := care.Invalidf("again", "两次输入不一样，请再输一次", "the two entries differ; type it again")
	if fresh == r.PostFormValue("again") {
		err = region.Room{Kernel: s.Kernel}.ChangePassword(r.Context(), v.who, r.PostFormValue("old"), fresh)
	}
	if care.KindOf(err) == care.Invalid && err != nil {
		return s.showPassword(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := s.scs.RenewToken(r.Context()); err != nil { // whoever watched the old sign-in is out
		return err
	}
	Flash(r, ui.Good, care.Text{Zh: "密码已修改", En: "Password changed"})
	return Redirect(w, r, "/")
}
