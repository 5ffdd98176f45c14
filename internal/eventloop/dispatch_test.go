package eventloop_test

import (
	"errors"
	"io"
	"net"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// A handler may close its own Conn from each of its methods.
func TestCloseInHandler(t *testing.T) {
	tests := []struct {
		method  string
		on      func(e *end, f func())
		provoke func(t *testing.T, l *eventloop.Loop, e *end, peer half)
		want    error
	}{
		{
			method: "Data",
			on:     func(e *end, f func()) { e.data = func([]byte) { f() } },
			provoke: func(_ *testing.T, _ *eventloop.Loop, _ *end, peer half) {
				_, _ = peer.Write(noise(200 << 10)) // more than one turn reads
			},
		},
		{
			method: "Writable",
			on:     func(e *end, f func()) { e.writable = f },
			provoke: func(t *testing.T, l *eventloop.Loop, e *end, peer half) {
				t.Helper()
				do(t, l, e.fill)
				if n, err := io.Copy(io.Discard, peer); n == 0 || err != nil {
					t.Errorf("the peer read %d bytes, then %v", n, err)
				}
			},
		},
		{
			method: "Expired",
			on:     func(e *end, f func()) { e.expired = f },
			provoke: func(t *testing.T, l *eventloop.Loop, e *end, _ half) {
				t.Helper()
				do(t, l, func() { e.SetTimer(1) })
			},
		},
		{
			method:  "Gone",
			on:      func(e *end, f func()) { e.gone = func(error) { f() } },
			provoke: func(_ *testing.T, _ *eventloop.Loop, _ *end, peer half) { peer.Close() },
			want:    net.ErrClosed,
		},
	}
	for _, network := range networks() {
		for _, test := range tests {
			t.Run(network+" "+test.method, func(t *testing.T) {
				d, l := listen(t, network), startLoop(t)
				closed := make(chan error, 1)
				e := &end{}
				test.on(e, func() { closed <- e.Close() })
				test.provoke(t, l, e, d.connect(l, e))
				if err := receive(t, closed); !errors.Is(err, test.want) {
					t.Errorf("Close = %v, want %v", err, test.want)
				}
				do(t, l, func() {}) // what was left of the turn is over
			})
		}
	}
}

// Of two Conns that have something to tell in the same turn, the first closes the
// other. A new Conn that takes the other's descriptor is told nothing of it.
func TestCloseOther(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			for range 20 {
				peer, socket := d.dial()
				heard := make(chan string, 10)
				late := &end{}
				late.data = func(p []byte) { heard <- string(p) }
				late.gone = func(err error) { heard <- err.Error() }
				late.writable = func() { heard <- "Writable" }

				var ends [2]*end
				told := make(chan int, 1)
				over := false
				for i := range ends {
					ends[i] = &end{}
					event := func() {
						if over {
							return // this one stays, and ends with the test
						}
						over = true
						told <- i
						if err := ends[1-i].Close(); err != nil {
							t.Error(err)
						}
						if err := l.Add(socket, &late.Conn, late); err != nil {
							t.Error(err)
						}
					}
					ends[i].data = func([]byte) { event() }
					ends[i].gone = func(error) { event() }
				}
				peers := [2]half{d.connect(l, ends[0]), d.connect(l, ends[1])}
				do(t, l, func() { // both have ended when the turn begins
					write(t, peers[0], []byte("x"))
					peers[1].Close()
				})
				receive(t, told)
				do(t, l, func() {})
				write(t, peer, []byte("hello"))
				if got := receive(t, heard); got != "hello" {
					t.Fatalf("the new Conn was told %q", got)
				}
				peer.Close()
				if got := receive(t, heard); got != "EOF" {
					t.Fatalf("the new Conn was told %q", got)
				}
			}
		})
	}
}

// A Conn may be used again, even in the handler that closes it. What is left to be
// read of the first socket, or told of it, does not reach the second.
func TestReuse(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			peer, socket := d.dial()
			defer peer.Close()
			heard := make(chan string, 10)
			e.data = func([]byte) {
				if err := e.Close(); err != nil {
					t.Error(err)
				}
				if err := l.Add(socket, &e.Conn, e); err != nil {
					t.Error(err)
				}
				e.data = func(p []byte) { heard <- string(p) }
				heard <- "closed"
			}
			e.expired = func() { heard <- "Expired" }
			first := d.connect(l, e)
			_, _ = first.Write(noise(200 << 10)) // it may be cut off
			if got := receive(t, heard); got != "closed" {
				t.Fatalf("heard %q", got)
			}
			write(t, peer, []byte("hello"))
			if got := receive(t, heard); got != "hello" {
				t.Errorf("heard %q", got)
			}
			do(t, l, func() { e.SetTimer(1) })
			if got := receive(t, heard); got != "Expired" {
				t.Errorf("heard %q", got)
			}
		})
	}
}
