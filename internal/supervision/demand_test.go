package supervision_test

import (
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	"xinhuan/policies"
)

// What a document calls regular is asked of the district officer by a day, in his work
// until it is set; after that day verify finds it. Nobody is locked out meanwhile.
func TestTheRegionIsAskedForItsIntervals(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, officer := room(f), f.As(care.DistrictOfficer)
		youyang, err := policy.Load(policies.FS, "youyang")
		must(t, err)
		changzhou, err := policy.Load(policies.FS, "changzhou")
		must(t, err)
		faults := func() (list []string) {
			must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
				_, err := supervision.AuditIntervals(tx, func(format string, args ...any) { list = append(list, format) })
				return err
			}))
			return list
		}
		rows := func(who act.Who) (n int) {
			w, err := f.Casework.Work(ctx, who)
			must(t, err)
			for _, list := range [][]casework.Row{w.Now, w.Week, w.Later} {
				for _, row := range list {
					if row.Step == casework.StepInterval {
						n++
						if row.Due == 0 || !strings.HasPrefix(row.What.Zh, "定下“定期”工作的间隔：") {
							t.Errorf("the row says %q by %d", row.What.Zh, row.Due)
						}
					}
				}
			}
			return n
		}
		next := func() {
			f.Wait(24 * time.Hour)
			must(t, r.Generate(ctx))
		}
		next()
		if n := rows(officer); n != 0 {
			t.Fatalf("everything is set, and %d are asked for", n)
		}
		f.Adopt(t, changzhou)
		next()
		open, err := r.Unsettled(ctx)
		must(t, err)
		if len(open) == 0 || rows(officer) != len(open) || rows(f.As(care.Principal)) != 0 || len(faults()) != 0 {
			t.Fatalf("%d are open, %d are the officer's work, verify says %v", len(open), rows(officer), faults())
		}
		for _, d := range open {
			if d.By == "" {
				t.Errorf("%s is asked for by no day", d.ID)
			}
		}
		f.Adopt(t, youyang)
		next()
		if n := rows(officer); n != 0 {
			t.Errorf("of a pack that is gone %d are still asked for", n)
		}
		f.Adopt(t, changzhou)
		next()
		if n := rows(officer); n != len(open) {
			t.Errorf("asked for again: %d, want %d", n, len(open))
		}
		f.Wait(30 * 24 * time.Hour)
		must(t, r.Generate(ctx))
		if list := faults(); len(list) != len(open) || !strings.Contains(list[0], "was to be set by") {
			t.Errorf("past the day verify says %v", list)
		}
		proposed, err := r.Proposals(ctx)
		must(t, err)
		must(t, r.SettleIntervals(ctx, officer, proposed))
		if n := rows(officer); n != 0 || len(faults()) != 0 {
			t.Errorf("after all were set %d are asked for, verify says %v", n, faults())
		}
	})
}
