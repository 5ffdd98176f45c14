package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

func TestTogether(t *testing.T) {
	first, last := errors.New("first"), errors.New("last")
	waits := func(err error) part {
		return func(ctx context.Context) error {
			<-ctx.Done()
			return err
		}
	}
	ends := func(err error) part { return func(context.Context) error { return err } }
	tests := []struct {
		name  string
		parts []part
		want  []error
	}{
		{"one ends the others", []part{waits(nil), ends(first), waits(nil)}, []error{first}},
		{"all have their say", []part{ends(first), waits(last)}, []error{first, last}},
		{"an end without an error is one", []part{ends(nil), waits(nil)}, nil},
		{"none", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := together(t.Context(), test.parts...)
			if (err == nil) != (test.want == nil) {
				t.Errorf("error is %v", err)
			}
			for _, want := range test.want {
				if !errors.Is(err, want) {
					t.Errorf("error is %v, want %v in it", err, want)
				}
			}
		})
	}
}

func TestTogetherEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := together(ctx, func(ctx context.Context) error { <-ctx.Done(); return nil }); err != nil {
		t.Error(err)
	}
}

// TestPortTakenByUDP has the port free for TCP alone.
func TestPortTakenByUDP(t *testing.T) {
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	o := serveOptions{listen: conn.LocalAddr().String(), tls: serveTLSOptions{http3: true}}
	_, _, err = o.sockets(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "start server: listen ") || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error is %v", err)
	}
}

// TestTakenPortNamesItsFlag holds because serve listens at several addresses.
func TestTakenPortNamesItsFlag(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	taken := l.Addr().String()
	for _, args := range [][]string{
		{"--listen", taken},
		{"--listen", "127.0.0.1:0", "--pprof", taken},
	} {
		var stdout, stderr strings.Builder
		code := run(t.Context(), append([]string{"serve"}, args...), strings.NewReader(""), &stdout, &stderr)
		flag := args[len(args)-2]
		if code != exitUnjudged || !strings.Contains(stderr.String(), "choose another address with "+flag+",") {
			t.Errorf("%q: exit code %d, stderr %q", args, code, &stderr)
		}
	}
}

func TestProfilesAreForThisMachine(t *testing.T) {
	tests := []struct {
		host, origin string
		want         int
	}{
		{"127.0.0.1:6060", "", http.StatusOK},
		{"localhost:6060", "", http.StatusOK},
		{"[::1]:6060", "", http.StatusOK},
		{"localhost", "", http.StatusOK},
		{"rebound.example:6060", "", http.StatusForbidden},
		{"192.0.2.1:6060", "", http.StatusForbidden},
		{"localhost:6060", "http://localhost:6060", http.StatusForbidden},
	}
	for _, test := range tests {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/debug/pprof/cmdline", nil)
		req.Host = test.host
		if test.origin != "" {
			req.Header.Set("Origin", test.origin)
		}
		answered := httptest.NewRecorder()
		profileHandler().ServeHTTP(answered, req)
		if answered.Code != test.want {
			t.Errorf("host %s, origin %q: status %d, want %d", test.host, test.origin, answered.Code, test.want)
		}
	}
}
