package main

import (
	"strconv"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// durationBuckets is a Distribution in buckets.
type durationBuckets struct {
	bounds []float64 // upper ones, in seconds, ascending
	upTo   []uint64  // how many durations are at most as long as each bound
	count  uint64
	sum    float64 // in seconds
}

// bucketBounds returns the bounds of all histograms: from 100 µs to a minute, three a decade.
func bucketBounds() []time.Duration {
	var bounds []time.Duration
	for decade := 100 * time.Microsecond; decade < 10*time.Second; decade *= 10 {
		bounds = append(bounds, decade, decade*5/2, decade*5)
	}
	return append(bounds, 10*time.Second, 30*time.Second, time.Minute)
}

func bucketsOf(d *measure.Distribution) *durationBuckets {
	bounds := bucketBounds()
	b := &durationBuckets{count: uint64(d.Count()), sum: d.Mean().Seconds() * float64(d.Count())}
	for i, n := range d.AtMost(bounds...) {
		b.bounds, b.upTo = append(b.bounds, bounds[i].Seconds()), append(b.upTo, uint64(n))
	}
	return b
}

// timingMetrics is all Timings that were measured: since the run began as buckets and as
// quantiles, and the quantiles of Lag of the last second.
func timingMetrics(t loadgen.Tick) []metricFamily {
	var all []metricFamily
	for _, timing := range measure.Timings() {
		d := t.Timing(timing)
		if d.Count() == 0 {
			continue
		}
		name, help := timing.String(), timing.Help()
		all = append(all,
			metricFamily{
				name: name, help: help, unit: "s", kind: histogramMetric,
				points: []metricPoint{{durations: bucketsOf(d)}},
			},
			quantileMetrics(name+"_quantile", help+", since the run began", d),
		)
	}
	if lag := t.Second.Lag(); lag.Count() > 0 {
		all = append(all, quantileMetrics("lag_second_quantile", measure.Lag.Help()+", in the last second", lag))
	}
	return all
}

func quantileMetrics(name, help string, d *measure.Distribution) metricFamily {
	f := metricFamily{name: name, help: help, unit: "s"}
	for _, q := range []float64{0.5, 0.9, 0.99, 0.999} {
		label := strconv.FormatFloat(q, 'g', -1, 64)
		f.points = append(f.points, metricPoint{label: "quantile", value: label, number: d.Quantile(q).Seconds()})
	}
	return f
}
