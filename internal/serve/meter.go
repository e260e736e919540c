package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// meter holds the house's own metrics. Their labels come from closed sets: a
// route pattern, a known method, a class of status. A made-up path or method
// can't make a new series, and nothing in a label is about a person.
type meter struct {
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

func newMeter(reg *prometheus.Registry) *meter {
	m := &meter{
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "xinhuan_http_request_duration_seconds",
			Help:    "Time from the first header byte to the handler's return.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "code"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "xinhuan_http_requests_in_flight",
			Help: "Requests being served.",
		}),
	}
	reg.MustRegister(m.duration, m.inFlight, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meter) observe(route, method string, status int, took time.Duration) {
	code := strconv.Itoa(status/100) + "xx"
	m.duration.WithLabelValues(route, methodLabel(method), code).Observe(took.Seconds())
}

func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
