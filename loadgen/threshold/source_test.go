package threshold

import (
	"slices"
	"time"
)

// known is the catalogue of the tests.
func known() Catalogue {
	return Catalogue{
		Metrics: []Metric{
			{"lag", Timing, Duration, ByStage | ByTag},
			{"connect", Timing, Duration, ByStage},
			{"opened", Count, Number, ByStage | ByTag},
			{"planned", Count, Number, ByStage | ByTag},
			{"started", Count, Number, ByStage},
			{"failed", Count, Number, ByStage},
			{"lost", Count, Number, 0},
			{"events", Count, Number, ByStage},
			{"bytes", Count, Bytes, 0},
			{"errors", Count, Number, ByStage | ByClass},
			{"cpu", Gauge, Share, 0},
			{"rss", Gauge, Bytes, 0},
			{"paused", Gauge, Duration, 0},
		},
		Stages:  []string{"ramp", "peak", "cool down"},
		Tags:    []string{"eu", "us-east"},
		Classes: []string{"refused", "content-type"},
	}
}

// run is a source: figures by their text.
type run struct {
	timings map[string]samples
	numbers map[string]float64
	elapsed map[string]time.Duration
}

func (r run) Timing(name string, part Selector) (Quantiles, bool) {
	d, ok := r.timings[name+part.String()]
	return d, ok
}

func (r run) Number(name string, part Selector) (float64, bool) {
	n, ok := r.numbers[name+part.String()]
	return n, ok
}

func (r run) Elapsed(part Selector) time.Duration { return r.elapsed[part.String()] }

// samples are sorted durations.
type samples []time.Duration

func (s samples) Count() int64       { return int64(len(s)) }
func (s samples) Min() time.Duration { return slices.Min(s) }
func (s samples) Max() time.Duration { return slices.Max(s) }
func (s samples) Quantile(q float64) time.Duration {
	return s[min(int(q*float64(len(s))), len(s)-1)]
}

func (s samples) Mean() time.Duration {
	var sum time.Duration
	for _, d := range s {
		sum += d
	}
	return sum / time.Duration(len(s))
}
