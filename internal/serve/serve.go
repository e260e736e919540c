// Package serve is the HTTP house around the pages: listener, TLS, time and size
// limits, security headers, request ids, access log, metrics, health, and a stop
// that loses no request in flight.
//
// Nothing in it logs or counts a path, a query, a body, a cookie or the address
// of a caller: paths hold ids of people. It names routes by their pattern.
package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"xinhuan/internal/config"
)

// Limits of one connection; all are ours. A phone on a village's 2G needs
// minutes for an upload, an attacker who dribbles headers gets five seconds.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 2 * time.Minute
	writeTimeout  = 2 * time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
	drainTimeout  = 20 * time.Second // stop waits so long for requests in flight
	readyTimeout  = 2 * time.Second
)

// Server is one process's HTTP side. Config, Handler, Ready and Log are
// required; the rest has defaults.
type Server struct {
	Config  config.Config
	Handler http.Handler
	Ready   func(context.Context) error // nil error: this process can do its work
	Log     *slog.Logger

	Metrics   *prometheus.Registry // default: a fresh one; add collectors before Run
	Out       io.Writer            // where Listen prints the address; default standard output
	Listening func(net.Addr)       // called when connections are taken
	Drain     time.Duration        // default 20 s
}

// Run serves until ctx ends, then refuses new connections, lets requests in
// flight finish for up to 20 seconds and returns nil. It returns early with an
// error when the address or the certificate can't be used.
func Run(ctx context.Context, cfg config.Config, handler http.Handler, ready func(context.Context) error, log *slog.Logger) error {
	return (&Server{Config: cfg, Handler: handler, Ready: ready, Log: log}).Run(ctx)
}

// Run is the function Run for a Server with more settings.
func (s *Server) Run(ctx context.Context) error {
	s.defaults()
	tlsConfig, err := tlsConfig(s.Config.TLS, s.Log)
	if err != nil {
		return err
	}
	l, err := Listen(s.Config, s.Out)
	if err != nil {
		return err
	}

	// Requests do not hang on ctx: being told to stop must not cut them off.
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	h := s.newHouse()
	main := s.server(requests, h.main())
	main.TLSConfig = tlsConfig
	failed := make(chan error, 2)
	go func() {
		if tlsConfig != nil {
			failed <- main.ServeTLS(l, "", "")
			return
		}
		failed <- main.Serve(l)
	}()

	servers := []*http.Server{main}
	if addr := s.Config.Metrics.Addr; addr != "" {
		ml, err := net.Listen("tcp", addr)
		if err != nil {
			main.Close()
			return fmt.Errorf("serve: metrics.addr: %w", err)
		}
		side := s.server(requests, h.side())
		servers = append(servers, side)
		go func() { failed <- side.Serve(ml) }()
	}
	if s.Listening != nil {
		s.Listening(l.Addr())
	}

	select {
	case err := <-failed:
		for _, srv := range servers {
			srv.Close()
		}
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	h.stopping.Store(true)
	return s.stop(servers, h)
}

func (s *Server) defaults() {
	if s.Metrics == nil {
		s.Metrics = prometheus.NewRegistry()
	}
	if s.Out == nil {
		s.Out = os.Stdout
	}
	if s.Drain == 0 {
		s.Drain = drainTimeout
	}
}

func (s *Server) server(requests context.Context, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return requests },
		// What net/http reports here is broken handshakes with the caller's
		// address: noise for operators, and about people.
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
}

// stop drains and then cuts. What had to be cut is an error, so that whoever
// restarts the process hears of it.
func (s *Server) stop(servers []*http.Server, h *house) error {
	s.Log.Info("stopping", "drain", s.Drain.String())
	ctx, cancel := context.WithTimeout(context.Background(), s.Drain)
	defer cancel()
	var late error
	for _, srv := range servers {
		late = errors.Join(late, srv.Shutdown(ctx))
	}
	if late == nil {
		s.Log.Info("stopped")
		return nil
	}
	n := h.inFlight.Load()
	for _, srv := range servers {
		srv.Close()
	}
	return fmt.Errorf("serve: %d requests were still running %s after the stop and were cut off: %w", n, s.Drain, late)
}

// Listen opens the configured address and prints the URL to open, one line.
func Listen(cfg config.Config, out io.Writer) (net.Listener, error) {
	l, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("serve: addr: %w (is another xinhuan running, or may this user not open the port?)", err)
	}
	scheme := "http"
	if cfg.TLS.On() {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost" // 0.0.0.0 is no address to open
	}
	fmt.Fprintf(out, "xinhuan: listening on %s://%s\n", scheme, net.JoinHostPort(host, port))
	return l, nil
}
