package caseweb

import (
	"embed"
	"html/template"
	"net/http"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// page is what every page of this package shows: blocks one under the other, or
// a wide and a narrow column.
type page struct {
	ui.Page
	Style string
	Head  ui.Heading
	Parts []block
	Side  []block
	Live  *live
}

// block is a part of a page: a heading, words, facts and the kit's parts.
type block struct {
	ID     string
	Title  care.Text
	Card   bool
	Grave  bool
	Marks  []ui.Component // chips above the words
	Words  []care.Text
	Lines  []line
	Parts  []ui.Component // tables, forms and buttons below
	Tasks  []task
	Folded bool // the tasks open on a tap: a long tail must not hide what follows it
	Image  template.URL
	Code   string
}

// line is a fact: what it is and what it says.
type line struct {
	Term  care.Text
	Text  care.Text
	Href  string
	Tel   string
	Parts []ui.Component
}

// live is a fragment that asks again by itself.
type live struct {
	Path   string
	Blocks []block
}

func text(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

var pageTemplate = ui.MustParse(files, "page.html")

func newPage(r *http.Request, title care.Text, active string) page {
	return page{Page: session.Page(r, title, active), Style: stylePath}
}

func (p page) show(w http.ResponseWriter, status int) error { return pageTemplate.Render(w, status, p) }

func parts(c ...ui.Component) block { return block{Parts: c} }

// same is a text that reads the same in both languages, such as a name.
func same(s string) care.Text { return care.Text{Zh: s, En: s} }

func pathID(r *http.Request, name string) (care.ID, error) {
	id, err := care.ParseID(r.PathValue(name))
	if err != nil {
		return 0, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	return id, nil
}

// do runs a small act for the thing in the address and goes on.
func do(w http.ResponseWriter, r *http.Request, to string, done care.Text, fn func(who act.Who, id care.ID) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := fn(session.Who(r), id); err != nil {
		return err
	}
	if !done.IsZero() {
		session.Flash(r, ui.Good, done)
	}
	return session.Redirect(w, r, to)
}

func (p pages) level(l care.Level, suggested bool) ui.Level {
	return ui.Level{Level: l, Label: p.Room.Policy.Level(l).Label, Suggested: suggested}
}

// why leads from a row to its clause.
func (p pages) why(clause, rule string) *ui.Why {
	if clause == "" {
		return nil
	}
	w := &ui.Why{Clause: clause, Rule: rule, Ours: clause == policy.Ours, Href: "/policy"}
	if c, ok := p.Room.Policy.Clause(clause); ok {
		w.Text = c.Text
		w.Href = "/policy/clauses/" + clause
	}
	if w.Ours {
		w.Clause, w.Href = "", ""
	}
	return w
}

func chip(c casework.Chip, lang care.Lang) ui.Person {
	p := ui.Person{Name: c.Name, Group: c.Class.In(lang)}
	if c.May {
		p.Href = "/pupils/" + c.Person.String()
	}
	if p.Name == "" {
		p.Name = text("一名学生", "A pupil").In(lang)
		p.Href = ""
	}
	return p
}

func whom(h casework.Holder) care.Text {
	role := h.Role.Name()
	if h.Name == "" {
		return role
	}
	return text(h.Name+"（"+role.Zh+"）", h.Name+" ("+role.En+")")
}

// clock says by when; inside a day the hour counts.
func clock(due, now care.Millis, s duty.Standing) ui.Component {
	if due == 0 {
		return nil
	}
	day, today := care.DateOf(due.Time()), care.DateOf(now.Time())
	at := due.Time().In(care.China).Format("15:04")
	if day == today || (s.State == duty.Late && s.LateBy.Hours() < 24) {
		if s.State == duty.Late {
			age := casework.Age(due, now)
			return ui.Badge{Text: text("已超 "+age.Zh, "Late by "+age.En), Tone: ui.Grave, Icon: "late"}
		}
		return ui.Badge{Text: text("今天 "+at+" 前", "Today by "+at), Tone: ui.Watch, Icon: "soon"}
	}
	return ui.ClockOn(day, today)
}

// shown is a block with the words of its page, for the template.
type shown struct {
	ui.Page
	It block
}

// With places a block.
func (p page) With(b block) shown { return shown{p.Page, b} }

// task is one row of work: who, what, why, by when, and one thing to do.
type task struct {
	Who   ui.Component
	What  care.Text
	Why   *ui.Why
	Note  care.Text
	Clock ui.Component
	Go    *ui.Link
	Do    *ui.Action
	Grave bool
}
