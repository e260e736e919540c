package admin

import (
	"encoding/hex"
	"iter"
	"net/http"
	"strconv"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// auditExport writes the entries a filter finds as CSV. Exporting is an act of
// its own and stands in the log.
func (p *Pages) auditExport(w http.ResponseWriter, r *http.Request) error {
	q := ui.ParseQuery("/audit", r.URL.Query())
	ask := readAuditQuery(r, q)
	var rows [][]string
	err := p.Do(r.Context(), session.Who(r), "audit.Export", func(t *act.Tx) error {
		rows = nil
		t.About("audit", 0, 0)
		if err := decideAudit(t); err != nil {
			return err
		}
		_, err := ask.find(t, auditReach, func(e audit.Entry) error {
			rows = append(rows, auditCells(e))
			return nil
		})
		t.Detail("entries", len(rows))
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
	table := sheet.Table{Name: "audit", Rows: each(rows)}
	for _, name := range []string{"seq", "time", "act", "outcome", "post", "person", "purpose", "object", "object_id", "subject", "digest"} {
		table.Columns = append(table.Columns, sheet.Column{Title: name})
	}
	return sheet.WriteCSV(w, table)
}

func auditCells(e audit.Entry) []string {
	return []string{strconv.FormatUint(e.Seq, 10), e.At.Time().In(care.China).Format(time.RFC3339), e.Act, e.Outcome, e.Post.String(), e.Actor.String(),
		e.Purpose, e.Object, e.ObjectID.String(), hex.EncodeToString(e.Subject[:]), hex.EncodeToString(e.Digest[:])}
}

func each(rows [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}
