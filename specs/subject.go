package specs

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// subject is the Target as one probe meets it: a topic, a way to open streams
// and to publish, and the Observation that all of it goes into.
type subject struct {
	cfg     *Config
	profile Profile
	run     *shared
	topic   string
	obs     *Observation
	// waits holds how long to wait, where obs.Limits says by what to judge.
	waits  Limits
	open   []*wire.Exchange
	trunks []*wire.Trunk
	// sessions are what the Target is told to end when the probe has ended.
	sessions []mcpSession
}

// shared is what the probes of one run have in common.
type shared struct {
	recorder *wire.Recorder
	token    string        // tells the markers of this run from those of others
	firstSeq int64         // what Publication.Seq begins with
	count    atomic.Int64  // markers so far
	ids      atomic.Int64  // ids so far
	turn     sync.Mutex    // one publication at a time, so that ids arrive in order
	lane     chan struct{} // held by the probe that uses a topic shared by all
	lateHead atomic.Bool   // the Target holds back its head until an event happens
	late     lateness      // by how much this machine came too late
	patience patience      // the probes that waited in vain
}

// stream opens a stream as a client without a Last-Event-ID.
func (s *subject) stream(ctx context.Context, name string) *wire.Exchange {
	return s.request(ctx, name, nil)
}

// streams opens two streams, the second when the first has been answered, or late with
// that: a server with one stream for a client keeps the later one, and which one that is
// must not depend on chance.
func (s *subject) streams(ctx context.Context, first, second string) (x, y *wire.Exchange) {
	x = s.stream(ctx, first)
	s.waitFor(ctx, s.obs.Limits.MaxHeadWait/8, x, func(t *wire.Transcript) bool { return t.Head != nil })
	return x, s.stream(ctx, second)
}

// resume opens a stream as a client that reconnects with lastEventID.
func (s *subject) resume(ctx context.Context, name, lastEventID string) *wire.Exchange {
	return s.request(ctx, name, []wire.Field{{Name: "Last-Event-ID", Value: lastEventID}})
}

// request opens an Exchange in the version of HTTP that the run speaks; finish
// ends it at the latest.
func (s *subject) request(ctx context.Context, name string, header []wire.Field) *wire.Exchange {
	return s.send(ctx, s.run.recorder, name, s.askStream(header))
}

// askStream is ask in the version of HTTP that the run speaks.
func (s *subject) askStream(header []wire.Field) wire.Request {
	req := s.ask(header)
	req.Proto = s.cfg.Proto
	return req
}

// ask returns the request for a stream, with these fields besides. It is one in
// HTTP/1.1: those who ask for something else than a stream judge what that does
// to a connection.
func (s *subject) ask(header []wire.Field) wire.Request {
	req := wire.Request{Method: s.cfg.Method, Body: s.cfg.Body}
	req.Header = slices.Concat([]wire.Field{{Name: "Accept-Encoding", Value: "identity"}}, s.cfg.Header, header)
	req.URL, _ = s.cfg.urlFor(s.topic) // Validate has seen that it can be made
	return req
}

// entered returns req as a client sends it that has done what comes before it in
// this dialect. OPTIONS is sent by browsers, which know nothing of that.
func (s *subject) entered(ctx context.Context, req wire.Request) wire.Request {
	if s.profile.enter != nil && req.Method != http.MethodOptions {
		req.Header = slices.Concat(req.Header, s.profile.enter(ctx, s))
	}
	return req
}

// finish ends what is still open and puts every Transcript into the
// Observation.
func (s *subject) finish() {
	for _, x := range s.open {
		s.obs.Transcripts = append(s.obs.Transcripts, x.Close(wire.CloseFIN))
	}
	for _, k := range s.trunks {
		s.obs.Trunks = append(s.obs.Trunks, k.Close(wire.CloseFIN))
	}
	s.open, s.trunks = nil, nil
}

// ready waits until x has a response head, and reports whether it is that of an
// event stream. Where the Target keeps its head until an event happens, it
// publishes one.
func (s *subject) ready(ctx context.Context, x *wire.Exchange) bool {
	if s.run.lateHead.Load() && s.canPublish() {
		short, cancel := context.WithTimeout(ctx, s.obs.Limits.MaxHeadWait/8)
		if _, err := x.Head(short); err != nil && x.Snapshot().End.Kind == wire.EndOpen {
			s.publish(ctx, s.marker("nudge"))
		}
		cancel()
	}
	return s.wait(ctx, x, func(t *wire.Transcript) bool { return t.Head != nil }) && readable(x.Snapshot())
}

// wait waits for cond, at most for the Timeout.
func (s *subject) wait(ctx context.Context, x *wire.Exchange, cond func(*wire.Transcript) bool) bool {
	return s.waitFor(ctx, s.waits.Timeout, x, cond)
}

func (s *subject) waitFor(ctx context.Context, most time.Duration, x *wire.Exchange, cond func(*wire.Transcript) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return x.Wait(ctx, cond)
}

// arrives waits until x has received p.
func (s *subject) arrives(ctx context.Context, x *wire.Exchange, p Publication) bool {
	return s.wait(ctx, x, func(t *wire.Transcript) bool { return indexReceived(t, p) >= 0 })
}

// marker returns an ordinary publication whose data is its Marker.
func (s *subject) marker(step string) Publication {
	marker := s.newMarker()
	return Publication{Step: step, Data: marker, Marker: marker}
}

// markerPrefix begins every marker.
const markerPrefix = "ssegauge-"

func (s *subject) newMarker() string {
	return fmt.Sprintf(markerPrefix+"%s-%06d.", s.run.token, s.run.count.Add(1))
}

// publish calls the hook and notes what came of it. The caller has seen that
// there is one. An ordinary publication gets an id if the hook carries one.
//
// A hook that has failed is not called again by this probe: each call may take
// as long as the Timeout.
func (s *subject) publish(ctx context.Context, p Publication) Published {
	if last := len(s.obs.Published) - 1; last >= 0 && s.obs.Published[last].Outcome == OutcomeFailed {
		return Published{Publication: p, Outcome: OutcomeFailed, Detail: s.obs.Published[last].Detail}
	}
	s.run.turn.Lock()
	defer s.run.turn.Unlock()
	if p.Topic == "" {
		p.Topic = s.topic
	}
	n := s.run.ids.Add(1)
	p.Seq = s.run.firstSeq + n
	if p.ID == "" && s.obs.Carries.ID && !s.cfg.ServerIDs {
		p.ID = fmt.Sprintf("%s-%d", s.run.token, n)
	}
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	done := Published{Publication: p, Sent: time.Now()}
	var err error
	done.Outcome, done.Detail, err = s.cfg.Publisher.Publish(ctx, p)
	done.Answered = time.Now()
	if err != nil && s.obs.HookErr == nil {
		s.obs.HookErr = fmt.Errorf("publish event: %w", err)
	}
	s.obs.Published = append(s.obs.Published, done)
	return done
}

// publishAll publishes n markers of one step.
func (s *subject) publishAll(ctx context.Context, step string, n int) []Published {
	done := make([]Published, 0, n)
	for range n {
		done = append(done, s.publish(ctx, s.marker(step)))
	}
	return done
}

// canPublish reports whether the probe can make the Target send events.
func (s *subject) canPublish() bool { return s.cfg.Publisher != nil && s.obs.Trigger.Cause == "" }

// otherTopic returns a second topic that belongs to the probe.
func (s *subject) otherTopic() string { return s.topic + "-other" }
