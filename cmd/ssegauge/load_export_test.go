package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	collector "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	otlp "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"

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
	for name, want := range map[string]float64{
		"ssegauge_opened_total": 20, "ssegauge_lost_total": 0, "ssegauge_duplicate_total": 0,
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

// otlpReceiver keeps what is pushed to it.
type otlpReceiver struct {
	status int
	mu     sync.Mutex
	pushes []*collector.ExportMetricsServiceRequest // guarded by mu
	asked  []string
}

// ServeHTTP implements http.Handler.
func (r *otlpReceiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	push := new(collector.ExportMetricsServiceRequest)
	if err != nil || proto.Unmarshal(body, push) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pushes = append(r.pushes, push)
	r.asked = append(r.asked, fmt.Sprint(req.Method, " ", req.URL.Path, " ", req.Header.Get("Content-Type"), " ", req.Header.Get("X-Key")))
	w.Header().Set("Content-Type", "application/x-protobuf")
	w.WriteHeader(r.status)
}

// last returns the metrics of the last push.
func (r *otlpReceiver) last(t *testing.T) map[string]*otlp.Metric {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.pushes) == 0 {
		t.Fatal("nothing was pushed")
	}
	all := map[string]*otlp.Metric{}
	for _, resource := range r.pushes[len(r.pushes)-1].GetResourceMetrics() {
		for _, scope := range resource.GetScopeMetrics() {
			for _, m := range scope.GetMetrics() {
				all[m.GetName()] = m
			}
		}
	}
	return all
}

// resource returns what the first push is about.
func (r *otlpReceiver) resource() map[string]string {
	attributes := map[string]string{}
	for _, a := range r.pushes[0].GetResourceMetrics()[0].GetResource().GetAttributes() {
		attributes[a.GetKey()] = a.GetValue().GetStringValue()
	}
	return attributes
}

func TestOTLPIsPushedDuringARunAndAtItsEnd(t *testing.T) {
	receiver := &otlpReceiver{status: http.StatusOK}
	server := httptest.NewServer(receiver)
	defer server.Close()
	t.Setenv("OTEL_METRIC_EXPORT_INTERVAL", "200")
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=abc")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment=ci")
	var told lines
	run := runExported(t, exportOptions{otlp: server.URL}, &told, func() {})

	got := receiver.last(t)
	if n := len(receiver.pushes); n < 2 {
		t.Errorf("%d pushes, want some while the run lasted", n)
	}
	if receiver.asked[0] != "POST /v1/metrics application/x-protobuf abc" {
		t.Errorf("asked %q", receiver.asked[0])
	}
	if attributes := receiver.resource(); attributes["service.name"] != "ssegauge" || attributes["deployment"] != "ci" {
		t.Errorf("resource %v", attributes)
	}
	opened := got["ssegauge.opened"].GetSum()
	if !opened.GetIsMonotonic() || opened.GetDataPoints()[0].GetAsDouble() != 20 {
		t.Errorf("opened: %v, want 20", opened)
	}
	checkPushedLag(t, got["ssegauge.lag"], uint64(run.Load.Deliveries.Received))
	if told.String() != "" {
		t.Errorf("said %q", &told)
	}
}

func checkPushedLag(t *testing.T, m *otlp.Metric, received uint64) {
	t.Helper()
	lag := m.GetHistogram().GetDataPoints()[0]
	sum := uint64(0)
	for _, n := range lag.GetBucketCounts() {
		sum += n
	}
	if lag.GetCount() != received || sum != received || m.GetUnit() != "s" {
		t.Errorf("%d lags, %d in buckets, want %d", lag.GetCount(), sum, received)
	}
}

func TestOTLPFailuresAreToldOnceAndEndNothing(t *testing.T) {
	receiver := &otlpReceiver{status: http.StatusServiceUnavailable}
	server := httptest.NewServer(receiver)
	defer server.Close()
	t.Setenv("OTEL_METRIC_EXPORT_INTERVAL", "100")
	var told lines
	run := runExported(t, exportOptions{otlp: server.URL + "/otlp/v1/metrics"}, &told, func() {})
	if run.Reason != "" || run.Load.Outcomes.Opened != 20 {
		t.Errorf("%d streams were opened, want 20; %s", run.Load.Outcomes.Opened, run.Reason)
	}
	if n := strings.Count(told.String(), "push metrics"); n != 1 || len(receiver.pushes) < 2 {
		t.Errorf("told %d times of %d pushes, want once:\n%s", n, len(receiver.pushes), &told)
	}
}

func TestOTLPAddresses(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	for _, address := range []string{"localhost:4318", "grpc://localhost:4317", "http://", "env"} {
		o := exportOptions{otlp: address}
		if _, err := o.start(t.Context(), new(lines).say); err == nil || exitCode(t.Context(), err) != exitUsage {
			t.Errorf("%s: got %v, want a usage error", address, err)
		}
	}
}

func TestOTLPByEnvironment(t *testing.T) {
	receiver := &otlpReceiver{status: http.StatusOK}
	server := httptest.NewServer(receiver)
	defer server.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	var told lines
	runExported(t, exportOptions{otlp: "env"}, &told, func() {})
	if got := receiver.last(t); got["ssegauge.live_streams"] == nil {
		t.Errorf("no live_streams among %d metrics", len(got))
	}
}
