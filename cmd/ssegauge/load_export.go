package main

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen"
)

// exportOptions says to whom a run tells its figures while it lasts.
type exportOptions struct{ prometheus, otlp string }

func (o *exportOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.prometheus, "prometheus", "", "serve /metrics at `[HOST]:PORT` while running")
	f.StringVar(&o.otlp, "otlp", "", "push metrics by OTLP/HTTP to `URL`, or env: as OTEL_* say")
}

// exports tells the figures of a run to others.
type exports struct {
	metrics    loadMetrics
	prometheus *metricsServer
	otlp       *otlpPush
}

// start begins to tell. What a person should know goes to say, from any goroutine. Whoever gets
// no error must call close.
func (o *exportOptions) start(ctx context.Context, say func(line string)) (*exports, error) {
	e := &exports{}
	var err error
	if e.prometheus, err = startMetricsServer(ctx, o.prometheus, &e.metrics, say); err != nil {
		return nil, err
	}
	if e.otlp, err = startOTLP(ctx, o.otlp, &e.metrics, say); err != nil {
		e.prometheus.close()
		return nil, err
	}
	return e, nil
}

// take takes how a run stands. It costs nothing if nobody listens.
func (e *exports) take(t loadgen.Tick) {
	if e.prometheus != nil || e.otlp != nil {
		e.metrics.take(t)
	}
}

// close pushes the last figures and ends everything.
func (e *exports) close(ctx context.Context) {
	e.otlp.close(ctx)
	e.prometheus.close()
}
