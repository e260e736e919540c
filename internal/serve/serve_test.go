package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"xinhuan/internal/config"
)

// running is a server on a port of its own.
type running struct {
	url, host string
	log       *lockedBuffer
	out       *bytes.Buffer
	stop      context.CancelFunc
	done      chan error
}

func run(t *testing.T, h http.Handler, change func(*Server)) *running {
	t.Helper()
	cfg := config.Default()
	cfg.Addr, cfg.BaseURL = "127.0.0.1:0", "http://127.0.0.1:8080"
	ctx, stop := context.WithCancel(context.Background())
	r := &running{log: &lockedBuffer{}, out: &bytes.Buffer{}, stop: stop, done: make(chan error, 1)}
	addr := make(chan net.Addr, 1)
	s := &Server{
		Config: cfg, Handler: h, Ready: func(context.Context) error { return nil },
		Log: slog.New(slog.NewTextHandler(r.log, nil)), Out: r.out, Listening: func(a net.Addr) { addr <- a },
	}
	if change != nil {
		change(s)
	}
	go func() { r.done <- s.Run(ctx) }()
	select {
	case a := <-addr:
		r.host = a.String()
	case err := <-r.done:
		t.Fatalf("run: %v", err)
	}
	r.url = "http://" + r.host
	t.Cleanup(func() {
		stop()
		select {
		case <-r.done:
		case <-time.After(10 * time.Second):
			t.Error("the server did not stop")
		}
	})
	return r
}

func (r *running) get(t *testing.T, path string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest("GET", r.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return do(t, http.DefaultClient, req)
}

func do(t *testing.T, c *http.Client, req *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// await polls, because the log line is written after the answer is out.
func (l *lockedBuffer) await(t *testing.T, part string) string {
	t.Helper()
	for range 200 {
		if s := l.String(); strings.Contains(s, part) {
			return s
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("the log never says %q:\n%s", part, l.String())
	return ""
}

// pages stands in for the product's mux, behind a ring that replaces the
// request as a session ring does.
func pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /people/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "nonce=%s request=%s", Nonce(r.Context()), RequestID(r.Context()))
	})
	mux.HandleFunc("GET /broken/{id}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "session=x")
		panic(errors.New("pupil 王小明 answered 3"))
	})
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "half")
		http.NewResponseController(w).Flush()
		panic("pupil 王小明")
	})
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		fmt.Fprint(w, n)
	})
	mux.Handle("POST /form", read)
	mux.Handle("POST /import", MaxBody(4<<20, read))
	inner := Routes(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), struct{ session int }{}, 1)))
	})
}

func TestTheAddressIsPrinted(t *testing.T) {
	r := run(t, pages(), nil)
	if got, want := r.out.String(), "xinhuan: listening on http://"+r.host+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestThePageIsGuardedByHeaders(t *testing.T) {
	r := run(t, pages(), nil)
	resp, body := r.get(t, "/people/0123456789abc")
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		"Cache-Control": "no-store", "Strict-Transport-Security": "",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	csp := resp.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("policy %q lacks %q", csp, want)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q allows something unsafe", csp)
	}
	nonce := regexp.MustCompile(`nonce=(\S+) request=(\S+)`).FindStringSubmatch(body)
	if !strings.Contains(csp, "'nonce-"+nonce[1]+"'") || len(nonce[1]) < 20 {
		t.Errorf("the handler's nonce %q is not the policy's: %q", nonce[1], csp)
	}
	if got := resp.Header.Get("X-Request-Id"); got != nonce[2] {
		t.Errorf("request id: header %q, handler %q", got, nonce[2])
	}
	_, second := r.get(t, "/people/0123456789abc")
	if strings.Contains(second, nonce[1]) {
		t.Error("two requests have the same nonce")
	}
}

func TestTheLogNamesTheRouteAndNobody(t *testing.T) {
	r := run(t, pages(), nil)
	r.get(t, "/people/0123456789abc?name=secretquery", "X-Request-Id", "forged", "User-Agent", "phone-of-x")
	r.log.await(t, "route=\"GET /people/{id}\"")
	r.get(t, "/nothing/0123456789abc")
	line := r.log.await(t, "status=404") // all lines so far
	for _, bad := range []string{"0123456789abc", "secretquery", "forged", "phone-of-x", "127.0.0.1:", "王小明"} {
		if strings.Contains(strings.ReplaceAll(line, r.host, ""), bad) {
			t.Errorf("the log holds %q:\n%s", bad, line)
		}
	}
}

func TestAPanicIs500AndKeepsTheSecret(t *testing.T) {
	r := run(t, pages(), nil)
	resp, body := r.get(t, "/broken/0123456789abc?x=secretquery")
	if resp.StatusCode != 500 || resp.Header.Get("Set-Cookie") != "" {
		t.Errorf("got %d, cookie %q, want 500 without cookie", resp.StatusCode, resp.Header.Get("Set-Cookie"))
	}
	log := r.log.await(t, "status=500")
	if !strings.Contains(log, "serve_test.go:") || !strings.Contains(log, "*errors.errorString") {
		t.Errorf("the log does not say where and what:\n%s", log)
	}
	for _, bad := range []string{"王小明", "0123456789abc", "secretquery"} {
		if strings.Contains(log+body, bad) {
			t.Errorf("%q stands in log or answer:\n%s\n%s", bad, log, body)
		}
	}
	if resp, _ := r.get(t, "/healthz"); resp.StatusCode != 200 {
		t.Error("the process did not live on")
	}
}

func TestAPanicAfterTheFirstByteBreaksTheConnection(t *testing.T) {
	r := run(t, pages(), nil)
	resp, err := http.Get(r.url + "/half")
	if err == nil {
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	if err == nil {
		t.Error("half an answer looked whole")
	}
}

func TestBodiesAreLimited(t *testing.T) {
	r := run(t, pages(), nil)
	for _, c := range []struct {
		path   string
		size   int
		status int
	}{
		{"/form", 1 << 20, 200},
		{"/form", 1<<20 + 1, 413},
		{"/import", 2 << 20, 200},
		{"/import", 4<<20 + 1, 413},
	} {
		resp, err := http.Post(r.url+c.path, "text/plain", bytes.NewReader(make([]byte, c.size)))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s with %d bytes: got %d, want %d", c.path, c.size, resp.StatusCode, c.status)
		}
	}
}

func TestAnotherSiteCannotPost(t *testing.T) {
	r := run(t, pages(), nil)
	for _, c := range []struct {
		site, origin string
		want         int
	}{
		{"cross-site", "https://elsewhere.example", 403},
		{"same-origin", "", 200},
		{"", "", 200}, // no browser
		{"", "https://elsewhere.example", 403},
		{"", "http://127.0.0.1:8080", 200}, // the configured base URL
	} {
		req, _ := http.NewRequest("POST", r.url+"/form", strings.NewReader("x"))
		if c.site != "" {
			req.Header.Set("Sec-Fetch-Site", c.site)
		}
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		if resp, _ := do(t, http.DefaultClient, req); resp.StatusCode != c.want {
			t.Errorf("site %q origin %q: got %d, want %d", c.site, c.origin, resp.StatusCode, c.want)
		}
	}
}

func TestHealthIsNotReadiness(t *testing.T) {
	r := run(t, pages(), func(s *Server) {
		s.Ready = func(context.Context) error { return errors.New("region locked") }
	})
	if resp, _ := r.get(t, "/healthz"); resp.StatusCode != 200 {
		t.Errorf("healthz: got %d, want 200", resp.StatusCode)
	}
	resp, body := r.get(t, "/readyz")
	if resp.StatusCode != 503 || strings.Contains(body, "locked") {
		t.Errorf("readyz: got %d %q, want 503 without the reason", resp.StatusCode, body)
	}
	r.log.await(t, "region locked")
}

func TestMetricsCountByRouteWithoutPeople(t *testing.T) {
	r := run(t, pages(), nil)
	r.get(t, "/people/0123456789abc?q=1")
	r.get(t, "/made/up/0123456789abc")
	r.log.await(t, "status=404")
	_, body := r.get(t, "/metrics")
	for _, want := range []string{
		`xinhuan_http_request_duration_seconds_count{code="2xx",method="GET",route="GET /people/{id}"} 1`,
		`xinhuan_http_request_duration_seconds_count{code="4xx",method="GET",route="other"} 1`,
		"go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if strings.Contains(body, "0123456789abc") {
		t.Error("metrics hold an id")
	}
}

func TestMetricsAnswerThisMachineOnly(t *testing.T) {
	r := run(t, pages(), nil)
	if resp, _ := r.get(t, "/metrics", "X-Forwarded-For", "10.1.1.1"); resp.StatusCode != 404 {
		t.Errorf("through a proxy: got %d, want 404", resp.StatusCode)
	}

	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	side := free.Addr().String()
	free.Close()
	r = run(t, pages(), func(s *Server) { s.Config.Metrics.Addr = side })
	if resp, _ := r.get(t, "/metrics"); resp.StatusCode != 404 {
		t.Errorf("main listener with a separate one: got %d, want 404", resp.StatusCode)
	}
	r.url = "http://" + side
	if resp, _ := r.get(t, "/metrics"); resp.StatusCode != 200 {
		t.Errorf("separate listener: got %d, want 200", resp.StatusCode)
	}
}

// slow holds a request in flight until it is let go.
func slow() (h http.Handler, entered, release chan struct{}) {
	entered, release = make(chan struct{}), make(chan struct{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		select {
		case <-release:
			io.WriteString(w, "receipt")
		case <-r.Context().Done():
		}
	}), entered, release
}

func TestAStopLetsRequestsInFlightFinish(t *testing.T) {
	h, entered, release := slow()
	r := run(t, h, nil)
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Get(r.url + "/submit")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		answer <- fmt.Sprint(string(b), err)
	}()
	<-entered
	r.stop()
	for i := 0; ; i++ { // new connections are refused while the old request runs on
		c, err := net.Dial("tcp", r.host)
		if err != nil {
			break
		}
		c.Close()
		if i > 400 {
			t.Fatal("the listener stayed open after the stop")
		}
		time.Sleep(5 * time.Millisecond)
	}
	close(release)
	if got, want := <-answer, "receipt<nil>"; got != want {
		t.Errorf("the request in flight got %q, want %q", got, want)
	}
	if err := <-r.done; err != nil {
		t.Errorf("run: got %v, want nil", err)
	}
	r.done <- nil
}

func TestAStopDoesNotWaitForEver(t *testing.T) {
	h, entered, _ := slow()
	r := run(t, h, func(s *Server) { s.Drain = 50 * time.Millisecond })
	go http.Get(r.url + "/submit")
	<-entered
	r.stop()
	err := <-r.done
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(fmt.Sprint(err), "1 requests") {
		t.Errorf("got %v, want an error that counts the request cut off", err)
	}
	r.done <- nil
}

func TestABusyPortIsAnError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cfg := config.Default()
	cfg.Addr = l.Addr().String()
	err = Run(context.Background(), cfg, pages(), nil, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "addr") {
		t.Errorf("got %v, want an error about addr", err)
	}
}
