package serve

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"xinhuan/internal/config"
)

// house is what stands around the handler while the server runs.
type house struct {
	cfg     config.Config
	handler http.Handler
	ready   func(context.Context) error
	log     *slog.Logger
	metrics http.Handler
	meter   *meter

	inFlight atomic.Int64
	stopping atomic.Bool
}

func (s *Server) newHouse() *house {
	return &house{
		cfg: s.Config, handler: s.Handler, ready: s.Ready, log: s.Log,
		metrics: promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{}),
		meter:   newMeter(s.Metrics),
	}
}

// main is the handler of the public listener, rings from the outside in.
func (h *house) main() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", h.healthz)
	mux.HandleFunc("GET /readyz", h.readyz)
	if h.cfg.Metrics.Addr == "" {
		mux.HandleFunc("GET /metrics", h.localMetrics)
	}
	pages := h.handler
	pages = sameOrigin(h.cfg.BaseURL, pages)
	pages = limitBody(pages)
	mux.Handle("/", pages)

	var ring http.Handler = mux
	ring = secureHeaders(h.cfg.Secure(), ring)
	ring = h.recoverPanic(ring)
	return h.observe(ring)
}

// side is the handler of the separate metrics listener.
func (h *house) side() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", h.healthz)
	mux.HandleFunc("GET /readyz", h.readyz)
	mux.Handle("GET /metrics", h.metrics)
	return mux
}

// healthz: the process is alive. It touches nothing, so that a slow database
// never makes an orchestrator kill a process that is busy answering.
func (h *house) healthz(w http.ResponseWriter, r *http.Request) {
	plain(w, http.StatusOK, "alive")
}

// readyz: the process can do its work. The reason why not goes to the log only.
func (h *house) readyz(w http.ResponseWriter, r *http.Request) {
	if h.stopping.Load() {
		plain(w, http.StatusServiceUnavailable, "stopping")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := h.ready(ctx); err != nil {
		h.log.Warn("not ready", "err", err)
		plain(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	plain(w, http.StatusOK, "ready")
}

// localMetrics answers this machine only. A proxy on this machine is told apart
// by the headers it adds; others see no such page.
func (h *house) localMetrics(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	ip, err := netip.ParseAddr(host)
	forwarded := r.Header.Get("X-Forwarded-For") + r.Header.Get("Forwarded") + r.Header.Get("X-Real-IP")
	if err != nil || !ip.Unmap().IsLoopback() || forwarded != "" {
		http.NotFound(w, r)
		return
	}
	h.metrics.ServeHTTP(w, r)
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	io.WriteString(w, text+"\n")
}

// recoverPanic answers 500 and logs where it happened, without the request's
// data: a panic's value and the arguments in a usual stack trace may hold ids
// and answers, so only the value's type, a runtime error's own words and the
// functions' names and lines are written.
func (h *house) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			rec := recordOf(r.Context())
			h.log.Error("panic", "request", rec.id, "route", rec.routeOf(r), "type", fmt.Sprintf("%T", v),
				"what", runtimeWords(v), "stack", stack())
			if rec.started {
				panic(http.ErrAbortHandler) // half an answer is out: break the connection, do not end it politely
			}
			for k := range w.Header() {
				if k == "Set-Cookie" || k == "Content-Length" || k == "Content-Encoding" || k == "Etag" {
					w.Header().Del(k)
				}
			}
			plain(w, http.StatusInternalServerError, "系统出错，请稍后再试。编号 "+rec.id+"\nSomething broke on our side, please try again. Number "+rec.id)
		}()
		next.ServeHTTP(w, r)
	})
}

// observe gives the request its id, counts it and writes one line about it.
func (h *house) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		h.inFlight.Add(1)
		h.meter.inFlight.Inc()
		rec := newRecord()
		w.Header().Set("X-Request-Id", rec.id)
		r = r.WithContext(withRecord(r.Context(), rec))
		defer func() {
			h.inFlight.Add(-1)
			h.meter.inFlight.Dec()
			took := time.Since(begin)
			route := rec.routeOf(r)
			h.meter.observe(route, r.Method, rec.statusCode(), took)
			if !h.cfg.Bench {
				h.access(r, rec, route, took)
			}
		}()
		next.ServeHTTP(&recorder{ResponseWriter: w, rec: rec}, r)
	})
}

// access writes the line. Health checks and metrics are debug noise.
func (h *house) access(r *http.Request, rec *record, route string, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case rec.statusCode() >= 500:
		level = slog.LevelError
	case route == "GET /healthz" || route == "GET /readyz" || route == "GET /metrics":
		level = slog.LevelDebug
	}
	h.log.LogAttrs(r.Context(), level, "request",
		slog.String("request", rec.id),
		slog.String("method", methodLabel(r.Method)),
		slog.String("route", route),
		slog.Int("status", rec.statusCode()),
		slog.Int64("bytes", rec.bytes),
		slog.Duration("took", took))
}
