package ui

import (
	"html/template"
	"strconv"

	"xinhuan/internal/care"
)

// Person is a person in a line of text: name and class, and the level only
// where the reader may know it.
type Person struct {
	Name  string
	Group string // class or unit
	Href  string // "" where the reader may not open the page
	Level *Level
}

func (c Person) draw(p Page) (template.HTML, error) { return draw(p, "person", c) }

// Level is how worried a trained person is, as word, shape and colour. Label is
// the local pack's word; empty means the product's own. It never stands on a
// page of a child or a guardian.
type Level struct {
	Level     care.Level
	Label     care.Text
	Suggested bool // written by a rule, not yet confirmed by a person
}

func (c Level) draw(p Page) (template.HTML, error) { return draw(p, "level", c) }

var levelWords = map[care.Level]care.Text{
	care.LevelNone:    {Zh: "无", En: "None"},
	care.LevelWatch:   {Zh: "关注", En: "Watch"},
	care.LevelGeneral: {Zh: "一般", En: "General"},
	care.LevelSerious: {Zh: "严重", En: "Serious"},
	care.LevelMajor:   {Zh: "重大", En: "Major"},
}

// Word is the level's label.
func (c Level) Word() care.Text {
	if c.Label.IsZero() {
		return levelWords[c.Level]
	}
	return c.Label
}

// levelShapes fill up with the level, so that a grey print still tells them apart.
var levelShapes = map[care.Level]template.HTML{
	care.LevelNone:    `<circle cx="8" cy="8" r="5.500" fill="none" stroke-dasharray="2 2"/>`,
	care.LevelWatch:   `<circle cx="8" cy="8" r="5.500" fill="none"/>`,
	care.LevelGeneral: `<path d="M8 2 14 13.500H2z" fill="none"/>`,
	care.LevelSerious: `<path d="M8 1.500 14.500 8 8 14.500 1.500 8z" fill="none"/><path d="M8 1.500 14.500 8 8 14.500z" fill="currentColor"/>`,
	care.LevelMajor:   `<path d="M5 1.500h6L14.500 5v6L11 14.500H5L1.500 11V5z" fill="currentColor"/>`,
}

// Shape draws the level's sign.
func (c Level) Shape() template.HTML {
	return `<svg class="shape" viewBox="0 0 16 16" width="14" height="14" stroke="currentColor" stroke-width="1.600" aria-hidden="true" focusable="false">` + levelShapes[c.Level] + `</svg>`
}

// Badge is a short state in words.
type Badge struct {
	Text care.Text
	Tone Tone
	Icon string
}

func (c Badge) draw(p Page) (template.HTML, error) { return draw(p, "badge", c) }

// Clock says by when: due in so many days, today, or late by so many.
type Clock struct {
	Due  care.Date
	Late int // days after Due; negative while there is time
	Done bool
}

// ClockOn reads the clock on a day.
func ClockOn(due, today care.Date) Clock {
	if due == "" {
		return Clock{}
	}
	return Clock{Due: due, Late: int(today.Time().Sub(due.Time()).Hours()) / 24}
}

func (c Clock) draw(p Page) (template.HTML, error) { return draw(p, "clock", c) }

// State names the clock's look: done, none, late, today, soon (within three days, ours) or later.
func (c Clock) State() string {
	switch {
	case c.Done:
		return "done"
	case c.Due == "":
		return "none"
	case c.Late > 0:
		return "late"
	case c.Late == 0:
		return "today"
	case c.Late >= -3:
		return "soon"
	default:
		return "later"
	}
}

// Icon is the sign that goes with the state.
func (c Clock) Icon() string {
	return map[string]string{"done": "check", "late": "late", "today": "soon", "soon": "soon"}[c.State()]
}

// Words say the state.
func (c Clock) Words() care.Text {
	n := strconv.Itoa(c.Late)
	left := strconv.Itoa(-c.Late)
	switch c.State() {
	case "done":
		return care.Text{Zh: "已完成", En: "Done"}
	case "none":
		return care.Text{Zh: "未定日期", En: "No date yet"}
	case "late":
		return care.Text{Zh: "已超 " + n + " 天", En: "Late by " + n + days(c.Late)}
	case "today":
		return care.Text{Zh: "今天到期", En: "Due today"}
	default:
		return care.Text{Zh: "还有 " + left + " 天", En: "Due in " + left + days(-c.Late)}
	}
}

func days(n int) string {
	if n == 1 {
		return " day"
	}
	return " days"
}

// Why leads in one click from a duty, notice or figure to the clause behind it,
// or, where no document gives the number, to the place of the default.
type Why struct {
	Clause   string    // for example YY2023-2.6-02; "" with Ours
	Document care.Text // the document's title
	Text     care.Text // what the clause asks, or what the default says, in our words
	Ours     bool      // no document gives it; the default is ours and a local rule may change it
	Named    bool      // show the clause's id instead of a word: in lists of clauses
	Href     string    // the clause's page, or the row's place among the rules
}

func (c Why) draw(p Page) (template.HTML, error) { return draw(p, "why", c) }

// Word is what the link reads.
func (c Why) Word() care.Text {
	switch {
	case c.Ours:
		return care.Text{Zh: "系统默认", En: "our default"}
	case c.Named:
		return care.Text{Zh: c.Clause, En: c.Clause}
	}
	return care.Text{Zh: "依据", En: "Why"}
}

// Says is the same in a sentence, for whoever rests on the link.
func (c Why) Says() care.Text {
	if c.Ours {
		says := care.Text{Zh: "系统默认，可由本地规则修改", En: "Our default; a local rule may change it"}
		if !c.Text.IsZero() {
			says = care.Text{Zh: says.Zh + "：" + c.Text.Zh, En: says.En + ": " + c.Text.En}
		}
		return says
	}
	says := care.Text{Zh: c.Text.Zh, En: c.Text.En}
	if !c.Document.IsZero() {
		says = care.Text{Zh: "《" + c.Document.Zh + "》：" + says.Zh, En: c.Document.En + ": " + says.En}
	}
	return says
}

// Lines are a few lines inside a cell, each with what belongs to it.
type Lines []Line

// Line is a line of a cell. Lang is set where it stands in one language on
// every page, such as a document's number.
type Line struct {
	Text  care.Text
	Lang  care.Lang
	Href  string
	Parts []Component
}

func (c Lines) draw(p Page) (template.HTML, error) { return draw(p, "lines", c) }
