package specs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// depthPrefix begins the names of the streams of the probe "depth".
const depthPrefix = "resume after missed events: "

// depthTime bounds how long the probe publishes.
const depthTime = 8 * time.Second

// rungs returns after how many missed events a client resumes.
func rungs() []int { return []int{1, 10, 100, 1000} }

// observeDepth publishes many events and then resumes as clients that have
// missed more and more of them.
func observeDepth(ctx context.Context, s *subject) {
	control := s.stream(ctx, controlStream)
	if !s.ready(ctx, control) {
		return
	}
	most, deepest := depthTime, rungs()[2]
	if s.cfg.Depth == DepthDeep {
		most, deepest = 10*depthTime, rungs()[3]
	}
	all := s.publishWithin(ctx, stepMissed, deepest+1, most)
	if len(all) < 2 || !s.arrives(ctx, control, all[len(all)-1].Publication) {
		return
	}
	t := control.Snapshot()
	var streams []*wire.Exchange
	for _, n := range rungs() {
		if n >= len(all) {
			break
		}
		if e, ok := received(t, all[len(all)-1-n].Publication); ok && e.LastEventID != "" {
			streams = append(streams, s.resume(ctx, fmt.Sprint(depthPrefix, n), e.LastEventID))
		}
	}
	s.goLiveTogether(ctx, stepLiveAll, control, streams)
}

// ruleDepth wants a client to get all that it has missed, however much that is,
// or to be told that it cannot. What is lost after one missed event is another
// Requirement's matter.
func ruleDepth(o *Observation) Judgement {
	deepest, told := 0, ""
	for _, n := range rungs() {
		r, ok := resumed(o, fmt.Sprint(depthPrefix, n))
		if !ok {
			continue
		}
		lost := lostOf(r.want[:len(r.want)-1], r.t)
		switch {
		case len(lost) == 0:
			deepest = n
			continue
		case tellsOfGap(o, r.t, greets):
			told = fmt.Sprintf(", and it is told of the gap after %d", n)
			continue
		case deepest == 0:
			return inconclusive("a client that has missed %d event loses it as well", n)
		}
		f := nowhere(r.t, "a client that has missed %d events loses some of them, and is not told", n)
		return broken(f.but(
			fmt.Sprintf("%d events after Last-Event-ID %s, or a sign of the gap", len(r.want)-1, quote(r.lastID())),
			fmt.Sprintf("%d of them; after %d missed events all were there", len(r.want)-1-len(lost), deepest),
		))
	}
	switch {
	case deepest == 0 && told == "":
		return noDepth(o)
	case deepest == 0:
		return inconclusive("a client that has missed one event is not sent it")
	}
	return kept("a client that has missed %d events gets all of them%s", deepest, told)
}

// tellsOfGap reports whether t, before the first event that was published, has
// one that a new client is not sent.
func tellsOfGap(o *Observation, t *wire.Transcript, sent func(fresh *wire.Transcript, e wire.Event) bool) bool {
	for _, e := range t.Events {
		if _, ours := publishedAs(o, e); ours {
			return false
		}
		if !sent(o.Transcript(controlStream), e) {
			return true
		}
	}
	return false
}

// noDepth says why no stream of the probe "depth" could be judged.
func noDepth(o *Observation) Judgement {
	control := o.Transcript(controlStream)
	switch {
	case !readable(control):
		return noStreamIn(control)
	case len(control.Events) > 0 && control.LastEventID == "":
		return notApplicable("events carry no ids, so that nothing can be resumed")
	}
	for _, t := range o.named(depthPrefix) {
		if !readable(t) {
			return inconclusive("%s was not answered with a stream: %s", strings.TrimSpace(t.Name), describe(t))
		}
	}
	return unpublished(o, "no stream was resumed")
}
