package demotest

import (
	"iter"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Stream is an open stream, read one event at a time.
type Stream struct {
	*Reply
	decoder *eventstream.Decoder
	pull    func() (eventstream.Event, error, bool)
}

// Open opens the stream at a path and requires that it begins.
func (r *Running) Open(path string, headers ...string) *Stream {
	r.t.Helper()
	reply := r.Do(http.MethodGet, path, "", headers...)
	if reply.StatusCode != http.StatusOK {
		r.t.Fatalf("open %s: status %d, %s", path, reply.StatusCode, reply.Text())
	}
	return reply.Stream()
}

// Stream reads the body as an event stream.
func (p *Reply) Stream() *Stream {
	decoder := eventstream.NewDecoder(eventstream.Options{})
	pull, stop := iter.Pull2(decoder.Events(p.Body))
	p.running.t.Cleanup(stop)
	return &Stream{Reply: p, decoder: decoder, pull: pull}
}

// Next returns the next event, for which it waits.
func (s *Stream) Next() eventstream.Event {
	s.running.t.Helper()
	e, err, ok := s.pull()
	if err != nil || !ok {
		s.running.t.Fatalf("no further event: error %v", err)
	}
	return e
}

// Rest returns the events up to the end of the stream, and the error that it ends with:
// nil for a complete response.
func (s *Stream) Rest() ([]eventstream.Event, error) {
	var events []eventstream.Event
	for {
		e, err, ok := s.pull()
		if err != nil || !ok {
			return events, err
		}
		events = append(events, e)
	}
}

// LastEventID returns what a browser would give after what was read.
func (s *Stream) LastEventID() string { return s.decoder.LastEventID() }

// Retry returns the reconnection time that was read.
func (s *Stream) Retry() (delay time.Duration, ok bool) {
	ms, ok := s.decoder.Retry()
	return time.Duration(ms) * time.Millisecond, ok
}

// Leave closes the connection of the stream.
func (s *Stream) Leave() { _ = s.Body.Close() }
