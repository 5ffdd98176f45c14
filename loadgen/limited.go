package loadgen

import (
	"fmt"
	"runtime"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/report"
)

// The share of what was measured that may be the generator's own, and from when on that
// is worth a word.
const (
	ownShare      = 0.1
	leastLateness = 5 * time.Millisecond
	leastReading  = 100 * time.Millisecond
	shortShare    = 0.001
)

// judgeGenerator says what the generator has seen of itself, and whether it limited the run.
func (r *runner) judgeGenerator(load *report.Load) {
	h := r.host.Report()
	g := &load.Generator
	g.Workers, g.Cores = int64(r.scenario.Workers), int64(runtime.GOMAXPROCS(0))
	g.CPUShare, g.MachineCPUShare = h.CPU/float64(g.Cores), h.MachineCPU
	g.RSSBytes, g.Descriptors, g.DescriptorLimit = h.RSS, int64(h.Files), int64(h.Limits.Files)
	g.EphemeralPorts, g.EphemeralPortLimit = int64(h.Ports), int64(h.Limits.Ports())
	g.SynRetransmits, g.ListenOverflows, g.ListenDrops = h.TCP.SynRetransmits, h.TCP.ListenOverflows, h.TCP.ListenDrops
	g.PausedMS = h.Pauses.Longest.Milliseconds()
	if r.peak > 0 {
		g.BytesPerStream = h.RSS / r.peak
	}
	kernel, loop := r.whole(measure.KernelLag), r.whole(measure.LoopLag)
	g.KernelLagP99US, g.LoopLagP99US = kernel.Quantile(0.99).Microseconds(), loop.Quantile(0.99).Microseconds()
	g.KernelTimestamps = r.kernelShare()
	for _, m := range h.Remarks() {
		r.limit(g, m.Limits, m.Text, m.Advice)
	}
	r.limitByLateness(g)
	if g.Limited {
		load.Inconclusive = "generator-limited: " + g.Reasons[0]
	}
	g.Reasons = append(g.Reasons, r.remarks...)
}

// limit notes what is worth knowing about the generator; limited is what limits the run.
func (r *runner) limit(g *report.Generator, limits bool, text, advice string) {
	if limits && !g.Limited {
		g.Limited = true
		g.Reasons = append([]string{text}, g.Reasons...)
	} else {
		g.Reasons = append(g.Reasons, text)
	}
	g.Advice = append(g.Advice, advice)
}

// limitByLateness compares the generator's own delays with what they are part of.
func (r *runner) limitByLateness(g *report.Generator) {
	lag := r.whole(measure.Lag).Quantile(0.99)
	_, late := r.publishing.timings()
	if p99 := late.Quantile(0.99); p99 > max(leastLateness, share(lag, ownShare)) {
		r.limit(g, true, fmt.Sprintf("events were published %v late (p99), of %v of lag", rounded(p99), rounded(lag)),
			"publish more slowly or to more topics (--topic), or on a machine with more cores")
	}
	if p99 := r.whole(measure.KernelLag).Quantile(0.99); p99 > max(leastReading, lag) {
		r.limit(g, true, fmt.Sprintf("what had arrived was read %v later (p99), of %v of lag", rounded(p99), rounded(lag)),
			"use fewer streams or events, more cores, or more machines (ssegauge agent)")
	}
	opening := r.whole(measure.Open).Quantile(0.99)
	if p99 := r.whole(measure.Late).Quantile(0.99); p99 > max(leastReading, share(opening, 5*ownShare)) {
		r.limit(g, true, fmt.Sprintf("streams were opened %v late (p99), of %v until they were open", rounded(p99), rounded(opening)),
			"open them more slowly (--ramp, --arrivals), or on a machine with more cores")
	}
	planned, short := r.count(measure.Planned), r.count(measure.Shortfall)
	if float64(short) > shortShare*float64(planned) {
		r.limit(g, true, fmt.Sprintf("%d of %d arrivals were due and never begun", short, planned),
			"see the errors of the classes files and address; open fewer streams, or more slowly")
	}
}

func share(d time.Duration, of float64) time.Duration { return time.Duration(float64(d) * of) }

// rounded returns d with two or three digits.
func rounded(d time.Duration) time.Duration {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond)
	case d >= 100*time.Millisecond:
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Microsecond)
}

// whole returns the durations of a Timing over the whole run.
func (r *runner) whole(t measure.Timing) *measure.Distribution {
	return r.timing(measure.Everything(), t)
}

// kernelShare returns the share of the reads whose arrival the kernel has stamped.
func (r *runner) kernelShare() float64 {
	reads := r.engine.Reads()
	if reads.All == 0 {
		return 0
	}
	return float64(reads.Stamped) / float64(reads.All)
}
