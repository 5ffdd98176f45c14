//go:build linux

package crowd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQuantileIsThatOfTheValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var h Histogram
	values := make([]time.Duration, 10_000)
	for i := range values {
		values[i] = time.Duration(math.Exp(random.Float64() * 20)) // from 1 ns to half a second
		h.Record(values[i])
	}
	slices.Sort(values)
	for _, q := range []float64{0.001, 0.5, 0.9, 0.99, 0.999, 1} {
		got, want := h.Quantile(q), values[int(q*float64(len(values))+0.5)-1]
		if got < want || float64(got) > float64(want)*(1+1.0/128) {
			t.Errorf("quantile %v is %v, want at least %v and at most 1/128 more", q, got, want)
		}
	}
	if h.Total() != int64(len(values)) {
		t.Errorf("total is %d, want %d", h.Total(), len(values))
	}
}

func TestBucketsHoldEveryValue(t *testing.T) {
	last := -1
	for _, v := range []uint64{0, 1, 127, 128, 255, 256, 257, 258, 511, 512, 1 << 40, math.MaxInt64} {
		b := bucket(v)
		if b < last {
			t.Errorf("%d is in bucket %d, before that of a smaller value, %d", v, b, last)
		}
		if highest(b) < v {
			t.Errorf("%d is in bucket %d, which ends at %d", v, b, highest(b))
		}
		last = b
	}
}

func TestEmptyHistogram(t *testing.T) {
	var h Histogram
	if got := h.Quantile(0.99); got != 0 {
		t.Errorf("quantile of nothing is %v, want 0", got)
	}
	h.Record(-time.Second)
	if got := h.Quantile(1); got != 0 {
		t.Errorf("a negative duration counts as %v, want 0", got)
	}
}
