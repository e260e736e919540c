package caseweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

const ledgerAt = "/programmes/child_in_hardship/ledger"

// The supervisor finds the ledger beside the list, reads it with names, and takes it
// along as a file; who works with nobody in it is turned away.
func TestATownshipPrintsItsLedger(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	c, _ := s.Hardship(t)
	b := s.AsWho(t, c.Supervisor)
	b.Get("/programmes/child_in_hardship").OK().Has(`href="/programmes/child_in_hardship/ledger"`)
	names := []string{nameOf(t, s, s.Pupils[0]), nameOf(t, s, s.Pupils[1])}
	page := b.Get(ledgerAt).OK()
	page.Has(append(names, "困境儿童台账", "试验乡", "试验一村", "留守儿童", "发现异常", "上次走访", "谁联系走访", `class="clock`, "共 2 名", ledgerAt+"/export/xlsx", ledgerAt+"/export/csv")...)
	file := b.Get(ledgerAt + "/export/csv")
	if file.Status != http.StatusOK || !strings.Contains(file.Body, names[0]) || !strings.Contains(file.Body, "留守儿童") || strings.Count(strings.TrimSpace(file.Body), "\n") != 2 {
		t.Errorf("the file: %d\n%s", file.Status, file.Body)
	}
	if book := b.Get(ledgerAt + "/export/xlsx"); book.Status != http.StatusOK || !strings.HasPrefix(book.Body, "PK") {
		t.Errorf("the book: %d", book.Status)
	}
	b.Get(ledgerAt + "/export/pdf").Is(http.StatusNotFound)
	b.Get(ledgerAt + "?place=" + c.Village2.ID.String()).OK().Has("试验二村").Lacks(names...)

	s.AsWho(t, c.Director2).Get(ledgerAt).OK().Lacks(names...)
	for _, role := range []care.Role{care.ClassTeacher, care.PsychologyLead, care.DistrictOfficer} {
		s.As(t, role).Get(ledgerAt + "/export/csv").Lacks(names...)
		s.As(t, role).Get(ledgerAt).Lacks(names...)
	}
	entries := map[string]int{}
	view(t, s, func(tx *act.Tx) error {
		rows, err := tx.AuditPage(0, nil, 1000)
		for _, row := range rows {
			var e audit.Entry
			if err := e.Unmarshal(row.Entry); err != nil {
				return err
			}
			if e.Outcome == "ok" {
				entries[e.Act]++
			}
		}
		return err
	})
	if entries["casework.OpenLedger"] != 1 || entries["casework.ExportLedger"] != 2 { // those that showed nobody say nothing of anybody
		t.Errorf("the log has %d openings and %d files, want 1 and 2", entries["casework.OpenLedger"], entries["casework.ExportLedger"])
	}
	s.Wait(60 * 24 * time.Hour) // what is late says so in words, in a grey print too
	s.AsWho(t, c.Supervisor).Get(ledgerAt).OK().Has("有事逾期", "已超")
}
