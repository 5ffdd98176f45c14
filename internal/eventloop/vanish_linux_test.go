//go:build linux && !portable

package eventloop

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// heard returns what the system of a socket knows of its peer.
func heard(tb testing.TB, fd int) *unix.TCPInfo {
	tb.Helper()
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		tb.Fatal(err)
	}
	return info
}

// established is TCP_ESTABLISHED of the kernel.
const established = 1

// waitForRetransmits waits until a socket has sent again twice. It may hear nothing meanwhile.
func waitForRetransmits(tb testing.TB, fd int) {
	tb.Helper()
	for end := time.Now().Add(time.Minute); heard(tb, fd).Retransmits < 2; {
		ends := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN | unix.POLLRDHUP}}
		if n, err := unix.Poll(ends, 50); n > 0 || err != nil && !errors.Is(err, unix.EINTR) {
			tb.Fatalf("the peer hears %#x, %v", ends[0].Revents, err)
		}
		if time.Now().After(end) {
			tb.Fatal("the peer does not send again")
		}
	}
}

// The peer of a Conn that vanished sends again and again, and hears nothing.
func TestVanishedIsSilent(t *testing.T) {
	f := newFarm(t)
	f.grow(t, 1)
	c, peer := f.conns[0], f.peers[0]
	before := heard(t, peer).Segs_in
	if err := c.Vanish(); err != nil {
		t.Fatal(err)
	}
	if c.Open() || f.loop.Vanished() != 1 || f.loop.poller.table.used > 0 {
		t.Errorf("open: %t; %d have vanished; %d slots", c.Open(), f.loop.Vanished(), f.loop.poller.table.used)
	}
	if _, errno := write(int32(peer), []byte("are you there?")); errno != 0 {
		t.Fatal(errno)
	}
	waitForRetransmits(t, peer)
	if info := heard(t, peer); info.State != established || info.Unacked == 0 || info.Segs_in != before {
		t.Errorf("state %d, %d not acknowledged, %d packets heard", info.State, info.Unacked, info.Segs_in-before)
	}
}

// A loop keeps those that vanished for a time, and no more of them than it may.
func TestVanishedAreKept(t *testing.T) {
	f := newFarm(t)
	f.grow(t, 3)
	for _, c := range f.conns {
		if err := c.Vanish(); err != nil {
			t.Fatal(err)
		}
	}
	p := &f.loop.poller
	p.vanished[0].until, p.vanished[1].until = time.Now(), time.Now()
	f.loop.exorcise()
	if n := f.loop.Vanished(); n != 1 {
		t.Errorf("%d are kept, want 1", n)
	}
	for i, fd := range f.peers {
		ends := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		if n, err := unix.Poll(ends, 0); (n > 0) != (i < 2) || err != nil {
			t.Errorf("peer %d hears %#x, %v", i, ends[0].Revents, err)
		}
	}
	kept := p.vanished
	p.vanished = make([]ghost, MaxVanished)
	f.grow(t, 4)
	if c := f.conns[3]; c.Vanish() == nil || !c.Open() {
		t.Error("one more vanished than may")
	}
	p.vanished = kept
}

// What does not exist yet cannot vanish.
func TestVanishConnecting(t *testing.T) {
	c := dialed(t, Dial{})
	l := c.loop
	if err := c.Vanish(); err != nil || c.Open() || l.Vanished() > 0 {
		t.Errorf("Vanish = %v; open: %t; %d have vanished", err, c.Open(), l.Vanished())
	}
}
