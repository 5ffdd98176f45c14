//go:build linux && !portable

package eventloop

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// connect makes a socket, begins to connect it, and makes epoll tell about it.
func (p *poller) connect(d Dial, c *Conn) error {
	fd, err := unix.Socket(family(d.Remote), unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
	if err != nil {
		return err
	}
	failed, err := start(fd, d)
	// epoll comes last: it takes a socket that was not told to connect for one that has ended.
	if err == nil {
		err = p.add(Socket{fd}, c)
	}
	if err != nil {
		_ = unix.Close(fd)
		return err
	}
	s := &p.table.slots[c.sock.index]
	s.flags = uint32(failed) << failureShift
	if d.Timestamps {
		s.flags |= stamped
	}
	if d.mayLoop() {
		s.flags |= looped
	}
	c.sock.index = ^c.sock.index
	return nil
}

// start begins to connect a socket. If the network has refused that already, it says so
// apart from an error.
func start(fd int, d Dial) (failed syscall.Errno, err error) {
	if err := prepare(fd, d); err != nil {
		return 0, err
	}
	remote, err := sockaddr(d.Remote)
	if err != nil {
		return 0, err
	}
	if failed = begin(fd, remote); failed != 0 && !fromNetwork(failed) {
		return 0, failed
	}
	return failed, nil
}

// prepare sets what must be set before connecting.
func prepare(fd int, d Dial) error {
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
		return err
	}
	if d.ReceiveBuffer > 0 {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, d.ReceiveBuffer); err != nil {
			return err
		}
	}
	if d.Timestamps {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPING, stamping); err != nil {
			return err
		}
	}
	return bind(fd, d)
}

// bind gives a socket the local address that was asked for.
func bind(fd int, d Dial) error {
	local, given := d.origin()
	if !given {
		return nil
	}
	level, option := unix.SOL_SOCKET, unix.SO_REUSEADDR
	if local.Port() == 0 {
		level, option = unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT // ip(7); connect(2) chooses one
	}
	if err := unix.SetsockoptInt(fd, level, option, 1); err != nil {
		return err
	}
	address, err := sockaddr(local)
	if err != nil {
		return err
	}
	return unix.Bind(fd, address)
}

// begin calls connect(2), and returns 0 if it goes on.
func begin(fd int, remote unix.Sockaddr) (errno syscall.Errno) {
	if !errors.As(unix.Connect(fd, remote), &errno) || errno == unix.EINPROGRESS || errno == unix.EINTR {
		return 0
	}
	return errno
}

// fromNetwork reports whether the network has refused a connection, as it may do at
// once on loopback. Else something is wrong with the call.
func fromNetwork(errno syscall.Errno) bool {
	switch errno {
	case unix.ECONNREFUSED, unix.ECONNRESET, unix.ETIMEDOUT, unix.ENETUNREACH, unix.EHOSTUNREACH:
		return true
	default:
		return false
	}
}

// connected finishes what connect began, once epoll tells about it. It reports whether
// the connection is there and its handler has left it open.
func (p *poller) connected(r ref, s *slot, events uint32) bool {
	c := s.conn
	errno := s.failure()
	switch {
	case errno == 0 && events&(unix.EPOLLERR|unix.EPOLLHUP) != 0:
		errno = pendingError(c.sock.fd)
	case errno == 0 && events&unix.EPOLLOUT == 0:
		return false
	}
	if errno == 0 && s.flags&looped != 0 && c.sock.connectedToItself() {
		errno = unix.ECONNREFUSED
	}
	if errno != 0 {
		c.gone(errno)
		return false
	}
	c.sock.index = c.sock.place()
	c.handler.Writable(c)
	return p.table.get(r) != nil
}

// pendingError returns and clears the error of a socket.
func pendingError(fd int32) syscall.Errno {
	n, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return unix.EBADF
	}
	return syscall.Errno(n)
}

// mayLoop reports whether the connection may turn out to be one of a socket to itself: its local
// address may be the remote one, for all that is known before.
func (d Dial) mayLoop() bool {
	address, port := d.Local.Addr(), d.Local.Port()
	otherAddress := address.IsValid() && !address.IsUnspecified() && address.WithZone("") != d.Remote.Addr().WithZone("")
	otherPort := port != 0 && port != d.Remote.Port()
	return !otherAddress && !otherPort
}

func (s sock) connectedToItself() bool {
	local, err := unix.Getsockname(int(s.fd))
	return err == nil && addrPort(local) == s.remoteAddr()
}

func family(a netip.AddrPort) int {
	if a.Addr().Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

// sockaddr returns an address as the system takes it.
func sockaddr(a netip.AddrPort) (unix.Sockaddr, error) {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Addr: a.Addr().As4(), Port: int(a.Port())}, nil
	}
	zone, err := zoneIndex(a.Addr().Zone())
	if err != nil {
		return nil, err
	}
	return &unix.SockaddrInet6{Addr: a.Addr().As16(), Port: int(a.Port()), ZoneId: zone}, nil
}

// zoneIndex returns the number of the interface that a zone names (RFC 4007 section 11.2).
func zoneIndex(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	i, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, err
	}
	return uint32(i.Index), nil
}

// addrPort returns an address of the system, zero if it is none of IP.
func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(sa.Addr).Unmap(), uint16(sa.Port))
	default:
		return netip.AddrPort{}
	}
}
