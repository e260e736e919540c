package ui

import (
	"encoding/json"
	"html/template"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Face is which of the product's faces a page belongs to; it picks the layout.
type Face string

// The faces. Bare is for sign-in and errors, where nobody is known yet.
const (
	Staff  Face = "staff"
	Family Face = "family"
	Pupil  Face = "pupil"
	Admin  Face = "admin"
	Bare   Face = "bare"
)

// Page is what the frame of a page needs; every page struct embeds it.
type Page struct {
	Title   care.Text
	Lang    care.Lang
	Path    string // path and query of this page, to come back to
	Face    Face
	Nav     []NavItem // at most seven
	Place   string    // the entry this page lies under where its address does not say so
	Who     Who
	Purpose string // the purpose of this sitting of work, in the reader's language
	Search  bool   // show the search box
	CSRF    string
	Flash   *Flash
	Demo    bool   // a demo database: said on every page
	Nonce   string // of this response's content security policy
}

// NavItem is an entry of the main navigation.
type NavItem struct {
	Href  string
	Label care.Text
	Icon  string
	Count int       // things waiting; 0 shows nothing
	Short care.Text // for the narrow bars of phones; empty = Label
	Holds []string  // other addresses whose pages belong here
}

// Brief is the label where there is room for one word.
func (n NavItem) Brief() care.Text {
	if n.Short.IsZero() {
		return n.Label
	}
	return n.Short
}

// Who is the person at work and the post they act from.
type Who struct {
	Name     string
	PostName care.Text
	Unit     string
	Posts    []PostOption
}

// PostOption is a post the person may switch to.
type PostOption struct {
	ID      care.ID
	Name    care.Text
	Unit    string
	Current bool
}

// Flash is one message about what was just done, shown once.
type Flash = Toast

// Tone is how serious a message is. It is always also said in words or shape.
type Tone string

// The tones.
const (
	Plain Tone = "plain"
	Good  Tone = "good"
	Watch Tone = "watch"
	Grave Tone = "grave"
)

// Paged is implemented by every struct that embeds Page.
type Paged interface{ page() Page }

func (p Page) page() Page { return p }

// L picks the language of this page.
func (p Page) L(zh, en string) string {
	if p.language() == care.En {
		return en
	}
	return zh
}

// T is a text in the language of this page, its dates and spans unbroken.
func (p Page) T(t care.Text) string { return whole(t.In(p.language())) }

func (p Page) language() care.Lang {
	if p.Lang == care.En {
		return care.En
	}
	return care.Zh
}

// HTMLLang is the value of the lang attribute.
func (p Page) HTMLLang() string { return p.L("zh-CN", "en") }

// Other is the language this page is not in.
func (p Page) Other() care.Lang {
	if p.language() == care.En {
		return care.Zh
	}
	return care.En
}

// On tells whether the navigation entry is where the reader is.
func (p Page) On(n NavItem) bool {
	if n.holds(p.Path) {
		return true
	}
	return p.Place == n.Href && !slices.ContainsFunc(p.Nav, func(other NavItem) bool { return other.holds(p.Path) })
}

// MoreOn tells whether the reader is somewhere under More.
func (p Page) MoreOn() bool { return slices.ContainsFunc(p.Rest(), p.On) }

// holds tells whether an address lies within the entry's.
func (n NavItem) holds(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return slices.ContainsFunc(append([]string{n.Href}, n.Holds...), func(at string) bool {
		return path == at || (at != "/" && strings.HasPrefix(path, strings.TrimSuffix(at, "/")+"/"))
	})
}

// Bottom and Rest split the navigation for phones: four entries and More.
func (p Page) Bottom() []NavItem { return p.Nav[:min(4, len(p.Nav))] }

// Rest is what stands under More.
func (p Page) Rest() []NavItem { return p.Nav[min(4, len(p.Nav)):] }

// RestCount sums what waits under More.
func (p Page) RestCount() (n int) {
	for _, item := range p.Rest() {
		n += item.Count
	}
	return n
}

// Layout names the frame's template.
func (p Page) Layout() string {
	switch p.Face {
	case Staff, Admin:
		return "layout-staff"
	case Family:
		return "layout-family"
	case Pupil:
		return "layout-pupil"
	default:
		return "layout-bare"
	}
}

// NoAssets tells that styles and scripts were not built into this program.
func (p Page) NoAssets() bool { return !built.ok }

// Asset is the address of a built style or script, for example "staff.css".
func (p Page) Asset(name string) string { return built.href(name) }

// Icon draws one of the small pictures of icon.go.
func (p Page) Icon(name string) template.HTML { return icon(name) }

// Headers is the JSON of the headers htmx sends with every request.
func (p Page) Headers() (string, error) {
	b, err := json.Marshal(map[string]string{"X-CSRF-Token": p.CSRF})
	return string(b), err
}
