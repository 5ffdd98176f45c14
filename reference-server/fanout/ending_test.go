package fanout

import (
	"errors"
	"strings"
	"testing"
)

// TestEndingTakesNoMore ends streams that have something queued: what comes after
// that is not theirs, even though they are still open.
func TestEndingTakesNoMore(t *testing.T) {
	f := start(t, roomy())
	c := f.open(t, "")
	large := strings.Repeat("x", 4<<20)
	f.publish(t, large, large)
	asked := errors.New("asked to")
	f.Each(func(s *Stream) {
		if s.Queued() == 0 {
			t.Error("the socket took everything")
		}
		s.End(asked, Complete)
		s.End(errors.New("asked again"), Complete)
	})
	f.publish(t, "secret")
	f.Each(func(*Stream) {}) // it was delivered
	got, err := c.rest(t)
	if err != nil || strings.Contains(got, "secret") || !strings.HasSuffix(got, lastChunk) {
		t.Errorf("%d bytes, error %v, end with %q", len(got), err, got[max(0, len(got)-64):])
	}
	if cause := c.cause(t); !errors.Is(cause, asked) {
		t.Errorf("cause is %v", cause)
	}
}

// TestJoinsWhileClosing has a stream join a loop after those that it had were cut.
func TestJoinsWhileClosing(t *testing.T) {
	f := start(t, roomy())
	streams := make([]*client, len(f.loops))
	for _, l := range f.loops {
		l.Post(func() { l.each(func(s *Stream) { s.finish(ErrDrained, FIN) }) })
	}
	for i := range streams {
		streams[i] = f.open(t, "")
	}
	for _, l := range f.loops {
		l.Close()
	}
	for _, c := range streams {
		if cause := c.cause(t); !errors.Is(cause, ErrDrained) {
			t.Errorf("cause is %v", cause)
		}
	}
	if got := f.log.Stats().Topics; got != 0 {
		t.Errorf("there are cursors on %d topics", got)
	}
}
