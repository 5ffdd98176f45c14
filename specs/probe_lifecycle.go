package specs

import (
	"context"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	probeResets = "resets"
	probeChurn  = "churn"
	probeBeside = "beside"
)

// The Transcripts and steps of these probes. Where one ends in a blank, a number
// follows.
const (
	firstOfMany  = "before the others"
	resetClient  = "reset "
	afterResets  = "after the resets, attempt "
	leavingOne   = "leaving "
	afterLeavers = "after they left, attempt "
	heldStream   = "held "
	otherAlone   = "another request, without streams"
	otherBeside  = "another request, beside streams"

	stepChurned = "after they left"
)

const (
	// atOnce is how many clients come and go together.
	atOnce = 8
	// resetClients and leavingClients come and go, heldStreams stay: more than a
	// small pool of workers or places has. deepClients times as many do in a deep run.
	resetClients   = 32
	leavingClients = 48
	heldStreams    = 28
	deepClients    = 10
	// noticeTime is how long beyond the longest silence a server may take to notice
	// that a client has gone: it writes a heartbeat, and that fails.
	noticeTime = 2 * time.Second
	// tryAgain is the pause between two attempts, mostTries their number at most.
	tryAgain  = 500 * time.Millisecond
	mostTries = 40
)

func lifecycleProbes() []probe {
	return []probe{
		{name: probeResets, stage: stageHard, tier: TierPassive, bystander: true, invasive: true, run: observeResets},
		{name: probeChurn, stage: stageHard, tier: TierPassive, invasive: true, run: observeChurn},
		{name: probeBeside, stage: stageHard, tier: TierPassive, bystander: true, invasive: true, run: observeBeside},
		{name: probeLeave, stage: stageCount, tier: TierControl, bystander: true, invasive: true, hook: noCounter, run: observeLeave},
	}
}

// clients returns how many clients come, where an ordinary run has n of them and
// the streams of the Target begin like t.
func (s *subject) clients(n int, t *wire.Transcript) int {
	if s.cfg.Depth == DepthDeep {
		n *= deepClients
	}
	return s.afford(n, t)
}

// begin opens a stream and closes it, and reports whether it was served.
func (s *subject) begin(ctx context.Context) (*wire.Transcript, bool) {
	x := s.stream(ctx, firstOfMany)
	ready := s.ready(ctx, x)
	return x.Close(wire.CloseFIN), ready
}

// observeResets resets connections: every second client does so as soon as it has
// sent its request, the others when they have the head. Then a further one comes.
func observeResets(ctx context.Context, s *subject) {
	first, ready := s.begin(ctx)
	if !ready {
		return
	}
	n := s.clients(resetClients, first)
	for came := 0; came < n && ctx.Err() == nil; came += atOnce {
		var early, late []*wire.Exchange
		for i := range min(atOnce, n-came) {
			x := s.stream(ctx, fmt.Sprint(resetClient, came+i+1))
			if i%2 == 0 {
				early = append(early, x)
			} else {
				late = append(late, x)
			}
		}
		for _, x := range early {
			s.wait(ctx, x, func(t *wire.Transcript) bool { return t.Sent > 0 })
		}
		closeAll(early, wire.CloseRST)
		s.readyOf(ctx, late)
		closeAll(late, wire.CloseRST)
	}
	s.tryUntilServed(ctx, afterResets)
}

// observeChurn has clients come and leave in order. Then a further one comes, to
// which an event is published if there is a hook.
func observeChurn(ctx context.Context, s *subject) {
	first, ready := s.begin(ctx)
	if !ready {
		return
	}
	n := s.clients(leavingClients, first)
	for came := 0; came < n && ctx.Err() == nil; came += atOnce {
		var wave []*wire.Exchange
		for i := range min(atOnce, n-came) {
			wave = append(wave, s.stream(ctx, fmt.Sprint(leavingOne, came+i+1)))
		}
		s.readyOf(ctx, wave)
		closeAll(wave, wire.CloseFIN)
	}
	x := s.tryUntilServed(ctx, afterLeavers)
	if x == nil || !s.canPublish() {
		return
	}
	if p := s.publish(ctx, s.marker(stepChurned)); p.Accepted() {
		s.arrives(ctx, x, p.Publication)
	}
}

// tryUntilServed opens streams until one is served, for as long as the Target may
// take to notice that clients have gone, and returns that stream, still open.
func (s *subject) tryUntilServed(ctx context.Context, prefix string) *wire.Exchange {
	until := time.Now().Add(s.waits.MaxSilence + noticeTime)
	for try := range mostTries {
		x := s.stream(ctx, fmt.Sprint(prefix, try+1))
		if s.ready(ctx, x) {
			return x
		}
		x.Close(wire.CloseFIN)
		if ctx.Err() != nil || time.Now().After(until) {
			return nil
		}
		pause(ctx, tryAgain)
	}
	return nil
}

// observeBeside asks for something else before streams are open and while they
// are.
func observeBeside(ctx context.Context, s *subject) {
	first, ready := s.begin(ctx)
	alone := s.askHead(ctx, otherAlone, s.elsewhere())
	if !ready || alone.Head == nil {
		return
	}
	var held []*wire.Exchange
	for i := range s.clients(heldStreams, first) {
		held = append(held, s.stream(ctx, fmt.Sprint(heldStream, i+1)))
	}
	s.readyOf(ctx, held)
	s.askHead(ctx, otherBeside, s.elsewhere())
	closeAll(held, wire.CloseFIN)
}
