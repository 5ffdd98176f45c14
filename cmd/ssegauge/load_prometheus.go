package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metricsServer answers Prometheus while a run lasts.
type metricsServer struct {
	server  *http.Server
	serving sync.WaitGroup
}

// startMetricsServer serves /metrics at an address, and says where. An address without a host
// is one of this machine alone. There is no server for no address.
func startMetricsServer(ctx context.Context, address string, m *loadMetrics, say func(line string)) (*metricsServer, error) {
	if address == "" {
		return nil, nil //nolint:nilnil // it is off by default
	}
	host, port, err := net.SplitHostPort(address)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		return nil, hintedUsage("want a port of this machine, such as :9464, or HOST:PORT; port 0 takes a free one",
			"--prometheus %s: not an address", address)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, hintedUsage(inUseHint("--prometheus"), "--prometheus %s: %w", address, err)
	}
	if err != nil {
		return nil, hintedUsage("want an address of this machine, such as :9464", "--prometheus %s: %w", address, err)
	}
	s := &metricsServer{server: &http.Server{
		Handler:           metricsHandler(m),
		ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}}
	s.serving.Go(func() { _ = s.server.Serve(l) })
	say(fmt.Sprintf("metrics at http://%s/metrics", l.Addr()))
	return s, nil
}

// close ends it.
func (s *metricsServer) close() {
	if s != nil {
		_ = s.server.Close()
		s.serving.Wait()
	}
}

func metricsHandler(m *loadMetrics) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheusMetrics{m})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 10}))
	return mux
}

// prometheusMetrics are loadMetrics as Prometheus collects them. It describes none in advance:
// what is measured depends on the run.
type prometheusMetrics struct{ *loadMetrics }

// Describe implements prometheus.Collector.
func (prometheusMetrics) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (m prometheusMetrics) Collect(out chan<- prometheus.Metric) {
	for _, f := range m.snapshot().families {
		for _, p := range f.points {
			out <- f.prometheus(p)
		}
	}
}

// prometheus returns one figure in the form of Prometheus.
func (f metricFamily) prometheus(p metricPoint) prometheus.Metric {
	var labels prometheus.Labels
	if p.label != "" {
		labels = prometheus.Labels{p.label: p.value}
	}
	desc := prometheus.NewDesc(f.prometheusName(), f.help, nil, labels)
	switch f.kind {
	case histogramMetric:
		d, buckets := p.durations, map[float64]uint64{}
		for i, bound := range d.bounds {
			buckets[bound] = d.upTo[i]
		}
		return prometheus.MustNewConstHistogram(desc, d.count, d.sum, buckets)
	case counterMetric:
		return prometheus.MustNewConstMetric(desc, prometheus.CounterValue, p.number)
	default:
		return prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, p.number)
	}
}

// prometheusName returns the name with its unit and, for a counter, "total".
// https://prometheus.io/docs/practices/naming/
func (f metricFamily) prometheusName() string {
	name := "ssegauge_" + f.name
	if unit := map[string]string{"s": "_seconds", "By": "_bytes"}[f.unit]; !strings.HasSuffix(name, unit) {
		name += unit
	}
	if f.kind == counterMetric {
		name += "_total"
	}
	return name
}
