package loadgen

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
	"github.com/ssegauge/ssegauge/report"
)

// runner is a run while it lasts. Its fields belong to the goroutine of Run, but for what
// publishing notes.
type runner struct {
	scenario   Scenario
	watch      Watch
	maker      *request.Maker
	engine     *engine.Engine
	publishing *publishing // nil if nothing is published
	thresholds []threshold.Threshold
	host       *host.Watch
	clocks     *clocks // nil if there is one clock
	series     *measure.Series
	stages     []string

	begin    time.Time
	planned  time.Duration // for how long the plan was followed
	spreads  ledger.Spreads
	spreadOf measure.Distribution
	tally    ledger.Tally
	highs    map[string]int64 // of the lanes, when the plan was over, where others number events
	young    int64            // of those lost, the ones that may still be on their way
	sample   host.Sample
	restRSS  int64 // before the first stream
	live     int
	peak     int64
	queued   int

	liveAtEnd   int
	failed      error // a worker could not go on
	hopeless    bool
	abortedBy   int // index of the threshold that is hopeless
	abortedAt   time.Duration
	abortedWith string // what it was compared with then
	interrupted bool
	remarks     []string
	stop        []func()
}

// prepare makes everything that a run needs, and begins nothing.
func prepare(ctx context.Context, s Scenario, watch Watch) (*runner, error) {
	if err := s.Validate().Err(); err != nil {
		return nil, err
	}
	s = s.withDefaults(runtime.GOMAXPROCS(0))
	maker, err := request.New(ctx, s.Request)
	if err != nil {
		return nil, err
	}
	if err := s.checkConsent(maker.Endpoints()); err != nil {
		return nil, err
	}
	if err := s.checkLimitsOf(host.ReadLimits(), maker); err != nil {
		return nil, err
	}
	r := &runner{scenario: s, watch: watch, maker: maker, stages: s.Plan.StageNames(), abortedBy: -1}
	if err := r.build(ctx); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// build makes the parts of a run.
func (r *runner) build(ctx context.Context) error {
	s := &r.scenario
	for _, text := range s.Thresholds {
		t, err := threshold.Parse(text, s.Catalogue())
		if err != nil {
			return err
		}
		r.thresholds = append(r.thresholds, t)
	}
	var err error
	if r.publishing, err = newPublishing(s); err != nil {
		return err
	}
	if s.ClockURL != "" {
		c, err := startClocks(ctx, s.ClockURL, s.Request.TLS)
		if err != nil {
			return err
		}
		r.clocks = c
		r.stop = append(r.stop, c.close)
	}
	r.series = measure.NewSeries(columns()...)
	if r.engine, err = engine.New(r.config()); err != nil {
		return fmt.Errorf("start workers: %w", err)
	}
	r.stop = append(r.stop, r.engine.Close)
	return nil
}

// config returns what the engine is told.
func (r *runner) config() engine.Config {
	s := &r.scenario
	c := engine.Config{
		Plan: s.Plan, Maker: r.maker, Sequence: s.Sequence, Workers: s.Workers, Tags: len(s.Request.Targets),
		Ledger: ledger.Options{MaxExamples: maxExamples}, Union: s.Union,
		Readers: s.Readers, Leave: s.Leave, Resume: s.Resume, Caps: s.Caps, Limits: s.Limits, Seed: s.Plan.Seed,
	}
	if r.numbered() {
		c.Next = r.publishing.next
		c.Ledger.Excused, c.Ledger.DueUnix = r.publishing.excused, r.publishing.dueUnix
		if len(r.publishing.topics) == 1 {
			c.Topic, c.OneTopic = r.publishing.topics[0], true
		}
	}
	if r.clocks != nil {
		c.Offset = r.clocks.offset
	}
	return c
}

// numbered reports whether the numbers of events are those that the run gives them itself. What
// it knows of them says nothing about others, such as the IDs of a server.
func (r *runner) numbered() bool {
	return r.publishing != nil && r.scenario.Sequence.Sequence == report.SequencePublisher
}

// maxExamples bounds the examples of each kind in a report.
const maxExamples = 20

// start begins the run.
func (r *runner) start(ctx context.Context) {
	r.host = host.Start()
	r.restRSS = r.host.Sample().RSS
	r.stop = append(r.stop, r.host.Close)
	r.begin = time.Now()
	if r.publishing != nil { // before the workers, which ask for the number of the next event
		r.publishing.start(ctx, r.begin)
		r.stop = append(r.stop, r.publishing.end)
	}
	r.engine.Start(ctx, r.begin)
}

// close ends what is left, the last first.
func (r *runner) close() {
	for _, stop := range slices.Backward(r.stop) {
		stop()
	}
}

// remark notes something that a reader of the report should know.
func (r *runner) remark(text string) { r.remarks = append(r.remarks, text) }
