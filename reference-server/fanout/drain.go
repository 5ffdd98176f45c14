package fanout

import (
	"math/rand/v2"
	"time"
)

// Drain ends every stream that is open as a complete response, each at a time of
// its own within spread, so that their clients do not come back together.
func (h *Hub) Drain(spread time.Duration) {
	h.Each(func(s *Stream) {
		if s.endAt == 0 {
			s.endAt = s.group.loop.clock() + time.Duration(rand.Int64N(max(1, int64(spread))))
			s.arm()
		}
	})
}
