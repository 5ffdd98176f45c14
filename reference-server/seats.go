package refserver

import (
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// seats counts the streams open.
type seats struct {
	max   int // 0 is no bound
	mu    sync.Mutex
	inUse int
	free  chan struct{} // closed once none is in use; nil if nobody waits
}

// take reports whether a seat was free; then the caller must leave it.
func (s *seats) take() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.max > 0 && s.inUse >= s.max {
		return false
	}
	s.inUse++
	return true
}

func (s *seats) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inUse--; s.inUse == 0 && s.free != nil {
		close(s.free)
		s.free = nil
	}
}

// whenFree returns a channel that is closed once no seat is taken.
func (s *seats) whenFree() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := make(chan struct{})
	switch {
	case s.inUse == 0:
		close(free)
	case s.free == nil:
		s.free = free
	default:
		return s.free
	}
	return free
}

func (s *seats) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inUse
}

// unavailable refuses a request with 503. Retry-After lies between once and
// twice the reconnection time, in whole seconds and at random, so that clients
// that were refused together do not return together.
// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
func unavailable(w http.ResponseWriter, retry time.Duration, message string) {
	least := max(1, int(math.Ceil(retry.Seconds())))
	w.Header().Set("Retry-After", strconv.Itoa(least+rand.IntN(least+1)))
	p := problem{status: http.StatusServiceUnavailable, Message: message, Hint: "retry after the time given"}
	p.write(w)
}
