package torture

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// What many do at the same moment shares statements and a commit, and yet
// everybody gets his own outcome: one is refused, one breaks, one panics, and
// the others' writes and log entries are there.
func TestAJointActFailsOnlyWhomItConcerns(t *testing.T) {
	t.Parallel()
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		t.Parallel()
		before := entries(t, f)
		refusal, defect := care.Fail(care.Conflict, "test", "不行", "no"), errors.New("broken")
		together := 0
		joint := act.Joint[int]{Name: "test.Joint", Run: func(parts []*act.Part[int]) error {
			together = max(together, len(parts))
			for _, p := range parts {
				p.About("test", care.ID(p.Item+1), 0)
				if err := p.PutSetting(fmt.Sprintf("test.%d", p.Item), "done", 0); err != nil {
					return err
				}
			}
			for _, p := range parts {
				switch p.Item % 10 {
				case 3:
					return fmt.Errorf("part %d: %w", p.Item, defect)
				case 5:
					panic("part")
				}
			}
			return nil
		}}
		polite := act.Joint[int]{Name: "test.Polite", Run: func(parts []*act.Part[int]) error {
			for _, p := range parts {
				if p.Item%10 == 7 {
					if err := p.Refuse(refusal); err != nil {
						return err
					}
					continue
				}
				if err := p.PutSetting(fmt.Sprintf("polite.%d", p.Item), "done", 0); err != nil {
					return err
				}
			}
			return nil
		}}
		const many = 120
		var errs [2][many]error
		var wait sync.WaitGroup
		for i := range many {
			wait.Go(func() { errs[0][i] = joint.Do(context.Background(), f.Kernel, act.System, i) })
			wait.Go(func() { errs[1][i] = polite.Do(context.Background(), f.Kernel, act.System, i) })
		}
		wait.Wait()

		var settings map[string]string
		err := f.View(t.Context(), act.System, func(tx *act.Tx) (err error) { settings, err = tx.Settings(); return err })
		if err != nil {
			t.Fatal(err)
		}
		want := before
		check := func(name string, i int, err error, good bool) {
			if _, written := settings[fmt.Sprintf("%s.%d", name, i)]; written != good || (err == nil) != good {
				t.Errorf("%s %d: got %v and written=%v, want success=%v", name, i, err, written, good)
			}
			if good {
				want++
			}
		}
		for i := range many {
			check("test", i, errs[0][i], i%10 != 3 && i%10 != 5)
			check("polite", i, errs[1][i], i%10 != 7)
			if i%10 == 3 && !errors.Is(errs[0][i], defect) || i%10 == 7 && !errors.Is(errs[1][i], refusal) {
				t.Errorf("%d: got %v and %v, want the error it met", i, errs[0][i], errs[1][i])
			}
		}
		if got := entries(t, f); got != want {
			t.Errorf("entries in the log: got %d, want %d", got, want)
		}
		if together < 2 {
			t.Errorf("at most %d ran together: nothing was shared, so nothing was tested", together)
		}
	})
}

func entries(t *testing.T, f *fixture.Fixture) (n int) {
	t.Helper()
	err := f.View(t.Context(), act.System, func(tx *act.Tx) error {
		list, err := tx.AuditPage(0, nil, 1)
		if len(list) > 0 {
			n = int(list[0].Seq) + 1
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
