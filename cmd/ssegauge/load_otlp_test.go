package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	otlp "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"
)

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
