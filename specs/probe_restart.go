package specs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	probeRestart = "restart"
	hookRestart  = "restart"
)

// The Transcripts and steps of the probe "restart".
const (
	restartedStream = "stream before the restart"
	laggingStream   = "stream that missed events before the restart"
	comebackStream  = "reconnect " // and a number
	steadyResume    = "resume before the restart"
	restartResume   = "resume across the restart"
	restartFresh    = "fresh after the restart"

	stepBeforeRestart = "before the restart"
	stepUnseenRestart = "before the restart, unseen"
	stepAfterRestart  = "after the restart"
)

const (
	restartEvents = 3
	// firstComeback is the pause before a client comes back again. It grows by half
	// up to lastComeback, as long as the server is away.
	firstComeback = 100 * time.Millisecond
	lastComeback  = time.Second
	// comebackHolds is how long a stream must last for the server to be back: the
	// old process may take one more, and end.
	comebackHolds = 300 * time.Millisecond
)

func restartProbes() []probe {
	return []probe{{name: probeRestart, stage: stageEnd, tier: TierControl, invasive: true, hook: noRestartHook, run: observeRestart}}
}

// observeRestart holds a stream while the Target is restarted, and comes back as
// a browser would, until there is a stream again.
func observeRestart(ctx context.Context, s *subject) {
	if s.run.lateHead.Load() {
		s.obs.Unseen = Skip{report.SkipInconclusive, "the target holds back its head until an event happens, so that it is not seen to be back"}
		return
	}
	lagging, x := s.streams(ctx, laggingStream, restartedStream)
	if !s.ready(ctx, x) || !s.ready(ctx, lagging) {
		return
	}
	missedFrom := s.publishBeforeRestart(ctx, x, lagging)
	limits := s.obs.Limits
	done := make(chan reply, 1) // sent by the goroutine below, once
	go func() {
		done <- s.call(ctx, hookRestart, s.cfg.Control.Restart, limits.MaxLinger+limits.MaxDown)
	}()
	acted := s.awaitRestart(ctx, x, done)
	if acted.Outcome != "" && acted.Outcome != OutcomeAccepted {
		s.note(acted)
		return
	}
	back := s.comeBack(ctx, x.Snapshot().LastEventID, time.Now().Add(limits.MaxDown))
	if acted.Outcome == "" {
		acted = <-done
	}
	s.note(acted)
	x.Close(wire.CloseFIN)
	if back != nil && s.canPublish() {
		s.publishAfterRestart(ctx, back, missedFrom)
	}
}

// publishAfterRestart publishes to back, to a new client, and to one that has
// missed what came after the event with that id, if that is not empty.
func (s *subject) publishAfterRestart(ctx context.Context, back *wire.Exchange, missedFrom string) {
	all := []*wire.Exchange{back, s.stream(ctx, restartFresh)}
	if missedFrom != "" {
		all = append(all, s.resume(ctx, restartResume, missedFrom))
	}
	s.answered(ctx, all)
	all = slices.DeleteFunc(all, func(x *wire.Exchange) bool { return !readable(x.Snapshot()) })
	for range restartEvents {
		p := s.publish(ctx, s.marker(stepAfterRestart))
		if p.Accepted() {
			all = s.hear(ctx, all, p.Publication)
		}
	}
}

// publishBeforeRestart publishes events, of which lagging sees only the first,
// and returns the id of that one.
func (s *subject) publishBeforeRestart(ctx context.Context, x, lagging *wire.Exchange) string {
	if !s.canPublish() {
		return ""
	}
	first := s.publish(ctx, s.marker(stepBeforeRestart))
	if !first.Accepted() || !s.arrives(ctx, lagging, first.Publication) {
		return ""
	}
	seen, _ := received(lagging.Close(wire.CloseFIN), first.Publication)
	unseen := s.publishAll(ctx, stepUnseenRestart, restartEvents)
	for _, p := range unseen {
		if !p.Accepted() || !s.arrives(ctx, x, p.Publication) {
			break // nor will it get the others
		}
	}
	if seen.LastEventID == "" {
		return ""
	}
	last := unseen[len(unseen)-1].Publication
	steady := s.resume(ctx, steadyResume, seen.LastEventID)
	s.waitFor(ctx, s.obs.Limits.MaxDelay, steady, func(t *wire.Transcript) bool { return indexReceived(t, last) >= 0 })
	steady.Close(wire.CloseFIN)
	return seen.LastEventID
}

// awaitRestart waits until x has ended. A hook may answer before the restart
// begins or when it is over; it returns what was answered, if anything was.
func (s *subject) awaitRestart(ctx context.Context, x *wire.Exchange, done <-chan reply) (acted reply) {
	select {
	case <-x.Done():
		return reply{}
	case acted = <-done:
	}
	if acted.Outcome == OutcomeAccepted {
		s.waitFor(ctx, s.obs.Limits.MaxLinger, x, notYet)
	}
	return acted
}

// comeBack opens streams until one lasts, and returns it; nil if there is none
// in time.
func (s *subject) comeBack(ctx context.Context, lastEventID string, until time.Time) *wire.Exchange {
	away := firstComeback
	for n := 1; ctx.Err() == nil; n++ {
		var header []wire.Field
		if lastEventID != "" {
			header = []wire.Field{{Name: "Last-Event-ID", Value: lastEventID}}
		}
		x := s.request(ctx, fmt.Sprintf("%s%d", comebackStream, n), header)
		s.waitFor(ctx, min(s.waits.Timeout, time.Until(until)), x, hasHead)
		if readable(x.Snapshot()) {
			s.waitFor(ctx, comebackHolds, x, notYet)
			if x.Snapshot().End.Kind == wire.EndOpen {
				return x
			}
		}
		x.Close(wire.CloseFIN)
		if time.Now().After(until) {
			break
		}
		pause(ctx, away)
		away = min(away*3/2, lastComeback)
	}
	return nil
}

// comebacks returns the attempts to come back in their order.
func comebacks(o *Observation) []*wire.Transcript { return o.named(comebackStream) }

// backAt returns the attempt that brought a lasting stream, nil if none did.
func backAt(o *Observation) *wire.Transcript {
	for _, t := range comebacks(o) {
		if readable(t) && (!endedByTarget(t) || t.End.At-t.Head.At >= comebackHolds) {
			return t
		}
	}
	return nil
}

// isComeback reports whether events of t came after the restart.
func isComeback(t *wire.Transcript) bool {
	return strings.HasPrefix(t.Name, comebackStream) || t.Name == restartResume || t.Name == restartFresh
}
