package dialects

import (
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// What is kept at most; the oldest goes first.
const (
	maxSessions   = 1000
	maxMCPStreams = 64
)

// mcpSessions holds the sessions that have not ended.
type mcpSessions struct {
	mu    sync.Mutex
	byID  map[string]*mcpSession
	order []*mcpSession // the oldest first
}

// start returns a new session.
func (s *mcpSessions) start(version string) *mcpSession {
	started := &mcpSession{id: rand.Text(), version: version, ended: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.order) >= maxSessions {
		s.drop(s.order[0])
	}
	s.byID[started.id] = started
	s.order = append(s.order, started)
	return started
}

// find returns the session with that id, nil if there is none.
func (s *mcpSessions) find(id string) *mcpSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}

// end ends the session and its streams.
func (s *mcpSessions) end(ending *mcpSession) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(ending)
}

// drop is end under the lock.
func (s *mcpSessions) drop(ending *mcpSession) {
	if s.byID[ending.id] == nil {
		return
	}
	delete(s.byID, ending.id)
	for i, other := range s.order {
		if other == ending {
			s.order = append(s.order[:i], s.order[i+1:]...)
			break
		}
	}
	close(ending.ended)
}

// mcpSession is what belongs to one client.
type mcpSession struct {
	id, version string
	ended       chan struct{} // closed by the mcpSessions that hold it

	mu      sync.Mutex
	count   int // streams so far
	streams []*mcpStream
}

// open returns a new stream of the session.
func (s *mcpSession) open() *mcpStream {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	opened := &mcpStream{number: s.count}
	s.streams = append(s.streams[max(0, len(s.streams)-maxMCPStreams+1):], opened)
	return opened
}

// locate returns the stream that has the event with that id, and the number of
// the event after it; nil if there is none.
func (s *mcpSession) locate(id string) (found *mcpStream, next int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, candidate := range s.streams {
		if n, ok := candidate.position(id); ok {
			return candidate, n + 1
		}
	}
	return nil, 0
}

// mcpStream is a stream of a session, whatever connections carry it. The id of
// an event is its stream and its place there: the third of stream 2 is 2-2.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery
type mcpStream struct {
	number int

	mu     sync.Mutex
	frames [][]byte
	whole  bool
}

func (s *mcpStream) id(n int) string { return fmt.Sprintf("%d-%d", s.number, n) }

// position returns the number of the event with that id, and whether there is
// one.
func (s *mcpStream) position(id string) (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := range s.frames {
		if s.id(n) == id {
			return n, true
		}
	}
	return 0, false
}

// prime adds an event without data, for its id and, unless it is 0, the
// reconnection time.
func (s *mcpStream) prime(retry time.Duration) {
	var lines []byte
	if retry > 0 {
		lines = eventstream.AppendRetry(lines, retry)
	}
	s.append(eventstream.AppendData(lines, ""))
}

// add adds a message.
func (s *mcpStream) add(text []byte) { s.append(eventstream.AppendData(nil, string(text))) }

func (s *mcpStream) append(lines []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	frame := fmt.Appendf(nil, "id: %s\n", s.id(len(s.frames)))
	s.frames = append(s.frames, eventstream.AppendEnd(append(frame, lines...)))
}

// finish says that no connection need wait for more.
func (s *mcpStream) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whole = true
}

// after returns the frames from number n on, and whether the stream has an end.
func (s *mcpStream) after(n int) ([][]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.frames[min(n, len(s.frames)):], s.whole
}
