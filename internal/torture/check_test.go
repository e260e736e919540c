package torture

import (
	"encoding/json"
	"fmt"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// check looks at what a dead server left behind.
func (r *region) check() {
	r.t.Helper()
	r.open(func(k *act.Kernel) {
		err := k.View(r.t.Context(), act.System, func(t *act.Tx) error {
			for _, check := range []func(*act.Tx) error{r.checkSheets, r.checkTallies, r.checkLog} {
				if err := check(t); err != nil {
					return err
				}
			}
			return nil
		})
		must(r.t, err)
	})
}

// checkSheets: what was acknowledged is there, once, as it was handed in; a
// danger answer among it has its alert; what was not acknowledged is there in
// full or not at all.
func (r *region) checkSheets(t *act.Tx) error {
	for _, s := range r.sheets {
		rows, err := r.sittingsOf(t, s)
		if err != nil {
			return err
		}
		if len(rows) != 1 {
			return fmt.Errorf("sittings of one pupil: got %d, want 1", len(rows))
		}
		row := rows[0]
		switch {
		case row.State != care.SittingSubmitted && s.receipt != "":
			return fmt.Errorf("an acknowledged sheet is lost (state %s)", row.State)
		case row.State != care.SittingSubmitted && (row.Sheet != nil || row.Result != nil):
			return fmt.Errorf("half a sheet: state %s with content", row.State)
		case row.State != care.SittingSubmitted:
			continue
		case s.receipt != "" && row.Receipt != s.receipt:
			return fmt.Errorf("the receipt differs from the one given")
		}
		if err := checkContent(t, s, row); err != nil {
			return err
		}
	}
	return nil
}

func (r *region) sittingsOf(t *act.Tx, s *sheet) ([]store.SittingRow, error) {
	row, err := t.Sitting(s.sitting)
	if err != nil {
		return nil, err
	}
	return t.SittingsOf(row.Person)
}

// checkContent opens what is sealed and compares it with what was sent.
func checkContent(t *act.Tx, s *sheet, row store.SittingRow) error {
	plain, err := t.Open("sitting", "sheet", row.ID, row.Sheet)
	if err != nil {
		return err
	}
	var stored struct {
		Scales map[string]struct {
			Answers []byte `json:"a"`
		} `json:"s"`
	}
	if err := json.Unmarshal(plain, &stored); err != nil {
		return err
	}
	for id, want := range s.answers.Answers {
		got, err := questionnaire.Unpack(stored.Scales[id].Answers)
		if err != nil || !slices.Equal(got, want) {
			return fmt.Errorf("the stored answers are not those that were sent: %w", err)
		}
	}
	if _, err := t.Open("sitting", "result", row.ID, row.Result); err != nil {
		return err
	}
	alert, err := t.AlertOfSitting(row.ID)
	grave := s.answers.Answers["phq9"][8] > 0
	if care.KindOf(err) == care.NotFound && err != nil {
		if grave {
			return fmt.Errorf("a danger answer without an alert")
		}
		return nil
	}
	if err != nil {
		return err
	}
	calls, err := t.Calls(alert.ID)
	if err == nil && (!grave || len(calls) != 2) {
		err = fmt.Errorf("an alert of a danger answer (%t) called %d posts, want 2", grave, len(calls))
	}
	return err
}

// checkTallies compares the running counts with a recount.
func (r *region) checkTallies(t *act.Tx) error {
	c, err := t.Campaign(r.round)
	if err != nil {
		return err
	}
	kept, err := t.CampaignClasses(r.round, c.Unit)
	if err != nil {
		return err
	}
	counted, err := t.Recount(r.round)
	if err != nil {
		return err
	}
	byUnit := map[care.ID]store.ClassTally{}
	for _, k := range kept {
		byUnit[k.Unit] = k
	}
	acked, submitted := len(r.sheets)-r.waiting(), 0
	for _, k := range counted {
		if byUnit[k.Unit] != k {
			return fmt.Errorf("tally: kept %+v, counted %+v", byUnit[k.Unit], k)
		}
		submitted += k.Submitted
	}
	if submitted < acked {
		return fmt.Errorf("submitted: counted %d, acknowledged %d", submitted, acked)
	}
	return nil
}

// checkLog verifies the region's log and that each submission stands in it once.
func (r *region) checkLog(t *act.Tx) error {
	raw, err := t.AuditHead()
	if err != nil {
		return err
	}
	var head audit.Head
	if err := head.Unmarshal(raw); err != nil {
		return err
	}
	leaves := map[uint64][]byte{}
	entered := map[care.ID]int{}
	entries := func(yield func(uint64, []byte) bool) {
		err = t.EachAudit(func(row store.AuditRow) error {
			var e audit.Entry
			if err := e.Unmarshal(row.Entry); err != nil {
				return err
			}
			if e.Act == "screening.Submit" && e.Outcome == "ok" {
				entered[e.ObjectID]++
			}
			leaves[row.Seq] = row.Leaf
			if !yield(row.Seq, row.Entry) {
				return fmt.Errorf("the log stops at entry %d", row.Seq)
			}
			return nil
		})
	}
	if bad := audit.VerifyLeaves(&head, entries, func(seq uint64) []byte { return leaves[seq] }); bad != nil {
		return bad
	}
	if err != nil {
		return err
	}
	for _, s := range r.sheets {
		if s.receipt != "" && entered[s.sitting] != 1 {
			return fmt.Errorf("entries of one acknowledged sheet: got %d, want 1", entered[s.sitting])
		}
	}
	return nil
}
