package loadgen

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// Watch is told how a run stands. Its zero value is told nothing.
type Watch struct {
	// Second is called about once a second, on the goroutine of Run. What Tick lends is valid
	// until it returns.
	Second func(Tick)
}

// Tick is how a run stands.
type Tick struct {
	// At is the time since the run began, Of how long the plan takes.
	At, Of time.Duration
	// Stage is the name of the stage that is under way.
	Stage string
	// Planned is how many streams should be open by now, Live how many are, and Queued
	// how many wait to be opened.
	Planned, Live, Queued int
	// Second is what has happened since the last Tick, Total since the beginning, but for
	// what Count and Timing have besides. Tally is the counts of the ledgers.
	// Tally.Lost leaves out what may still be on its way.
	Second *measure.Second
	Total  *measure.Sheet
	Tally  ledger.Tally
	// Published is how many events the run has published, PublishFailed how many publishes failed.
	Published, PublishFailed int64
	// Host is what the generator and its machine did.
	Host host.Sample
	// Extra is the figures of Columns.
	Extra []float64

	timing func(measure.Select, measure.Timing) *measure.Distribution
	count  func(measure.Count) int64
}

// Count returns a Count since the beginning, wherever it is kept.
func (t Tick) Count(of measure.Count) int64 {
	if t.count == nil {
		return t.Total.Count(measure.Everything(), of)
	}
	return t.count(of)
}

// Timing returns all durations of a Timing since the beginning, also of those that are not in
// Total: Spread and Publish.
func (t Tick) Timing(of measure.Timing) *measure.Distribution {
	if t.timing == nil {
		return t.Total.Timing(measure.Everything(), of)
	}
	return t.timing(measure.Everything(), of)
}

// Columns are what the series of a run holds beside what package measure gives it.
func Columns() []measure.Column { return columns() }

func columns() []measure.Column {
	return []measure.Column{
		{Name: "planned", Combine: measure.Latest},
		{Name: "cpu_cores", Combine: measure.Mean},
		{Name: "machine_cpu_share", Combine: measure.Mean},
		{Name: "rss_bytes", Combine: measure.Largest},
		{Name: "loop_lag_max_ms", Combine: measure.Largest},
		{Name: "kernel_lag_max_ms", Combine: measure.Largest},
	}
}

// second looks at the run, and returns how many events have arrived since the last time.
func (r *runner) second(ctx context.Context) int64 {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return r.collect(ctx)
}

// collect takes what the workers have measured.
func (r *runner) collect(ctx context.Context) int64 {
	now, err := r.engine.Collect(ctx)
	if err == nil {
		err = r.engine.Err()
	}
	if err != nil {
		r.failed = err
		return 0
	}
	at := time.Since(r.begin)
	now.Second.Add(measure.Lost, now.Tally.Lost-now.Young-(r.tally.Lost-r.young))
	r.tally, r.young, r.live, r.queued = now.Tally, now.Young, now.Live, now.Queued
	r.peak = max(r.peak, now.Second.Peak())
	for _, s := range now.Spreads {
		r.spreads.Add(s)
	}
	r.spreads.Close(time.Now().Add(-spreadPatience).UnixNano(), r.spread)
	r.sample = r.host.Sample()
	r.tell(at, now)
	return now.Second.Count(measure.Events)
}

// spreadPatience is when all workers have told of an event for sure.
const spreadPatience = 12 * time.Second

// spread takes the fan-out of an event that has reached more than one.
func (r *runner) spread(s ledger.Spread) {
	if s.Count > 1 && !s.Cut {
		r.spreadOf.Record(time.Duration(s.LastUnix - s.FirstUnix))
	}
}

// tell tells the series and the watch.
func (r *runner) tell(at time.Duration, now engine.Now) {
	planned := r.scenario.Plan.Streams(at)
	_, loop := now.Second.Timing(measure.LoopLag)
	_, kernel := now.Second.Timing(measure.KernelLag)
	extra := []float64{
		float64(planned), r.sample.CPU, r.sample.MachineCPU, float64(r.sample.RSS), milliseconds(loop), milliseconds(kernel),
	}
	r.series.Append(at-r.sample.Elapsed, now.Second, extra...)
	if r.watch.Second == nil {
		return
	}
	now.Tally.Lost -= now.Young
	r.watch.Second(Tick{
		At: at, Of: r.scenario.Plan.Length(), Stage: r.stages[r.scenario.Plan.StageAt(at)],
		Planned: planned, Live: now.Live, Queued: now.Queued,
		Second: now.Second, Total: r.engine.Total(), Tally: now.Tally, Published: r.count(measure.Published),
		PublishFailed: r.count(measure.PublishFailed), Host: r.sample, Extra: extra, timing: r.timing, count: r.count,
	})
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// judgeEarly ends the plan when a threshold that asks for it cannot hold any more.
func (r *runner) judgeEarly(at time.Duration) {
	if r.hopeless {
		return
	}
	for i, t := range r.thresholds {
		if t.Abort && t.Hopeless(figures{r, at}) {
			r.hopeless, r.abortedBy, r.abortedAt = true, i, at
			r.abortedWith = t.Evaluate(figures{r, at}).Actual
			return
		}
	}
}
