package session

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/serve"
	"xinhuan/internal/store"
	"xinhuan/internal/web/ui"
)

// Limits of a session; ours. GB/T 22239-2019 8.1.4.1 asks for an end after idle
// time and leaves the minutes open.
const (
	idleLimit  = 30 * time.Minute
	wholeLimit = 12 * time.Hour
	touchEvery = time.Minute // how often being awake is written down
)

// UploadLimit is the largest file a page takes, in bytes (ours). The form is
// held in memory up to the same size, so no upload ever reaches a temp file.
const UploadLimit = 24 << 20

// Config is what the ring needs.
type Config struct {
	Kernel  *act.Kernel
	Secure  bool   // people arrive over HTTPS
	BaseURL string // how they reach it, where a proxy replaces the host
	Log     *slog.Logger
	Waiting func(*act.Tx) (int, error) // what waits under My work; nil = the post's open duties

	Demo *Demo // what a demonstration can do besides; nil = nothing
}

// Demo is what only a demonstration can do. Sessions then end by the machine's
// clock, so that moving the district's clock signs nobody out.
type Demo struct {
	Accounts func(ctx context.Context) ([]Account, error) // held posts to look from
	Pupil    Entry                                        // a fresh ticket's address
	Guardian Entry                                        // a fresh one-time link's address
	Advance  func(time.Duration)                          // moves the district's clock on
}

// demoSlack keeps rows of sessions while a demonstration's clock runs ahead.
const demoSlack = 10 * 365 * 24 * time.Hour

// Ring holds the sessions of one server.
type Ring struct {
	Config
	scs   *scs.SessionManager
	guard *http.CrossOriginProtection
	demo  atomic.Bool
	now   func() time.Time
	tries throttle
}

// New makes the ring.
func New(c Config) *Ring {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Ring{Config: c, scs: scs.New(), guard: http.NewCrossOriginProtection()}
	keep := rows{Sessions: store.Sessions{DB: c.Kernel.DB}}
	s.now = func() time.Time { return c.Kernel.DB.Now() }
	if c.Demo != nil {
		keep.slack, s.now = demoSlack, time.Now
	}
	s.scs.Store = keep
	s.scs.Lifetime = wholeLimit
	s.scs.HashTokenInStore = true
	s.scs.Cookie.Name = "xinhuan"
	s.scs.Cookie.Secure = c.Secure
	s.scs.Cookie.Persist = false // closing the browser of a shared computer ends it
	s.scs.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.Log.Error("session", "request", serve.RequestID(r.Context()), "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
	if c.BaseURL != "" {
		if err := s.guard.AddTrustedOrigin(c.BaseURL); err != nil {
			s.Log.Warn("base_url is no origin", "err", err)
		}
	}
	return s
}

// Handler is a page or an act: it writes an answer or returns its error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Load is the outermost ring: it finds the session, sets the headers of every
// page and refuses what another site sends.
func (s *Ring) Load(next http.Handler) http.Handler {
	inner := s.guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if w.Header().Get("Content-Security-Policy") == "" { // the house has set a narrower one
			ui.Guard(w.Header(), serve.Nonce(r.Context()))
		}
		s.takeLanguage(w, r)
		v := &visit{ring: s}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		if err := s.recall(r, v); err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	}))
	return s.scs.LoadAndSave(inner)
}

// Open serves a page that needs nobody signed in.
func (s *Ring) Open(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.run(h, w, r) })
}

// Staff serves a page for a person at work in a post.
func (s *Ring) Staff(h Handler) http.Handler { return s.staff(h, true) }

// Person serves a page for somebody who signed in, even while he holds no post
// or has to change his password first.
func (s *Ring) Person(h Handler) http.Handler { return s.staff(h, false) }

func (s *Ring) staff(h Handler, working bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r)
		switch {
		case v.account == 0:
			toSignIn(w, r)
			return
		case working && v.mustChange:
			Redirect(w, r, "/account/password")
			return
		}
		if err := s.checkToken(r, v); err != nil {
			s.fail(w, r, err)
			return
		}
		if working && v.who.Post == 0 {
			s.fail(w, r, care.Fail(care.Forbidden, "work", "您现在没有任职的岗位，请联系单位的管理员", "you hold no post now; ask the administrator of your unit"))
			return
		}
		s.run(h, w, r)
	})
}

// Upload is Staff for a form with a file of up to UploadLimit bytes.
func (s *Ring) Upload(h Handler) http.Handler {
	return serve.MaxBody(UploadLimit, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, UploadLimit)
		s.Staff(h).ServeHTTP(w, r)
	}))
}

// checkToken asks every form of a signed-in person for the session's token.
func (s *Ring) checkToken(r *http.Request, v *visit) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	given := r.Header.Get("X-CSRF-Token")
	if given == "" {
		if err := parseForm(r); err != nil {
			return err
		}
		given = r.PostFormValue("csrf_token")
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(v.csrf)) != 1 || v.csrf == "" {
		return care.Fail(care.Forbidden, "check token", "这个页面打开得太久，或来自别处。请返回、刷新页面后再提交", "this page was open too long or came from elsewhere; go back, reload it and send it again")
	}
	return nil
}

// parseForm reads a form without letting a file touch the disk.
func parseForm(r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(UploadLimit)
	} else {
		err = r.ParseForm()
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return care.Invalidf("file", "文件太大，请分成几份（每份不超过 24 MB）", "the file is too large; split it into parts of up to 24 MB")
	}
	if err != nil {
		return &care.Error{Kind: care.Invalid, Op: "read form", Text: care.Text{Zh: "没能读到表单内容，请再提交一次", En: "the form could not be read; send it again"}}
	}
	return nil
}

func (s *Ring) run(h Handler, w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		s.fail(w, r, err)
	}
}

// fail renders an error by its kind; the cause goes to the log only.
func (s *Ring) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := care.KindOf(err)
	if errors.Is(err, context.Canceled) {
		return // nobody is there to read it
	}
	reference := ""
	if kind == care.Internal || kind == care.Unavailable {
		reference = serve.RequestID(r.Context())
		s.Log.Error("page", "request", reference, "route", r.Pattern, "err", err)
	}
	ui.Fail(w, Page(r, care.Text{}, ""), err, reference)
}

func toSignIn(w http.ResponseWriter, r *http.Request) {
	to := "/sign-in"
	if r.Method == http.MethodGet && r.URL.Path != "/" && r.Header.Get("HX-Request") == "" {
		to += "?back=" + escape(r.URL.Path)
	}
	Redirect(w, r, to)
}
