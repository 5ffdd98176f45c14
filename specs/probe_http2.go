package specs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const probeHTTP2 = "http2"

// The Trunks and Transcripts of the probe "http2".
const (
	sharedTrunk    = "one connection"
	cancelTrunk    = "cancelled streams"
	overHTTP1      = "over HTTP/1.1"
	trunkStream    = "stream " // and a number
	besideStreams  = "a request beside the streams"
	afterCancelled = "stream after the cancelled ones"
	stepShared     = "to all streams of a connection"
)

const (
	trunkStreams = 8
	// cancelledStreams are opened and cancelled, some at a time: more at once are
	// taken for an attack.
	cancelledStreams = 50
	cancelledAtOnce  = 5
	// trunkWatch is how long a connection is watched after its events, for a GOAWAY
	// or the end of a stream.
	trunkWatch = 400 * time.Millisecond
)

func http2Probes() []probe {
	return []probe{{name: probeHTTP2, stage: stageWatch, tier: TierPassive, run: observeHTTP2}}
}

// observeHTTP2 opens streams on one HTTP/2 connection: by ALPN where the URL is
// https, by prior knowledge where it is http.
func observeHTTP2(ctx context.Context, s *subject) {
	k := s.trunk(ctx, sharedTrunk)
	plain := s.send(ctx, s.run.recorder, overHTTP1, s.ask(nil))
	if !waitTrunk(ctx, s, k, (*wire.TrunkTranscript).Settings) {
		return
	}
	s.ready(ctx, plain)
	plain.Close(wire.CloseFIN)
	open := s.openOn(ctx, k, trunkStream, trunkStreams)
	beside := k.Open(ctx, besideStreams, s.elsewhere())
	s.answered(ctx, append(open, beside))
	s.publishOn(ctx, open)
	s.watchTrunk(ctx, k)
	if s.obs.Trespass.Cause == "" {
		s.cancelStreams(ctx)
	}
}

// trunk opens an HTTP/2 connection; finish ends it at the latest.
func (s *subject) trunk(ctx context.Context, name string) *wire.Trunk {
	u, _ := s.cfg.urlFor(s.topic) // Validate has seen that it can be made
	k := s.run.recorder.OpenTrunk(ctx, name, u)
	s.trunks = append(s.trunks, k)
	return k
}

func waitTrunk(ctx context.Context, s *subject, k *wire.Trunk, cond func(*wire.TrunkTranscript) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	return k.Wait(ctx, cond)
}

// openOn opens n streams on k. They end with it.
func (s *subject) openOn(ctx context.Context, k *wire.Trunk, name string, n int) []*wire.Exchange {
	var open []*wire.Exchange
	for i := range n {
		open = append(open, k.Open(ctx, fmt.Sprintf("%s%d", name, i+1), s.entered(ctx, s.ask(nil))))
	}
	return open
}

// elsewhere is a request for something else on the same host, which ends by
// itself.
func (s *subject) elsewhere() wire.Request {
	req := s.ask(nil)
	u := *req.URL
	u.Path, u.RawPath, u.RawQuery = "/"+s.run.token+"-is-not-there", "", ""
	req.URL, req.Method, req.Body = &u, "GET", nil
	return req
}

// answered waits until each of them has a response head, all in all for the
// Timeout, and reports whether they have.
func (s *subject) answered(ctx context.Context, open []*wire.Exchange) bool {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	all := true
	for _, x := range open {
		all = x.Wait(ctx, func(t *wire.Transcript) bool { return t.Head != nil }) && all
	}
	return all
}

// publishOn publishes one event and waits until every stream that was answered
// has it, all in all for the Timeout.
func (s *subject) publishOn(ctx context.Context, open []*wire.Exchange) {
	if !s.canPublish() {
		return
	}
	p := s.publish(ctx, s.marker(stepShared))
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	for _, x := range open {
		if p.Accepted() && readable(x.Snapshot()) {
			s.arrives(ctx, x, p.Publication)
		}
	}
}

// watchTrunk waits whether the target gives k or one of its streams up.
func (s *subject) watchTrunk(ctx context.Context, k *wire.Trunk) {
	ctx, cancel := context.WithTimeout(ctx, trunkWatch)
	defer cancel()
	k.Wait(ctx, func(*wire.TrunkTranscript) bool { return false })
}

// cancelStreams opens and cancels streams on a connection of their own, then
// opens one that stays.
func (s *subject) cancelStreams(ctx context.Context) {
	k := s.trunk(ctx, cancelTrunk)
	if !waitTrunk(ctx, s, k, (*wire.TrunkTranscript).Settings) {
		return
	}
	for n := 0; n < cancelledStreams && ctx.Err() == nil; n += cancelledAtOnce {
		some := s.openOn(ctx, k, fmt.Sprintf("cancelled %d of ", n+1), cancelledAtOnce)
		served := s.answered(ctx, some)
		for _, x := range some {
			x.Close(wire.CloseFIN)
		}
		if !served {
			break
		}
	}
	s.answered(ctx, []*wire.Exchange{k.Open(ctx, afterCancelled, s.entered(ctx, s.ask(nil)))})
}

// trunkNamed returns the Trunk with that name, nil if there is none.
func (o *Observation) trunkNamed(name string) *wire.TrunkTranscript {
	for _, k := range o.Trunks {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// streamsOn returns the streams of k that were to stay open.
func streamsOn(k *wire.TrunkTranscript) []*wire.Transcript {
	var found []*wire.Transcript
	for _, t := range k.Streams {
		if strings.HasPrefix(t.Name, trunkStream) {
			found = append(found, t)
		}
	}
	return found
}
