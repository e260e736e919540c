package policyweb

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// part is one kind of rules with a page of its own.
type part struct {
	name  string
	label care.Text
	lead  care.Text
	count func(*policy.Stack) int
	show  func(view) []section
}

// view is what a part is drawn from.
type view struct {
	era   act.Era
	past  care.Text // when it was in force, of a former pack
	stack *policy.Stack
	forms *questionnaire.Library
	today care.Date
	query ui.Query
	row   string // the row a link leads to
	print bool   // everything at once, without tools
	opens func(address string) bool
	units []policy.Cadence // what units do, at the region's own intervals
}

func num(n int) string { return strconv.Itoa(n) }

// date writes a day in a language, inside a sentence.
func (view) date(d care.Date, lang care.Lang) string { return ui.Page{Lang: lang}.Date(d) }

// partShow is one part of the rules in force, read-only.
func (p pages) partShow(w http.ResponseWriter, r *http.Request) error {
	i := slices.IndexFunc(parts, func(v part) bool { return v.name == r.PathValue("part") })
	if i < 0 {
		return &care.Error{Kind: care.NotFound, Op: "policy"}
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	pg := v.page(r, parts[i].label)
	pg.Head.Lead = parts[i].lead
	pg.Head.Back = &ui.Link{Label: policyTitle, Href: v.at("/policy")}
	pg.frame(v)
	pg.Sections = parts[i].show(v)
	return pg.show(w)
}

// frame says how a page is printed whole.
func (pg *rulesPage) frame(v view) {
	if !v.print {
		pg.Print = v.printHref()
	}
}

// view is the pack in force, or in its place the former one that the address names,
// with what units do at the region's own intervals of that time.
func (p pages) view(r *http.Request) (view, error) {
	values := maps.Clone(r.URL.Query())
	v := view{era: p.Era(), forms: p.Forms(), today: p.today(), row: values.Get("row"), print: values.Has("print"), opens: p.opens(r.Context(), session.Who(r))}
	err := p.Room.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		if name := r.PathValue("pack"); name != "" {
			if err := v.former(t, name); err != nil {
				return err
			}
		}
		v.units, err = t.CadencesOf(v.era)
		return err
	})
	if err != nil {
		return v, err
	}
	v.stack = v.era.Pack
	values.Del("row")
	values.Del("print")
	v.query = ui.ParseQuery(r.URL.Path, values)
	return v, nil
}

func (v view) printHref() string {
	values := url.Values{"print": {"all"}}
	if v.query.Text != "" {
		values.Set("q", v.query.Text)
	}
	for key, value := range v.query.Filters {
		values.Set("f."+key, value)
	}
	return v.query.Path + "?" + values.Encode()
}

// opens tells which pages of the product the reader's post may open.
func (p pages) opens(ctx context.Context, who act.Who) func(string) bool {
	schools := session.Schools(ctx)
	items, _ := session.Nav(p.Access(), who.Role, schools)
	items = append(items, session.AdminEntries(p.Access(), who.Role, schools)...)
	return func(address string) bool {
		return slices.Contains(openToAll, address) || slices.ContainsFunc(items, func(n ui.NavItem) bool { return n.Href == address })
	}
}

// openToAll are pages that show each post its own.
var openToAll = []string{"/policy", "/policy/hotlines", "/policy/clauses", "/alerts", "/notices"}

// entry is a row of a list with what it is found and sorted by.
type entry struct {
	key   string // as links name it; "" for what nothing leads to
	words []care.Text
	is    map[string]string // by filter
	by    map[string]string // by sortable column; in the order of the packs otherwise
	cells []ui.Cell
}

func (e entry) row() ui.Row {
	r := ui.Row{ID: e.key, Cells: e.cells}
	if e.key != "" {
		r.Anchor = anchor(e.key)
	}
	return r
}

func (e entry) matches(q ui.Query) bool {
	for key, want := range q.Filters {
		if got, known := e.is[key]; known && got != want && !slices.Contains(strings.Fields(got), want) {
			return false
		}
	}
	if q.Text == "" {
		return true
	}
	sought := strings.ToLower(q.Text)
	return strings.Contains(strings.ToLower(e.key), sought) || slices.ContainsFunc(e.words, func(t care.Text) bool {
		return strings.Contains(strings.ToLower(t.Zh), sought) || strings.Contains(strings.ToLower(t.En), sought)
	})
}

// list is a long table: found, sorted and paged; on paper whole.
func (v view) list(t ui.Table, entries []entry) ui.Table {
	t.Query = v.query
	entries = slices.DeleteFunc(entries, func(e entry) bool { return !e.matches(v.query) })
	if v.query.Sort != "" {
		slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.by[v.query.Sort], b.by[v.query.Sort]) })
		if v.query.Desc {
			slices.Reverse(entries)
		}
	}
	t.Total = len(entries)
	if v.print {
		t.Plain = true
		return fill(t, entries)
	}
	if i := slices.IndexFunc(entries, func(e entry) bool { return e.key == v.row && v.row != "" }); i >= 0 {
		t.Query.Page = i/t.Query.Size + 1
	}
	from := min(t.Query.Offset(), len(entries))
	return fill(t, entries[from:min(from+t.Query.Size, len(entries))])
}

// plain is a short table without tools.
func (view) plain(t ui.Table, entries []entry) ui.Table {
	t.Plain, t.Total = true, len(entries)
	return fill(t, entries)
}

func fill(t ui.Table, entries []entry) ui.Table {
	for _, e := range entries {
		t.Rows = append(t.Rows, e.row())
	}
	return t
}

// basisColumn is the last column of every table of rules.
var basisColumn = ui.Column{Key: "clause", Label: both("依据", "Basis"), Kind: ui.KindPart}

func column(key, zh, en string) ui.Column { return ui.Column{Key: key, Label: both(zh, en)} }

func kind(k ui.Kind, c ui.Column) ui.Column { c.Kind = k; return c }

func options[T ~string](words map[T]care.Text, order ...T) (out []ui.Option) {
	for _, o := range order {
		out = append(out, ui.Option{Value: string(o), Label: words[o]})
	}
	return out
}

// joined puts texts into one, with commas.
func joined(list []care.Text) care.Text {
	var zh, en []string
	for _, t := range list {
		zh, en = append(zh, t.Zh), append(en, t.En)
	}
	return both(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func roles(list []care.Role) care.Text {
	var out []care.Text
	for _, r := range list {
		out = append(out, r.Name())
	}
	return joined(out)
}

// or is a text, or a dash where there is none.
func or(t care.Text) care.Text {
	if t.IsZero() {
		return same("–")
	}
	return t
}
