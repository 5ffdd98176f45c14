//go:build linux

package client

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"syscall"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/proc"
)

// resident returns the memory of this process that is in RAM once all garbage was given back.
// It writes a profile of the heap to a file unless that is empty.
func resident(profile string) (int64, error) {
	runtime.GC() // the first one ends the life of what sync.Pool holds
	runtime.GC()
	debug.FreeOSMemory()
	if profile != "" {
		if err := heapProfile(profile); err != nil {
			return 0, err
		}
	}
	return proc.Resident(os.Getpid())
}

// window is a time in which something is measured.
type window struct {
	began   time.Time
	cpu     time.Duration
	mallocs uint64
	profile *os.File
}

// begin begins a window, with a profile in a file unless that is empty.
func begin(profile string) (w window, err error) {
	if profile != "" {
		if w.profile, err = os.Create(profile); err != nil {
			return w, fmt.Errorf("write profile: %w", err)
		}
		if err := pprof.StartCPUProfile(w.profile); err != nil {
			return w, fmt.Errorf("write profile: %w", err)
		}
	}
	w.mallocs, w.cpu, w.began = mallocs(), cpu(), time.Now()
	return w, nil
}

// end notes what the window has cost.
func (w *window) end(f *Figures) error {
	f.Took, f.CPU, f.Allocations = time.Since(w.began), cpu()-w.cpu, int64(mallocs()-w.mallocs)
	if w.profile == nil {
		return nil
	}
	pprof.StopCPUProfile()
	return w.profile.Close()
}

// cpu returns the processor time that this process has used.
func cpu() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0 // it fails for bad arguments alone
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

func heapProfile(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	return errors.Join(pprof.Lookup("heap").WriteTo(f, 0), f.Close())
}
