package session

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/serve"
	"xinhuan/internal/store"
	"xinhuan/internal/web/ui"
)

// The keys of a session; every value is an id, a code or a text of ours.
const (
	keyPerson  = "person"
	keyPost    = "post"
	keyPurpose = "purpose"
	keyCSRF    = "csrf"
	keyBegan   = "began"
	keySeen    = "seen"
	keyFlash   = "flash"
	keyEntered = "entered" // by one click into a demonstration: no first password to change
)

// visit is one request of somebody, known or not.
type visit struct {
	ring       *Ring
	account    care.ID
	who        act.Who
	posts      []care.Post
	mustChange bool
	csrf       string
	lang       care.Lang
	within     *bool // whether a school lies within the unit, once somebody asked
}

type visitKey struct{}

func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// Schools tells whether a list of pupils may belong to the unit of whoever asks.
func Schools(ctx context.Context) bool {
	v, ok := ctx.Value(visitKey{}).(*visit)
	return ok && v.schools(ctx)
}

// schools asks only for those to whom it makes a difference: who handles lists of staff
// handles lists anyway.
func (v *visit) schools(ctx context.Context) bool {
	if v.ring == nil || v.who.Post == 0 {
		return false
	}
	m := v.ring.Kernel.Access()
	if m.May(v.who.Role, access.Write, access.Posts) || !m.May(v.who.Role, access.Write, access.Roster) {
		return true
	}
	if v.within == nil {
		err := v.ring.Kernel.View(ctx, v.who, func(t *act.Tx) error {
			some, err := region.HasSchool(t, v.who.Unit)
			v.within = &some
			return err
		})
		if err != nil {
			v.ring.Log.Error("schools", "request", serve.RequestID(ctx), "err", err)
			return false
		}
	}
	return *v.within
}

// Who is the person at work, in a post, for a purpose; the zero Who when
// nobody is signed in.
func Who(r *http.Request) act.Who { return visitOf(r).who }

// recall reads from the database who the session belongs to. An idle session,
// a closed account and a lost post end here.
func (s *Ring) recall(r *http.Request, v *visit) error {
	ctx := r.Context()
	person := care.ID(s.scs.GetInt64(ctx, keyPerson))
	if person == 0 {
		return nil
	}
	now := s.now().UnixMilli()
	seen := s.scs.GetInt64(ctx, keySeen)
	if now-seen > idleLimit.Milliseconds() || now-s.scs.GetInt64(ctx, keyBegan) > wholeLimit.Milliseconds() {
		return s.scs.Destroy(ctx)
	}
	var account store.AccountRow
	var posts []care.Post
	err := s.Kernel.View(ctx, act.System, func(t *act.Tx) (err error) {
		if account, err = t.AccountOf(person); err != nil {
			return err
		}
		posts, err = t.HeldPosts(person)
		return err
	})
	if care.KindOf(err) == care.NotFound {
		return s.scs.Destroy(ctx)
	}
	if err != nil {
		return err
	}
	if now-seen > touchEvery.Milliseconds() && !refresh(r) {
		s.scs.Put(ctx, keySeen, now)
	}
	v.account, v.posts, v.mustChange = account.ID, posts, account.MustChange && !s.scs.GetBool(ctx, keyEntered)
	v.csrf = s.scs.GetString(ctx, keyCSRF)
	v.who.Person = person
	s.sit(r, v)
	return nil
}

// refresh tells whether the page asked by itself for a live part: nobody needs
// to be there for that, so it does not keep a session awake.
func refresh(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("HX-Request") == "true"
}

// sit puts the person into the chosen post, or into the first one held when it
// was lost meanwhile; the purpose belongs to the sitting in that post.
func (s *Ring) sit(r *http.Request, v *visit) {
	if len(v.posts) == 0 {
		return
	}
	ctx := r.Context()
	chosen, purpose := care.ID(s.scs.GetInt64(ctx, keyPost)), s.scs.GetString(ctx, keyPurpose)
	post := v.posts[0]
	for _, p := range v.posts {
		if p.ID == chosen {
			post = p
		}
	}
	if post.ID != chosen || !PurposeKnown(purpose) {
		purpose = DefaultPurpose(post.Role)
	}
	v.who.Post, v.who.Unit, v.who.Role, v.who.Purpose = post.ID, post.Unit, post.Role, purpose
}

// Redirect sends the reader on after a POST; htmx is told to load the page whole.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Back is where a form asked to return to; only a path of this site is taken.
func Back(r *http.Request, otherwise string) string {
	to := r.FormValue("back")
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		return otherwise
	}
	return to
}

func escape(path string) string { return url.QueryEscape(path) }

// Flash keeps one message for the next page. It is stored in clear, so it
// never names a child, an answer or a level.
func Flash(r *http.Request, tone ui.Tone, text care.Text) {
	v := visitOf(r)
	if v.ring == nil {
		return
	}
	b, err := json.Marshal(ui.Flash{Tone: tone, Text: text})
	if err == nil {
		v.ring.scs.Put(r.Context(), keyFlash, string(b))
	}
}

func (v *visit) popFlash(r *http.Request) *ui.Flash {
	if v.ring == nil || v.account == 0 {
		return nil
	}
	text := v.ring.scs.PopString(r.Context(), keyFlash)
	if text == "" {
		return nil
	}
	var f ui.Flash
	if json.Unmarshal([]byte(text), &f) != nil {
		return nil
	}
	return &f
}
