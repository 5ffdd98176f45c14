package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

// serveReference starts a reference server that ends with the test, and returns its origin.
func serveReference(t *testing.T, c refserver.Config) string {
	t.Helper()
	server, err := refserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not block
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(ctx, l, time.Second) })
	t.Cleanup(func() {
		cancel()
		serving.Wait()
	})
	return "http://" + l.Addr().String()
}

// lines is what a person is told.
type lines struct {
	mu  sync.Mutex
	all []string // guarded by mu
}

func (l *lines) say(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
}

// String returns them all.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.all, "\n")
}

// runExported runs 20 streams for a second with 20 events, and calls look with each Tick after
// it was taken.
func runExported(t *testing.T, o exportOptions, told *lines, look func()) *report.Run {
	t.Helper()
	base := serveReference(t, refserver.Config{})
	e, err := o.start(t.Context(), told.say)
	if err != nil {
		t.Fatal(err)
	}
	defer e.close(t.Context())
	run, err := loadgen.Run(t.Context(), loadgen.Scenario{
		Request: request.Spec{Targets: []request.Target{{URL: base + "/events"}}},
		Plan:    schedule.Plan{Stages: schedule.Ramp(20, 200*time.Millisecond, time.Second)},
		Publish: &publish.Plan{
			Rate: 20, Hook: publish.Reference(base), Run: "t",
			Start: 200 * time.Millisecond, Stop: 1200 * time.Millisecond,
		},
	}, loadgen.Watch{Second: func(tick loadgen.Tick) {
		e.take(tick)
		look()
	}})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestPrometheusIsScrapedDuringARun(t *testing.T) {
	var told lines
	var last map[string]*dto.MetricFamily
	var live, headers []float64
	run := runExported(t, exportOptions{prometheus: ":0"}, &told, func() {
		last = scrape(t, strings.TrimPrefix(told.String(), "metrics at "))
		live = append(live, last["ssegauge_live_streams"].GetMetric()[0].GetGauge().GetValue())
		headers = append(headers, float64(last["ssegauge_headers_seconds"].GetMetric()[0].GetHistogram().GetSampleCount()))
	})
	if !slices.Contains(live, 20) || !slices.Contains(headers, 20) {
		t.Errorf("scrapes: %v streams live, %v answers, want 20 of each in one of them", live, headers)
	}
	if f := last["ssegauge_publish_seconds"]; f == nil || f.GetMetric()[0].GetHistogram().GetSampleCount() == 0 {
		t.Errorf("publish is %v, want how long publishes took", f)
	}
	for name, want := range map[string]float64{
		"ssegauge_opened_total": 20, "ssegauge_lost": 0, "ssegauge_duplicate_total": 0,
		"ssegauge_received_total": float64(run.Load.Deliveries.Received), "ssegauge_published_total": float64(run.Load.Publishing.Published),
		"ssegauge_reconnects_total": 0, "ssegauge_throttled_total": 0,
	} {
		if f := last[name]; f == nil || f.GetMetric()[0].GetCounter().GetValue() != want {
			t.Errorf("%s is %v, want %v", name, f, want)
		}
	}
	for _, name := range []string{
		"ssegauge_bytes_total", "ssegauge_events_total", "ssegauge_planned_streams", "ssegauge_generator_cpu_cores",
		"ssegauge_loop_lag_seconds", "ssegauge_connect_seconds", "ssegauge_stage",
	} {
		if last[name] == nil {
			t.Errorf("%s is not there", name)
		}
	}
	checkLag(t, last, run)
	if n := len(last["ssegauge_errors_total"].GetMetric()); n < 10 {
		t.Errorf("%d classes of errors, want all of them from the start", n)
	}
}

// checkLag compares the buckets and quantiles of Lag with the document.
func checkLag(t *testing.T, got map[string]*dto.MetricFamily, run *report.Run) {
	t.Helper()
	h := got["ssegauge_lag_seconds"].GetMetric()[0].GetHistogram()
	buckets := h.GetBucket()
	minute := buckets[len(buckets)-2] // the last is +Inf
	if h.GetSampleCount() == 0 || minute.GetUpperBound() != 60 || minute.GetCumulativeCount() != h.GetSampleCount() {
		t.Errorf("%d lags, %d within %v s, want all within a minute", h.GetSampleCount(), minute.GetCumulativeCount(), minute.GetUpperBound())
	}
	var quantiles []string
	for _, m := range got["ssegauge_lag_quantile_seconds"].GetMetric() {
		quantiles = append(quantiles, m.GetLabel()[0].GetValue())
		if v := m.GetGauge().GetValue(); v <= 0 || v > 60 {
			t.Errorf("a quantile of Lag is %v s", v)
		}
	}
	if diff := cmp.Diff([]string{"0.5", "0.9", "0.99", "0.999"}, quantiles); diff != "" {
		t.Errorf("quantiles (-want +got):\n%s", diff)
	}
	for _, timing := range run.Load.Timings {
		if timing.Name == "lag" && timing.Stage == "" && uint64(timing.Count) != h.GetSampleCount() {
			t.Errorf("%d lags are in buckets, %d in the document", h.GetSampleCount(), timing.Count)
		}
	}
}

// scrape gets metrics as Prometheus does.
func scrape(t *testing.T, url string) map[string]*dto.MetricFamily {
	t.Helper()
	resp, err := http.Get(url) //nolint:noctx // it is on this machine
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %v", resp.StatusCode, err)
	}
	return families
}

func TestPrometheusAddresses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not block
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct{ address, want string }{
		{"9464", "--prometheus 9464: not an address"},
		{":http", "--prometheus :http: not an address"},
		{":99999", "--prometheus :99999: not an address"},
		{"192.0.2.1:0", "--prometheus 192.0.2.1:0: listen tcp 192.0.2.1:0"},
		{taken.Addr().String(), "address already in use"},
	} {
		o := exportOptions{prometheus: test.address}
		_, err := o.start(t.Context(), new(lines).say)
		if _, usage := errors.AsType[*usageError](err); !usage || !strings.Contains(err.Error(), test.want) || hintFor(err) == "" {
			t.Errorf("%s: got %v, want a usage error with %q and a hint", test.address, err, test.want)
		}
	}
}
