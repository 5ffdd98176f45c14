package eventloop_test

import (
	"io"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// A Conn that is closed while it connects hears nothing more, and can be used anew.
func TestCloseConnecting(t *testing.T) {
	listener, address := listenAt(t, "127.0.0.1")
	l, e := startLoop(t), &end{}
	do(t, l, func() {
		for i := range 100 {
			e.writable = func() { t.Errorf("connection %d is there though it was closed", i) }
			e.gone = func(err error) { t.Errorf("connection %d: Gone with %v though it was closed", i, err) }
			if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
				t.Fatal(err)
			}
			if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err == nil {
				t.Error("Connect used a Conn that is in use")
			}
			give := e.Close
			if i%2 == 0 {
				give = e.Reset
			}
			if err := give(); err != nil {
				t.Error(err)
			}
		}
		e.gone = nil
	})
	go func() { // those that were there before they were closed
		for {
			nc, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, nc)
			nc.Close()
		}
	}()
	there := make(chan struct{})
	do(t, l, func() {
		e.writable = func() { close(there) }
		if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
			t.Error(err)
		}
	})
	receive(t, there)
}

// A timer that is set while connecting expires, so that it can bound the time that this takes.
func TestConnectTimer(t *testing.T) {
	listener, address := listenAt(t, "127.0.0.1")
	l, e, expired := startLoop(t), &end{}, make(chan error, 1)
	e.expired = func() { expired <- e.Close() }
	do(t, l, func() {
		if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
			t.Error(err)
		}
		e.SetTimer(20 * time.Millisecond)
	})
	if err := receive(t, expired); err != nil {
		t.Error(err)
	}
	listener.Close()
}

// A loop that is closed while it connects leaves nothing behind.
func TestCloseLoopConnecting(t *testing.T) {
	files := descriptors(t)
	t.Run("run", func(t *testing.T) {
		_, address := listenAt(t, "127.0.0.1")
		l := startLoop(t)
		do(t, l, func() {
			for range 100 {
				e := &end{}
				if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
					t.Error(err)
				}
			}
		})
	})
	eventually(t, "descriptors", files, func() int { return descriptors(t) })
}
