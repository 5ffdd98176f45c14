package loadgen

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// farewell bounds how long streams may take to leave at the end.
const farewell = 10 * time.Second

// patience is how long a worker may take to answer, on a machine that hardly runs it, before the
// run is given up.
const patience = 2 * time.Minute

// Run carries s out, and returns what came of it. The end of ctx cuts the plan short, and what
// was measured until then is returned all the same. An error says why the run could not
// begin: all problems of s, a name that is not known, a [LimitError], a [ConsentError].
func Run(ctx context.Context, s Scenario, watch Watch) (*report.Run, error) {
	r, err := prepare(ctx, s, watch)
	if err != nil {
		return nil, err
	}
	defer r.close()
	return r.run(ctx)
}

// run goes through the parts of a run.
func (r *runner) run(ctx context.Context) (*report.Run, error) {
	lasting := context.WithoutCancel(ctx) // for what must be done even after an interrupt
	r.start(lasting)
	r.plan(ctx, lasting)
	if err := r.drain(lasting); err != nil {
		return nil, err
	}
	if err := r.settle(lasting); err != nil {
		return nil, err
	}
	return r.report(lasting)
}

// plan lets the plan take its course, and looks at it every second.
func (r *runner) plan(ctx, lasting context.Context) {
	length := r.scenario.Plan.Length()
	for at := time.Second; r.failed == nil && !r.hopeless; at += time.Second {
		last := at >= length
		select {
		case <-ctx.Done():
			r.interrupted = true
			return
		case <-time.After(time.Until(r.begin.Add(min(at, length)))):
		}
		r.second(lasting)
		if last {
			return
		}
		r.judgeEarly(time.Since(r.begin))
	}
}

// drain ends what makes new events, and waits until those that are on their way have arrived.
func (r *runner) drain(ctx context.Context) error {
	if r.publishing != nil {
		r.publishing.end()
	}
	ctx, cancel := context.WithTimeout(ctx, r.scenario.Drain+patience)
	defer cancel()
	if err := r.engine.Hold(ctx); err != nil {
		return fmt.Errorf("end plan: %w", err)
	}
	r.planned = time.Since(r.begin)
	if r.comparable() {
		r.highs, r.failed = r.engine.Highs(ctx)
	}
	received := r.second(ctx) // so that it is known what is live, however short the plan was
	end := time.Now().Add(r.scenario.Drain)
	for quiet := r.patience(); r.live > 0 && (quiet < 2 || r.behind(ctx)) && time.Now().Before(end); quiet++ {
		<-time.After(500 * time.Millisecond)
		if received = r.second(ctx); received > 0 {
			quiet = r.patience() - 1
		}
	}
	if received > 0 {
		r.highs = nil // what has not come may be on its way
	}
	return r.failed
}

// patience returns where to begin to count half seconds of silence, 2 of which end the drain.
// The events of others may never end: those that are numbered are waited for by number, and
// without a number nothing is.
func (r *runner) patience() int {
	if r.publishing != nil || r.scenario.Union {
		return 0
	}
	return 2
}

// behind reports whether a stream that is open has not come to the last event yet. A server that
// is slow does not lose what it still delivers.
func (r *runner) behind(ctx context.Context) bool {
	behind, err := r.engine.Behind(ctx, r.last)
	return err == nil && behind > 0
}

// last returns the number of the last event of a topic that everybody should have.
func (r *runner) last(topic string) int64 {
	if r.numbered() {
		return r.publishing.last(topic)
	}
	if high, known := r.highs[topic]; known {
		return high
	}
	return -1
}

// comparable reports whether all Subscribers should have come to the highest number that any of
// them saw in a lane: where others give the numbers, and who gets which is not a matter of the
// request.
func (r *runner) comparable() bool {
	q, targets := r.scenario.Sequence, r.scenario.Request.Targets
	counted := q.Sequence != "" && q.Sequence != report.SequenceNone && !r.scenario.Union && !r.numbered()
	return counted && (q.Topic != "" || len(targets) == 1 && !strings.Contains(targets[0].URL, "{{"))
}

// settle closes the ledgers and lets all streams leave.
func (r *runner) settle(lasting context.Context) error {
	ctx, cancel := context.WithTimeout(lasting, patience)
	defer cancel()
	if err := r.engine.Settle(ctx, r.last); err != nil {
		return fmt.Errorf("settle ledgers: %w", err)
	}
	r.collect(ctx)
	r.liveAtEnd = r.live
	ctx, end := context.WithTimeout(ctx, farewell)
	defer end()
	if err := r.engine.Finish(ctx); err != nil && r.failed == nil {
		r.remark(fmt.Sprintf("some streams had not left after %v", farewell))
	}
	r.collect(lasting)
	r.live = r.liveAtEnd // the farewell is not judged
	r.spreads.Close(math.MaxInt64, r.spread)
	return r.failed
}
