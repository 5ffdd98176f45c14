package host

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// heapBytes returns the size of the objects on the Go heap, garbage included.
func heapBytes() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}

// collections follows the pauses of garbage collection.
type collections struct {
	stats debug.GCStats
	seen  int64
}

// longest returns the longest pause since it was asked last.
func (c *collections) longest() time.Duration {
	debug.ReadGCStats(&c.stats)
	fresh := min(c.stats.NumGC-c.seen, int64(len(c.stats.Pause))) // the most recent comes first
	c.seen = c.stats.NumGC
	var longest time.Duration
	for _, pause := range c.stats.Pause[:fresh] {
		longest = max(longest, pause)
	}
	return longest
}
