//go:build linux

package crowd

import (
	"math/bits"
	"time"
)

// Histogram counts durations in buckets that are at most 1/128 wide of what they
// hold. The zero value is empty.
type Histogram struct {
	counts [(65 - bucketBits) << bucketBits]int64
	total  int64
}

const bucketBits = 7

// Record counts d; a negative one counts as 0.
func (h *Histogram) Record(d time.Duration) {
	h.counts[bucket(uint64(max(d, 0)))]++
	h.total++
}

// bucket returns the place of v: values below 256 have a bucket each, and every
// further power of two has 128.
func bucket(v uint64) int {
	shift := max(0, bits.Len64(v)-bucketBits-1)
	return shift<<bucketBits + int(v>>shift)
}

// highest returns the largest value of a bucket.
func highest(bucket int) uint64 {
	shift := max(0, bucket>>bucketBits-1)
	return (uint64(bucket-shift<<bucketBits)+1)<<shift - 1
}

// Total returns how many durations were counted.
func (h *Histogram) Total() int64 { return h.total }

// Quantile returns a duration that the share q, from 0 to 1, of those counted does
// not exceed. Without any it returns 0.
func (h *Histogram) Quantile(q float64) time.Duration {
	rank := int64(q*float64(h.total) + 0.5)
	for i, n := range h.counts {
		if rank -= n; n > 0 && rank <= 0 {
			return time.Duration(highest(i))
		}
	}
	return 0
}
