package job

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/notify"
	"xinhuan/internal/region"
)

// phones keeps what would have gone out.
type phones struct{ sent []notify.Message }

func (p *phones) Send(_ context.Context, m notify.Message) error {
	p.sent = append(p.sent, m)
	return nil
}

// desk is a school with one more grade head who can be reached.
func desk(t *testing.T) (*fixture.Fixture, *Runner, *phones, care.ID) {
	t.Helper()
	f := fixture.SQLite(t)
	f.SetNow(time.Date(2026, 9, 16, 6, 0, 0, 0, care.China))
	hired, err := f.Regions.AddStaff(context.Background(), f.As(care.DistrictOfficer), []region.NewStaff{{Name: "可达", Phone: "15400099999", Seats: []region.Seat{{Unit: f.School.ID, Role: care.GradeHead}}}})
	if err != nil {
		t.Fatal(err)
	}
	out := &phones{}
	return f, &Runner{Kernel: f.Kernel, Channels: Channels{SMS: out}, Log: slog.New(slog.DiscardHandler)}, out, hired[0].Posts[0]
}

// owe opens some duties of a post, each in an act of its own.
func owe(t *testing.T, f *fixture.Fixture, post care.ID, n int, due time.Duration) {
	t.Helper()
	for i := range n {
		err := f.Do(context.Background(), act.System, "test.Owe", func(tx *act.Tx) error {
			_, err := tx.OpenDuty("plan.watch", care.Duty{Person: f.Pupils[0], Unit: f.School.ID, Ref: "test", RefID: tx.NewID(), Post: post, Period: fmt.Sprint(i),
				DueAt: tx.Now + care.Millis(due.Milliseconds())})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func once(t *testing.T, r *Runner) {
	t.Helper()
	if err := r.Once(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Whoever is given many duties at once gets one message, and what comes within the
// hour is told in one at its end: nothing is lost and nobody is flooded.
func TestDutiesOfAnHourAreOneMessage(t *testing.T) {
	f, r, out, post := desk(t)
	owe(t, f, post, 5, 9*24*time.Hour)
	once(t, r)
	if len(out.sent) != 1 {
		t.Fatalf("five duties at once: %d messages, want one", len(out.sent))
	}
	for range 4 {
		f.Wait(10 * time.Minute)
		owe(t, f, post, 2, 9*24*time.Hour)
		once(t, r)
	}
	if len(out.sent) != 1 {
		t.Errorf("eight more within the hour: %d messages, want the one", len(out.sent))
	}
	f.Wait(25 * time.Minute)
	once(t, r)
	once(t, r)
	if len(out.sent) != 2 {
		t.Errorf("after the hour: %d messages, want a second one for all of them", len(out.sent))
	}
}

// The morning's message says how many, nothing of what, and only what still waits.
func TestTheDigestSaysHowMany(t *testing.T) {
	f, r, out, post := desk(t)
	owe(t, f, post, 3, 8*time.Hour)
	once(t, r)
	out.sent = nil
	f.SetNow(time.Date(2026, 9, 16, 8, 0, 30, 0, care.China))
	once(t, r)
	once(t, r)
	if len(out.sent) != 1 || out.sent[0].Subject.Zh != "您有 3 项待办" || out.sent[0].Subject.En != "3 things are waiting for you" {
		t.Fatalf("sent %+v, want one message of three things", out.sent)
	}
	if strings.Contains(fmt.Sprint(out.sent), "一生一策") {
		t.Error("the message says what waits")
	}
	out.sent = nil
	f.SetNow(time.Date(2026, 9, 17, 8, 0, 30, 0, care.China))
	if err := f.Casework.SendDigests(context.Background()); err != nil {
		t.Fatal(err)
	}
	err := f.Do(context.Background(), act.System, "test.Done", func(tx *act.Tx) error {
		list, err := tx.DutiesOf(post)
		for _, d := range list {
			if err := tx.EndDuty(d.ID, care.DutyDone, post, "done"); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	once(t, r)
	if len(out.sent) != 0 {
		t.Errorf("done before the message left: sent %+v, want nothing", out.sent)
	}
}
