package supervisionweb

import (
	"net/http"
	"net/url"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// exportQuery keeps what the page shows: its school year and its filter.
func exportQuery(b supervision.Board, q ui.Query) string {
	values := url.Values{"year": {number(b.Year)}}
	if s := q.Filters["state"]; s != "" {
		values.Set("f.state", s)
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	return values.Encode()
}

// boardExport hands out the duties as they stand on the page, all rows of it.
func (p pages) boardExport(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	b, err := p.ExportBoard(r.Context(), session.Who(r), unit, p.yearOf(r))
	if err != nil {
		return err
	}
	lines := shownLines(b, ui.ParseQuery("/duties/"+unit.String(), r.URL.Query()))
	return session.Download(w, r, "duties-"+number(b.Year), p.boardSheet(b, lines, session.Lang(r)))
}

func (p pages) boardSheet(b supervision.Board, lines []supervision.Line, lang care.Lang) sheet.Table {
	in := func(zh, en string) string { return both(zh, en).In(lang) }
	t := sheet.Table{Name: boardTitle.In(lang), Columns: []sheet.Column{text(in("编号", "Number"), 16), text(in("职责", "Duty"), 44), text(in("时段", "Period"), 18), text(in("频次", "How often"), 16), amountOf(in("已有佐证", "Evidence so far")), amountOf(in("要求", "Asked")),
		dayOf(in("期限", "By")), text(in("状态", "State"), 12), text(in("负责岗位", "Owner"), 16), text(in("条款", "Clause"), 18)}}
	t.Rows = func(yield func([]string, error) bool) {
		for _, l := range lines {
			if !yield([]string{l.Duty.ID.String(), l.Cadence.Text.In(lang), periodWords(l.Era.Pack, l.Duty.Period).In(lang), l.Cadence.How().In(lang), number(l.Have), number(l.Cadence.Count),
				string(care.DateOf(l.Duty.DueAt.Time())), l.Stands.State.Name().In(lang), l.Owner.Name().In(lang), l.Cadence.Clause}, nil) {
				return
			}
		}
	}
	return t
}
