package caseweb

import (
	"embed"
	"html/template"
	"net/http"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	policyweb "xinhuan/internal/web/policy"
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
	Says   []saying
	Lines  []line
	Parts  []ui.Component // tables, forms and buttons below
	Tasks  []task
	Folded bool // the tasks open on a tap: a long tail must not hide what follows it
	Image  template.URL
	Code   string
}

// saying is a sentence with figures, and what stands behind them.
type saying struct {
	Text care.Text
	Why  *ui.Why
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
	return ui.Level{Level: l, Label: p.Room.Policy().Level(l).Label, Suggested: suggested}
}

// suggestion is what the rules and the alert say about a flag. A danger answer
// alone suggests no level: then the words "no signal" would be untrue.
func (p pages) suggestion(f care.Flag) (list []ui.Component) {
	if f.Suggested > care.LevelNone || !f.Critical {
		list = append(list, p.level(f.Suggested, true))
	}
	if f.Critical {
		list = append(list, ui.Badge{Text: dangerAnswer, Tone: ui.Grave, Icon: "bell"})
	}
	return list
}

var dangerAnswer = text("危险回答", "Danger answer")

// why leads from a row to its clause, or to the place of the rule ref, in the pack that
// the row stands by; none named is the one in use.
func (p pages) why(e act.Era, clause, ref string) *ui.Why {
	if e.Hash == "" {
		e = p.Room.Era()
	}
	return policyweb.Why(e, clause, ref)
}

// whyOf leads from a figure to what stands behind it.
func (p pages) whyOf(refs ...string) *ui.Why { return policyweb.WhyOf(p.Room.Era(), refs...) }

// ruleOf is the rule behind a row of work: what opened its duty, else what the
// step itself rests on.
func ruleOf(row casework.Row) string {
	switch {
	case row.Rule != "":
		return policyweb.RuleRef(row.Rule)
	case row.Told != "":
		return policyweb.ToldRef(row.Told)
	}
	return map[casework.Step]string{casework.StepDrill: "timer/alert_climb", casework.StepSit: "product/rounds", casework.StepSecond: "product/levels", casework.StepHomeSafe: "timer/home_safe", casework.StepLook: "timer/alert_climb"}[row.Step]
}

var chip, whom = policyweb.Chip, policyweb.Whom

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
