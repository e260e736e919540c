package torture

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/bench"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
	"xinhuan/internal/testpg"
)

const (
	sheets     = 1000
	killsEach  = 3 // of one set of sheets
	envTorture = "XINHUAN_TORTURE"
)

// sheet is one pupil's sheet and what became of it.
type sheet struct {
	sitting care.ID
	token   string
	body    []byte
	answers screening.Answers
	receipt string // "" = never acknowledged
}

// region is a database outside of any server, with its keys.
type region struct {
	t      *testing.T
	target string
	keys   *envelope.RegionKeys
	file   string // the keys; file.pub the writer's half
	round  care.ID
	sheets []*sheet
}

func TestTortureSQLite(t *testing.T)   { torture(t, func() string { return t.TempDir() }) }
func TestTorturePostgres(t *testing.T) { torture(t, func() string { return testpg.URL(t) }) }

// torture kills a server again and again in the middle of a thousand sheets
// handed in at once. XINHUAN_TORTURE is a number of kills or a time ("10m").
func torture(t *testing.T, target func() string) {
	kills, end := killsEach, time.Time{}
	if v := os.Getenv(envTorture); v != "" {
		if n, err := strconv.Atoi(v); err == nil {
			kills = n
		} else if d, err := time.ParseDuration(v); err == nil {
			kills, end = 1<<30, time.Now().Add(d)
		} else {
			t.Fatalf("%s=%s is neither a number of kills nor a time", envTorture, v)
		}
	}
	for done := 0; done < kills && (end.IsZero() || time.Now().Before(end)); {
		r := prepare(t, target())
		for n := 0; n < killsEach && done < kills; n++ {
			r.crash(n%2 == 1) // every other server comes up without its key
			r.check()
			done++
		}
		r.finish()
		t.Logf("%d kills so far, nothing lost", done)
	}
}

// prepare makes a round whose pupils have all signed in.
func prepare(t *testing.T, target string) *region {
	t.Helper()
	r := &region{t: t, target: target, file: filepath.Join(t.TempDir(), "region.key")}
	var err error
	r.keys, err = envelope.NewRegionKeys(990001, envelope.AES256GCM, rand.Reader)
	must(t, err)
	must(t, envelope.WritePlain(r.file, r.keys))
	must(t, envelope.WritePublic(r.file+".pub", r.keys.Public()))
	r.open(func(k *act.Kernel) {
		d, err := bench.Prepare(t.Context(), k, sheets)
		must(t, err)
		r.round = d.Round.ID
		r.sheets = make([]*sheet, sheets)
		room := screening.Room{Kernel: k}
		inParallel(64, sheets, func(i int) {
			s, err := room.SignIn(t.Context(), d.Tickets[i].ClassCode, d.Tickets[i].Code)
			if err != nil {
				t.Error(err)
				return
			}
			r.sheets[i] = &sheet{sitting: s.Sitting, token: s.Token, body: bench.Sheet(i)}
			if err := json.Unmarshal(r.sheets[i].body, &r.sheets[i].answers); err != nil {
				t.Error(err)
			}
		})
	})
	if t.Failed() {
		t.FailNow()
	}
	return r
}

// open works on the database in this process, with the key.
func (r *region) open(fn func(*act.Kernel)) {
	r.t.Helper()
	db, err := store.Open(r.t.Context(), r.target)
	must(r.t, err)
	defer db.Close()
	k, err := newKernel(context.Background(), db, r.keys.Public(), r.keys)
	must(r.t, err)
	defer k.Close()
	fn(k)
}

// crash hands in all sheets at once, those acknowledged before as well, and
// kills the server after some hundred new ones were acknowledged.
func (r *region) crash(locked bool) {
	r.t.Helper()
	keys := r.file
	if locked {
		keys += ".pub"
	}
	s := start(r.t, r.target, keys)
	var fresh atomic.Int64
	after := int64(50 + mathrand.IntN(200))
	r.handIn(s.url, func() {
		if fresh.Add(1) == after {
			go s.kill()
		}
	})
	if n := fresh.Load(); n < after || n >= int64(r.waiting())+n {
		r.t.Errorf("the server was not killed in the middle: %d sheets acknowledged, %d waiting", n, r.waiting())
	}
	s.kill()
}

func (r *region) waiting() (n int) {
	for _, s := range r.sheets {
		if s.receipt == "" {
			n++
		}
	}
	return n
}

// handIn submits every sheet on a connection of its own; acked is called for
// each one acknowledged for the first time.
func (r *region) handIn(url string, acked func()) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: sheets}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	inParallel(sheets, sheets, func(i int) {
		s := r.sheets[i]
		status, receipt := s.submit(client, url)
		switch {
		case status == 0 || status == http.StatusServiceUnavailable:
			// Nothing was promised.
		case status != http.StatusOK || receipt == "":
			r.t.Errorf("submit: got status %d, want 200", status)
		case s.receipt != "" && receipt != s.receipt:
			r.t.Error("a sheet handed in again got another receipt")
		case s.receipt == "":
			s.receipt = receipt
			acked()
		}
	})
}

// submit answers status 0 when the connection broke.
func (s *sheet) submit(client *http.Client, url string) (status int, receipt string) {
	req, err := http.NewRequest("POST", url+"/api/pupil/sittings/"+s.sitting.String()+"/submit", bytes.NewReader(s.body))
	if err != nil {
		return 0, ""
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	resp, err := client.Do(req)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, ""
	}
	var out struct{ Receipt string }
	json.Unmarshal(b, &out)
	return resp.StatusCode, out.Receipt
}

// finish hands in what is left, on a server that is not killed.
func (r *region) finish() {
	r.t.Helper()
	s := start(r.t, r.target, r.file)
	for range 20 {
		if r.handIn(s.url, func() {}); r.waiting() == 0 {
			break
		}
	}
	s.kill()
	if n := r.waiting(); n > 0 {
		r.t.Errorf("sheets never taken: got %d, want 0", n)
	}
	r.check()
}

func inParallel(workers, n int, fn func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	wg.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
