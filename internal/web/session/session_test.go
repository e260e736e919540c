package session_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
)

// site has one page and one act besides the session's own.
func site(t *testing.T) *webtest.Site {
	t.Helper()
	f := fixture.SQLite(t)
	ring := session.New(session.Config{Kernel: f.Kernel})
	return serve(t, f, ring)
}

func serve(t *testing.T, f *fixture.Fixture, ring *session.Ring) *webtest.Site {
	t.Helper()
	routes := ring.Routes()
	routes.Staff("GET /pupils", func(w http.ResponseWriter, r *http.Request) error {
		return session.Show(w, http.StatusOK, session.Page(r, care.Text{Zh: "学生", En: "Pupils"}, "/pupils"))
	})
	routes.Staff("POST /act", func(w http.ResponseWriter, r *http.Request) error {
		session.Flash(r, "good", care.Text{Zh: "做好了", En: "done so"})
		return session.Redirect(w, r, "/pupils")
	})
	return webtest.New(t, f, routes.Handler())
}

// hire adds a member of staff and returns the first login and password.
func hire(t *testing.T, s *webtest.Site, seats ...region.Seat) region.Hired {
	t.Helper()
	h, err := s.Regions.AddStaff(context.Background(), act.System, []region.NewStaff{{Name: "甲老师", Seats: seats}})
	if err != nil {
		t.Fatal(err)
	}
	return h[0]
}

func TestSignInGoesThroughTheFirstPasswordToWork(t *testing.T) {
	s := site(t)
	h := hire(t, s, region.Seat{Unit: s.School.ID, Role: care.PsychologyTeacher})
	b := s.Stranger(t)
	b.Get("/pupils").Goes("/sign-in?back=%2Fpupils")
	b.Get("/sign-in").OK().Has("账号", "密码")
	b.Post("/sign-in", "login", h.Sheet.Login, "password", "wrong").Is(http.StatusUnprocessableEntity).Has("账号或密码不对", h.Sheet.Login)
	b.Post("/sign-in", "login", h.Sheet.Login, "password", h.Sheet.Password).Goes("/account/password")
	b.Get("/pupils").Goes("/account/password")
	b.Post("/account/password", "old", h.Sheet.Password, "password", "松树下的第一场雪", "again", "另一句话另一句话").Is(http.StatusUnprocessableEntity).Has("两次输入不一样")
	b.Post("/account/password", "old", h.Sheet.Password, "password", "松树下的第一场大雪了", "again", "松树下的第一场大雪了").Goes("/")
	b.Get("/").Goes("/work")
	b.Get("/pupils").OK().Has("甲老师", "心理教师", "日常工作", "密码已修改")
	b.Get("/pupils").OK().Lacks("密码已修改")
	b.Post("/sign-out").Goes("/sign-in")
	b.Get("/pupils").Goes("/sign-in?back=%2Fpupils")
}

func TestAnAccountLocksAndSaysSo(t *testing.T) {
	s := site(t)
	h := hire(t, s, region.Seat{Unit: s.School.ID, Role: care.DutyAdult})
	b := s.Stranger(t)
	for range 5 {
		b.Post("/sign-in", "login", h.Sheet.Login, "password", "wrong")
	}
	b.Post("/sign-in", "login", h.Sheet.Login, "password", h.Sheet.Password).Is(http.StatusUnprocessableEntity).Has("15 分钟")
}

func TestWhoeverLeavesAPostLosesItAtOnce(t *testing.T) {
	s := site(t)
	h := hire(t, s, region.Seat{Unit: s.School.ID, Role: care.PsychologyTeacher}, region.Seat{Unit: s.Class.ID, Role: care.ClassTeacher})
	b := s.AsWho(t, act.Who{Actor: access.Actor{Person: h.Person, Post: h.Posts[0]}})
	b.Get("/pupils").OK().Has("心理教师", "切换岗位")
	b.Post("/post", "post", h.Posts[1].String()).Goes("/")
	b.Get("/pupils").OK().Has("班主任 · 青溪试验学校 七年级(1)班")
	b.Post("/post", "post", s.Fixture.As(care.Principal).Post.String()).Is(http.StatusForbidden)

	for i, post := range h.Posts {
		if err := s.Regions.Release(context.Background(), act.System, post, h.Person); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			b.Get("/pupils").OK().Lacks("心理教师")
		}
	}
	b.Get("/pupils").Is(http.StatusForbidden).Has("没有任职的岗位")
	b.Get("/").Goes("/account")
	b.Get("/account").OK().Has("没有任职的岗位")
}

func TestIdleAndOldSessionsEnd(t *testing.T) {
	s := site(t)
	b := s.As(t, care.PsychologyTeacher)
	for range 24 {
		s.Wait(29 * time.Minute)
		b.Get("/pupils").OK() // awake for eleven hours and 36 minutes in all
	}
	s.Wait(29 * time.Minute)
	b.Get("/pupils").Goes("/sign-in?back=%2Fpupils")
	idle := s.As(t, care.PsychologyTeacher)
	s.Wait(31 * time.Minute)
	idle.Get("/pupils").Goes("/sign-in?back=%2Fpupils")
}

func TestFormsNeedTheSessionsToken(t *testing.T) {
	s := site(t)
	b := s.As(t, care.PsychologyTeacher)
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	b.Send("POST", "/act", strings.NewReader("a=b"), form).Is(http.StatusForbidden).Has("刷新")
	foreign := http.Header{"Content-Type": form["Content-Type"], "Sec-Fetch-Site": {"cross-site"}}
	b.Send("POST", "/act", strings.NewReader("csrf_token="+b.Token()), foreign).Is(http.StatusForbidden)
	b.Post("/act").Goes("/pupils")
	b.Get("/pupils").OK().Has("做好了")
}

func TestTheReturnAddressStaysOnThisSite(t *testing.T) {
	s := site(t)
	for _, back := range []string{"https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, "work"} {
		s.Stranger(t).Post("/language", "lang", "en", "back", back).Goes("/")
	}
	b := s.Stranger(t)
	b.Post("/language", "lang", "en", "back", "/sign-in").Goes("/sign-in")
	b.Get("/sign-in").OK().Has("Password")
	b.Get("/sign-in?lang=zh").OK().Has("密码")
	b.Get("/sign-in").OK().Has("密码")
}

func TestThePurposeBelongsToTheSitting(t *testing.T) {
	s := site(t)
	b := s.As(t, care.PsychologyLead)
	b.Get("/purpose").OK().Has("日常工作", "危机处置")
	b.Post("/purpose", "purpose", "nonsense").Is(http.StatusUnprocessableEntity)
	b.Post("/purpose", "purpose", "crisis").Goes("/")
	b.Get("/pupils").OK().Has("危机处置")
}

func TestARoleEntersForWhatItUsuallyDoes(t *testing.T) {
	for role, want := range map[care.Role]string{care.PsychologyLead: "daily_work", care.Inspector: "supervision", care.DistrictOfficer: "supervision"} {
		if got := session.DefaultPurpose(role); got != want {
			t.Errorf("%s enters for %s, want %s", role, got, want)
		}
	}
}

func TestDemoListsEveryRole(t *testing.T) {
	f := fixture.SQLite(t)
	s := serve(t, f, session.New(session.Config{Kernel: f.Kernel, Demo: &session.Demo{Advance: f.Wait,
		Accounts: func(context.Context) (list []session.Account, err error) {
			for _, role := range care.StaffRoles() {
				who := f.As(role)
				list = append(list, session.Account{Role: role, Person: who.Person, Post: who.Post, Name: "试", Unit: care.Text{Zh: "校", En: "school"}})
			}
			return list, nil
		},
		Guardian: func(context.Context) (string, care.Text, error) {
			return "/l/x", care.Text{Zh: "后四位 1234", En: "1234"}, nil
		},
		Pupil: func(context.Context) (string, care.Text, error) { return "/p#c=A&t=B", care.Text{}, nil }}}))
	var list []struct {
		Role   care.Role
		SignIn string `json:"sign_in"`
	}
	if err := json.Unmarshal([]byte(s.Stranger(t).JSON("/demo/accounts").OK().Body), &list); err != nil {
		t.Fatal(err)
	}
	seen := map[care.Role]int{}
	for _, a := range list {
		seen[a.Role]++
	}
	for _, role := range append(care.StaffRoles(), care.Pupil) {
		if seen[role] < 1 || seen[role] > 2 {
			t.Errorf("%s: got %d entries, want one or two", role, seen[role])
		}
	}
	s.Stranger(t).Get("/demo/enter?as=pupil").Goes("/p#c=A&t=B")
	s.Stranger(t).Get("/demo/enter?as=guardian").OK().Has("1234", "/l/x")
	s.Stranger(t).Get("/demo/accounts").OK().Has("校长", "进入")

	b, before := s.As(t, care.PsychologyLead), f.Now()
	b.Post("/demo/clock", "hours", "168").Goes("/demo/accounts")
	if got := f.Now().Sub(before); got != 7*24*time.Hour {
		t.Errorf("got the clock moved by %v, want a week", got)
	}
	b.Get("/pupils").OK() // moving the district's clock signs nobody out
}

func TestOnlySigningInMakesASession(t *testing.T) {
	s := site(t)
	for _, path := range []string{"/sign-in", "/demo/accounts", "/nowhere"} {
		if got := s.Stranger(t).Get(path).Header["Set-Cookie"]; len(got) > 0 {
			t.Errorf("%s: got cookie %q for a stranger, want none", path, got)
		}
	}
	b := s.Stranger(t)
	who := s.Fixture.As(care.Principal)
	cookie := b.Get("/demo/enter?person=" + who.Person.String()).Header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("got cookie %q, want %s in it", cookie, want)
		}
	}
	token, _, _ := strings.Cut(strings.TrimPrefix(cookie, "xinhuan="), ";")
	if _, found, err := (store.Sessions{DB: s.DB}).Find(token); err != nil || found {
		t.Errorf("got found %v, err %v for the cookie's own value: it must be hashed before it is stored", found, err)
	}
}
