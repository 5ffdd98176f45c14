package main

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"
)

func TestPauseLastsUntilTheServerHasClosed(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := net.Listen("tcp", address) //nolint:noctx // it does not block
		if err != nil {
			t.Logf("%s: %v", address, err) // there may be no IPv6
			continue
		}
		defer l.Close()
		client, err := net.Dial("tcp", l.Addr().String()) //nolint:noctx // it does not block
		if err != nil {
			t.Fatal(err)
		}
		server, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		to := []netip.AddrPort{netip.MustParseAddrPort(l.Addr().String())}
		if n := halfClosed(to); n != 0 {
			t.Errorf("%s: %d half closed while all are open", address, n)
		}
		_ = client.Close()
		if n := halfClosed(to); n != 1 {
			t.Errorf("%s: %d half closed after the client has left, want 1", address, n)
		}
		paused := make(chan struct{}) // closed by the one who pauses
		go func() {
			pauseUntilGone(t.Context(), 0, to)
			close(paused)
		}()
		_ = server.Close()
		<-paused
		if n := halfClosed(to); n != 0 {
			t.Errorf("%s: %d half closed after a pause", address, n)
		}
		if n := halfClosed([]netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:1")}); n != 0 {
			t.Errorf("%d half closed to nobody", n)
		}
	}
}

func TestPauseEndsWithItsContext(t *testing.T) {
	begin := time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	pauseUntilGone(ctx, time.Hour, nil)
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it took %v", took)
	}
}
