package refserver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// scrape returns the server's metrics: the values by name with labels, and of
// histograms the counts.
func scrape(t *testing.T, s *running) map[string]float64 {
	t.Helper()
	res := s.request(t, http.MethodGet, "/metrics", "")
	if res.StatusCode != http.StatusOK || res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Fatalf("status %d, header %v", res.StatusCode, res.Header)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]float64)
	for name, family := range families {
		for _, m := range family.GetMetric() {
			var labels strings.Builder
			for _, label := range m.GetLabel() {
				fmt.Fprintf(&labels, "{%s=%s}", label.GetName(), label.GetValue())
			}
			values[name+labels.String()] = value(m)
			if h := m.GetHistogram(); h != nil {
				values[name+" sum"] = h.GetSampleSum()
			}
		}
	}
	return values
}

// value returns the one value that m has.
func value(m *dto.Metric) float64 {
	return m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
}

func TestMetrics(t *testing.T) {
	carriers := map[string]func(http.Handler) http.Handler{
		"on loops":        nil,
		"with goroutines": func(next http.Handler) http.Handler { return next },
	}
	for carrier, wrap := range carriers {
		t.Run(carrier, func(t *testing.T) {
			s := start(t, Config{Metrics: true, Wrap: wrap, SubscribeTokens: []string{"a", "b"}})
			for range 3 {
				s.publish(t, "?topic=news.a", "x")
			}
			s.request(t, http.MethodPost, "/publish?id=1", "x")    // 409
			s.request(t, http.MethodPost, "/publish?topic=>", "x") // 400
			staying := s.open(t, "?topic=news.*", "Last-Event-ID: 1", "Authorization: Bearer a")
			ending := s.open(t, "?topic=news.a", "Authorization: Bearer b")
			leaving := s.open(t, "?topic=other", "Last-Event-ID: gone", "Authorization: Bearer a")
			staying.ids(t, 2)
			leaving.next(t) // it is told to reset
			s.publish(t, "?topic=news.a", "y")
			staying.next(t)
			ending.next(t)
			s.tokens.revoke("b")
			s.subscribers.endRevoked()
			ending.rest(t)
			_ = leaving.Body.Close()
			until(t, "two streams have ended", func() bool { return s.Stats().Streams == 1 })

			got := scrape(t, s)
			want := map[string]float64{
				"ssegauge_streams{protocol=h1}":               1,
				"ssegauge_streams{protocol=h2}":               0,
				"ssegauge_streams{protocol=h3}":               0,
				"ssegauge_streams_opened_total":               3,
				"ssegauge_streams_ended_total{cause=left}":    1,
				"ssegauge_streams_ended_total{cause=revoked}": 1,
				"ssegauge_streams_ended_total{cause=drained}": 0,
				"ssegauge_streams_ended_total{cause=slow}":    0,
				"ssegauge_streams_ended_total{cause=behind}":  0,
				"ssegauge_streams_ended_total{cause=dropped}": 0,
				"ssegauge_streams_ended_total{cause=failed}":  0,
				"ssegauge_deliveries_total":                   4,
				"ssegauge_queue_bytes":                        0,
				"ssegauge_slow_closes_total":                  0,
				"ssegauge_replay_depth":                       1,
				"ssegauge_replay_depth sum":                   2,
				"ssegauge_publish_seconds":                    4,
				"ssegauge_publishes_total{status=200}":        4,
				"ssegauge_publishes_total{status=400}":        1,
				"ssegauge_publishes_total{status=409}":        1,
				"ssegauge_history_events":                     4,
				"ssegauge_history_bytes":                      4 * float64(len("id: 1\ndata: x\n\n")),
				"ssegauge_history_topics":                     1,
				"ssegauge_history_patterns":                   1,
			}
			if sent := got["ssegauge_delivered_bytes_total"]; sent < 4*float64(len("id: 1\ndata: x\n\n")) {
				t.Errorf("%v bytes were delivered", sent)
			}
			for _, theirs := range []string{"go_goroutines", "process_open_fds"} {
				if got[theirs] <= 0 {
					t.Errorf("%s is %v", theirs, got[theirs])
				}
			}
			for name := range got {
				if !strings.HasPrefix(name, "ssegauge_") || name == "ssegauge_delivered_bytes_total" || name == "ssegauge_publish_seconds sum" {
					delete(got, name)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("metrics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMetricsAreAskedFor(t *testing.T) {
	s := start(t, Config{})
	if res := s.request(t, http.MethodGet, "/metrics", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want 404", res.StatusCode)
	}
	s = start(t, Config{Metrics: true, Tokens: []string{"a"}})
	if res := s.request(t, http.MethodPost, "/metrics", ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("status %d, want 405", res.StatusCode)
	}
}

func TestMetricsOfHTTP2(t *testing.T) {
	s := startTLS(t, Config{Metrics: true}, "h2")
	s.open(t, "")
	s.open(t, "")
	if got := scrape(t, s); got["ssegauge_streams{protocol=h2}"] != 2 || got["ssegauge_streams{protocol=h1}"] != 0 {
		t.Errorf("streams are %v", got)
	}
}

// A reader that takes nothing ends as a slow one does.
func TestMetricsOfASlowReader(t *testing.T) {
	s := start(t, Config{Metrics: true, WriteTimeout: 50 * time.Millisecond, MaxPublishBytes: 64 << 20})
	c := dial(t, s)
	c.send(t, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
	c.head(t)
	s.publish(t, "", strings.Repeat("x", 32<<20)) // more than sockets buffer
	until(t, "the stream has ended", func() bool { return s.Stats().Streams == 0 })
	got := scrape(t, s)
	if got["ssegauge_slow_closes_total"] != 1 || got["ssegauge_streams_ended_total{cause=slow}"] != 1 || got["ssegauge_queue_bytes"] != 0 {
		t.Errorf("got %v", got)
	}
}
