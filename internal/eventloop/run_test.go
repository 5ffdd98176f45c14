package eventloop_test

import (
	"errors"
	"io"
	"net"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

func TestRunCloses(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d := listen(t, network)
			l, err := eventloop.New()
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- l.Run() }()
			var ends [10]*end
			var peers [10]half
			for i := range ends {
				ends[i] = &end{gone: func(error) { t.Error("Gone though the loop was closed") }}
				peers[i] = d.connect(l, ends[i])
			}
			do(t, l, func() {
				if _, err := ends[0].Write([]byte("last words")); err != nil {
					t.Error(err)
				}
				l.After(1, func() { t.Error("a timer expired after Close") })
				l.Close()
			})
			if err := receive(t, ended); err != nil {
				t.Errorf("Run = %v", err)
			}
			l.Close()
			for i, e := range ends {
				p, err := io.ReadAll(peers[i])
				if want := i == 0; err != nil || string(p) == "last words" != want {
					t.Errorf("peer %d read %q, %v", i, p, err)
				}
				if e.Open() {
					t.Errorf("Conn %d is open", i)
				}
			}
			if l.Post(func() {}) {
				t.Error("Post after Close")
			}
			if err := l.Run(); err == nil {
				t.Error("the loop ran twice")
			}
		})
	}
}

func TestCloseBeforeRun(t *testing.T) {
	before := descriptors(t)
	l, err := eventloop.New()
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	l.Close()
	if after := descriptors(t); after != before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
	if err := l.Run(); err != nil {
		t.Errorf("Run = %v", err)
	}
}

func TestTake(t *testing.T) {
	a, b := net.Pipe()
	if _, err := eventloop.Take(a); err == nil {
		t.Fatal("a pipe has no socket")
	}
	go func() { _, _ = b.Write([]byte("x")) }()
	read(t, a, 1) // it is as it was
	a.Close()
	b.Close()

	peer, socket := listen(t, "tcp").dial()
	defer peer.Close()
	if err := socket.Close(); err != nil {
		t.Error(err)
	}
	if _, err := peer.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the peer's Read = %v", err)
	}
	if err := (eventloop.Socket{}).Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Close of no Socket = %v", err)
	}
}

func TestAdd(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			peer := d.connect(l, e)
			refused, socket := d.dial()
			defer refused.Close()
			do(t, l, func() {
				if err := l.Add(socket, &e.Conn, e); err == nil {
					t.Error("a Conn was used twice")
				}
				if err := l.Add(eventloop.Socket{}, &eventloop.Conn{}, e); err == nil {
					t.Error("a loop took what is no Socket")
				}
			})
			if _, err := refused.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Errorf("the refused peer's Read = %v", err)
			}
			do(t, l, func() {
				if _, err := e.Write([]byte("x")); err != nil {
					t.Error(err)
				}
			})
			read(t, peer, 1)
		})
	}
}

func TestRemoteAddr(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			e := &end{}
			peer := d.connect(l, e)
			want := ""
			if a, ok := peer.LocalAddr().(*net.TCPAddr); ok {
				want = a.AddrPort().String()
			}
			do(t, l, func() {
				got := e.RemoteAddr()
				if got.IsValid() != (want != "") || got.IsValid() && got.String() != want {
					t.Errorf("RemoteAddr = %v, want %q", got, want)
				}
			})
		})
	}
}
