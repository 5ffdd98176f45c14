package refserver

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// goroutines counts the goroutines that have a function of this name on their stack.
func goroutines(function string) int {
	stacks := make([]byte, 4<<20)
	n := 0
	for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if strings.Contains(stack, function) {
			n++
		}
	}
	return n
}

// TestDisconnectsOnAQuietStreamFreeEverything opens and leaves streams on which
// nothing is ever written, in every way a client can leave.
func TestDisconnectsOnAQuietStreamFreeEverything(t *testing.T) {
	ways := []struct {
		name  string
		leave func(t *testing.T, c *rawConn)
	}{
		{"FIN", func(t *testing.T, c *rawConn) {
			t.Helper()
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}},
		{"RST", func(t *testing.T, c *rawConn) {
			t.Helper()
			if err := c.SetLinger(0); err != nil {
				t.Error(err)
			}
			_ = c.Close()
		}},
		{"half-close", func(t *testing.T, c *rawConn) {
			t.Helper()
			c.halfClose(t)
		}},
	}
	s := start(t, Config{MaxStreams: 50})
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			for range 4 {
				var conns []*rawConn
				for range 50 {
					conn := dial(t, s)
					conn.send(t, getEvents)
					conn.head(t)
					conns = append(conns, conn)
				}
				for _, conn := range conns {
					way.leave(t, conn)
				}
				until(t, "all seats are free", func() bool { return s.Stats().Streams == 0 })
			}
		})
	}
	until(t, "the goroutines are gone", func() bool { return goroutines("net/http.(*conn") == 0 })
	if got := s.Stats().History.Topics; got != 0 {
		t.Errorf("%d topics are remembered", got)
	}
}

func TestLeavingWhileEventsFlowFreesEverything(t *testing.T) {
	s := start(t, Config{})
	for i := range 100 {
		conn := dial(t, s)
		conn.send(t, "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 0\r\n\r\n")
		for range i % 3 {
			s.publish(t, "", "x")
		}
		if i%2 == 0 {
			conn.head(t)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
	until(t, "all streams are gone", func() bool { return s.Stats().Streams == 0 })
	s.client.CloseIdleConnections()
	until(t, "the goroutines are gone", func() bool { return goroutines("net/http.(*conn") == 0 })
}

func TestPlainStreamsHaveNoGoroutine(t *testing.T) {
	s := start(t, Config{})
	for range 10 {
		s.open(t, "")
	}
	until(t, "the goroutines are gone", func() bool { return goroutines("net/http.(*conn") == 0 })
	if got := s.Stats().Streams; got != 10 {
		t.Errorf("%d streams are open, want 10", got)
	}
}

func TestStoppedServerLeavesNoGoroutine(t *testing.T) {
	s := start(t, Config{Wrap: func(h http.Handler) http.Handler { return h }}) // streams stay with net/http
	for range 10 {
		s.open(t, "")
	}
	s.publish(t, "", "x")
	if goroutines("net/http.(*conn") < 10 || goroutines("reference-server.(*Server)") < 10 {
		t.Error("the goroutines of the streams are not found")
	}
	s.stop()
	if err := s.end(); err != nil {
		t.Errorf("serve: %v", err)
	}
	until(t, "the goroutines are gone", func() bool {
		return goroutines("net/http.(*conn")+goroutines("net/http.(*Server)")+goroutines("reference-server.(*Server)")+goroutines("eventloop.") == 0
	})
}
