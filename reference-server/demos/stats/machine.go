package stats

import (
	"math"
	"os"
	"runtime/metrics"
	"strconv"
	"strings"
)

// loadAverage returns the load average of the last minute; false where the system
// does not tell.
func loadAverage() (load float64, ok bool) {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, false
	}
	return parseLoad(string(text))
}

// parseLoad returns the first figure of /proc/loadavg, such as "0.20 0.18 0.12 1/80 11206".
// https://man7.org/linux/man-pages/man5/proc_loadavg.5.html
func parseLoad(text string) (load float64, ok bool) {
	first, _, _ := strings.Cut(text, " ")
	load, err := strconv.ParseFloat(first, 64)
	return load, err == nil && load >= 0 && !math.IsInf(load, 0)
}

// memoryInUse returns the size of the objects of this process, in bytes.
func memoryInUse() float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return float64(sample[0].Value.Uint64())
}

// rounded keeps two digits behind the point.
func rounded(x float64) float64 { return math.Round(x*100) / 100 }
