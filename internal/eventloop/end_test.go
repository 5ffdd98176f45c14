package eventloop_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
)

// cut ends a connection with a RST.
func cut(tb testing.TB, peer net.Conn) {
	tb.Helper()
	tcp, ok := peer.(*net.TCPConn)
	if !ok {
		tb.Fatalf("a %T has no RST", peer)
	}
	if err := errors.Join(tcp.SetLinger(0), tcp.Close()); err != nil {
		tb.Fatal(err)
	}
}

func TestQuietPeerEnds(t *testing.T) {
	tests := []struct {
		name, network string
		end           func(tb testing.TB, peer half) error
		want          error
	}{
		{"FIN", "tcp", func(_ testing.TB, peer half) error { return peer.Close() }, io.EOF},
		{"half-close", "tcp", func(_ testing.TB, peer half) error { return peer.CloseWrite() }, io.EOF},
		{"RST", "tcp", func(tb testing.TB, peer half) error { tb.Helper(); cut(tb, peer); return nil }, syscall.ECONNRESET},
		{"close", "unix", func(_ testing.TB, peer half) error { return peer.Close() }, io.EOF},
		{"half-close of unix", "unix", func(_ testing.TB, peer half) error { return peer.CloseWrite() }, io.EOF},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			gone := make(chan error, 1)
			e := &end{gone: func(err error) { gone <- err }}
			peer := listen(t, test.network).connect(startLoop(t), e)
			if err := test.end(t, peer); err != nil {
				t.Fatal(err)
			}
			if err := receive(t, gone); !errors.Is(err, test.want) {
				t.Errorf("Gone with %v, want %v", err, test.want)
			}
		})
	}
}

// All that the peer sent arrives, and then its end.
func TestDataBeforeEnd(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			for _, size := range []int{1, 64 << 10, 1 << 20} {
				var got []byte
				gone := make(chan error, 1)
				e := &end{data: func(p []byte) { got = append(got, p...) }, gone: func(err error) { gone <- err }}
				peer := d.connect(l, e)
				want := noise(size)
				write(t, peer, want)
				peer.Close()
				if err := receive(t, gone); !errors.Is(err, io.EOF) {
					t.Errorf("%d bytes: Gone with %v", size, err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%d bytes: %d arrived, or changed", size, len(got))
				}
			}
		})
	}
}

// A socket whose peer has sent and ended before a loop serves it.
func TestEndedBeforeAdd(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			peer, socket := d.dial()
			write(t, peer, []byte("hello"))
			peer.Close()
			told := make(chan string, 2)
			e := &end{data: func(p []byte) { told <- string(p) }, gone: func(err error) { told <- err.Error() }}
			do(t, l, func() {
				if err := l.Add(socket, &e.Conn, e); err != nil {
					t.Error(err)
				}
			})
			if data, end := receive(t, told), receive(t, told); data != "hello" || end != "EOF" {
				t.Errorf("got %q, then %q", data, end)
			}
		})
	}
}

// The peer receives all that was written, then the end.
func TestClose(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{gone: func(error) { t.Error("Gone after Close") }}
			peer := d.connect(l, e)
			want := noise(50 << 10)
			do(t, l, func() {
				if n, err := e.Write(want); n != len(want) || err != nil {
					t.Errorf("Write = %d, %v", n, err)
				}
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			})
			got, err := io.ReadAll(peer)
			if !bytes.Equal(got, want) || err != nil {
				t.Errorf("the peer got %d bytes, then %v", len(got), err)
			}
		})
	}
}

func TestReset(t *testing.T) {
	e := &end{gone: func(error) { t.Error("Gone after Reset") }}
	l := startLoop(t)
	peer := listen(t, "tcp").connect(l, e)
	do(t, l, func() {
		if err := e.Reset(); err != nil {
			t.Error(err)
		}
	})
	if n, err := peer.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the peer's Read = %d, %v, want a reset", n, err)
	}
}

// A reset does not wait for what the peer does not read.
func TestResetFull(t *testing.T) {
	e := &end{}
	l := startLoop(t)
	peer := listen(t, "tcp").connect(l, e)
	do(t, l, func() {
		e.queue(t, noise(16<<20), func() { t.Error("all was taken") })
		if err := e.Reset(); err != nil {
			t.Error(err)
		}
	})
	if n, err := io.Copy(io.Discard, peer); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the peer read %d bytes, then %v, want a reset", n, err)
	}
}

// A socket of the Unix domain has no RST.
func TestResetUnix(t *testing.T) {
	e := &end{}
	l := startLoop(t)
	peer := listen(t, "unix").connect(l, e)
	do(t, l, func() {
		if err := e.Reset(); err != nil {
			t.Error(err)
		}
	})
	if _, err := peer.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the peer's Read = %v", err)
	}
}

func TestCloseWrite(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			told := make(chan string, 2)
			e := &end{data: func(p []byte) { told <- string(p) }, gone: func(err error) { told <- err.Error() }}
			peer := d.connect(l, e)
			want := noise(50 << 10)
			do(t, l, func() {
				if n, err := e.Write(want); n != len(want) || err != nil {
					t.Errorf("Write = %d, %v", n, err)
				}
				if err := e.CloseWrite(); err != nil {
					t.Error(err)
				}
				if _, err := e.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
					t.Errorf("Write after CloseWrite = %v", err)
				}
			})
			if got, err := io.ReadAll(peer); !bytes.Equal(got, want) || err != nil {
				t.Errorf("the peer got %d bytes, then %v", len(got), err)
			}
			write(t, peer, []byte("bye"))
			if got := receive(t, told); got != "bye" {
				t.Errorf("after CloseWrite came %q", got)
			}
			peer.Close()
			if got := receive(t, told); got != "EOF" {
				t.Errorf("Gone with %q", got)
			}
		})
	}
}
