package specs

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "alone".
const (
	lastReader  = "the last reader"
	besideOther = "resume beside a reader"
	afterNobody = "resume after nobody listened"

	stepBeside = "beside a reader"
	stepNobody = "to nobody"
)

const (
	nobodyEvents = 3
	// leaveTime is how long a server may take to notice that its last reader has
	// gone, so that it really has none.
	leaveTime = 150 * time.Millisecond
)

// observeAlone publishes while nobody at all listens, and then resumes. It needs
// a topic of its own. To tell that apart from a server that never replays, it
// resumes beside a reader first.
func observeAlone(ctx context.Context, s *subject) {
	if !s.cfg.hasTopics() {
		return
	}
	x := s.stream(ctx, lastReader)
	if !s.ready(ctx, x) {
		return
	}
	before := s.publishAll(ctx, stepBefore, 2)
	last := before[1].Publication
	if !before[1].Accepted() || !s.arrives(ctx, x, last) {
		return
	}
	first, _ := received(x.Snapshot(), before[0].Publication)
	if first.LastEventID == "" {
		return
	}
	witness := s.resume(ctx, besideOther, first.LastEventID)
	s.ready(ctx, witness)
	beside := s.publish(ctx, s.marker(stepBeside))
	if !beside.Accepted() || !s.arrives(ctx, x, beside.Publication) {
		return
	}
	s.arrives(ctx, witness, beside.Publication)
	witness.Close(wire.CloseFIN)
	seen := x.Close(wire.CloseFIN)
	pause(ctx, leaveTime)
	s.publishAll(ctx, stepNobody, nobodyEvents)
	back := s.resume(ctx, afterNobody, seen.LastEventID)
	if s.ready(ctx, back) {
		live := s.publish(ctx, s.marker(stepLive))
		s.arrives(ctx, back, live.Publication)
	}
}

// ruleWhileNobodyListens wants what was published to nobody to be replayed.
func ruleWhileNobodyListens(o *Observation) Judgement {
	if len(o.Transcripts) == 0 {
		return notApplicable("all probes share one topic, so that somebody always listens")
	}
	x, witness, back := o.Transcript(lastReader), o.Transcript(besideOther), o.Transcript(afterNobody)
	switch {
	case !readable(x):
		return noStreamIn(x)
	case len(x.Events) > 0 && x.LastEventID == "":
		return notApplicable("events carry no ids, so that nothing can be resumed")
	case back == nil:
		return unpublished(o, "no stream was resumed")
	case !readable(witness) || !readable(back):
		return inconclusive("it was not answered with a stream: %s", describe(back))
	case len(lostOf(after(o.step(stepBefore), 1), witness)) > 0:
		return inconclusive("a resume beside a reader loses events as well")
	}
	return lossOf(o.step(stepNobody), back, "events that were published while nobody listened are lost")
}
