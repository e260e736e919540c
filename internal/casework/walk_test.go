package casework_test

import (
	"context"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// A danger answer becomes an alert that climbs, and the sheet's submission
// changes nothing about that.
func TestDangerAnswerCallsAndClimbs(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := f.OpenRound(t)
		tickets := f.Tickets(t, c.ID)
		s, err := f.Screening.SignIn(ctx, tickets[f.Pupils[0]].ClassCode, tickets[f.Pupils[0]].Code)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Screening.Critical(ctx, s.Sitting, s.Token, "phq9", 9, 1); err != nil {
			t.Fatal(err)
		}
		h, err := f.Screening.HelpStateOf(ctx, s.Sitting, s.Token)
		if err != nil || h.State != "calling" {
			t.Fatalf("help = %+v, %v; want calling", h, err)
		}
		f.Wait(2*time.Minute + time.Second)
		if err := f.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		if h, err = f.Screening.HelpStateOf(ctx, s.Sitting, s.Token); err != nil || h.State != "nobody_yet" {
			t.Fatalf("help after two minutes = %+v, %v; want nobody_yet", h, err)
		}
		if _, err := f.Screening.Submit(ctx, s.Sitting, s.Token, fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 1)); err != nil {
			t.Fatal(err)
		}
		var _ = care.AlertRaised
	})
}
