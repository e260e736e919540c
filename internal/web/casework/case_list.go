package caseweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/web/ui"
)

// exportMost is how many rows an export holds. Ours.
const exportMost = 5000

// A list of cases, of flags or of a programme: narrowed by level, lateness and place,
// turned over, and taken away without names.

// caseTable is such a list without its columns and rows; shown is how many rows there
// are on the page.
func caseTable(id string, caption care.Text, r *http.Request, q ui.Query, total, shown int, filters []ui.Filter) ui.Table {
	t := ui.Table{ID: id, Caption: caption, Query: q, Total: total, Filters: filters}
	if shown > 0 {
		t.Exports = []ui.Link{{Label: text("CSV（不含姓名）", "CSV (without names)"), Href: r.URL.Path + "/export?" + r.URL.RawQuery}}
	}
	return t
}

// exportQuery is what the address of an export asks for: all pages in one.
func exportQuery(r *http.Request) ui.Query {
	q := ui.ParseQuery(r.URL.Path, r.URL.Query())
	q.Page, q.Size = 1, exportMost
	return q
}

// levelAsked is the level a list is narrowed to, -1 for all.
func levelAsked(q ui.Query) care.Level {
	if l, err := care.ParseLevel(q.Filters["level"]); err == nil {
		return l
	}
	return -1
}

func lateFilter(late care.Text) ui.Filter {
	return ui.Filter{Key: "late", Label: text("期限", "By when"), Options: []ui.Option{{Value: "yes", Label: late}}}
}

// placeFilters narrow to a school or a village, where there is more than one.
func placeFilters(key string, label care.Text, places []care.Unit) []ui.Filter {
	if len(places) < 2 {
		return nil
	}
	f := ui.Filter{Key: key, Label: label}
	for _, u := range places {
		f.Options = append(f.Options, ui.Option{Value: u.ID.String(), Label: same(u.Name)})
	}
	return []ui.Filter{f}
}
