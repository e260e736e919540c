package session

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/web/ui"
)

// ownRoutes are the pages the frame itself posts to.
func (s *Ring) ownRoutes(t *Routes) {
	t.Open("GET /{$}", s.start)
	t.Open("GET /sign-in", s.signInForm)
	t.Open("POST /sign-in", s.signIn)
	t.Open("POST /language", s.languageSet)
	t.Person("POST /sign-out", s.signOut)
	t.Person("GET /account", s.accountShow)
	t.Person("GET /account/password", s.passwordForm)
	t.Person("POST /account/password", s.passwordChange)
	t.Staff("GET /purpose", s.purposeForm)
	t.Staff("POST /purpose", s.purposeSet)
	t.Person("POST /post", s.postSwitch)
	t.Open("GET /demo/accounts", s.demoAccounts)
	t.Open("GET /demo/enter", s.demoEnter)
	t.Open("POST /demo/clock", s.demoClock)
	t.Open("/", notFound)
}

// start leads everybody to the first entry of his navigation.
func (s *Ring) start(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	switch {
	case v.account == 0:
		return Redirect(w, r, "/sign-in")
	case v.mustChange:
		return Redirect(w, r, "/account/password")
	case v.who.Post == 0:
		return Redirect(w, r, "/account")
	}
	items, _ := Nav(s.Kernel.Access(), v.who.Role, v.schools(r.Context()))
	if len(items) == 0 {
		return Redirect(w, r, "/account")
	}
	return Redirect(w, r, items[0].Href)
}

func notFound(w http.ResponseWriter, r *http.Request) error {
	return &care.Error{Kind: care.NotFound, Op: "route"}
}

// postSwitch seats the person in another of his posts.
func (s *Ring) postSwitch(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	id, err := care.ParseID(r.FormValue("post"))
	if err != nil {
		return err
	}
	for _, p := range v.posts {
		if p.ID == id {
			s.scs.Put(r.Context(), keyPost, int64(p.ID))
			s.scs.Put(r.Context(), keyPurpose, DefaultPurpose(p.Role))
			return Redirect(w, r, "/") // a page of the old post may not be one of the new
		}
	}
	return care.Fail(care.Forbidden, "switch post", "您现在不在这个岗位上", "you do not hold this post now")
}

func (s *Ring) purposeForm(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	page := Page(r, care.Text{Zh: "这次工作的目的", En: "Purpose of this sitting of work"}, "")
	var options []ui.Option
	for _, p := range Purposes {
		options = append(options, ui.Option{Value: p.Code, Label: p.Text})
	}
	return Show(w, http.StatusOK, page,
		ui.Heading{Title: page.Title, Lead: care.Text{Zh: "每次打开学生的档案，都会连同这个目的记入日志。切换岗位后恢复为岗位的默认目的。",
			En: "Every opening of a pupil's file is logged together with this purpose. Switching to another post sets that post's usual purpose again."}},
		ui.Form{ID: "purpose", Action: "/purpose", Submit: care.Text{Zh: "就用这个目的", En: "Use this purpose"}, Cancel: &ui.Link{Label: care.Text{Zh: "返回", En: "Back"}, Href: "/"},
			Fields: []ui.Field{{Name: "purpose", Kind: ui.ChoiceField, Label: care.Text{Zh: "您现在要做什么？", En: "What are you going to do?"}, Required: true, Values: []string{v.who.Purpose}, Options: options}}},
		ui.Link{Label: care.Text{Zh: "我的账号与岗位", En: "My account and posts"}, Href: "/account", Icon: "person"})
}

func (s *Ring) purposeSet(w http.ResponseWriter, r *http.Request) error {
	code := r.FormValue("purpose")
	if !PurposeKnown(code) {
		return care.Invalidf("purpose", "请选择一个目的", "choose a purpose")
	}
	s.scs.Put(r.Context(), keyPost, int64(visitOf(r).who.Post))
	s.scs.Put(r.Context(), keyPurpose, code)
	Flash(r, ui.Good, care.Text{Zh: "目的已改为：" + PurposeText(code).Zh, En: "Purpose set to: " + PurposeText(code).En})
	return Redirect(w, r, Back(r, "/"))
}
