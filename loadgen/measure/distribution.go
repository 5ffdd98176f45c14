package measure

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// MaxDuration is the longest duration that a [Distribution] tells from longer ones.
const MaxDuration = 24 * time.Hour

const (
	significantDigits = 3
	maxMicros         = int64(MaxDuration / time.Microsecond)
)

// Distribution is durations, to a microsecond or 0.1 %, whichever is more. Its zero value is
// ready and takes memory from the first Record on. Negative durations, which come from clocks
// that differ, are kept apart as magnitudes and counted; everything read is over both. Values
// past [MaxDuration] on either side count as MaxDuration, and in Clamped.
type Distribution struct {
	positive *hdrhistogram.Histogram
	negative *hdrhistogram.Histogram // magnitudes
	clamped  int64
}

func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, maxMicros, significantDigits)
}

// Record adds a duration. It allocates for the first and for the first negative one only.
func (d *Distribution) Record(v time.Duration) { d.RecordN(v, 1) }

// RecordN adds a duration n times. An n below 1 adds nothing.
func (d *Distribution) RecordN(v time.Duration, n int64) {
	if n < 1 {
		return
	}
	if v > MaxDuration || v < -MaxDuration {
		d.clamped += n
		v = max(min(v, MaxDuration), -MaxDuration)
	}
	if v <= -time.Microsecond/2 {
		if d.negative == nil {
			d.negative = newHistogram()
		}
		add(d.negative, micros(-v), n)
		return
	}
	if d.positive == nil {
		d.positive = newHistogram()
	}
	add(d.positive, micros(v), n)
}

// micros rounds to the nearest microsecond.
func micros(v time.Duration) int64 {
	return int64((v + time.Microsecond/2) / time.Microsecond)
}

// add cannot fail: v is in range, and no run counts to 2^63.
func add(h *hdrhistogram.Histogram, v, n int64) { _ = h.RecordValues(v, n) }

// Merge adds what o holds and leaves o as it is. A nil o holds nothing.
func (d *Distribution) Merge(o *Distribution) {
	if o == nil {
		return
	}
	d.positive = merged(d.positive, o.positive)
	d.negative = merged(d.negative, o.negative)
	d.clamped += o.clamped
}

// merged adds from to into, which it makes if there is none. It returns into.
func merged(into, from *hdrhistogram.Histogram) *hdrhistogram.Histogram {
	switch {
	case from == nil || from.TotalCount() == 0:
		return into
	case into == nil:
		return from.Clone()
	}
	into.Merge(from)
	return into
}

// Reset empties the Distribution and keeps its memory.
func (d *Distribution) Reset() {
	if d.Count() != 0 {
		reset(d.positive)
		reset(d.negative)
	}
	d.clamped = 0
}

func reset(h *hdrhistogram.Histogram) {
	if h != nil {
		h.Reset()
	}
}

// Count returns how many durations were recorded.
func (d *Distribution) Count() int64 { return total(d.positive) + total(d.negative) }

// Negative returns how many of them were below zero.
func (d *Distribution) Negative() int64 { return total(d.negative) }

// Clamped returns how many of them were further than [MaxDuration] from zero.
func (d *Distribution) Clamped() int64 { return d.clamped }

func total(h *hdrhistogram.Histogram) int64 {
	if h == nil {
		return 0
	}
	return h.TotalCount()
}

// Quantile returns the smallest duration with a share of at least q of all durations at or
// below it. At 0 it is Min, at 1 Max; without durations it is 0.
func (d *Distribution) Quantile(q float64) time.Duration {
	negative, count := d.Negative(), d.Count()
	switch {
	case count == 0:
		return 0
	case !(q > 0):
		return d.Min()
	case q >= 1:
		return d.Max()
	}
	// A share such as 0.07 is not exact in binary; towards zero it cannot pass a whole rank.
	rank := int64(math.Ceil(math.Nextafter(q, 0) * float64(count)))
	rank = min(max(rank, 1), count)
	if rank <= negative {
		return -atRank(d.negative, negative-rank+1)
	}
	return atRank(d.positive, rank-negative)
}

// atRank returns the rank-th smallest value of h, counted from 1.
func atRank(h *hdrhistogram.Histogram, rank int64) time.Duration {
	// The library rounds share x count to the nearest rank, which takes this back to rank.
	share := float64(rank) / float64(h.TotalCount())
	return duration(h.ValueAtPercentile(100 * share))
}

func duration(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

// Min returns the least duration, 0 without any.
func (d *Distribution) Min() time.Duration {
	switch {
	case d.Negative() > 0:
		return -duration(d.negative.Max())
	case d.Count() > 0:
		return duration(d.positive.Min())
	}
	return 0
}

// Max returns the greatest duration, 0 without any.
func (d *Distribution) Max() time.Duration {
	switch {
	case total(d.positive) > 0:
		return duration(d.positive.Max())
	case d.Negative() > 0:
		return -duration(d.negative.Min())
	}
	return 0
}

// Mean returns the arithmetic mean, 0 without any durations.
func (d *Distribution) Mean() time.Duration { return floatDuration(d.mean()) }

func floatDuration(us float64) time.Duration {
	return time.Duration(math.Round(us * float64(time.Microsecond)))
}

func (d *Distribution) mean() float64 {
	if d.Count() == 0 {
		return 0
	}
	sum := 0.0
	if d.positive != nil {
		sum += d.positive.Mean() * float64(d.positive.TotalCount())
	}
	if d.negative != nil {
		sum -= d.negative.Mean() * float64(d.negative.TotalCount())
	}
	return sum / float64(d.Count())
}

// Deviation returns the standard deviation of the durations as a population.
func (d *Distribution) Deviation() time.Duration {
	if d.Count() == 0 {
		return 0
	}
	mean, variance := d.mean(), 0.0
	part := func(h *hdrhistogram.Histogram, sign float64) {
		if total(h) == 0 {
			return
		}
		share := float64(h.TotalCount()) / float64(d.Count())
		within, between := h.StdDev(), sign*h.Mean()-mean
		variance += share * (within*within + between*between)
	}
	part(d.positive, 1)
	part(d.negative, -1)
	return floatDuration(math.Sqrt(variance))
}
