package casework_test

import (
	"context"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/store"
)

// digests lists the queued digests by person.
func digests(t testing.TB, f *fixture.Fixture) map[care.ID]int {
	t.Helper()
	queued := map[care.ID]int{}
	err := f.View(context.Background(), act.System, func(tx *act.Tx) error {
		list, err := tx.OutboxDue(10_000)
		for _, o := range list {
			if o.Kind == casework.DigestKind {
				queued[o.Ref]++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return queued
}

// sent takes what is queued away, as if it had gone.
func sent(t testing.TB, f *fixture.Fixture) {
	t.Helper()
	err := f.DB.Write(context.Background(), f.Region, func(tx *store.Tx) error {
		list, err := tx.OutboxDue(10_000)
		for _, o := range list {
			if err := tx.OutboxSent(o.ID); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// On a working day's morning everybody for whom something waits gets one message,
// with the number of his badges; nobody else gets one, and nobody a second.
func TestTheDigestCountsTheBadges(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		told := 0
		for day := 16; day <= 26; day++ { // 2026-09-20 is worked, the 25th to the 27th are free
			f.SetNow(time.Date(2026, 9, day, 8, 1, 0, 0, care.China))
			tick(t, f)
			sent(t, f)
			for range 2 {
				if err := f.Casework.SendDigests(ctx); err != nil {
					t.Fatal(err)
				}
			}
			free := day == 19 || day >= 25
			got := digests(t, f)
			for _, role := range care.StaffRoles() {
				if role == care.Invigilator {
					continue
				}
				who := f.As(role)
				badge, err := f.Casework.Badge(ctx, who)
				if err != nil {
					t.Fatal(err)
				}
				want := 1
				if free || badge == 0 {
					want = 0
				}
				if got[who.Person] != want {
					t.Errorf("day %d, %s: badge %d, got %d messages, want %d", day, role, badge, got[who.Person], want)
				}
				told += want
				err = f.View(ctx, act.System, func(tx *act.Tx) error {
					n, err := casework.WaitingFor(tx, who.Person)
					if n != badge {
						t.Errorf("day %d, %s: the message says %d, the badge %d", day, role, n, badge)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if told < 10 {
			t.Errorf("only %d messages in two weeks: nothing was proved", told)
		}
	})
}

// The time is the region's; a morning that was missed is over at noon, and "off" is
// off. A region without its key still tells everybody.
func TestDigestsComeAtTheRegionsTime(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	set := func(at string) {
		t.Helper()
		if err := f.Regions.PutSettings(ctx, f.As(care.SystemAdmin), map[string]string{casework.DigestAt: at}); err != nil {
			t.Fatal(err)
		}
	}
	locked := casework.Room{Kernel: fixture.Kernel(t, f.DB, f.Keys.Public(), nil)}
	defer locked.Close()
	for _, c := range []struct {
		at           string
		day, hour    int
		minute, want int
	}{{"", 16, 7, 59, 0}, {"", 16, 8, 0, 1}, {"09:00", 17, 8, 59, 0}, {"09:00", 17, 9, 0, 1}, {"08:00", 18, 12, 0, 0}, {"off", 21, 9, 0, 0}, {"08:00", 21, 9, 0, 1}} {
		set(c.at)
		f.SetNow(time.Date(2026, 9, c.day, c.hour, c.minute, 0, 0, care.China))
		sent(t, f)
		if err := locked.SendDigests(ctx); err != nil {
			t.Fatal(err)
		}
		if got := min(1, len(digests(t, f))); got != c.want {
			t.Errorf("set to %q, on day %d at %d:%02d: sent is %v, want %v", c.at, c.day, c.hour, c.minute, got == 1, c.want == 1)
		}
	}
}
