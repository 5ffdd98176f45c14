package loadgen

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/report"
)

// The share of what was measured that may be the generator's own, and from when on that
// is worth a word.
const (
	ownShare      = 0.1
	halfShare     = 0.5
	mostBusy      = 0.8 // of the time between two publishes
	leastLateness = 5 * time.Millisecond
	leastReading  = 100 * time.Millisecond
	shortShare    = 0.001
)

// manyStreams is how many there must be to tell what one costs: histograms take tens of
// megabytes, whatever the number of streams.
const manyStreams = 5000

// judgeGenerator says what the generator has seen of itself, and whether it limited the run.
func (r *runner) judgeGenerator(load *report.Load) {
	h := r.host.Report()
	h.Sources = r.scenario.needs(r.maker).Sources
	r.sample.CPU, r.sample.RSS = h.CPU, h.RSS // of the whole run, for thresholds
	g := &load.Generator
	g.Workers, g.Cores = int64(r.scenario.Workers), int64(runtime.GOMAXPROCS(0))
	g.CPUShare, g.MachineCPUShare = h.CPU/float64(g.Cores), h.MachineCPU
	g.RSSBytes, g.Descriptors, g.DescriptorLimit = h.RSS, int64(h.Files), int64(h.Limits.Files)
	g.EphemeralPorts, g.EphemeralPortLimit = int64(h.Ports), int64(h.Limits.Ports())
	g.SynRetransmits, g.ListenOverflows, g.ListenDrops = h.TCP.SynRetransmits, h.TCP.ListenOverflows, h.TCP.ListenDrops
	g.PausedMS = h.Pauses.Longest.Milliseconds()
	if r.peak >= manyStreams {
		g.BytesPerStream = max(0, h.RSS-r.restRSS) / r.peak
	}
	kernel, loop := r.whole(measure.KernelLag), r.whole(measure.LoopLag)
	g.KernelLagP99US, g.LoopLagP99US = kernel.Quantile(0.99).Microseconds(), loop.Quantile(0.99).Microseconds()
	g.KernelTimestamps = r.kernelShare()
	for _, m := range append(h.Remarks(), r.own().remarks()...) {
		limit(g, m)
	}
	if g.Limited {
		load.Inconclusive = "generator-limited: " + g.Reasons[0]
	}
	g.Reasons = append(g.Reasons, r.remarks...)
}

// limit notes what is worth knowing about the generator, what limits the run first.
func limit(g *report.Generator, m host.Remark) {
	at := len(g.Reasons)
	if m.Limits && !g.Limited {
		g.Limited, at = true, 0
	}
	g.Reasons = slices.Insert(g.Reasons, at, m.Text)
	g.Advice = slices.Insert(g.Advice, at, m.Advice)
}

// own is what the generator itself contributed to what it measured; durations are p99.
type own struct {
	lag, published time.Duration // Lag, and how late events were published by our fault
	held           time.Duration // how long they waited for answers to those before
	answer, turn   time.Duration // the median answer to a publish, and what the rate allows
	read           time.Duration // from the arrival at the kernel until it was read
	open, begun    time.Duration // until a stream was open, for the first time or again, and how late it was begun
	planned, short int64         // Arrivals, and those never begun
}

func (r *runner) own() own {
	p99 := func(t measure.Timing) time.Duration { return r.whole(t).Quantile(0.99) }
	o := own{
		lag: p99(measure.Lag), read: p99(measure.KernelLag), open: max(p99(measure.Open), p99(measure.Reconnect)), begun: p99(measure.Late),
		planned: r.count(measure.Planned), short: r.count(measure.Shortfall),
	}
	r.publishing.lateness(&o)
	return o
}

// remarks compares the generator's own delays with what they are part of.
func (o own) remarks() []host.Remark {
	var all []host.Remark
	add := func(limits bool, advice, format string, args ...any) {
		if limits {
			all = append(all, host.Remark{Limits: true, Text: fmt.Sprintf(format, args...), Advice: advice})
		}
	}
	add(o.lag > 0 && o.published > max(leastLateness, share(o.lag, ownShare)),
		"publish more slowly or to more topics (--topic), or on a machine with more cores",
		"events were published %v late (p99), of %v of lag", rounded(o.published), rounded(o.lag))
	add(o.lag > 0 && o.held > max(leastLateness, share(o.lag, ownShare)) && o.answer > share(o.turn, mostBusy),
		"publish more slowly, or to more topics (--topic)",
		"publishes of a topic wait for each other: an answer took %v, and the rate leaves %v", rounded(o.answer), rounded(o.turn))
	add(o.lag > 0 && o.read > max(leastReading, o.lag),
		"use fewer streams or events, more cores, or more machines",
		"what had arrived was read %v later (p99), more than the %v of lag", rounded(o.read), rounded(o.lag))
	add(o.begun > max(leastReading, share(o.open, halfShare)),
		"open them more slowly (--ramp, --arrivals), or on a machine with more cores",
		"streams were begun %v late (p99), of %v until they were open", rounded(o.begun), rounded(o.open))
	add(float64(o.short) > shortShare*float64(o.planned),
		"see the errors of the classes files and address; open fewer streams, or more slowly",
		"%d of %d arrivals were due and never begun", o.short, o.planned)
	return all
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
