package supervision_test

import (
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
)

// unset takes the region's own intervals back, as before anybody set them.
func unset(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	must(t, f.Do(ctx, act.System, "test.Unset", func(tx *act.Tx) error {
		all, err := tx.Settings()
		for name := range all {
			if strings.HasPrefix(name, "interval.") && err == nil {
				err = tx.PutSetting(name, "[]", 0)
			}
		}
		return err
	}))
}

func periods(t *testing.T, f *fixture.Fixture, rule string) map[string]care.DutyState {
	t.Helper()
	out := map[string]care.DutyState{}
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		list, err := tx.UnitDutiesSince(0)
		for _, d := range list {
			if d.Rule == policy.CadencePrefix+rule && (d.RefID == f.School.ID || d.RefID == f.Root) {
				out[d.Period] = d.State
			}
		}
		return err
	}))
	return out
}

func TestARegularDutyBindsOnlyAtTheRegionsOwnInterval(t *testing.T) {
	f := fixture.SQLite(t)
	r, officer := room(f), f.As(care.DistrictOfficer)
	unset(t, f)
	open, err := r.Unsettled(ctx)
	must(t, err)
	if len(open) < 3 {
		t.Fatalf("got %d open intervals, want those of the stack", len(open))
	}
	must(t, r.Generate(ctx))
	const rule = "regular_assessment" // 定期测评: proposed once a school year
	if got := periods(t, f, rule); len(got) > 0 {
		t.Errorf("unsettled: got duties %v, want none", got)
	}
	set := func(i policy.Interval) error {
		return r.SettleIntervals(ctx, officer, map[string]policy.Interval{rule: i})
	}
	must(t, set(policy.Interval{Period: duty.SchoolTerm, Count: 1}))
	must(t, r.Generate(ctx))
	if got := periods(t, f, rule); got["2026-2027-1"] != care.DutyOpen || len(got) != 1 {
		t.Errorf("once a term: got %v, want one of the term", got)
	}
	b, err := r.Board(ctx, officer, f.School.ID, 2026)
	must(t, err)
	if l := line(t, b, rule); l.Cadence.Set == nil || l.Cadence.Set.Since != care.DateOf(f.Now()) || l.Cadence.Set.Person != officer.Person {
		t.Errorf("the board does not say who set it and when: %+v", l.Cadence.Set)
	}
	f.Wait(48 * time.Hour)
	must(t, set(policy.Interval{Period: duty.CalendarQuarter, Count: 2}))
	must(t, r.Generate(ctx))
	if got := periods(t, f, rule); got["2026-2027-1"] != care.DutyVoid || got["2026-Q3"] != care.DutyOpen {
		t.Errorf("twice a quarter from now on: got %v, want the term's ended and the quarter's open", got)
	}
	list, may, err := r.Regulars(ctx, officer)
	must(t, err)
	for _, g := range list {
		if g.Row.ID == rule && (len(g.History) != 2 || g.Now.Count != 2 || g.Row.Count != 1) {
			t.Errorf("got history %+v and now %d", g.History, g.Now.Count)
		}
	}
	if !may {
		t.Error("the officer may not set intervals")
	}
	if err := set(policy.Interval{Period: duty.FixedDates, Count: 1}); care.KindOf(err) != care.Invalid {
		t.Errorf("fixed dates: got %v, want invalid", err)
	}
	for _, who := range []act.Who{f.As(care.SystemAdmin), f.As(care.Principal), f.As(care.HealthOfficer)} {
		if err := r.SettleIntervals(ctx, who, map[string]policy.Interval{rule: {Period: duty.SchoolTerm, Count: 1}}); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s sets: got %v, want forbidden", who.Role, err)
		}
	}
}
