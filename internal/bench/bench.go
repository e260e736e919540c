package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/pprof"
	"slices"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/config"
	"xinhuan/internal/serve"
)

// Options say what is measured.
type Options struct {
	Kernel   *act.Kernel  // of an empty database
	Handler  http.Handler // the pupils' face
	Echo     http.Handler // reads a sheet and writes it back, without any house around it
	Sittings int
	Conns    []int
	Rounds   int           // of each number of connections; the median counts
	Limit    time.Duration // of one measurement
	Out      io.Writer
	Profile  io.Writer // nil, or where a CPU profile of the measurements goes
}

// Result is one line of the table.
type Result struct {
	Conns  int     `json:"conns"`
	Submit Figures `json:"submit"`
	Echo   Figures `json:"echo"`
	Ratio  float64 `json:"ratio"` // submissions to echoes
}

// Figures are the medians over the rounds.
type Figures struct {
	Count int     `json:"count"` // of all rounds together
	Rate  float64 `json:"per_second"`
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
	CPU   float64 `json:"cpu_us"`          // processor time a request, server and generator together: steadier than the rate on a busy machine
	Other float64 `json:"other_cpu_cores"` // what else ran on the machine; above 0.3 the line means little
}

// Run prepares a district and measures how fast its sheets are taken.
func Run(ctx context.Context, o Options) ([]Result, error) {
	begin := time.Now()
	d, err := Prepare(ctx, o.Kernel, o.Sittings)
	if err != nil {
		return nil, err
	}
	product, stopProduct, err := house(ctx, o.Handler)
	if err != nil {
		return nil, err
	}
	defer stopProduct()
	echo, stopEcho, err := bare(o.Echo)
	if err != nil {
		return nil, err
	}
	defer stopEcho()
	sheets, err := d.signIn(product)
	if err != nil {
		return nil, err
	}
	durable, _, err := o.Kernel.DB.Durable(ctx)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(o.Out, "%s\n%s, %s; %d sittings of 16 questions prepared in %s\n\n", Machine(), o.Kernel.DB.Engine, durable, len(sheets), time.Since(begin).Round(time.Second))
	results, err := o.measure(product, echo, sheets)
	if err != nil {
		return nil, err
	}
	share, err := o.flagged(ctx, d)
	fmt.Fprintf(o.Out, "\n%.1f %% of the sheets asked for an interview.\n", 100*share)
	return results, err
}

func (o Options) measure(product, echo string, sheets [][]byte) ([]Result, error) {
	if o.Profile != nil {
		if err := pprof.StartCPUProfile(o.Profile); err != nil {
			return nil, err
		}
		defer pprof.StopCPUProfile()
	}
	fmt.Fprintf(o.Out, "%5s  %9s %8s %8s %7s  %9s %8s %8s %7s  %6s %6s\n", "conns", "submit/s", "p50 ms", "p99 ms", "cpu us", "echo/s", "p50 ms", "p99 ms", "cpu us",
		"ratio", "other")
	var results []Result
	shares := o.shares(len(sheets))
	for i, conns := range o.Conns {
		share := shares[i]
		var submits, echoes []run
		for range o.Rounds {
			var echoed run
			var err error
			asEcho(func() { echoed, err = drive(echo, conns, slices.Repeat(sheets[:1], 100_000), o.Limit/2, nil) })
			if err != nil {
				return nil, fmt.Errorf("bench: echo at %d connections: %w", conns, err)
			}
			submitted, err := drive(product, conns, sheets[:share], o.Limit, nil)
			if err != nil {
				return nil, fmt.Errorf("bench: submit at %d connections: %w", conns, err)
			}
			sheets = sheets[share:]
			echoes, submits = append(echoes, echoed), append(submits, submitted)
		}
		r := Result{Conns: conns, Submit: medians(submits), Echo: medians(echoes)}
		r.Ratio = math.Round(1000*r.Submit.Rate/r.Echo.Rate) / 1000
		fmt.Fprintf(o.Out, "%5d  %9.0f %8.2f %8.2f %7.0f  %9.0f %8.2f %8.2f %7.0f  %6.3f %6.2f\n", conns, r.Submit.Rate, r.Submit.P50, r.Submit.P99, r.Submit.CPU,
			r.Echo.Rate, r.Echo.P50, r.Echo.P99, r.Echo.CPU, r.Ratio, max(r.Submit.Other, r.Echo.Other))
		results = append(results, r)
	}
	return results, nil
}

// shares divides the sittings: a single connection needs few of them to show its
// pace, many need more. Ours.
func (o Options) shares(sittings int) []int {
	weight := func(conns int) int { return min(conns, 16) + 4 }
	sum := 0
	for _, c := range o.Conns {
		sum += weight(c) * o.Rounds
	}
	list := make([]int, len(o.Conns))
	for i, c := range o.Conns {
		list[i] = sittings * weight(c) / sum
	}
	return list
}

// flagged is the share of the sheets taken so far that asked for an interview:
// a round without any would be measured too kindly.
func (o Options) flagged(ctx context.Context, d *District) (share float64, err error) {
	err = o.Kernel.View(ctx, act.System, func(t *act.Tx) error {
		classes, err := t.CampaignClasses(d.Round.ID, d.Round.Unit)
		flagged, submitted := 0, 0
		for _, c := range classes {
			flagged, submitted = flagged+c.Flagged, submitted+c.Submitted
		}
		share = float64(flagged) / float64(max(1, submitted))
		return err
	})
	return share, err
}

func medians(runs []run) Figures {
	pick := func(of func(run) float64) float64 {
		var all []float64
		for _, r := range runs {
			all = append(all, of(r))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	count := 0
	for _, r := range runs {
		count += r.Count
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return Figures{Count: count, Rate: pick(run.Rate), P50: pick(func(r run) float64 { return ms(r.P50) }), P99: pick(func(r run) float64 { return ms(r.P99) }),
		CPU:   pick(func(r run) float64 { return float64(r.CPU.Microseconds()) / float64(r.Count) }),
		Other: pick(func(r run) float64 { return r.Other })}
}

// signIn signs every pupil in over HTTP and makes the request that hands in his
// sheet.
func (d *District) signIn(addr string) ([][]byte, error) {
	requests := make([][]byte, len(d.Tickets))
	for i, k := range d.Tickets {
		body, err := json.Marshal(map[string]string{"class_code": k.ClassCode, "ticket": k.Code, "lang": "zh"})
		if err != nil {
			return nil, err
		}
		requests[i] = request("POST", "/api/pupil/sign-in", addr, "", body)
	}
	sheets := make([][]byte, len(requests))
	_, err := drive(addr, 32, requests, 10*time.Minute, func(i int, body []byte) {
		var s struct{ Sitting, Token string }
		if json.Unmarshal(body, &s) == nil {
			sheets[i] = request("POST", "/api/pupil/sittings/"+s.Sitting+"/submit", addr, s.Token, Sheet(i))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("bench: sign in: %w", err)
	}
	return sheets, nil
}

// Sheet makes the body of sheet i: PHQ-9 and GAD-7 with times. One in eight is
// worth a look and one in a hundred calls an adult, as in a usual round.
func Sheet(i int) []byte {
	rng := rand.New(rand.NewPCG(uint64(i), 1))
	draw := func(n int) []int {
		list := make([]int, n)
		for j := range list {
			if i%8 == 4 {
				list[j] = rng.IntN(4)
			} else if rng.IntN(6) == 0 {
				list[j] = 1
			}
		}
		return list
	}
	phq9, gad7 := draw(9), draw(7)
	if phq9[8] = 0; i%100 == 50 {
		phq9[8] = 1
	}
	times := func(n int) []int {
		list := make([]int, n)
		for j := range list {
			list[j] = 2000 + rng.IntN(6000)
		}
		return list
	}
	b, err := json.Marshal(map[string]any{"answers": map[string][]int{"phq9": phq9, "gad7": gad7}, "elapsed": map[string][]int{"phq9": times(9), "gad7": times(7)}})
	if err != nil {
		panic(err) // lists of numbers
	}
	return b
}

// house serves the product with everything that stands around it, on a loopback
// port.
func house(ctx context.Context, h http.Handler) (addr string, stop func(), err error) {
	cfg := config.Default()
	cfg.Addr, cfg.BaseURL, cfg.Bench = "127.0.0.1:0", "http://127.0.0.1", true
	ctx, cancel := context.WithCancel(ctx)
	listening, done := make(chan net.Addr, 1), make(chan error, 1)
	s := &serve.Server{Config: cfg, Handler: serve.Routes(h), Ready: func(context.Context) error { return nil }, Log: slog.New(slog.DiscardHandler), Out: io.Discard,
		Listening: func(a net.Addr) { listening <- a }}
	go func() { done <- s.Run(ctx) }()
	select {
	case a := <-listening:
		return a.String(), func() { cancel(); <-done }, nil
	case err := <-done:
		cancel()
		return "", nil, err
	}
}

// asEcho marks what the echo costs in a profile, so that the rest can be read
// alone: go tool pprof -tagignore load=echo.
func asEcho(fn func()) {
	pprof.Do(context.Background(), pprof.Labels("load", "echo"), func(context.Context) { fn() })
}

// bare serves the echo with nothing around it.
func bare(h http.Handler) (addr string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go asEcho(func() { s.Serve(l) })
	return l.Addr().String(), func() { s.Close() }, nil
}
