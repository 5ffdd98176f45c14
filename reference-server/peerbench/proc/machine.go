//go:build linux

package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

// Usage is processor time up to some moment.
type Usage struct {
	// Machine is what all programs have used, on all processors.
	Machine time.Duration
	// Own is what this process has used, and its children that have ended.
	Own time.Duration
	// At is the moment.
	At time.Time
}

// Used returns the processor time used so far.
func Used() (Usage, error) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return Usage{}, fmt.Errorf("read processor time: %w", err)
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 9 {
		return Usage{}, fmt.Errorf("read /proc/stat: %q has %d fields", line, len(fields))
	}
	u := Usage{At: time.Now()}
	for _, i := range []int{1, 2, 3, 6, 7, 8} { // user, nice, system, irq, softirq, steal
		ticks, err := strconv.ParseInt(string(fields[i]), 10, 64)
		if err != nil {
			return u, fmt.Errorf("read /proc/stat: %w", err)
		}
		u.Machine += time.Duration(ticks) * tick
	}
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if err := syscall.Getrusage(who, &r); err != nil {
			return u, fmt.Errorf("read processor time: %w", err)
		}
		u.Own += time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	return u, nil
}

// Others returns which share, from 0 to 1, of so many processors other programs took
// between before and u.
func (u Usage) Others(before Usage, processors int) float64 {
	others := (u.Machine - before.Machine) - (u.Own - before.Own)
	whole := time.Duration(processors) * u.At.Sub(before.At)
	if whole <= 0 {
		return 0
	}
	return min(1, max(0, float64(others)/float64(whole)))
}
