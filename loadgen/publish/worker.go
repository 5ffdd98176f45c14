package publish

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// worker publishes the events of a lane, one at a time.
type worker struct {
	publisher *Publisher
	lane      *lane
	start     time.Time
	done      func(Result)
}

// run begins nothing after ctx has ended; requests lives on until they were waited
// for long enough.
func (w *worker) run(ctx, requests context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	s := &w.publisher.schedule
	for {
		n := w.lane.take(s)
		if n >= s.total {
			return
		}
		free := max(s.due(n), time.Since(w.start))
		if !w.wait(ctx, timer, s.due(n)) {
			return
		}
		w.publish(requests, n, free)
	}
}

// wait waits until an instant, and reports whether ctx still lasts then. The last part of
// it is a nap, where timers are late.
func (w *worker) wait(ctx context.Context, timer *time.Timer, due time.Duration) bool {
	timer.Reset(due - time.Since(w.start) - w.publisher.early)
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	for left := due - time.Since(w.start); left > 0 && ctx.Err() == nil; left = due - time.Since(w.start) {
		nap(left)
	}
	return ctx.Err() == nil
}

func (w *worker) publish(ctx context.Context, n int64, free time.Duration) {
	p := w.publisher
	topic := int(p.schedule.turns[n%p.schedule.period])
	e := event{
		topic: topic, topicName: p.plan.Topics[topic].Name, kind: p.plan.Event,
		seq: p.schedule.ofTopic(topic, n) + 1 - p.unused[topic].Load(), due: p.schedule.due(n), size: p.sizes.of(n),
	}
	e.stamp = stamp.Stamp{Run: p.plan.Run, Topic: e.topicName, Seq: e.seq, Due: w.start.UnixNano() + int64(e.due)}
	p.begin(topic, e.seq)
	a := p.send(ctx, &e)
	r := Result{
		Topic: topic, Seq: e.seq, Due: e.due, Free: free, Answered: time.Since(w.start), Bytes: a.bytes,
		Class: a.class, Status: a.status, RetryAfter: a.retryAfter, Detail: a.detail,
	}
	if a.sent != nil {
		r.Started = a.sent.Sub(w.start)
	}
	p.note(r, w.done)
}
