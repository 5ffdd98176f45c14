package refserver

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// maxScrapes bounds the requests for metrics that are answered at a time; further
// ones get 503.
const maxScrapes = 4

// metrics returns what answers GET and HEAD /metrics.
// https://prometheus.io/docs/instrumenting/exposition_formats/
func (s *Server) metrics() http.HandlerFunc {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		s.meters.replay, s.meters.publish, meterReader{s},
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	scrape := promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxScrapes})
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Del("Access-Control-Allow-Origin") // no page is a scraper
		scrape.ServeHTTP(w, r)
	}
}

// meterReader is a prometheus.Collector of what the server counts.
type meterReader struct{ server *Server }

// Describe says nothing: what Collect sends describes itself.
func (meterReader) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (r meterReader) Collect(metrics chan<- prometheus.Metric) {
	r.streams(metrics)
	r.publishes(metrics)
	s := r.server
	stats, counts := s.Stats(), s.subscribers.counts()
	counter, gauge := prometheus.CounterValue, prometheus.GaugeValue
	for _, m := range []struct {
		name, help string
		kind       prometheus.ValueType
		value      int64
	}{
		{"streams_opened_total", "Streams opened.", counter, int64(s.subscribers.lastID.Load())}, //nolint:gosec // it counts from 0
		{"deliveries_total", "Events handed to streams, counted for each stream.", counter, stats.Delivered},
		{"delivered_bytes_total", "Bytes that streams were sent.", counter, counts.Bytes + s.meters.bytes.Load()},
		{"queue_bytes", "Bytes that wait for slow streams.", gauge, counts.Queued},
		{"slow_closes_total", "Streams ended because their clients were too slow.", counter, stats.Slow},
		{"history_events", "Events kept for resuming.", gauge, int64(stats.History.Events)},
		{"history_bytes", "Bytes of the events kept for resuming.", gauge, stats.History.Bytes},
		{"history_topics", "Topics with events or streams.", gauge, int64(stats.History.Topics)},
		{"history_patterns", "Wildcard topics in use.", gauge, int64(stats.History.Patterns)},
	} {
		metrics <- metric(m.name, m.help, m.kind, m.value, "", "")
	}
}

func (r meterReader) streams(metrics chan<- prometheus.Metric) {
	m := r.server.meters
	for major := 1; major < protocols; major++ {
		metrics <- metric("streams", "Streams open.", prometheus.GaugeValue, m.open[major].Load(), "protocol", "h"+strconv.Itoa(major))
	}
	for c := range causes {
		metrics <- metric("streams_ended_total", "Streams ended, by what ended them.", prometheus.CounterValue, m.ended[c].Load(), "cause", c.String())
	}
}

// publishes tells of the statuses that were answered, and of the first of them from
// the start.
func (r meterReader) publishes(metrics chan<- prometheus.Metric) {
	for status := range statuses {
		if n := r.server.meters.published[status].Load(); n > 0 || status == http.StatusOK {
			metrics <- metric("publishes_total", "Publishes, by the status of the answer.", prometheus.CounterValue, n, "status", strconv.Itoa(status))
		}
	}
}

// metric returns a metric of the server with one label, or with none.
func metric(name, help string, kind prometheus.ValueType, value int64, label, labelled string) prometheus.Metric {
	var labels prometheus.Labels
	if label != "" {
		labels = prometheus.Labels{label: labelled}
	}
	return prometheus.MustNewConstMetric(prometheus.NewDesc("ssegauge_"+name, help, nil, labels), kind, float64(value))
}
