package demo

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/testpg"
)

// lastDay is the evening on which the simulated school year ends.
var lastDay = time.Date(2027, 8, 31, 22, 0, 0, 0, care.China)

// aYear lives a school year and keeps its diary.
func aYear(t testing.TB, target string, pupils, schools int) (*act.Kernel, *Diary) {
	t.Helper()
	k, diary := empty(t, target), &Diary{}
	if err := Build(context.Background(), k, Options{Pupils: pupils, Schools: schools, Seed: 1, Now: lastDay, Year: diary}); err != nil {
		t.Fatal(err)
	}
	k.DB.Now = func() time.Time { return lastDay }
	return k, diary
}

// compare holds what should have been opened against what was, rule by rule.
func compare(t *testing.T, k *act.Kernel, diary *Diary) (counts map[string]int) {
	t.Helper()
	want, got := map[string]int{}, map[string]int{}
	for _, l := range slices.Concat(diary.unitDuties(), diary.courseDuties(), diary.eventDuties()) {
		want[l]++
	}
	counts = map[string]int{}
	err := k.View(context.Background(), act.System, func(tx *act.Tx) error {
		return tx.EachDuty(func(d care.Duty) error {
			counts[d.Rule]++
			about := d.Person
			if d.Ref == "unit" || d.Ref == "class" {
				about = d.RefID
			}
			got[line(d.Rule, about, care.DateOf(d.DueAt.Time()))]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	wrong := map[string][]string{}
	for l, n := range want {
		if got[l] != n {
			rule, _, _ := strings.Cut(l, " ")
			wrong[rule] = append(wrong[rule], fmt.Sprintf("%s: got %d, want %d", l, got[l], n))
		}
	}
	for l, n := range got {
		if want[l] == 0 {
			rule, _, _ := strings.Cut(l, " ")
			wrong[rule] = append(wrong[rule], fmt.Sprintf("%s: got %d, want none", l, n))
		}
	}
	for rule, list := range wrong {
		slices.Sort(list)
		t.Errorf("%s: %d duties differ from what the documents imply, such as\n\t%s", rule, len(list), strings.Join(list[:min(6, len(list))], "\n\t"))
	}
	return counts
}

// A year lived day by day, with outages, moves, empty seats and neglect, ends with
// every promise kept and with exactly the duties that the documents' cadences, and what happened, imply.
// XINHUAN_YEAR=full lives it with 12,000 pupils in 60 schools and tells what came of it.
func TestAYearOwesWhatTheDocumentsImply(t *testing.T) {
	full := os.Getenv("XINHUAN_YEAR") == "full"
	run := func(t *testing.T, target string, pupils, schools int) {
		begin := time.Now()
		k, diary := aYear(t, target, pupils, schools)
		lived := time.Since(begin)
		clean(t, k)
		counts := compare(t, k, diary)
		for _, rule := range []string{"safety_check", "interview.alert", "interview.serious", "interview.general", "retake", "makeup_session", "home_safe"} {
			if schools > 5 && counts[rule] == 0 {
				t.Errorf("no %s in the year: nothing was proved of it", rule)
			}
		}
		if diary.Moves == 0 || diary.Left == 0 || diary.Seats == 0 && schools > 5 || diary.Waited == 0 {
			t.Errorf("%d moves, %d left, %d seats emptied, %d things let lie: nothing was proved of what did not happen", diary.Moves, diary.Left, diary.Seats, diary.Waited)
		}
		if full {
			t.Logf("lived in %s, checked in %s\n%s", lived.Round(time.Second), (time.Since(begin) - lived).Round(time.Second), account(t, k, diary))
		}
	}
	if full {
		run(t, t.TempDir(), 12_000, 60)
		return
	}
	t.Run("sqlite", func(t *testing.T) { run(t, t.TempDir(), 700, 7) })
	t.Run("postgres", func(t *testing.T) { run(t, testpg.URL(t), 200, 3) })
}

// account is what came of a year: duties by rule, late ones and climbs, and memory.
func account(t *testing.T, k *act.Kernel, d *Diary) string {
	type row struct{ all, done, void, late, climbed int }
	rows, messages := map[string]*row{}, map[string]int{}
	err := k.View(context.Background(), act.System, func(tx *act.Tx) error {
		queued, err := tx.OutboxDue(10_000_000)
		if err != nil {
			return err
		}
		for _, o := range queued {
			messages[o.Kind]++
		}
		return tx.EachDuty(func(d care.Duty) error {
			r := rows[d.Rule]
			if r == nil {
				r = &row{}
				rows[d.Rule] = r
			}
			r.all++
			switch {
			case d.State == care.DutyDone:
				r.done++
			case d.State == care.DutyVoid:
				r.void++
			case tx.Standing(d).State == duty.Late:
				r.late++
			}
			if d.Rung > 0 {
				r.climbed++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-38s %7s %7s %7s %7s %7s\n", "rule", "duties", "done", "void", "late", "climbed")
	var sum row
	for _, rule := range slices.Sorted(maps.Keys(rows)) {
		r := rows[rule]
		fmt.Fprintf(&b, "%-38s %7d %7d %7d %7d %7d\n", rule, r.all, r.done, r.void, r.late, r.climbed)
		sum.all, sum.done, sum.void, sum.late, sum.climbed = sum.all+r.all, sum.done+r.done, sum.void+r.void, sum.late+r.late, sum.climbed+r.climbed
	}
	fmt.Fprintf(&b, "%-38s %7d %7d %7d %7d %7d\n", "all", sum.all, sum.done, sum.void, sum.late, sum.climbed)
	fmt.Fprintf(&b, "%d children and pupils in care, %d records of units, %d rounds closed, %d moves, %d left school, %d seats emptied, %d things let lie\n",
		len(d.Courses), len(d.Deeds), len(d.Rounds), d.Moves, d.Left, d.Seats, d.Waited)
	fmt.Fprintf(&b, "messages by kind: %v\n", messages)
	status, _ := os.ReadFile("/proc/self/status")
	for l := range strings.Lines(string(status)) {
		if strings.HasPrefix(l, "VmHWM:") {
			b.WriteString("peak memory" + strings.TrimPrefix(l, "VmHWM"))
		}
	}
	return b.String()
}
