package specs

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "stream".
const (
	mainStream    = "stream"
	controlStream = "control"
	stepSpaced    = "spaced"
)

const (
	// spacedEvents are published at spacings: a low rate of small events, which no
	// buffer can hide behind.
	spacedEvents = 5
	minSpacing   = 200 * time.Millisecond
	maxSpacing   = 500 * time.Millisecond
	// enoughEvents end the watching of a stream that sends events by itself.
	enoughEvents = 20
	// markedType is the type of every second event, if the hook carries one.
	markedType = "ssegauge-note"
)

// spacing returns the time between the spaced event i and the next. No two are
// alike, so that a steady delay and waiting for the next event can be told apart.
func spacing(i int) time.Duration {
	return [...]time.Duration{minSpacing, 400 * time.Millisecond, 300 * time.Millisecond, maxSpacing}[i%4]
}

// observeStream watches a stream and, beside it, a control reader. With a hook
// it publishes small events at a low rate; without, it waits for what comes.
func observeStream(ctx context.Context, s *subject) {
	control, x := s.streams(ctx, controlStream, mainStream)
	if !s.ready(ctx, x) || !s.ready(ctx, control) {
		return
	}
	if !s.canPublish() {
		s.waitFor(ctx, s.waits.Window, x, func(t *wire.Transcript) bool { return len(t.Events) >= enoughEvents })
		return
	}
	s.publishApart(ctx, x, stepSpaced, func(i int, p *Publication) {
		if i%2 == 1 {
			p.Event = markedType
		}
	})
	for _, p := range s.obs.step(stepSpaced) {
		arrived := func(t *wire.Transcript) bool { return indexReceived(t, p.Publication) >= 0 }
		most := time.Until(p.Answered.Add(s.obs.Limits.MaxDelay + maxSpacing))
		s.waitFor(ctx, most, x, arrived)
		s.waitFor(ctx, most, control, arrived)
	}
}

// publishApart publishes small events at spacings, each of which change, if it is
// not nil, may change. It stops early when the stream ends.
func (s *subject) publishApart(ctx context.Context, x *wire.Exchange, step string, change func(i int, p *Publication)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for i := range spacedEvents {
		select {
		case <-timer.C:
		case <-x.Done():
			return
		case <-ctx.Done():
			return
		}
		timer.Reset(spacing(i))
		p := s.marker(step)
		if change != nil {
			change(i, &p)
		}
		s.publish(ctx, p)
	}
}
