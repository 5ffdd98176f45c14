//go:build linux || darwin

package host

import (
	"math"
	"time"

	"golang.org/x/sys/unix"
)

// fileLimit returns how many files this process may open, 0 if it is unknown.
func fileLimit() int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(limit.Cur, math.MaxInt32))
}

// processorTime returns for how long the threads of this process have run, 0 if it is
// unknown.
func processorTime() time.Duration {
	var used unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
