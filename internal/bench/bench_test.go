package bench_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/bench"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
	"xinhuan/internal/web/pupil"
)

func kernel(t testing.TB, target string) *act.Kernel {
	t.Helper()
	db, err := store.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := envelope.NewRegionKeys(990001, envelope.AES256GCM, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := fixture.Kernel(t, db, keys.Public(), keys)
	t.Cleanup(func() { k.Close(); db.Close() })
	return k
}

// Every sheet that was measured was taken in full: a bench that measures
// refusals would look splendid.
func TestWhatIsMeasuredIsTaken(t *testing.T) {
	for name, target := range map[string]func() string{"sqlite": func() string { return t.TempDir() }, "postgres": func() string { return testpg.URL(t) }} {
		t.Run(name, func(t *testing.T) {
			k := kernel(t, target())
			mux := http.NewServeMux()
			pupil.Routes(mux, pupil.Deps{Rooms: screening.Room{Kernel: k}, Bench: true})
			var out strings.Builder
			results, err := bench.Run(t.Context(), bench.Options{Kernel: k, Handler: mux, Echo: http.HandlerFunc(pupil.Echo), Sittings: 100, Conns: []int{1, 8},
				Rounds: 2, Limit: 400 * time.Millisecond, Out: &out})
			if err != nil {
				t.Fatal(err)
			}
			if len(results) != 2 || results[1].Ratio <= 0 || results[1].Submit.P99 < results[1].Submit.P50 {
				t.Errorf("results: got %+v, want two lines with rates", results)
			}
			taken := 0
			err = k.View(t.Context(), act.System, func(tx *act.Tx) error {
				all, err := tx.Campaigns()
				if err != nil {
					return err
				}
				classes, err := tx.Recount(all[0].ID)
				for _, c := range classes {
					taken += c.Submitted
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := results[0].Submit.Count + results[1].Submit.Count; taken != want || taken == 0 {
				t.Errorf("sheets in the database: got %d, want the %d that were counted", taken, want)
			}
			if !strings.Contains(out.String(), "cores") || !strings.Contains(out.String(), "of the sheets asked for an interview") {
				t.Errorf("the machine or the mix of sheets is missing: %s", out.String())
			}
		})
	}
}

// BenchmarkSubmit is handing in without HTTP: check, score, seal, flush.
func BenchmarkSubmit(b *testing.B) {
	k := kernel(b, b.TempDir())
	d, err := bench.Prepare(context.Background(), k, b.N)
	if err != nil {
		b.Fatal(err)
	}
	room := screening.ForPupils(k)
	started := make([]screening.Started, b.N)
	sheets := make([]screening.Answers, b.N)
	for i, ticket := range d.Tickets {
		if started[i], err = room.SignIn(context.Background(), ticket.ClassCode, ticket.Code); err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal(bench.Sheet(i), &sheets[i]); err != nil {
			b.Fatal(err)
		}
	}
	var next atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := next.Add(1) - 1
			if _, err := room.Submit(context.Background(), started[i].Sitting, started[i].Token, sheets[i]); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sheets/s")
}

// BenchmarkEvaluate is scoring and triage alone.
func BenchmarkEvaluate(b *testing.B) {
	k := kernel(b, b.TempDir())
	room := screening.Room{Kernel: k}
	var a screening.Answers
	if err := json.Unmarshal(bench.Sheet(1), &a); err != nil {
		b.Fatal(err)
	}
	battery := []care.BatteryItem{{Instrument: "phq9"}, {Instrument: "gad7"}}
	b.ReportAllocs()
	for b.Loop() {
		room.Evaluate(battery, a, screening.Pupil{Age: 13, Grade: 7}, false)
	}
}
