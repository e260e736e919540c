package demo

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
	"xinhuan/internal/testpg"
	"xinhuan/internal/verify"
)

// sunday is a now at which no school is open: a demonstration is looked at at any
// hour.
var sunday = time.Date(2026, 11, 22, 15, 7, 0, 0, care.China)

// empty opens an empty database with fresh keys.
func empty(t testing.TB, target string) *act.Kernel {
	t.Helper()
	db, err := store.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := envelope.NewRegionKeys(synthetic.Youyang, envelope.AES256GCM, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := fixture.Kernel(t, db, keys.Public(), keys)
	t.Cleanup(func() { k.Close(); db.Close() })
	return k
}

func each(t *testing.T, run func(t *testing.T, target string)) {
	t.Run("sqlite", func(t *testing.T) { run(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { run(t, testpg.URL(t)) })
}

func TestASmallDistrictLivesToday(t *testing.T) {
	each(t, func(t *testing.T, target string) {
		k := empty(t, target)
		start := time.Now()
		last := ""
		err := Build(context.Background(), k, Options{Pupils: 600, Seed: 1, Now: sunday, Progress: func(step string, done, total int) {
			if step != last {
				t.Logf("%s begins at %s", step, time.Since(start))
			}
			last = step
		}})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("built in %s", time.Since(start))
		report, err := verify.Run(context.Background(), k)
		if err != nil {
			t.Fatal(err)
		}
		if !report.OK {
			t.Error(report.Text())
		}
	})
}
