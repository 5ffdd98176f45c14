package host

import (
	"sync"
	"time"
)

// Sample is what was done since the sample before, and what there is now.
type Sample struct {
	// Elapsed is the time since the sample before.
	Elapsed time.Duration
	// CPU is how many cores this process used: 0.5 is half of one.
	CPU float64
	// MachineCPU is the share of all cores that was used by anyone, from 0 to 1, and
	// Stolen the share that a hypervisor gave to others.
	MachineCPU, Stolen float64
	// Pressure is the share of the time in which something waited for a core.
	Pressure float64
	// RunDelay is how long threads of this process waited for a core, all together.
	RunDelay time.Duration
	// GCPause is the longest pause of garbage collection.
	GCPause time.Duration
	// TCP is counted in the network namespace, by anyone.
	TCP TCP

	// RSS is the memory that this process has of the machine, Heap the part of Go's
	// objects; both in bytes.
	RSS, Heap int64
	// Files is how many files this process has open.
	Files int
	// Ports is how many TCP sockets of the network namespace hold a port, those in
	// TIME-WAIT among them. On loopback both ends of a connection count.
	Ports int
}

// Report is what was done since the beginning: shares, delays and counts over all of
// the time, memory, files and ports at their highest.
type Report struct {
	Sample
	// PeakCPU and PeakMachineCPU are the highest of one sample.
	PeakCPU, PeakMachineCPU float64
	Pauses                  Pauses
	Limits                  Limits
	// Sources is from how many addresses connections were made, as the caller knows; 0 is 1.
	Sources int
}

// Watch watches this process and its machine. It is made by [Start] and must be
// closed. Sample and Report are for one goroutine,
// Pauses is for any.
type Watch struct {
	began       time.Time
	first, last *counters
	lastAt      time.Time
	collections collections
	limits      Limits
	peak        Report
	delayed     time.Duration

	stop chan struct{} // closed by Close
	done chan struct{} // closed by the goroutine that beats

	mu    sync.Mutex
	pulse pulse // guarded by mu
}

// Start begins to watch.
func Start() *Watch {
	now, c := time.Now(), read()
	w := &Watch{
		began: now, first: c, last: c, lastAt: now, limits: ReadLimits(),
		pulse: pulse{began: now, last: now},
		stop:  make(chan struct{}), done: make(chan struct{}),
	}
	w.collections.longest()
	go w.beat()
	return w
}

// Close ends the watch; Report can still be asked.
func (w *Watch) Close() {
	close(w.stop)
	<-w.done
}

// beat notices pauses until the watch is closed.
func (w *Watch) beat() {
	defer close(w.done)
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C: // the time it carries is when it was due
			w.Pauses()
		case <-w.stop:
			w.Pauses()
			return
		}
	}
}

// Pauses returns the pauses until now, or until the watch was closed. One that ended
// this instant is among them, although no beat has come since.
func (w *Watch) Pauses() Pauses {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.done:
	default:
		w.pulse.beat(time.Now())
	}
	return w.pulse.seen
}

// Sample reads what was done since it was called last, or since the start.
func (w *Watch) Sample() Sample {
	now, c := time.Now(), read()
	delayed := c.delayed(w.last)
	s := between(w.last, c, now.Sub(w.lastAt), w.limits.Cores)
	s.RunDelay, s.GCPause, s.Heap = delayed, w.collections.longest(), heapBytes()
	w.last, w.lastAt = c, now
	w.delayed += delayed

	p := &w.peak
	p.PeakCPU = max(p.PeakCPU, s.CPU)
	p.PeakMachineCPU = max(p.PeakMachineCPU, s.MachineCPU)
	p.GCPause = max(p.GCPause, s.GCPause)
	p.RSS, p.Heap = max(p.RSS, s.RSS), max(p.Heap, s.Heap)
	p.Files, p.Ports = max(p.Files, s.Files), max(p.Ports, s.Ports)
	return s
}

// Report takes a last sample, and returns what was done since the start.
func (w *Watch) Report() Report {
	w.Sample()
	r := w.peak
	all := between(w.first, w.last, w.lastAt.Sub(w.began), w.limits.Cores)
	r.Elapsed, r.CPU, r.MachineCPU, r.Stolen, r.Pressure, r.TCP = all.Elapsed, all.CPU, all.MachineCPU, all.Stolen, all.Pressure, all.TCP
	r.RunDelay, r.Pauses, r.Limits = w.delayed, w.Pauses(), w.limits
	return r
}

// between returns what the counters tell of the time between two readings.
func between(a, b *counters, elapsed time.Duration, cores int) Sample {
	all := b.all - a.all
	return Sample{
		Elapsed:    elapsed,
		CPU:        min(share(b.processor-a.processor, elapsed), float64(cores)),
		MachineCPU: min(share(b.busy-a.busy, all), 1),
		Stolen:     min(share(b.stolen-a.stolen, all), 1),
		Pressure:   min(share(b.pressure-a.pressure, elapsed), 1),
		TCP:        b.tcp.less(a.tcp),
		RSS:        b.rss,
		Files:      b.files,
		Ports:      b.ports,
	}
}

// share returns part/whole, 0 of nothing.
func share(part, whole time.Duration) float64 {
	if whole <= 0 {
		return 0
	}
	return max(0, float64(part)/float64(whole))
}
