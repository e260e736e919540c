package ui

import (
	"html/template"
	"slices"
	"strconv"

	"xinhuan/internal/care"
)

// Table is the one table of the product. It sorts, filters, pages, chooses
// columns and exports by links and plain forms; a script only adds keys.
type Table struct {
	ID      string
	Caption care.Text // read aloud; shown when Titled
	Titled  bool
	Columns []Column
	Rows    []Row
	Total   int  // rows in all pages
	Open    bool // how many rows there are in all is not known: no pages
	Query   Query
	Search  care.Text // label of the text filter; empty = none
	Ask     bool      // shows nothing until the text filter is used: asked for first
	Filters []Filter
	Bulk    []Action // for the ticked rows, sent as id=
	Exports []Link
	Plain   bool // no tools at all: a small table inside a page
	Empty   Empty
}

// Kind is what a column holds; it decides alignment and wrapping.
type Kind string

// The kinds of column.
const (
	KindText   Kind = "text"
	KindNumber Kind = "number"
	KindDate   Kind = "date"
	KindPart   Kind = "part" // chips and badges
	KindAction Kind = "action"
)

// Column is a column of a table.
type Column struct {
	Key      string
	Label    care.Text
	Kind     Kind
	Sortable bool
	Fixed    bool // can't be switched off
	Extra    bool // off until the reader chooses it
	Why      *Why // what stands behind the figures of the column
}

// Filter is a choice above the table.
type Filter struct {
	Key     string
	Label   care.Text
	Options []Option
}

// Row is one row; cells stand in the order of Columns.
type Row struct {
	ID     string
	Anchor string // where a link to this row leads
	Cells  []Cell
	Urgent bool
}

// Cell is what stands in a row under one column.
type Cell struct {
	kind   Kind
	text   care.Text
	number int
	date   care.Date
	href   string
	hidden bool
	parts  []Component
}

// Text is a cell of words that are the same in both languages, such as a name.
func Text(s string) Cell { return Cell{kind: KindText, text: care.Text{Zh: s, En: s}} }

// Words is a cell of words in both languages.
func Words(t care.Text) Cell { return Cell{kind: KindText, text: t.Capital()} }

// Number is a cell with a count.
func Number(n int) Cell { return Cell{kind: KindNumber, number: n} }

// Suppressed is a count too small, or too telling, to show.
func Suppressed() Cell { return Cell{kind: KindNumber, hidden: true} }

// Day is a cell with a date.
func Day(d care.Date) Cell { return Cell{kind: KindDate, date: d} }

// Goto is a cell with a link.
func Goto(t care.Text, href string) Cell { return Cell{kind: KindText, text: t, href: href} }

// Parts is a cell of chips, badges and buttons.
func Parts(c ...Component) Cell { return Cell{kind: KindPart, parts: c} }

func (c Table) draw(p Page) (template.HTML, error) { return draw(p, "table", c) }

// shownCell is a cell with its column, as the template needs it.
type shownCell struct {
	Column Column
	First  bool
	Cell   Cell
}

// Shown tells whether a column is on.
func (c Table) Shown(col Column) bool {
	if col.Kind == KindAction {
		return c.acts(col)
	}
	if col.Fixed {
		return true
	}
	if len(c.Query.Columns) == 0 {
		return !col.Extra
	}
	return slices.Contains(c.Query.Columns, col.Key)
}

// acts tells whether any row has a button in the column: who may only read
// sees no column of nothing.
func (c Table) acts(col Column) bool {
	i := slices.IndexFunc(c.Columns, func(o Column) bool { return o.Key == col.Key })
	return slices.ContainsFunc(c.Rows, func(r Row) bool { return i < len(r.Cells) && len(r.Cells[i].parts) > 0 })
}

// Heads lists the columns that are on.
func (c Table) Heads() (out []Column) {
	for _, col := range c.Columns {
		if c.Shown(col) {
			out = append(out, col)
		}
	}
	return out
}

// Pairs tells that the table says one thing of each row: on a phone such rows stay
// lines of one list and are no cards.
func (c Table) Pairs() bool {
	return c.Plain && len(c.Bulk) == 0 && len(c.Columns) == 2 && c.Columns[1].Kind != KindAction
}

// Line pairs a row's cells with the columns that are on.
func (c Table) Line(r Row) (out []shownCell) {
	for i, col := range c.Columns {
		if c.Shown(col) && i < len(r.Cells) {
			out = append(out, shownCell{col, len(out) == 0, r.Cells[i]})
		}
	}
	return out
}

// Choosable lists the columns a reader may switch.
func (c Table) Choosable() (out []Column) {
	for _, col := range c.Columns {
		if !col.Fixed && col.Kind != KindAction {
			out = append(out, col)
		}
	}
	return out
}

// Words, Value and the rest open a cell for the template.
func (c Cell) Words() care.Text { return c.text }

// Href is where the cell leads, or "".
func (c Cell) Href() string { return c.href }

// Count is the cell's number.
func (c Cell) Count() int { return c.number }

// Date is the cell's day.
func (c Cell) Date() care.Date { return c.date }

// Kind is what the cell holds.
func (c Cell) Kind() Kind { return c.kind }

// Hidden tells that a number is suppressed.
func (c Cell) Hidden() bool { return c.hidden }

// Parts are the cell's components.
func (c Cell) Parts() []Component { return c.parts }

// Whys lists the columns with something behind their figures: where rows are
// cards there is no header to stand in.
func (c Table) Whys() (out []Column) {
	for _, col := range c.Heads() {
		if col.Why != nil {
			out = append(out, col)
		}
	}
	return out
}

// SortHref sorts by a column, or turns the order round.
func (c Table) SortHref(col Column) string {
	if c.Query.Sort == col.Key && !c.Query.Desc {
		return c.Query.with("sort", "-"+col.Key)
	}
	return c.Query.with("sort", col.Key)
}

// SortState is the value of aria-sort.
func (c Table) SortState(col Column) string {
	switch {
	case c.Query.Sort != col.Key:
		return "none"
	case c.Query.Desc:
		return "descending"
	default:
		return "ascending"
	}
}

// KeepForFilter and KeepForColumns are the parameters each form carries along.
func (c Table) KeepForFilter() []Hidden { return c.Query.keep("q", "f.*") }

// KeepForColumns keeps all but the columns.
func (c Table) KeepForColumns() []Hidden { return c.Query.keep("col") }

// Chosen is the present value of a filter.
func (c Table) Chosen(f Filter) string { return c.Query.Filters[f.Key] }

// Filtered tells whether anything narrows the table.
func (c Table) Filtered() bool { return c.Query.Text != "" || len(c.Query.Filters) > 0 }

// Pager is the table's pages.
func (c Table) Pager() Pager {
	return Pager{Page: max(1, c.Query.Page), Size: max(1, c.Query.Size), Total: c.Total, query: c.Query}
}

// Pager leads through the pages of a list.
type Pager struct {
	Page, Size, Total int
	query             Query
}

func (c Pager) draw(p Page) (template.HTML, error) { return draw(p, "pager", c) }

// NewPager makes the pager of a list that is not a Table.
func NewPager(q Query, total int) Pager {
	return Pager{Page: q.Page, Size: q.Size, Total: total, query: q}
}

// Pages is how many there are, at least one.
func (c Pager) Pages() int { return max(1, (c.Total+c.Size-1)/c.Size) }

// First is the number of the first row shown, 0 for none.
func (c Pager) First() int { return min(c.Total, (c.Page-1)*c.Size+1) }

// Last is the number of the last row shown.
func (c Pager) Last() int { return min(c.Total, c.Page*c.Size) }

// Words say which rows these are: of a list on one page only how many.
func (c Pager) Words() care.Text {
	num := Page{}.Num
	total := num(c.Total)
	if c.Pages() == 1 {
		return care.Text{Zh: "共 " + total + " 条", En: care.Counted(c.Total, "row", "rows")}
	}
	rows := num(c.Last())
	if c.First() < c.Last() {
		rows = num(c.First()) + "–" + rows
	}
	return care.Text{Zh: "第 " + rows + " 条，共 " + total + " 条", En: rows + " of " + total}
}

// Prev is the address of the page before, or "".
func (c Pager) Prev() string {
	if c.Page <= 1 {
		return ""
	}
	return c.query.with("page", strconv.Itoa(c.Page-1))
}

// Next is the address of the page after, or "".
func (c Pager) Next() string {
	if c.Page >= c.Pages() {
		return ""
	}
	return c.query.with("page", strconv.Itoa(c.Page+1))
}
