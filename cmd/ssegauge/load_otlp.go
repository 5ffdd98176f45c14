package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
)

// How often metrics are pushed where OTEL_METRIC_EXPORT_INTERVAL does not say so, and how long
// the last push may take.
const (
	otlpInterval = 5 * time.Second
	otlpFarewell = 5 * time.Second
)

// otlpFromEnv stands for the address in the environment.
const otlpFromEnv = "env"

// otlpPush pushes metrics by OTLP over HTTP while a run lasts.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
type otlpPush struct{ provider *sdkmetric.MeterProvider }

// startOTLP begins to push to an address. For "env", the address is that of the standard
// environment variables, which also have headers, certificates and intervals. It
// pushes nothing to no address. What fails is told once, and ends nothing.
func startOTLP(ctx context.Context, address string, m *loadMetrics, say func(line string)) (*otlpPush, error) {
	if address == "" {
		return nil, nil //nolint:nilnil // it is off by default
	}
	options, err := otlpOptions(address)
	if err != nil {
		return nil, err
	}
	exporter, err := otlpmetrichttp.New(ctx, options...)
	if err != nil {
		return nil, usagef("--otlp %s: %w", address, err)
	}
	about, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "ssegauge"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, usagef("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	reading := []sdkmetric.PeriodicReaderOption{sdkmetric.WithProducer(otlpMetrics{m})}
	if os.Getenv("OTEL_METRIC_EXPORT_INTERVAL") == "" {
		reading = append(reading, sdkmetric.WithInterval(otlpInterval))
	}
	told := &toldOnce{Exporter: exporter, say: say}
	reader := sdkmetric.NewPeriodicReader(told, reading...)
	return &otlpPush{sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader), sdkmetric.WithResource(about))}, nil
}

// otlpOptions returns where to push. A push that fails is not tried again: the next one has all
// that it had.
func otlpOptions(address string) ([]otlpmetrichttp.Option, error) {
	options := []otlpmetrichttp.Option{otlpmetrichttp.WithRetry(otlpmetrichttp.RetryConfig{Enabled: false})}
	if address == otlpFromEnv {
		if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") == "" {
			return nil, usagef("--otlp env: OTEL_EXPORTER_OTLP_ENDPOINT is not set")
		}
		return options, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, hintedUsage("example: --otlp http://localhost:4318", "--otlp: want a URL of http or https, or env")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/metrics"
	}
	return append(options, otlpmetrichttp.WithEndpointURL(u.String())), nil
}

// close pushes what there is at the end, within a few seconds.
func (p *otlpPush) close(ctx context.Context) {
	if p == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), otlpFarewell)
	defer cancel()
	_ = p.provider.Shutdown(ctx) // what failed has been told
}

// toldOnce is an exporter whose first error is told to a person, and which has no others.
type toldOnce struct {
	sdkmetric.Exporter

	say  func(line string)
	once sync.Once
}

// Export implements sdkmetric.Exporter.
func (e *toldOnce) Export(ctx context.Context, all *metricdata.ResourceMetrics) error {
	if err := e.Exporter.Export(ctx, all); err != nil {
		e.once.Do(func() { e.say(fmt.Sprintf("push metrics (--otlp), told once: %v", err)) })
	}
	return nil
}

// otlpMetrics are loadMetrics as OpenTelemetry reads them.
type otlpMetrics struct{ *loadMetrics }

// Produce implements sdkmetric.Producer.
func (m otlpMetrics) Produce(context.Context) ([]metricdata.ScopeMetrics, error) {
	s := m.snapshot()
	scope := metricdata.ScopeMetrics{Scope: instrumentation.Scope{Name: "github.com/ssegauge/ssegauge", Version: version}}
	for _, f := range s.families {
		scope.Metrics = append(scope.Metrics, metricdata.Metrics{
			Name: "ssegauge." + f.name, Description: f.help, Unit: f.unit, Data: f.otlp(s.begin, s.at),
		})
	}
	if len(scope.Metrics) == 0 {
		return nil, nil
	}
	return []metricdata.ScopeMetrics{scope}, nil
}

// otlp returns the figures in the form of OpenTelemetry. Sums and histograms are since the run
// began.
func (f metricFamily) otlp(begin, at time.Time) metricdata.Aggregation {
	if f.kind == histogramMetric {
		h := metricdata.Histogram[float64]{Temporality: metricdata.CumulativeTemporality}
		for _, p := range f.points {
			h.DataPoints = append(h.DataPoints, p.otlpHistogram(begin, at))
		}
		return h
	}
	var points []metricdata.DataPoint[float64]
	for _, p := range f.points {
		points = append(points, metricdata.DataPoint[float64]{Attributes: p.attributes(), StartTime: begin, Time: at, Value: p.number})
	}
	if f.kind == counterMetric {
		return metricdata.Sum[float64]{DataPoints: points, Temporality: metricdata.CumulativeTemporality, IsMonotonic: true}
	}
	return metricdata.Gauge[float64]{DataPoints: points}
}

func (p metricPoint) attributes() attribute.Set {
	if p.label == "" {
		return attribute.NewSet()
	}
	return attribute.NewSet(attribute.String(p.label, p.value))
}

// otlpHistogram returns buckets that are not cumulative, with one more for what is longer than the
// last bound.
func (p metricPoint) otlpHistogram(begin, at time.Time) metricdata.HistogramDataPoint[float64] {
	d, below := p.durations, uint64(0)
	point := metricdata.HistogramDataPoint[float64]{
		Attributes: p.attributes(), StartTime: begin, Time: at, Count: d.count, Sum: d.sum, Bounds: d.bounds,
	}
	for _, n := range append(slices.Clip(d.upTo), d.count) {
		point.BucketCounts = append(point.BucketCounts, n-below)
		below = n
	}
	return point
}
