package specs

import (
	"context"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "stalled".
const (
	stalledStream = "stalled"
	healthyOne    = "healthy 1"
	healthyTwo    = "healthy 2"
	stepLarge     = "large"
	stepReadOn    = "after it reads on"
)

const (
	// stallBuffer is the receive buffer of the reader that stops reading. Together
	// with small segments it keeps the buffers of the kernels on both sides below
	// 500 KiB; without, they take 4 MiB on a loopback interface.
	stallBuffer = 16 << 10
	// largeData is the size of an event, largeEvents and deepLarge are how many are
	// published: more than what kernels and common queues hold.
	largeData   = 16 << 10
	largeEvents = 64
	deepLarge   = 128
	// enoughLarge events are too many for the buffers of the kernels.
	enoughLarge = 48
	// stallLead is how many events may be on the way to the healthy readers.
	stallLead = 8
	// stallTime bounds the publishing.
	stallTime = 6 * time.Second
)

// observeStalled publishes large events to two readers, between which a third
// stops to read, and then lets that one read on.
func observeStalled(ctx context.Context, s *subject) {
	first := s.stream(ctx, healthyOne)
	if !s.ready(ctx, first) {
		return
	}
	stalled := s.narrow(ctx)
	if !s.ready(ctx, stalled) {
		return
	}
	second := s.stream(ctx, healthyTwo)
	if !s.ready(ctx, second) {
		return
	}
	stalled.Pause()
	all := s.publishLarge(ctx, first, second)
	stalled.Resume()
	last := s.publish(ctx, s.marker(stepReadOn))
	if !last.Accepted() && len(all) > 0 {
		last = all[len(all)-1]
	}
	s.arrives(ctx, stalled, last.Publication)
	s.arrives(ctx, first, last.Publication)
}

// narrow opens the stream of a reader that has room for few bytes.
func (s *subject) narrow(ctx context.Context) *wire.Exchange {
	recorder := *s.run.recorder
	recorder.ReadBuffer = stallBuffer
	if recorder.Dial == nil {
		recorder.Dial = (&net.Dialer{Control: narrowSocket(stallBuffer)}).DialContext
		recorder.ReadBuffer = 0
	}
	return s.send(ctx, &recorder, stalledStream, s.askStream(nil))
}

// publishLarge publishes until enough is under way, or until an event does not
// reach a healthy reader in time.
func (s *subject) publishLarge(ctx context.Context, healthy ...*wire.Exchange) []Published {
	until, n := time.Now().Add(stallTime), largeEvents
	if s.cfg.Depth == DepthDeep {
		until, n = time.Now().Add(10*stallTime), deepLarge
	}
	var all []Published
	for i := 0; i < n && time.Now().Before(until); i++ {
		p := s.marker(stepLarge)
		p.Data += strings.Repeat("x", largeData)
		done := s.publishSoon(ctx, p)
		if !done.Accepted() {
			return all
		}
		all = append(all, done)
		if i >= stallLead && !s.inTime(ctx, all[i-stallLead], healthy) {
			return all
		}
	}
	for _, p := range all[max(0, len(all)-stallLead):] {
		s.inTime(ctx, p, healthy)
	}
	return all
}

// stuckAfter returns after how long a single event or publish waits for the reader
// that does not read, rather than for a machine that is busy.
func stuckAfter(l Limits) time.Duration { return min(3*l.MaxDelay, max(l.MaxDelay, l.Timeout)*9/10) }

// publishSoon publishes p, and gives the hook little more time than an event has.
func (s *subject) publishSoon(ctx context.Context, p Publication) Published {
	ctx, cancel := context.WithTimeout(ctx, stuckAfter(s.obs.Limits)+straggle)
	defer cancel()
	return s.publish(ctx, p)
}

// inTime waits until all of xs have p, or it is stuck, and reports whether they
// have it.
func (s *subject) inTime(ctx context.Context, p Published, xs []*wire.Exchange) bool {
	ctx, cancel := context.WithDeadline(ctx, p.Sent.Add(stuckAfter(s.obs.Limits)+straggle))
	defer cancel()
	return !slices.ContainsFunc(xs, func(x *wire.Exchange) bool {
		return !x.Wait(ctx, func(t *wire.Transcript) bool { return lastReceived(t, p.Publication) })
	})
}

// lastReceived reports whether one of the last events of t carries the marker of
// p. Those before have been asked already.
func lastReceived(t *wire.Transcript, p Publication) bool {
	for _, e := range slices.Backward(t.Events) {
		if strings.Contains(e.Data, p.Marker) {
			return true
		}
	}
	return false
}
