//go:build linux && !portable

package eventloop

import (
	"errors"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// dialed returns a Conn that connects, of a loop that does not run.
func dialed(tb testing.TB, d Dial) *Conn {
	tb.Helper()
	f := newFarm(tb)
	d.Remote = addrPort(f.address)
	c := &Conn{}
	if err := f.loop.Connect(d, c, noHandler{}); err != nil {
		tb.Fatal(err)
	}
	return c
}

// What was asked for is set.
func TestDialOptions(t *testing.T) {
	local := netip.MustParseAddrPort("127.0.0.1:0")
	c := dialed(t, Dial{Local: local, ReceiveBuffer: 4096, Timestamps: true})
	for _, test := range []struct {
		name                string
		level, option, want int
	}{
		{"TCP_NODELAY", unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
		{"SO_RCVBUF", unix.SOL_SOCKET, unix.SO_RCVBUF, 2 * 4096},
		{"SO_TIMESTAMPING", unix.SOL_SOCKET, unix.SO_TIMESTAMPING, stamping},
		{"IP_BIND_ADDRESS_NO_PORT", unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1},
		{"SO_REUSEADDR", unix.SOL_SOCKET, unix.SO_REUSEADDR, 0},
	} {
		if got, err := unix.GetsockoptInt(int(c.sock.fd), test.level, test.option); got != test.want || err != nil {
			t.Errorf("%s = %d, %v, want %d", test.name, got, err, test.want)
		}
	}
	flags, err := unix.FcntlInt(uintptr(c.sock.fd), unix.F_GETFD, 0)
	if err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("descriptor flags %#x, %v", flags, err)
	}
}

// Errors that come at once leave no descriptor and no slot.
func TestConnectWithoutDescriptors(t *testing.T) {
	f := newFarm(t)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	none := limit
	none.Cur = 0
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	c := &Conn{}
	err := f.loop.Connect(Dial{Remote: addrPort(f.address)}, c, noHandler{})
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, unix.EMFILE) || c.Open() || f.loop.poller.table.used > 0 {
		t.Errorf("Connect = %v; the Conn is open: %t; %d slots", err, c.Open(), f.loop.poller.table.used)
	}
}

// A connection that may be one to itself is looked at once it is there.
func TestDialMayLoop(t *testing.T) {
	remote := netip.MustParseAddrPort("127.0.0.1:4000")
	for local, want := range map[string]bool{
		"127.0.0.1:4000": true, "127.0.0.1:0": true, "0.0.0.0:4000": true, "0.0.0.0:0": true,
		"127.0.0.2:4000": false, "127.0.0.1:4001": false, "0.0.0.0:4001": false,
	} {
		if got := (Dial{Remote: remote, Local: netip.MustParseAddrPort(local)}).mayLoop(); got != want {
			t.Errorf("from %s to %s: %v, want %v", local, remote, got, want)
		}
	}
	if !(Dial{Remote: remote}).mayLoop() {
		t.Errorf("from anywhere to %s: false, want true", remote)
	}
}
