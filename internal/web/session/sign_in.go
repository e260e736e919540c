package session

import (
	"crypto/rand"
	"net"
	"net/http"
	"sync"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/ui"
)

var signInTitle = care.Text{Zh: "登录", En: "Sign in"}

func (s *Ring) signInForm(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).account != 0 {
		return Redirect(w, r, Back(r, "/"))
	}
	return s.showSignIn(w, r, http.StatusOK, nil)
}

func (s *Ring) showSignIn(w http.ResponseWriter, r *http.Request, status int, err error) error {
	page := Page(r, signInTitle, "/sign-in")
	form := ui.Form{ID: "sign-in", Action: "/sign-in", Submit: signInTitle, Fields: []ui.Field{
		{Name: "back", Kind: ui.HiddenField, Values: []string{Back(r, "/")}},
		{Name: "login", Kind: ui.TextField, Label: care.Text{Zh: "账号", En: "Login"}, Required: true, Autocomplete: "username", MaxLength: 64},
		{Name: "password", Kind: ui.PasswordField, Label: care.Text{Zh: "密码", En: "Password"}, Required: true, Autocomplete: "current-password", MaxLength: 256},
	}}
	if err != nil {
		form.Fill(map[string][]string{"login": {r.PostFormValue("login")}}, err)
	}
	lead := care.Text{Zh: "教职工从这里登录。学生请用班级码和作答码进入测评页；家长请打开学校发的链接。", En: "Staff sign in here. Pupils enter with their class code and ticket; guardians open the link the school sent."}
	parts := []ui.Component{ui.Heading{Title: signInTitle, Lead: lead}, form}
	if s.IsDemo(r) {
		parts = append(parts, ui.Link{Label: care.Text{Zh: "演示账号：一键进入各种角色", En: "Demonstration accounts: enter any role with one click"}, Href: "/demo/accounts", Icon: "people"})
	}
	return Show(w, status, page, parts...)
}

func (s *Ring) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	if !s.tries.allow(caller(r), s.now()) {
		err := care.Fail(care.Unavailable, "sign in", "这台电脑或这个网络刚才尝试得太多，请等一分钟再试", "too many tries from this computer or network; wait a minute")
		return s.showSignIn(w, r, http.StatusTooManyRequests, err)
	}
	in, err := region.Room{Kernel: s.Kernel}.SignIn(r.Context(), r.PostFormValue("login"), r.PostFormValue("password"))
	switch care.KindOf(err) {
	case care.Forbidden, care.Unavailable:
		if err != nil {
			return s.showSignIn(w, r, http.StatusUnprocessableEntity, err)
		}
	}
	if err != nil {
		return err
	}
	if err := s.begin(r, in, 0); err != nil {
		return err
	}
	if in.MustChange {
		return Redirect(w, r, "/account/password")
	}
	return Redirect(w, r, Back(r, "/"))
}

// begin starts the session of a person under a new token, in a chosen post or
// in the first one held.
func (s *Ring) begin(r *http.Request, in region.SignedIn, post care.ID) error {
	ctx := r.Context()
	if err := s.scs.Clear(ctx); err != nil {
		return err
	}
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, keyPerson, int64(in.Person))
	now := s.now().UnixMilli()
	s.scs.Put(ctx, keyBegan, now)
	s.scs.Put(ctx, keySeen, now)
	s.scs.Put(ctx, keyCSRF, rand.Text())
	if post != 0 {
		s.scs.Put(ctx, keyPost, int64(post))
	}
	return nil
}

func (s *Ring) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.scs.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return Redirect(w, r, "/sign-in")
}

// A caller's address may try so often a minute; a school shares one address,
// so this only slows down a machine that tries thousands. Ours. Accounts lock
// by themselves (region.SignIn).
const (
	triesMost  = 30
	triesSpan  = time.Minute
	triesKnown = 10000
)

// throttle counts tries by address, in memory only: addresses are about people.
type throttle struct {
	mu    sync.Mutex
	since time.Time
	count map[string]int
}

func (t *throttle) allow(address string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == nil || now.Sub(t.since) >= triesSpan || now.Before(t.since) || len(t.count) > triesKnown {
		t.since, t.count = now, map[string]int{}
	}
	t.count[address]++
	return t.count[address] <= triesMost
}

func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
