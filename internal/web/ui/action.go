package ui

import (
	"html/template"
	"strings"

	"xinhuan/internal/care"
)

// Link is a place to go.
type Link struct {
	Label care.Text
	Href  string
	Icon  string
	Look  Look
}

func (c Link) draw(p Page) (template.HTML, error) { return draw(p, "link", c) }

// Action is a button that does one thing: a small form of its own, so that it
// works without script.
type Action struct {
	Label  care.Text
	Href   string // where the form is posted
	Icon   string
	Look   Look
	Fields []Hidden
}

// Hidden is a field sent along with a form.
type Hidden struct{ Name, Value string }

// Look is how much a button stands out. A screen has one Main button.
type Look string

// The looks.
const (
	Quiet  Look = ""
	Main   Look = "main"
	Danger Look = "danger"
)

func (c Action) draw(p Page) (template.HTML, error) { return draw(p, "action", c) }

// Effect is one thing that will happen to somebody.
type Effect struct {
	Who  string
	What care.Text
}

// Line is the effect as it stands in the list: what names nobody begins the line.
func (e Effect) Line() care.Text {
	if e.Who != "" || e.What.En == "" {
		return e.What
	}
	return care.Text{Zh: e.What.Zh, En: strings.ToUpper(e.What.En[:1]) + e.What.En[1:]}
}

// Confirm asks before something is done and says what will happen to whom.
// Word, where set, has to be typed: for what can't be undone.
type Confirm struct {
	Title   care.Text
	Text    care.Text
	Effects []Effect
	Word    string
	Action  Action
	Cancel  Link
	Error   care.Text
}

func (c Confirm) draw(p Page) (template.HTML, error) { return draw(p, "confirm", c) }

// Empty says what would stand here and what to do.
type Empty struct {
	Title  care.Text
	Text   care.Text
	Icon   string
	Action *Link
}

func (c Empty) draw(p Page) (template.HTML, error) { return draw(p, "empty", c) }

// Tabs are views of the same thing, each with its own address.
type Tabs struct {
	Label care.Text
	Tabs  []Tab
}

// Tab is one of them.
type Tab struct {
	Label   care.Text
	Href    string
	Count   int
	Current bool
}

func (c Tabs) draw(p Page) (template.HTML, error) { return draw(p, "tabs", c) }

// Toast says what was done and lets it be undone.
type Toast struct {
	Text care.Text
	Tone Tone
	Undo *Action
}

func (c Toast) draw(p Page) (template.HTML, error) { return draw(p, "toast", c) }

// Heading is the top of a page or section: what it is, one sentence, what can be done.
type Heading struct {
	Title   care.Text
	Lead    care.Text
	Why     *Why // what stands behind the figures of the lead
	Back    *Link
	Actions []Component
}

func (c Heading) draw(p Page) (template.HTML, error) { return draw(p, "heading", c) }
