//go:build linux && !portable

package eventloop

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// keepVanished is how long a connection that vanished is kept: longer than peers usually try to
// reach it, which is some 15 minutes (tcp_retries2 in tcp(7)).
const keepVanished = 20 * time.Minute

// ghost is a socket that has vanished.
type ghost struct {
	sock  sock
	until time.Time
}

func (c *Conn) vanish() error {
	l, fd := c.loop, int(c.sock.fd)
	protocol, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	if err == nil && (protocol != unix.IPPROTO_TCP || c.sock.connecting()) {
		return c.Close()
	}
	if err == nil && len(l.poller.vanished) >= MaxVanished {
		return fmt.Errorf("vanish: %d connections are kept that have vanished", MaxVanished)
	}
	if err == nil {
		err = deafen(fd)
	}
	if err == nil {
		err = unix.EpollCtl(l.poller.epoll, unix.EPOLL_CTL_DEL, fd, nil)
	}
	if err != nil {
		return fmt.Errorf("vanish: %w", err)
	}
	_, s := c.detach()
	l.poller.table.remove(s.index)
	l.haunt(ghost{s, time.Now().Add(keepVanished)})
	return nil
}

// deafen makes a socket drop whatever arrives, before TCP sees it: socket(7), SO_ATTACH_FILTER.
func deafen(fd int) error {
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0}
	return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop})
}

// haunt keeps g until its time has come.
func (l *Loop) haunt(g ghost) {
	l.poller.vanished = append(l.poller.vanished, g)
	if len(l.poller.vanished) == 1 {
		l.After(keepVanished, l.exorcise)
	}
}

// exorcise lets go of those whose time has come, which stand first.
func (l *Loop) exorcise() {
	kept := l.poller.vanished
	for len(kept) > 0 && !kept[0].until.After(time.Now()) {
		kept[0].sock.hangUp()
		kept = kept[1:]
	}
	l.poller.vanished = append(l.poller.vanished[:0], kept...)
	if len(kept) > 0 {
		l.After(time.Until(kept[0].until), l.exorcise)
	}
}

// hangUp closes a socket that no table knows, with a RST.
func (s sock) hangUp() {
	_ = unix.SetsockoptLinger(int(s.fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	_ = unix.Close(int(s.fd))
}

func (p *poller) ghosts() int { return len(p.vanished) }
