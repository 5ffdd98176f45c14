package eventloop_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// pull reads from a held Conn, a piece of at most size bytes in each turn, until there are n bytes
// or an error.
func pull(tb testing.TB, l *eventloop.Loop, e *end, n, size int) (got []byte, err error) {
	tb.Helper()
	p := make([]byte, size)
	for end := time.Now().Add(patience); len(got) < n && err == nil; {
		do(tb, l, func() {
			var more int
			more, err = e.Read(p[:min(size, n-len(got))])
			got = append(got, p[:more]...)
		})
		if time.Now().After(end) {
			tb.Fatalf("%d bytes came, want %d", len(got), n)
		}
	}
	return got, err
}

// What a slow reader takes by pieces is what was sent; after Release the rest comes by itself.
func TestHold(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			var rest []byte
			told := make(chan string, 1)
			e := &end{data: func([]byte) { t.Error("Data of a held Conn") }}
			peer := d.connect(l, e)
			do(t, l, func() {
				if err := e.Hold(); err != nil {
					t.Error(err)
				}
			})
			want := noise(1 << 20)
			sent := make(chan error, 1)
			go func() {
				_, err := peer.Write(want)
				sent <- errors.Join(err, peer.CloseWrite())
			}()
			got, err := pull(t, l, e, 50_000, 999)
			if !bytes.Equal(got, want[:50_000]) || err != nil {
				t.Errorf("%d bytes, %v, or changed", len(got), err)
			}
			do(t, l, func() {
				e.data = func(p []byte) { rest = append(rest, p...) }
				e.gone = func(err error) { told <- err.Error() }
				e.Release()
			})
			if got := receive(t, told); got != "EOF" || !bytes.Equal(rest, want[50_000:]) {
				t.Errorf("%d bytes after Release, or changed, then %s", len(rest), got)
			}
			if err := receive(t, sent); err != nil {
				t.Error(err)
			}
		})
	}
}

// The system holds back a peer whose bytes nobody reads.
func TestHoldBack(t *testing.T) {
	l, e := startLoop(t), &end{}
	peer := listen(t, "tcp").connect(l, e)
	do(t, l, func() { _ = e.Hold() })
	if err := peer.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	n, err := peer.Write(make([]byte, 64<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a peer that is not read wrote %d bytes, %v", n, err)
	}
}

// The end of a peer shows in Read, after what it sent, and in Read alone.
func TestHoldEnd(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			l := startLoop(t)
			e := &end{gone: func(err error) { t.Errorf("Gone with %v", err) }}
			peer := listen(t, network).connect(l, e)
			do(t, l, func() { _ = e.Hold() })
			write(t, peer, []byte("hello"))
			peer.Close()
			got, err := pull(t, l, e, 100, 3)
			if string(got) != "hello" || !errors.Is(err, io.EOF) {
				t.Errorf("got %q, %v", got, err)
			}
			do(t, l, func() {
				if n, err := e.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
					t.Errorf("Read again = %d, %v", n, err)
				}
				_ = e.Close()
			})
		})
	}
}

func TestHoldReset(t *testing.T) {
	l := startLoop(t)
	e := &end{gone: func(err error) { t.Errorf("Gone with %v", err) }}
	peer := listen(t, "tcp").connect(l, e)
	do(t, l, func() { _ = e.Hold() })
	cut(t, peer)
	if _, err := pull(t, l, e, 1, 1); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("Read = %v", err)
	}
}

// A handler that holds in Data hears no more, not of the end either, until it releases.
func TestHoldInData(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e, held := &end{}, make(chan int, 100)
			told := make(chan string, 1)
			want, total := 300<<10, 0
			e.data = func(p []byte) {
				total += len(p)
				_ = e.Hold()
				held <- len(p)
			}
			e.gone = func(err error) { told <- err.Error() }
			peer := d.connect(l, e)
			sent := make(chan error, 1)
			go func() {
				_, err := peer.Write(make([]byte, want))
				sent <- errors.Join(err, peer.CloseWrite())
			}()
			for sum := 0; sum < want; {
				sum += receive(t, held)
				do(t, l, func() {})
				do(t, l, func() {
					if len(held) > 0 || !e.Open() {
						t.Error("the handler hears more")
					}
					e.Release()
					e.Release()
				})
			}
			if got := receive(t, told); got != "EOF" || total != want {
				t.Errorf("%d bytes, then %q", total, got)
			}
			if err := receive(t, sent); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestReadNotHeld(t *testing.T) {
	l, e := startLoop(t), &end{}
	listen(t, "tcp").connect(l, e)
	do(t, l, func() {
		e.Release()
		if _, err := e.Read(make([]byte, 1)); err == nil {
			t.Error("Read of a Conn that is not held")
		}
		_ = e.Hold()
		if n, err := e.Read(nil); n != 0 || err != nil {
			t.Errorf("Read of no bytes = %d, %v", n, err)
		}
		if n, err := e.Read(make([]byte, 1)); n != 0 || err != nil {
			t.Errorf("Read of nothing = %d, %v", n, err)
		}
		_ = e.Close()
		e.Release()
		if _, err := e.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Read of a closed Conn = %v", err)
		}
		if err := e.Hold(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Hold of a closed Conn = %v", err)
		}
	})
}
