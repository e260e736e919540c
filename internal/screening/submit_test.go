package screening_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
)

// A sheet asks for one meeting and one call, whatever was called before it came in: each
// reason stands in the flag once, what was answered in danger first, and flag and alert
// are counted once.
func TestASheetRaisesOneFlagForAllItsReasons(t *testing.T) {
	ctx := context.Background()
	danger, grave := fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 2), fixture.Sheet(3, 3, 3, 3, 3)
	both := fixture.Sheet(3, 3, 3, 3, 3, 0, 0, 0, 2)
	critical := func(f *fixture.Fixture, s screening.Started) error {
		_, err := f.Screening.Critical(ctx, s.Sitting, s.Token, "phq9", 9, 2)
		return err
	}
	help := func(f *fixture.Fixture, s screening.Started) error {
		_, err := f.Screening.Help(ctx, s.Sitting, s.Token)
		return err
	}
	for _, c := range []struct {
		name     string
		before   []func(*fixture.Fixture, screening.Started) error
		sheet    screening.Answers
		source   care.FlagSource // "" = no flag
		critical bool
		reasons  string // rules in order, by their beginnings
		alerts   int
	}{
		{"nothing", nil, fixture.Sheet(1), "", false, "", 0},
		{"a high score", nil, grave, care.FromRound, false, "phq9_", 0},
		{"danger", nil, danger, care.FromAlert, true, "alert.item critical.", 1},
		{"danger and a high score", nil, both, care.FromAlert, true, "alert.item critical. phq9_", 1},
		{"danger said before", []func(*fixture.Fixture, screening.Started) error{critical}, both, care.FromAlert, true, "alert.item critical. phq9_", 1},
		{"said before and taken back", []func(*fixture.Fixture, screening.Started) error{critical}, fixture.Sheet(1), care.FromAlert, true, "alert.item", 1},
		{"help, then danger", []func(*fixture.Fixture, screening.Started) error{help}, both, care.FromAlert, true, "alert.help alert.item critical. phq9_", 1},
		{"help alone", []func(*fixture.Fixture, screening.Started) error{help}, grave, care.FromAlert, true, "alert.help phq9_", 1},
		{"danger said, help, danger", []func(*fixture.Fixture, screening.Started) error{critical, help}, danger, care.FromAlert, true, "alert.item critical.", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := fixture.SQLite(t)
			round, pupil := f.OpenRound(t), f.Pupils[0]
			began := beganAll(t, f, round.ID, pupil)[pupil]
			for _, call := range c.before {
				must(t, call(f, began))
				f.Wait(time.Minute)
			}
			_, err := f.Screening.Submit(ctx, began.Sitting, began.Token, c.sheet)
			must(t, err)
			must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
				flags, err := tx.FlagsOf(pupil)
				must(t, err)
				if c.source == "" {
					if len(flags) != 0 {
						t.Errorf("flags: %+v, want none", flags)
					}
				} else if len(flags) != 1 || flags[0].Source != c.source || flags[0].Critical != c.critical || (flags[0].Alert != 0) != (c.alerts > 0) || flags[0].Sitting != began.Sitting || flags[0].PackHash == "" {
					t.Errorf("flags: %+v, want one from %s, critical %v", flags, c.source, c.critical)
				} else {
					reasons, err := tx.Reasons(flags[0])
					must(t, err)
					most := care.LevelNone
					for _, r := range reasons {
						most = max(most, r.Level)
					}
					if flags[0].Suggested != most {
						t.Errorf("the flag suggests %s, its reasons %s", flags[0].Suggested, most)
					}
					if !told(reasons, strings.Fields(c.reasons)) {
						t.Errorf("reasons: %+v, want %s", reasons, c.reasons)
					}
				}
				alerts, err := tx.AlertsOf(pupil)
				must(t, err)
				kept, err := tx.CampaignClass(round.ID, f.Class.ID)
				if kept.Flagged != len(flags) || kept.Alerted != c.alerts || len(alerts) != c.alerts {
					t.Errorf("counted: %d flagged, %d alerted; want %d and %d", kept.Flagged, kept.Alerted, len(flags), c.alerts)
				}
				return err
			}))
			clean(t, f)
		})
	}
}

// told tells whether the reasons are these, each once.
func told(reasons []act.FlagReason, want []string) bool {
	return slices.EqualFunc(reasons, want, func(r act.FlagReason, rule string) bool { return strings.HasPrefix(r.Rule, rule) })
}
