package fanout

import (
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestReplayThenLive(t *testing.T) {
	f := start(t, roomy())
	f.publish(t, "a", "b")
	resumed, fresh := f.open(t, "1"), f.open(t, "")
	resumed.expect(t, chunk("2", "b"))
	f.publish(t, "c")
	resumed.expect(t, chunk("3", "c"))
	fresh.expect(t, chunk("3", "c"))
}

func TestUnchunked(t *testing.T) {
	f := start(t, roomy())
	f.publish(t, "a", "b")
	c := f.open(t, "0", func(o *Opening) { o.Chunked = false })
	c.expect(t, "id: 1\ndata: a\n\nid: 2\ndata: b\n\n")
	f.log.Close()
	if got, err := c.rest(t); got != "" || err != nil {
		t.Errorf("ends with %q, %v", got, err)
	}
}

func TestHeartbeat(t *testing.T) {
	l := roomy()
	l.Heartbeat = 20 * time.Millisecond
	f := start(t, l)
	c := f.open(t, "")
	c.expect(t, strings.Repeat("d\r\n: heartbeat\n\n\r\n", 3))
}

func TestEndings(t *testing.T) {
	tests := []struct {
		name string
		how  Ending
		rest string
		err  error
	}{
		{"complete", Complete, lastChunk, nil},
		{"FIN", FIN, "", nil},
		{"RST", RST, "", syscall.ECONNRESET},
		{"half-close", HalfClose, "", nil},
	}
	asked := errors.New("asked to")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := start(t, roomy())
			c := f.open(t, "")
			f.publish(t, "a")
			c.expect(t, chunk("1", "a"))
			f.Each(func(s *Stream) { s.End(asked, test.how) })
			if got, err := c.rest(t); got != test.rest || !errors.Is(err, test.err) {
				t.Errorf("ends with %q, %v, want %q, %v", got, err, test.rest, test.err)
			}
			if got := c.cause(t); !errors.Is(got, asked) {
				t.Errorf("cause is %v", got)
			}
			if got := c.stream.Events(); got != 1 {
				t.Errorf("%d events are counted", got)
			}
			f.Each(func(*Stream) { t.Error("a stream is left") })
		})
	}
}

func TestClientsLeave(t *testing.T) {
	tests := []struct {
		name  string
		leave func(*net.TCPConn) error
	}{
		{"FIN", (*net.TCPConn).Close},
		{"half-close", (*net.TCPConn).CloseWrite},
		{"RST", func(c *net.TCPConn) error { return errors.Join(c.SetLinger(0), c.Close()) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := start(t, roomy())
			c := f.open(t, "")
			conn, ok := c.Conn.(*net.TCPConn)
			if !ok {
				t.Fatalf("%T", c.Conn)
			}
			if err := test.leave(conn); err != nil {
				t.Fatal(err)
			}
			if got := c.cause(t); !errors.Is(got, ErrLeft) {
				t.Errorf("cause is %v", got)
			}
		})
	}
}

func TestRevoked(t *testing.T) {
	f := start(t, roomy())
	revoked := make(chan struct{})
	c := f.open(t, "", func(o *Opening) { o.Revoked = revoked })
	other := f.open(t, "")
	close(revoked)
	f.Each(func(s *Stream) {
		if s.IsRevoked() {
			s.End(ErrRevoked, Complete)
		}
	})
	if got := c.cause(t); !errors.Is(got, ErrRevoked) {
		t.Errorf("cause is %v", got)
	}
	late := f.open(t, "", func(o *Opening) { o.Revoked = revoked })
	if got := late.cause(t); !errors.Is(got, ErrRevoked) {
		t.Errorf("cause of the late one is %v", got)
	}
	f.publish(t, "a")
	other.expect(t, chunk("1", "a"))
}

// TestPauseKeepsEvents pauses delivery while streams are open, while one opens and
// while events come: each must get all of them, once, when it goes on.
func TestPauseKeepsEvents(t *testing.T) {
	f := start(t, roomy())
	before := f.open(t, "")
	f.publish(t, "a")
	before.expect(t, chunk("1", "a"))
	f.SetGate(func(topics []string) bool { return slices.Contains(topics, "t") })
	f.publish(t, "b")
	resumed := f.open(t, "1")
	f.publish(t, "c")
	fresh := f.open(t, "")
	f.Each(func(s *Stream) {
		if s.Events() > 1 {
			t.Error("delivered while paused")
		}
	})
	f.SetGate(nil)
	f.publish(t, "d")
	before.expect(t, chunk("2", "b")+chunk("3", "c")+chunk("4", "d"))
	resumed.expect(t, chunk("2", "b")+chunk("3", "c")+chunk("4", "d"))
	fresh.expect(t, chunk("4", "d"))
}

func TestFault(t *testing.T) {
	f := start(t, roomy())
	var spared *client
	f.SetFault(func(s *Stream, batch []*history.Entry, _ bool) []*history.Entry {
		if s.Owner() == Owner(spared) {
			return batch
		}
		return slices.DeleteFunc(slices.Clone(batch), func(e *history.Entry) bool { return e.Place()%2 == 0 })
	})
	spared = f.open(t, "")
	faulty := f.open(t, "")
	f.publish(t, "a", "b", "c")
	spared.expect(t, chunk("1", "a")+chunk("2", "b")+chunk("3", "c"))
	faulty.expect(t, chunk("1", "a")+chunk("3", "c"))
	f.SetFault(nil)
	f.publish(t, "d")
	faulty.expect(t, chunk("4", "d"))
}

func TestFallsOutOfTheHistory(t *testing.T) {
	f := start(t, roomy())
	c := f.open(t, "")
	f.SetGate(func([]string) bool { return true })
	f.publish(t, make([]string, 1001)...)
	f.SetGate(nil)
	if got := c.cause(t); !Slow(got) || !errors.Is(got, history.ErrBehind) {
		t.Errorf("cause is %v", got)
	}
	if got, err := c.rest(t); got != lastChunk || err != nil {
		t.Errorf("ends with %q, %v: it ended at the border of two events", got, err)
	}
}

func TestClosedHub(t *testing.T) {
	hub, err := New(roomy())
	if err != nil {
		t.Fatal(err)
	}
	log := history.New(history.Limits{Count: 1, Bytes: 1, Age: time.Hour}, 1)
	f := &fixture{hub, log}
	c := f.open(t, "")
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	if got := c.cause(t); !errors.Is(got, ErrDrained) {
		t.Errorf("cause is %v", got)
	}
	near, far := pair(t)
	cursor, _ := log.Open([]string{"t"}, "", nil)
	defer cursor.Close()
	if err := hub.Adopt(far, Opening{Log: log, Topics: []string{"t"}, Cursor: cursor}); !errors.Is(err, ErrClosed) {
		t.Errorf("adopt after close: %v", err)
	}
	if _, err := near.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the refused connection is not closed: %v", err)
	}
}
