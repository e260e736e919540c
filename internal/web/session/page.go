package session

import (
	"embed"
	"net/http"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/serve"
	"xinhuan/internal/web/ui"
)

// Page is the frame of a page: title, navigation, badge, posts, purpose,
// language, the message of the act before. active is the entry the page belongs
// to, "" for none. Where nobody is signed in it is a bare page; family and pupil
// pages set their own Face.
func Page(r *http.Request, title care.Text, active string) ui.Page {
	v := visitOf(r)
	p := ui.Page{Title: title, Lang: Lang(r), Path: r.URL.RequestURI(), Face: ui.Bare, CSRF: v.csrf, Nonce: serve.Nonce(r.Context())}
	if r.Method != http.MethodGet {
		p.Path = active // a form that came back is not a place to return to
	}
	if v.ring == nil {
		return p
	}
	p.Demo = v.ring.IsDemo(r)
	if v.account == 0 {
		return p
	}
	p.Flash = v.popFlash(r)
	p.Face = ui.Staff
	p.Who = ui.Who{Name: p.L("已登录", "Signed in")}
	if v.who.Post == 0 || v.mustChange {
		return p
	}
	p.Nav, p.Face = Nav(v.ring.Kernel.Access(), v.who.Role, v.schools(r.Context()))
	p.Place = placeOf(r.URL.Path, p.Nav)
	p.Purpose = p.T(PurposeText(v.who.Purpose))
	p.Search = v.ring.Kernel.Access().May(v.who.Role, access.Read, access.Identity)
	if err := v.frame(r, &p); err != nil {
		v.ring.Log.Error("frame", "request", serve.RequestID(r.Context()), "err", err)
	}
	return p
}

// frame fills in what stands in the database: names and counts.
func (v *visit) frame(r *http.Request, p *ui.Page) error {
	return v.ring.Kernel.View(r.Context(), v.who, func(t *act.Tx) error {
		name, err := t.NameOf(v.who.Person)
		if err != nil {
			return err
		}
		if name != "" {
			p.Who.Name = name
		}
		for _, post := range v.posts {
			unit, err := UnitName(t, post.Unit, p.Lang)
			if err != nil {
				return err
			}
			current := post.ID == v.who.Post
			if current {
				p.Who.PostName, p.Who.Unit = post.Role.Name(), unit
			}
			p.Who.Posts = append(p.Who.Posts, ui.PostOption{ID: post.ID, Name: post.Role.Name(), Unit: unit, Current: current})
		}
		if len(p.Who.Posts) == 1 {
			p.Who.Posts = nil // nothing to switch
		}
		return v.count(t, p)
	})
}

func (v *visit) count(t *act.Tx, p *ui.Page) error {
	if len(p.Nav) == 0 || p.Nav[0].Href != "/work" {
		return nil
	}
	waiting := v.ring.Waiting
	if waiting == nil {
		waiting = openDuties
	}
	n, err := waiting(t)
	p.Nav[0].Count = n
	return err
}

func openDuties(t *act.Tx) (int, error) {
	list, err := t.DutiesOf(t.Who.Post)
	return len(list), err
}

// UnitName is a unit's name on screen; a class is named by its school and its
// grade of this school year.
func UnitName(t *act.Tx, id care.ID, lang care.Lang) (string, error) {
	u, err := t.Unit(id)
	if err != nil {
		return "", err
	}
	if u.Kind != care.Class {
		return u.Name, nil
	}
	school, err := t.Unit(u.Parent)
	if err != nil {
		return "", err
	}
	return school.Name + " " + u.ClassName(care.SchoolYear(t.Today)).In(lang), nil
}

// IsDemo tells whether this is a demonstration database.
func (s *Ring) IsDemo(r *http.Request) bool {
	if s.demo.Load() {
		return true
	}
	kind, err := s.Kernel.DB.Kind(r.Context())
	if err == nil && kind == "demo" {
		s.demo.Store(true)
	}
	return s.demo.Load()
}

//go:embed parts.html
var partsFS embed.FS

var partsTemplate = ui.MustParse(partsFS, "parts.html")

// partsPage is a page made of the kit's parts alone.
type partsPage struct {
	ui.Page
	Parts []ui.Component
}

// Show renders a page made of the kit's parts alone, one under the other.
func Show(w http.ResponseWriter, status int, p ui.Page, parts ...ui.Component) error {
	return partsTemplate.Render(w, status, partsPage{p, parts})
}

// Part renders the same without the frame, for htmx.
func Part(w http.ResponseWriter, status int, p ui.Page, parts ...ui.Component) error {
	return partsTemplate.Block(w, status, "parts", partsPage{p, parts})
}
