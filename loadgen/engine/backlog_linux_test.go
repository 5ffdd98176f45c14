package engine_test

import (
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// A server that accepts nothing has the kernel take a few connections, and no more.
func TestConnectTimeout(t *testing.T) {
	noLeaks(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to wait for
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	raw, err := listener.(*net.TCPListener).SyscallConn() //nolint:errcheck // it is one
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) { err = syscall.Listen(int(fd), 0) }); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, 5, "http://"+listener.Addr().String(), once, func(l *load) {
		l.Limits.Connect = 100 * time.Millisecond
		l.Limits.Head = 200 * time.Millisecond
	})
	r.failure(measure.Timeout, "no connection after 100ms")
	r.until("5 failures", func() bool { return r.errors(measure.Timeout) == 5 })
	r.finish()
	r.want(map[measure.Count]int{measure.Started: 5, measure.Opened: 0, measure.Failed: 5})
}
