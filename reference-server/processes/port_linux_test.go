package processes

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
)

func TestReserveSharesWithItsOwnOnly(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "localhost:0", ":0", "[::1]:0", "0.0.0.0:0"} {
		t.Run(address, func(t *testing.T) {
			port, err := Reserve(address)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = port.Close() }()
			taken := port.Addr().String()
			for range 2 {
				l, err := Listen(t.Context(), taken)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = l.Close() }()
			}
			if _, err := Reserve(taken); !errors.Is(err, syscall.EADDRINUSE) {
				t.Errorf("another group: error %v", err)
			}
			if _, err := new(net.ListenConfig).Listen(t.Context(), "tcp", taken); !errors.Is(err, syscall.EADDRINUSE) {
				t.Errorf("another server: error %v", err)
			}
		})
	}
}

func TestReserveTellsWhatIsWrong(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	tests := []struct{ name, address, want string }{
		{"taken", l.Addr().String(), "listen tcp " + l.Addr().String() + ": bind: address already in use"},
		{"no port", "127.0.0.1", "missing port in address"},
		{"another machine's", "192.0.2.1:0", "cannot assign requested address"},
		{"unknown zone", "[fe80::1%nowhere]:0", "zone nowhere"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Reserve(test.address)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestReservedPortGetsNoConnections(t *testing.T) {
	address := reserve(t)
	if conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dialled %v, error %v", conn, err)
	}
}
