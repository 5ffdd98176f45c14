//go:build linux

package crowd

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Manner is a way in which a client leaves.
type Manner int

// The manners.
const (
	FIN       Manner = iota // closes, as most do
	RST                     // closes without a word more, as one that is killed may
	HalfClose               // closes its half and reads on until the server closes the other
	Vanish                  // is gone without a word, as when a cable is cut; needs CAP_NET_ADMIN
)

func (m Manner) String() string {
	return [...]string{"FIN", "RST", "half-close", "vanish"}[m]
}

// Leave has the client of stream i, which must be open, leave. After a half-close the
// stream is over only when the server has closed it too.
func (c *Crowd) Leave(i int, how Manner) error {
	s := &c.streams[i]
	if s.state != open {
		return fmt.Errorf("leave stream %d: it is not open", i)
	}
	var err error
	switch how {
	case HalfClose:
		if err = unix.Shutdown(int(s.socket), unix.SHUT_WR); err == nil {
			c.enter(s, leaving)
		}
	case RST:
		err = unix.SetsockoptLinger(int(s.socket), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	case Vanish:
		err = unix.SetsockoptInt(int(s.socket), unix.IPPROTO_TCP, unix.TCP_REPAIR, 1)
	case FIN:
	}
	switch {
	case err == unix.ENOTCONN && how == HalfClose:
		c.over(i, err) // the server was first
	case err != nil:
		return fmt.Errorf("leave stream by %s: %w", how, err)
	case how != HalfClose:
		c.forget(i)
	}
	return nil
}

// CanVanish reports whether this process may leave by Vanish.
func CanVanish() bool {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer func() { _ = unix.Close(socket) }()
	return unix.SetsockoptInt(socket, unix.IPPROTO_TCP, unix.TCP_REPAIR, 1) == nil
}
