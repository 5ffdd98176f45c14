package eventloop_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net"
	"testing"
)

// noise returns n bytes in which a loss or a change of order shows.
func noise(n int) []byte {
	p := make([]byte, n)
	random := rand.NewChaCha8([32]byte{})
	_, _ = random.Read(p)
	return p
}

// queue makes e send all of p, however little the socket takes at once, and call
// done at the end.
func (e *end) queue(tb testing.TB, p []byte, done func()) {
	tb.Helper()
	send := func() {
		n, err := e.Write(p)
		if err != nil {
			tb.Error(err)
			return
		}
		if p = p[n:]; len(p) == 0 {
			e.writable = func() { tb.Error("Writable after a Write that was not short") }
			done()
		}
	}
	e.writable = send
	send()
}

// fill makes e write until it is full.
func (e *end) fill() {
	for n := 1; n > 0; {
		n, _ = e.Write(make([]byte, 1<<20))
	}
}

func TestEcho(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			var back []byte // not echoed yet
			e.writable = func() {
				n, err := e.Write(back)
				if err != nil {
					t.Error(err)
				}
				back = back[n:]
			}
			e.data = func(p []byte) {
				back = append(back, p...)
				e.writable()
			}
			peer := d.connect(l, e)
			want := noise(4 << 20)
			sent := make(chan error, 1)
			go func() {
				_, err := peer.Write(want)
				sent <- err
			}()
			if got := read(t, peer, len(want)); !bytes.Equal(got, want) {
				t.Error("the bytes came back changed")
			}
			if err := receive(t, sent); err != nil {
				t.Error(err)
			}
		})
	}
}

// A Write takes what fits; Writable comes when the peer has read, and only then.
func TestShortWrite(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			peer := d.connect(l, e)
			want := noise(16 << 20) // more than both buffers take
			done := make(chan struct{})
			do(t, l, func() {
				e.queue(t, want, func() { close(done) })
			})
			if got := read(t, peer, len(want)); !bytes.Equal(got, want) {
				t.Error("the bytes arrived changed")
			}
			receive(t, done)
		})
	}
}

// A limit on what is not sent yet makes writes short, and Writable goes on from there.
func TestUnsentLimit(t *testing.T) {
	e := &end{}
	l := startLoop(t)
	peer := listen(t, "tcp").connect(l, e)
	want := noise(4 << 20)
	done := make(chan struct{})
	do(t, l, func() {
		if err := e.SetUnsentLimit(16 << 10); err != nil {
			t.Error(err)
		}
		e.queue(t, want, func() { close(done) })
	})
	if got := read(t, peer, len(want)); !bytes.Equal(got, want) {
		t.Error("the bytes arrived changed")
	}
	receive(t, done)
}

// A reader that stands still keeps nobody else waiting.
func TestStalledReader(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			stalled, echo := &end{}, &end{}
			d.connect(l, stalled)
			do(t, l, stalled.fill)
			echo.data = func(p []byte) {
				if _, err := stalled.Write(p); err != nil {
					t.Error(err)
				}
				echo.queue(t, p, func() {})
			}
			peer := d.connect(l, echo)
			for range 100 {
				write(t, peer, []byte("ping"))
				read(t, peer, 4)
			}
		})
	}
}

// A peer that sends without end keeps nobody else waiting.
func TestFlood(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			e.data = func(p []byte) { e.queue(t, p, func() {}) }
			flooded := &end{}
			flood, ping := d.connect(l, flooded), d.connect(l, e)
			done := make(chan struct{})
			go func() {
				defer close(done)
				for p := noise(1 << 20); ; {
					if _, err := flood.Write(p); err != nil {
						return
					}
				}
			}()
			for range 100 {
				write(t, ping, []byte("ping"))
				read(t, ping, 4)
			}
			flood.Close()
			receive(t, done)
		})
	}
}

func TestWriteClosed(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			d.connect(l, e)
			do(t, l, func() {
				if n, err := e.Write(nil); n != 0 || err != nil {
					t.Errorf("Write of nothing = %d, %v", n, err)
				}
				if err := e.Close(); err != nil {
					t.Error(err)
				}
				for name, call := range map[string]func() error{
					"Write":          func() error { _, err := e.Write([]byte("x")); return err },
					"Close":          e.Close,
					"Reset":          e.Reset,
					"CloseWrite":     e.CloseWrite,
					"SetUserTimeout": func() error { return e.SetUserTimeout(1) },
					"SetUnsentLimit": func() error { return e.SetUnsentLimit(1) },
				} {
					if err := call(); !errors.Is(err, net.ErrClosed) {
						t.Errorf("%s on a closed Conn = %v", name, err)
					}
				}
				e.SetTimer(1)
				if e.Open() || e.RemoteAddr().IsValid() {
					t.Error("a closed Conn is open, or has an address")
				}
			})
		})
	}
}

// A broken connection is told by Write, or by Gone.
func TestWriteBroken(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			broken := make(chan error, 1)
			e.gone = func(err error) { broken <- err }
			fill := func() {
				for e.Open() {
					n, err := e.Write(noise(1 << 10))
					if err != nil {
						broken <- errors.Join(err, e.Close())
					}
					if n < 1<<10 {
						return
					}
				}
			}
			e.writable = fill
			peer := d.connect(l, e)
			do(t, l, fill)
			peer.Close() // with bytes unread, which is a RST
			if err := receive(t, broken); err == nil {
				t.Errorf("the connection broke with %v", err)
			}
		})
	}
}
